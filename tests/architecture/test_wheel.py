"""What is installed elsewhere: all of the program, none of its tests, and few other distributions."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "pyproject.toml"
SOURCES = [path.read_text() for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_program_is_there_and_its_tests_are_not(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if name.startswith("icotes/")}
    files = [path for path in (ROOT / "src" / "icotes").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    wanted = {str(path.relative_to(ROOT / "src")) for path in files if "tests" not in path.parts}
    assert packed == wanted


def test_both_names_start_it(wheel: zipfile.ZipFile) -> None:
    (entries,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert wheel.read(entries).decode().split() == [
        "[console_scripts]", "icotes", "=", "icotes.__main__:main", "icpy", "=", "icotes.__main__:main",
    ]  # fmt: skip


def test_what_the_program_imports_is_declared() -> None:
    """Not only there because something else brings it."""
    declared = {re.split(r"[><=\[]", each)[0] for each in tomllib.loads(PROJECT.read_text())["project"]["dependencies"]}
    statements = [each for source in SOURCES for each in ast.walk(ast.parse(source))]
    imported = {
        name.name.partition(".")[0] for each in statements if isinstance(each, ast.Import) for name in each.names
    }
    imported |= {(each.module or "").partition(".")[0] for each in statements if isinstance(each, ast.ImportFrom)}
    others = imported - set(sys.stdlib_module_names) - {"icotes"}
    brought_by = {**packages_distributions(), "mcp_types": ["mcp"]}
    assert {each for each in others if not set(brought_by[each]) & declared} == set()


def test_few_other_distributions_come_with_it() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert lock.count("==") < 60
