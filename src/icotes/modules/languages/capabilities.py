"""What this end of the connection can do, as it tells every server first."""

from typing import Any

from icotes.modules.languages.positions import ENCODINGS

_MARKDOWN = ["markdown", "plaintext"]
_ACTIONS = ["", "quickfix", "refactor", "refactor.extract", "refactor.inline", "refactor.rewrite", "source"]

CLIENT: dict[str, Any] = {
    "general": {"positionEncodings": list(ENCODINGS)},
    "window": {"workDoneProgress": False},
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True},
        "configuration": True,
        "workspaceFolders": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "synchronization": {"didSave": True},
        "completion": {
            "contextSupport": True,
            "completionItem": {
                "snippetSupport": True,
                "deprecatedSupport": True,
                "preselectSupport": True,
                "documentationFormat": _MARKDOWN,
                "tagSupport": {"valueSet": [1]},
                "resolveSupport": {"properties": ["documentation", "detail", "additionalTextEdits"]},
            },
            "completionItemKind": {"valueSet": list(range(1, 26))},
        },
        "hover": {"contentFormat": _MARKDOWN},
        "signatureHelp": {
            "contextSupport": True,
            "signatureInformation": {
                "documentationFormat": _MARKDOWN,
                "parameterInformation": {"labelOffsetSupport": True},
                "activeParameterSupport": True,
            },
        },
        "definition": {"linkSupport": True},
        "references": {},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": _ACTIONS}},
            "isPreferredSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "formatting": {},
        "rangeFormatting": {},
        "rename": {},
        "publishDiagnostics": {
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        },
    },
}
