"""`icotes` alone: commands one after the other, with completion and history."""

import readline
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from icotes.core.errors import IcotesError
from icotes.faces.cli import show
from icotes.faces.cli.commands import run
from icotes.faces.cli.completion import complete
from icotes.faces.cli.server import state_folder

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

HISTORY = 1000
"""Lines that are remembered."""
PROMPT = "icotes> "


def interact(session: "Session", options: list[str]) -> int:
    """Read commands until the end of the input, or `exit`.

    Args:
        options: those that stood on the command line; they hold for each command.
    """
    person = sys.stdin.isatty()
    if person:
        _prepare(session)
        show.text("`--help` lists everything, Tab completes, `exit` or Ctrl-D ends.")
    code = 0
    while (line := _line(PROMPT if person else "")) is not None:
        code = one(session, options, line)
    if person:
        _remember()
    return 0 if person else code


def _line(prompt: str) -> str | None:
    """Return the next line; None at the end."""
    try:
        line = input(prompt)
    except EOFError:
        return None
    except KeyboardInterrupt:
        show.text("\n")
        return ""
    return None if line.strip() in {"exit", "quit"} else line


def one(session: "Session", options: list[str], line: str) -> int:
    """Run one line and return its exit code; what goes wrong is printed, and the next line can come."""
    try:
        words = shlex.split(line, comments=True)
        return run(session, [*options, *words]) if words else 0
    except IcotesError as error:
        show.failure(error, as_json="--json" in line)
        return error.exit_code
    except ValueError as error:
        sys.stderr.write(f"icotes: {error}\n")
        return 2
    except KeyboardInterrupt:
        show.text("\n")
        return 130
    except SystemExit:  # the help was printed
        return 0


def _history() -> Path:
    return state_folder() / "history"


def _remember() -> None:
    readline.set_history_length(HISTORY)
    file = _history()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(0o600)
    readline.write_history_file(file)


def _prepare(session: "Session") -> None:
    outline = session.outline()
    if _history().exists():
        readline.read_history_file(_history())

    def completer(text: str, number: int) -> str | None:
        typed = readline.get_line_buffer()[: readline.get_begidx()].split()
        found = complete(outline, [*typed, text])
        return f"{found[number]} " if number < len(found) else None

    readline.set_completer_delims(" \t\n")
    readline.set_completer(completer)
    readline.parse_and_bind("tab: complete")
