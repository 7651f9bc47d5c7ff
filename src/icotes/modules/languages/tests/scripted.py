"""A language server that does what its first word says: well, wrong, or not at all."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

WAY = sys.argv[1]
ENCODING = sys.argv[2] if len(sys.argv) > 2 else "utf-16"
TEXTS: dict[str, str] = {}
NUMBERS: dict[str, int] = {}
SEEN: list[str] = []
NEVER = object()
"""For what is not answered."""


def send(message: dict[str, object]) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    sys.stdout.buffer.flush()


def receive() -> dict[str, Any]:
    size = 0
    while (line := sys.stdin.buffer.readline()) != b"\r\n":
        if not line:
            raise SystemExit(0)
        size = int(line.split(b":")[1]) if line.lower().startswith(b"content-length") else size
    return json.loads(sys.stdin.buffer.read(size))


def asked(method: str, params: dict[str, Any]) -> Any:
    """Ask the other end; what it says before it answers is taken in."""
    send({"id": "mine", "method": method, "params": params})
    while "method" in (message := receive()):
        take(message)
    return message["result"]


def begin() -> None:
    if WAY == "frail" and Path("broken").exists():
        raise SystemExit(3)
    if WAY == "crash":
        sys.stderr.write("no luck today\n")
        raise SystemExit(3)
    if WAY == "garbage":
        os.write(1, b"Welcome to the server!\n" * 1000 + b"\r\n\r\n")
    if WAY == "mute":
        time.sleep(600)


def apply(text: str, change: dict) -> str:
    """Make a change as the protocol says it, in units of the encoding."""
    if "range" not in change:
        return change["text"]
    lines = text.split("\n")

    def at(place: dict) -> int:
        line = lines[place["line"]]
        codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[ENCODING]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[ENCODING]
        return sum(len(each) + 1 for each in lines[: place["line"]]) + len(
            line.encode(codec)[: place["character"] * width].decode(codec)
        )

    return text[: at(change["range"]["start"])] + change["text"] + text[at(change["range"]["end"]) :]


def find(text: str, word: str) -> list[dict]:
    """Return the ranges of a word, in units of the encoding."""
    codec, width = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[ENCODING]
    found = []
    for number, line in enumerate(text.split("\n")):
        at = -1
        while (at := line.find(word, at + 1)) >= 0:
            start, end = (len(line[:place].encode(codec)) // width for place in (at, at + len(word)))
            found.append({"start": {"line": number, "character": start}, "end": {"line": number, "character": end}})
    return found


def diagnose(uri: str) -> None:
    found = [{"range": each, "message": "oh", "severity": 2, "code": 7} for each in find(TEXTS[uri], "bad")]
    send({"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": found}})


def mended(uri: str) -> dict[str, Any]:
    edits = [{"range": each, "newText": "good"} for each in find(TEXTS[uri], "bad")]
    return {"edit": {"changes": {uri: edits}}}


def answer(method: str, params: Any) -> object:
    uri = (params or {}).get("textDocument", {}).get("uri", "")
    if method == "initialize":
        SEEN.append(json.dumps(params["initializationOptions"]))
        providers = "hover completion signatureHelp definition references rename documentSymbol documentFormatting"
        capabilities = {f"{each}Provider": True for each in providers.split()} | {
            "completionProvider": {"resolveProvider": True},
            "codeActionProvider": True,
            "textDocumentSync": {"openClose": True, "change": 2, "save": True},
            "positionEncoding": ENCODING,
        }
        return {"capabilities": capabilities}
    if WAY == "wrong":
        return [{"what": "is this"}] if method != "textDocument/hover" else {"contents": {"value": "x"}, "range": 7}
    if method == "textDocument/hover":
        if WAY in {"die", "frail"}:
            os._exit(9)
        if WAY == "late":
            return {"contents": {"kind": "plaintext", "value": json.dumps(asked("workspace/applyEdit", mended(uri)))}}
        while WAY == "hang":
            time.sleep(1)
        return {"contents": {"kind": "markdown", "value": json.dumps([TEXTS[uri], params["position"]])}}
    if method == "textDocument/completion":
        return {"isIncomplete": False, "items": [{"label": f"word{n}", "kind": 3} for n in range(2000)]}
    if method == "completionItem/resolve":
        return {**params, "documentation": {"kind": "markdown", "value": "*all* of it"}}
    if method == "textDocument/rename":
        other = {"outside": "file:///etc/hosts", "git": f"{uri.rpartition('/')[0]}/.git/config"}.get(WAY)
        outside = {other: [{"range": find("x", "x")[0], "newText": ""}]} if other else {}
        edits = [{"range": each, "newText": params["newName"]} for each in find(TEXTS[uri], "bad")]
        if WAY == "slow":
            take(receive())
        return {"changes": {uri: edits, **outside}}
    if method == "textDocument/references":
        places = [{"uri": uri, "range": each} for each in find(TEXTS[uri], "bad")]
        return [*places, {"uri": "file:///etc/hosts", "range": find("\nxx", "xx")[0]}]
    if method == "textDocument/formatting":
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 10**6, "character": 0}}
        return [{"range": whole, "newText": TEXTS[uri].upper()}]
    if method == "textDocument/codeAction" and WAY in {"inline", "other"}:
        document = {"uri": uri, "version": NUMBERS[uri] + (WAY == "other")}
        edits = mended(uri)["edit"]["changes"][uri]
        return [{"title": "Make it good", "edit": {"documentChanges": [{"textDocument": document, "edits": edits}]}}]
    if method == "textDocument/codeAction":
        return [
            {
                "title": "Make it good",
                "kind": "quickfix",
                "command": {"command": "mend", "title": "", "arguments": [uri]},
            }
        ]
    if method == "workspace/executeCommand":
        if WAY == "late":
            return NEVER
        asked("workspace/applyEdit", mended(params["arguments"][0]))
        return None
    if method == "shutdown":
        return NEVER if WAY == "lingers" else None
    return SEEN


def told(method: str, params: dict) -> None:
    SEEN.append(method)
    uri = params.get("textDocument", {}).get("uri", "")
    NUMBERS[uri] = params.get("textDocument", {}).get("version", 0)
    if method == "initialized" and WAY == "flood":
        while True:
            send({"method": "window/logMessage", "params": {"type": 3, "message": "drip" * 10}})
    if method == "exit":
        raise SystemExit(0)
    if method == "textDocument/didOpen":
        TEXTS[uri] = params["textDocument"]["text"]
        diagnose(uri)
    elif method == "textDocument/didChange":
        for change in params["contentChanges"]:
            TEXTS[uri] = apply(TEXTS[uri], change)
        diagnose(uri)


def take(message: dict[str, Any]) -> None:
    if "id" in message and "method" in message:
        result = answer(message["method"], message.get("params"))
        if result is not NEVER:
            send({"id": message["id"], "result": result})
    elif "method" in message:
        told(message["method"], message.get("params") or {})


begin()
while True:
    take(receive())
