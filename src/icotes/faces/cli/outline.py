"""The method table as the command line sees it: small, plain, and cached, so that `--help` loads no server code."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import icotes

PACKAGE = Path(icotes.__file__).resolve().parent


class Argument(NamedTuple):
    """One parameter of a method.

    Attributes:
        kind: `text`, `integer`, `number`, `flag`, `bytes`, `upload` or `json`.
        many: it is a list of that kind.
        named: it is given by name only.
        choices: the only values that fit; empty for any.
    """

    name: str
    kind: str
    required: bool
    default: Any
    help: str
    many: bool
    choices: list[str]
    named: bool


class Usage(NamedTuple):
    """One method.

    Attributes:
        arguments: the method's own, then those of the protocol.
        query: it looks and changes nothing.
        raw: the result, or each item of the stream, is bytes.
        raises: the errors that a caller can meet, and when.
    """

    name: str
    summary: str
    text: str
    arguments: list[Argument]
    query: bool
    stream: bool
    download: bool
    raw: bool
    raises: dict[str, str]

    def argument(self, name: str) -> Argument | None:
        """Return the argument of this name."""
        return next((each for each in self.arguments if each.name == name), None)


class Outline(NamedTuple):
    """All methods by name, and what each module is."""

    modules: dict[str, str]
    methods: dict[str, Usage]

    def of(self, module: str) -> list[Usage]:
        """Return a module's methods by name."""
        return [usage for name, usage in self.methods.items() if name.partition(".")[0] == module]


def cached(make: Callable[[], Outline]) -> Outline:
    """Return the outline from the user's cache folder; it is made anew when the program has changed."""
    file, key = _file(), _key()
    try:
        kept = json.loads(file.read_bytes())
        if kept["key"] == key:
            return _decode(kept)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    outline = make()
    _save(file, {"key": key, "modules": outline.modules, "methods": _encode(outline)})
    return outline


def _encode(outline: Outline) -> list[Any]:
    return [[*usage[:3], [list(each) for each in usage.arguments], *usage[4:]] for usage in outline.methods.values()]


def _decode(kept: dict[str, Any]) -> Outline:
    usages = [Usage._make([*each[:3], [Argument._make(one) for one in each[3]], *each[4:]]) for each in kept["methods"]]
    return Outline(kept["modules"], {usage.name: usage for usage in usages})


def _file() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "icotes" / f"outline-{str(PACKAGE).replace(os.sep, '-')}.json"


def _key() -> str:
    installed = max((Path(path).stat().st_mtime for path in sys.path if path.endswith("-packages")), default=0)
    return f"{icotes.__version__} {max(_changes(str(PACKAGE)), default=0)} {installed} {sys.version_info[:3]}"


def _changes(folder: str) -> Iterator[float]:
    """Yield when each source under a folder, and each folder itself, changed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "__pycache__", "tests")):
                continue
            yield entry.stat().st_mtime
            if entry.is_dir(follow_symlinks=False):
                yield from _changes(entry.path)


def _save(file: Path, kept: dict[str, Any]) -> None:
    """Write the cache aside and rename it; one that can't be written only costs time."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside.write_text(json.dumps(kept), encoding="utf-8")
        aside.replace(file)
