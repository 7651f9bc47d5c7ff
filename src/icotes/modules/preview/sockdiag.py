"""What listens in this network, asked by `sock_diag` (man 7): the kernel looks at no other sockets for it."""

import socket
import struct
from collections.abc import Iterator

_SOCK_DIAG = 4
_BY_FAMILY = 20
_ASK_FOR_ALL = 0x301
_ERROR, _DONE = 2, 3
_LISTEN = 1 << 10
_HEADER = struct.Struct("=IHHII")
_ASKED = struct.Struct("=BBBBI48x")
_FOUND = struct.Struct("=4x2s2x16s16x12x16xI")
"""Of `inet_diag_msg`: the port and the address as on the wire, and the inode."""


def listening() -> list[tuple[int, int, bytes]]:
    """Return the inode, the port and the address (4 or 16 bytes) of each TCP socket that listens.

    Raises:
        OSError: this kernel does not tell.
    """
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, _SOCK_DIAG) as asked:
        asked.settimeout(1.0)
        return [*_told(asked, socket.AF_INET, 4), *_told(asked, socket.AF_INET6, 16)]


def _told(asked: socket.socket, family: int, size: int) -> Iterator[tuple[int, int, bytes]]:
    question = _ASKED.pack(family, socket.IPPROTO_TCP, 0, 0, _LISTEN)
    asked.send(_HEADER.pack(_HEADER.size + len(question), _BY_FAMILY, _ASK_FOR_ALL, family, 0) + question)
    while True:
        data = asked.recv(1 << 16)
        at = 0
        while at < len(data):
            length, kind, *_ = _HEADER.unpack_from(data, at)
            if kind == _DONE:
                return
            if kind == _ERROR:
                raise OSError("the kernel does not tell of sockets that listen")
            port, address, inode = _FOUND.unpack_from(data, at + _HEADER.size)
            yield inode, int.from_bytes(port, "big"), address[:size]
            at += (length + 3) & ~3
