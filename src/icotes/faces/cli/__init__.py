"""The command line: `icotes <module> <method> words --options`, all of it read off the method table.

Nothing heavy is imported before it is needed: `--help` answers from a cached
outline of the table, and a call needs only that and a connection.
"""

from icotes.faces.cli.commands import main

__all__ = ["main"]
