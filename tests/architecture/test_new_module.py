"""`make new NAME=notes` makes a module that is in order at once and works on a running server."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what is needed to work on icotes."""
    for part in ("src", "scripts", "docs"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "support", tmp_path / "tests" / "support")
    shutil.copytree(ROOT / "tests" / "architecture", tmp_path / "tests" / "architecture")
    for part in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / part, tmp_path)
    return tmp_path


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", ["notes", "bookmarks", "expenses"])
def test_a_new_module_is_in_order(tree: Path, name: str) -> None:
    made = run(tree, "scripts/new-module", name)
    assert made.returncode == 0, made.stderr
    folder = f"src/icotes/modules/{name}"
    for check in (["ruff", "check", folder], ["ruff", "format", "--check", folder]):
        done = run(tree, "-m", *check)
        assert done.returncode == 0, done.stdout + done.stderr
    done = run(tree, str(BIN / "lint-imports"), "--no-cache", "--no-logo")
    assert done.returncode == 0, done.stdout
    generated = ["tests/architecture/test_documented.py", "tests/architecture/test_sizes.py"]
    done = run(tree, "-m", "pytest", "--quiet", "-k", name, *generated)
    assert done.returncode == 0, done.stdout


@pytest.mark.timeout(180)
def test_a_new_module_works(tree: Path) -> None:
    """Its own tests call it on a running server."""
    run(tree, "scripts/new-module", "notes")
    done = run(tree, "-m", "pytest", "--quiet", "src/icotes/modules/notes")
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


@pytest.mark.parametrize("name", ["", "Notes", "no-tes", "class", "files", "../notes", "_notes"])
def test_a_name_that_is_none_is_refused(tree: Path, name: str) -> None:
    before = sorted((tree / "src").rglob("*"))
    done = run(tree, "scripts/new-module", name)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert sorted((tree / "src").rglob("*")) == before
