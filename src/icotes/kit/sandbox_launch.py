"""What starts a sandbox: two programs, one on each side of bubblewrap, and the descriptors that they need.

Outside: join the groups, see the folders as somebody else's, become nobody, execute bubblewrap. Inside: limits,
network, Landlock, and then the program that was asked for. Whoever can start a process with descriptors at 3, 4, ...
can start it: this server, or a holder that outlives it.
"""

import asyncio
import contextlib
import errno
import os
import resource
import socket
import stat
import struct
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import NamedTuple

from icotes.core.errors import NotFound, Unacceptable
from icotes.kit.cgroups import Group
from icotes.kit.egress import PORT
from icotes.kit.idmap import mapping, remap
from icotes.kit.landlock import confine
from icotes.kit.processes import CommandNotFound
from icotes.kit.sandbox_checks import FOLDER_ITSELF, Looks, expect, look_through, open_folder
from icotes.kit.sandbox_layout import FILES, START, bubblewrap_options, folders, small_files
from icotes.kit.sandbox_spawn import FIRST
from icotes.kit.sandbox_types import HOME, Limits, NoSandbox, View
from icotes.kit.seccomp import seccomp_filter
from icotes.kit.syscalls import AT_FDCWD, Program, in_memory

CONFIRM_SECONDS = 20.0
_PROGRAM, _REPORT, _OPTIONS, _RULES, _START, _FILES = range(FIRST, FIRST + 6)
"""Numbers of descriptors; the files of /etc come last, then the relay, the doors of groups and the mappings."""

_STAGE = "/sys"
"""A folder that exists everywhere and is in nobody's way: in a mount namespace of its own, views are put there."""
_NEW_MOUNTS = 0x20000
_RECURSIVE_SLAVE = 0x4000 | 0x80000
_OPEN_TREE_CLONE = 0x80001 | 0x1000  # and O_CLOEXEC, AT_EMPTY_PATH
_MOVE_EMPTY_PATH = 4
_CLOSE_ON_EXEC = 4
_TIOCSCTTY = 0x540E
_END = 0xFFFFFFFF
PATH = "/usr/local/bin:/usr/bin:/bin"


class Runner(NamedTuple):
    """As whom code runs. `changed` when this process is root and becomes somebody else for it."""

    uid: int
    gid: int
    changed: bool


@dataclass(kw_only=True)
class Plan:
    """All that a launch is made of.

    Attributes:
        bubblewrap: its path.
        argv: the program and its arguments, as in the sandbox.
        env: its whole environment.
        group: which it joins; None where there are no groups.
        network: its way out is a socket in its network that is handed to us.
        landlock: which version; 0 for none.
        terminal: its standard input is a terminal that is to control it.
    """

    bubblewrap: str
    argv: Sequence[str]
    env: Mapping[str, str]
    view: View
    limits: Limits
    runner: Runner
    group: Group | None = None
    network: bool = False
    landlock: int = 0
    terminal: bool = False


@dataclass
class Launch:
    """A sandbox that is ready to be started: execute `argv` with the empty environment, `fds[0]` at 3, and so on.

    Attributes:
        argv: what to execute.
        fds: what to pass on; `close` them when it is started.
        report: what is told of the start.
    """

    argv: tuple[str, ...]
    fds: list[int]
    report: int
    plan: Plan
    outer: Program
    inner: Program
    relay: socket.socket | None
    opened: ExitStack

    def close(self) -> None:
        """Close what was passed on."""
        self.opened.close()

    def drop(self) -> None:
        """Close all and remove its group, in a thread; it is not started."""
        self.close()
        if self.plan.group:
            self.plan.group.remove()
        if self.relay:
            self.relay.close()
        with contextlib.suppress(OSError):
            os.close(self.report)

    def listening(self) -> socket.socket:
        """Return the socket that listens in its network, once it runs."""
        assert self.relay  # noqa: S101 - it was planned with a network
        with self.relay:
            _, (found,), _, _ = socket.recv_fds(self.relay, 1, 1)
        return socket.socket(fileno=found)

    async def confirm(self) -> None:
        """Return once the program runs; call it once, after `close`.

        Raises:
            CommandNotFound: there is no such program in the sandbox, or it can't be run.
            Unacceptable: command and environment are too long.
            NotFound: there is no such folder to start in.
            NoSandbox: a wall could not be built; `data["step"]` says which.
        """
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                self._judge(await _read_all(self.report))
        except TimeoutError:
            raise NoSandbox("The sandbox did not get ready in time; try again when the machine is less busy.") from None
        finally:
            os.close(self.report)

    def _judge(self, report: bytes) -> None:
        if report == b"i+":
            return
        if not report or report == b"i":
            raise NoSandbox("bubblewrap could not make the sandbox.", step="bubblewrap")
        step, number = (self.inner if report[:1] == b"i" and len(report) != 16 else self.outer).failed(report)
        if step == "execve" and report[:1] == b"i":
            raise _not_run(self.plan.argv[0], number)
        if step == "chdir":
            raise NotFound(f"There is no folder {self.plan.view.cwd[:200]!r} in the sandbox.")
        raise NoSandbox(f"{_refused(step)} ({os.strerror(number)}).", step=step)


def prepare(plan: Plan) -> Launch:
    """Make what starts a sandbox.

    Raises:
        CommandNotFound: the program is looked for nowhere.
        OSError: there are too many open files, or a folder can't be mapped.
    """
    with ExitStack() as undo:

        def kept(descriptor: int) -> int:
            undo.callback(os.close, descriptor)
            return descriptor

        report, told = os.pipe()
        undo.callback(os.close, told)
        failed = undo.enter_context(ExitStack())
        failed.callback(os.close, report)
        ours, *inside = socket.socketpair() if plan.network else (None,)
        if ours:
            failed.callback(ours.close)
        made = small_files(plan.runner.uid, plan.runner.gid)
        copied = _copied(kept)
        relay = _FILES + len(made) + len(copied)
        files = {place: _FILES + index for index, place in enumerate((*made, *copied))}
        first = relay + (plan.network)
        doors = [kept(door) for door in plan.group.doors()] if plan.group else []
        places = _places(plan)
        seen = _seen(plan, kept)
        looks = look_through(plan.view, places, [each.handle for each in seen], cloned=plan.runner.changed)
        inner = _inner(plan, relay, looks)
        options = bubblewrap_options(plan.view, places, looks.again, plan.limits.disk, files, _START, _RULES)
        outer = _outer(plan, range(first, first + len(doors)), seen)
        fds = [
            kept(outer.file()),
            told,
            kept(in_memory("options", "\0".join(options).encode("utf-8", "surrogateescape") + b"\0")),
            kept(in_memory("rules", seccomp_filter())),
            kept(inner.file()),
            *(kept(in_memory("file", data)) for data in made.values()),
            *copied.values(),
            *(kept(end.detach()) for end in inside),
            *doors,
            *(each.handle for each in seen),
            *_mappings(seen),
        ]
        failed.pop_all()
        return Launch((f"/proc/self/fd/{FIRST}",), fds, report, plan, outer, inner, ours, undo.pop_all())


def _copied(kept: Callable[[int], int]) -> dict[str, int]:
    """Open the files of the machine that are copied, as far as everybody may read them."""
    found: dict[str, int] = {}
    for place in FILES:
        with contextlib.suppress(FileNotFoundError, PermissionError):
            file = kept(os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
            mode = os.fstat(file).st_mode
            if stat.S_ISREG(mode) and mode & stat.S_IROTH:
                found[str(place)] = file
    return found


def _places(plan: Plan) -> list[str]:
    """Return where bubblewrap finds each folder of the view."""
    shown = enumerate(folders(plan.view))
    return [f"{_STAGE}/{index}" if plan.runner.changed else str(place) for index, (place, _, _) in shown]


class _Seen(NamedTuple):
    """A folder of the view, open, and how it is mapped; None where that is not needed."""

    handle: int
    mapping: int | None


def _seen(plan: Plan, kept: Callable[[int], int]) -> list[_Seen]:
    """Open the folders of the view: what is looked at is what is shown, though somebody renames meanwhile."""
    found: list[_Seen] = []
    for place, _, written in folders(plan.view):
        handle = kept(open_folder(place) if place == plan.view.folder else os.open(place, FOLDER_ITSELF))
        owner = os.fstat(handle)
        mapped = plan.runner.changed and (written or place == plan.view.folder) and owner.st_uid != plan.runner.uid
        found.append(_Seen(handle, mapping((owner.st_uid, owner.st_gid), plan.runner[:2]) if mapped else None))
    return found


def _mappings(seen: list[_Seen]) -> list[int]:
    """Return the descriptors of the mappings, each once."""
    return list(dict.fromkeys(each.mapping for each in seen if each.mapping is not None))


def _outer(plan: Plan, doors: range, seen: list[_Seen]) -> Program:
    """Return the program that ends as bubblewrap."""
    program = Program(_REPORT)
    for door in doors:
        program.step("write", door, b"0", 1)
    if plan.runner.changed:
        _stage(program, seen, doors.stop)
        program.step("setgroups", 0, 0)
        program.step("setresgid", *[plan.runner.gid] * 3)
        program.step("setresuid", *[plan.runner.uid] * 3)
    program.step("close_range", doors.start, _END, 0)
    program.step("close", _PROGRAM)
    argv = program.strings([plan.bubblewrap, "--args", str(_OPTIONS), START])
    program.step("execve", plan.bubblewrap.encode(), argv, program.strings([]))
    return program


def _stage(program: Program, seen: list[_Seen], first: int) -> None:
    """Let a program, still root, put views of folders where everybody can get to them, in mounts of its own.

    Args:
        first: the number of the first folder's descriptor; the others follow, then the mappings.
    """
    mappings = _mappings(seen)
    free = first + len(seen) + len(mappings)
    program.step("close_range", free, _END, 0)
    for index in range(len(seen)):
        program.step("open_tree", first + index, b"", _OPEN_TREE_CLONE)
    program.step("unshare", _NEW_MOUNTS)
    program.step("mount", b"none", b"/", 0, _RECURSIVE_SLAVE, 0)
    program.step("mount", b"tmpfs", _STAGE.encode(), b"tmpfs", 0, b"mode=0755,size=64k")
    for index, one in enumerate(seen):
        if one.mapping is not None:
            remap(program, free + index, first + len(seen) + mappings.index(one.mapping))
        program.step("mkdirat", AT_FDCWD, f"{_STAGE}/{index}".encode(), 0o755)
        program.step("move_mount", free + index, b"", AT_FDCWD, f"{_STAGE}/{index}".encode(), _MOVE_EMPTY_PATH)


def _inner(plan: Plan, relay: int, looks: Looks) -> Program:
    """Return the program that goes on inside, and ends as what was asked for."""
    program = Program(_REPORT)
    program.step("write", _REPORT, b"i", 1)
    program.step("close", _PROGRAM, must=False)
    program.step("close_range", _REPORT + 1, relay - 1, 0)
    program.step("close_range", relay + (plan.network), _END, 0)
    if plan.terminal:
        program.step("setsid")
        program.step("ioctl", 0, _TIOCSCTTY, 0)
    expect(program, looks)
    program.step("setpriority", 0, 0, plan.limits.nice, must=False)
    program.step("umask", 0o022)
    for kind, most in _limits(plan).items():
        program.step("prlimit64", 0, kind, struct.pack("<QQ", most, most), 0)
    program.step("chdir", os.fsencode(plan.view.folder / plan.view.cwd))
    if plan.network:
        _listen(program, relay)
    if plan.landlock:
        written = tuple(target for _, target, written in folders(plan.view) if written)
        confine(program, plan.landlock, ("/tmp", "/dev/shm", *written), _REPORT + 1)  # noqa: S108 - its own
    program.step("write", _REPORT, b"+", 1)
    program.step("close_range", FIRST, _END, _CLOSE_ON_EXEC)
    argv, env = program.strings(plan.argv), program.strings(f"{name}={value}" for name, value in plan.env.items())
    *others, last = _candidates(plan.argv[0], plan.env.get("PATH", PATH))
    for candidate in others:
        program.step("execve", os.fsencode(candidate), argv, env, must=False)
    program.step("execve", os.fsencode(last), argv, env)
    return program


def _candidates(name: str, path: str) -> list[str]:
    found = [name] if "/" in name else [f"{folder}/{name}" for folder in path.split(":") if folder]
    if not found:
        raise CommandNotFound(f"PATH names no folder to look for {name[:100]!r}; give one, or the program's path.")
    return found


def _limits(plan: Plan) -> dict[int, int]:
    """Return the resource limits; those that are counted by user are counted in the sandbox only."""
    limits = plan.limits
    given = {
        resource.RLIMIT_CPU: int(limits.cpu_seconds + 1) if limits.cpu_seconds else 0,
        resource.RLIMIT_DATA: 0 if plan.group else limits.memory,
        resource.RLIMIT_FSIZE: limits.files,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes,
    }
    return {resource.RLIMIT_CORE: 0, **{kind: most for kind, most in given.items() if most}}


def _listen(program: Program, relay: int) -> None:
    """Let a program open a socket in the sandbox's network, and hand it out: who listens on it is outside."""
    free = FIRST
    address = struct.pack("<H", 2) + struct.pack(">H", PORT) + bytes([127, 0, 0, 1]) + bytes(8)
    program.step("socket", 2, 1, 0)
    program.step("bind", free, address, 16)
    program.step("listen", free, 64)
    data = program.keep(struct.pack("<QQ", program.keep(b"+"), 1))
    control = program.keep(struct.pack("<QiiiI", 20, 1, 1, free, 0))
    program.step("sendmsg", relay, struct.pack("<QIIQQQQII", 0, 0, 0, data, 1, control, 24, 0, 0), 0)
    program.step("close", free)
    program.step("close", relay)


async def _read_all(pipe: int) -> bytes:
    """Return what comes through a pipe until its other end is closed."""
    loop = asyncio.get_running_loop()
    os.set_blocking(pipe, False)
    said, ended = bytearray(), loop.create_future()

    def read() -> None:
        with contextlib.suppress(BlockingIOError):
            data = os.read(pipe, 256)
            said.extend(data)
            if not data and not ended.done():
                ended.set_result(None)

    loop.add_reader(pipe, read)
    try:
        await ended
    finally:
        loop.remove_reader(pipe)
    return bytes(said)


def _not_run(name: str, number: int) -> Unacceptable:
    """Return why a program is not executed."""
    if number == errno.ENOENT:
        return CommandNotFound(f"There is no program {name[:100]!r} in the sandbox; install it for everybody.")
    if number == errno.E2BIG:
        return Unacceptable("The command and its environment are too long for the system; pass less.")
    return CommandNotFound(f"The program {name[:100]!r} can't be run in the sandbox: {os.strerror(number)}.")


def _refused(step: str) -> str:
    """Return what it means that a call was refused."""
    if step == "mount_setattr":
        return (
            "This folder belongs to root, and its file system can't show it as somebody else's; give the folder to a"
            " user (chown), or start the server as an ordinary one"
        )
    if step in {"unshare", "mount", "open_tree", "move_mount", "setresuid", "setresgid", "setgroups"}:
        return "This server runs as root without the right to become somebody else; start it as an ordinary user"
    if step in {"statx", "futex"}:
        return "Somebody put something else in the place of a folder while the sandbox was made; try again"
    return f"The kernel refused a part of the sandbox: {step}"


ENVIRONMENT = {"PATH": PATH, "HOME": HOME, "TMPDIR": "/tmp", "LANG": "C.UTF-8", "USER": "sandbox"}  # noqa: S108 - its own
"""What every program in a sandbox finds in its environment, if nothing else is said."""
