"""A program that is a list of system calls, the last one `execve`: it prepares a process from within, at once.

What is put on between `fork` and `exec`, and again inside of bubblewrap's mounts, can't be put on from outside, and an
interpreter would take longer to start than all the rest. The code is a loop of some 100 bytes over a table of calls; a
call that must succeed and does not is reported as two words (its result, its place) on one descriptor, and ends it.
"""

import os
import platform
import struct
from collections.abc import Iterable

Calls = dict[str, int]

_NUMBERS: dict[str, tuple[int, int]] = {
    "bind": (49, 200),
    "chdir": (80, 49),
    "close": (3, 57),
    "close_range": (436, 436),
    "execve": (59, 221),
    "exit": (60, 93),
    "futex": (202, 98),
    "ioctl": (16, 29),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "listen": (50, 201),
    "mkdirat": (258, 34),
    "mmap": (9, 222),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "openat": (257, 56),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
    "read": (0, 63),
    "sendmsg": (46, 211),
    "setgroups": (116, 159),
    "setpriority": (141, 140),
    "setresgid": (119, 149),
    "setresuid": (117, 147),
    "setsid": (112, 157),
    "socket": (41, 198),
    "statx": (332, 291),
    "umask": (95, 166),
    "unshare": (272, 97),
    "write": (1, 64),
}
"""The calls that are used, by their numbers on x86_64 and aarch64."""

MACHINES = ("x86_64", "aarch64")
AT_FDCWD = -100
FAILED = 125
"""What the program returns after it reported."""

_BASE = 0x400000
_HEADERS = 64 + 56
_ELF_MACHINE = {"x86_64": 62, "aarch64": 183}
_ENTRY = 8
"""Words of the table for a call: number, six arguments, whether it must succeed."""


def machine() -> str:
    """Return this machine's kind, if programs can be made for it; else nothing."""
    kind = platform.machine()
    return kind if kind in MACHINES else ""


def number(name: str) -> int:
    """Return the number of a call on this machine."""
    return _NUMBERS[name][MACHINES.index(machine())]


class Program:
    """A list of system calls that becomes a program.

    Args:
        report: the descriptor on which a failure is told.
        kind: the machine that it is for.
    """

    def __init__(self, report: int, kind: str = "") -> None:
        self._kind = kind or machine()
        self._column = MACHINES.index(self._kind)
        self._report = report
        self._start = _BASE + _HEADERS + len(_code(self._kind, report, 0))
        self._data = bytearray()
        self._steps: list[tuple[str, tuple[int, ...], bool]] = []

    def step(self, name: str, *arguments: int | bytes, must: bool = True) -> None:
        """Add a call; bytes are given as the address at which they are kept.

        Args:
            must: a failure ends the program; else it goes on with the next call.
        """
        values = [self.keep(each) if isinstance(each, bytes) else each for each in arguments]
        self._steps.append((name, tuple(values), must))

    def keep(self, data: bytes) -> int:
        """Return the address at which the program finds these bytes."""
        address = self._start + len(self._data)
        self._data += data + bytes(-len(data) % 8 or 8)
        return address

    def strings(self, items: Iterable[str]) -> int:
        """Return the address of an array of strings, as `execve` takes it."""
        pointers = [self.keep(os.fsencode(item)) for item in items]
        return self.keep(struct.pack(f"<{len(pointers) + 1}Q", *pointers, 0))

    def failed(self, report: bytes) -> tuple[str, int]:
        """Return which call failed, and with which error number, from the last 16 bytes of a report."""
        result, place = struct.unpack("<qQ", report[-16:])
        index = (place - self._start - len(self._data)) // (8 * _ENTRY)
        return self._steps[index][0], -result

    def build(self) -> bytes:
        """Return the program as an ELF file; the last of its calls must not return."""
        code = _code(self._kind, self._report, len(self._data))
        table = b"".join(struct.pack("<8Q", *(each % 2**64 for each in self._entry(*step))) for step in self._steps)
        size = _HEADERS + len(code) + len(self._data) + len(table)
        return _headers(_ELF_MACHINE[self._kind], size) + code + bytes(self._data) + table

    def _entry(self, name: str, values: tuple[int, ...], must: bool) -> list[int]:
        return [_NUMBERS[name][self._column], *values, *[0] * (6 - len(values)), must]

    def file(self) -> int:
        """Return a descriptor of the program, to be executed as `/proc/self/fd/N`; the caller closes it."""
        return in_memory("program", self.build())


def in_memory(name: str, data: bytes) -> int:
    """Return a descriptor of an unnamed file with this content, at its beginning."""
    file = os.memfd_create(name)
    written = 0
    while written < len(data):
        written += os.write(file, data[written:])
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _headers(elf_machine: int, size: int) -> bytes:
    """Return the ELF header and the one program header: all of the file, to be read and executed."""
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)
    elf = struct.pack("<HHIQQQIHHHHHH", 2, elf_machine, 1, _BASE + _HEADERS, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    return ident + elf + struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, 0x1000)


def _code(kind: str, report: int, data: int) -> bytes:
    """Return the loop over the table, which stands `data` bytes behind it."""
    return _x86_64(report, data) if kind == "x86_64" else _aarch64(report, data)


def _x86_64(report: int, data: int) -> bytes:
    loop = bytes.fromhex(
        "488b03"  # mov rax, [rbx]
        "488b7b08"  # mov rdi, [rbx+8]
        "488b7310"  # mov rsi, [rbx+16]
        "488b5318"  # mov rdx, [rbx+24]
        "4c8b5320"  # mov r10, [rbx+32]
        "4c8b4328"  # mov r8, [rbx+40]
        "4c8b4b30"  # mov r9, [rbx+48]
        "0f05"  # syscall
        "4885c0"  # test rax, rax
        "7907"  # jns next
        "48837b3800"  # cmp qword [rbx+56], 0
        "7506"  # jne fail
        "4883c340"  # next: add rbx, 64
    )
    fail = bytes.fromhex("5350")  # push rbx; push rax
    fail += b"\xbf" + struct.pack("<i", report)  # mov edi, report
    fail += bytes.fromhex("4889e6")  # mov rsi, rsp
    fail += bytes.fromhex("ba10000000b8010000000f05")  # mov edx, 16; mov eax, write; syscall
    fail += b"\xbf" + struct.pack("<i", FAILED) + bytes.fromhex("b83c0000000f05")  # mov edi, FAILED; exit
    back = b"\xeb" + struct.pack("<b", -(len(loop) + 2))  # jmp loop
    rest = loop + back + fail
    rest += bytes(-(7 + len(rest)) % 8)
    return bytes.fromhex("488d1d") + struct.pack("<i", len(rest) + data) + rest  # lea rbx, [rip+...]


def _aarch64(report: int, data: int) -> bytes:
    words = [
        0xF9400268,  # loop: ldr x8, [x19]
        0xA9408660,  # ldp x0, x1, [x19, 8]
        0xA9418E62,  # ldp x2, x3, [x19, 24]
        0xA9429664,  # ldp x4, x5, [x19, 40]
        0xD4000001,  # svc 0
        0xB6F80000 | 3 << 5,  # tbz x0, 63, next
        0xF9401E69,  # ldr x9, [x19, 56]
        0xB5000000 | 3 << 5 | 9,  # cbnz x9, fail
        0x91010273,  # next: add x19, x19, 64
        0x14000000 | -9 & 0x3FFFFFF,  # b loop
        0xA9BF4FE0,  # fail: stp x0, x19, [sp, -16]!
        0xD2800000 | report << 5,  # mov x0, report
        0x910003E1,  # mov x1, sp
        0xD2800202,  # mov x2, 16
        0xD2800808,  # mov x8, write
        0xD4000001,  # svc 0
        0xD2800000 | FAILED << 5,  # mov x0, FAILED
        0xD2800BA8,  # mov x8, exit
        0xD4000001,  # svc 0
    ]
    away = 4 * (len(words) + 1) + data
    begin = 0x10000000 | (away & 3) << 29 | (away >> 2 & 0x7FFFF) << 5 | 19  # adr x19, table
    return struct.pack(f"<{len(words) + 1}I", begin, *words)
