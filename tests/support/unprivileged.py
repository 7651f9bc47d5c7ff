"""Runs Python in a sandbox as a server would that an ordinary user started; see `boxed.UNPRIVILEGED`."""

import asyncio
import concurrent.futures.thread as thread
import os
import sys
from pathlib import Path

from boxed import ran, sandbox
from icotes.kit.sandbox_types import View


async def main(place: Path, code: str) -> int:
    """Run it, and pass on what it reads and says."""
    folder = place / "project"
    folder.mkdir()
    async with sandbox(place / "state") as made:
        given = sys.stdin.buffer.read()
        view = View(folder=folder, access="write")
        out, err, exit_ = await ran(made, ["python3", "-I", "-c", code], view, stdin=given)
    sys.stdout.write(out)
    sys.stderr.write(err)
    return exit_.code or 0


if __name__ == "__main__":
    assert thread.ThreadPoolExecutor, "read in now: afterwards nothing more can be read of this interpreter"
    uid = int(sys.argv[1])
    sys.base_prefix = "/usr"  # this interpreter may be where only root gets to
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    sys.exit(asyncio.run(main(Path(sys.argv[2]), sys.argv[3])))
