"""One command for each kind of test, and for each module's own."""

import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def asked(*words: str) -> list[str]:
    """Return what `make` would give to pytest."""
    done = subprocess.run(["make", "-n", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    (line,) = re.findall(r"^\.venv/bin/pytest (.*)$", done.stdout, re.MULTILINE)
    return shlex.split(line)


def pytest_(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.capability("X1")
@pytest.mark.timeout(180)
def test_a_modules_tests_run_alone() -> None:
    done = pytest_(*asked("alone", "NAME=preview"), "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)


@pytest.mark.capability("X1", partly="that there are some; running one module's alone is shown beside")
def test_every_module_has_tests_of_its_own() -> None:
    done = pytest_("src/icotes/modules", "--collect-only", "-q")
    assert done.returncode == 0, done.stdout
    found = {line.split("/")[3] for line in done.stdout.splitlines() if "::" in line}
    assert found == {path.parent.name for path in (ROOT / "src/icotes/modules").glob("*/methods.py")}


@pytest.mark.timeout(180)
@pytest.mark.capability("X3", partly="loads of generation come with models")
@pytest.mark.parametrize("kind", ["end-to-end", "security", "load"])
def test_one_command_runs_each_kind_and_records_its_numbers(kind: str, tmp_path: Path) -> None:
    words = [word.replace("build/", f"{tmp_path}/") for word in asked(kind)]
    assert f"{tmp_path}/{kind}.xml" in words
    done = pytest_(*words, "--collect-only", "-q", "-n", "0")
    assert done.returncode == 0, done.stdout
    assert sum("::" in line for line in done.stdout.splitlines()) > 10


@pytest.mark.capability("X3", partly="loads of generation come with models")
def test_what_is_recorded_are_the_times(tmp_path: Path) -> None:
    file = tmp_path / "found.xml"
    done = pytest_("--junitxml", str(file), "-q", "tests/core/test_names.py")
    assert done.returncode == 0, done.stdout
    cases = [*ET.parse(file).iter("testcase")]
    assert cases
    assert all(float(case.attrib["time"]) >= 0 for case in cases)
    assert (
        "| tee build/bench.txt"
        in subprocess.run(["make", "-n", "bench"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    )
