"""A worktree's changes are reviewed and merged, hunk by hunk, on a running server with real repositories."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from icotes import testing
from icotes.core.errors import QuotaExceeded
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import FileWriting
from icotes.modules.workspaces.reviews import Reviews
from repositories import Repository, git
from running import DEADLINE, Failed, Server, start

LONG = "".join(f"line {number}\n" for number in range(1, 41))


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("plain"), tmp_path_factory.mktemp("home"))
    yield running
    running.stop()


class Branch:
    """A repository with a worktree that begins with `long.md`."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.repository = Repository(server, folder)
        self.repository.write("long.md", LONG)
        self.main = self.repository.folder
        self.made = self.repository.create(f"tree-{folder.name}")
        self.folder = Path(self.made["folder"])

    def call(self, method: str, **params: Any) -> Any:
        return self.server.call(f"workspaces.{method}", workspace=self.made["id"], **params)

    def refused(self, method: str, **params: Any) -> dict[str, Any]:
        with pytest.raises(Failed) as failed:
            self.call(method, **params)
        return failed.value.error

    def files(self) -> dict[str, Any]:
        return {each["path"]: each for each in self.call("review")["files"]}

    def hunks(self, path: str) -> list[dict[str, Any]]:
        return self.files()[path]["hunks"]

    def read(self, path: str) -> str:
        return self.server.call("files.read", workspace=self.repository.workspace["id"], path=path)["text"]

    def write(self, path: str, text: str) -> None:
        self.server.call("files.write", workspace=self.repository.workspace["id"], path=path, text=text)


@pytest.fixture
def branch(host: Server, tmp_path: Path) -> Branch:
    return Branch(host, tmp_path / f"b{abs(hash(str(tmp_path))) % 10**9}")


def changed(**lines: str) -> str:
    """The long text with some lines replaced, e.g. `l3="new"`."""
    found = LONG.splitlines()
    for name, text in lines.items():
        found[int(name[1:]) - 1] = text
    return "\n".join(found) + "\n"


@pytest.mark.capability("Y5", partly="the checkout, its review and merge; the agent itself comes later")
def test_what_was_added_changed_and_deleted_committed_or_not_is_reviewed_and_merged(branch: Branch):
    (branch.folder / "long.md").write_text(changed(l3="three", l30="thirty"))
    git(branch.folder, "commit", "-qam", "more")
    (branch.folder / "deep" / "er").mkdir(parents=True)
    (branch.folder / "deep" / "er" / "new é.md").write_text("new\n")
    (branch.folder / "notes.md").unlink()
    files = branch.files()

    assert {path: each["status"] for path, each in files.items()} == {
        "deep/er/new é.md": "added",
        "long.md": "changed",
        "notes.md": "deleted",
    }
    first, second = files["long.md"]["hunks"]
    assert (first["main"], first["worktree"]) == (
        {"line": 3, "lines": 1, "text": "line 3\n"},
        {"line": 3, "lines": 1, "text": "three\n"},
    )
    assert branch.call("compare", path="long.md")["base"] == LONG

    since = branch.server.call("workspaces.get", workspace=branch.repository.workspace["id"])["cursor"]
    merged = branch.call("merge", accept=[second["id"]])
    assert merged == {"paths": ["long.md"], "hunks": 1, "left": 3}
    assert branch.read("long.md") == changed(l30="thirty")
    assert [each["id"] for each in branch.hunks("long.md")] == [first["id"]]
    assert branch.call("merge")["left"] == 0
    assert branch.files() == {}
    assert branch.read("deep/er/new é.md") == "new\n"
    assert not (branch.main / "notes.md").exists()
    assert git(branch.main, "log", "--oneline").count("\n") == 1
    branch.call("delete")

    events = branch.server.call("workspaces.events", workspace=branch.repository.workspace["id"], since=since, wait=1)
    kinds = [each for each in events["items"] if each["type"] == "event"]
    merges = [each for each in kinds if each["kind"] == "workspaces.merged"]
    assert [each["data"]["hunks"] for each in merges] == [1, 3]
    assert {each["call"] for each in kinds if each["kind"] == "files.changed"} == {each["call"] for each in merges}


def test_lines_that_both_changed_are_a_conflict_that_is_shown_and_never_half_applied(branch: Branch):
    (branch.folder / "long.md").write_text(changed(l3="theirs", l30="thirty"))
    (branch.folder / "other.md").write_text("other\n")
    branch.write("long.md", changed(l3="ours", l20="twenty"))
    review = branch.call("review")
    conflict, clean = branch.hunks("long.md")

    assert (review["conflicts"], conflict["conflict"], clean["conflict"]) == (1, True, False)
    assert [conflict[side]["text"] for side in ("base", "main", "worktree")] == ["line 3\n", "ours\n", "theirs\n"]
    error = branch.refused("merge")
    assert (error["data"]["kind"], error["data"]["conflicts"]) == ("Conflict", ["long.md"])
    assert branch.refused("merge", accept=[conflict["id"], clean["id"]])["data"]["kind"] == "Conflict"
    assert branch.read("long.md") == changed(l3="ours", l20="twenty")
    assert not (branch.main / "other.md").exists()

    branch.call("merge", accept=[clean["id"]])
    assert branch.read("long.md") == changed(l3="ours", l20="twenty", l30="thirty")
    branch.call("merge", resolve={conflict["id"]: "both of us"})
    assert branch.read("long.md") == changed(l3="both of us", l20="twenty", l30="thirty")
    assert branch.files() == {}
    branch.call("delete")


def test_work_goes_on_after_a_merge_and_what_was_settled_stays_settled(branch: Branch):
    (branch.folder / "long.md").write_text(changed(l3="first"))
    branch.call("merge")
    (branch.folder / "long.md").write_text(changed(l3="second", l9="nine"))
    branch.write("long.md", changed(l3="first", l20="ours"))

    assert [each["conflict"] for each in branch.hunks("long.md")] == [False, False]
    branch.call("merge")
    assert branch.read("long.md") == changed(l3="second", l9="nine", l20="ours")
    branch.write("long.md", changed(l3="taken back", l20="ours"))
    assert branch.files() == {}
    git(branch.main, "commit", "-qam", "merged")
    git(branch.folder, "add", "-A")
    git(branch.folder, "commit", "-qm", "mine")
    (branch.folder / "long.md").write_text(changed(l3="second", l9="nine", l40="last"))
    assert [each["worktree"]["text"] for each in branch.hunks("long.md")] == ["last\n"]
    branch.call("delete", force=True)


def test_a_hunk_that_changed_since_the_review_is_not_merged(branch: Branch):
    (branch.folder / "long.md").write_text(changed(l3="three"))
    (seen,) = branch.hunks("long.md")
    (branch.folder / "long.md").write_text(changed(l3="drei"))
    error = branch.refused("merge", accept=[seen["id"]])
    assert (error["data"]["kind"], error["data"]["gone"]) == ("Conflict", [seen["id"]])
    branch.write("long.md", changed(l3="ours"))
    (conflict,) = branch.hunks("long.md")
    branch.write("long.md", changed(l3="ours again"))
    assert branch.refused("merge", resolve={conflict["id"]: "x"})["data"]["gone"] == [conflict["id"]]
    branch.call("delete", force=True)


def test_bytes_links_endings_and_odd_names_come_through_or_say_so(branch: Branch):
    branch.repository.write("picture.png", b"\x89PNG\0old")
    branch.repository.write("crlf.txt", "a\r\nb\r\nc\r\nd\r\n")
    branch.repository.write("latin.txt", "caf\xe9\nb\nc\n".encode("latin-1"))
    branch.repository.write("bare.txt", "a\nb\nc")
    git(branch.folder, "reset", "-q", "--hard", "trunk")
    (branch.folder / "picture.png").write_bytes(b"\x89PNG\0new")
    (branch.folder / "crlf.txt").write_bytes(b"a\r\nb\r\nc\r\nD\r\n")
    (branch.folder / "latin.txt").write_bytes("caf\xe9\nb\nC\n".encode("latin-1"))
    (branch.folder / "bare.txt").write_text("a\nb\nc\nd")
    (branch.folder / "empty.txt").touch()
    (branch.folder / "run.sh").write_text("#!/bin/sh\n")
    (branch.folder / "run.sh").chmod(0o755)
    (branch.folder / "link").symlink_to("notes.md")
    files = branch.files()

    assert (files["picture.png"]["binary"], len(files["picture.png"]["hunks"])) == (True, 1)
    assert "link" in files["link"]["note"].lower()
    assert branch.refused("merge")["data"]["path"] == "link"
    accept = [hunk["id"] for each in files.values() for hunk in each["hunks"]]
    assert branch.call("merge", accept=accept)["left"] == 0
    for name in ("picture.png", "crlf.txt", "latin.txt", "bare.txt", "empty.txt", "run.sh"):
        assert (branch.main / name).read_bytes() == (branch.folder / name).read_bytes()
    assert (branch.main / "run.sh").stat().st_mode & 0o111
    assert branch.refused("delete")["data"]["paths"] == ["link"]
    branch.call("delete", force=True)


def test_files_that_one_side_deleted_and_the_other_changed_are_in_conflict(branch: Branch):
    (branch.folder / "long.md").unlink()
    branch.write("long.md", changed(l3="ours"))
    (branch.folder / "notes.md").write_text("theirs\n")
    branch.server.call("files.delete", workspace=branch.repository.workspace["id"], path="notes.md")
    files = branch.files()

    assert [(path, each["status"], each["conflicts"]) for path, each in files.items()] == [
        ("long.md", "deleted", 1),
        ("notes.md", "changed", 1),
    ]
    (gone,), (kept,) = (each["hunks"] for each in files.values())
    branch.call("merge", resolve={gone["id"]: "", kept["id"]: "theirs\n"})
    assert not (branch.main / "long.md").exists()
    assert branch.read("notes.md") == "theirs\n"
    branch.call("delete")


@pytest.mark.capability("E9", partly="a merge is an edit of an open document; more is shown with documents")
def test_a_merge_is_an_edit_of_a_document_that_is_open_and_not_on_disk_yet(branch: Branch):
    def edit(old: str, new: str) -> None:
        workspace = branch.repository.workspace["id"]
        branch.server.call("documents.edit", workspace=workspace, path="long.md", edits=[{"old": old, "new": new}])

    (branch.folder / "long.md").write_text(changed(l3="theirs", l30="thirty"))
    edit("line 20\n", "typed\n")
    edit("line 3\n", "ours\n")
    conflict, clean = branch.hunks("long.md")
    assert (conflict["main"]["text"], clean["conflict"]) == ("ours\n", False)
    edit("line 10\n", "typed as well\n")
    branch.call("merge", accept=[clean["id"]])

    document = branch.server.call("documents.read", workspace=branch.repository.workspace["id"], path="long.md")
    assert document["text"] == changed(l3="ours", l10="typed as well", l20="typed", l30="thirty")
    assert (branch.main / "long.md").read_text() == document["text"]
    branch.call("delete", force=True)


def test_what_somebody_writes_meanwhile_is_kept(branch: Branch):
    """One writes the same file again and again while another merges into it: nothing of either is lost."""
    (branch.folder / "long.md").write_text(changed(l3="theirs"))
    stopped = threading.Event()
    written: list[int] = []

    def write() -> None:
        workspace = branch.repository.workspace["id"]
        for number in range(10_000):
            if stopped.is_set():
                return
            now = branch.server.call("files.read", workspace=workspace, path="long.md")
            lines = now["text"].splitlines()
            lines[29] = str(number)
            try:
                branch.server.call(
                    "files.write",
                    workspace=workspace,
                    path="long.md",
                    text="\n".join(lines) + "\n",
                    version=now["version"],
                )
                written.append(number)
            except Failed as failed:
                assert failed.kind == "Conflict"  # noqa: PT017 - whoever lost the race reads again

    writer = threading.Thread(target=write)
    writer.start()
    end = time.monotonic() + DEADLINE
    try:
        while not written:
            time.sleep(0.01)
        while True:
            try:
                branch.call("merge")
                break
            except Failed as failed:
                assert failed.kind == "Conflict"  # noqa: PT017 - five races lost in a row
                assert time.monotonic() < end
    finally:
        stopped.set()
        writer.join()
    lines = branch.read("long.md").splitlines()
    assert (lines[2], lines[29]) == ("theirs", str(written[-1]))
    branch.call("delete")


class FullDisk(FileWriting):
    """Writes as the files module does, until the disk is full."""

    def __init__(self, files: FileWriting, writes: int) -> None:
        self.files = files
        self.left = writes

    async def write(self, workspace: Workspace, path: str, text: str | None = None, **more: Any) -> Any:
        self.left -= 1
        if self.left == -1:
            raise QuotaExceeded("The disk is full.")
        return await self.files.write(workspace, path, text, **more)

    async def make_folder(self, workspace: Workspace, path: str) -> Any:
        return await self.files.make_folder(workspace, path)

    async def delete(self, workspace: Workspace, path: str) -> Any:
        return await self.files.delete(workspace, path)


async def test_a_merge_that_fails_half_way_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = Repository.make(tmp_path / "work", **{"long.md": LONG})
    async with testing.server(folder) as client:
        made = await client.call("workspaces.create", workspace="main", name="tree")
        for name, text in (("added.md", "new\n"), ("long.md", changed(l3="theirs")), ("notes.md", "theirs\n")):
            (Path(made["folder"]) / name).write_text(text)
        reviews = await client.container.get(Reviews)
        with monkeypatch.context() as patch:
            patch.setattr(reviews, "_files", FullDisk(await client.container.get(FileWriting), writes=2))
            with pytest.raises(QuotaExceeded):
                await client.call("workspaces.merge", workspace="tree")

        assert sorted(each.name for each in folder.glob("*.md")) == ["long.md", "notes.md"]
        assert (folder / "long.md").read_text() == LONG
        assert len((await client.call("workspaces.review", workspace="tree"))["files"]) == 3
        assert (await client.call("workspaces.merge", workspace="tree"))["left"] == 0
        assert (folder / "added.md").read_text() == "new\n"
