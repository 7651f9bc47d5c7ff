"""Workspaces on a running server: found by name, followed by what a key covers, shown files."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from joined import joined
from running import Failed, Server, start
from wire import Client


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the workspaces `main` and `second`, each with a file notes.md."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("seconds") / "second"
    second.mkdir()
    for folder in (first, second):
        (folder / "notes.md").write_text("one\n")
    running = start(first, tmp_path_factory.mktemp("home"))
    running.call("projects.open", folder=str(second))
    yield running
    running.stop()


def refused(server: Server, method: str, **params: Any) -> dict[str, Any]:
    with pytest.raises(Failed) as failed:
        server.call(method, **params)
    return failed.value.error


def key(server: Server, *scope: str, **more: Any) -> str:
    return server.call("system.create_token", name="key", scope=list(scope), **more)["key"]


def test_a_workspace_is_named_by_name_or_id_and_may_be_left_out_when_there_is_one(two: Server):
    ids = {each["name"]: each["id"] for each in two.call("workspaces.list")}
    narrow = key(two, "*", workspaces=["second"])

    named, found = (two.call("workspaces.get", workspace=each) for each in ("second", ids["second"]))
    assert named | {"cursor": ""} == found | {"cursor": ""}
    error = refused(two, "workspaces.get")
    assert (error["data"]["kind"], error["data"]["field"]) == ("Invalid", "workspace")
    assert "main, second" in error["message"]
    assert two.call("workspaces.get", token=narrow)["name"] == "second"
    assert [each["name"] for each in two.call("workspaces.list", token=narrow)] == ["second"]
    assert refused(two, "workspaces.get", workspace="third")["data"]["kind"] == "NotFound"
    status, _, body = two.http("GET", f"/api/v1/workspaces/{ids['main']}")
    assert (status, json.loads(body)["name"]) == (200, "main")


def follow(client: Client, id: int, **params: Any) -> None:
    client.send("workspaces.events", id, workspace="main", **params)
    assert client.next()["params"]["value"]["item"]["type"] == "snapshot"


def heard(client: Client) -> dict[str, Any]:
    while True:
        item = client.next()["params"]["value"]["item"]
        if item["type"] == "event":
            return item


@pytest.mark.capability("G1", partly="the event; the command line is shown with it")
def test_a_file_is_opened_for_every_client_of_its_workspace_and_for_no_other(two: Server):
    with joined(two) as one, joined(two) as other:
        follow(one, 1, kinds=["workspaces.file_opened"])
        follow(other, 1, kinds=["workspaces.file_opened"])
        two.call("workspaces.open_file", workspace="second", path="notes.md")
        two.call("workspaces.open_file", workspace="main", path="notes.md", line=7)
        for client in (one, other):
            event = heard(client)
            assert (event["kind"], event["data"]) == ("workspaces.file_opened", {"path": "notes.md", "line": 7})
            assert (event["actor"], len(event["call"]) > 0) == ("owner", True)


@pytest.mark.parametrize(
    ("params", "kind"),
    [
        ({"path": "none.md"}, "NotFound"),
        ({"path": "../notes.md"}, "Unacceptable"),
        ({"path": "/etc/passwd"}, "Unacceptable"),
        ({"path": "notes.md", "line": 0}, "Invalid"),
        ({"path": "out"}, "Denied"),
    ],
)
def test_what_can_not_be_opened_is_refused_and_announced_to_nobody(two: Server, params: dict[str, Any], kind: str):
    if not (two.folder / "out").is_symlink():
        (two.folder / "out").symlink_to("/etc/passwd")
    before = two.call("workspaces.history", workspace="main", kinds=["workspaces.file_opened"], limit=1000)

    assert refused(two, "workspaces.open_file", workspace="main", **params)["data"]["kind"] == kind
    assert two.call("workspaces.history", workspace="main", kinds=["workspaces.file_opened"], limit=1000) == before


@pytest.mark.capability("A4")
def test_kinds_and_values_of_fields_decide_what_is_delivered(two: Server):
    (two.folder / "other.md").write_text("x")
    with joined(two) as client:
        follow(client, 1, kinds=["workspaces.file_opened"], where={"path": "notes.md", "line": 2})
        for path, line in (("other.md", 2), ("notes.md", 1), ("notes.md", 2)):
            two.call("workspaces.open_file", workspace="main", path=path, line=line)
        assert heard(client)["data"] == {"path": "notes.md", "line": 2}
        follow(client, 2, kinds=["files.*", "terminals.*"])
        two.call("workspaces.open_file", workspace="main", path="notes.md", line=3)
        two.call("files.write", workspace="main", path="new.md", text="x")
        assert heard(client)["kind"] == "files.changed"


@pytest.mark.capability(
    "A4", "C17", partly="a follower that leaves out some; the disconnects are shown with the sockets"
)
def test_a_filtered_follower_gets_bookmarks_and_goes_on_from_them(two: Server):
    since = two.call("workspaces.events", workspace="main", max_items=1)["cursor"]
    for line in range(1, 101):
        two.call("workspaces.open_file", workspace="main", path="notes.md", line=line)
    got = two.call("workspaces.events", workspace="main", since=since, kinds=["terminals.*"], max_items=1, wait=10)

    assert [each["type"] for each in got["items"]] == ["bookmark"]
    rest = two.call(
        "workspaces.events",
        workspace="main",
        since=got["cursor"],
        kinds=["workspaces.file_opened"],
        max_items=99,
        wait=1,
    )
    assert [each["data"]["line"] for each in rest["items"]][-1] == 100
    assert len(rest["items"]) < 100


@pytest.mark.capability("A7")
def test_a_cursor_gives_exactly_what_came_after_it_in_order(two: Server):
    since = two.call("workspaces.get", workspace="main")["cursor"]
    for line in range(1, 11):
        two.call("workspaces.open_file", workspace="main", path="notes.md", line=line)
    params = {"workspace": "main", "kinds": ["workspaces.file_opened"], "max_items": 3, "wait": 5}
    seen: list[int] = []
    cursor = since
    while len(seen) < 10:
        page = two.call("workspaces.events", since=cursor, **params)
        seen += [each["data"]["line"] for each in page["items"]]
        cursor = page["cursor"]

    assert seen == list(range(1, 11))
    name, epoch, number = since.rsplit("~", 2)
    foreign = two.call("workspaces.events", workspace="main", since=f"{name}~0000~{number}", max_items=2)["items"]
    assert [each["type"] for each in foreign] == ["gap", "snapshot"]
    assert epoch != "0000"
    other = two.call("workspaces.get", workspace="second")["cursor"]
    assert refused(two, "workspaces.events", workspace="main", since=other)["data"]["kind"] == "Invalid"


def test_nobody_hears_of_what_their_key_does_not_cover(two: Server):
    """THREATS row 16: a follower gets only events of modules that its key may read."""
    narrow = key(two, "workspaces:read", "terminals:read")
    since = two.call("workspaces.get", workspace="main")["cursor"]
    two.call("files.write", workspace="main", path="private.md", text="x")
    two.call("workspaces.open_file", workspace="main", path="notes.md", line=55)
    params = {"workspace": "main", "since": since, "max_items": 10, "wait": 0.5}

    mine = two.call("workspaces.events", token=narrow, **params)["items"]
    kinds = {each["kind"] for each in mine if each["type"] == "event"}
    assert kinds - {"workspaces.moments_recorded"} == {"workspaces.file_opened"}
    told = two.call("workspaces.history", token=narrow, workspace="main", kinds=["files.*"], limit=100)["items"]
    assert told == []
    reads = two.call("workspaces.events", token=key(two, "files:read"), **params)["items"]
    assert {each["kind"] for each in reads if each["type"] == "event"} == {"files.changed"}
    whole = two.call("workspaces.events", **params)["items"]
    assert "files.changed" in [each["kind"] for each in whole if each["type"] == "event"]
