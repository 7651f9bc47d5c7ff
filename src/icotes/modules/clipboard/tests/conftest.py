"""People with clipboards: keys of others beside the owner's, and a program as `xclip` is."""

import asyncio
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from icotes.kit.keys import KeysSchema
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore
from icotes.kit.tokens import Tokens
from running import Server

XCLIP = '''#!{python}
"""Keeps a selection as xclip does: in a process that stays behind and hands it out."""
import os, pathlib, sys, time
words, folder = sys.argv[1:], pathlib.Path({folder!r})
assert os.environ["DISPLAY"] and words[words.index("-selection") + 1] == "clipboard"
kind = words[words.index("-target") + 1] if "-target" in words else "UTF8_STRING"
if "-in" in words:
    (folder / "data").write_bytes(sys.stdin.buffer.read())
    (folder / "kind").write_text(kind)
    if holder := os.fork():
        (folder / "holder").write_text(str(holder))
    else:
        time.sleep(600)
elif kind == "TARGETS":
    there = (folder / "kind").read_text()
    print("TARGETS", "text/plain" if there == "UTF8_STRING" else there, sep="\\n")
else:
    sys.stdout.buffer.write((folder / "data").read_bytes())
'''


@pytest.fixture
def xclip(tmp_path: Path) -> Path:
    """A folder for PATH with an `xclip` in it, which keeps in it what is on the clipboard."""
    program = tmp_path / "bin" / "xclip"
    program.parent.mkdir()
    program.write_text(XCLIP.format(python=sys.executable, folder=str(program.parent)))
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return program.parent


@pytest.fixture
def key_of() -> Callable[[Server, str], str]:
    """Make a key of another person than the owner; the server does not run meanwhile."""

    def make(server: Server, name: str) -> str:
        state = StateFolder(server.token_file.parent)

        async def issue() -> str:
            store = ServerStore(state, [KeysSchema()])
            await store.start()
            made = await Tokens(store, state).issue("key", name, name, ["*"])
            await store.stop()
            return made.key

        return asyncio.run(issue())

    return make
