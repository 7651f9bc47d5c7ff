"""What is installed elsewhere: all of the program, none of its tests, and few other distributions."""

import ast
import re
import shutil
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


CLIENT = "icotes/faces/client/"

pytestmark = pytest.mark.timeout(300)  # the client is built, if it was not


def build(source: Path, target: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    return subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)


def built(source: Path, target: str, folder: Path) -> Path:
    done = build(source, target, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.iterdir()
    return found


def client(wheel: zipfile.ZipFile) -> dict[str, bytes]:
    return {name: wheel.read(name) for name in wheel.namelist() if name.startswith(CLIENT)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(built(ROOT, "wheel", tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in a source distribution."""
    folder = tmp_path_factory.mktemp("unpacked")
    archive = built(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))
    subprocess.run(["tar", "--extract", "--gzip", "--file", archive, "--directory", folder], check=True)
    (found,) = folder.iterdir()
    return found


def test_the_program_is_there_and_its_tests_are_not(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if name.startswith("icotes/")}
    files = [path for path in (ROOT / "src" / "icotes").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    wanted = {str(path.relative_to(ROOT / "src")) for path in files if "tests" not in path.parts}
    assert packed == wanted


@pytest.mark.capability("W12", partly="that it is in the wheel; what it does is shown elsewhere")
def test_the_browser_client_is_there_as_built(wheel: zipfile.ZipFile) -> None:
    files = client(wheel)
    assert {CLIENT + name for name in ("index.html", "index.html.br", "index.html.gz")} <= set(files)
    assert sum(name.endswith(".js") for name in files) > 0
    assert not [name for name in wheel.namelist() if re.search(r"node_modules|\.tsx?$|\.map$|package", name)]
    (about,) = (name for name in wheel.namelist() if name.endswith("METADATA"))
    assert "nodejs" not in wheel.read(about).decode()


def test_the_licences_of_what_is_bundled_come_with_it(wheel: zipfile.ZipFile) -> None:
    text = wheel.read(CLIENT + "THIRD_PARTY_LICENSES.txt").decode()
    _, *found = re.split(r"\n\n-{80}\n\n(?=\S+ \d+\.\S+ \()", text)  # some licence has such a line of its own
    assert {"preact", "@preact/signals"} <= {each.partition(" ")[0] for each in found}
    for each in found:
        head, _, licence = each.partition("\n\n")
        assert re.search(r"\((MIT|ISC|BSD-[23]-Clause|Apache-2.0|0BSD)\)$", head), f"may this be shipped? {head}"
        assert len(licence) > 500, head


def test_a_wheel_is_made_of_the_source_distribution_without_npm(
    wheel: zipfile.ZipFile, unpacked: Path, tmp_path: Path
) -> None:
    assert not (unpacked / "web").exists()
    assert client(zipfile.ZipFile(built(unpacked, "wheel", tmp_path))) == client(wheel)


def test_sources_without_a_client_make_no_wheel(unpacked: Path, tmp_path: Path) -> None:
    sources = shutil.copytree(unpacked, tmp_path / "sources", ignore=shutil.ignore_patterns("client"))
    done = build(sources, "wheel", tmp_path / "none")
    assert done.returncode != 0
    assert "There is neither web/" in done.stderr
    assert not [*(tmp_path / "none").glob("*")]


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
