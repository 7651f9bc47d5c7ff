"""Every file can be imported by itself, and importing it does nothing else."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import icotes

ROOT = Path(__file__).parents[2]
NAMES = sorted(found.name for found in pkgutil.walk_packages(icotes.__path__, "icotes.") if ".tests" not in found.name)
PROBE = """
import os, signal, sys, threading

def world():
    handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
    files = os.getcwd(), os.listdir("."), os.listdir("/proc/self/fd")
    return dict(os.environ), files, handlers, threading.active_count()

before = world()
__import__(sys.argv[1])
after = world()
assert after == before, (before, after)
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_imported_alone(name: str, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-W", "error", "-c", PROBE, name]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
