"""The small kernel: a program that stands alone, runs the Python that comes on its input, and says what comes of it.

A command is a line `execute BYTES HEAD TAB MORE` with so many bytes of code after it, or `interrupt 0 TAB`. What it
says are lines of JSON, `kernel_types.Said`: first that the code came, with HEAD and MORE in it as they were given, and
then all that comes of it, with HEAD. It loads nothing that the first result can do without; that is imported by a call.
"""

from __future__ import annotations

import builtins
import codecs
import io
import os
import select
import sys
from _ast import Expr, Interactive, Module
from _json import encode_basestring as quote
from _queue import Empty, SimpleQueue
from _thread import RLock, get_ident, start_new_thread
from time import monotonic, sleep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, TracebackType
    from typing import Any

system: Any = __import__("_signal")
"""What `signal` is made of; that would take half of the time in which the first result is there."""
TREE, AWAIT, COROUTINE = 0x400, 0x2000, 0x80
"""`ast.PyCF_ONLY_AST`, `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`, `inspect.CO_COROUTINE`."""
JOIN_BYTES, JOIN_SECONDS = 32 * 1024, 0.01
"""Lines that are printed fast are sent in pieces of so many bytes, or of what comes within this time."""
READS = 4
"""Pieces that are taken at once of what a program prints; it may print for ever."""
TEXT_LENGTH = 100_000
"""Characters of a value's plain text; the rest is left out."""
SHOWN_BYTES = 6 * 1024 * 1024
"""What is shown in all its forms is not larger; else only its plain text is."""
FORMS = (
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_latex_", "text/latex"),
    ("_repr_json_", "application/json"),
    ("_repr_mimebundle_", ""),
)


class Whole:
    """What is said under it is said whole: threads wait, and an interrupt does."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._main = get_ident()
        self._depth = 0
        self._late = self.running = False

    def interrupt(self, *_: object) -> None:
        """Stop the code that runs, if any does."""
        if not self.running:
            return
        self._late = self._depth > 0
        if not self._late:
            raise KeyboardInterrupt

    def __enter__(self) -> None:
        self._depth += get_ident() == self._main
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        if get_ident() != self._main:
            return
        self._depth -= 1
        if self._late and not self._depth:
            self._late = False
            raise KeyboardInterrupt


class Channel:
    """Where everything is said.

    Attributes:
        head: goes into every line: of what execution it is.
        woken: can be read from when something is held that is to be sent soon.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._held = bytearray()
        self.whole = Whole()
        self.head = '"run":""'
        self.woken, self._wake = os.pipe()

    def say(self, kind: str, fields: str = "", head: str = "", *, soon: bool = False) -> None:
        """Send a line, at once or soon: with the next one that is sent at once."""
        line = f'{{"type":"{kind}",{head or self.head}{fields}}}\n'
        with self.whole:
            if soon and not self._held:
                self.wake()
            self._held += line.encode("utf-8", "replace")
            if not soon or len(self._held) > JOIN_BYTES:
                self.send()

    def wake(self) -> None:
        """Have what is held sent soon."""
        os.write(self._wake, b".")

    def send(self) -> None:
        """Send the lines that are held."""
        with self.whole:
            left, self._held = memoryview(self._held), bytearray()
            while left:
                left = left[os.write(self._descriptor, left) :]


class Printing:
    """What the code prints, and what it starts, in the order in which it came."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._stream = "stdout"
        self._held = bytearray()
        self._sent = 0.0
        self._forked = False
        self._sources: dict[int, str] = {}
        self._decoders = {each: codecs.getincrementaldecoder("utf-8")("replace") for each in ("stdout", "stderr")}
        for number, stream in ((1, "stdout"), (2, "stderr")):
            source, target = os.pipe()
            os.set_blocking(source, False)
            os.dup2(target, number)  # and the other one stays open, so that this pipe never ends
            self._sources[source] = stream
            raw = _Raw(self, stream, number)
            setattr(sys, stream, io.TextIOWrapper(raw, "utf-8", "backslashreplace", "\n", line_buffering=True))
        os.register_at_fork(after_in_child=lambda: setattr(self, "_forked", True))
        start_new_thread(self._pump, ())

    def put(self, stream: str, data: bytes) -> None:
        """Take what was printed; what follows something else after a pause is sent at once."""
        if self._forked:
            os.write(1 if stream == "stdout" else 2, data)
            return
        with self._channel.whole:
            if stream != self._stream:
                self.send()
                self._stream = stream
            self._held += data
            if len(self._held) >= JOIN_BYTES or monotonic() - self._sent > JOIN_SECONDS:
                self.send()
            elif len(self._held) == len(data):
                self._channel.wake()

    def send(self, *, soon: bool = False) -> None:
        """Send what is held."""
        with self._channel.whole:
            data, self._held = self._held, bytearray()
            if data and (text := self._decoders[self._stream].decode(data)):
                self._channel.say("output", f',"stream":"{self._stream}","data":{quote(text)}', soon=soon)
                self._sent = monotonic()

    def finish(self) -> None:
        """Have all sent that was printed until now, by what the code started too."""
        for file in (sys.stdout, sys.stderr):
            try:
                file.flush()
            except Exception:  # noqa: BLE001, S112 - the code may have put anything there
                continue
        for source in self._sources:
            self._take(source)
        self.send(soon=True)

    def _take(self, source: int) -> None:
        with self._channel.whole:
            try:
                for _ in range(READS):
                    self.put(self._sources[source], os.read(source, 65536))
            except BlockingIOError:
                return

    def _pump(self) -> None:
        """Read what is not printed by Python's own files, and send what was held for a moment."""
        poll = select.poll()
        channel = self._channel
        for source in (*self._sources, channel.woken):
            poll.register(source, select.POLLIN)
        while True:
            for ready, _ in poll.poll():
                if ready != channel.woken:
                    self._take(ready)
                    continue
                os.read(channel.woken, 4096)
                sleep(JOIN_SECONDS)
                self.send()
                channel.send()


class _Raw(io.BufferedIOBase):
    """The bytes beneath `sys.stdout` or `sys.stderr`."""

    name: Any
    mode: Any

    def __init__(self, printing: Printing, stream: str, number: int) -> None:
        self._printing = printing
        self._stream = stream
        self._number = number

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def write(self, data: Any) -> int:
        taken = bytes(data)
        self._printing.put(self._stream, taken)
        return len(taken)


class Interpreter:
    """Runs code and keeps its variables."""

    def __init__(self, channel: Channel, printing: Printing) -> None:
        self._channel = channel
        self._printing = printing
        self._count = 0
        self._sources: dict[str, str] = {}
        self._loop: Any = None
        sys.modules["__main__"] = main = type(sys)("__main__")
        self._names: dict[str, Any] = main.__dict__
        sys.displayhook = self._result
        builtins.display = self.display  # pyright: ignore[reportAttributeAccessIssue]

    def execute(self, code: str) -> None:
        """Run a piece of code and say how it ended."""
        self._count += 1
        whole, status = self._channel.whole, "error"
        try:
            whole.running = True  # before anybody may see that it runs, and interrupt it
            self._channel.say("started", f',"count":{self._count}', soon=True)
            self._run(code)
            self._figures()
            whole.running, status = False, "ok"
        except BaseException as error:  # noqa: BLE001 - whatever the code raised is its result
            whole.running = False
            self._failed(error)
        self._printing.finish()
        self._channel.say("ended", f',"status":"{status}","count":{self._count}')

    def _run(self, code: str) -> None:
        self._sources[name := f"<cell {self._count}>"] = code
        tree: Module = compile(code, name, "exec", TREE | AWAIT, dont_inherit=True)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], Expr) else None
        if code.rstrip().endswith(";"):
            tree, last = Module([*tree.body, *([last] if last else [])], []), None
        self._evaluate(compile(tree, name, "exec", AWAIT, dont_inherit=True))
        if last:
            self._evaluate(compile(Interactive([last]), name, "single", AWAIT, dont_inherit=True))

    def _evaluate(self, code: CodeType) -> None:
        value = eval(code, self._names)  # noqa: S307 - to run code is what this is for
        if code.co_flags & COROUTINE:
            self._loop = self._loop or __import__("asyncio").new_event_loop()
            self._loop.run_until_complete(value)

    def _result(self, value: object) -> None:
        if value is not None:
            self._names["_"] = value
            self._tell(*forms(value), f',"count":{self._count}')

    def display(self, *values: object) -> None:
        """Show values in the richest forms that they have."""
        for value in values:
            self._tell(*forms(value))

    def _tell(self, data: dict[str, Any], metadata: dict[str, Any], fields: str = "") -> None:
        self._printing.finish()
        shown = _object(data)
        if len(shown.encode("utf-8", "replace")) > SHOWN_BYTES:
            shown = _object({"text/plain": data.get("text/plain", "(too large to be shown)")})
        self._channel.say("display", f',"data":{shown},"metadata":{_object(metadata)}{fields}', soon=True)

    def _figures(self) -> None:
        """Show the figures that matplotlib has open, and close them."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        for number in pyplot.get_fignums():
            picture = io.BytesIO()
            pyplot.figure(number).savefig(picture, format="png", bbox_inches="tight")
            self._tell({"image/png": picture.getvalue(), "text/plain": f"<Figure {number}>"}, {})
        pyplot.close("all")

    def _failed(self, error: BaseException) -> None:
        traceback, linecache = __import__("traceback"), __import__("linecache")
        for name, code in self._sources.items():
            linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        frames = _own(error.__traceback__, self._sources)
        try:
            lines = "".join(traceback.format_exception(type(error), error, frames)).rstrip("\n").split("\n")
            value = str(error)
        except Exception:  # noqa: BLE001 - an exception's own `__str__` may fail
            lines, value = [], ""
        self._printing.finish()
        texts = ",".join(quote(line[:TEXT_LENGTH]) for line in lines[-500:])
        name, value = quote(type(error).__name__), quote(value[:TEXT_LENGTH])
        self._channel.say("error", f',"name":{name},"value":{value},"traceback":[{texts}]', soon=True)


def forms(value: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a value looks like, by MIME type, and what is said of these forms."""
    text = repr(value)
    data: dict[str, Any] = {"text/plain": text if len(text) <= TEXT_LENGTH else f"{text[:TEXT_LENGTH]}..."}
    metadata: dict[str, Any] = {}
    for method, kind in FORMS if not isinstance(value, type) else ():
        form, more = _form(value, method)
        if kind and isinstance(form, (str, bytes, dict, list)):
            data[kind] = form
            metadata.update({kind: more} if more else {})
        elif form and not kind:
            data.update(form)
            metadata.update(more or {})
    return data, metadata


def _form(value: object, method: str) -> tuple[Any, Any]:
    try:
        form: Any = getattr(value, method)()
    except Exception:  # noqa: BLE001 - a form that fails is one that is not there
        return None, None
    return form if isinstance(form, tuple) else (form, None)  # pyright: ignore[reportUnknownVariableType]


def _object(values: dict[str, Any]) -> str:
    told = ((str(name), _json(value)) for name, value in values.items())
    return "{" + ",".join(f"{quote(name)}:{form}" for name, form in told if form) + "}"


def _json(value: object) -> str:
    if isinstance(value, (bytes, bytearray)):
        return quote(__import__("binascii").b2a_base64(value, newline=False).decode())
    if type(value) is str:
        return quote(value)
    try:
        return __import__("json").dumps(value, default=str, ensure_ascii=False, allow_nan=False)
    except Exception:  # noqa: BLE001 - a form for which JSON has no words, as NaN, is one that is not there
        return ""


def _own(frames: TracebackType | None, sources: dict[str, str]) -> TracebackType | None:
    """Return a traceback from the first frame of the code on; nothing of what ran it."""
    while frames and frames.tb_frame.f_code.co_filename not in sources:
        frames = frames.tb_next
    last = frames
    while last and last.tb_next:
        if last.tb_next.tb_frame.f_code.co_filename == _own.__code__.co_filename:
            last.tb_next = None  # an interrupt, or a look at a value
        last = last.tb_next
    return frames


def read(channel: Channel, commands: io.BufferedReader, waiting: SimpleQueue[tuple[str, str]]) -> None:
    """Take commands until nobody can give one any more, which is the end."""
    while line := commands.readline():
        verb, size, rest = line.decode().rstrip("\n").split(" ", 2)
        head, _, more = rest.partition("\t")
        code = commands.read(int(size)).decode("utf-8", "replace")
        if verb == "execute":
            channel.say("queued", f',"code":{quote(code)},{more}', head, soon=True)
            waiting.put((head, code))
            continue
        try:
            while True:
                channel.say("ended", ',"status":"aborted"', waiting.get_nowait()[0])
        except Empty:
            os.killpg(0, system.SIGINT)
    os._exit(0)


def main() -> None:
    """Serve the input until it ends."""
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    channel, commands = Channel(os.dup(1)), os.fdopen(os.dup(0), "rb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    waiting: SimpleQueue[tuple[str, str]] = SimpleQueue()
    system.signal(system.SIGINT, channel.whole.interrupt)
    interpreter = Interpreter(channel, Printing(channel))
    sys.path.insert(0, "")
    channel.say("state", ',"state":"idle"')
    start_new_thread(read, (channel, commands, waiting))
    while True:
        channel.head, code = waiting.get()
        interpreter.execute(code)


if __name__ == "__main__":
    main()
