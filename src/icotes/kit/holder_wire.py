"""What a server and the holder of a workspace say to each other: a JSON object and its descriptors in each message.

A holder listens on a socket in the state folder that only its user can open; both sides look who the other one is.
"""

import json
import os
import socket
import struct
from array import array
from typing import Any

MESSAGE_BYTES = 64 * 1024
DESCRIPTORS = 250
"""The most that one message carries; the kernel allows 253."""
END_SECONDS = 5.0
"""A holder that was told to end is gone by then."""
CONNECT_SECONDS = 5
"""A holder that stands still, and has its queue full, is waited for this long."""
SUFFIX = ".sock"

_KIND = socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC
_CREDENTIALS = struct.Struct("3i")

Message = dict[str, Any]


class _Folder:
    """The folder of sockets, by a short name: a socket's address holds 107 bytes only."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> str:
        self._opened = os.open(self._path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        return f"/proc/self/fd/{self._opened}"

    def __exit__(self, *_: object) -> None:
        os.close(self._opened)


def listen(path: str) -> socket.socket:
    """Return the socket of a new holder at a path where none answers."""
    folder, name = os.path.split(path)
    with _Folder(folder) as short:
        listener = socket.socket(socket.AF_UNIX, _KIND)
        try:
            os.fchmod(listener.fileno(), 0o600)
            if os.path.lexists(path):
                os.unlink(path)  # noqa: PTH108 - no pathlib here, see tree.py
            listener.bind(f"{short}/{name}")
            listener.listen(16)
        except BaseException:
            listener.close()
            raise
    return listener


def connect(path: str) -> socket.socket:
    """Return a connection to the holder at a path.

    Raises:
        OSError: none answers there, or it is somebody else's.
    """
    folder, name = os.path.split(path)
    with _Folder(folder) as short:
        connection = socket.socket(socket.AF_UNIX, _KIND)
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", CONNECT_SECONDS, 0))
            connection.connect(f"{short}/{name}")
            if not is_ours(connection):
                raise PermissionError
        except BaseException:
            connection.close()
            raise
    return connection


def is_ours(connection: socket.socket) -> bool:
    """Tell whether this user runs the other side."""
    said = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return _CREDENTIALS.unpack(said)[1] == os.geteuid()


def send(connection: socket.socket, message: Message, descriptors: list[int] | tuple[int, ...] = ()) -> None:
    """Send one message whole."""
    data = json.dumps(message).encode()
    if descriptors:
        socket.send_fds(connection, [data], list(descriptors))
    else:
        connection.send(data)


def receive(connection: socket.socket) -> tuple[Message, list[int]] | None:
    """Return the next message and its descriptors; None when the other side is gone.

    A message says that it is `cut` when this process has too many open files for its descriptors.
    """
    descriptors = array("i")
    room = socket.CMSG_LEN(DESCRIPTORS * descriptors.itemsize)
    try:
        # Not `socket.recv_fds`: that drops the flags, and what is started would inherit the descriptors.
        data, more, flags, _ = connection.recvmsg(MESSAGE_BYTES, room, socket.MSG_CMSG_CLOEXEC)
    except ConnectionError:
        return None
    for _, _, given in more:
        descriptors.frombytes(given[: len(given) - len(given) % descriptors.itemsize])
    if not data:
        return None
    message = json.loads(data)
    return {**message, "cut": True} if flags & socket.MSG_CTRUNC else message, descriptors.tolist()


def end(path: str) -> bool:
    """Have the holder at a path end all that it holds and itself, and wait until it has; False if none answers."""
    try:
        connection = connect(path)
    except OSError:
        return False
    with connection:
        connection.settimeout(END_SECONDS)
        try:
            send(connection, {"do": "end"})
            while receive(connection):
                pass
        except OSError:
            return False
    return True


def end_all(folder: str) -> int:
    """End every holder whose socket is in a folder; return how many there were."""
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return 0
    return sum(end(os.path.join(folder, name)) for name in names if name.endswith(SUFFIX))  # noqa: PTH118
