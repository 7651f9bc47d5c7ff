"""What a workspace shares, on a running server: changed by one, seen by the other at once, kept over a restart."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from joined import joined
from running import Failed, Server, start
from wire import Client

Fresh = Callable[..., Server]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which no workspace is open."""
    started = start(tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("home"))
    started.call("projects.close", project=started.call("projects.list")[0]["id"])
    yield started
    started.stop()


@pytest.fixture
def alone(running: Server, tmp_path: Path) -> Iterator[Server]:
    """The same server with a workspace of the test's own, the only one."""
    project = running.call("projects.open", folder=str(tmp_path))
    yield running
    running.call("projects.close", project=project["id"])


def refused(server: Server, method: str, **params: Any) -> dict[str, Any]:
    with pytest.raises(Failed) as failed:
        server.call(method, **params)
    return failed.value.error["data"]


def next_change(client: Client) -> dict[str, Any]:
    """Return the next change that `workspaces.follow` tells."""
    while True:
        item = client.next()["params"]["value"]["item"]
        if item["type"] == "changed":
            return item


def told(server: Server) -> list[dict[str, Any]]:
    """Return the events of the workspace's own state, oldest first."""
    records = server.call("workspaces.history", kinds=["workspaces.*"], limit=1000)["items"]
    return records[::-1]


def rest(server: Server, verb: str, path: str, **body: Any) -> Any:
    place = server.call("workspaces.list")[0]["id"]
    data = json.dumps(body).encode() if verb != "GET" else None
    status, _, answer = server.http(verb, f"/api/v1/workspaces/{place}{path}", data, Content_Type="application/json")
    assert status < 300, answer
    return json.loads(answer or "null")


@pytest.mark.capability("D2", "D9")
def test_what_one_changes_the_other_sees_at_once_and_a_restart_keeps(fresh_server: Fresh, tmp_path: Path):
    home, folder = tmp_path / "home", tmp_path / "work"
    folder.mkdir()
    server = fresh_server(folder, home=home)
    with joined(server) as other:
        other.send("workspaces.follow", 1)
        assert other.next()["params"]["value"]["item"]["state"] == {}
        server.call("workspaces.set_panel", panel="notes", title="Notes", place="side", data={"file": "a.note"})
        assert next_change(other)["patches"][0]["key"] == "notes"
        server.call("workspaces.show_panel", panel="notes")
        assert next_change(other)["patches"][0]["value"]["panel"] == "notes"
        server.call("workspaces.set_open_files", files=[{"path": "a.md"}, {"path": "b.md"}], active="b.md")
        (change,) = next_change(other)["patches"]
        assert (change["part"], change["fields"]["active"], change["actor"]) == ("open_files", "b.md", "owner")
        server.call("workspaces.set_open_files", active="a.md")
        (change,) = next_change(other)["patches"]
        assert set(change["fields"]) == {"active", "version", "at"}  # what did not change is not sent again
    before = server.call("workspaces.follow", max_items=1, wait=20)["items"][0]["state"]
    server.stop()

    after = fresh_server(folder, home=home)
    assert after.call("workspaces.follow", max_items=1, wait=20)["items"][0]["state"] == before
    assert after.call("workspaces.panels")["active"] == "notes"
    assert after.call("workspaces.open_files")["active"] == "a.md"


@pytest.mark.capability("D9")
def test_each_change_is_one_event_with_actor_and_version_and_none_if_nothing_changed(alone: Server):
    key = alone.call("system.create_token", name="script", scope=["workspaces:*"])["key"]
    for _ in range(2):
        alone.call("workspaces.set_panel", token=key, panel="one", open=False)
        alone.call("workspaces.set_open_files", token=key, active="x")
        alone.call("workspaces.set_preference", token=key, name="editor.font_size", value=20, level="workspace")
    alone.call("workspaces.save_layout", token=key, name="mine")
    alone.call("workspaces.delete_layout", token=key, name="mine")
    alone.call("workspaces.close_panel", token=key, panel="one")

    kinds = [
        "panel_changed",
        "open_files_changed",
        "preference_changed",
        "layout_saved",
        "layout_deleted",
        "panel_closed",
    ]
    events = told(alone)
    assert [each["kind"] for each in events] == [f"workspaces.{kind}" for kind in kinds]
    assert {each["actor"] for each in events} == {"owner"}
    versions = [int(each["data"]["version"]) for each in events]
    assert versions == sorted(set(versions))


@pytest.mark.capability("D6")
@pytest.mark.parametrize(
    ("method", "one", "other"),
    [
        ("set_open_files", {"active": "one"}, {"active": "other"}),
        ("save_layout", {"name": "x", "active": "one"}, {"name": "x", "active": "other"}),
        (
            "set_preference",
            {"name": "editor.font_size", "value": 20, "level": "workspace"},
            {"name": "editor.font_size", "value": 21, "level": "workspace"},
        ),
        ("set_preference", {"name": "terminal.font_size", "value": 20}, {"name": "terminal.font_size", "value": 21}),
    ],
)
def test_the_second_of_two_writers_gets_what_the_first_one_wrote(
    alone: Server, method: str, one: dict[str, Any], other: dict[str, Any]
):
    alone.call(f"workspaces.{method}", **one, version="new")

    error = refused(alone, f"workspaces.{method}", **other, version="new")
    mine = one.get("value", one.get("active"))
    assert error["kind"] == "Conflict"
    assert error["current"].get("value", error["current"].get("active")) == mine
    assert error["wanted"]
    alone.call(f"workspaces.{method}", **other, version=error["current"]["version"])
    assert refused(alone, f"workspaces.{method}", **one, version=error["current"]["version"])["kind"] == "Conflict"


@pytest.mark.capability("D7")
def test_layouts_are_saved_loaded_and_deleted_by_name(alone: Server):
    alone.call(
        "workspaces.set_open_files", files=[{"path": "a.md"}], active="a.md", arrangement={"side": {"width": 300}}
    )
    alone.call("workspaces.save_layout", name="writing")
    alone.call("workspaces.set_open_files", files=[], active="", arrangement={})

    assert [each["name"] for each in alone.call("workspaces.layouts")] == ["writing"]
    loaded = rest(alone, "POST", "/layouts/writing/load")
    assert (loaded["files"], loaded["arrangement"], loaded["layout"]) == (
        [{"path": "a.md"}],
        {"side": {"width": 300}},
        "writing",
    )
    assert alone.call("workspaces.open_files") == loaded
    alone.call("workspaces.load_layout", name="writing")
    again = told(alone)[-1]
    assert (again["kind"], again["data"]["fields"]["layout"]) == ("workspaces.open_files_changed", "writing")
    loaded = alone.call("workspaces.open_files")
    rest(alone, "DELETE", "/layouts/writing")
    assert alone.call("workspaces.layouts") == []
    assert alone.call("workspaces.open_files") == loaded
    for method in ("load_layout", "delete_layout"):
        assert refused(alone, f"workspaces.{method}", name="writing")["kind"] == "NotFound"


@pytest.mark.capability("D3")
def test_preferences_are_typed_have_defaults_and_a_workspaces_goes_before_a_persons(
    fresh_server: Fresh, tmp_path: Path
):
    (tmp_path / "second").mkdir()
    server = fresh_server(tmp_path)
    server.call("projects.open", folder=str(tmp_path / "second"))

    def shown(name: str, workspace: str = "main") -> tuple[Any, str]:
        found = server.call("workspaces.preferences", workspace=workspace)
        one = next(each for each in found if each["name"] == name)
        assert one["description"]
        assert one["default"] in (13, "auto")
        return one["value"], one["origin"]

    def choose(value: Any, level: str = "person") -> None:
        server.call("workspaces.set_preference", workspace="main", name="editor.font_size", value=value, level=level)

    assert shown("editor.font_size") == (13, "default")
    choose(16)
    choose(20, "workspace")
    assert (shown("editor.font_size"), shown("editor.font_size", "second")) == ((20, "workspace"), (16, "person"))
    choose(None, "workspace")
    choose(None)
    assert shown("editor.font_size") == (13, "default")


@pytest.mark.capability("D3")
@pytest.mark.parametrize(
    ("name", "value", "kind", "words"),
    [
        ("editor.font_sise", 13, "PreferenceNotFound", "editor.font_size"),
        ("nothing", 1, "PreferenceNotFound", "workspaces.preferences"),
        ("editor.font_size", "13", "PreferenceUnfit", "pixels"),
        ("editor.font_size", 1000, "PreferenceUnfit", "32"),
        ("editor.word_wrap", True, "PreferenceUnfit", "auto"),
        ("terminal.cursor", "arrow", "PreferenceUnfit", "arrow"),
        ("terminal.screen_reader", {"a": []}, "PreferenceUnfit", "bool"),
    ],
)
def test_an_unknown_or_mistyped_preference_is_refused_with_what_fits(
    server: Server, name: str, value: Any, kind: str, words: str
):
    before = server.call("workspaces.history", kinds=["workspaces.preference_changed"])["items"]
    with pytest.raises(Failed) as failed:
        server.call("workspaces.set_preference", name=name, value=value)
    assert failed.value.kind == kind
    assert words in failed.value.error["message"]
    assert server.call("workspaces.history", kinds=["workspaces.preference_changed"])["items"] == before


def test_what_is_too_much_is_refused(alone: Server):
    assert refused(alone, "workspaces.set_panel", panel="x", data={"a": "x" * 300_000})["kind"] == "QuotaExceeded"
    for number in range(100):
        alone.call("workspaces.set_panel", panel=f"p{number}")
    assert refused(alone, "workspaces.set_panel", panel="one more")["kind"] == "QuotaExceeded"
    alone.call("workspaces.set_panel", panel="p7", title="again")
    assert len(alone.call("workspaces.panels")["panels"]) == 100
    assert refused(alone, "workspaces.set_panel", panel="p1", place="above")["kind"] == "Invalid"
    assert refused(alone, "workspaces.close_panel", panel="none")["kind"] == "NotFound"
    assert refused(alone, "workspaces.show_panel", panel="none")["kind"] == "NotFound"


def test_the_active_panel_is_none_when_it_was_closed(alone: Server):
    alone.call("workspaces.set_panel", panel="a")
    alone.call("workspaces.show_panel", panel="a")
    alone.call("workspaces.close_panel", panel="a")
    assert alone.call("workspaces.panels") == {"active": "", "panels": []}


def test_what_somebody_has_open_follows_a_file_that_is_moved(alone: Server):
    alone.call("files.make_folder", path="a")
    alone.call("files.write", path="a/x.md", text="x")
    alone.call("workspaces.set_open_files", files=[{"path": "a/x.md"}], active="a/x.md")
    with joined(alone) as client:
        client.send("workspaces.follow", 1)
        client.next()
        alone.call("files.move", source="a", target="b")
        assert next_change(client)["patches"][0]["fields"]["active"] == "b/x.md"
    assert alone.call("workspaces.open_files")["files"] == [{"path": "b/x.md"}]


@pytest.mark.capability("D1", partly="a workspace is created and deleted by the tests of git worktrees")
def test_a_workspace_is_listed_read_renamed_and_activated_by_rpc_rest_and_the_command_line(
    fresh_server: Fresh, tmp_path: Path
):
    home, first, second = tmp_path / "home", tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    server = fresh_server(first, home=home)
    server.call("projects.open", folder=str(second))
    ids = {each["name"]: each["id"] for each in server.call("workspaces.list")}

    assert server.call("workspaces.rename", workspace="second", name="by rpc")["id"] == ids["second"]
    status, _, body = server.http(
        "POST",
        f"/api/v1/workspaces/{ids['second']}/rename",
        b'{"name": "by rest"}',
        Content_Type="application/json",
    )
    assert (status, json.loads(body)["name"]) == (200, "by rest")
    done = server.icotes("workspaces", "rename", "by-cli", "--workspace", "by rest", "--json")
    assert (done.returncode, json.loads(done.stdout)["name"]) == (0, "by-cli"), done.stderr
    assert refused(server, "workspaces.rename", workspace="by-cli", name="main")["kind"] == "Conflict"
    assert refused(server, "workspaces.rename", workspace="by-cli", name=" x")["kind"] == "Invalid"
    assert refused(server, "workspaces.get", workspace="second")["kind"] == "NotFound"

    done = server.icotes("workspaces", "activate", "--workspace", "by-cli", "--json")
    assert json.loads(done.stdout)["active"] is True
    kinds = [each["kind"] for each in server.call("system.history", kinds=["workspaces.*"])["items"]]
    assert kinds == ["workspaces.activated", *["workspaces.renamed"] * 3]
    server.stop()

    again = fresh_server(first, home=home)
    listed = {each["name"]: (each["id"], each["active"]) for each in again.call("workspaces.list")}
    assert listed == {"main": (ids["main"], False), "by-cli": (ids["second"], True)}


@pytest.mark.capability("D5")
def test_each_workspace_has_its_own_files_terminals_names_and_events(fresh_server: Fresh, tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, name in ((first, "one.md"), (second, "two.md")):
        folder.mkdir()
        (folder / name).write_text("x")
    server = fresh_server(first)
    server.call("projects.open", folder=str(second))
    since = server.call("workspaces.events", workspace="main", max_items=1)["cursor"]

    server.call("workspaces.activate", workspace="second")
    active = next(each["id"] for each in server.call("workspaces.list") if each["active"])
    server.call("terminals.create", workspace=active, command=["cat"])
    server.call("files.write", workspace=active, path="three.md", text="x")
    server.call("workspaces.set_panel", workspace=active, panel="p")

    names = {each["path"] for each in server.call("files.search_names", workspace=active, query="md")}
    assert names == {"two.md", "three.md"}
    assert {each["path"] for each in server.call("files.list", workspace="main", path="")["items"]} == {"one.md"}
    assert server.call("terminals.list", workspace="main") == []
    assert server.call("workspaces.panels", workspace="main")["panels"] == []
    heard = server.call("workspaces.events", workspace="main", since=since, wait=0.5, max_items=5)["items"]
    assert [each for each in heard if each["type"] == "event"] == []


@pytest.mark.capability("D4")
def test_a_kill_in_the_middle_of_many_changes_leaves_each_whole_and_none_lost(tmp_path: Path):
    folder = tmp_path / "work"
    folder.mkdir()
    server = start(folder, tmp_path / "home")
    with joined(server, close_timeout=0.1) as client:
        for number in range(200):
            client.send("workspaces.set_panel", number, panel="p", data={"number": number, "fill": "x" * 1000})
        done = -1
        while done < 50:
            done = max(done, client.next()["id"])
        server.kill()
    again = start(folder, tmp_path / "home")
    try:
        (panel,) = again.call("workspaces.panels")["panels"]
        assert panel["data"]["number"] >= done
        assert panel["data"]["fill"] == "x" * 1000
        last = told(again)[-1]["data"]
        assert (last["version"], last["fields"]["data"]) == (panel["version"], panel["data"])
    finally:
        again.stop()


def by_rpc(server: Server, verb: str, workspace: str, **params: Any) -> Any:
    return server.call(f"workspaces.{verb}", **({"workspace": workspace} if workspace else {}), **params)


def by_rest(server: Server, verb: str, workspace: str, **params: Any) -> Any:
    http, path = {
        "list": ("GET", ""),
        "get": ("GET", f"/{workspace}"),
        "create": ("POST", f"/{workspace}/worktrees"),
        "rename": ("POST", f"/{workspace}/rename"),
        "activate": ("POST", f"/{workspace}/activate"),
        "delete": ("DELETE", f"/{workspace}"),
    }[verb]
    body = json.dumps(params).encode() if http == "POST" else None
    status, _, answer = server.http(http, f"/api/v1/workspaces{path}", body, Content_Type="application/json")
    assert status == 200, answer
    return json.loads(answer or "null")


def by_command_line(server: Server, verb: str, workspace: str, **params: Any) -> Any:
    named = ["--workspace", workspace] if workspace else []
    done = server.icotes("workspaces", verb, *params.values(), *named, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout or "null")


@pytest.mark.capability("D1")
@pytest.mark.parametrize("way", [by_rpc, by_rest, by_command_line])
def test_a_workspace_is_made_found_renamed_activated_and_deleted(
    alone: Server, tmp_path: Path, way: Callable[..., Any]
):
    (tmp_path / "a.md").write_text("x")
    for words in ("init -q", "add .", "-c user.name=a -c user.email=a@b commit -q -m first"):
        subprocess.run(["git", *words.split()], cwd=tmp_path, check=True)
    (main,) = way(alone, "list", "")

    made = way(alone, "create", main["id"], name="aside")
    assert {each["name"] for each in way(alone, "list", "")} == {main["name"], "aside"}
    assert way(alone, "get", made["id"])["folder"] == made["folder"]
    assert way(alone, "rename", made["id"], name="other")["name"] == "other"
    assert way(alone, "activate", made["id"])["active"] is True
    assert [each["name"] for each in way(alone, "list", "") if each["active"]] == ["other"]
    way(alone, "delete", made["id"])
    assert [each["id"] for each in way(alone, "list", "")] == [main["id"]]
    kinds = [each["kind"] for each in alone.call("system.history", kinds=["workspaces.*"], limit=4)["items"]]
    assert kinds == [f"workspaces.{each}" for each in ("deleted", "activated", "renamed", "created")]
