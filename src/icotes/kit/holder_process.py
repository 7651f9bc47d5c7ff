"""The holder of a workspace: a small process that owns programs, so that they outlive the server.

It starts them, collects them when they end, and keeps their descriptors. While a server is connected, that one reads;
when its connection is gone, the holder reads on into the rings that both share. It imports little on purpose.
"""

import contextlib
import errno
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from icotes.kit.held_ring import Memory, new_memory
from icotes.kit.holder_wire import Message, is_ours, receive, send
from icotes.kit.starting import Ends, start
from icotes.kit.tree import end_trees

LOOK_SECONDS = 5.0
"""How often it is looked whether this holder can still be reached."""
IDLE_SECONDS = 60.0
"""A holder of nothing, whom no server wants, ends after this time."""
READS = 8
"""Reads of one descriptor in one turn; others get theirs in between."""
PAUSE_SECONDS = 0.1
"""Before a connection that can't be accepted now is tried again."""


class _Stream:
    """One of a program's descriptors, and the ring of what is read from it."""

    def __init__(self, wire: str, descriptor: int, capacity: int) -> None:
        self.wire = wire
        self.descriptor = descriptor
        self.ring = new_memory(capacity) if wire != "in" else -1
        self.memory: Memory | None = None

    def close(self) -> None:
        """Give the descriptor back; the ring stays."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def forget(self) -> None:
        """Give the ring back."""
        if self.memory:
            self.memory.close()
        if self.ring >= 0:
            os.close(self.ring)

    def read(self) -> bool:
        """Read what is there; False when no more will come."""
        if not self.memory:
            return False
        try:
            for _ in range(READS):
                if not self.memory.take(self.descriptor):
                    return False
        except BlockingIOError:
            pass
        except OSError:
            return False
        return True


class _Program:
    """What was started for a server; what it takes is given back when it can't be had whole.

    Raises:
        OSError: there are too many open files, or no memory for its rings.
    """

    def __init__(self, said: Message, pid: int, ends: Ends) -> None:
        self.id: str = said["id"]
        self.pid = pid
        with contextlib.ExitStack() as undo:
            undo.callback(_kill, pid)
            for _, descriptor in ends:
                undo.callback(os.close, descriptor)
            self.streams: list[_Stream] = []
            for wire, descriptor in ends:
                self.streams.append(_Stream(wire, descriptor, said["ring"]))
                undo.callback(self.streams[-1].forget)
            self.handle = os.pidfd_open(pid)
            undo.pop_all()
        self.told: Message = {"id": self.id, "owner": said["owner"], "mark": said["mark"], "created": time.time()}
        self.exit: tuple[int | None, int] | None = None
        self.settled = False

    def describe(self) -> tuple[Message, list[int]]:
        """Return what is told of it, and its descriptors in the order of its streams."""
        streams = [[each.wire, each.descriptor >= 0, each.ring >= 0] for each in self.streams]
        descriptors = [one for each in self.streams for one in (each.descriptor, each.ring) if one >= 0]
        told = {**self.told, "pid": self.pid, "exit": self.exit, "settled": self.settled, "streams": streams}
        return told, descriptors

    def see_exit(self) -> bool:
        """Note how it ended, if it has; its id stays taken until `collect`."""
        seen = os.waitid(os.P_PIDFD, self.handle, os.WEXITED | os.WNOHANG | os.WNOWAIT) if self.handle >= 0 else None
        if seen is not None:
            returned = seen.si_code == os.CLD_EXITED
            self.exit = (seen.si_status, 0) if returned else (None, seen.si_status)
        return seen is not None

    def settle(self) -> None:
        """Give its descriptors back; what it printed stays. If it still runs, nobody waits to know how it ends."""
        for each in self.streams:
            each.close()
        self.settled = True
        self.exit = self.exit or (None, 0)

    def collect(self) -> None:
        """Give its id back; it has ended."""
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PIDFD, self.handle, os.WEXITED | os.WNOHANG)
        os.close(self.handle)
        self.handle = -1

    def forget(self) -> None:
        """Forget what it printed."""
        for each in self.streams:
            each.forget()


class Holder:
    """Holds the programs of one workspace.

    Args:
        listener: where servers come to.
        path: of that socket; when it is gone, nobody can come any more.
    """

    def __init__(self, listener: socket.socket, path: str) -> None:
        self._listener = listener
        self._path = path
        self._born = _place(path)
        self._epoll = select.epoll()
        self._calls: dict[int, Callable[[], None]] = {}
        self._programs: dict[str, _Program] = {}
        self._server: socket.socket | None = None
        self._idle_since = time.monotonic()
        self._do: dict[str, Callable[[socket.socket, Message, list[int]], None]] = {
            "take": self._take,
            "spawn": self._spawn,
            "settle": self._settle,
            "drop": self._drop,
            "end": self._end,
        }
        self._watch(listener.fileno(), self._accept)

    def _watch(self, descriptor: int, call: Callable[[], None]) -> None:
        self._epoll.register(descriptor, select.EPOLLIN)
        self._calls[descriptor] = call

    def _unwatch(self, descriptor: int) -> None:
        if self._calls.pop(descriptor, None):
            self._epoll.unregister(descriptor)

    def run(self) -> None:
        """Serve until it is told to end, can't be reached, or is of no use."""
        while self._is_wanted():
            for descriptor, _ in self._epoll.poll(LOOK_SECONDS):
                if call := self._calls.get(descriptor):
                    call()

    def _is_wanted(self) -> bool:
        if self._server or self._programs:
            self._idle_since = time.monotonic()
        return time.monotonic() - self._idle_since < IDLE_SECONDS and _place(self._path) == self._born

    def end(self) -> None:
        """End all that is held."""
        end_trees([(each.pid if each.handle >= 0 else -1, each.told["mark"]) for each in self._programs.values()])
        if _place(self._path) == self._born:
            os.unlink(self._path)  # noqa: PTH108 - see tree.py

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            time.sleep(PAUSE_SECONDS)
            return
        if not is_ours(connection):
            connection.close()
            return
        self._watch(connection.fileno(), lambda: self._heard(connection))

    def _heard(self, connection: socket.socket) -> None:
        """Do what one message says; whoever is gone is forgotten, and when that was the server, read on."""
        descriptors: list[int] = []
        try:
            received = receive(connection)
            if received is None:
                self._leave(connection)
                return
            message, descriptors = received
            self._do[message["do"]](connection, message, descriptors)
        except (OSError, ValueError, LookupError, TypeError):
            self._leave(connection)
        finally:
            for each in descriptors:
                os.close(each)

    def _leave(self, connection: socket.socket) -> None:
        self._unwatch(connection.fileno())
        connection.close()
        if connection is self._server:
            self._server = None
            for program in self._programs.values():
                self._read_on(program)

    def _read_on(self, program: _Program) -> None:
        """Read its streams; of one for which there are too many open files, its program waits for the next server."""
        for stream in program.streams:
            if stream.ring >= 0 and stream.descriptor >= 0:
                with contextlib.suppress(OSError):
                    stream.memory = Memory(stream.ring)
                    stream.memory.settle()
                    self._watch(stream.descriptor, lambda stream=stream: self._read(stream))

    def _read(self, stream: _Stream) -> None:
        if not stream.read():
            self._unwatch(stream.descriptor)

    def _stop_reading(self, program: _Program) -> None:
        for stream in program.streams:
            if stream.descriptor >= 0:
                self._unwatch(stream.descriptor)
            if stream.memory:
                stream.memory.close()
                stream.memory = None

    def _take(self, connection: socket.socket, _message: Message, _descriptors: list[int]) -> None:
        """Give everything to a server, who reads from now on."""
        if self._server:
            self._leave(self._server)
        self._server = connection
        for program in self._programs.values():
            self._stop_reading(program)
        send(connection, {"count": len(self._programs)})
        for program in list(self._programs.values()):
            send(connection, *program.describe())

    def _spawn(self, connection: socket.socket, message: Message, descriptors: list[int]) -> None:
        """Start a program; see `starting.start` for what the descriptors are."""
        try:
            if message.get("cut"):
                raise OSError(errno.EMFILE, "its descriptors did not all come")
            program = _Program(*start(descriptors))
        except OSError as error:
            send(connection, {"ask": message["ask"], "errno": error.errno})
            return
        self._programs[program.id] = program
        self._watch(program.handle, lambda: self._exited(program))
        told, given = program.describe()
        send(connection, {"ask": message["ask"], **told}, given)

    def _exited(self, program: _Program) -> None:
        if not program.see_exit():
            return
        self._unwatch(program.handle)
        if program.settled:
            program.collect()
        elif self._server:
            try:
                send(self._server, {"exited": program.id, "exit": program.exit})
            except OSError:
                self._leave(self._server)

    def _settle(self, _connection: socket.socket, message: Message, _descriptors: list[int]) -> None:
        """Give back what a program holds; one that can't be killed is collected when it ends, e.g. of the hang-up."""
        if program := self._programs.get(message["id"]):
            ended = program.see_exit()
            self._stop_reading(program)
            program.settle()
            if ended:
                self._unwatch(program.handle)
                program.collect()

    def _drop(self, connection: socket.socket, message: Message, descriptors: list[int]) -> None:
        self._settle(connection, message, descriptors)
        if program := self._programs.pop(message["id"], None):
            program.forget()

    def _end(self, _connection: socket.socket, _message: Message, _descriptors: list[int]) -> None:
        sys.exit(0)


def _kill(pid: int) -> None:
    with contextlib.suppress(PermissionError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _place(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - see tree.py
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _stop(*_: Any) -> None:
    sys.exit(0)


def main(listener: int, path: str) -> None:
    """Hold programs in a process of its own, whose parent is nobody who could end it.

    Args:
        listener: the descriptor of the socket.
        path: where that is.
    """
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    os.set_inheritable(listener, False)
    holder = Holder(socket.socket(fileno=listener), path)
    try:
        holder.run()
    finally:
        holder.end()
