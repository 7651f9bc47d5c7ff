"""`make capabilities` counts what is shown wholly, and a mark that names no row is refused."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

from capabilities import FILE, Shown, rows

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "capabilities"


def test_every_row_is_read() -> None:
    ids = re.findall(r"^\| ([A-Z]\d+) ", FILE.read_text(), re.MULTILINE)
    assert list(rows(FILE.read_text())) == ids
    assert len(set(ids)) == len(ids) > 250


def test_what_is_shown_in_part_is_not_counted() -> None:
    report = runpy.run_path(str(SCRIPT))["report"]
    found = {Shown("A1", "t::one", ""), Shown("A1", "t::two", "later"), Shown("A2", "t::two", "the other half")}
    text = report({"A1": "first", "A2": "second", "A3": "third"}, found)
    assert text.splitlines() == [
        "A1 first",
        "    t::one",
        "    t::two (partly: later)",
        "A2 second",
        "    t::two (partly: the other half)",
        "",
        "Shown by no test:",
        "    A3 third",
        "",
        "1 of 3 rows shown",
    ]


def test_the_last_line_counts() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(rf"\d+ of {len(rows(FILE.read_text()))} rows shown", done.stdout.splitlines()[-1])


def test_a_mark_that_names_no_row_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "test_x.py"
    file.write_text('import pytest\n\n\n@pytest.mark.capability("A0")\ndef test_x():\n    pass\n')
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'support'}"}
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "conftest", str(file)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "test_x: A0" in done.stderr
