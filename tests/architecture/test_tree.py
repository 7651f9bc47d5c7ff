"""What is in git is the project's own: it names no machine, and the map and the habits fit what is there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = [f"/{'work'}/", f"/{'root'}/", f"/{'opt'}/{'pypi'}", f"/{'opt'}/{'wheels'}"]
HABITS = {
    "install",
    "run",
    "test",
    "check",
    "test-slow",
    "bench",
    "capabilities",
    "new",
    "dev",
    "tools",
    "client",
    "help",
}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_place_on_a_machine() -> None:
    places = [place.encode() for place in [*PLACES, str(ROOT)] if place != "/"]
    assert [str(path) for path in tracked() if any(place in path.read_bytes() for place in places)] == []


def test_what_is_built_is_not_in_git() -> None:
    built = re.compile(r"(^|/)(node_modules|\.venv|__pycache__|dist|\.env)(/|$)|\.pyc$")
    assert [path for path in tracked() if built.search(str(path.relative_to(ROOT)))] == []


def test_what_is_run_by_its_path_can_be_run() -> None:
    assert [
        path for path in [*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"] if not os.access(path, os.X_OK)
    ] == []


def test_make_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # pyright: ignore[reportOptionalSubscript]
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = {line.split()[0] for line in done.stdout.splitlines()}
    assert listed == phony
    assert listed >= HABITS


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_map_names_every_part() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    parts = [path.name for path in (ROOT / "src" / "icotes").iterdir() if not path.name.startswith("_")]
    assert [part for part in parts if part not in text] == []
