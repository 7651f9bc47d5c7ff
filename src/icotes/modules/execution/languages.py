"""The languages that programs can be run in, and the programs that run them."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from icotes.kit.sandbox import SandboxSettings
from icotes.kit.workspace import Workspace
from icotes.modules.execution.settings import KNOWN, ExecutionSettings, LanguageSetting
from icotes.modules.execution.types import LanguageUnknown, RuntimeMissing

OWN = (".venv/bin", "node_modules/.bin")
"""Where a workspace has programs of its own; they are taken before the server's."""
STORES = (".local/share/uv/python", ".pyenv/versions")
"""Where uv and pyenv keep what the environments of workspaces are links to; below somebody's home."""


class Runtime(NamedTuple):
    """The program that runs a language.

    Attributes:
        argv: its path and arguments.
        stamp: changes when the program does.
        read: folders that it is made of, beside what the sandbox shows anyway.
        real: the program itself, where all links end.
    """

    argv: tuple[str, ...]
    stamp: str
    read: tuple[Path, ...]
    real: Path


class Languages:
    """Knows how programs are run."""

    def __init__(self, settings: ExecutionSettings, sandbox: SandboxSettings) -> None:
        self._shown = tuple(Path(each).resolve() for each in sandbox.read)
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
        """Return what prints a language's version; blocks.

        None if it has no such, or if it is a program of the workspace's own, which nobody may ask who only looks.

        Raises:
            RuntimeMissing: its program is not there.
        """
        setting = self.all[name]
        if not setting.version:
            return None
        found = self._found(name, setting.version, workspace)
        if found.real.is_relative_to(workspace.folder):
            return None
        own = Path(found.argv[0]).is_relative_to(workspace.folder)
        return found._replace(argv=(str(found.real), *found.argv[1:])) if own else found

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
        own = Path(found).is_relative_to(workspace.folder)
        seen = any(map(real.is_relative_to, ("/usr", workspace.folder, *self._shown)))
        if own and not seen and not _is_installed(_home(real), program, workspace):
            raise self.missing(
                name, f"{program} in this workspace is a link to a program that `sandbox.read` does not show to code."
            )
        argv = (found if own or Path(found).is_relative_to("/usr") else str(real), *arguments)
        return Runtime(argv, f"{found} {status.st_size} {status.st_mtime_ns}", () if seen else (_home(real),), real)


def _searched(workspace: Workspace) -> str:
    """Return where programs are looked for; not among shims, which lead to programs elsewhere."""
    return os.pathsep.join([*(str(workspace.folder / place) for place in OWN), *_places()])


def _places() -> list[str]:
    server = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [*(place for place in server if Path(place).name != "shims"), f"{sys.base_prefix}/bin"]


def _is_installed(home: Path, program: str, workspace: Workspace) -> bool:
    """Tell whether a folder is where somebody installed a program, for the server or for such workspaces.

    What stands in a workspace is anybody's making: where a link there leads must not decide what code is shown.
    """
    if any(home.parent == Path.home() / store for store in STORES):
        return True
    found = [shutil.which(program, path=place) for place in _places()]
    trusted = [Path(each) for each in found if each and not Path(each).is_relative_to(workspace.folder)]
    return home in {Path(sys.base_prefix).resolve(), *(_home(each.resolve()) for each in trusted)}


def _home(program: Path) -> Path:
    """Return the folder that a program is installed in, as far as there is nothing else in it."""
    folder = program.parent
    prefix = folder.parent
    shared = prefix.name in {"", ".local", ".cargo"} or Path.home().is_relative_to(prefix)
    return prefix if folder.name == "bin" and not shared else folder
