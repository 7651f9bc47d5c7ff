"""Code in a sandbox tries to get out: to files, rights, processes and networks of the machine. None comes through."""

import asyncio
import ctypes
import hashlib
import json
import os
import platform
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from attempts import ALL, PRELUDE, RUNNER, X86_ONLY, filled
from boxed import PYTHON, SHORT, UNPRIVILEGED, Ran, ran, sandbox
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import View

IPC_CREATE, IPC_REMOVE = 0o1000, 0
ATTEMPTS = {**ALL, **(X86_ONLY if platform.machine() == "x86_64" else {})}
TOGETHER = 16
"""Attempts that share a sandbox."""
OWNER = 4321
owners = pytest.mark.parametrize("owner", [0, OWNER] if os.geteuid() == 0 else [os.geteuid()])
"""Whose folder the code runs in: root's (it is nobody then), somebody's (it is them)."""


@dataclass
class Host:
    """What the machine has ready: things that must not be found, and services that must not be reached."""

    place: Path
    opened: ExitStack
    canary: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        self.secret = self.place / "secret"
        self.secret.write_text(self.canary)
        self.secret.chmod(0o666)
        self.shared = Path("/dev/shm") / self.canary
        self.shared.write_text(self.canary)
        self.opened.callback(self.shared.unlink)
        self.tcp = self._socket(socket.AF_INET, socket.SOCK_STREAM, ("0.0.0.0", 0))
        self.six = self._socket(socket.AF_INET6, socket.SOCK_STREAM, ("::", 0))
        self.udp = self._socket(socket.AF_INET, socket.SOCK_DGRAM, ("0.0.0.0", 0))
        self.abstract = self._socket(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + self.canary)
        self.path = self._socket(socket.AF_UNIX, socket.SOCK_STREAM, str(self.place / "socket"))
        (self.place / "socket").chmod(0o777)
        self.key = int(self.canary[:7], 16) + 1
        self._share()

    def _socket(self, family: int, kind: int, address: Any) -> socket.socket:
        made = self.opened.enter_context(socket.socket(family, kind))
        made.bind(address)
        if kind == socket.SOCK_STREAM:
            made.listen()
        made.setblocking(False)
        return made

    def _share(self) -> None:
        libc = ctypes.CDLL(None)
        memory, queue = libc.shmget(self.key, 4096, IPC_CREATE | 0o666), libc.msgget(self.key, IPC_CREATE | 0o666)
        self.opened.callback(libc.shmctl, memory, IPC_REMOVE, None)
        self.opened.callback(libc.msgctl, queue, IPC_REMOVE, None)

    def fill(self, attempt: str, folder: Path) -> str:
        """Return an attempt that knows all that it could find out."""
        known = {
            "secret": self.secret,
            "folder": folder,
            "state": self.place,
            "shared": self.canary,
            "canary": self.canary,
            "pid": os.getpid(),
            "port": self.tcp.getsockname()[1],
            "port6": self.six.getsockname()[1],
            "udp": self.udp.getsockname()[1],
            "addresses!r": _addresses(),
            "socket": self.place / "socket",
            "key": self.key,
        }
        return filled(attempt, known)

    def unchanged(self) -> bool:
        """Tell whether nobody wrote here and nobody came to a service."""
        reached = [each for each in (self.tcp, self.six, self.abstract, self.path) if _takes(each)]
        heard = _hears(self.udp)
        return self.secret.read_text() == self.canary and not reached and not heard


def _addresses() -> list[str]:
    names = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), 80, socket.AF_INET)}
    return [str(name) for name in names]


def _takes(listening: socket.socket) -> bool:
    try:
        listening.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def _hears(datagrams: socket.socket) -> bool:
    try:
        return bool(datagrams.recv(100))
    except BlockingIOError:
        return False


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with ExitStack() as opened:
        yield Host(tmp_path, opened)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with sandbox(tmp_path / "state") as made:
        (tmp_path / "state").mkdir(exist_ok=True)
        (tmp_path / "state/token").write_text("token")
        yield made


def _judge(said: dict[str, str]) -> None:
    """See that every attempt was made, and none came through or hung."""
    assert said.keys() == {*ATTEMPTS, "end"}
    assert not {name: text[:300] for name, text in said.items() if "GOT" in text}
    assert not {name: text for name, text in said.items() if "HUNG" in text or "Syntax" in text or "NameError" in text}


def _parts(out: str) -> dict[str, str]:
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in out.split("ATTEMPT ")[1:]}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
@pytest.mark.capability("J2", partly="here the sandbox itself; through the server in test_sandbox_served.py")
def test_none_comes_through_where_an_ordinary_user_serves(host: Host) -> None:
    place = Path(tempfile.mkdtemp())
    try:
        os.chown(place, OWNER, OWNER)
        codes = json.dumps({name: host.fill(code, place / "project") for name, code in ATTEMPTS.items()})
        argv = [sys.executable, str(UNPRIVILEGED), str(OWNER), str(place), PRELUDE + RUNNER]
        done = subprocess.run(argv, input=codes, capture_output=True, text=True, timeout=55, check=False)
        _judge(_parts(done.stdout))
        assert done.returncode == 0
        assert host.unchanged()
    finally:
        shutil.rmtree(place)


@owners
@pytest.mark.capability("J2", partly="here the sandbox itself; through the server in test_sandbox_served.py")
async def test_none_of_the_attempts_comes_through(box: Sandbox, host: Host, tmp_path: Path, owner: int) -> None:
    before = _machine()
    folder = tmp_path / "deep" / "er" / "project"
    folder.mkdir(parents=True)
    os.chown(folder, owner, owner)
    names = list(ATTEMPTS)
    turns = asyncio.Semaphore(2)

    async def some(names: list[str]) -> Ran:
        codes = json.dumps({name: host.fill(ATTEMPTS[name], folder) for name in names}).encode()
        view = View(folder=folder, access="write")
        async with turns:
            return await ran(box, [PYTHON, "-I", "-c", PRELUDE + RUNNER], view, SHORT, stdin=codes)

    runs = await asyncio.gather(*(some(names[at : at + TOGETHER]) for at in range(0, len(names), TOGETHER)))
    _judge({name: text for run in runs for name, text in _parts(run.out).items()})
    assert not [run.exit for run in runs if run.exit.code != 0]
    assert host.unchanged()
    assert _machine() == before
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_mode & 0o6000]
    assert not [path for above in folder.parents for path in above.glob("icotes-was-here")]


def _machine() -> tuple[str, ...]:
    """Return what an attempt could have changed of the machine."""
    files = ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/etc/passwd", "/usr/bin/env")
    tops = sorted(path.name for path in (*Path("/").iterdir(), *Path("/usr/bin").iterdir()))
    return (*tops, *(hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files))


@pytest.mark.capability("J2", partly="here the attempts are shown to be real")
async def test_without_walls_they_do_come_through(host: Host, tmp_path: Path) -> None:
    """An attempt that fails everywhere would show nothing."""
    sure = [
        "secret by its path",
        "secret by a link",
        "write the secret",
        "a service of the machine",
        "a handle of the server",
    ]
    sure += [
        "an abstract socket",
        "a socket in a folder",
        "memory shared by key",
        "processes of the machine",
        "datagrams",
    ]
    for name in sure:
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        code = PRELUDE + host.fill(ATTEMPTS[name], folder)
        program = await asyncio.create_subprocess_exec(
            PYTHON, "-I", "-c", code, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        if name == "datagrams":
            await asyncio.get_running_loop().sock_recv(host.udp, 100)
        said = (await program.communicate())[0]
        assert b"GOT" in said or name == "datagrams", name
    assert not host.unchanged()
