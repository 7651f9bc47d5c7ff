"""The system calls that code in a sandbox may make: a filter in the kernel's own small language (seccomp(2)).

What is listed is refused, and so is every call that is newer than this list; the filter closes what namespaces leave
open: keys, tracing, new namespaces and mounts, io_uring, kinds of sockets that no network namespace holds (vsock), and
programs that would run as their owner outside.
"""

import errno
import struct
from functools import cache

from icotes.kit.syscalls import MACHINES, machine

_REFUSED: dict[str, tuple[int, int]] = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "init_module": (175, 105),
    "ioperm": (173, -1),
    "iopl": (172, -1),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "listmount": (458, 458),
    "lookup_dcookie": (212, 18),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "modify_ldt": (154, -1),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "statmount": (457, 457),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "uselib": (134, -1),
    "vhangup": (153, 58),
}
"""Calls that fail with EPERM, by their numbers on x86_64 and aarch64."""

_ABSENT: dict[str, tuple[int, int]] = {
    "clone3": (435, 435),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "openat2": (437, 437),
}
"""Calls that fail with ENOSYS, so that programs use the older ones: the filter can't read what these point to."""

_UNSUPPORTED: dict[str, tuple[int, int]] = {"fallocate": (285, 47)}
"""Calls that fail with EOPNOTSUPP, so that programs write instead: what is only reserved nobody counts as written."""

_LOOKED_INTO: dict[str, dict[str, tuple[int, int]]] = {
    "clone": {"clone": (56, 220)},
    "socket": {"socket": (41, 198)},
    "ioctl": {"ioctl": (16, 29)},
    "mode second": {"chmod": (90, -1), "fchmod": (91, 52), "creat": (85, -1), "mknod": (133, -1)},
    "mode third": {"fchmodat": (268, 53), "fchmodat2": (452, 452), "mknodat": (259, 33)},
    "open": {"open": (2, -1)},
    "openat": {"openat": (257, 56)},
}
"""Calls of which the arguments decide, by where they are looked at."""

_NEWEST = 466
"""The newest call that is known here (removexattrat)."""

_NAMESPACES = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""
_SET_ID = 0o6000
"""A program with this bit in its mode runs as the owner of its file, who may be root on the server."""
_MAKES = 0o100 | 0o20000000
"""O_CREAT, and what is special in O_TMPFILE."""
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_RESERVES = (0x40305828, 0x4030582A, 0x40305839)
"""FS_IOC_RESVSP, RESVSP64, ZERO_RANGE: the same as fallocate."""
_UNIX, _INET, _INET6, _NETLINK = 1, 2, 10, 16

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NUMBER, _ARCH, _FIRST, _SECOND, _THIRD, _FOURTH = 0, 4, 16, 24, 32, 40
"""Places in `struct seccomp_data`: of an argument, its lower half."""

_Line = tuple[int, int, str]
"""An instruction: code, operand, and the label to which it jumps if it holds."""


@cache
def seccomp_filter(kind: str = "") -> bytes:
    """Return the filter as an array of `struct sock_filter`, for this machine or one of the given kind."""
    kind = kind or machine()
    column = MACHINES.index(kind)
    sorted_out = {**_LOOKED_INTO, "absent": _ABSENT, "unsupported": _UNSUPPORTED, "refuse": _REFUSED}
    calls = [
        (_EQUAL, numbers[column], label)
        for label, named in sorted_out.items()
        for numbers in named.values()
        if numbers[column] >= 0
    ]
    return _assemble(
        {
            "": [(_LOAD, _ARCH, ""), (_EQUAL, _AUDIT[kind], "known"), (_RETURN, _KILL, "")],
            "known": [(_LOAD, _NUMBER, ""), (_GREATER, _NEWEST, "absent"), *calls, (_RETURN, _ALLOW, "")],
            "open": [(_LOAD, _SECOND, ""), (_ANY_BIT, _MAKES, "mode third"), (_RETURN, _ALLOW, "")],
            "openat": [(_LOAD, _THIRD, ""), (_ANY_BIT, _MAKES, "mode fourth"), (_RETURN, _ALLOW, "")],
            "mode second": [(_LOAD, _SECOND, ""), (_ANY_BIT, _SET_ID, "refuse"), (_RETURN, _ALLOW, "")],
            "mode third": [(_LOAD, _THIRD, ""), (_ANY_BIT, _SET_ID, "refuse"), (_RETURN, _ALLOW, "")],
            "mode fourth": [(_LOAD, _FOURTH, ""), (_ANY_BIT, _SET_ID, "refuse"), (_RETURN, _ALLOW, "")],
            "clone": [(_LOAD, _FIRST, ""), (_ANY_BIT, _NAMESPACES, "refuse"), (_RETURN, _ALLOW, "")],
            "ioctl": [
                (_LOAD, _SECOND, ""),
                (_EQUAL, _TIOCSTI, "refuse"),
                (_EQUAL, _TIOCLINUX, "refuse"),
                *((_EQUAL, number, "unsupported") for number in _RESERVES),
                (_RETURN, _ALLOW, ""),
            ],
            "socket": [
                (_LOAD, _FIRST, ""),
                *((_EQUAL, family, "welcome") for family in (_UNIX, _INET, _INET6)),
                (_EQUAL, _NETLINK, "netlink"),
                (_RETURN, _fail(errno.EAFNOSUPPORT), ""),
            ],
            "netlink": [(_LOAD, _THIRD, ""), (_EQUAL, 0, "welcome")],
            "refuse": [(_RETURN, _fail(errno.EPERM), "")],
            "absent": [(_RETURN, _fail(errno.ENOSYS), "")],
            "unsupported": [(_RETURN, _fail(errno.EOPNOTSUPP), "")],
            "welcome": [(_RETURN, _ALLOW, "")],
        }
    )


def _fail(number: int) -> int:
    return 0x00050000 | number


def _assemble(blocks: dict[str, list[_Line]]) -> bytes:
    """Put blocks one behind the other; one whose last instruction does not return goes on into the next."""
    places: dict[str, int] = {}
    lines: list[_Line] = []
    for label, block in blocks.items():
        places[label] = len(lines)
        lines += block
    jumps = (places[label] - at - 1 if label else 0 for at, (_, _, label) in enumerate(lines))
    return b"".join(
        struct.pack("<HBBI", code, jump, 0, operand) for (code, operand, _), jump in zip(lines, jumps, strict=True)
    )
