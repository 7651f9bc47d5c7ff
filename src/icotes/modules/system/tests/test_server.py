"""How the server is, what it is made of, what it does: read from a running one."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import icotes
from footprint import until
from joined import joined
from running import DEADLINE, Failed, Server


@pytest.mark.capability("C14", partly="ping and info; the others are in test_defaults")
def test_ping_answers_any_valid_key_and_info_says_what_runs(server: Server):
    narrow = server.call("system.create_token", name="narrow", scope=["nothing:read"])["key"]

    assert server.call("system.ping", token=narrow) == "pong"
    with pytest.raises(Failed) as failed:
        server.call("system.info", token=narrow)
    assert failed.value.kind == "Denied"
    info = server.call("system.info")
    assert info["version"] == icotes.__version__
    assert info["protocol"] == {"min": "v1", "max": "v1"}
    assert info["faces"] == ["websocket", "http", "cli", "mcp"]
    assert {"files", "projects", "system", "terminals", "workspaces"} <= set(info["modules"])
    assert info["workspaces"] >= 1
    assert info["connections"] >= 1


@pytest.mark.capability("Q1")
def test_every_service_is_shown_with_version_state_needs_and_methods(server: Server):
    services = {each["name"]: each for each in server.call("system.services")}

    files = services["files"]
    assert (files["version"], files["state"]) == (icotes.__version__, "running")
    assert "Trees" in files["needs"]
    assert "files.read" in files["methods"]
    assert services["ServerStore"]["methods"] == []
    listed = [name for each in services.values() for name in each["methods"]]
    assert len(listed) == server.call("system.info")["methods"]


@pytest.mark.capability("Q2", "W4")
def test_a_part_that_fails_turns_only_itself_red(fresh_server: Callable[..., Server], tmp_path: Path):
    folder = tmp_path / "work"
    folder.mkdir()
    home = tmp_path / "home"
    fresh_server(folder, home=home).stop()
    folder.rename(tmp_path / "moved")
    other = tmp_path / "other"
    other.mkdir()
    server = fresh_server(other, home=home)

    health = server.call("system.health")
    states = {each["name"]: each["state"] for each in health["parts"]}

    assert health["state"] == "degraded"
    assert states.pop("Projects") == "degraded"
    assert set(states.values()) == {"ok"}
    assert "work is not open" in next(each["detail"] for each in health["parts"] if each["name"] == "Projects")
    assert {each["name"]: each["state"] for each in server.call("system.services")}["projects"] == "degraded"
    assert server.http("GET", "/ready", token="")[0] == 200
    server.call("projects.close", project="work")
    assert server.call("system.health")["state"] == "ok"


@pytest.mark.capability("C9", "A12", "S1")
def test_calls_events_followers_and_connections_are_counted(fresh_server: Callable[..., Server], tmp_path: Path):
    (tmp_path / "a.md").write_text("a")  # before the server: news of it would be what the follower lags behind
    server = fresh_server(tmp_path)
    for _ in range(3):
        server.call("workspaces.open_file", path="a.md")
    with pytest.raises(Failed):
        server.call("workspaces.open_file", path="none.md")
    with joined(server) as client:
        client.send("workspaces.events", 1, kinds=["workspaces.file_opened"])
        client.next()
        server.call("workspaces.open_file", path="a.md")
        assert client.next()["params"]["value"]["item"]["data"]["path"] == "a.md"
        stats = until(lambda: (found := server.call("system.stats"))["followers"][0]["delivered"] and found)

    calls = {each["method"]: each for each in stats["methods"]}["workspaces.open_file"]
    assert (calls["calls"], calls["failures"]) == (5, {"NotFound": 1})
    assert 0 < calls["p50"] <= calls["p95"] <= calls["p99"]
    opened = {each["kind"]: each for each in stats["events"]}["workspaces.file_opened"]
    assert (opened["published"], opened["delivered"]) == (4, 1)
    (follower,) = stats["followers"]
    assert (follower["user"], follower["kinds"], follower["delivered"], follower["lag"]) == (
        "owner",
        ["workspaces.file_opened"],
        1,
        0,
    )
    assert stats["connections"]["websocket"] == 1
    assert stats["gaps"] == 0
    text = server.http("GET", "/metrics")[2].decode()
    assert 'icotes_events_published_total{kind="workspaces.file_opened"} 4' in text
    assert 'icotes_events_delivered_total{kind="workspaces.file_opened"} 1' in text
    assert 'icotes_call_seconds_count{method="workspaces.open_file"} 5' in text


def test_what_caches_do_is_counted(fresh_server: Callable[..., Server], tmp_path: Path):
    def counted() -> dict[str, int]:
        (files,) = [each for each in server.call("system.stats")["caches"] if each["name"] == "files"]
        return files

    (tmp_path / "cached.md").write_text("cached")  # before the server: news of it would take it out of the cache
    os.utime(tmp_path / "cached.md", (1, 1))
    time.sleep(0.06)
    server = fresh_server(tmp_path)
    before = counted()
    for _ in range(3):
        server.call("files.read", path="cached.md")
    after = counted()

    assert (after["hits"] - before["hits"], after["misses"] - before["misses"]) == (2, 1)
    assert after["bytes"] - before["bytes"] == len("cached")


@pytest.mark.capability("A8", partly="the figures; that a slow reader costs nothing is shown with the sockets")
def test_how_far_a_follower_lags_is_shown(fresh_server: Callable[..., Server]):
    server = fresh_server()
    (server.folder / "a.md").write_text("a")
    with joined(server) as client:
        client.send("workspaces.events", 1, kinds=["workspaces.file_opened"], where={"path": "other.md"})
        client.next()
        for _ in range(20):
            server.call("workspaces.open_file", path="a.md")
        (follower,) = server.call("system.stats")["followers"]
        happened = server.call("workspaces.history", limit=100)["items"]

    assert (follower["delivered"], follower["gaps"]) == (0, 0)
    assert 0 <= follower["lag"] <= len(happened)
    assert [each["kind"] for each in happened].count("workspaces.file_opened") == 20


def test_settings_are_shown_with_value_and_origin(fresh_server: Callable[..., Server]):
    server = fresh_server(ICOTES_FILES_TRASH_DAYS="7")
    shown = {each["name"]: each for each in server.call("system.settings")}

    assert (shown["files.trash_days"]["value"], shown["files.trash_days"]["origin"]) == (7, "ICOTES_FILES_TRASH_DAYS")
    assert shown["server.batch"]["origin"] == "default"
    assert all(each["description"] for each in shown.values())


@pytest.mark.capability("W5")
def test_one_id_leads_from_an_event_to_the_audit_and_the_log(server: Server):
    since = server.call("system.events", max_items=1)["cursor"]
    (server.folder / "traced.md").write_text("x")
    server.call("workspaces.open_file", path="traced.md")
    (event,) = server.call("workspaces.history", kinds=["workspaces.file_opened"], limit=1)["items"]
    where = {"call": event["call"]}
    (found,) = server.call("system.events", since=since, where=where, kinds=["audit.*"], wait=10, max_items=1)["items"]

    record = found["data"]
    assert (record["method"], record["outcome"], record["target"]) == (
        "workspaces.open_file",
        "ok",
        {"path": "traced.md"},
    )
    for line in server.call("system.logs", call=event["call"]):
        assert line["call"] == event["call"]


def test_the_log_is_shown_from_a_level_up(server: Server):
    lines = server.call("system.logs", limit=1000)

    assert any(line["event"] for line in lines)
    assert all(line["level"] in {"error", "critical"} for line in server.call("system.logs", level="error"))
    assert len(server.call("system.logs", limit=1)) == 1


@pytest.mark.capability("H6", partly="pages, filters and fields; sorting is that of files.list")
def test_history_comes_in_pages_that_hold_while_more_is_added(fresh_server: Callable[..., Server]):
    server = fresh_server()
    (server.folder / "a.md").write_text("a")
    for line in range(1, 11):
        server.call("workspaces.open_file", path="a.md", line=line)
    seen: list[int] = []
    after: Any = None
    while True:
        page = server.call("workspaces.history", kinds=["workspaces.file_opened"], limit=3, after=after)
        seen += [each["data"]["line"] for each in page["items"]]
        server.call("workspaces.open_file", path="a.md", line=100)
        after = page["next"]
        if after is None:
            break

    assert seen == list(range(10, 0, -1))
    address = "/api/v1/workspaces/history?kinds=workspaces.file_opened&limit=5"
    whole, slim = (server.http("GET", address + more)[2] for more in ("", "&fields=kind"))
    assert json.loads(slim)["items"] == [{"kind": "workspaces.file_opened"}] * 5
    assert len(slim) < len(whole) / 2


def test_the_server_stops_when_it_is_told_to(fresh_server: Callable[..., Server]):
    server = fresh_server()
    assert server.call("system.stop") is None
    assert server.process.wait(DEADLINE) == 0


def test_what_is_refused_says_what_to_do(server: Server):
    with pytest.raises(Failed) as failed:
        server.call("system.redeliver", id="server~1")
    assert (failed.value.kind, "system.dead_letters" in failed.value.error["message"]) == ("NotFound", True)
    assert server.call("system.dead_letters") == []
    assert json.loads(server.icotes("--api", "system.ping").stdout) == "pong"
