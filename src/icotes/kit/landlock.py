"""Landlock: a second wall around files, put on inside of the first (landlock(7)).

A rule belongs to a folder's inode. The root of a sandbox is a file system of its own: what is reached by a way out of
its mounts has no rule, and can't be read.
"""

import ctypes
import struct

from icotes.kit.syscalls import AT_FDCWD, Program

_CREATE_RULESET = 444
_VERSION = 1
_O_PATH = 0x280000  # with O_CLOEXEC
_PATH_BENEATH = 1
_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_IOCTL_DEVICE = 1 << 15
_LOOK = _EXECUTE | _READ | _LIST
_DEVICES = _WRITE | _IOCTL_DEVICE
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1, 2


def landlock_version() -> int:
    """Return which version of Landlock the kernel offers; 0 if it has none."""
    libc = ctypes.CDLL(None, use_errno=True)
    return max(0, libc.syscall(_CREATE_RULESET, None, 0, _VERSION))


def confine(program: Program, version: int, writable: tuple[str, ...], free: int) -> None:
    """Let a program confine itself: it reads what its root holds, and changes only what is beneath `writable`.

    Args:
        program: what is prepared; its lowest free descriptors are 3 and then `free`.
        version: what the kernel offers.
        writable: folders as they stand in the sandbox.
        free: the lowest free descriptor above 3.
    """
    handled = _handled(version)
    scoped = _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS if version >= 6 else 0
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    program.step("landlock_create_ruleset", struct.pack("<QQQ", handled, 0, scoped), size, 0)
    rules = {"/": _LOOK | _IOCTL_DEVICE, "/dev": _DEVICES, **dict.fromkeys(writable, handled)}
    for folder, access in rules.items():
        program.step("openat", AT_FDCWD, folder.encode(), _O_PATH, 0)
        program.step("landlock_add_rule", 3, _PATH_BENEATH, struct.pack("<Qi", access & handled, free), 0)
        program.step("close", free)
    program.step("prctl", _NO_NEW_PRIVS, 1, 0, 0, 0)
    program.step("landlock_restrict_self", 3, 0)
    program.step("close", 3)


def _handled(version: int) -> int:
    """Return all that a version can refuse about files."""
    rights = (1 << 13) - 1
    for since, right in ((2, 1 << 13), (3, 1 << 14), (5, _IOCTL_DEVICE)):
        rights |= right if version >= since else 0
    return rights
