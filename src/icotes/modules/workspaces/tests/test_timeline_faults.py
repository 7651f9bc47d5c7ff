"""What the timeline does when something is in its way: a crash, damage, too much, two at once."""

import hashlib
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from running import DEADLINE, Failed, Server
from timeline import at, moments, picture, refused, until

Fresh = Callable[..., Server]


def archive(server: Server) -> Path:
    return next((server.home / "state").rglob("*.timeline"))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fill(project: Path, count: int, text: str) -> None:
    for number in range(count):
        folder = project / f"part{number % 20}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.txt").write_text(f"{text} {number}\n" * 20)


@pytest.mark.capability("Y4", partly="a crash while everything goes back; the rest is shown beside")
def test_kill_9_in_the_middle_of_a_restore_is_told_and_the_next_restore_mends_it(tmp_path: Path, fresh_server: Fresh):
    project, home = tmp_path / "project", tmp_path / "home"
    project.mkdir()
    fill(project, 600, "before")
    server = fresh_server(project, home=home)
    server.call("workspaces.checkpoint", name="begin")
    before = picture(project)
    fill(project, 600, "after")
    (project / "new.txt").write_text("new")
    changed = server.call("workspaces.checkpoint", name="changed")
    after = picture(project)

    def restore() -> None:
        with pytest.raises((OSError, Failed)):
            server.call("workspaces.restore", to="begin")

    going = threading.Thread(target=restore)
    going.start()
    end = time.monotonic() + DEADLINE
    while (project / "new.txt").exists() and time.monotonic() < end:  # it goes first
        pass
    server.kill()
    going.join()
    halfway = picture(project)
    assert "new.txt" not in halfway
    assert all(halfway[path] in (before[path], after[path]) for path in before)

    again, end = fresh_server(project, home=home), time.monotonic() + DEADLINE
    again.call("workspaces.timeline")
    told = again.call("workspaces.history", kinds=["workspaces.restore_interrupted"])["items"]
    assert [(each["data"]["path"], each["data"]["before"]) for each in told] == [("", changed["id"])]
    while list(project.glob(".icotes-*")) and time.monotonic() < end:
        time.sleep(0.05)
    assert not list(project.glob(".icotes-*"))
    again.call("workspaces.restore", to="begin")
    assert picture(project) == before
    again.call("workspaces.restore", to=told[0]["data"]["before"])
    assert picture(project) == after


def test_what_happened_before_and_while_the_server_was_away_is_on_the_timeline(tmp_path: Path, fresh_server: Fresh):
    project, home = tmp_path / "project", tmp_path / "home"
    project.mkdir()
    (project / "notes.md").write_text("one")
    server = fresh_server(project, home=home)
    server.call("workspaces.checkpoint", name="begin")
    server.call("files.write", path="notes.md", text="two")
    server.kill()
    (project / "away.md").write_text("three")
    server = fresh_server(project, home=home)
    away = until(server, at("away.md"))
    wrote = until(server, at("notes.md"))

    assert (wrote["cause"], wrote["authors"], wrote["change"]) == ("method", ["owner"], "changed")
    assert (away["cause"], away["change"]) == ("outside", "created")
    server.call("workspaces.restore", to="begin")
    assert {path.name: path.read_text() for path in project.iterdir()} == {"notes.md": "one"}


def test_damaged_content_is_named_and_nothing_is_touched(tmp_path: Path, fresh_server: Fresh):
    project, home = tmp_path / "project", tmp_path / "home"
    project.mkdir()
    random_text = random.Random(3).randbytes(3000).hex()
    (project / "sound.txt").write_text("sound")
    (project / "hurt.txt").write_text(random_text)
    server = fresh_server(project, home=home)
    server.call("workspaces.checkpoint", name="begin")
    for name in ("sound.txt", "hurt.txt"):
        server.call("files.write", path=name, text="changed")
    server.call("workspaces.checkpoint", name="changed")
    after = picture(project)
    server.stop()
    with sqlite3.connect(archive(server)) as db:
        row = "SELECT rowid FROM contents ORDER BY length(data) DESC LIMIT 1"
        db.execute(f"UPDATE contents SET data = substr(data, 1, 500) || x'00ff' WHERE rowid = ({row})")
    db.close()
    server = fresh_server(project, home=home)

    error = refused(server, "workspaces.restore", to="begin")
    assert (error["data"]["kind"], error["data"]["missing"]) == ("ContentMissing", ["hurt.txt"])
    assert picture(project) == after
    assert refused(server, "workspaces.content_at", path="hurt.txt", moment="begin")["data"]["kind"] == "ContentMissing"
    shown = server.call("workspaces.diff", old="begin", path="hurt.txt")["items"][0]
    assert "damaged" in shown["missing"]
    server.call("workspaces.restore", to="begin", path="sound.txt")
    assert (project / "sound.txt").read_text() == "sound"


def test_a_timeline_that_is_no_database_is_put_aside_and_the_workspace_opens(tmp_path: Path, fresh_server: Fresh):
    project, home = tmp_path / "project", tmp_path / "home"
    project.mkdir()
    (project / "notes.md").write_text("one")
    server = fresh_server(project, home=home)
    server.call("workspaces.checkpoint", name="begin")
    server.stop()
    archive(server).write_bytes(b"this is no database" * 1000)
    archive(server).with_name(f"{archive(server).name}-wal").write_bytes(b"nor is this" * 100)
    server = fresh_server(project, home=home)

    assert server.call("workspaces.timeline")["items"] == []
    assert server.call("workspaces.checkpoint", name="begin")["name"] == "begin"
    assert "damaged" in server.log


def test_too_much_is_trimmed_from_its_begin_and_what_is_trimmed_is_named(tmp_path: Path, fresh_server: Fresh):
    project = tmp_path / "project"
    project.mkdir()
    (project / "notes.md").write_text("one")
    server = fresh_server(project, ICOTES_TIMELINE_BYTES=str(1 << 20))
    server.call("workspaces.checkpoint", name="begin")
    noise = random.Random(5)
    for _ in range(20):
        text = noise.randbytes(60_000).hex()
        server.call("files.write", path="noise.txt", text=text)
        hash_ = sha(text)
        until(server, lambda moment, hash_=hash_: moment.get("hash") == hash_)
    trimmed = server.call("workspaces.trim")

    assert trimmed["bytes"] <= 1 << 20
    assert refused(server, "workspaces.restore", to="begin")["data"]["kind"] == "PointNotFound"
    assert server.call("workspaces.content_at", path="notes.md", moment=trimmed["oldest"])["text"] == "one"
    told = server.call("workspaces.history", kinds=["workspaces.timeline_trimmed"])["items"]
    assert told[0]["data"]["oldest"] == trimmed["oldest"]
    oldest = server.call("workspaces.content_at", path="noise.txt", moment=trimmed["oldest"])["text"]
    server.call("files.delete", path="noise.txt")
    server.call("workspaces.restore", to=trimmed["oldest"])
    assert (project / "noise.txt").read_text() == oldest


def test_what_changes_while_all_goes_back_is_on_the_timeline_or_stays(tmp_path: Path, fresh_server: Fresh):
    project = tmp_path / "project"
    project.mkdir()
    fill(project, 300, "before")
    server = fresh_server(project)
    server.call("workspaces.checkpoint", name="begin")
    fill(project, 300, "after")
    server.call("workspaces.checkpoint", name="changed")
    written: list[str] = []
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            text = f"between {len(written)}"
            server.call("files.write", path="part1/1.txt", text=text)
            written.append(text)

    writer = threading.Thread(target=write)
    writer.start()
    while not written:
        time.sleep(0.01)
    server.call("workspaces.restore", to="begin")
    over.set()
    writer.join()
    server.call("workspaces.checkpoint", name="end")

    assert (project / "part2" / "2.txt").read_text() == "before 2\n" * 20
    assert (project / "part1" / "1.txt").read_text() in {written[-1], "before 1\n" * 20}
    told = [each for each in moments(server, path="part1/1.txt") if each["change"] == "changed"]
    assert {each["cause"] for each in told} <= {"method", "restore", "outside"}
    assert len(told) > 1


def test_a_link_that_was_put_in_the_way_leads_nothing_out(tmp_path: Path, fresh_server: Fresh):
    project, outside = tmp_path / "project", tmp_path / "outside"
    (project / "src").mkdir(parents=True)
    outside.mkdir()
    (project / "src" / "main.py").write_text("mine")
    server = fresh_server(project)
    server.call("workspaces.checkpoint", name="begin")
    (project / "src" / "main.py").unlink()
    (project / "src").rmdir()
    (project / "src").symlink_to(outside)

    restored = server.call("workspaces.restore", to="begin", path="src/main.py")
    assert [left["path"] for left in restored["left"]] == ["src/main.py"]
    assert list(outside.iterdir()) == []
    server.call("workspaces.restore", to="begin")
    assert ((project / "src").is_symlink(), (project / "src" / "main.py").read_text()) == (False, "mine")
    assert list(outside.iterdir()) == []


def test_a_restore_goes_on_when_nobody_waits_for_it(tmp_path: Path, fresh_server: Fresh):
    project = tmp_path / "project"
    project.mkdir()
    fill(project, 100, "before")
    server = fresh_server(project)
    server.call("workspaces.checkpoint", name="begin")
    before = picture(project)
    fill(project, 100, "after")
    server.call("workspaces.checkpoint", name="changed")
    assert refused(server, "workspaces.restore", to="begin", timeout=0.001)["data"]["kind"] == "TimedOut"

    until(server, lambda moment: moment["change"] == "restored")
    assert picture(project) == before


def test_a_terminal_is_named_only_when_it_could_be_no_other(tmp_path: Path, fresh_server: Fresh):
    project = tmp_path / "project"
    project.mkdir()
    server = fresh_server(project)
    server.call("workspaces.timeline")
    ids = [server.call("terminals.create", command=["sleep", "1000"])["id"] for _ in range(2)]
    (project / "two").write_text("x")
    two = until(server, at("two"))
    server.call("terminals.close", terminal=ids[0])
    (project / "one").write_text("x")
    one = until(server, at("one"))
    server.call("terminals.close", terminal=ids[1])
    (project / "none").write_text("x")
    none = until(server, at("none"))

    assert (two["cause"], two["terminal"], two["authors"]) == ("terminal", "", ["owner"])
    assert (one["cause"], one["terminal"]) == ("terminal", ids[1])
    assert (none["cause"], none["authors"]) == ("outside", [])
