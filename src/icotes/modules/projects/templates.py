"""Templates: folders of data beside this file, each with `template.json` and the files of a new project.

A name that begins with `dot-` becomes one that begins with a dot, and `.in` at the end of a name falls away (by it
nothing takes a template's programs for ours); `{{name}}` in a text becomes the project's.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from icotes.core.errors import Conflict, Denied
from icotes.modules.projects.types import Template, TemplateNotFound

FOLDER = Path(__file__).parent / "templates"
ABOUT, FILES, DOT, IN = "template.json", "files", "dot-", ".in"


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a template's `template.json`."""

    description: str
    layout: dict[str, Any] = {}
    preferences: dict[str, Any] = {}


def all_() -> list[Template]:
    """Return every template, by name."""
    return [_read(each.parent) for each in sorted(FOLDER.glob(f"*/{ABOUT}"))]


def get(name: str) -> Template:
    """Return a template.

    Raises:
        TemplateNotFound: there is none.
    """
    found = {each.name: each for each in all_()}
    if name not in found:
        raise TemplateNotFound(f"There is no template {name!r}; there are {', '.join(found)}.", field="template")
    return found[name]


def make(template: Template, folder: Path) -> Path:
    """Make a folder with the template's files, whole or not at all, and return it.

    Raises:
        Conflict: something is there already.
        Denied: the system does not let this process write there.
    """
    aside = folder.parent / f".{folder.name[:100]}.{secrets.token_hex(4)}.icotes-tmp"
    try:
        if os.path.lexists(folder) and (not folder.is_dir() or folder.is_symlink() or any(folder.iterdir())):
            raise Conflict("There is something already; choose the path of a new or an empty folder.", field="folder")
        aside.mkdir()
        for source, path in _files(FOLDER / template.name / FILES):
            _write(aside / path, source.read_bytes().replace(b"{{name}}", folder.name.encode()))
        for each in (aside, *(place for place in aside.rglob("*") if place.is_dir())):
            _sync(each)
        aside.rename(folder)
        _sync(folder.parent)
    except OSError as error:
        raise Denied(f"The folder can't be made: {error.strerror}. Choose another place.", field="folder") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _read(folder: Path) -> Template:
    about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
    return Template(
        name=folder.name,
        description=about.description,
        files=[path for _, path in _files(folder / FILES)],
        layout=about.layout,
        preferences=about.preferences,
    )


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for source in sorted(each for each in folder.rglob("*") if each.is_file()):
        parts = source.relative_to(folder).parts
        names = [f".{part.removeprefix(DOT)}" if part.startswith(DOT) else part for part in parts]
        yield source, "/".join(names).removesuffix(IN)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
