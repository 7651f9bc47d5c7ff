"""`icotes config validate`: says what does not fit, and where it stands."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from icotes.core.errors import NotFound
from icotes.faces.cli import show
from icotes.faces.cli.parser import Parser, add_shared, shared
from icotes.kit.settings import BadSettings, default_file

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session


def run(session: "Session", arguments: list[str]) -> int:
    """Check the settings; 1 if something is unknown or does not fit, each on a line with its file, line and field.

    Raises:
        NotFound: there is no such file.
    """
    parser = Parser("icotes config", "Check the settings, without a server.")
    parser.add_argument("action", choices=["validate"], metavar="validate")
    parser.add_argument("file", nargs="?", default="", help=f"by default {default_file()}")
    add_shared(parser)
    found = parser.parse_args(arguments)
    file = Path(found.file) if found.file else default_file()
    if found.file and not file.is_file():
        raise NotFound(f"There is no file {found.file!r}.")
    program = session.program()
    program.table()
    try:
        program.settings(file).check()
    except BadSettings as error:
        problems = error.message.splitlines()
    else:
        problems = []
    if shared(found).json:
        show.line({"file": str(file), "problems": problems})
    else:
        sys.stderr.write("".join(f"{show.safe(problem)}\n" for problem in problems))
    return 1 if problems else 0
