"""Folders become projects, on a running server and over its restarts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from running import Failed, Server

Fresh = Callable[..., Server]


def kind(server: Server, method: str, **params: Any) -> str:
    with pytest.raises(Failed) as failed:
        server.call(method, **params)
    return failed.value.kind


def names(server: Server) -> dict[str, str]:
    return {each["name"]: each["workspace"] for each in server.call("projects.list") if each["opened"]}


def folder(place: Path, *parts: str) -> Path:
    made = place.joinpath(*parts)
    made.mkdir(parents=True)
    return made


def test_the_folder_that_is_served_is_a_project_with_the_workspace_main(fresh_server: Fresh, tmp_path: Path):
    server = fresh_server(folder(tmp_path, "work"))
    (project,) = server.call("projects.list")

    assert (project["name"], project["workspace"], project["opened"]) == ("work", "main", True)
    assert project["folder"] == str(tmp_path / "work")
    assert server.call("projects.get", project="work") == server.call("projects.get", project=project["id"]) == project
    status, _, body = server.http("GET", f"/api/v1/projects/{project['id']}")
    assert (status, json.loads(body)) == (200, project)
    assert kind(server, "projects.get", project="other") == "NotFound"


def test_workspaces_of_further_projects_are_called_like_them_and_no_two_alike(fresh_server: Fresh, tmp_path: Path):
    server = fresh_server(folder(tmp_path, "a", "work"))
    for each in (folder(tmp_path, "b", "work"), folder(tmp_path, "main"), folder(tmp_path, "two words")):
        server.call("projects.open", folder=str(each))

    assert names(server) == {"work": "main", "work-2": "work-2", "main": "main-2", "two-words": "two-words"}
    assert sorted(each["name"] for each in server.call("workspaces.list")) == ["main", "main-2", "two-words", "work-2"]


def test_an_open_folder_is_opened_once_whatever_it_is_called(fresh_server: Fresh, tmp_path: Path):
    server = fresh_server(folder(tmp_path, "work"))
    (tmp_path / "link").symlink_to(tmp_path / "work")
    first = server.call("projects.list")[0]

    for path in (tmp_path / "work", tmp_path / "link", tmp_path / "work" / ".." / "work"):
        assert server.call("projects.open", folder=str(path)) == first
    assert len(server.call("projects.list")) == 1
    assert len(server.call("system.history", kinds=["projects.*"])["items"]) == 1


def test_ids_names_and_what_was_open_stay_over_restarts(fresh_server: Fresh, tmp_path: Path):
    work, home = folder(tmp_path, "work"), tmp_path / "home"
    server = fresh_server(work, home=home)
    server.call("projects.open", folder=str(folder(tmp_path, "second")))
    server.call("projects.open", folder=str(folder(tmp_path, "third")))
    server.call("projects.close", project="third")
    before = server.call("projects.list")
    server.stop()
    after = fresh_server(folder(tmp_path, "fourth"), home=home)

    listed = after.call("projects.list")
    assert [each for each in listed if each["name"] != "fourth"] == before
    assert names(after) == {"work": "main", "second": "second", "fourth": "fourth"}


def test_closing_ends_what_runs_and_keeps_what_is_there(fresh_server: Fresh, tmp_path: Path):
    server = fresh_server(folder(tmp_path, "work"))
    server.call("files.write", path="a.md", text="kept")
    server.call("files.delete", path="a.md")
    server.call("terminals.create", command=["sleep", "1000"])
    workspace = server.call("workspaces.list")[0]

    closed = server.call("projects.close", project="work")

    assert closed["opened"] is False
    assert server.call("workspaces.list") == []
    assert kind(server, "files.list", path="") == "NotFound"
    assert server.call("projects.close", project="work") == closed
    again = server.call("projects.open", folder=str(tmp_path / "work"))
    assert (again["id"], server.call("workspaces.list")[0]["id"]) == (closed["id"], workspace["id"])
    assert [each["path"] for each in server.call("files.list_trash")] == ["a.md"]
    kinds = [each["kind"] for each in reversed(server.call("system.history", kinds=["projects.*"])["items"])]
    assert kinds == ["projects.opened", "projects.closed", "projects.opened"]
    assert all(each["state"] != "running" for each in server.call("terminals.list"))


def test_a_closed_workspaces_followers_end(fresh_server: Fresh, tmp_path: Path):
    server = fresh_server(folder(tmp_path, "work"))
    other = server.call("projects.open", folder=str(folder(tmp_path, "other")))
    since = server.call("workspaces.events", workspace="other", max_items=1)["cursor"]
    server.call("projects.close", project=other["id"])

    assert kind(server, "workspaces.events", workspace="other", since=since) == "NotFound"


@pytest.mark.parametrize(
    ("path", "refusal"),
    [("work", "Unacceptable"), ("{tmp}/none", "NotFound"), ("{tmp}/file", "Unacceptable"), ("{home}", "Unacceptable")],
)
def test_what_is_no_folder_for_a_project_is_refused(path: str, refusal: str, server: Server, tmp_path: Path):
    (tmp_path / "file").touch()
    state = server.token_file.parent

    assert kind(server, "projects.open", folder=path.format(tmp=tmp_path, home=state)) == refusal
    assert kind(server, "projects.open", folder=str(state.parent)) == "Unacceptable"


def test_a_wide_folder_is_served_with_a_word_in_health(fresh_server: Fresh, tmp_path: Path):
    home = tmp_path / "server"
    server = fresh_server(folder(home, "home"), home=home)

    (project,) = server.call("projects.list")
    assert "home folder" in project["notes"][0]
    health = {each["name"]: each for each in server.call("system.health")["parts"]}
    assert (health["Projects"]["state"], "home folder" in health["Projects"]["detail"]) == ("ok", True)


def test_the_state_of_a_server_is_out_of_reach_of_its_files(fresh_server: Fresh, tmp_path: Path):
    """A home folder holds the state, unless it is elsewhere: a key that reads files must not find the owner's there."""
    home = folder(tmp_path, "home")
    server = fresh_server(home, "--state", str(home / ".local" / "state" / "icotes"), home=tmp_path, HOME=str(home))
    reader = server.call("system.create_token", name="reader", scope=["files:read"])["key"]
    place = server.token_file.relative_to(home)
    params = {"path": str(place)}

    for method in ("files.read", "files.download", "files.stat"):
        assert kind(server, method, token=reader, **params) in {"Denied", "NotFound"}
    found = server.call("files.search_names", token=reader, query="token", limit=100)
    assert str(place) not in [each["path"] for each in found]
    found = server.call("files.search_contents", token=reader, pattern=server.token[:16], wait=10, max_items=10)
    assert server.token not in json.dumps(found)
    assert kind(server, "files.write", path=str(place), text="x") in {"Denied", "NotFound"}
    assert kind(server, "files.delete", path=".local") == "Denied"
    (home / "mine.txt").write_text("x")
    since = server.call("workspaces.events", max_items=1)["cursor"]
    server.call("files.write", path="seen.txt", text="x")
    heard = server.call("workspaces.events", since=since, kinds=["files.*"], wait=1)["items"]
    assert {each["data"]["path"] for each in heard if each["type"] == "event"} <= {"mine.txt", "seen.txt"}
