"""Nothing acknowledged is lost, nothing comes twice, whatever ends the server."""

import random
import re
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from footprint import until, waited
from icotes.kit.store import Store
from running import DEADLINE, Server

Start = Callable[..., Server]
WRITERS = 4


class Writer(threading.Thread):
    """Writes one file after the other until the server is gone, and knows which were acknowledged."""

    def __init__(self, server: Server, name: str) -> None:
        super().__init__()
        self.server = server
        self.prefix = name
        self.acknowledged: list[str] = []

    def run(self) -> None:
        try:
            for n in range(100_000):
                path = f"{self.prefix}-{n:06}.txt"
                self.server.call("files.write", path=path, text=path)
                self.acknowledged.append(path)
        except (OSError, HTTPException, ValueError):
            return


def events(
    server: Server, since: str | None = None, enough: Callable[[list[dict[str, Any]]], object] = bool, **more: Any
) -> tuple[list[dict[str, Any]], str]:
    """Return all that came after a cursor once that is enough, and the cursor after it."""
    found: list[dict[str, Any]] = []
    end = time.monotonic() + DEADLINE
    while True:
        page = server.call("workspaces.events", since=since, wait=0.2, max_items=1000, **more)
        found += page["items"]
        since = page["cursor"] or None
        if len(page["items"]) < 1000 and enough(found):
            return found, str(since)
        assert time.monotonic() < end, found[-10:]


def paths(items: list[dict[str, Any]]) -> list[str]:
    """Return the files that events tell of."""
    return [path for item in items for path in re.findall(r"[\d-]+\.txt", str(item["data"]))]


@pytest.mark.capability("A6", "A7", "A9", "D4")
def test_kill_9_loses_no_acknowledged_write(fresh_server: Start, tmp_path: Path) -> None:
    dice, home, folder = random.Random(3), tmp_path / "home", tmp_path / "project"
    folder.mkdir()
    server = fresh_server(folder, home=home)
    _, cursor = events(server)
    start, acknowledged = cursor, list[str]()
    for life in range(3):
        writers = [Writer(server, f"{life}-{n}") for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        while not all(writer.acknowledged for writer in writers):
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.3))
        server.kill()
        for writer in writers:
            writer.join()
            acknowledged += writer.acknowledged
        begun = time.monotonic()
        server = fresh_server(folder, home=home)
        assert time.monotonic() - begun - waited(server.pid) < 10
    assert len(acknowledged) > 3 * WRITERS
    items, _ = events(server, start, lambda items: set(acknowledged) <= set(paths(items)), kinds=["files.*"])
    told = paths(items)
    assert len({item["id"] for item in items}) == len(items)
    for name in acknowledged:
        assert (folder / name).read_text() == name
    for writer in {path[:3] for path in acknowledged}:
        mine = [path for path in dict.fromkeys(told) if path.startswith(writer)]
        assert mine == sorted(mine), "in the order in which one writer wrote them"
    until(lambda: all(re.fullmatch(r"\d-\d-\d{6}\.txt", path.name) for path in folder.rglob("*")))


@pytest.mark.capability("A7", "C17")
def test_a_client_that_comes_back_gets_just_what_it_missed(fresh_server: Start, tmp_path: Path) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    _, cursor = events(server)
    for n in range(100):
        server.call("files.write", path=f"{n}.txt", text="x")
    server.stop()
    server = fresh_server(server.folder, home=home)
    items, _ = events(server, cursor, lambda items: len(items) >= 100, kinds=["files.*"])
    assert paths(items) == [f"{n}.txt" for n in range(100)]


@pytest.mark.capability("A7")
async def test_a_cursor_from_before_what_is_kept_gets_a_gap(fresh_server: Start, tmp_path: Path) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    _, cursor = events(server)
    for n in range(10):
        server.call("files.write", path=f"{n}.txt", text="x")
    server.stop()
    [path] = (server.token_file.parent / "workspaces").glob("*.db")
    store = Store(path, path.stem)
    await store.open()
    await store.trim(3, 1e9)
    await store.close()
    server = fresh_server(server.folder, home=home)
    items, after = events(server, cursor, lambda items: len(items) > 1)
    assert [item["type"] for item in items[:2]] == ["gap", "snapshot"]
    assert items[0]["reason"] == "trimmed"
    server.call("files.write", path="new.txt", text="x")
    items, _ = events(server, since=after, kinds=["files.*"])
    assert "new.txt" in str(items[0]["data"])
