"""What can be set about running code, and the languages that are known without it."""

from typing import Annotated

from msgspec import Meta, Struct, field

from icotes.kit.settings import SettingsSection

Words = tuple[str, ...]


class LanguageSetting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How programs of a language are run: `[execution.languages.lua]` in icotes.toml.

    Attributes:
        command: the program and its arguments; `{file}` stands for the file to run.
        file: what a piece of code is called when it is run; its ending tells the language of files, too.
        endings: further endings of such files, e.g. `.mjs`.
        version: the program and arguments that print its version.
        least: the oldest version that will do, e.g. `22.6`.
        install: what to do when the program is missing.
        env: variables that its programs get; `{folder}` stands for the workspace's folder.
    """

    command: Words
    file: str
    endings: Words = ()
    version: Words = ()
    least: str = ""
    install: str = ""
    env: dict[str, str] = {}


_NODE = "Install Node.js 24 or newer (https://nodejs.org, or `apt install nodejs`)."

KNOWN: dict[str, LanguageSetting] = {
    "python": LanguageSetting(
        command=("python3", "{file}"),
        file="snippet.py",
        version=("python3", "--version"),
        install="Install Python 3 (https://python.org, or `apt install python3`).",
        env={"PYTHONUNBUFFERED": "1", "PYTHONPATH": "{folder}", "PYTHONDONTWRITEBYTECODE": "1"},
    ),
    "javascript": LanguageSetting(
        command=("node", "{file}"),
        file="snippet.mjs",
        endings=(".js", ".cjs"),
        version=("node", "--version"),
        install=_NODE,
    ),
    "typescript": LanguageSetting(
        command=("node", "--disable-warning=ExperimentalWarning", "--experimental-strip-types", "{file}"),
        file="snippet.mts",
        endings=(".ts", ".cts"),
        version=("node", "--version"),
        least="22.6",
        install=_NODE,
    ),
    "bash": LanguageSetting(
        command=("bash", "{file}"),
        file="snippet.sh",
        endings=(".bash",),
        version=("bash", "--version"),
        install="Install Bash (`apt install bash`).",
    ),
}
"""Settings of the same name take their place."""


class ExecutionSettings(SettingsSection, section="execution"):
    """Limits of programs that are run, what is kept of them, and the languages."""

    languages: Annotated[
        dict[str, LanguageSetting], Meta(description="More languages, or other ways to run those that are known.")
    ] = field(default_factory=dict[str, LanguageSetting])
    seconds: Annotated[float, Meta(gt=0, description="Seconds that a run may take if it does not say.")] = 60.0
    most_seconds: Annotated[float, Meta(gt=0, description="Seconds that a run may ask for.")] = 3600.0
    cpu_seconds: Annotated[float, Meta(gt=0, description="Seconds of computing that a run may use.")] = 3600.0
    memory: Annotated[int, Meta(ge=16 << 20, description="Bytes of memory that a run may use.")] = 1 << 30
    processes: Annotated[int, Meta(ge=1, description="Processes and threads that a run may have.")] = 128
    output: Annotated[int, Meta(ge=1024, description="Bytes that a run may print.")] = 4 << 20
    disk: Annotated[int, Meta(ge=0, description="Bytes that a run may write.")] = 1 << 30
    files: Annotated[int, Meta(ge=0, description="Bytes of the files that are kept of a run.")] = 4 << 20
    limit: Annotated[int, Meta(ge=1, le=1000, description="Runs at a time in a workspace.")] = 8
    history: Annotated[int, Meta(ge=1, description="Runs that are kept of each workspace.")] = 1000
    history_bytes: Annotated[
        int, Meta(ge=0, description="Bytes of output and files that are kept of each workspace's runs.")
    ] = 64 << 20
