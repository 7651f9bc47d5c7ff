"""Whoever takes a snapshot and then every event knows the state, after each command and each change from outside."""

import json
import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from joined import joined
from running import DEADLINE, Failed, Server
from told import Told, version
from wire import Client

Start = Callable[..., Server]
FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
STEPS = 500 if FULL else 60
SEEDS = range(10) if FULL else [1]


def until_equal(
    client: Client, take: Callable[[dict[str, Any]], None], state: Callable[[], tuple[Any, Any]], what: str = ""
) -> None:
    """Take in events until what they tell is the state; what is on the way already is taken in any case."""
    end = time.monotonic() + DEADLINE
    while True:
        drain(client, take)
        told, real = state()
        if told == real:
            return
        assert time.monotonic() < end, f"{what}: {_difference(told, real)}"
        drain(client, take, 0.1)


def drain(client: Client, take: Callable[[dict[str, Any]], None], seconds: float = 0) -> None:
    """Take in what came, and what comes with pauses no longer than so many seconds; bookmarks say nothing."""
    with suppress(TimeoutError):
        while True:
            item = _item(client.raw.recv(seconds))
            if item["type"] != "bookmark":
                take(item)


def _difference(told: Any, real: Any) -> str:
    if not isinstance(told, dict):
        return f"told {told}, real {real}"
    return str({key: (told.get(key), real.get(key)) for key in {*told, *real} if told.get(key) != real.get(key)})


def _item(message: str | bytes) -> dict[str, Any]:
    return json.loads(message)["params"]["value"]["item"]


class Tree:
    """A tree of files that is changed at random, through the server and beside it.

    Attributes:
        trash: ids of what was deleted.
    """

    def __init__(self, server: Server, seed: int) -> None:
        self.server = server
        self.dice = random.Random(seed)
        self.trash: list[str] = []
        self.number = 0

    def step(self) -> str:
        """Do something, and return what."""
        names = [name for name in vars(Tree) if name.startswith("do_")]
        name = self.dice.choice(names)
        return f"{name} {getattr(self, name)()}"

    def listed(self, path: str = "") -> dict[str, str]:
        """Return all that there is, with versions, as `files.list` says."""
        found: dict[str, str] = {}
        for entry in self.server.call("files.list", path=path, limit=10_000)["items"]:
            found[entry["path"]] = version(entry)
            if entry["type"] == "folder":
                found |= self.listed(entry["path"])
        return found

    def _all(self, *, folders: bool) -> list[str]:
        paths = [path for path in sorted(self.server.folder.rglob("*")) if not path.name.startswith(".")]
        return [str(path.relative_to(self.server.folder)) for path in paths if path.is_dir() == folders]

    def _some(self, *, folders: bool = False) -> str:
        return self.dice.choice(self._all(folders=folders) or [""])

    def _new(self) -> str:
        self.number += 1
        folders = [path for path in self._all(folders=True) if path.count("/") < 3][:8]
        return "/".join(filter(None, (self.dice.choice(["", *folders]), f"n{self.number}")))

    def do_write(self) -> Any:
        path = (self.dice.random() < 0.5 and self._some()) or self._new()
        return self.server.call("files.write", path=path, text=f"{self.dice.random()}")["path"]

    def do_make_folder(self) -> Any:
        return self.server.call("files.make_folder", path=f"{self._new()}/deep")["path"]

    def do_move(self) -> Any:
        source = self._some(folders=self.dice.random() < 0.5)
        target = self._new()
        if source and not f"{target}/".startswith(f"{source}/"):
            return self.server.call("files.move", source=source, target=target)["path"]
        return None

    def do_copy(self) -> Any:
        source = self._some(folders=self.dice.random() < 0.5)
        target = self._new()
        if source and not f"{target}/".startswith(f"{source}/") and self.number < 200:
            return self.server.call("files.copy", source=source, target=target)["path"]
        return None

    def do_delete(self) -> Any:
        path = self._some(folders=self.dice.random() < 0.3)
        if path:
            self.trash.append(self.server.call("files.delete", path=path)["id"])
        return path

    def do_restore(self) -> Any:
        if self.trash:
            return self.server.call("files.restore", id=self.trash.pop(), path=self._new())["path"]
        return None

    def do_write_outside(self) -> Any:
        path = self.server.folder / ((self.dice.random() < 0.5 and self._some()) or self._new())
        path.write_text(f"{self.dice.random()}")
        return path

    def do_rename_outside(self) -> Any:
        source = self._some(folders=self.dice.random() < 0.5)
        target = self._new()
        if source and not f"{target}/".startswith(f"{source}/"):
            (self.server.folder / source).rename(self.server.folder / target)
        return source, target

    def do_remove_outside(self) -> Any:
        path = self.server.folder / (self._some(folders=self.dice.random() < 0.3) or "none")
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
        return path

    def do_grow_outside(self) -> Any:
        top = self.server.folder / self._new()
        for number in range(self.dice.choice([1, 30])):
            folder = top / f"{number % 3}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number}").write_text("x")
        return top


@pytest.mark.slow
@pytest.mark.timeout(60 + 3 * STEPS)
@pytest.mark.capability("A7", "E3", "I11", "X6")
@pytest.mark.parametrize("seed", SEEDS)
def test_files_are_what_snapshot_and_events_tell(fresh_server: Start, seed: int) -> None:
    server = fresh_server()
    tree, told, late = Tree(server, seed), Told(), Told()
    with joined(server) as client, joined(server) as second:
        client.send("files.follow", 1)
        told.take(_item(client.raw.recv(DEADLINE)))
        # Once it tells of a file it knows its tree; of folders that are made before that it tells nothing.
        (server.folder / ".begin").write_text("")  # a name that no step takes
        until_equal(client, told.take, lambda: (told.known, tree.listed()), ".begin")
        for step in range(STEPS):
            done = tree.step()
            until_equal(client, told.take, lambda: (told.known, tree.listed()), done)
            assert told.gaps == [], done
            if step == STEPS // 2:
                second.send("files.follow", 1)
            drain(second, late.take)
        until_equal(second, late.take, lambda: (_top(late.known), _top(tree.listed())))


def _top(known: dict[str, str]) -> dict[str, str]:
    return {path: version for path, version in known.items() if "/" not in path}


class Desk:
    """Terminals as events told of them."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}

    def take(self, item: dict[str, Any]) -> None:
        """Take in an event."""
        kind, data = item["kind"].removeprefix("terminals."), dict(item["data"])
        if kind == "created":
            self.known[data["terminal"]["id"]] = data["terminal"]
            return
        terminal = data.pop("terminal")
        if kind == "closed":
            del self.known[terminal]
        else:
            self.known[terminal] |= {"state": "exited", "exit": data} if kind == "exited" else data


@pytest.mark.capability("F1", partly="holders of workspaces come later")
def test_terminals_are_what_events_tell(fresh_server: Start) -> None:
    server, dice, desk = fresh_server(), random.Random(2), Desk()
    call = server.call
    commands: list[Callable[[str], Any]] = [
        lambda _: call("terminals.create", command=["sh"], name=f"{dice.random()}"),
        lambda id_: call("terminals.rename", terminal=id_, name=f"{dice.random()}"),
        lambda id_: call("terminals.share", terminal=id_, shared=dice.random() < 0.5),
        lambda id_: call("terminals.resize", terminal=id_, rows=dice.randint(2, 90), cols=80),
        lambda id_: call("terminals.write", terminal=id_, data="x"),
        lambda id_: call("terminals.write", terminal=id_, data="\u0003exit 3\r"),
        lambda id_: call("terminals.close", terminal=id_),
    ]
    with joined(server) as client:
        client.send("workspaces.events", 1, kinds=["terminals.*"])
        client.next()
        for _ in range(STEPS // 2):
            running = [each["id"] for each in call("terminals.list") if each["state"] == "running"]
            with suppress(Failed):  # the program may have ended meanwhile
                dice.choice(commands if running else commands[:1])(dice.choice(running or [""]))
            until_equal(client, desk.take, lambda: (list(desk.known.values()), call("terminals.list")))


def test_projects_are_what_events_tell(fresh_server: Start, tmp_path: Path) -> None:
    server, dice = fresh_server(), random.Random(3)
    folders = [tmp_path / name for name in ("a", "b", "c")]
    opened: dict[str, bool] = {each["id"]: each["opened"] for each in server.call("projects.list")}

    def take(item: dict[str, Any]) -> None:
        opened[item["data"]["project"]] = item["kind"] == "projects.opened"

    def state() -> tuple[Any, Any]:
        listed = server.call("projects.list")
        live = {each["project"] for each in server.call("workspaces.list")}
        assert {each["id"] for each in listed if each["opened"]} == live
        return opened, {each["id"]: each["opened"] for each in listed}

    with joined(server) as client:
        client.send("system.events", 1, kinds=["projects.*"])
        client.next()
        for _ in range(12):
            folder = dice.choice(folders)
            folder.mkdir(exist_ok=True)
            made = server.call("projects.open", folder=str(folder))
            if dice.random() < 0.5:
                server.call("projects.close", project=made["id"])
            until_equal(client, take, state)
