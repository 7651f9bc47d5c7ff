"""Which processes listen on TCP ports of this machine, as the kernel tells."""

import ipaddress
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from icotes.modules.preview import sockdiag

_PROC = Path("/proc")
_LISTEN = "0A"
_WORKSPACE = b"ICOTES_WORKSPACE="
_TERMINAL = b"ICOTES_TERMINAL="
_GENERATIONS = 64
_LINES = 1_000
"""What is read of a table: what listens stands first, and code in a sandbox makes it as long as it likes."""
_BELIEVED_SECONDS = 10.0
"""How long a sandbox whose count of sockets stays the same is taken to have the same ones."""


class Socket(NamedTuple):
    """A socket that listens where a browser on this machine gets to.

    Attributes:
        inode: by which the kernel knows it.
        host: the address to connect to.
        network: of a sandbox in which it listens; 0 for the machine's own.
    """

    inode: int
    port: int
    host: str
    network: int = 0


class Holder(NamedTuple):
    """The process behind a socket.

    Attributes:
        workspace: the id of the one that it belongs to.
        terminal: the id of the one that it was started on; empty if on none.
    """

    pid: int
    program: str
    workspace: str
    terminal: str


class Listening:
    """Looks at what listens, in the machine's network and in those of sandboxes; blocks, for a few milliseconds.

    Attributes:
        networks: the networks of sandboxes, with a process that is in each.
    """

    def __init__(self) -> None:
        self.networks: dict[int, int] = {}
        self._known: dict[str, int] = {}
        self._inside: dict[int, tuple[str, float, list[Socket]]] = {}
        self._own = _network("self")

    def sockets(self, users: frozenset[int]) -> frozenset[Socket]:
        """Return what listens on loopback or on all addresses.

        Args:
            users: ids of those whose processes count.
        """
        self._look(users)
        self._inside = {network: self._looked(network, pid) for network, pid in self.networks.items()}
        return sockets().union(*(found for _, _, found in self._inside.values()))

    def _looked(self, network: int, pid: int) -> tuple[str, float, list[Socket]]:
        """Return what listens in a sandbox; its table takes the kernel milliseconds, the count of its sockets none."""
        place, now = _PROC / f"{pid}/net", time.monotonic()
        count = "".join(re.findall("TCP6?: inuse [0-9]+", _text(place / "sockstat") + _text(place / "sockstat6")))
        known = self._inside.get(network)
        if known and known[0] == count and now - known[1] < _BELIEVED_SECONDS:
            return known
        return count, now, list(_listed(place, network))

    def _look(self, users: frozenset[int]) -> None:
        """Find the networks of sandboxes by processes that are new."""
        names = {name for name in os.listdir(_PROC) if name.isdecimal()}  # noqa: PTH208 - names are all we need
        if names == self._known.keys():
            return
        self._known = {name: self._known[name] if name in self._known else _seen(name, users) for name in names}
        self.networks = {network: int(name) for name, network in self._known.items() if network not in {0, self._own}}


def _seen(pid: str, users: frozenset[int]) -> int:
    try:
        return _network(pid) if (_PROC / pid).stat().st_uid in users else 0
    except OSError:
        return 0


def _network(pid: str) -> int:
    """Return the number of a process's network; 0 if it is not known."""
    try:
        return (_PROC / pid / "ns/net").stat().st_ino
    except OSError:
        return 0


def sockets() -> frozenset[Socket]:
    """Return what listens in the machine's own network."""
    try:
        found = sockdiag.listening()
    except OSError:  # a kernel without it, or a container that keeps it away
        return frozenset(_listed(_PROC / "net", 0))
    return frozenset(Socket(inode, port, host) for inode, port, address in found if (host := _reached(address)))


def _listed(place: Path, network: int) -> Iterator[Socket]:
    for name in ("tcp", "tcp6"):
        for each in _sockets(place / name):
            yield each._replace(network=network)


def _sockets(table: Path) -> Iterator[Socket]:
    for line in _lines(table):
        fields = line.split()
        if fields[3] != _LISTEN:
            continue
        address, _, port = fields[1].partition(":")
        words = bytes.fromhex(address)
        host = _reached(b"".join(words[at : at + 4][::-1] for at in range(0, len(words), 4)))
        if host:
            yield Socket(int(fields[9]), int(port, 16), host)


def _lines(table: Path) -> list[str]:
    try:
        with table.open() as file:
            return list(islice(file, 1, _LINES + 1))
    except OSError:
        return []


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _reached(octets: bytes) -> str:
    """Return the address by which loopback reaches what listens on an address; empty if it does not."""
    address = ipaddress.ip_address(octets)
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"
    return str(address) if address.is_loopback else ""


def holders(asked: frozenset[Socket], users: frozenset[int], folders: Mapping[str, Path]) -> dict[int, Holder]:
    """Return who holds which socket, as far as it belongs to a workspace; blocks.

    Args:
        asked: the sockets that are asked about.
        users: ids of those whose processes count; another one's may say of itself what it likes.
        folders: of the workspaces, by id; code in a sandbox says of itself what it likes too, but sees only its own.
    """
    sandboxed = {each.inode for each in asked if each.network}
    wanted = {f"socket:[{each.inode}]": each.inode for each in asked}
    found: dict[int, Holder] = {}
    for name in os.listdir(_PROC):  # noqa: PTH208 - names are all we need
        if not name.isdecimal() or int(name) == os.getpid() or len(found) == len(wanted):
            continue
        held = [wanted[link] for link in _links(name, users) if link in wanted]
        if held and _is_kernel(name):
            del held[0]
        holder = _holder(int(name)) if held else None
        if holder and not sandboxed.isdisjoint(held) and not _is_shown(name, holder.workspace, folders):
            continue
        if holder:
            found |= dict.fromkeys(held, holder)
    return found


def _is_shown(pid: str, workspace: str, folders: Mapping[str, Path]) -> bool:
    """Tell whether a process is in a sandbox of a workspace: its folder is mounted there, and no code can mount."""
    try:
        places = {line.split(b" ", 5)[4] for line in (_PROC / pid / "mountinfo").read_bytes().splitlines()}
    except OSError:
        return False
    mounted = {id_: folder for id_, folder in folders.items() if _is_mounted(pid, folder, places)}
    folder = mounted.get(workspace)
    # Within another workspace's folder, it may be mounted for that one's sake.
    return folder is not None and not any(other in folder.parents for other in mounted.values())


def _is_mounted(pid: str, folder: Path, places: set[bytes]) -> bool:
    try:
        return _escaped(_as_seen(folder)) in places and folder.samefile(f"/proc/{pid}/root{folder}")
    except OSError:
        return False


def _as_seen(folder: Path) -> Path:
    """Return where a sandbox has a folder: its `/var/tmp` is `/tmp`."""
    return Path("/tmp", folder.relative_to("/var/tmp")) if folder.is_relative_to("/var/tmp") else folder  # noqa: S108


def _escaped(folder: Path) -> bytes:
    """Return a folder as mountinfo has it."""
    return re.sub(rb"[ \t\n\\]", lambda found: b"\\%03o" % found[0][0], os.fsencode(folder))


def _is_kernel(pid: str) -> bool:
    """Whether it is a Jupyter kernel: the first that it opened is for what its own children print."""
    try:
        return b"ipykernel_launcher" in (_PROC / pid / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _links(pid: str, users: frozenset[int]) -> Iterator[str]:
    folder = _PROC / pid
    try:
        if folder.stat().st_uid not in users:
            return
        names = sorted(os.listdir(folder / "fd"), key=int)  # noqa: PTH208 - names are all we need
    except OSError:
        return
    for name in names:
        with suppress(OSError):  # closed meanwhile
            yield os.readlink(f"/proc/{pid}/fd/{name}")  # noqa: PTH115 - thousands of texts, no paths


def _holder(pid: int) -> Holder | None:
    """Return what a process belongs to: it, or one that it comes from, has it in its environment."""
    one = pid
    for _ in range(_GENERATIONS):
        if one <= 1 or one == os.getpid():
            return None
        workspace, terminal = _marks(one)
        if workspace:
            return Holder(pid, _program(pid), workspace, terminal)
        one = _parent(one)
    return None


def _marks(pid: int) -> tuple[str, str]:
    try:
        entries = (_PROC / f"{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return "", ""
    return _entry(entries, _WORKSPACE), _entry(entries, _TERMINAL)


def _entry(entries: list[bytes], name: bytes) -> str:
    return next((entry.removeprefix(name).decode("latin-1") for entry in entries if entry.startswith(name)), "")


def _program(pid: int) -> str:
    try:
        return (_PROC / f"{pid}/comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def _parent(pid: int) -> int:
    try:
        return int((_PROC / f"{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0
