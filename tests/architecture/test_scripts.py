"""Packages of the operating system are installed by root, and named to everybody else."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of commands that stands before PATH; `apt-get` writes down what it was asked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    (folder / "id").write_text("#!/bin/sh\necho ${USER_ID}\n")
    for command in folder.iterdir():
        command.chmod(0o755)
    return folder


def ask(machine: Path, user: int, *packages: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{machine}:/usr/bin:/bin", "USER_ID": str(user)}
    command = [str(ROOT / "scripts" / "system-packages"), *packages]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def asked(machine: Path) -> str:
    file = machine.parent / "asked"
    return file.read_text() if file.exists() else ""


def test_root_gets_what_is_missing(machine: Path) -> None:
    assert ask(machine, 0, "sh", "no-such-package").returncode == 0
    assert asked(machine).splitlines()[-1].split()[-1] == "no-such-package"
    assert asked(machine).splitlines()[-1].split()[0] == "install"


def test_others_are_told_what_to_run(machine: Path) -> None:
    done = ask(machine, 1000, "sh", "no-such-package", "nor-this")
    assert done.returncode == 1
    assert "sudo apt-get install --yes no-such-package nor-this" in done.stderr
    assert asked(machine) == ""


@pytest.mark.parametrize("user", [0, 1000])
def test_what_is_there_is_left_alone(machine: Path, user: int) -> None:
    assert ask(machine, user, "sh", "python3-venv").returncode == 0
    assert asked(machine) == ""


def python(path: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(ROOT / "scripts" / "python")]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)


def test_a_python_that_is_too_old_is_passed_over(machine: Path) -> None:
    (machine / "python3.11").symlink_to("/bin/false")
    (machine / "python3.14").symlink_to("/bin/true")
    assert python(f"{machine}:/nowhere").stdout == "python3.14\n"
    (machine / "python3.14").unlink()
    none = python(f"{machine}:/nowhere")
    assert none.returncode == 1
    assert "apt-get install python3.11" in none.stderr
