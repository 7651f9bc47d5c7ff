"""What the command line says about itself, without a server."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from icotes import app
from icotes.faces.cli import outline as outlines
from icotes.faces.cli.aliases import ALIASES
from icotes.faces.cli.commands import COMMANDS
from icotes.faces.cli.completion import complete
from icotes.faces.cli.describe import describe
from icotes.faces.cli.outline import Outline, cached
from icotes.faces.cli.parser import method_parser, words
from running import ICOTES

OUTLINE = describe(app.table())
HEAVY = {"asyncio", "uvicorn", "mcp", "msgspec", "structlog", "http.client", "ssl"}


@pytest.mark.capability("G11")
def test_help_lists_every_module_and_command(icotes: Callable[..., Any]) -> None:
    done = icotes("--help")
    assert done.returncode == 0
    for name in [*OUTLINE.modules, *(each.usage for each in COMMANDS.values())]:
        assert words(name.split(" ")[0]) in done.stdout


@pytest.mark.capability("G11")
@pytest.mark.parametrize("module", sorted(OUTLINE.modules))
def test_a_module_and_its_methods_explain_themselves(module: str, icotes: Callable[..., Any]) -> None:
    done = icotes(words(module), "--help")
    assert done.returncode == 0
    for usage in OUTLINE.of(module):
        assert words(usage.name).split()[1] in done.stdout
        assert "--json" in method_parser(usage).format_help()


@pytest.mark.capability("G11")
def test_the_help_of_a_method_is_its_docstring(icotes: Callable[..., Any]) -> None:
    usage = OUTLINE.methods["workspaces.open_file"]
    done = icotes("workspaces", "open-file", "--help")
    assert usage.summary in done.stdout
    assert "--line" in done.stdout
    assert "where to look" in done.stdout
    assert "NotFound: there is no such file." in done.stdout


@pytest.mark.capability("G11")
@pytest.mark.parametrize("line", [["--help"], ["files", "--help"], ["files", "read", "--help"], ["files", "nothing"]])
def test_nothing_heavy_is_imported_for_help(line: list[str], icotes: Callable[..., Any], environment: Any) -> None:
    icotes("--help")
    command = [sys.executable, "-X", "importtime", "-m", "icotes", *line]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    imported = {each.rpartition("|")[2].strip() for each in done.stderr.splitlines() if each.startswith("import time:")}
    assert "icotes.faces.cli.outline" in imported
    assert imported & HEAVY == set()


def test_the_outline_is_made_anew_when_the_program_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "icotes"
    source.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(outlines, "PACKAGE", source)
    made: list[Outline] = []

    def make() -> Outline:
        made.append(OUTLINE)
        return OUTLINE

    assert cached(make) == cached(make) == OUTLINE
    assert len(made) == 1
    (source / "new.py").write_text("")
    assert cached(make) == OUTLINE
    assert len(made) == 2


def test_a_broken_cache_costs_only_time(icotes: Callable[..., Any], tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "icotes"
    assert icotes("--version", XDG_CACHE_HOME=str(tmp_path / "cache")).returncode == 0
    icotes("--help", XDG_CACHE_HOME=str(tmp_path / "cache"))
    for file in cache.iterdir():
        file.write_text('{"key":')
    assert icotes("--help", XDG_CACHE_HOME=str(tmp_path / "cache")).returncode == 0
    assert icotes("--help", XDG_CACHE_HOME="/dev/null").returncode == 0


@pytest.mark.capability("G11")
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["files", "raed", "x"], 2, "did you mean `files read`?"),
        (["sevre"], 2, "did you mean `serve`?"),
        (["notes/none.md"], 4, "no file 'notes/none.md'"),
        (["files", "read"], 2, "required: path"),
        (["files", "read", "x", "--loud"], 2, "--loud"),
        (["files", "read", "x"], 7, "icotes serve FOLDER"),
        (["status"], 7, "icotes serve FOLDER"),
        (["--api", "files.read", "{"], 2, "no JSON"),
        (["config", "validate", "none.toml"], 4, "none.toml"),
    ],
)
def test_a_failure_is_one_line_and_a_code(line: list[str], code: int, said: str, icotes: Callable[..., Any]) -> None:
    done = icotes(*line)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    as_json = json.loads(icotes(*line, "--json").stderr)
    assert as_json["data"]["kind"]


@pytest.mark.capability("G6", partly="list-models comes with the models")
def test_a_bad_setting_is_named_with_its_line_and_field(icotes: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "icotes.toml"
    file.write_text('[server]\nport = 80\n\n[terminals]\nlimit = "many"\nlimits = 3\n')
    done = icotes("config", "validate", str(file))
    assert done.returncode == 1
    assert f"{file}:5: terminals.limit does not fit" in done.stderr
    assert f"{file}:6: there is no setting terminals.limits; did you mean limit?" in done.stderr
    assert len(json.loads(icotes("config", "validate", str(file), "--json").stdout)["problems"]) == 2
    file.write_text("[server]\nport = 80\n")
    assert icotes("config", "validate", str(file)).returncode == 0


@pytest.mark.parametrize("alias", sorted(ALIASES))
def test_an_alias_is_its_method_or_says_which_is_not_there_yet(alias: str, icotes: Callable[..., Any]) -> None:
    method = ALIASES[alias].replace(" ", ".").replace("-", "_")
    done = icotes(*alias.split(), "--help")
    if method in OUTLINE.methods:
        assert done.returncode == 0
        assert f"icotes {ALIASES[alias]}" in done.stdout
    else:
        assert done.returncode == 2
        assert f"stands for {method}, which this version does not have yet" in done.stderr


@pytest.mark.capability("G11")
def test_bash_completes_commands_modules_methods_and_options(environment: dict[str, str], tmp_path: Path) -> None:
    asked = {"sta": ["status"], "files rea": ["read"], "terminals cre": ["create"], "files read x --js": ["--json"]}
    script = f"PATH={Path(ICOTES).parent}:$PATH\nsource <(icotes completion bash)\n" + "\n".join(
        f"COMP_WORDS=(icotes {typed}); COMP_CWORD={len(typed.split())}; _icotes; echo ${{COMPREPLY[*]}}"
        for typed in asked
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout.splitlines(), done.stderr) == ([" ".join(found) for found in asked.values()], "")


@pytest.mark.capability("G11")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_its_script(shell: str, icotes: Callable[..., Any]) -> None:
    done = icotes("completion", shell)
    assert done.returncode == 0
    assert "--complete" in done.stdout
    assert "icpy" in done.stdout


def test_completion_knows_choices_aliases_and_what_was_said_before() -> None:
    assert complete(OUTLINE, ["events", ""]) == ["tail"]
    assert complete(OUTLINE, ["--json", "files", "rea"]) == ["read"]
    assert complete(OUTLINE, ["--state", "files", "st"]) == ["status", "stop"]
    assert "http" in complete(OUTLINE, ["system", "connections", "--kind", ""])
    assert complete(OUTLINE, ["none", "x", ""]) == []


def test_every_parser_can_be_made() -> None:
    """No parameter is called like an option that every command has."""
    for usage in OUTLINE.methods.values():
        method_parser(usage)
