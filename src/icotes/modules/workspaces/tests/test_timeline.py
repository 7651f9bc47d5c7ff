"""The timeline on a running server: whoever changes something is on it, and everything goes back to any point."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from footprint import until as happens
from running import Server, start
from timeline import at, moments, picture, refused, until


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src" / "deep").mkdir(parents=True)
    (folder / "empty").mkdir()
    (folder / "notes.md").write_text("one\ntwo\nthree\n")
    (folder / "src" / "main.py").write_text("print('hello')\n")
    (folder / "src" / "deep" / "data.bin").write_bytes(bytes(range(256)) * 10)
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    (folder / "link").symlink_to("notes.md")
    return folder


@pytest.fixture
def live(project: Path, tmp_path: Path) -> Iterator[Server]:
    running = start(project, tmp_path / "home")
    assert running.call("workspaces.timeline") == {"items": [], "next": None}  # waits for its begin
    yield running
    running.stop()


@pytest.mark.capability("Y4", "I6")
def test_people_keys_shells_git_and_programs_elsewhere_are_on_one_timeline_and_all_of_it_goes_back(
    live: Server, project: Path
):
    begin = live.call("workspaces.checkpoint", name="begin")
    before = picture(project)
    made = live.call("system.create_token", name="robot", scope=["files:*", "workspaces:*"])

    live.call("files.write", path="notes.md", text="one\nTWO\nthree\n")
    live.call("files.write", path="src/new.py", text="x = 1\n", token=made["key"])
    (project / "elsewhere.txt").write_text("by hand")
    outside = until(live, at("elsewhere.txt"))
    terminal = live.call("terminals.create", command=["/bin/sh"])["id"]
    live.call("terminals.write", terminal=terminal, data="sed -i s/hello/bye/ src/main.py; rmdir empty\r")
    sed, rmdir = until(live, at("src/main.py")), until(live, at("empty"))
    git = "git init -q && git add -A && git -c user.name=n -c user.email=e commit -qm all && git rm -qrf src\r"
    live.call("terminals.write", terminal=terminal, data=git)
    removed = until(live, at("src/deep/data.bin", "deleted"))
    happens(lambda: not (project / "src").exists())  # git goes on after the first file

    told = {moment["path"]: moment for moment in moments(live, path="")}
    person, robot = until(live, at("notes.md")), until(live, at("src/new.py", "created"))
    assert (person["cause"], person["authors"], person["method"]) == ("method", ["owner"], "files.write")
    assert (robot["cause"], robot["authors"]) == ("method", ["owner/robot"])
    assert (outside["cause"], outside["authors"], outside["change"]) == ("outside", [], "created")
    for moment in (sed, rmdir, removed):
        assert (moment["cause"], moment["terminal"], moment["authors"]) == ("terminal", terminal, ["owner"])
    assert not [path for path in told if path.startswith(".git")]
    assert all(moment["time"] >= begin["time"] for moment in told.values())

    after = picture(project)
    restored = live.call("workspaces.restore", to="begin")
    assert picture(project) == before
    assert restored["not_restored"] == 0
    undone = live.call("workspaces.restore", to=restored["before"])
    assert picture(project) == after
    marks = [moment for moment in moments(live) if moment["change"] == "restored"]
    assert [mark["id"] for mark in marks] == [restored["moment"], undone["moment"]]
    assert {mark["cause"] for mark in marks} == {"restore"}
    back = until(live, lambda moment: moment["path"] == "empty" and moment["cause"] == "restore")
    assert (back["authors"], back["call"]) == (["owner"], marks[0]["call"])


@pytest.mark.capability("I6", "D9", partly="the timeline's events; those of panels are shown with them")
def test_a_restore_is_an_event_with_who_did_it(live: Server):
    since = live.call("workspaces.get")["cursor"]
    live.call("workspaces.checkpoint", name="one")
    live.call("files.write", path="notes.md", text="changed")
    live.call("workspaces.restore", to="one", path="notes.md")
    got = live.call(
        "workspaces.events", since=since, kinds=["workspaces.checkpoint_made", "workspaces.restored"], max_items=2
    )
    made, restored = [item for item in got["items"] if item["type"] == "event"]
    assert (made["kind"], made["actor"], made["data"]["name"]) == ("workspaces.checkpoint_made", "owner", "one")
    assert (restored["kind"], restored["data"]["path"], restored["data"]["changed"]) == (
        "workspaces.restored",
        "notes.md",
        1,
    )


@pytest.mark.capability("I6")
def test_modes_links_empty_folders_and_types_come_back_as_they_were(live: Server, project: Path):
    live.call("workspaces.checkpoint", name="begin")
    before = picture(project)
    (project / "run.sh").chmod(0o600)
    (project / "src").chmod(0o700)
    (project / "link").unlink()
    (project / "link").mkdir()
    (project / "link" / "inside").write_text("x")
    (project / "notes.md").unlink()
    (project / "notes.md").symlink_to("run.sh")
    (project / "empty").rmdir()
    (project / "empty").write_text("a file now")
    changed = live.call("workspaces.checkpoint", name="changed")
    after = picture(project)

    live.call("workspaces.restore", to="begin")
    assert picture(project) == before
    live.call("workspaces.restore", to=changed["id"])
    assert picture(project) == after


@pytest.mark.capability("I8", partly="of files; that of events is shown with A7")
def test_a_file_keeps_its_history_where_it_goes(live: Server, project: Path):
    live.call("files.write", path="notes.md", text="first\n")
    first = until(live, at("notes.md"))
    live.call("files.move", source="notes.md", target="src/kept.md")
    until(live, at("src/kept.md", "moved"))
    live.call("files.move", source="src", target="lib")
    until(live, at("lib/kept.md", "moved"))
    live.call("files.copy", source="lib/kept.md", target="copy.md")
    until(live, at("copy.md", "copied"))
    live.call("files.write", path="copy.md", text="second\n")
    until(live, at("copy.md", "changed"))

    told = [(each["path"], each["change"], each.get("from", "")) for each in moments(live, path="copy.md")]
    assert told == [
        ("notes.md", "changed", ""),
        ("src/kept.md", "moved", "notes.md"),
        ("lib/kept.md", "moved", "src/kept.md"),
        ("copy.md", "copied", "lib/kept.md"),
        ("copy.md", "changed", ""),
    ]
    assert live.call("workspaces.content_at", path="notes.md", moment=first["id"])["text"] == "first\n"
    live.call("workspaces.restore", to=f"{first['id']}^", path="lib/kept.md")
    assert (project / "lib" / "kept.md").read_text() == "one\ntwo\nthree\n"
    assert (project / "copy.md").read_text() == "second\n"


def test_a_deleted_file_comes_back_alone(live: Server, project: Path):
    gone = project / "src" / "deep" / "data.bin"
    content = gone.read_bytes()
    live.call("workspaces.checkpoint", name="begin")
    live.call("files.delete", path="src")
    moment = until(live, at("src/deep/data.bin", "deleted"))
    live.call("workspaces.restore", to=f"{moment['id']}^", path="src/deep/data.bin")

    assert gone.read_bytes() == content
    assert not (project / "src" / "main.py").exists()


def test_differences_between_any_two_points(live: Server, project: Path):
    live.call("workspaces.checkpoint", name="begin")
    live.call("files.write", path="notes.md", text="one\n2\nthree\nfour\n")
    (project / "run.sh").unlink()
    live.call("files.move", source="src/main.py", target="main.py")
    (project / "image.bin").write_bytes(b"\0\1\2")
    live.call("workspaces.checkpoint", name="end")
    live.call("files.write", path="notes.md", text="later")

    found = {each["path"]: each for each in live.call("workspaces.diff", old="begin", new="end")["items"]}
    assert {path: each["change"] for path, each in found.items()} == {
        "image.bin": "created",
        "main.py": "moved",
        "notes.md": "changed",
        "run.sh": "deleted",
    }
    notes = found["notes.md"]
    assert (notes["added"], notes["removed"], notes["hunks"]) == (2, 1, [])
    assert (found["main.py"]["from"], found["main.py"]["added"]) == ("src/main.py", 0)
    assert found["image.bin"]["binary"]
    page = live.call("workspaces.diff", old="begin", new="end", path="notes.md")["items"]
    assert page[0]["hunks"][0]["lines"] == [" one", "-two", "+2", " three", "+four"]
    back = live.call("workspaces.diff", old="end", new="begin", path="notes.md")["items"][0]
    assert (back["added"], back["removed"]) == (1, 2)
    first = live.call("workspaces.diff", old="begin", new="end", limit=2)
    rest = live.call("workspaces.diff", old="begin", new="end", limit=9, after=first["next"])
    assert [each["path"] for each in first["items"] + rest["items"]] == sorted(found)


def test_what_git_ignores_is_told_without_content_and_stays(live: Server, project: Path):
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    live.call("files.write", path=".gitignore", text="*.log\nbuild/\n")
    live.call("workspaces.checkpoint", name="begin")
    live.call("files.write", path="out.log", text="noise")
    live.call("files.make_folder", path="build/deep")
    live.call("files.write", path="build/deep/x.o", text="object")
    live.call("files.write", path="src/x.py", text="mine")
    told = until(live, at("out.log"))
    until(live, at("src/x.py"))

    assert (told["change"], told["kept"], told["hash"]) == ("created", False, "")
    restored = live.call("workspaces.restore", to="begin")
    assert (restored["deleted"], restored["not_restored"]) == (1, 0)
    assert (project / "out.log").exists()
    assert (project / "build" / "deep" / "x.o").exists()


def test_what_is_too_large_is_told_and_never_lost(project: Path, fresh_server: Callable[..., Server]):
    (project / "large").write_bytes(b"x" * 5000)
    server = fresh_server(project, ICOTES_TIMELINE_FILE_BYTES="4000")
    server.call("workspaces.checkpoint", name="begin")
    server.call("files.write", path="large", text="y" * 6000)
    server.call("files.write", path="larger", text="y" * 6000)
    server.call("files.write", path="notes.md", text="small")
    restored = server.call("workspaces.restore", to="begin")

    assert (project / "notes.md").read_text() == "one\ntwo\nthree\n"
    assert ((project / "large").read_text(), (project / "larger").exists()) == ("y" * 6000, True)
    assert [left["path"] for left in restored["left"]] == ["large", "larger"]
    assert refused(server, "workspaces.content_at", path="large", moment="begin")["data"]["kind"] == "PathNotKept"


def test_a_point_that_is_not_there_is_refused(live: Server):
    for point in ("m999999", "never", "2001-01-01T00:00:00Z", "999d", "m0"):
        for method, params in (
            ("workspaces.restore", {"to": point}),
            ("workspaces.diff", {"old": point}),
            ("workspaces.content_at", {"path": "notes.md", "moment": point}),
        ):
            assert refused(live, method, **params)["data"]["kind"] == "PointNotFound"


def test_names_of_checkpoints_are_unique_and_no_times(live: Server, project: Path):
    made = live.call("workspaces.checkpoint", name="before the change")
    error = refused(live, "workspaces.checkpoint", name="before the change")
    assert (error["data"]["kind"], error["data"]["current"]) == ("Conflict", made["id"])
    for name in ("m12", "m12^", "10m", "2026-01-01", " x", "a\nb"):
        assert refused(live, "workspaces.checkpoint", name=name)["data"]["kind"] == "BadPointName"
    assert refused(live, "workspaces.restore", to=made["id"], path="never")["data"]["kind"] == "PathNotKept"
    live.call("files.write", path="notes.md", text="x")
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(until(live, at("notes.md"))["time"] + 1))
    assert live.call("workspaces.content_at", path="notes.md", moment=when)["text"] == "x"
    assert live.call("workspaces.content_at", path="notes.md", moment="0s")["text"] == "x"


@pytest.mark.capability("Y4", partly="open texts; the rest is shown beside")
def test_an_open_text_goes_back_as_an_edit_and_who_typed_is_told(live: Server, project: Path):
    made = live.call("system.create_token", name="robot", scope=["documents:*"])
    live.call("documents.open", path="notes.md")
    live.call("documents.edit", path="notes.md", edits=[{"old": "two", "new": "2"}], token=made["key"])
    checkpoint = live.call("workspaces.checkpoint", name="typed")
    assert (project / "notes.md").read_text() == "one\n2\nthree\n"
    typed = until(live, at("notes.md"))
    assert (typed["cause"], typed["change"]) == ("method", "changed")
    assert typed["authors"] == ["owner/robot"]
    assert int(typed["id"][1:]) < int(checkpoint["id"][1:])
    live.call("documents.edit", path="notes.md", edits=[{"old": "three", "new": "3"}])
    since = live.call("documents.read", path="notes.md")["version"]

    restored = live.call("workspaces.restore", to="typed")
    assert restored["not_restored"] == 0
    now = live.call("documents.read", path="notes.md")
    assert (now["text"], now["version"] != since) == ("one\n2\nthree\n", True)
    assert (project / "notes.md").read_text() == "one\n2\nthree\n"
    live.call("workspaces.restore", to=restored["before"])
    assert live.call("documents.read", path="notes.md")["text"] == "one\n2\n3\n"
