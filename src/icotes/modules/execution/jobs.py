"""What a call asks for, made into what a program is started with."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from icotes.core.errors import Invalid
from icotes.kit.sandbox_types import SCRATCH, Limits, View
from icotes.kit.workspace import Workspace
from icotes.modules.execution.keys import key
from icotes.modules.execution.languages import Languages
from icotes.modules.execution.running import Job
from icotes.modules.execution.settings import ExecutionSettings
from icotes.modules.execution.types import RunLimits


class Asked(NamedTuple):
    """What a call of `execution.run` says, beside where."""

    path: str
    code: str
    language: str
    input: str
    args: tuple[str, ...]
    env: Mapping[str, str]
    files: Mapping[str, bytes]
    cwd: str
    write: bool
    limits: RunLimits
    network: tuple[str, ...]
    cache: bool


def prepare(
    asked: Asked, workspace: Workspace, languages: Languages, settings: ExecutionSettings, scratch: Path
) -> tuple[str, Job]:
    """Return the language of a run, and what it is started with; blocks.

    Args:
        scratch: where it will leave files.

    Raises:
        Invalid: there is nothing to run, or both a file and code.
        LanguageUnknown: nobody says how to run it.
        RuntimeMissing: the program that does is not on the server.
        NotFound: there is no such file or folder.
        Unacceptable: something of it is of the wrong kind.
    """
    if bool(asked.path) == bool(asked.code):
        raise Invalid("Give either `path`, a file of the workspace, or `code`.", field="path")
    if asked.write and asked.files:
        raise Invalid("With `write` there are no `files`: write them with files.write first.", field="files")
    language = languages.name(asked.language, asked.path)
    runtime = languages.runtime(language, workspace)
    setting = languages.all[language]
    root = workspace.root
    cwd = _real(root.open_folder(asked.cwd))
    file = str(_real(root.open_file(asked.path))) if asked.path else f"{SCRATCH}/{setting.file}"
    argv = *(word.replace("{file}", file) for word in runtime.argv), *asked.args
    env = {name: text.replace("{folder}", str(root.folder)) for name, text in setting.env.items()} | dict(asked.env)
    view = View(
        folder=root.folder,
        access="write" if asked.write else "read",
        cwd=str(cwd.relative_to(root.folder)) if asked.write else SCRATCH,
        hidden=root.hidden,
        scratch=scratch,
        read=runtime.read,
    )
    given = language, runtime.stamp, argv, env, asked
    repeatable = asked.cache and not asked.write and not asked.network
    return language, Job(
        argv=argv,
        view=view,
        env=env | {"ICOTES_WORKSPACE": workspace.id},  # by which a port that it listens on is known
        input=asked.input.encode(),
        limits=_limits(asked.limits, settings),
        network=asked.network,
        key=key(root, *given) if repeatable else "",
        files=dict(asked.files) if asked.path else {**asked.files, setting.file: asked.code.encode()},
        beside=None if asked.write else cwd,
    )


def _real(handle: int) -> Path:
    """Return where an open file really is, and close it."""
    try:
        return Path(f"/proc/self/fd/{handle}").readlink()
    finally:
        os.close(handle)


def _limits(asked: RunLimits, settings: ExecutionSettings) -> Limits:
    """Return the limits of a run: what it asks for, within what is set."""
    return Limits(
        wall_seconds=min(asked.seconds or settings.seconds, settings.most_seconds),
        cpu_seconds=min(asked.cpu_seconds or settings.cpu_seconds, settings.cpu_seconds),
        memory=min(asked.memory or settings.memory, settings.memory),
        processes=min(asked.processes or settings.processes, settings.processes),
        output=min(asked.output or settings.output, settings.output),
        disk=min(asked.disk or settings.disk, settings.disk),
        files=min(asked.disk or settings.disk, settings.disk),
    )
