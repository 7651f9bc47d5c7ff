"""Words and options of a command line, from a method's signature.

Required parameters are words, all others `--options`; those that the function
takes by position may be left out as words or given either way. `-` stands for the
standard input, where text, data or JSON is asked for.
"""

import argparse
import base64
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, cast

from icotes.core.errors import Invalid, NotFound
from icotes.faces.cli.outline import Argument, Usage

UPLOAD_HELP = "A file of yours; left out or `-`, the standard input."


class Shared(NamedTuple):
    """What every command takes.

    Attributes:
        json: print JSON for programs.
        state: the state folder of the server; empty for the usual one.
        local: run the module in this process, without a server.
    """

    json: bool = False
    state: str = ""
    local: bool = False


class Parsed(NamedTuple):
    """A method's call as it was typed.

    Attributes:
        params: what goes to the server, as JSON values.
        upload: the file whose bytes are sent; `-` is the standard input, empty if the method takes none.
        output: the file that a download is written to; empty for the standard output.
    """

    params: dict[str, Any]
    shared: Shared
    upload: str = ""
    output: str = ""


class Parser(argparse.ArgumentParser):
    """Says in one line what does not fit."""

    def __init__(self, prog: str, text: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=text,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the whole usage."""
        raise Invalid(f"{message}; {self.prog} --help says more.")


def add_shared(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command takes."""
    group = parser.add_argument_group("everywhere")
    group.add_argument("--json", action="store_true", help="print JSON")
    group.add_argument("--state", default="", metavar="DIR", help="the server's state folder")
    group.add_argument("--local", action="store_true", help="run in this process, when no server runs")


def shared(found: argparse.Namespace) -> Shared:
    """Return what was said of the options that every command takes."""
    return Shared(found.json, found.state, found.local)


def words(name: str) -> str:
    """Return a method's or parameter's name as it is typed.

    >>> words("files.create_folder")
    'files create-folder'
    """
    return name.replace(".", " ").replace("_", "-")


def method_parser(usage: Usage) -> Parser:
    """Return the parser of one method's words and options."""
    raises = "\n".join(f"  {name}: {when}" for name, when in usage.raises.items())
    parser = Parser(f"icotes {words(usage.name)}", usage.text, f"fails with:\n{raises}" if raises else "")
    for argument in usage.arguments:
        _add(parser, argument)
    if usage.download:
        parser.add_argument("-o", "--output", default="", metavar="FILE", help="write to a file")
    add_shared(parser)
    return parser


def _add(parser: Parser, argument: Argument) -> None:
    options: dict[str, Any] = {"help": _help(argument), "type": _reader(argument.kind)}
    if argument.choices:
        options["choices"] = argument.choices
        options["metavar"] = f"{{{','.join(json.dumps(each)[1:-1] for each in argument.choices)}}}"
    if argument.required:
        shown = words(argument.name)
        if argument.kind == "upload":
            parser.add_argument(argument.name, metavar=shown, nargs="?", default="-", **options)
        else:
            parser.add_argument(argument.name, metavar=shown, nargs="+" if argument.many else None, **options)
        return
    if argument.kind == "flag":
        options = {"help": options["help"], "action": argparse.BooleanOptionalAction}
    elif argument.many:
        options["action"] = "append"
    elif not argument.named:
        word: dict[str, Any] = {"nargs": "?", "metavar": words(argument.name), "default": argparse.SUPPRESS}
        parser.add_argument(argument.name, **options, **word)
        options["help"] = "the same, by name"
    if argument.kind != "flag" and not argument.choices:
        options["metavar"] = argument.kind.upper()
    option = f"--{words(argument.name)}"
    parser.add_argument(option, dest=argument.name, default=argparse.SUPPRESS, **options)


def _help(argument: Argument) -> str:
    text = argument.help or (UPLOAD_HELP if argument.kind == "upload" else "")
    if argument.many and not argument.required:
        text += " Can be given several times."
    if argument.default not in (None, "", [], False) and not argument.required:
        text += f" (default: {json.dumps(argument.default)})"
    return text.strip().replace("%", "%%")


def _reader(kind: str) -> Callable[[str], Any]:
    return {
        "text": _text,
        "integer": int,
        "number": float,
        "flag": _flag,
        "bytes": _bytes,
        "upload": str,
        "json": _json,
    }[kind]


def _text(word: str) -> str:
    return sys.stdin.read() if word == "-" else word


def _bytes(word: str) -> str:
    data = sys.stdin.buffer.read() if word == "-" else word.encode("utf-8", "surrogateescape")
    return base64.b64encode(data).decode()


def _flag(word: str) -> bool:
    answers = {"yes": True, "true": True, "no": False, "false": False}
    if word.lower() not in answers:
        raise argparse.ArgumentTypeError(f"say yes or no, not {word!r}")
    return answers[word.lower()]


def _json(word: str) -> Any:
    try:
        return json.loads(_text(word))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word[:60]!r} is no JSON") from None


def _flat(argument: Argument, given: list[Any]) -> list[Any]:
    """Return the values of a list that was given by several words, by one JSON list, or with commas (`fields`)."""
    if argument.name == "fields":
        return [name for word in given for name in word.split(",")]
    if len(given) == 1 and isinstance(given[0], list):
        return cast("list[Any]", given[0])
    return given


def parse(usage: Usage, arguments: Sequence[str]) -> Parsed:
    """Return a method's call as it was typed.

    Raises:
        Invalid: something is missing, unknown or does not fit.
        NotFound: the file to send does not exist.
    """
    found = method_parser(usage).parse_args(arguments)
    given = vars(found)
    params = {argument.name: given[argument.name] for argument in usage.arguments if argument.name in given}
    for argument in usage.arguments:
        if argument.many and argument.name in params:
            params[argument.name] = _flat(argument, params[argument.name])
    upload = next((params.pop(each.name, "") for each in usage.arguments if each.kind == "upload"), "")
    if upload not in {"", "-"} and not Path(upload).is_file():
        raise NotFound(f"There is no file {upload!r} to send.")
    return Parsed(params, shared(found), upload, given.get("output", ""))
