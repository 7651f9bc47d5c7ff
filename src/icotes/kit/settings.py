"""Settings: one `icotes.toml`, then `ICOTES_<SECTION>_<FIELD>`, then flags; the later one wins.

A part declares what can be set as a Struct and asks for it by type:

    class FileSettings(SettingsSection, section="files"):
        trash_days: Annotated[int, Meta(ge=0, description="Days that deleted files are kept.")] = 30
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar, dataclass_transform

import msgspec
from msgspec import Meta, StructMeta

from icotes.core.errors import Unacceptable

S = TypeVar("S", bound="SettingsSection")

PREFIX = "ICOTES_"
FILE_NAME = "icotes.toml"

SECTIONS: dict[str, type["SettingsSection"]] = {}
"""Every section that is declared in this process."""


class BadSettings(Unacceptable):
    """A setting is unknown or has a value that does not fit; the message names each and where it stands."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _SectionMeta(StructMeta):
    section: str

    def __new__(
        mcs, name: str, bases: tuple[type, ...], body: dict[str, Any], *, section: str = "", **options: Any
    ) -> Any:
        made = super().__new__(mcs, name, bases, body, **options)
        made.section = section
        if section:
            SECTIONS[section] = made  # pyright: ignore[reportArgumentType]
        return made


class SettingsSection(msgspec.Struct, frozen=True, kw_only=True, metaclass=_SectionMeta):
    """The base of a section; every field has a default and a `Meta(description=...)`."""

    section: ClassVar[str]  # pyright: ignore[reportIncompatibleVariableOverride]


class Setting(msgspec.Struct, frozen=True):
    """One setting as it stands.

    Attributes:
        name: section and field, e.g. `files.trash_days`.
        value: what holds.
        default: what would hold if nobody had set it.
        origin: `default`, the file and line, the environment's variable or the flag.
        description: what it is for.
    """

    name: str
    value: Any
    default: Any
    origin: str
    description: str


class _Given(NamedTuple):
    """A value that somebody gave, and where; `loose` when it came as text."""

    value: Any
    origin: str
    loose: bool = False


def default_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where `icotes.toml` is looked for when `--config` does not say."""
    home = environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME") or Path.home()) / ".config"
    return Path(home) / "icotes" / FILE_NAME


class Settings:
    """What was set, by whom, checked against the sections that are declared.

    Args:
        file: the `icotes.toml`; one that does not exist sets nothing, None stands for no file.
        environ: the environment.
        flags: settings given on the command line, e.g. `{"server.port": "8080"}`.

    Raises:
        BadSettings: the file is no TOML.
    """

    def __init__(
        self, file: Path | None = None, environ: Mapping[str, str] | None = None, flags: Mapping[str, Any] | None = None
    ) -> None:
        text = file.read_text("utf-8") if file and file.exists() else ""
        self._file = _File(str(file), text)
        self._environ: Mapping[str, str] = environ or {}
        self._flags: Mapping[str, Any] = flags or {}
        self._made: dict[type[SettingsSection], SettingsSection] = {}

    def section(self, kind: type[S]) -> S:
        """Return a section's values.

        Raises:
            BadSettings: a key is unknown, or a value does not fit.
        """
        if kind not in self._made:
            given, problems = self._given(kind)
            values = {name: _convert(kind, name, one, problems) for name, one in given.items()}
            _refuse(problems)
            self._made[kind] = kind(**values)
        return self._made[kind]  # pyright: ignore[reportReturnType]

    def check(self) -> None:
        """Check everything that was set; call it when all sections are declared.

        Raises:
            BadSettings: something is unknown or does not fit; every such thing is named.
        """
        problems = [*self._unknown_sections(), *self._unknown_variables(), *self._unknown_flags()]
        for kind in SECTIONS.values():
            try:
                self.section(kind)
            except BadSettings as error:
                problems.append(error.message)
        _refuse(problems)

    def show(self) -> list[Setting]:
        """Return every setting with its value and origin, by name."""
        return [one for _, kind in sorted(SECTIONS.items()) for one in self._show(kind)]

    def _show(self, kind: type[SettingsSection]) -> Iterator[Setting]:
        values, defaults, (given, _) = self.section(kind), kind(), self._given(kind)
        for field in msgspec.structs.fields(kind):
            name = f"{kind.section}.{field.name}"
            origin = given[field.name].origin if field.name in given else "default"
            yield Setting(
                name, getattr(values, field.name), getattr(defaults, field.name), origin, describe(field.type)
            )

    def _given(self, kind: type[SettingsSection]) -> tuple[dict[str, _Given], list[str]]:
        """Return what was given for a section, the strongest of each, and what is unknown in it."""
        fields = kind.__struct_fields__
        given: dict[str, _Given] = {}
        problems: list[str] = []
        for key, value in self._file.table(kind.section).items():
            origin = self._file.origin(kind.section, key)
            if key in fields:
                given[key] = _Given(value, origin)
            else:
                problems.append(f"{origin}: there is no setting {kind.section}.{key}{_nearest(key, fields)}")
        for field in fields:
            variable = variable_of(kind.section, field)
            if variable in self._environ:
                given[field] = _Given(self._environ[variable], variable, loose=True)
            if (flag := f"{kind.section}.{field}") in self._flags:
                given[field] = _Given(self._flags[flag], f"flag {flag}", loose=True)
        return given, problems

    def _unknown_sections(self) -> Iterator[str]:
        for key in self._file.tables:
            if key not in SECTIONS:
                yield f"{self._file.origin(key)}: there is no section {key}{_nearest(key, SECTIONS)}"

    def _unknown_variables(self) -> Iterator[str]:
        known = [variable_of(name, field) for name, kind in SECTIONS.items() for field in kind.__struct_fields__]
        for variable in sorted(self._environ):
            ours = variable.startswith(tuple(f"{PREFIX}{name.upper()}_" for name in SECTIONS))
            if variable not in known and (ours or _is_near(variable, known)):
                yield f"environment: there is no setting {variable}{_nearest(variable, known)}"

    def _unknown_flags(self) -> Iterator[str]:
        known = [f"{name}.{field}" for name, kind in SECTIONS.items() for field in kind.__struct_fields__]
        for flag in self._flags:
            if flag not in known:
                yield f"command line: there is no setting {flag}{_nearest(flag, known)}"


class _File:
    """The text of a settings file, with the lines on which its keys stand."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        try:
            self.tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BadSettings(f"{name}: this is no TOML: {error}") from error
        self._lines = dict(reversed(list(_positions(text))))

    def table(self, section: str) -> dict[str, Any]:
        table = self.tables.get(section, {})
        if not isinstance(table, dict):
            raise BadSettings(
                f"{self.origin(section)}: {section} is a section; write [{section}] and its settings below."
            )
        return table  # pyright: ignore[reportUnknownVariableType]

    def origin(self, *key: str) -> str:
        line = self._lines.get(key)
        return f"{self.name}:{line}" if line else self.name


_KEY = re.compile(r"""\s*(\[{0,2})\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*(\]|=)""")


def _positions(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield each key path and its line; tomllib does not tell them."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        found = _KEY.match(line)
        if found:
            path = tuple(part.strip().strip("\"'") for part in found[2].split("."))
            if found[1]:
                table, path = path, ()
            full = table + path
            yield from ((full[:length], number) for length in range(1, len(full) + 1))


def variable_of(section: str, field: str) -> str:
    """Return the environment's name of a setting.

    >>> variable_of("files", "trash_days")
    'ICOTES_FILES_TRASH_DAYS'
    """
    return f"{PREFIX}{section}_{field}".upper()


def describe(kind: Any) -> str:
    """Return the description in a field's annotation."""
    notes = [note.description for note in getattr(kind, "__metadata__", ()) if isinstance(note, Meta)]
    return next((text for text in notes if text), "")


def _convert(kind: type[SettingsSection], name: str, given: _Given, problems: list[str]) -> Any:
    field = next(field for field in msgspec.structs.fields(kind) if field.name == name)
    value = given.value
    if given.loose and isinstance(value, str) and isinstance(getattr(kind(), name), (list, tuple)):
        value = [part.strip() for part in value.split(",") if part.strip()]
    try:
        return msgspec.convert(value, field.type, strict=not given.loose)
    except msgspec.ValidationError as error:
        problems.append(f"{given.origin}: {kind.section}.{name} does not fit: {error}. {describe(field.type)}".rstrip())
        return value


def _nearest(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), 1, 0.5)
    return f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(sorted(known)[:20])}."


def _is_near(word: str, known: list[str]) -> bool:
    return bool(difflib.get_close_matches(word, known, 1, 0.85))


def _refuse(problems: list[str]) -> None:
    if problems:
        raise BadSettings("\n".join(problems))
