"""The languages that programs can be run in, and the programs that run them."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from icotes.kit.workspace import Workspace
from icotes.modules.execution.settings import KNOWN, ExecutionSettings, LanguageSetting
from icotes.modules.execution.types import LanguageUnknown, RuntimeMissing

OWN = (".venv/bin", "node_modules/.bin")
"""Where a workspace has programs of its own; they are taken before the server's."""


class Runtime(NamedTuple):
    """The program that runs a language.

    Attributes:
        argv: its path and arguments.
        stamp: changes when the program does.
        read: folders that it is made of.
    """

    argv: tuple[str, ...]
    stamp: str
    read: tuple[Path, ...]


class Languages:
    """Knows how programs are run."""

    def __init__(self, settings: ExecutionSettings) -> None:
        self.all: Mapping[str, LanguageSetting] = {**KNOWN, **settings.languages}
        self._of = {
            ending: name
            for name, one in self.all.items()
            for ending in (PurePosixPath(one.file).suffix, *one.endings)
            if ending
        }

    def name(self, language: str, path: str) -> str:
        """Return the language that was named, or that of a file.

        Raises:
            LanguageUnknown: there is none.
        """
        found = language or self._of.get(PurePosixPath(path).suffix, "") or ("" if path else "python")
        if found in self.all:
            return found
        what = f"a language {found[:40]!r}" if found else f"a language of {PurePosixPath(path).name!r}"
        known = ", ".join(sorted(self.all))
        raise LanguageUnknown(
            f"Nobody set {what}; name one of {known}, or add [execution.languages.NAME] to icotes.toml.",
            known=sorted(self.all),
        )

    def endings(self, name: str) -> list[str]:
        """Return what the names of a language's files end with."""
        return [ending for ending, one in self._of.items() if one == name]

    def runtime(self, name: str, workspace: Workspace) -> Runtime:
        """Return what runs a language; blocks.

        Raises:
            RuntimeMissing: its program is not there.
        """
        return self._found(name, self.all[name].command, workspace)

    def probe(self, name: str, workspace: Workspace) -> Runtime | None:
        """Return what prints a language's version, None if it has no such; blocks.

        Raises:
            RuntimeMissing: its program is not there.
        """
        setting = self.all[name]
        return self._found(name, setting.version, workspace) if setting.version else None

    def missing(self, name: str, why: str) -> RuntimeMissing:
        """Return what a caller is told when a language can't be run, with what to do."""
        install = self.all[name].install or f"Install {self.all[name].command[0]}."
        return RuntimeMissing(f"{why} {install}", install=install)

    def _found(self, name: str, command: tuple[str, ...], workspace: Workspace) -> Runtime:
        program, *arguments = command
        found = shutil.which(program, path=_searched(workspace))
        if found is None:
            raise self.missing(name, f"{program}, which runs {name}, is not on the server.")
        real = Path(found).resolve()
        status = real.stat()
        read = () if real.is_relative_to("/usr") else (_home(real),)
        stays = Path(found).is_relative_to("/usr") or Path(found).is_relative_to(workspace.folder)
        argv = (found if stays else str(real), *arguments)
        return Runtime(argv, f"{found} {status.st_size} {status.st_mtime_ns}", read)


def _searched(workspace: Workspace) -> str:
    """Return where programs are looked for; not among shims, which lead to programs elsewhere."""
    own = [str(workspace.folder / place) for place in OWN]
    server = [place for place in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(place).name != "shims"]
    return os.pathsep.join([*own, *server, f"{sys.base_prefix}/bin"])


def _home(program: Path) -> Path:
    """Return the folder that a program is installed in, as far as there is nothing else in it."""
    folder = program.parent
    prefix = folder.parent
    shared = prefix.name in {"", ".local"} or Path.home().is_relative_to(prefix)
    return prefix if folder.name == "bin" and not shared else folder
