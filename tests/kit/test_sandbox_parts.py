"""The parts of the walls that are made by hand: programs of system calls, the filter, control groups."""

import errno
import itertools
import os
import struct
import time
from pathlib import Path

import pytest

from icotes.kit.cgroups import find_cgroups
from icotes.kit.grown import grown
from icotes.kit.sandbox_checks import Expected, Looks, expect, look
from icotes.kit.sandbox_spawn import spawn
from icotes.kit.seccomp import seccomp_filter
from icotes.kit.syscalls import FAILED, MACHINES, Program, machine

ALLOW, KILL, REFUSE, ABSENT = 0x7FFF0000, 0x80000000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
NO_FAMILY, UNSUPPORTED = 0x50000 | errno.EAFNOSUPPORT, 0x50000 | errno.EOPNOTSUPP
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def execute(program: Program) -> tuple[int, bytes]:
    file, (ours, theirs) = program.file(), os.pipe()
    pid = spawn(["/proc/self/fd/3"], {}, [file], theirs, theirs, theirs)
    os.close(file)
    os.close(theirs)
    _, status = os.waitpid(pid, 0)
    said = os.read(ours, 4096)
    os.close(ours)
    return os.waitstatus_to_exitcode(status), said


def test_a_program_makes_its_calls_in_order() -> None:
    program = Program(report=1)
    for text in (b"one ", b"two ", b"three"):
        program.step("write", 1, text, len(text))
    program.step("chdir", b"/nowhere", must=False)
    program.step("exit", 7)
    assert execute(program) == (7, b"one two three")


def test_a_call_that_fails_is_told() -> None:
    program = Program(report=1)
    program.step("close", 99, must=False)
    program.step("chdir", b"/nowhere")
    program.step("exit", 0)
    code, said = execute(program)
    assert code == FAILED
    assert program.failed(said) == ("chdir", errno.ENOENT)


def test_a_program_becomes_another() -> None:
    program = Program(report=1)
    environment = program.strings(["WORD=hello"])
    program.step("execve", b"/bin/sh", program.strings(["sh", "-c", "echo $WORD $0", "zero"]), environment)
    assert execute(program) == (0, b"hello zero\n")


def test_a_program_goes_on_only_where_it_sees_a_mount_of_what_was_looked_at(tmp_path: Path) -> None:
    handles = {place: os.open(place, os.O_PATH) for place in (Path("/proc"), Path("/proc/self"), tmp_path)}
    looks = {place: look(handle) for place, handle in handles.items()}
    for place, seen in itertools.product(looks, looks):
        program = Program(report=1)
        expect(program, Looks([], [Expected(str(place), looks[seen])]))
        program.step("exit", 7)
        code, said = execute(program)
        assert code == (7 if place == seen == Path("/proc") else FAILED)
        assert code == 7 or program.failed(said) == ("futex", errno.EAGAIN)
    for handle in handles.values():
        os.close(handle)


@pytest.mark.parametrize("kind", MACHINES)
def test_a_program_is_whole_for_every_machine(kind: str) -> None:
    program = Program(report=4, kind=kind)
    program.step("write", 4, b"x" * 1000, 1000)
    program.step("exit", 0)
    made = program.build()
    size = struct.unpack_from("<Q", made, 64 + 32)[0]
    assert (made[:4], len(made), size % 8) == (b"\x7fELF", size, 0)
    assert made.endswith(struct.pack("<8Q", {"x86_64": 60, "aarch64": 93}[kind], *[0] * 6, 1))


def judge(rules: bytes, arch: int, number: int, *arguments: int) -> int:
    """Run the filter as the kernel does."""
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, arch, 0, *(each % 2**64 for each in (*arguments, *[0] * 6)[:6]))
    lines = list(struct.iter_unpack("<HBBI", rules))
    value, at = 0, 0
    while True:
        code, then, otherwise, operand = lines[at]
        at += 1
        if code == 0x06:
            return operand
        if code == 0x20:
            value = struct.unpack_from("<I", data, operand)[0]
            continue
        holds = {0x15: value == operand, 0x25: value > operand, 0x45: bool(value & operand)}[code]
        at += then if holds else otherwise


@pytest.mark.parametrize(
    ("calls", "verdict"),
    [
        ({"x86_64": (0,), "aarch64": (63,)}, ALLOW),  # read
        ({"x86_64": (101,), "aarch64": (117,)}, REFUSE),  # ptrace
        ({"x86_64": (272, 0), "aarch64": (97, 0)}, REFUSE),  # unshare
        ({"x86_64": (435,), "aarch64": (435,)}, ABSENT),  # clone3
        ({"x86_64": (425,), "aarch64": (425,)}, ABSENT),  # io_uring_setup
        ({"x86_64": (467,), "aarch64": (467,)}, ABSENT),  # newer than what is known
        ({"x86_64": (-1,), "aarch64": (-1,)}, ABSENT),
        ({"x86_64": (0x40000027,), "aarch64": (0x40000027,)}, ABSENT),  # x32
        ({"x86_64": (56, 0x3D0F00), "aarch64": (220, 0x3D0F00)}, ALLOW),  # a thread
        ({"x86_64": (56, 0x10000011), "aarch64": (220, 0x10000011)}, REFUSE),  # CLONE_NEWUSER
        ({"x86_64": (41, 1, 1), "aarch64": (198, 1, 1)}, ALLOW),  # AF_UNIX
        ({"x86_64": (41, 2, 1), "aarch64": (198, 2, 1)}, ALLOW),  # AF_INET
        ({"x86_64": (41, 16, 3, 0), "aarch64": (198, 16, 3, 0)}, ALLOW),  # NETLINK_ROUTE
        ({"x86_64": (41, 16, 3, 9), "aarch64": (198, 16, 3, 9)}, REFUSE),  # NETLINK_AUDIT
        ({"x86_64": (41, 40, 1), "aarch64": (198, 40, 1)}, NO_FAMILY),  # AF_VSOCK
        ({"x86_64": (16, 0, 0x5412), "aarch64": (29, 0, 0x5412)}, REFUSE),  # TIOCSTI
        ({"x86_64": (16, 0, 0x100005412), "aarch64": (29, 0, 0x100005412)}, REFUSE),
        ({"x86_64": (16, 0, 0x5413), "aarch64": (29, 0, 0x5413)}, ALLOW),  # TIOCGWINSZ
        ({"x86_64": (16, 3, 0x4030582A), "aarch64": (29, 3, 0x4030582A)}, UNSUPPORTED),  # FS_IOC_RESVSP64
        ({"x86_64": (285,), "aarch64": (47,)}, UNSUPPORTED),  # fallocate
        ({"x86_64": (91, 3, 0o755), "aarch64": (52, 3, 0o755)}, ALLOW),  # fchmod
        ({"x86_64": (91, 3, 0o4755), "aarch64": (52, 3, 0o4755)}, REFUSE),
        ({"x86_64": (268, 3, 0, 0o2755), "aarch64": (53, 3, 0, 0o2755)}, REFUSE),  # fchmodat
        ({"x86_64": (257, 3, 0, 0o101, 0o4755), "aarch64": (56, 3, 0, 0o101, 0o4755)}, REFUSE),  # openat
        ({"x86_64": (257, 3, 0, 0, 0o4755), "aarch64": (56, 3, 0, 0, 0o4755)}, ALLOW),
        ({"x86_64": (437,), "aarch64": (437,)}, ABSENT),  # openat2
    ],
)
@pytest.mark.parametrize("kind", MACHINES)
def test_the_filter_says(kind: str, calls: dict[str, tuple[int, ...]], verdict: int) -> None:
    assert judge(seccomp_filter(kind), AUDIT[kind], *calls[kind]) == verdict


@pytest.mark.parametrize("kind", MACHINES)
def test_another_machines_calls_are_the_end(kind: str) -> None:
    assert judge(seccomp_filter(kind), 0x40000003, 20) == KILL


def mount(place: Path, kind: str, options: str, root: str = "/") -> str:
    return f"30 20 0:26 {root} {place} rw,nosuid - {kind} {kind} rw,{options}"


def test_groups_of_version_2_are_taken_where_they_were_delegated(tmp_path: Path) -> None:
    own = tmp_path / "user.slice/icotes.service"
    own.mkdir(parents=True)
    (own / "cgroup.controllers").write_text("cpu memory pids\n")
    (own / "cgroup.procs").write_text(f"{os.getpid()}\n")
    (own / "cgroup.type").write_text("domain\n")
    groups = find_cgroups(mount(tmp_path, "cgroup2", "nsdelegate"), "0::/user.slice/icotes.service\n")
    assert groups
    assert groups.version == 2
    assert (own / "icotes-server/cgroup.procs").read_text() == str(os.getpid())
    assert (own / "icotes/cgroup.subtree_control").read_text() == "+memory +pids +cpu"
    groups.make("one", 1000, 10)
    made = own / "icotes/one"
    assert [(made / name).read_text() for name in ("memory.max", "pids.max")] == ["1000", "14"]
    (made / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    (made / "memory.peak").write_text("777\n")
    (made / "memory.events").write_text("oom 1\noom_kill 2\n")


def test_a_group_with_others_in_it_was_not_delegated(tmp_path: Path) -> None:
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids\n")
    (tmp_path / "cgroup.procs").write_text("1\n")
    (tmp_path / "cgroup.type").write_text("domain\n")
    assert find_cgroups(mount(tmp_path, "cgroup2", "x"), "0::/\n") is None


def test_groups_of_version_1_where_the_mount_shows_a_part(tmp_path: Path) -> None:
    mounts: list[str] = []
    for name in ("memory", "pids", "cpu,cpuacct"):
        (tmp_path / name / "inner").mkdir(parents=True)
        mounts.append(mount(tmp_path / name, "cgroup", name, "/outer"))
    groups = find_cgroups("\n".join(mounts), "3:memory:/outer/inner\n2:pids:/outer/inner\n1:cpu,cpuacct:/outer/inner\n")
    assert groups
    assert groups.version == 1
    groups.make("one", 1000, 10)
    assert (tmp_path / "memory/inner/icotes/one/memory.limit_in_bytes").read_text() == "1000"
    assert (tmp_path / "cpu,cpuacct/inner/icotes/cpu.shares").read_text() == "1024"


def test_what_a_folder_grew_by_is_what_changed_in_it(tmp_path: Path) -> None:
    (tmp_path / "deep/er").mkdir(parents=True)
    for name in ("deep/old", "deep/er/new", "large"):
        (tmp_path / name).write_bytes(bytes(1 << 20))
    folder = os.open(tmp_path, os.O_PATH)
    since = (tmp_path / "large").stat().st_ctime
    assert 3 << 20 <= grown(folder, since - 60, 1 << 30) < 4 << 20
    assert grown(folder, since + 60, 1 << 30) == 0
    (tmp_path / "link").symlink_to("/usr")
    assert grown(folder, since - 60, 1 << 30) < 4 << 20
    os.close(folder)


def test_a_folder_that_is_too_deep_to_look_into_has_grown(tmp_path: Path) -> None:
    above = os.open(tmp_path, os.O_PATH)
    here = os.dup(above)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_PATH, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert grown(above, time.time() + 60, 1000) > 1000
    os.close(above)


def test_no_groups_at_all() -> None:
    assert find_cgroups("", "") is None
    assert machine() in MACHINES
