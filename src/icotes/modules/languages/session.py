"""One run of a language server: the handshake, the files that it was told of, what it says by itself."""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from icotes import __version__
from icotes.core.errors import IcotesError
from icotes.kit.workspace import Workspace
from icotes.modules.languages.capabilities import CLIENT
from icotes.modules.languages.framing import Garbled
from icotes.modules.languages.launching import Launched, how
from icotes.modules.languages.peer import Over, Peer, UnknownMethod
from icotes.modules.languages.plain import decoded, fields
from icotes.modules.languages.positions import ENCODINGS, Encoding, Lines
from icotes.modules.languages.texts import Text, Texts
from icotes.modules.languages.types import ServerRefused, ServerSpec
from icotes.modules.languages.uris import Uris

START_SECONDS = 30.0
"""How long a server may take to greet."""
GOODBYE_SECONDS = 1.0
"""How long it may take to say goodbye."""
TAIL_BYTES = 4096
"""What is kept of what a server prints about itself."""
UNOPENED = 64
"""Files that nobody opened and whose problems are being placed at the same time; more of them are left out."""
MOST_EDITS = 100
"""How often a server may ask for edits during one command."""
MOST_EDIT_BYTES = 16 * 1024 * 1024
"""And how much may be in them together."""

Found = Callable[[str, list[Any], Lines], object]
_INCREMENTAL = 2
_COMMAND = "workspace/executeCommand"

logger = logging.getLogger(__name__)


class Known(NamedTuple):
    """A text that the server knows, and the number that it was told with."""

    lines: Lines
    number: int


class OpenFile:
    """A file that the server was told of.

    Attributes:
        lines: its text, as the server has it.
        number: grows with every change.
        stale: its file changed since.
        diagnosed: the server said what is wrong with this text.
        found: what it said.
        used: when somebody asked about it, on the loop's clock.
    """

    __slots__ = ("diagnosed", "found", "lines", "live", "number", "stale", "uri", "used", "version")

    def __init__(self, uri: str, text: Text, lines: Lines) -> None:
        self.uri = uri
        self.lines = lines
        self.version = text.version
        self.live = text.live
        self.number = 1
        self.stale = False
        self.diagnosed = asyncio.Event()
        self.found: list[Any] = []
        self.used = asyncio.get_running_loop().time()


class _Edits:
    """What a server wants to have changed during one command."""

    def __init__(self) -> None:
        self.wanted: list[Any] = []
        self.too_much = False
        self._bytes = 0

    def take(self, params: Raw) -> bool:
        """Take in what it asks for; tell whether there was room for it."""
        self._bytes += len(params)
        self.too_much |= len(self.wanted) == MOST_EDITS or self._bytes > MOST_EDIT_BYTES
        if not self.too_much:
            self.wanted.append(decoded(params)["edit"])
        return not self.too_much


class Session:
    """A server that runs.

    Args:
        found: called with what the server finds wrong with a file.
    """

    def __init__(self, workspace: Workspace, spec: ServerSpec, texts: Texts, launched: Launched, found: Found) -> None:
        self._workspace = workspace
        self._spec = spec
        self._texts = texts
        self._launched = launched
        self._found = found
        self._tail = b""
        self._placing: set[asyncio.Task[None]] = set()
        self._edits: _Edits | None = None
        self._carrying = asyncio.Lock()
        self._watches = False
        self._encoding: Encoding = "utf-16"
        self._capabilities: dict[str, Any] = {}
        self.files: dict[str, OpenFile] = {}
        self.uris = Uris(os.fsencode(workspace.root.folder))
        self.peer = Peer(launched.inbox, launched.writer, self._heard, self._asked)
        self.pid = launched.pid
        self.walls = launched.walls

    async def run(self) -> str:
        """Take in what the server says until it ends; return what is to be said of that."""
        launched, draining = self._launched, asyncio.create_task(self._drain())
        failure = ""
        try:
            await self.peer.run()
        except Garbled as error:
            failure = str(error)
        except Exception:
            logger.exception("what a language server says is not understood")
            failure = "It said what is not understood."
        await asyncio.wait([launched.exited], timeout=0 if failure else GOODBYE_SECONDS)
        await launched.end()
        for task in (draining, *self._placing):
            task.cancel()
        for pipe in launched.pipes:
            pipe.close()
        return failure or how(await launched.exited)

    async def _drain(self) -> None:
        """Take in what the server prints about itself; the end of it is for the server's log."""
        while data := await self._launched.errors.read(65536):
            self._tail = (self._tail + data)[-TAIL_BYTES:]

    @property
    def tail(self) -> str:
        """The end of what the server printed about itself."""
        return self._tail.decode("utf-8", "replace")

    async def begin(self) -> None:
        """Greet.

        Raises:
            Over: it ended.
            Refused: it does not want to.
            TimeoutError: it does not answer.
        """
        params = {
            "processId": None,
            "clientInfo": {"name": "icotes", "version": __version__},
            "rootUri": self.uris.root,
            "workspaceFolders": [{"uri": self.uris.root, "name": self._workspace.name}],
            "capabilities": CLIENT,
            "initializationOptions": self._spec.initialization or None,
        }
        answer = fields(decoded(await self.peer.request("initialize", params, START_SECONDS)))
        self._capabilities = fields(answer.get("capabilities"))
        encoding: Any = self._capabilities.get("positionEncoding")
        self._encoding = encoding if encoding in ENCODINGS else "utf-16"
        self.peer.notify("initialized", {})
        if self._spec.settings:
            self.peer.notify("workspace/didChangeConfiguration", {"settings": self._spec.settings})

    async def end(self) -> None:
        """Say goodbye; `run` returns soon after."""
        with suppress(Exception):
            await self.peer.request("shutdown", None, GOODBYE_SECONDS)
            self.peer.notify("exit", None)
        self.peer.close()

    def kill(self) -> None:
        """Have it ended without a word."""
        self.peer.close()

    def can(self, capability: str) -> bool:
        """Tell whether the server says that it can do something, e.g. `hoverProvider`."""
        return bool(self._capabilities.get(capability)) or self._capabilities.get(capability) == {}

    def option(self, capability: str, name: str) -> Any:
        """Return what the server says of how it does something."""
        options = self._capabilities.get(capability)
        return fields(options).get(name) if isinstance(options, dict) else None

    # Files.

    def lines(self, text: str) -> Lines:
        """Return the lines of a text, as this server counts in them."""
        return Lines(text, self._encoding)

    def known(self) -> dict[str, Known]:
        """Return what the server knows now, by path; its answers are about that, whatever is typed meanwhile."""
        return {path: Known(file.lines, file.number) for path, file in self.files.items()}

    async def sync(self, path: str) -> OpenFile:
        """Tell the server what a file holds now, unless it knows.

        Raises:
            NotFound: there is no such file.
            Unacceptable: it is no text, or too large.
        """
        file = self.files.get(path)
        live = self._texts.live(self._workspace, path)
        if live:
            file = self.put(path, live)
        elif file is None or file.stale or file.live:
            file = self.put(path, await self._texts.read(self._workspace, path))
        file.used = asyncio.get_running_loop().time()
        return file

    def put(self, path: str, text: Text) -> OpenFile:
        """Tell the server that this is what a file holds."""
        file = self.files.get(path)
        if file is None:
            file = self.files[path] = OpenFile(self.uris.of(path), text, self.lines(text.text))
            document = {"uri": file.uri, "languageId": language(self._spec, path), "version": 1, "text": text.text}
            self.peer.notify("textDocument/didOpen", {"textDocument": document})
        elif file.version != text.version or file.live != text.live or file.stale:
            if file.lines.text != text.text:
                self._change(file, text.text)
            file.version, file.live, file.stale = text.version, text.live, False
        return file

    def _change(self, file: OpenFile, text: str) -> None:
        before, after = file.lines, self.lines(text)
        changes: list[Any] = [{"text": text}]
        if self._sync("change", 0) == _INCREMENTAL:
            start, end, new = difference(before.text, text)
            changes = [{"range": {"start": before.at(start), "end": before.at(end)}, "text": new}]
        file.lines = after
        file.number += 1
        file.diagnosed.clear()
        document = {"uri": file.uri, "version": file.number}
        self.peer.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def _sync(self, name: str, index: int) -> Any:
        """Return what the server says of how it wants to be told; an older form of it is a number."""
        options = self._capabilities.get("textDocumentSync")
        if isinstance(options, dict):
            return fields(options).get(name)
        return options if index == 0 else None

    def leave(self, path: str) -> None:
        """Tell the server that a file is of no interest any more."""
        if file := self.files.pop(path, None):
            file.diagnosed.set()
            self.peer.notify("textDocument/didClose", {"textDocument": {"uri": file.uri}})

    def saved(self, path: str) -> None:
        """Tell the server that a file that it was told of is on disk."""
        file = self.files.get(path)
        if file and self._sync("save", 1) not in {None, False}:
            self.peer.notify("textDocument/didSave", {"textDocument": {"uri": file.uri}})

    def watched(self, changes: list[tuple[str, int]]) -> None:
        """Tell the server what happened to files on disk, if it wants to know: 1 created, 2 changed, 3 deleted."""
        if self._watches and changes:
            told = [{"uri": self.uris.of(path), "type": kind} for path, kind in changes]
            self.peer.notify("workspace/didChangeWatchedFiles", {"changes": told})

    # What the server says by itself.

    def _heard(self, method: str, params: Raw) -> None:
        if method == "textDocument/publishDiagnostics":
            with suppress(msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError):
                self._diagnosed(decoded(params))

    def _diagnosed(self, said: dict[str, Any]) -> None:
        path, found, number = self.uris.path(said["uri"]), said["diagnostics"], said.get("version")
        if path is None:
            return
        if file := self.files.get(path):
            if number in {None, file.number}:
                file.found = found
                self._found(path, found, file.lines)
                file.diagnosed.set()
        elif not found:
            self._found(path, [], self.lines(""))
        elif len(self._placing) < UNOPENED:
            task = asyncio.create_task(self._place(path, found))
            self._placing.add(task)
            task.add_done_callback(self._placing.discard)

    async def _place(self, path: str, found: list[Any]) -> None:
        with suppress(IcotesError, Over, KeyError, TypeError, ValueError):
            text = await self._texts.read(self._workspace, path)
            self._found(path, found, self.lines(text.text))

    async def _asked(self, method: str, params: Raw) -> Any:
        """Answer what the server asks."""
        if method == "workspace/configuration":
            return [configuration(self._spec.settings, item.get("section")) for item in decoded(params)["items"]]
        if method == "workspace/applyEdit":
            return {"applied": self._edits is not None and self._edits.take(params)}
        if method == "client/registerCapability":
            registered = {each["method"] for each in decoded(params)["registrations"]}
            self._watches |= "workspace/didChangeWatchedFiles" in registered
            return None
        if method == "workspace/workspaceFolders":
            return [{"uri": self.uris.root, "name": self._workspace.name}]
        if method in {"client/unregisterCapability", "window/workDoneProgress/create", "window/showMessageRequest"}:
            return None
        raise UnknownMethod

    async def carry_out(self, command: dict[str, Any], seconds: float) -> list[Any]:
        """Let the server carry out a command; return the edits that it wants to have made.

        It does not say which command its edits belong to, so there is one at a time.

        Raises:
            ServerRefused: it still does one that was given up, or it wants far too much.
        """
        params = {"command": command["command"], "arguments": command.get("arguments")}
        async with asyncio.timeout(seconds), self._carrying:
            if self.peer.owes(_COMMAND):
                raise ServerRefused(
                    "The language server still does what it was told before; try again later, or restart it."
                )
            edits = self._edits = _Edits()
            try:
                await self.peer.request(_COMMAND, params, seconds)
            finally:
                self._edits = None
        if edits.too_much:
            raise ServerRefused("The language server wants to make far too many edits.")
        return edits.wanted


def difference(before: str, after: str) -> tuple[int, int, str]:
    """Return begin and end of what was replaced, and by what.

    >>> difference("one two three", "one 2 three")
    (4, 7, '2')
    """
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    return start, len(before) - end, after[start : len(after) - end]


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with that are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def language(spec: ServerSpec, path: str) -> str:
    """Return what the protocol calls the language of a file; empty if it is none of this server."""
    name = path.rpartition("/")[2]
    return next((found for pattern, found in spec.files.items() if fits(name, pattern)), "")


def fits(name: str, pattern: str) -> bool:
    """Tell whether a pattern is this name, or begins with `*` and ends as the name does.

    >>> fits("a.py", "*.py"), fits("Makefile", "Makefile"), fits("a.pyc", "*.py")
    (True, True, False)
    """
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern


def configuration(settings: dict[str, Any], section: str | None) -> Any:
    """Return a section of a server's settings, e.g. `python.analysis`; None if there is none."""
    value: Any = settings
    for part in (section or "").split(".") if section else ():
        value = fields(value).get(part) if isinstance(value, dict) else None
    return value
