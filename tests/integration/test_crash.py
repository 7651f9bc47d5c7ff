"""Killed at any moment of writing, uploading, moving and deleting, the server keeps what it acknowledged, whole."""

import json
import os
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

import running
from footprint import waited
from running import Server
from told import Told, version

Start = Callable[..., Server]
LIVES = 40 if os.environ.get("ICOTES_TEST_FULL") else 3
HANDS = 4
READY_SECONDS = 2.0


class Hand:
    """Changes files in a folder of its own until the server is gone, and knows what must be there then.

    Attributes:
        files: path -> content, as acknowledged.
        trash: id -> path and content.
        told: what the log must tell once, as `(kind, path or id, version)`.
        doing: what was asked for last and not answered: paths that may be as before or as after.
    """

    def __init__(self, server: Server, name: str, seed: int, before: "Hand | None") -> None:
        self.server = server
        self.folder = name
        self.thread = threading.Thread(target=self._work)
        self.dice = random.Random(seed)
        self.files: dict[str, bytes] = dict(before.files) if before else {}
        self.trash: dict[str, tuple[str, bytes]] = dict(before.trash) if before else {}
        self.told: Counter[tuple[str, str, str]] = Counter(before.told if before else ())
        self.number = before.number if before else 0
        self.doing: dict[str, set[bytes | None]] = {}
        self.done = 0

    def _work(self) -> None:
        try:
            while True:
                self._act(self.dice.choice([self._write, self._write, self._upload, self._move, self._delete]))
        except (OSError, HTTPException, ValueError):
            return

    def _act(self, work: Callable[[], None]) -> None:
        work()
        self.doing = {}
        self.done += 1

    def _new(self) -> str:
        self.number += 1
        return f"{self.folder}/{self.number:06}"

    def _some(self) -> str:
        return self.dice.choice(list(self.files)) if self.files else ""

    def _content(self, size: int) -> bytes:
        return f"{self.folder} {self.dice.random():<20}\n".encode() * (size // 20)

    def _write(self) -> None:
        path = (self.dice.random() < 0.5 and self._some()) or self._new()
        content = self._content(self.dice.choice([20, 20_000]))
        self._about_to(path, content)
        made = self.server.call("files.write", path=path, text=content.decode())
        self._written(path, content, made["version"])

    def _upload(self) -> None:
        path = (self.dice.random() < 0.5 and self._some()) or self._new()
        content = self._content(600_000)
        self._about_to(path, content)
        _, _, answer = self.server.http("PUT", f"/api/v1/workspaces/main/raw/{path}", content)
        self._written(path, content, json.loads(answer)["version"])

    def _about_to(self, path: str, content: bytes) -> None:
        self.doing = {path: {self.files.get(path), content}}

    def _written(self, path: str, content: bytes, version: str) -> None:
        self.files[path] = content
        self.told["changed", path, version] += 1

    def _move(self) -> None:
        source, target = self._some(), self._new()
        if source:
            content = self.files[source]
            self.doing = {source: {content, None}, target: {content, None}}
            self.server.call("files.move", source=source, target=target)
            self.files[target] = self.files.pop(source)
            self.told["moved", target, source] += 1

    def _delete(self) -> None:
        path = self._some()
        if path:
            self.doing = {path: {self.files[path], None}}
            item = self.server.call("files.delete", path=path)
            self.trash[item["id"]] = (path, self.files.pop(path))
            self.told["trashed", path, item["id"]] += 1

    def settle(self, folder: Path, kept: dict[str, bytes]) -> None:
        """Compare with what is on disk, and take what was not answered as it is.

        Args:
            kept: what is in the trash, by id.
        """
        disk = {f"{self.folder}/{path.name}": path.read_bytes() for path in (folder / self.folder).iterdir()}
        for path in {*disk, *self.files}:
            allowed = self.doing.get(path, {self.files.get(path)})
            assert disk.get(path) in allowed, path
        moving = [path for path, contents in self.doing.items() if None in contents]
        if len(moving) == 2 and self.files.keys() & set(moving):
            assert sum(path in disk for path in moving) == 1, "a move is done or not done"
        for id_, (path, content) in self.trash.items():
            assert kept[id_] == content, path
        for path, contents in self.doing.items():
            if moving == [path] and path in self.files and path not in disk:
                assert any(content in kept.values() for content in contents - {None}), "what is gone is in the trash"
        self.files = disk


def trashed(server: Server) -> dict[str, bytes]:
    """Return the content of every file in the trash, by id; what came only half must be gone."""
    state = server.token_file.parent / "workspaces"
    found = {path.parent.name: path.read_bytes() for path in state.glob("*.trash/*/item")}
    listed = {item["id"] for item in server.call("files.list_trash")}
    assert listed == set(found) == {path.name for path in state.glob("*.trash/*")}
    return found


def events(server: Server, since: str) -> list[dict[str, Any]]:
    """Return all events of files from a cursor on."""
    last = server.call("workspaces.history", kinds=["files.*"], limit=1)["items"][0]["id"]
    found: dict[str, dict[str, Any]] = {}
    end = time.monotonic() + running.DEADLINE
    while last not in found:
        page = server.call("workspaces.events", since=since, kinds=["files.*"], wait=0, max_items=10_000)
        found |= {item["id"]: item for item in page["items"] if item["type"] == "event"}
        since = page["cursor"] or since
        assert time.monotonic() < end, last
    return list(found.values())


def told(items: list[dict[str, Any]]) -> Counter[tuple[str, str, str]]:
    """Return how often each change is told, as `(kind, path, version or id or old path)`."""
    found: Counter[tuple[str, str, str]] = Counter()
    for item in items:
        for change in item["data"].get("changes", [item["data"]]):
            kind = "changed" if "change" in change else item["kind"].removeprefix("files.")
            found[kind, change["path"], change.get("from") or change.get("id") or change.get("version") or ""] += 1
    return found


def killed_while_it_starts(server: Server, seconds: float) -> None:
    words = [running.ICOTES, "serve", str(server.folder), "--port", "0", "--json"]
    process = subprocess.Popen(
        words, env=server.environment, cwd=server.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    process.kill()
    process.wait()


@pytest.mark.slow
@pytest.mark.timeout(60 + 20 * LIVES)
@pytest.mark.capability("A6", "D4", "E1", partly="documents come later")
def test_nothing_acknowledged_is_lost_and_nothing_is_half(fresh_server: Start, tmp_path: Path) -> None:
    dice, folder, home = random.Random(17), tmp_path / "project", tmp_path / "home"
    for number in range(HANDS):
        (folder / f"h{number}").mkdir(parents=True)
    server = fresh_server(folder, home=home)
    start = server.call("workspaces.events", max_items=1)["cursor"]
    hands: list[Hand | None] = [None] * HANDS
    starts: list[float] = []
    for life in range(LIVES):
        working = [Hand(server, f"h{n}", 100 * life + n, before) for n, before in enumerate(hands)]
        for hand in working:
            hand.thread.start()
        while not all(hand.done > 3 for hand in working):
            assert all(hand.thread.is_alive() or hand.done > 3 for hand in working), server.log
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.4))
        server.kill()
        for hand in working:
            hand.thread.join()
        if life % 2:
            killed_while_it_starts(server, dice.uniform(0.3, 1.2))
        begun = time.monotonic()
        server = fresh_server(folder, home=home)
        assert server.http("GET", "/ready", token="")[0] == 200
        starts.append(time.monotonic() - begun - waited(server.pid))
        _no_temporary(server)
        kept = trashed(server)
        for hand in working:
            hand.settle(folder, kept)
        hands = list(working)
    assert min(starts) < READY_SECONDS, starts
    items = _told_is_what_is_there(server, start)
    seen = told(items)
    must = sum((hand.told for hand in hands if hand), Counter[tuple[str, str, str]]())
    assert {what: seen[what] for what in must} == dict(must)


def _no_temporary(server: Server) -> None:
    end = time.monotonic() + running.DEADLINE
    while left := [str(path) for path in server.folder.rglob(".icotes-*")]:
        assert time.monotonic() < end, left
        time.sleep(0.02)


def _told_is_what_is_there(server: Server, since: str) -> list[dict[str, Any]]:
    """Whoever followed the log from the beginning knows each file in its version; returns all that is told."""
    end = time.monotonic() + running.DEADLINE
    while True:
        told, items = Told(), events(server, since)
        for item in items:
            told.take(item)
        found = [each for n in range(HANDS) for each in server.call("files.list", path=f"h{n}", limit=10_000)["items"]]
        listed = {entry["path"]: version(entry) for entry in found}
        if told.known == listed:
            return items
        assert time.monotonic() < end, (told.known, listed)
        time.sleep(0.1)
