"""What a sandbox sees: the programs of the machine to read, its own folders to write, and nothing else.

A `.git` in a folder that is written is read only: git runs outside, and starts what stands in there. The folders above
what is hidden are mounts, which nobody can rename: else what is hidden would stand in another place, to be seen.
"""

import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from icotes.kit.sandbox_types import HOME, SCRATCH, View

_SYSTEM = ("bin", "lib", "lib32", "lib64", "libx32", "sbin")
_ETC = ("alternatives", "ca-certificates/extracted", "fonts", "ld.so.conf.d", "pki/tls/certs", "ssl/certs", "terminfo")
"""What programs read of /etc; nothing of it is secret."""
FILES = tuple(
    Path("/etc", name)
    for name in ("ld.so.cache", "ld.so.conf", "localtime", "mime.types", "nsswitch.conf", "ssl/openssl.cnf", "timezone")
)
"""More of it, which is copied: a mount for each would take ten times as long."""

_WALLS = (
    *("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"),
)
START = "/.start"
"""Where the program stands that goes on from within."""
SHARED_MEMORY = 64 << 20


def folders(view: View) -> list[tuple[Path, str, bool]]:
    """Return the folders of a view: where each is, where it stands in the sandbox, whether it is written."""
    python = Path(sys.base_prefix).resolve()
    own = [] if python.is_relative_to("/usr") else [(python, str(python), False)]
    read = [(path.resolve(), str(path), False) for path in view.read if not path.is_relative_to("/usr")]
    write = [(path, str(path), True) for path in view.write]
    scratch = [(view.scratch, SCRATCH, True)] if view.scratch else []
    shown = (view.copied or view.folder, str(view.folder), view.access != "read")
    return [*own, *read, shown, *write, *scratch]


class Again(NamedTuple):
    """Something in a written folder that is mounted once more, where it stands."""

    place: str
    target: str
    written: bool


def again(view: View, target: str) -> list[tuple[str, bool]]:
    """Return what is mounted once more in a written folder, should it be there, and whether it is written."""
    if view.copied:
        return []
    top = Path(target)
    above = [each for each in reversed(view.hidden.parents) if top in each.parents] if view.hidden else []
    return [*((str(each.relative_to(top)), True) for each in above), (".git", False)]


def small_files(uid: int, gid: int) -> dict[str, bytes]:
    """Return the files of /etc that are made for a sandbox, with their contents."""
    passwd = f"root:x:0:0::/:/bin/sh\nsandbox:x:{uid}:{gid}::{HOME}:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n"
    group = f"root:x:0:\nsandbox:x:{gid}:\nnogroup:x:65534:\n"
    return {
        "/etc/passwd": passwd.encode(),
        "/etc/group": group.encode(),
        "/etc/hosts": b"127.0.0.1 localhost sandbox\n::1 localhost\n",
    }


def bubblewrap_options(
    view: View, places: list[str], more: Iterable[Again], disk: int, files: dict[str, int], start: int, rules: int
) -> list[str]:
    """Return the options of bubblewrap.

    Args:
        view: what is seen.
        places: where each of `folders(view)` is found from where bubblewrap starts.
        more: what of them is mounted once more.
        disk: bytes that `/tmp` takes.
        files: descriptors of files to copy, by their place in the sandbox.
        start: the descriptor of the program that goes on from within.
        rules: the descriptor of the system calls' filter.
    """
    options = [*_WALLS, *_system(), "--proc", "/proc", "--dev", "/dev"]
    options += ["--size", str(SHARED_MEMORY), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108 - its own
    options += [*(("--size", str(disk)) if disk else ()), "--tmpfs", "/tmp"]  # noqa: S108 - the sandbox's own
    options += ["--dir", HOME, "--dir", "/run", "--dir", "/var", "--symlink", "../tmp", "/var/tmp"]  # noqa: S108 - its own
    # Before the folders: what is shown there stays as it is, also where it stands in a copy's place.
    for place, descriptor in files.items():
        options += ["--perms", "0444", "--file", str(descriptor), place]
    options += ["--perms", "0555", "--file", str(start), START]
    for place, (_, target, written) in zip(places, folders(view), strict=True):
        options += ["--bind" if written else "--ro-bind", place, target]
    for place, target, written in more:
        options += ["--bind" if written else "--ro-bind", place, target]
    if view.hidden and not view.copied:
        options += ["--perms", "0000", "--size", "4096", "--tmpfs", str(view.hidden)]
    return [*options, "--seccomp", str(rules), "--remount-ro", "/"]


@cache
def _system() -> list[str]:
    options = ["--ro-bind", "/usr", "/usr"]
    for name in _SYSTEM:
        place = Path("/", name)
        if place.is_symlink():
            options += ["--symlink", str(place.readlink()), str(place)]
        elif place.is_dir():
            options += ["--ro-bind", str(place), str(place)]
    for name in _ETC:
        place = Path("/etc", name)
        if place.exists():
            options += ["--ro-bind", str(place), str(place)]
    return options
