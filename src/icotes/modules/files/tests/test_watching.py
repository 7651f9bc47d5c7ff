"""Changes are published once, whoever makes them, also those made while nobody looked."""

import asyncio
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from home import Home
from icotes.core.body import Upload
from icotes.core.errors import Conflict, NotFound
from icotes.core.events import EventRecord
from icotes.modules.files import ledger


async def is_known(home: Home, path: str) -> None:
    """Wait until what is told of a file is how it is; there may be news of it half made before that."""
    version = (await home.files.stat(home.workspace, path)).version
    async with asyncio.timeout(20):
        while version not in [record.fields().get("version") for record in await home.events()]:
            await asyncio.sleep(0.005)


async def test_outside_changes_become_events(home: Home) -> None:
    file = home.folder / "file"
    os.mknod(file)  # one notice; with a second one it could be looked at while it is written again
    await is_known(home, "file")
    before = len(await home.changes())
    file.write_text("more")
    assert (await home.until(lambda changes: len(changes) > before))[before:] == [("changed", "file")]
    file.rename(home.folder / "other")
    assert (await home.until(lambda changes: len(changes) > before + 1))[before + 1 :] == [("moved", "other")]
    (home.folder / "other").unlink()
    assert (await home.until(lambda changes: len(changes) > before + 2))[before + 2 :] == [("deleted", "other")]
    assert {record.fields()["origin"] for record in await home.events()} == {"outside"}


async def test_own_writes_are_not_news(home: Home) -> None:
    for number in range(50):
        await home.files.write(home.workspace, "file", f"{number}")
        await home.files.upload(home.workspace, "other", Upload.of(b"x"))
    (home.folder / "last").write_text("")
    changes = await home.until(lambda changes: ("created", "last") in changes)
    assert len([path for _, path in changes if path != "last"]) == 100


async def test_an_editor_that_saves_by_renaming_changes_one_file(home: Home) -> None:
    os.mknod(home.folder / "file")  # one notice; with a second one it could be looked at while it has no name
    await is_known(home, "file")
    before = len(await home.changes())
    (home.folder / "file").rename(home.folder / "file~")
    (home.folder / "file").write_text("two")
    (home.folder / "file~").unlink()
    assert (await home.until(lambda changes: len(changes) > before))[before:] == [("changed", "file")]
    (home.folder / "4913").write_text("three")
    (home.folder / "4913").rename(home.folder / "file")
    changes = await home.until(lambda changes: changes[-1] != changes[before] or len(changes) > before + 1)
    assert changes[before + 1 :][-1][1] == "file"


async def test_what_changed_while_the_server_was_stopped_is_published(home: Home) -> None:
    for name in ("same", "changed", "deleted", "folder"):
        await (home.files.make_folder if name == "folder" else home.files.create)(home.workspace, name)
    await home.files.create(home.workspace, "folder/inside")
    await home.close()
    before = 5
    (home.folder / "changed").write_text("changed")
    (home.folder / "deleted").unlink()
    (home.folder / "created").write_text("")
    (home.folder / ".icotes-0-half").write_text("left by a crash")
    shutil.rmtree(home.folder / "folder")
    await home.open()
    changes = await home.until(lambda changes: len(changes) > before + 3)
    assert set(changes[before:]) == {
        ("changed", "changed"),
        ("deleted", "deleted"),
        ("created", "created"),
        ("deleted", "folder"),
    }
    assert not (home.folder / ".icotes-0-half").exists()


async def test_what_is_made_while_a_large_tree_is_first_looked_at_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, made, scan = threading.Event(), threading.Event(), ledger._scan

    def held(folder: int) -> Iterator[tuple[str, os.stat_result]]:
        going.set()
        assert made.wait(30)
        return scan(folder)

    monkeypatch.setattr(ledger, "_scan", held)
    home = Home(tmp_path)
    (home.folder / "folder").mkdir(parents=True)
    (home.folder / "folder" / "old").write_text("")
    opening = asyncio.create_task(home.open())
    await asyncio.to_thread(going.wait, 30)
    await asyncio.sleep(0.02)  # the clock of files ticks every few milliseconds
    (home.folder / "folder" / "late").write_text("")
    made.set()
    await opening
    assert await home.until(lambda changes: changes) == [("created", "folder/late")]
    await home.close()


async def test_a_checkout_of_many_files_arrives_as_batches_and_whole(home: Home) -> None:
    names = {f"{folder}/{file}" for folder in range(50) for file in range(60)}

    def check_out() -> None:
        for name in names:
            (home.folder / name).parent.mkdir(exist_ok=True)
            (home.folder / name).write_text(name)

    await asyncio.to_thread(check_out)
    changes = await home.until(lambda changes: names <= {path for _, path in changes})
    assert len([change for change in changes if change[0] == "created"]) == len(names) + 50
    assert len(await home.events()) < len(names) / 5


async def test_what_is_told_equals_what_is_there(home: Home) -> None:
    """Snapshot and events together give the disk, while commands and others change it at once."""

    async def command(number: int) -> None:
        name = f"{number % 7}"
        with suppress(NotFound, Conflict):
            match number % 4:
                case 0 | 1:
                    await home.files.write(home.workspace, name, "x" * number)
                case 2:
                    await home.files.move(home.workspace, name, f"{(number * 3) % 7}", replace=True)
                case _:
                    await home.files.delete(home.workspace, name)

    def outside(number: int) -> None:
        path = home.folder / f"{number % 5}"
        if number % 3:
            path.write_text("y" * number)
        else:
            path.unlink(missing_ok=True)

    for number in range(150):
        await asyncio.gather(command(number), asyncio.to_thread(outside, number), command(number + 1))
    (home.folder / "end").write_text("")
    await home.until(lambda changes: ("created", "end") in changes)
    there = {entry.path: entry.version for entry in (await home.files.list_(home.workspace)).items}
    end = time.monotonic() + 20
    while (state := _told(await home.events())) != there and time.monotonic() < end:
        await asyncio.sleep(0.01)  # the news of a rename may come a little after what came after it
    assert state == there


def _told(events: list[EventRecord]) -> dict[str, str]:
    state: dict[str, str] = {}
    for record in events:
        fields = record.fields()
        if record.kind == "files.moved":
            state.pop(fields["from"], None)
            state[fields["path"]] = fields["version"]
        for change in fields.get("changes", [fields]):
            if change.get("change") == "deleted":
                state.pop(change["path"], None)
            elif change.get("change"):
                state[change["path"]] = change["version"]
    return state


async def test_git_keeps_its_own_to_itself(home: Home) -> None:
    environment = os.environ | {"HOME": str(home.base), "GIT_CONFIG_NOSYSTEM": "1"}
    run = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
    subprocess.run([*run, "init", "-q"], cwd=home.folder, env=environment, check=True)
    (home.folder / "file").write_text("")
    subprocess.run([*run, "add", "."], cwd=home.folder, env=environment, check=True)
    subprocess.run([*run, "commit", "-qm", "x"], cwd=home.folder, env=environment, check=True)
    (home.folder / "end").write_text("")
    changes = await home.until(lambda changes: ("created", "end") in changes)
    assert not [path for _, path in changes if path.startswith(".git/")]


async def test_trouble_is_told_in_health(home: Home, tmp_path: Path) -> None:
    assert (await home.trees.health()).state == "ok"
    home.trees.of(home.workspace).watch.unwatched = 3
    health = await home.trees.health()
    assert health.state == "degraded"
    assert "max_user_watches" in health.detail
