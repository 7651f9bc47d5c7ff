"""Views of folders in which one user's files are another's (id-mapped mounts, mount_setattr(2)).

So code runs as nobody who has anything else, and still works on a folder that belongs to root: what it makes there
belongs to root on disk. The mapping is that of a user namespace, kept open by a descriptor.
"""

import os
import select
import struct
from functools import cache
from pathlib import Path

from icotes.kit.sandbox_spawn import spawn
from icotes.kit.syscalls import Program

_NEW_USER = 0x10000000
_MOUNT_ATTR_IDMAP = 0x00100000
_AT_EMPTY_PATH = 0x1000
_READY_SECONDS = 5.0


@cache
def mapping(owner: tuple[int, int], runner: tuple[int, int]) -> int:
    """Return a descriptor of the mapping in which `owner` (user, group) is seen as `runner`; it stays open.

    Raises:
        OSError: the kernel refuses.
    """
    program = Program(report=1)
    program.step("unshare", _NEW_USER)
    program.step("write", 1, b"+", 1)
    program.step("read", 0, b"", 1)  # until the other end closes
    program.step("exit", 0)
    file, (hold, held), (ready, readied) = program.file(), os.pipe(), os.pipe()
    try:
        pid = spawn(["/proc/self/fd/3"], {}, [file], hold, readied, readied)
    finally:
        for descriptor in (file, hold, readied):
            os.close(descriptor)
    try:
        said = os.read(ready, 16) if select.select([ready], [], [], _READY_SECONDS)[0] else b""
        if said != b"+":
            raise OSError(-struct.unpack("<qQ", said)[0] if len(said) == 16 else 0, "no user namespace")
        for kind, inside, outside in zip(("uid", "gid"), owner, runner, strict=True):
            Path(f"/proc/{pid}/{kind}_map").write_text(f"{inside} {outside} 1")
        return os.open(f"/proc/{pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(held)
        os.close(ready)
        os.waitpid(pid, 0)


def remap(program: Program, tree: int, mapping: int) -> None:
    """Let a program map the tree of mounts that one of its descriptors is of; another one is of the mapping."""
    attributes = struct.pack("<QQQQ", _MOUNT_ATTR_IDMAP, 0, 0, mapping)
    program.step("mount_setattr", tree, b"", _AT_EMPTY_PATH, attributes, len(attributes))
