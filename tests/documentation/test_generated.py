"""What is generated from the table is checked in as it would be generated now."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.capability("B8")
def test_clients_and_reference_are_those_of_the_table() -> None:
    check = [sys.executable, ROOT / "scripts" / "generate", "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
