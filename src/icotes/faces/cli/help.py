"""Help from the table: of everything, and of one module."""

from collections.abc import Iterable

from icotes.faces.cli.aliases import ALIASES
from icotes.faces.cli.commands import COMMANDS
from icotes.faces.cli.outline import Argument, Outline, Usage
from icotes.faces.cli.parser import words

EVERYWHERE = """\
everywhere:
  --json            print JSON
  --workspace NAME  the workspace; by default that of the folder you are in
  --state DIR       the server's state folder
  --local           run in this process, when no server runs
  -h, --help        help on any of these: `icotes files --help`, `icotes files read --help`
"""


def overview(outline: Outline) -> str:
    """Return the help of the whole command line."""
    commands = [(each.usage, each.summary) for each in COMMANDS.values() if each.usage]
    modules = [(words(name), about) for name, about in sorted(outline.modules.items())]
    aliases = [(alias, f"the same as `{target}`") for alias, target in ALIASES.items() if _exists(outline, target)]
    return "\n".join(
        [
            "icotes <module> <method> words --options",
            "icotes FILE       open a file for everybody who is connected",
            "icotes            commands one after the other, with completion",
            "",
            *_section("commands", commands),
            *_section("modules", modules),
            *_section("also known as", aliases),
            EVERYWHERE,
        ]
    )


def module(outline: Outline, name: str) -> str:
    """Return the help of one module: its methods with their words."""
    methods = [(signature(usage), usage.summary) for usage in outline.of(name)]
    return "\n".join([outline.modules[name], "", *_section(f"icotes {words(name)}", methods)])


def signature(usage: Usage) -> str:
    """Return a method's name and words, e.g. `read PATH`."""
    given = [_word(each) for each in usage.arguments if each.required or not (each.named or each.many)]
    return " ".join([words(usage.name).partition(" ")[2], *given])


def _word(argument: Argument) -> str:
    word = words(argument.name).upper() + ("..." if argument.many else "")
    return word if argument.required else f"[{word}]"


def _exists(outline: Outline, target: str) -> bool:
    return target.replace(" ", ".").replace("-", "_") in outline.methods


def _section(title: str, entries: Iterable[tuple[str, str]]) -> list[str]:
    rows = list(entries)
    size = min(max((len(left) for left, _ in rows), default=0), 32)
    lines = [f"  {left.ljust(size)}  {right}" for left, right in rows]
    return [f"{title}:", *lines, ""] if rows else []
