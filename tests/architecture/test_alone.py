"""Every file can be imported by itself, and importing it does nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import importlib, json, os, pkgutil, signal, sys, threading, traceback

def world():
    handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
    files = os.getcwd(), os.listdir("."), os.listdir("/proc/self/fd")
    return dict(os.environ), files, handlers, threading.active_count()

def alone(name):
    "Import in a child that has seen nothing of ours; return what went wrong."
    reader, writer = os.pipe()
    if not os.fork():
        os.close(reader)
        os.dup2(writer, 1)
        os.dup2(writer, 2)
        try:
            before = world()
            importlib.import_module(name)
            if world() != before:
                print("it changed something: files, environment, signals or threads")
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        os._exit(0)
    os.close(writer)
    with open(reader) as said:
        text = said.read()
    os.wait()
    return text

third, ours = json.load(sys.stdin)
for name in third:
    importlib.import_module(name)
assert "icotes" not in sys.modules
print(json.dumps({name: alone(name) for name in ours}))
"""
THIRD = ["asyncio", "mcp", "msgspec", "uvicorn", "uvloop", "websockets.asyncio.client", "websockets.sync.client"]
"""What takes long and is not ours is there before each of ours is imported."""


SOURCE = Path(__file__).parents[2] / "src"
FILES = [path.relative_to(SOURCE).with_suffix("") for path in (SOURCE / "icotes").rglob("*.py")]
OURS = [".".join(path.parts).removesuffix(".__init__") for path in FILES if "tests" not in path.parts]


@pytest.mark.capability("Q14")
@pytest.mark.timeout(180)
def test_every_file_is_imported_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        input=json.dumps([THIRD, OURS]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert set(said) == set(OURS)
    assert {name: text for name, text in said.items() if text} == {}
