import os
import subprocess
import sys
from pathlib import Path

import pytest

from icotes.core.errors import Unavailable
from icotes.kit.state import Announcement, InUse, StateFolder

HOLDER = """
import sys
from pathlib import Path
from icotes.core.errors import Unavailable
from icotes.kit.state import StateFolder
state = StateFolder(Path(sys.argv[1]))
state.lock()
state.announce("http://127.0.0.1:1")
print("held", flush=True)
sys.stdin.read()
"""


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(0o755)
    state = StateFolder(tmp_path / "state")
    state.lock()
    state.announce("http://127.0.0.1:1")
    state.write_private(state.token_file, b"secret")
    state.workspace_store("w1")
    modes = {path.name: path.stat().st_mode & 0o777 for path in [state.path, *state.path.iterdir()]}
    assert modes == {"state": 0o700, "lock": 0o600, "server.json": 0o600, "token": 0o600, "workspaces": 0o700}
    state.unlock()


def test_one_server_holds_it_until_it_ends(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        assert state.announced() == Announcement("http://127.0.0.1:1", holder.pid, str(tmp_path / "token"))
        with pytest.raises(InUse, match=rf"http://127.0.0.1:1 \(process {holder.pid}\).*--state"):
            state.lock()
    finally:
        holder.kill()
        holder.communicate()
    assert state.announced() is None
    state.lock()
    said = state.announce("http://127.0.0.1:2")
    assert state.announced() == said
    assert said.pid == os.getpid()
    state.unlock()
    assert state.announced() is None


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="--state"):
        StateFolder(tmp_path / "file" / "state").lock()
    (tmp_path / "state" / "lock").mkdir(parents=True)
    with pytest.raises(Unavailable, match="--state"):
        StateFolder(tmp_path / "state").lock()
