"""Worktrees on a running server, with real repositories: made, kept apart, kept over restarts, deleted."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from icotes import testing
from icotes.kit.snapshots import patched
from icotes.kit.store import ServerStore
from icotes.modules.workspaces.worktrees import Worktrees
from repositories import Repository, git
from running import Failed, Server, start

Fresh = Callable[..., Server]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose own folder is no repository."""
    running = start(tmp_path_factory.mktemp("plain"), tmp_path_factory.mktemp("home"))
    yield running
    running.stop()


@pytest.fixture
def repository(host: Server, tmp_path: Path) -> Repository:
    return Repository(host, tmp_path / f"r{abs(hash(tmp_path)) % 10**9}")


def refused(server: Server, method: str, **params: Any) -> dict[str, Any]:
    with pytest.raises(Failed) as failed:
        server.call(method, **params)
    return failed.value.error


@pytest.mark.capability("D1", partly="create, list, get and delete; rename and activate are shown beside")
def test_a_worktree_is_made_listed_and_deleted_over_rpc_rest_and_the_command_line(repository: Repository):
    server, main = repository.server, repository.workspace
    made = repository.create("first")
    assert (made["base"], made["branch"], made["project"]) == (main["id"], "first", main["project"])
    assert (Path(made["folder"]) / "notes.md").read_text() == "one\ntwo\nthree\n"
    assert server.call("files.read", workspace="first", path="notes.md")["text"] == "one\ntwo\nthree\n"
    listed = {each["name"]: each for each in server.call("workspaces.list")}
    assert (listed["first"]["id"], listed["first"]["branch"]) == (made["id"], "first")

    status, _, body = server.http(
        "POST", f"/api/v1/workspaces/{main['id']}/worktrees", b'{"name": "second"}', Content_Type="application/json"
    )
    second = json.loads(body)
    assert (status, second["base"]) == (200, main["id"])
    assert json.loads(server.http("GET", f"/api/v1/workspaces/{second['id']}")[2])["branch"] == "second"
    assert server.http("DELETE", f"/api/v1/workspaces/{second['id']}")[0] == 200
    assert not Path(second["folder"]).exists()

    done = server.icotes("workspaces", "create", "third", "--workspace", main["name"], "--json")
    assert json.loads(done.stdout)["name"] == "third", done.stderr
    assert server.icotes("workspaces", "delete", "--workspace", "third").returncode == 0
    server.call("workspaces.delete", workspace="first")

    names = {each["name"] for each in server.call("workspaces.list")}
    assert not names & {"first", "second", "third"}
    assert not Path(made["folder"]).parent.exists()
    assert git(repository.folder, "worktree", "list").count("\n") == 0
    assert git(repository.folder, "branch", "--format=%(refname:short)") == "trunk"
    told = [each["kind"] for each in server.call("system.history", kinds=["workspaces.*"])["items"]]
    assert told[:6].count("workspaces.created") == told[:6].count("workspaces.deleted") == 3


def test_what_can_be_no_worktree_is_refused_with_what_to_do(repository: Repository, tmp_path: Path):
    server, name = repository.server, repository.workspace["name"]
    error = refused(server, "workspaces.create", workspace="main", name="x")
    assert (error["data"]["kind"], "git init" in error["message"]) == ("NoRepository", True)

    (tmp_path / "empty").mkdir()
    git(tmp_path / "empty", "init", "-q")
    empty = server.call("projects.open", folder=str(tmp_path / "empty"))["workspace"]
    error = refused(server, "workspaces.create", workspace=empty, name="x")
    assert (error["data"]["kind"], "no commit" in error["message"]) == ("NoRepository", True)

    below = repository.folder / "below"
    below.mkdir()
    inner = server.call("projects.open", folder=str(below))["workspace"]
    assert refused(server, "workspaces.create", workspace=inner, name="x")["data"]["kind"] == "NoRepository"

    repository.create("taken", branch="topic")
    for params, kind in [
        ({"name": "taken"}, "Conflict"),
        ({"name": "a", "branch": "topic"}, "Conflict"),
        ({"name": "a", "branch": "trunk", "start": "HEAD"}, "Conflict"),
        ({"name": "a", "start": "nowhere"}, "NotFound"),
        ({"name": "a", "branch": "--upload-pack=x"}, "Invalid"),
        ({"name": "a", "start": "--all"}, "Invalid"),
        ({"name": "a", "branch": "a..b"}, "Unacceptable"),
        ({"name": "../up"}, "Invalid"),
    ]:
        assert refused(server, "workspaces.create", workspace=name, **params)["data"]["kind"] == kind, params
    assert refused(server, "workspaces.delete", workspace=name)["data"]["kind"] == "NotFound"
    server.call("workspaces.delete", workspace="taken")


@pytest.mark.capability("D5", partly="on the server; the page's switch is shown beside")
def test_workspaces_of_one_project_have_files_terminals_and_events_of_their_own(repository: Repository):
    server, main = repository.server, repository.workspace["name"]
    repository.create("apart")
    since = server.call("workspaces.get", workspace=main)["cursor"]
    server.call("files.write", workspace="apart", path="own.md", text="mine\n")
    server.call("terminals.create", workspace="apart", command=["sleep", "100"])

    assert refused(server, "files.read", workspace=main, path="own.md")["data"]["kind"] == "NotFound"
    assert server.call("files.search_names", workspace=main, query="own.md") == []
    assert server.call("files.search_names", workspace="apart", query="own.md") == [{"path": "own.md"}]
    server.call("documents.edit", workspace="apart", path="notes.md", edits=[{"old": "two", "new": "2"}])
    assert server.call("documents.read", workspace="apart", path="notes.md")["text"] == "one\n2\nthree\n"
    assert server.call("documents.read", workspace=main, path="notes.md")["text"] == "one\ntwo\nthree\n"
    assert server.call("terminals.list", workspace=main) == []
    assert len(server.call("terminals.list", workspace="apart")) == 1
    events = server.call("workspaces.events", workspace=main, since=since, kinds=["files.*", "terminals.*"], wait=0.5)
    assert [each for each in events["items"] if each["type"] == "event"] == []
    own = {each["kind"] for each in server.call("workspaces.history", workspace="apart")["items"]}
    assert {"files.changed", "terminals.created"} <= own
    key = server.call("system.create_token", name="narrow", scope=["*"], workspaces=["apart"])["key"]
    assert server.call("files.read", token=key, path="own.md")["text"] == "mine\n"
    with pytest.raises(Failed, match="reach"):
        server.call("workspaces.review", token=key, workspace="apart")
    server.call("workspaces.delete", workspace="apart", force=True)


def test_unmerged_work_is_deleted_only_by_force_and_its_commits_stay(repository: Repository):
    server = repository.server
    made = repository.create("busy")
    folder = Path(made["folder"])
    (folder / "fresh.md").write_text("not committed\n")
    error = refused(server, "workspaces.delete", workspace="busy")
    assert (error["data"]["kind"], error["data"]["paths"]) == ("Conflict", ["fresh.md"])
    git(folder, "add", "fresh.md")
    git(folder, "commit", "-qm", "fresh")
    assert refused(server, "workspaces.delete", workspace="busy")["data"]["kind"] == "Conflict"

    server.call("workspaces.delete", workspace="busy", force=True)
    assert not folder.exists()
    assert git(repository.folder, "show", "busy:fresh.md") == "not committed"
    again = repository.create("busy")
    assert again["branch"] == "busy-2"
    server.call("workspaces.delete", workspace="busy")
    third = repository.create("busy", branch="busy")
    assert (Path(third["folder"]) / "fresh.md").exists()
    server.call("workspaces.delete", workspace="busy", force=True)


def test_worktrees_come_back_after_a_restart_and_one_removed_by_hand_hurts_nobody(fresh_server: Fresh, tmp_path: Path):
    home = tmp_path / "home"
    folder = tmp_path / "work"
    Repository.make(folder)
    server = fresh_server(folder, home=home)
    made = {name: server.call("workspaces.create", workspace="main", name=name) for name in ("stays", "goes", "was")}
    server.call("files.write", workspace="stays", path="a.md", text="kept\n")
    shutil.rmtree(made["goes"]["folder"])
    troubles = {each["name"]: each["trouble"] for each in server.call("workspaces.list")}
    assert "removed" in troubles["goes"]
    assert troubles["main"] == troubles["stays"] == ""
    assert refused(server, "workspaces.review", workspace="goes")["data"]["kind"] != "Internal"
    server.stop()
    shutil.rmtree(made["was"]["folder"])
    server = fresh_server(folder, home=home)

    listed = {each["name"]: each for each in server.call("workspaces.list")}
    assert list(listed) == ["goes", "main", "stays", "was"]
    assert listed["stays"]["id"] == made["stays"]["id"]
    assert server.call("files.read", workspace="stays", path="a.md")["text"] == "kept\n"
    assert "removed" in listed["was"]["trouble"]
    for name in ("goes", "was"):
        server.call("workspaces.delete", workspace=name)
    assert [each["name"] for each in server.call("workspaces.list")] == ["main", "stays"]
    assert git(folder, "worktree", "list").count("\n") == 1
    server.call("projects.close", project="work")
    assert server.call("workspaces.list") == []
    server.call("projects.open", folder=str(folder))
    assert [each["name"] for each in server.call("workspaces.list")] == ["main", "stays"]


def test_a_repository_makes_git_run_nothing_of_its_own(repository: Repository, tmp_path: Path):
    mark = tmp_path / "ran"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\necho $0 $@ >> {mark}\ncat\n")
    script.chmod(0o755)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        shutil.copy(script, repository.folder / ".git" / "hooks" / name)
    for key in (
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "core.fsmonitor",
        "core.pager",
        "diff.external",
    ):
        git(repository.folder, "config", key, str(script))
    git(repository.folder, "config", "filter.x.required", "true")
    (repository.folder / ".git" / "info").mkdir(exist_ok=True)
    (repository.folder / ".git" / "info" / "attributes").write_text("* filter=x\n")
    made = repository.create("calm")
    (Path(made["folder"]) / "notes.md").write_text("one\nTWO\nthree\n")
    review = repository.server.call("workspaces.review", workspace="calm")

    assert [each["path"] for each in review["files"]] == ["notes.md"]
    repository.server.call("workspaces.merge", workspace="calm")
    repository.server.call("workspaces.delete", workspace="calm")
    assert not mark.exists(), mark.read_text()
    git(repository.folder, "config", "--remove-section", "filter.x")
    for key in ("core.fsmonitor", "core.pager", "diff.external"):
        git(repository.folder, "config", "--unset", key)


def test_a_server_that_dies_while_it_makes_a_worktree_leaves_none(fresh_server: Fresh, tmp_path: Path):
    folder, home = tmp_path / "work", tmp_path / "home"
    Repository.make(folder)
    server = fresh_server(folder, home=home)
    state = server.token_file.parent
    server.stop()
    place = state / "worktrees" / "w_half"
    place.mkdir(parents=True)
    git(folder, "worktree", "add", "-q", "-b", "half", str(place / "half"))
    with sqlite3.connect(state / "server.db") as database:
        project, base = database.execute("SELECT id, workspace_id FROM projects").fetchone()
        row = ("w_half", "half", project, base, str(place / "half"), "", "half", "", 1, "making")
        database.execute(f"INSERT INTO worktrees VALUES ({', '.join('?' * len(row))})", row)
    database.close()
    server = fresh_server(folder, home=home)

    assert [each["name"] for each in server.call("workspaces.list")] == ["main"]
    assert not place.exists()
    assert git(folder, "worktree", "list").count("\n") == 0


async def test_a_snapshot_with_the_events_after_it_equals_a_later_snapshot(tmp_path: Path):
    async with testing.server(Repository.make(tmp_path / "work")) as client:
        worktrees, store = await client.container.get(Worktrees), await client.container.get(ServerStore)
        kept = (await client.call("workspaces.create", workspace="main", name="kept"))["id"]
        before, position = await worktrees.snapshot(), store.log.last
        await client.call("workspaces.rename", workspace=kept, name="called otherwise")
        await client.call("workspaces.create", workspace="main", name="second")
        await client.call("workspaces.delete", workspace="second")
        await client.call("workspaces.create", workspace=kept, name="third", start="HEAD")
        events = [item.value for item in await store.log.read(position, 100) if item.value]

        after = patched(before, [patch for event in events for patch in worktrees.patches(event)])
        assert after == await worktrees.snapshot()
        assert {each["name"] for each in after["worktrees"].values()} == {"called otherwise", "third"}
