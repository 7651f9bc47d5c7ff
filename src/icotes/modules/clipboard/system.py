"""The clipboard of the server's machine, by whatever program reaches it."""

import asyncio
import ipaddress
import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

from icotes.core.caller import Caller
from icotes.core.errors import Denied, Unacceptable, Unavailable
from icotes.kit.processes import clean_environment, end_tree
from icotes.kit.tokens import OWNER
from icotes.modules.clipboard.types import ClipboardSettings

SECONDS = 5.0
"""How long such a program may take."""
_NOBODY = -1
"""No process has this id: those that stayed are found by their mark alone."""


class Program(NamedTuple):
    """How a program is called.

    Attributes:
        display: the variable that must be there for it to work; empty for none.
        take: puts what it reads on the clipboard.
        give: prints what is there.
        typed: goes before a media type, after `take` and `give`; empty if it knows texts only.
        types: prints the media types of what is there.
    """

    display: str
    take: tuple[str, ...]
    give: tuple[str, ...]
    typed: str = ""
    types: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.take[0]


PROGRAMS = (
    Program("WAYLAND_DISPLAY", ("wl-copy",), ("wl-paste", "--no-newline"), "--type", ("wl-paste", "--list-types")),
    Program(
        "DISPLAY",
        ("xclip", "-selection", "clipboard", "-in"),
        ("xclip", "-selection", "clipboard", "-out"),
        "-target",
        ("xclip", "-selection", "clipboard", "-out", "-target", "TARGETS"),
    ),
    Program("DISPLAY", ("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output")),
    Program("", ("pbcopy",), ("pbpaste",)),
    Program("", ("clip.exe",), ("powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw")),
)
_PICTURE = "image/png"


def find(environ: Mapping[str, str]) -> Program | None:
    """Return the program that reaches the clipboard of this session; None if there is none."""
    path = environ.get("PATH", os.defpath)
    for each in PROGRAMS:
        here = not each.display or environ.get(each.display)
        if here and shutil.which(each.take[0], path=path) and shutil.which(each.give[0], path=path):
            return each
    return None


class System:
    """Copies to and pastes from the clipboard of the server's machine, for its owner only and only if that is set."""

    def __init__(self, settings: ClipboardSettings) -> None:
        self.allowed = settings.system
        self._most = settings.entry_bytes
        self._mark = f"ICOTES_CLIPBOARD={secrets.token_hex(8)}"

    async def stop(self) -> None:
        """End the programs that hold what was copied."""
        if self.allowed:
            await asyncio.to_thread(end_tree, _NOBODY, self._mark)

    async def program(self) -> Program | None:
        """Return what reaches the clipboard now; None if nothing does."""
        return await asyncio.to_thread(find, dict(os.environ))

    def admit(self, caller: Caller) -> None:
        """Let only the owner go on, on this machine, and only if the settings say so.

        Raises:
            Unacceptable: the settings don't.
            Denied: the caller is somebody else, or elsewhere.
        """
        if not self.allowed:
            raise Unacceptable("The machine's clipboard is not used here; set `system = true` in [clipboard] for that.")
        near = not caller.address or ipaddress.ip_address(caller.address).is_loopback
        if caller.name != OWNER or caller.kind not in {"person", "key"} or not near:
            raise Denied("Only the owner uses the clipboard of the server's machine, and only from there.")

    async def take(self, data: bytes, media_type: str) -> bool:
        """Put something on the clipboard; False if there is none, or none for what this is.

        Raises:
            Unavailable: the program fails.
        """
        program = await self.program()
        picture = media_type.startswith("image/")
        if program is None or (picture and not program.typed):
            return False
        await self._run((*program.take, *((program.typed, media_type) if picture else ())), data)
        return True

    async def give(self) -> tuple[bytes, str] | None:
        """Return what is on the clipboard and its media type; None if there is no clipboard.

        Raises:
            Unavailable: the program fails, or nothing is there.
        """
        program = await self.program()
        if program is None:
            return None
        types = (await self._run(program.types)).split() if program.types else []
        if _PICTURE.encode() in types and not any(each.lower().startswith(b"text") for each in types):
            return await self._run((*program.give, program.typed, _PICTURE)), _PICTURE
        return await self._run(program.give), "text/plain"

    async def _run(self, command: tuple[str, ...], data: bytes | None = None) -> bytes:
        """Run a program; one that takes may stay after its end, to hand out what it took."""
        env = clean_environment(dict([self._mark.split("=", 1)]))

        def run() -> bytes:
            output = subprocess.PIPE if data is None else subprocess.DEVNULL  # who stays would keep a pipe open
            done = subprocess.run(  # noqa: S603 - one of the commands above
                command,
                input=data or b"",
                stdout=output,
                stderr=subprocess.DEVNULL,
                env=env,
                cwd="/",
                start_new_session=True,
                timeout=SECONDS,
                check=True,
            )
            return done.stdout or b""

        try:
            given = await asyncio.to_thread(run)
        except (OSError, subprocess.SubprocessError):
            raise Unavailable(f"{command[0]} did not reach the machine's clipboard, or nothing is there.") from None
        if len(given) > self._most:
            raise Unavailable(f"The machine's clipboard holds more than {self._most} bytes.")
        return given
