"""Runs Python in a sandbox as a server would that an ordinary user started; see `boxed.UNPRIVILEGED`."""

import asyncio
import concurrent.futures.thread as thread
import os
import sys
from pathlib import Path

from boxed import ran, sandbox
from icotes.kit.sandbox_types import Limits, View


async def main(place: Path, code: str, limits: Limits) -> int:
    """Run it, and pass on what it reads and says."""
    folder = place / "project"
    folder.mkdir()
    async with sandbox(place / "state") as made:
        given = sys.stdin.buffer.read()
        view = View(folder=folder, access="write")
        out, err, exit_ = await ran(made, ["python3", "-I", "-c", code], view, limits, stdin=given)
    sys.stdout.write(out)
    sys.stderr.write(err)
    if exit_.trouble:
        sys.stdout.write(f"{exit_.trouble} {exit_.used.memory_peak}\n")
    return exit_.code or 0


if __name__ == "__main__":
    assert thread.ThreadPoolExecutor, "read in now: afterwards nothing more can be read of this interpreter"
    uid = int(sys.argv[1])
    sys.base_prefix = "/usr"  # this interpreter may be where only root gets to
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    given = Limits(wall_seconds=50, memory=int((*sys.argv, 1 << 30)[4]))
    sys.exit(asyncio.run(main(Path(sys.argv[2]), sys.argv[3], given)))
