"""Language servers that are known without a setting; of several for a language the first that is there is used."""

from icotes.modules.languages.types import LanguageSettings, ServerSpec

_PYTHON = {"*.py": "python", "*.pyi": "python"}
_EXTRA = "pip install 'icotes[languages]'"

BUILTIN: dict[str, ServerSpec] = {
    "ty": ServerSpec(command=("ty", "server"), files=_PYTHON, install=_EXTRA),
    "basedpyright": ServerSpec(
        command=("basedpyright-langserver", "--stdio"),
        files=_PYTHON,
        install=_EXTRA,
        settings={"basedpyright": {"analysis": {"diagnosticMode": "openFilesOnly", "typeCheckingMode": "standard"}}},
    ),
    "ruff": ServerSpec(command=("ruff", "server"), files=_PYTHON, install="pip install ruff", beside=True),
    "typescript": ServerSpec(
        command=("typescript-language-server", "--stdio"),
        files={
            "*.ts": "typescript",
            "*.mts": "typescript",
            "*.cts": "typescript",
            "*.tsx": "typescriptreact",
            "*.js": "javascript",
            "*.mjs": "javascript",
            "*.cjs": "javascript",
            "*.jsx": "javascriptreact",
        },
        install="npm install --global typescript-language-server typescript",
    ),
    "bash": ServerSpec(
        command=("bash-language-server", "start"),
        files={"*.sh": "shellscript", "*.bash": "shellscript"},
        install="npm install --global bash-language-server",
    ),
    "rust-analyzer": ServerSpec(
        command=("rust-analyzer",), files={"*.rs": "rust"}, install="rustup component add rust-analyzer"
    ),
    "gopls": ServerSpec(
        command=("gopls",),
        files={"*.go": "go", "go.mod": "go.mod"},
        install="go install golang.org/x/tools/gopls@latest",
    ),
    "clangd": ServerSpec(
        command=("clangd",),
        files={
            "*.c": "c",
            "*.h": "c",
            "*.cc": "cpp",
            "*.cpp": "cpp",
            "*.cxx": "cpp",
            "*.hh": "cpp",
            "*.hpp": "cpp",
        },
        install="apt-get install clangd",
    ),
}


def known(settings: LanguageSettings) -> dict[str, ServerSpec]:
    """Return the servers that may be used, those that are preferred first."""
    all_ = {**settings.servers, **{name: spec for name, spec in BUILTIN.items() if name not in settings.servers}}
    names = [*(name for name in settings.order if name in all_), *all_]
    return {name: all_[name] for name in dict.fromkeys(names) if name not in settings.off}
