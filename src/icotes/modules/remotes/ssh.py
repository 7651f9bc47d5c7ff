"""The machine's own ssh: it starts `icotes pipe` on another machine and carries one connection to the server there."""

import asyncio
import logging
import shlex
from collections.abc import Sequence
from contextlib import suppress
from socket import socket, socketpair
from subprocess import Popen
from typing import Annotated

from msgspec import DecodeError, Meta, Struct, json

from icotes.client.transport import Failure
from icotes.core.errors import IcotesError
from icotes.kit.processes import Exit, Process, clean_environment
from icotes.modules.remotes.types import HostRefused, HostUnknown, HostUnreachable, NoIcotes, NoSsh

CONNECT_SECONDS = 10
"""For the connection itself."""
OPEN_SECONDS = 40.0
"""For the connection and the start of a server there."""
GREETING_BYTES = 64 * 1024
"""What a login shell may print before icotes says something."""
SAID_BYTES = 8 * 1024
OPTIONS = {
    "BatchMode": "yes",
    "ConnectTimeout": CONNECT_SECONDS,
    "ServerAliveInterval": 10,
    "ServerAliveCountMax": 3,
    "ControlMaster": "no",  # one that stays would hold on to what is ours
    "ClearAllForwardings": "yes",
    "PermitLocalCommand": "no",
    "RemoteCommand": "none",
    "LogLevel": "INFO",  # what it says is what a failure is told from
}
THERE = 'PATH="$PATH:$HOME/.local/bin"; export PATH; exec icotes pipe -- "$1"'
"""A login shell's PATH is not that of a command by ssh, so what pip and uv install for a user is added."""

logger = logging.getLogger(__name__)


class Greeting(Struct, frozen=True, tag_field="icotes", tag="open"):
    """What `icotes pipe` says first.

    Attributes:
        key: opens the server there; it is kept in memory only.
        workspace: the id of the folder's workspace.
        folder: its absolute path.
    """

    key: str
    workspace: Annotated[str, Meta(pattern=r"^w_[0-9a-f]{16}\Z")]
    folder: str


class _Refusal(Struct, frozen=True, tag_field="icotes", tag="refused"):
    error: Failure


class Pipe:
    """A connection to the server of another machine, as a socket.

    Attributes:
        greeting: what was said first; HTTP follows.
    """

    greeting: Greeting

    def __init__(self, host: str, process: Process, wire: socket, complaints: socket) -> None:
        self._host = host
        self._process = process
        self._wire: socket | None = wire
        self._said = asyncio.create_task(_end_of(complaints))
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, host: str, folder: str) -> "Pipe":
        """Connect; a server is started there if none runs.

        Raises:
            IcotesError: whatever came between, with what to do about it.
        """
        pipe = await cls._started(host, folder)
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                pipe.greeting = await pipe._greeted()
        except TimeoutError:
            pipe.end()
            raise HostUnreachable(
                f"{host} did not answer in time; try `ssh {host}` on this server's machine."
            ) from None
        except BaseException:
            pipe.end()
            raise
        return pipe

    @classmethod
    async def _started(cls, host: str, folder: str) -> "Pipe":
        (ours, theirs), (heard, said) = socketpair(), socketpair()
        ours.setblocking(False)
        with theirs, said:
            try:
                popen = await asyncio.to_thread(_start, _words(host, folder), theirs, said)
            except BaseException as error:
                ours.close()
                heard.close()
                if isinstance(error, OSError):
                    raise NoSsh("This machine has no ssh; install it, e.g. `apt install openssh-client`.") from None
                raise
        return cls(host, Process(popen), ours, heard)

    async def _greeted(self) -> Greeting:
        loop, heard = asyncio.get_running_loop(), b""
        while self._wire and len(heard) < GREETING_BYTES and (chunk := await loop.sock_recv(self._wire, 4096)):
            *lines, heard = (heard + chunk).split(b"\n")
            for line in lines:
                with suppress(DecodeError):
                    told = json.decode(line, type=Greeting | _Refusal)
                    if isinstance(told, _Refusal):
                        raise told.error.error()
                    return told
        said = (await self._said).decode("utf-8", "replace")
        logger.info("ssh %s ended: %s", self._host, said)
        raise _refusal(self._host, await self._process.exited, said)

    def take(self) -> socket:
        """Return the socket, which from now on is somebody else's to close."""
        wire, self._wire = self._wire, None
        if wire is None:
            raise ValueError("the socket was taken before")
        return wire

    def end(self) -> None:
        """Have the connection end."""
        if self._wire:
            self.take().close()
        self._ending = self._ending or asyncio.create_task(self._process.end())

    async def close(self) -> None:
        """End the connection, and see that nothing of it is left."""
        self.end()
        if self._ending:
            await self._ending
        self._said.cancel()


def _start(words: Sequence[str], wire: socket, said: socket) -> "Popen[bytes]":
    return Popen(  # noqa: S603 - the words are ours; host and folder are checked
        words,
        env=clean_environment(),
        stdin=wire.fileno(),
        stdout=wire.fileno(),
        stderr=said.fileno(),
        start_new_session=True,
    )


def _words(host: str, folder: str) -> Sequence[str]:
    options = [word for name, value in OPTIONS.items() for word in ("-o", f"{name}={value}")]
    return ("ssh", "-T", "-a", "-x", *options, "--", host, shlex.join(["exec", "sh", "-c", THERE, "icotes", folder]))


async def _end_of(stream: socket) -> bytes:
    """Read to the end, and return the last of it."""
    loop, said = asyncio.get_running_loop(), b""
    with stream:
        stream.setblocking(False)
        while chunk := await loop.sock_recv(stream, SAID_BYTES):
            said = (said + chunk)[-SAID_BYTES:]
    return said


def _refusal(host: str, exit: Exit, said: str) -> IcotesError:
    """Return what to tell of an ssh that ended before icotes said something."""
    if exit.code == 127:
        return NoIcotes(f"There is no icotes on {host}: install it there, so that `ssh {host} icotes --version` works.")
    if exit.code not in {255, None}:
        return NoIcotes(f"icotes does not run on {host}; try `ssh {host} icotes pipe`, or install a newer one there.")
    if "Host key verification failed" in said:
        return HostUnknown(
            f"The key of {host} is not known, or not the one that was; run `ssh {host}` on this server's machine, and "
            "confirm the key if it is the right one."
        )
    if "Permission denied" in said or "Too many authentication failures" in said:
        return HostRefused(
            f"{host} does not let this server in: give it a key that needs no password, e.g. `ssh-copy-id {host}`."
        )
    return HostUnreachable(f"{host} can't be reached; try `ssh {host}` on this server's machine.")
