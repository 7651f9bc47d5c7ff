"""Completion in the shell and at the prompt: what may stand at a place, read off the table."""

from typing import TYPE_CHECKING

from icotes.core.errors import Invalid
from icotes.faces.cli import show
from icotes.faces.cli.aliases import ALIASES
from icotes.faces.cli.commands import COMMANDS, VALUED
from icotes.faces.cli.outline import Outline, Usage
from icotes.faces.cli.parser import Parser, words

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

EVERYWHERE = ["--help", "--json", "--local", "--state", "--workspace"]
SHELLS = ["bash", "zsh", "fish"]

BASH = """\
_icotes() {
    local IFS=$'\\n'
    COMPREPLY=($("${COMP_WORDS[0]}" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _icotes icotes icpy
"""
ZSH = """\
#compdef icotes icpy
_icotes() {
    local -a found
    found=(${(f)"$("${words[1]}" --complete "${(@)words[2,CURRENT]}" 2>/dev/null)"})
    if (( ${#found} )); then compadd -a found; else _files; fi
}
compdef _icotes icotes icpy
"""
FISH = """\
for name in icotes icpy
    complete -c $name -a "($name --complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)"
end
"""


def run(session: "Session", arguments: list[str]) -> int:  # noqa: ARG001
    """Print a shell's completion script, e.g. `source <(icotes completion bash)`."""
    parser = Parser("icotes completion", "Print the completion script of a shell, to be sourced by it.")
    parser.add_argument("shell", choices=SHELLS)
    shell = parser.parse_args(arguments).shell
    show.text({"bash": BASH, "zsh": ZSH, "fish": FISH}[shell])
    return 0


def candidates(session: "Session", arguments: list[str]) -> int:
    """Print what may stand in the place of the last word, one a line."""
    show.text("\n".join(complete(session.outline(), arguments)))
    return 0


def complete(outline: Outline, typed: list[str]) -> list[str]:
    """Return what may stand in the place of the last word.

    Args:
        outline: the table.
        typed: the words so far; the last one is begun, or empty.
    """
    *before, begun = typed or [""]
    try:
        found = _possible(outline, _without_options(before), before[-1] if before else "", begun)
    except Invalid:
        found = []
    return sorted({each for each in found if each.startswith(begun)})


def _without_options(typed: list[str]) -> list[str]:
    kept: list[str] = []
    skip = False
    for word in typed:
        if not skip and not (word.startswith("-") and word not in COMMANDS):
            kept.append(word)
        skip = not skip and word in VALUED
    return kept


def _possible(outline: Outline, before: list[str], last: str, begun: str) -> list[str]:
    if not before:
        visible = [name for name, each in COMMANDS.items() if each.usage]
        return [*visible, *map(words, outline.modules), *_alias_words([]), *EVERYWHERE]
    name = ALIASES.get(" ".join(before[:2]), " ".join(before[:2])).replace(" ", ".").replace("-", "_")
    if usage := outline.methods.get(name):
        return _of_method(usage, last, begun)
    if len(before) > 1:
        return []
    if before == ["completion"]:
        return SHELLS
    methods = [words(each.name).partition(" ")[2] for each in outline.of(before[0].replace("-", "_"))]
    return [*methods, *_alias_words(before)]


def _alias_words(before: list[str]) -> list[str]:
    """Return the words that continue an alias."""
    at = len(before)
    return [parts[at] for parts in map(str.split, ALIASES) if parts[:at] == before and len(parts) > at]


def _of_method(usage: Usage, last: str, begun: str) -> list[str]:
    options = {f"--{words(each.name)}": each for each in usage.arguments if not each.required}
    if last in options and options[last].kind != "flag":
        return options[last].choices
    if begun.startswith("-"):
        return [*options, *EVERYWHERE]
    return [choice for each in usage.arguments if each.required for choice in each.choices]
