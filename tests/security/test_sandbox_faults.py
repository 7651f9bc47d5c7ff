"""Code in a sandbox misbehaves: it is ended with a reason, nothing of it is left, and nobody else notices."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from boxed import PYTHON, UNPRIVILEGED, ran, sandbox
from footprint import waited
from icotes.kit.processes import tree
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import SCRATCH, Limits, View

MB = 1 << 20
OWNER = 4321
DAEMON = """
import os, signal, time
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT): signal.signal(number, signal.SIG_IGN)
print("before", flush=True)
if os.fork(): time.sleep(600)
os.setsid()
if os.fork(): os._exit(0)
os.closerange(0, 3)
while True: time.sleep(600)
"""
LEAVES = """
import os, time
if os.fork() == 0:
    os.setsid()
    time.sleep(600)
print("gone", flush=True)
"""
FORKS = """
import os
while True:
    try: os.fork()
    except OSError: pass
"""
THREADS = """
import threading, time
started = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        started += 1
except RuntimeError: print(started, flush=True)
import os; os._exit(0)
"""
EATS = """
import mmap, os
blocks = []
while True:
    block = mmap.mmap(-1, 16 << 20)
    block.write(bytes(16 << 20))
    blocks.append(block)
    if len(blocks) < 4: os.fork()
"""
OPENS = """
handles = []
try:
    while True: handles.append(open("/dev/null"))
except OSError as error: print(len(handles), error.errno)
"""
FILES = """
import os
made = 0
try:
    for folder in range(1000):
        os.mkdir(f"{place}/{folder}")
        for name in range(1000):
            open(f"{place}/{folder}/{name}", "w").close()
            made += 1
except OSError as error: print(made, error.errno)
"""
FILLS = """
import os
written = 0
try:
    for number in range(10000):
        with open(f"{place}/file{number}", "wb", buffering=0) as file:
            for _ in range(16): written += file.write(bytes(1 << 20))
except OSError as error: print(written, error.errno)
"""
RESERVES = """
import os, time
for number in range(400):
    file = os.open(f"{place}/file{number}", os.O_CREAT | os.O_WRONLY)
    os.posix_fallocate(file, 0, 1 << 20)
    os.close(file)
time.sleep(600)
"""
BY_CHILDREN = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for number in range(100):
    time.sleep(0.01)  # or more run at once than may
    if not os.fork():
        with open(f"{place}/file{number}", "wb") as file: file.write(bytes(1 << 20))
        os._exit(0)
time.sleep(600)
"""
WHEN_TOLD = """
import os, time
while not os.path.exists(f"{place}/go"):
    time.sleep(0.01)
"""
WITHOUT_NAMES = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for number in range(100):
    file = open(f"{place}/file", "wb")
    os.unlink(f"{place}/file")
    time.sleep(0.01)  # or more run at once than may
    if not os.fork():
        file.write(bytes(1 << 20))
        file.flush()
        os._exit(0)
    os.dup(file.fileno())
time.sleep(600)
"""
LARGE = """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("large", "wb", buffering=0) as file:
    try:
        while True: file.write(bytes(1 << 20))
    except OSError as error: print(file.tell(), error.errno)
"""
PRINTS = "import os\nblock = bytes(65536)\nfor _ in range(10 * 2**14): os.write(1, block)"


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with sandbox(tmp_path / "state") as made:
        yield made


@pytest.fixture
def view(tmp_path: Path) -> View:
    folder = tmp_path / "project"
    folder.mkdir()
    return View(folder=folder, access="write")


def python(code: str, place: str = "") -> list[str]:
    return [PYTHON, "-I", "-c", code.replace("{place}", place)]


async def grouped(box: Sandbox) -> bool:
    return {wall.name: wall.state for wall in await box.walls()}["limits of all together"] == "on"


@pytest.mark.capability("J3", partly="here the sandbox itself; through the server in the module's tests")
async def test_who_ignores_signals_and_hides_is_ended_with_all_its_children(box: Sandbox, view: View) -> None:
    begun = time.monotonic()
    out, _, exit_ = await ran(box, python(DAEMON), view, Limits(wall_seconds=5), mark="HIDES=1")
    assert (out, exit_.trouble, exit_.signal) == ("before\n", "timeout", "SIGKILL")
    assert time.monotonic() - begun < 30
    assert not tree(-1, "HIDES=1")


async def test_what_is_left_running_ends_with_the_program(box: Sandbox, view: View) -> None:
    out, _, exit_ = await ran(box, python(LEAVES), view, mark="LEAVES=1")
    assert (out, exit_.code, exit_.trouble) == ("gone\n", 0, "")
    assert not tree(-1, "LEAVES=1")


async def test_a_flood_of_output_is_cut(box: Sandbox, view: View) -> None:
    out, _, exit_ = await ran(box, python(PRINTS), view, Limits(output=MB, wall_seconds=50))
    assert (len(out), exit_.trouble) == (MB, "output")


async def test_who_is_not_read_waits(box: Sandbox, view: View) -> None:
    program = await box.spawn(python(PRINTS), view=view, limits=Limits(wall_seconds=2))
    assert (await asyncio.wait_for(program.exited, 30)).trouble == "timeout"
    assert (await program.used()).memory_peak < 100 * MB
    await program.end()


@pytest.mark.parametrize("code", [FORKS, THREADS], ids=["processes", "threads"])
async def test_a_bomb_of_processes_stays_small(box: Sandbox, view: View, code: str) -> None:
    program = await box.spawn(
        python(code), view=view, limits=Limits(processes=20, wall_seconds=3 if code == FORKS else 50), mark="BOMB=1"
    )
    most = 0
    while not program.exited.done():
        most = max(most, len(await asyncio.to_thread(tree, -1, "BOMB=1")))
        await asyncio.sleep(0.05)
    assert most <= 20
    assert program.exited.result().trouble == ("timeout" if code == FORKS else "")
    await program.end()
    assert not tree(-1, "BOMB=1")


async def test_a_bomb_of_memory_is_ended(box: Sandbox, view: View) -> None:
    limits = Limits(memory=200 * MB, wall_seconds=40)
    exit_ = (await ran(box, python(EATS), view, limits, mark="EATS=1")).exit
    assert exit_.code != 0
    assert not tree(-1, "EATS=1")
    if await grouped(box):
        assert exit_.trouble == "memory"
        assert exit_.used.memory_peak <= 201 * MB


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_a_bomb_of_memory_is_ended_without_groups_too() -> None:
    """An ordinary user serves, who can write no group: what all use together is watched from outside."""
    place = Path(tempfile.mkdtemp())
    try:
        os.chown(place, 4321, 4321)
        slow = EATS.replace("    blocks.append", "    time.sleep(0.25)\n    blocks.append").replace(
            "import mmap", "import time, mmap"
        )
        argv = [sys.executable, str(UNPRIVILEGED), "4321", str(place), slow, str(300 * MB)]
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=55, check=False)
        trouble, peak = done.stdout.split()
        assert trouble == "memory"
        assert int(peak) < 1000 * MB
    finally:
        shutil.rmtree(place)


async def test_a_spinning_program_is_ended_after_its_processor_time(box: Sandbox, view: View) -> None:
    limits = Limits(cpu_seconds=1, wall_seconds=50)
    exit_ = (await ran(box, python("while True: pass"), view, limits)).exit
    assert exit_.trouble == "cpu"
    if await grouped(box):
        assert 0.9 < exit_.used.cpu < 5


async def test_descriptors_and_large_files_are_limited(box: Sandbox, view: View) -> None:
    out = (await ran(box, python(OPENS), view, Limits(open_files=64))).out
    assert out == "61 24\n"
    out = (await ran(box, python(LARGE), view, Limits(files=8 * MB))).out
    assert out == f"{8 * MB} 27\n"


async def test_what_is_written_in_memory_is_limited(box: Sandbox, view: View) -> None:
    limits = Limits(disk=32 * MB, wall_seconds=50)
    written, number = (await ran(box, python(FILLS, "/tmp"), view, limits)).out.split()
    assert int(written) <= 32 * MB
    assert number == "28"


async def test_a_million_files_in_memory_end_somewhere(box: Sandbox, view: View) -> None:
    limits = Limits(memory=128 * MB, wall_seconds=40)
    exit_ = (await ran(box, python(FILES, "/tmp"), view, limits)).exit
    assert exit_.trouble in {"memory", "timeout", "cpu"}
    if await grouped(box):
        assert exit_.used.memory_peak <= 129 * MB


async def test_who_fills_the_disk_of_its_folder_is_ended(box: Sandbox, view: View) -> None:
    limits = Limits(disk=64 * MB, memory=4096 * MB, wall_seconds=50)
    exit_ = (await ran(box, python(FILLS, str(view.folder)), view, limits)).exit
    assert exit_.trouble == "disk"
    assert sum(file.stat().st_size for file in view.folder.iterdir()) < 8000 * MB


@pytest.mark.parametrize("code", [RESERVES, BY_CHILDREN, WITHOUT_NAMES])
async def test_who_fills_the_disk_so_that_nobody_counts_it_is_ended(box: Sandbox, view: View, code: str) -> None:
    limits = Limits(disk=16 * MB, wall_seconds=50)
    assert (await ran(box, python(code, str(view.folder)), view, limits)).exit.trouble == "disk"


async def test_what_others_delete_does_not_hide_who_fills_the_disk(box: Sandbox, view: View, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(256 * MB))
    limits = Limits(disk=16 * MB, wall_seconds=20)
    running = asyncio.create_task(ran(box, python(WHEN_TOLD + BY_CHILDREN, str(view.folder)), view, limits))
    await asyncio.sleep(0.5)
    large.unlink()
    await asyncio.sleep(0.5)
    (view.folder / "go").touch()
    assert (await running).exit.trouble == "disk"


async def test_every_disk_that_is_written_is_watched(box: Sandbox, view: View) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        for place in (other, view.folder):
            os.chown(place, *((OWNER, OWNER) if os.geteuid() == 0 else (-1, -1)))
        second = msgspec.structs.replace(view, scratch=Path(other))
        limits = Limits(disk=16 * MB, wall_seconds=50)
        exit_ = (await ran(box, python(RESERVES, SCRATCH), second, limits)).exit
        assert exit_.trouble == "disk"


async def test_who_writes_little_is_not_ended_for_others(box: Sandbox, view: View, tmp_path: Path) -> None:
    # So much that the files of other tests, which fill the same disk meanwhile, are too few to count.
    program = await box.spawn(["sleep", "600"], view=view, limits=Limits(disk=128 * MB, wall_seconds=50))
    with (tmp_path / "large").open("wb") as file:
        for _ in range(4):
            await asyncio.to_thread(file.write, bytes(64 * MB))
    looked = asyncio.get_running_loop().time() + 1
    while asyncio.get_running_loop().time() < looked:
        assert not program.trouble
        await asyncio.sleep(0.1)
    await program.end()


async def test_many_files_in_its_folder_end_it(box: Sandbox, view: View) -> None:
    limits = Limits(disk=4 * MB, wall_seconds=50)
    exit_ = (await ran(box, python(FILES, str(view.folder)), view, limits)).exit
    assert exit_.trouble == "disk"


async def test_who_stops_itself_is_ended(box: Sandbox, view: View) -> None:
    stops = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
    assert (await ran(box, python(stops), view, Limits(wall_seconds=1))).exit.trouble == "timeout"


async def test_the_event_loop_does_not_notice(box: Sandbox, view: View) -> None:
    """The number is in benchmarks/sandbox.py; here it goes on at all while ten programs do their worst."""
    codes = ["while True: pass", "while True: print('x' * 1000)", FORKS] * 3 + [EATS]
    limits = Limits(wall_seconds=3, processes=10, memory=64 * MB, output=16 * MB)
    running = [asyncio.create_task(ran(box, python(code), view, limits)) for code in codes]
    late, mine = 0.0, os.getpid()
    while not all(task.done() for task in running):
        begun, others = time.monotonic(), waited(mine)
        await asyncio.sleep(0.01)
        late = max(late, time.monotonic() - begun - (waited(mine) - others))  # while others have the cores is not it
    assert all(run.exit.trouble for run in await asyncio.gather(*running))
    assert late < 5
