"""Many visitors at once, for long, in any order: what they leave behind does not grow."""

import os
import random
import threading
from collections.abc import Callable
from itertools import pairwise

import pytest

from footprint import Footprint, footprint, memory, until
from running import Failed, Server
from visitor import VISITS, Visitor

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
ROUNDS = 20 if FULL else 2
CROWD = 4
CALLS = 250 if FULL else 12
AT_ONCE = [name for name in VISITS if name != "a_project"]
"""With several workspaces open, each call would have to say which it means."""
BYTES = 4 * 1024 * 1024
"""By how much memory may grow in the last quarter of the rounds."""


def crowd(server: Server, seed: int) -> list[BaseException]:
    """Let many come at once, and return what went wrong."""
    wrong: list[BaseException] = []

    def come(number: int) -> None:
        dice, visitor = random.Random(f"{seed} {number}"), Visitor(server, f"v{number}")
        try:
            for name in dice.choices(AT_ONCE, k=CALLS):
                getattr(visitor, name)()
        except (Failed, OSError, AssertionError) as error:
            wrong.append(error)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.slow
@pytest.mark.timeout(120 + 300 * ROUNDS)
@pytest.mark.capability("X9", partly="subscriptions of modules that come later")
def test_a_crowd_leaves_nothing(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    (server.folder / "large.bin").write_bytes(bytes(8_000_000))
    (server.folder / "some.txt").write_text("line\n" * 1000)
    for name in VISITS:
        getattr(Visitor(server), name)()
    sizes: list[int] = []
    for round_ in range(ROUNDS):
        assert crowd(server, round_) == []
        sizes.append(memory(server.pid))
        if round_ == 0:
            before = footprint(server)
    slack = Footprint(tasks=4, handles=12, threads=12, children=0)
    most = Footprint(*(one + other for one, other in zip(before, slack, strict=True)))
    until(lambda: not footprint(server).exceeds(most), f"at first: {before}, at last: {footprint(server)}")
    if FULL:
        late = sizes[ROUNDS * 3 // 4 :]
        assert late[-1] - late[0] < BYTES, [b - a for a, b in pairwise(sizes)]
    assert "Traceback" not in server.log
    assert not [line for line in server.log.splitlines() if '"level":"error"' in line]
