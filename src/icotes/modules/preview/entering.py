"""Connections into the networks of sandboxes, which have no other way in.

A process of ours enters such a network once, opens connections there when it is
asked, and hands them out: a socket stays in the network in which it was made.
"""

import asyncio
import socket
import subprocess
import sys
from contextlib import suppress

ASK_SECONDS = 5.0
_SCRIPT = """
import ctypes, fcntl, os, socket, sys
pid, number, descriptor = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
setns = ctypes.CDLL(None, use_errno=True).setns
network = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
if os.fstat(network).st_ino != number:
    sys.exit("this process has another network")
if setns(network, 0) and (setns(fcntl.ioctl(network, 0xB701), 0) or setns(network, 0)):
    sys.exit("the network can't be entered")
asked = socket.socket(fileno=descriptor)
while ask := asked.recv(100):
    host, port = ask.decode().split()
    try:
        with socket.create_connection((host, int(port)), 3) as made:
            socket.send_fds(asked, [b"+"], [made.fileno()])
    except OSError:
        asked.send(b"-")
"""
"""0xB701 is NS_GET_USERNS (ioctl_ns(2)): who is no root enters the user namespace that owns the network first."""


class Entered:
    """A network that was entered.

    Args:
        number: the network's, as the kernel tells it.
        pid: a process in it.
    """

    def __init__(self, number: int, pid: int) -> None:
        self._turn = asyncio.Lock()
        self._asks, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._asks.setblocking(False)
        self._due = False
        with theirs:
            words = ["-I", "-S", "-c", _SCRIPT, str(pid), str(number), str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603 - our own script, and numbers
                [sys.executable, *words], env={}, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )

    async def connect(self, host: str, port: int) -> socket.socket:
        """Return a connection to a program in it.

        Raises:
            OSError: nothing answers there, or the network is gone.
        """
        async with self._turn, asyncio.timeout(ASK_SECONDS):
            if self._due and (late := await self._answer()):  # to somebody who waited no longer
                late.close()
            self._asks.send(f"{host} {port}".encode())
            self._due = True
            made = await self._answer()
        if made is None:
            raise ConnectionRefusedError(port)
        made.setblocking(False)
        return made

    async def _answer(self) -> socket.socket | None:
        """Return what comes of what was asked; no thread waits, since a program lets us wait as long as it likes."""
        loop, readable = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._asks, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(self._asks)
        said, found, _, _ = socket.recv_fds(self._asks, 1, 1)
        if not said:
            raise ConnectionResetError("The process that entered a network has ended.")
        self._due = False
        return socket.socket(fileno=found[0]) if found else None

    async def leave(self) -> None:
        """End the process that is in it."""
        await asyncio.to_thread(self._end)
        async with self._turn:
            self._asks.close()
            self._due = False

    def _end(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()


class Networks:
    """The networks that were entered, each once."""

    def __init__(self) -> None:
        self._all: dict[int, Entered] = {}
        self._turn = asyncio.Lock()

    async def connect(self, network: int, pid: int, host: str, port: int) -> socket.socket:
        """Return a connection to a program in a network.

        Raises:
            OSError: nothing answers there.
        """
        async with self._turn:
            entered = self._all.get(network)
            if entered is None:
                entered = self._all[network] = await asyncio.to_thread(Entered, network, pid)
        try:
            return await entered.connect(host, port)
        except ConnectionRefusedError:
            raise
        except OSError:
            if self._all.get(network) is entered:
                await self._leave(network)
            raise

    async def keep(self, networks: set[int]) -> None:
        """Leave all networks but these."""
        for network in self._all.keys() - networks:
            await self._leave(network)

    async def _leave(self, network: int) -> None:
        entered = self._all.pop(network, None)
        if entered:
            await entered.leave()

    async def stop(self) -> None:
        """Leave all."""
        await self.keep(set())
