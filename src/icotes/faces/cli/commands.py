"""From the words on the command line to what runs: a command, an alias, a module's method, or a file to open."""

import difflib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import icotes
from icotes.core.errors import IcotesError, MethodNotFound
from icotes.faces.cli import show
from icotes.faces.cli.aliases import ALIASES
from icotes.faces.cli.lazy import load
from icotes.faces.cli.outline import Outline, cached
from icotes.faces.cli.parser import parse, words


class Command(NamedTuple):
    """A command that is no method of the table: what it does, and where its function stands."""

    usage: str
    summary: str
    target: str


COMMANDS = {
    "serve": Command("serve [FOLDER]", "Serve a folder until Ctrl-C.", "serve:run"),
    "open": Command("open [FOLDER]", "Open the browser, logged in.", "lifecycle:open_"),
    "status": Command("status", "Show the server that runs, and how it is.", "lifecycle:status"),
    "stop": Command("stop [--all]", "Stop the server.", "lifecycle:stop"),
    "run": Command("run FILE [ARGS]", "Run a file in the sandbox, as if it ran here.", "run:run"),
    "logs": Command("logs [-f]", "Show the server's log.", "logs:run"),
    "config": Command("config validate", "Check icotes.toml, the environment and the defaults.", "config:run"),
    "mcp": Command("mcp serve", "Speak MCP on stdin and stdout.", "mcp:run"),
    "pipe": Command("pipe [FOLDER]", "Connect stdin and stdout with the server, for ssh.", "pipe:run"),
    "completion": Command("completion SHELL", "Print the completion script for bash, zsh or fish.", "completion:run"),
    "--api": Command("--api METHOD [JSON]", "Call any method with JSON.", "call:api"),
    "--terminal": Command("--terminal [ID]", "Attach this terminal to one on the server.", "attach:run"),
    "--complete": Command("", "", "completion:candidates"),
}
VALUED = ("--state", "--workspace")
"""Options before the command that take a value."""


class Session(NamedTuple):
    """What every command gets.

    Attributes:
        program: loads the composition root.
        outline: gives the outline of the table.
    """

    program: Callable[[], Any]
    outline: Callable[[], Outline]


def main(arguments: Sequence[str], program: Callable[[], Any]) -> int:
    """Run one command line and return its exit code.

    Args:
        arguments: the words after the program's name.
        program: loads the composition root; called only if something needs it.
    """
    given = list(arguments)
    try:
        code = run(Session(program, lambda: cached(lambda: load("describe:describe")(program().table()))), given)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return 141
    except IcotesError as error:
        show.failure(error, as_json="--json" in given)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    else:
        return code


def _drop_output() -> None:
    """Let what is still buffered go nowhere: nobody reads it, and Python would complain about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def run(session: Session, arguments: list[str]) -> int:
    """Find what the first words mean, and do it.

    Raises:
        IcotesError: it failed, or nothing is called so.
    """
    options, rest = _leading(arguments)
    if not rest:
        return _without_words(session, options)
    name = " ".join(rest[:2])
    if name in ALIASES:
        return run(session, [*options, *_target(session, name), *rest[2:]])
    if rest[0] in COMMANDS:
        return load(COMMANDS[rest[0]].target)(session, [*options, *rest[1:]])
    outline = session.outline()
    if (module := rest[0].replace("-", "_")) in outline.modules:
        return _module(session, outline, module, rest[1:], options)
    return load("files:open_file")(session, [*options, *rest])


def _leading(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Part the options before the first word from the rest."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-") and arguments[at] not in COMMANDS:
        at += 2 if arguments[at] in VALUED else 1
    return arguments[:at], arguments[at:]


def _without_words(session: Session, options: list[str]) -> int:
    if {"-h", "--help"} & set(options):
        show.text(load("help:overview")(session.outline()))
        return 0
    if "--version" in options:
        show.text(f"icotes {icotes.__version__}")
        return 0
    return load("prompt:interact")(session, options)


def _target(session: Session, alias: str) -> list[str]:
    target = ALIASES[alias]
    method = target.replace(" ", ".").replace("-", "_")
    if method not in session.outline().methods:
        raise MethodNotFound(f"`icotes {alias}` stands for {method}, which this version does not have yet.")
    return target.split()


def _module(session: Session, outline: Outline, module: str, rest: list[str], options: list[str]) -> int:
    if not rest or rest[0].startswith("-"):
        show.text(load("help:module")(outline, module))
        return 0
    usage = outline.methods.get(f"{module}.{rest[0].replace('-', '_')}")
    if usage is None:
        names = [words(each.name) for each in outline.of(module)]
        raise MethodNotFound(f"There is no `{module} {rest[0]}`{nearest(f'{module} {rest[0]}', names)}")
    parsed = parse(usage, [*options, *rest[1:]])
    return load("call:run")(session, usage, parsed)


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the end of a sentence that names what may have been meant."""
    near = difflib.get_close_matches(word, known, 1, 0.5)
    return f"; did you mean `{near[0]}`?" if near else "; `icotes --help` lists everything."
