"""What takes long for who writes it so (Markdown, notebooks) is made a page of in a process that is ended in time.

The parsers need the square of what some texts are long, and hold the interpreter meanwhile.
"""

import resource
import sys
from typing import Literal

from icotes.core.errors import QuotaExceeded
from icotes.kit.processes import clean_environment
from icotes.kit.programs import Bounds, run
from icotes.modules.preview import markdown, notebook
from icotes.modules.preview.types import NoPage

SMALL = 8192
"""Bytes that can't take long; for them no process is started."""
CPU_SECONDS = 3
WALL_SECONDS = 20.0
_REFUSED = 3

Kind = Literal["markdown", "notebook"]


def rendered(kind: Kind, data: bytes) -> str:
    """Return the HTML of a text (UTF-8) or a notebook; blocks.

    Raises:
        NoPage: it is no notebook.
        TimeoutError: it takes too long, or comes to too much.
    """
    if len(data) <= SMALL:
        return _made(kind, data)
    argv = [sys.executable, "-I", "-m", __name__, kind]
    try:
        done = run(argv, cwd="/", env=clean_environment(), data=data, bounds=Bounds(WALL_SECONDS))
    except QuotaExceeded:
        raise TimeoutError from None
    if done.code == _REFUSED:
        raise NoPage(done.said)
    if done.code != 0:
        raise TimeoutError
    return done.out.decode()


def _made(kind: str, data: bytes) -> str:
    return notebook.rendered(data) if kind == "notebook" else markdown.rendered(data.decode())


def _main(kind: str) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        html = _made(kind, sys.stdin.buffer.read())
    except NoPage as error:
        sys.stderr.write(error.message)
        return _REFUSED
    sys.stdout.buffer.write(html.encode(errors="replace"))
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
