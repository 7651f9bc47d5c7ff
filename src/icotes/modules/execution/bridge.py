"""A program that stands alone, beside a Jupyter kernel, and speaks to it for icotes.

It starts the kernel, takes the commands that the small kernel takes (`repl.py`), and says what comes of them in the
same lines. Only these two processes meet on ZeroMQ, on sockets in a folder of their own; to the outside there are two
pipes.

Source: Jupyter's messaging protocol 5.4.
"""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PIECE = 64 * 1024
"""Characters of printed text that are said at a time."""
AHEAD_BYTES = 4 * 1024 * 1024
"""What was said and is not read yet; beyond that the kernel is not listened to."""
SHOWN_BYTES = 6 * 1024 * 1024
"""What is shown in all its forms is not larger; else only its plain text is."""
ASK_SECONDS = 0.05
"""A kernel that starts is asked so often whether it is ready."""
UNHURRIED = frozenset({"queued", "started"})
"""What nobody waits for."""
JOINED_SECONDS = 0.005
"""So long it waits for what comes after it, so that who listens is woken once for both."""
IDLE_SECONDS = 5.0
"""So long after its reply an execution ends, if the kernel's word for it got lost."""
LAST_BYTES = 4000
"""Of what the kernel process itself printed, what is told when it dies."""
PORTS = ("shell", "iopub", "stdin", "control", "hb")


class Bridge:
    """Between the pipes and the kernel.

    Args:
        spec: argv, env and interrupt_mode of a kernelspec.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec
        folder = f"/tmp/kernel-{os.getpid()}"  # noqa: S108 - the sandbox's own
        os.mkdir(folder, 0o700)  # noqa: PTH102 - pathlib would be one more import, before the kernel starts
        places = {f"{port}_port": number for number, port in enumerate(PORTS, 1)}
        connection = {"transport": "ipc", "ip": f"{folder}/s", "key": "", "signature_scheme": "hmac-sha256", **places}
        file = f"{folder}/connection.json"
        with open(file, "w", encoding="utf-8") as opened:  # noqa: PTH123 - the same
            json.dump(connection, opened)
        self._errors, errors = os.pipe()
        argv = [word.replace("{connection_file}", file) for word in spec["argv"]]
        env = {**os.environ, "JPY_PARENT_PID": str(os.getpid()), **spec.get("env", {})}
        nothing = os.open(os.devnull, os.O_RDONLY)
        streams = [(os.POSIX_SPAWN_DUP2, source, number) for number, source in enumerate((nothing, errors, errors))]
        self._kernel = os.posix_spawnp(argv[0], argv, env, file_actions=streams, setsid=True)
        os.close(errors)
        self._exit = os.pidfd_open(self._kernel)
        self._printed = b""
        self._out = bytearray()
        self._due = math.inf
        self._commands = bytearray()
        self._waiting: list[tuple[str, str]] = []
        self._running: tuple[str, str] | None = None
        self._head = '"run":""'
        self._count: int | None = None
        self._status = ""
        self._replied = 0.0
        self._ready = self._idle = False
        self._asked = 0.0
        self._number = self._current = 0
        self._connect(f"{folder}/s")

    def _connect(self, place: str) -> None:
        # After the kernel's start, so that both load at the same time.
        self._zmq: Any = __import__("zmq")
        context = self._zmq.Context()
        kinds = {"shell": self._zmq.DEALER, "iopub": self._zmq.SUB, "control": self._zmq.DEALER}
        self._sockets: dict[str, Any] = {}
        self._poller = self._zmq.Poller()
        for port, kind in kinds.items():
            socket = self._sockets[port] = context.socket(kind)
            socket.reconnect_ivl = 5
            socket.linger = 0
            if port == "iopub":
                socket.subscribe(b"")
            socket.connect(f"ipc://{place}-{PORTS.index(port) + 1}")

    def serve(self) -> int:
        """Pass on until one of both ends; return what to exit with."""
        for descriptor in (0, 1, self._errors):
            os.set_blocking(descriptor, False)
        while True:
            ready = self._wait()
            if 0 in ready and not self._read_commands():
                os.killpg(self._kernel, signal.SIGKILL)
                return 0
            if self._errors in ready:
                self._read_errors()
            for port in ("iopub", "shell", "control"):
                self._listen(port)
            if self._exit in ready:
                return self._end()
            self._go_on()
            self._flush()

    def _wait(self) -> dict[Any, int]:
        flags = self._zmq.POLLIN
        listening = len(self._out) < AHEAD_BYTES
        for source in (0, self._errors, self._exit):
            self._poller.register(source, flags)
        for socket in self._sockets.values():
            self._poller.register(socket, flags if listening else 0)
        left = max(0.0, self._due - time.monotonic())
        self._poller.register(1, 0 if left else self._zmq.POLLOUT)
        wait = left if self._ready and not self._replied else min(left, ASK_SECONDS)
        return dict(self._poller.poll(None if wait == math.inf else math.ceil(wait * 1000)))

    def _read_commands(self) -> bool:
        """Take what came on the input; False when it has ended."""
        try:
            data = os.read(0, 1 << 20)
        except BlockingIOError:
            return True
        self._commands += data
        while (end := self._commands.find(b"\n")) >= 0:
            verb, size, rest = self._commands[:end].decode().split(" ", 2)
            if len(self._commands) < end + 1 + int(size):
                break
            code = self._commands[end + 1 : end + 1 + int(size)].decode("utf-8", "replace")
            del self._commands[: end + 1 + int(size)]
            if verb == "execute":
                head, _, more = rest.partition("\t")
                self._say("queued", {"code": code, **json.loads(f"{{{more}}}")}, head)
                self._waiting.append((head, code))
            else:
                self._interrupt()
        return bool(data)

    def _interrupt(self) -> None:
        while self._waiting:
            self._say("ended", {"status": "aborted"}, self._waiting.pop(0)[0])
        if not self._ready:
            return  # a signal would end one that still starts
        if self._spec.get("interrupt_mode") == "message":
            self._send("control", "interrupt_request", {})
        else:
            os.killpg(self._kernel, signal.SIGINT)

    def _go_on(self) -> None:
        """Ask a kernel that starts whether it is ready; give a ready one the next piece of code."""
        now = time.monotonic()
        if not self._ready and now - self._asked > ASK_SECONDS:
            self._asked = now
            self._send("shell", "kernel_info_request", {})
        if self._running and self._replied and (self._idle or now - self._replied > IDLE_SECONDS):
            self._say("ended", {"status": self._status, "count": self._count})
            self._running, self._replied = None, 0.0
        if self._ready and not self._running and self._waiting:
            self._running = self._waiting.pop(0)
            self._head, self._idle, self._count = self._running[0], False, None
            told = {"silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": False}
            self._send("shell", "execute_request", {"code": self._running[1], "user_expressions": {}, **told})
            self._current = self._number

    def _send(self, port: str, kind: str, content: dict[str, Any]) -> None:
        self._number += 1
        header = {
            "msg_id": str(self._number),
            "msg_type": kind,
            "session": "icotes",
            "username": "icotes",
            "date": "2020-01-01T00:00:00Z",
            "version": "5.3",
        }
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        self._sockets[port].send_multipart([b"<IDS|MSG>", b"", *parts])

    def _listen(self, port: str) -> None:
        """Take what the kernel has said on a socket, as far as there is room for it."""
        while len(self._out) < AHEAD_BYTES:
            try:
                frames = self._sockets[port].recv_multipart(self._zmq.NOBLOCK)
            except self._zmq.Again:
                return
            begin = frames.index(b"<IDS|MSG>") + 2
            header, parent, _, content = map(_taken, frames[begin : begin + 4])
            ours = self._running is not None and parent.get("msg_id") == str(self._current)
            self._hear(header["msg_type"], content, ours=ours)

    def _hear(self, kind: str, content: dict[str, Any], *, ours: bool) -> None:
        if kind == "status":
            if not self._ready:
                self._ready = True
                self._say("state", {"state": "idle"}, '"run":""')
            self._idle = self._idle or (ours and content["execution_state"] == "idle")
        elif kind == "execute_input" and ours:
            self._count = content["execution_count"]
            self._say("started", {"count": self._count})
        elif kind == "execute_reply" and ours:
            self._status = "ok" if content["status"] == "ok" else "error"
            self._replied = time.monotonic()
        elif kind == "stream" and self._ready:
            for start in range(0, len(text := content["text"]), PIECE):
                self._say("output", {"stream": content["name"], "data": text[start : start + PIECE]})
        elif kind in {"display_data", "update_display_data", "execute_result"}:
            self._show(kind, content)
        elif kind == "error" and ours:
            told = {"name": content["ename"], "value": content["evalue"], "traceback": content["traceback"]}
            self._say("error", told)
        elif kind == "clear_output":
            self._say("clear", {"wait": content["wait"]})

    def _show(self, kind: str, content: dict[str, Any]) -> None:
        data: dict[str, Any] = content["data"]
        transient: dict[str, Any] = content.get("transient") or {}
        told: dict[str, Any] = {"data": data, "metadata": content.get("metadata") or {}}
        told["display"] = transient.get("display_id") or ""
        if kind == "update_display_data":
            told["update"] = True
        if kind == "execute_result":
            told["count"] = content["execution_count"]
        if len(json.dumps(data)) > SHOWN_BYTES:
            told["data"] = {"text/plain": str(data.get("text/plain", "(too large to be shown)"))[:100_000]}
        self._say("display", told)

    def _say(self, kind: str, fields: dict[str, Any], head: str = "") -> None:
        rest = json.dumps(fields, ensure_ascii=False)[1:]
        self._out += f'{{"type":"{kind}",{head or self._head},{rest}\n'.encode("utf-8", "replace")
        self._due = min(self._due, time.monotonic() + JOINED_SECONDS if kind in UNHURRIED else 0.0)

    def _flush(self) -> None:
        if self._due > time.monotonic():
            return
        try:
            del self._out[: os.write(1, self._out)]
        except BlockingIOError:
            return
        if not self._out:
            self._due = math.inf

    def _read_errors(self) -> None:
        try:
            self._printed = (self._printed + os.read(self._errors, 65536))[-LAST_BYTES:]
        except BlockingIOError:
            return

    def _end(self) -> int:
        """Say what is left to be said of a kernel that has ended."""
        code = os.waitstatus_to_exitcode(os.waitpid(self._kernel, 0)[1])
        self._read_errors()
        if code and not self._ready and self._printed:
            self._say("output", {"stream": "stderr", "data": self._printed.decode("utf-8", "replace")})
        os.set_blocking(1, True)
        self._due = 0.0
        while self._out:
            self._flush()
        return code if code >= 0 else 128 - code


def _taken(part: bytes) -> Any:
    """Return what a kernel said, in JSON as others read it: names of files need not be UTF-8, and numbers not be."""
    return json.loads(part.decode("utf-8", "replace"), parse_constant=lambda _: None)


if __name__ == "__main__":
    sys.exit(Bridge(json.loads(sys.argv[1])).serve())
