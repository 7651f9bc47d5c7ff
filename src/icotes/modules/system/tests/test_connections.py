"""Who is connected, messages from client to client, and what a connection's coming and going leaves in the log."""

import json
import subprocess
import time
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed

from joined import joined, own_id
from running import DEADLINE, ICOTES, Failed, Server
from wire import Client


def key(server: Server, name: str, *scope: str) -> dict[str, str]:
    made = server.call("system.create_token", name=name, scope=list(scope or ["*"]))
    return {"key": made["key"], "id": made["token"]["id"]}


def events(server: Server, kind: str, since: str, connection: str) -> list[dict[str, str]]:
    where = {"connection": connection}
    found = server.call("system.events", since=since, kinds=[kind], where=where, wait=10, max_items=1)["items"]
    return [each["data"] for each in found if each["type"] == "event"]


def code_of_close(client: Client) -> int:
    """Return the code with which the server closes a socket."""
    try:
        while True:
            client.raw.recv(DEADLINE)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0


def end(server: Server) -> str:
    return server.call("system.events", max_items=1)["cursor"]


@pytest.mark.capability("C1")
def test_every_kind_of_client_is_listed_with_who_when_and_how_much(server: Server):
    begun = time.time()
    assert server.icotes("system", "ping").returncode == 0
    with joined(server, agent="browser/1.0") as client:
        id_ = own_id(client)
        client.result("system.ping")
        found = {each["id"]: each for each in server.call("system.connections", user="owner", limit=1000)["items"]}

    kinds = {each["kind"] for each in found.values()}
    assert {"websocket", "http", "cli"} <= kinds
    mine = found[id_]
    assert (mine["kind"], mine["user"], mine["agent"], mine["address"]) == (
        "websocket",
        "owner",
        "browser/1.0",
        "127.0.0.1",
    )
    assert begun - 1 < mine["opened"] <= mine["active"] < time.time() + 1
    assert mine["calls"] == 2


@pytest.mark.capability("I10")
def test_how_busy_each_client_is_and_when_it_was_last_seen(server: Server):
    with joined(server) as busy, joined(server) as idle:
        ids = own_id(busy), own_id(idle)
        before = {each["id"]: each for each in server.call("system.connections", limit=1000)["items"]}
        for _ in range(50):
            busy.result("system.ping")
        after = {each["id"]: each for each in server.call("system.connections", limit=1000)["items"]}
    (was, now), (still, rests) = [(before[id_], after[id_]) for id_ in ids]

    assert now["active"] > was["active"]
    assert (rests["active"], rests["calls"]) == (still["active"], still["calls"])
    assert 25 < now["rate"] < 52
    assert rests["rate"] <= still["rate"] <= 2


def test_the_list_comes_in_pages_and_is_filtered(server: Server):
    with ExitStack() as stack:
        ids = sorted(own_id(stack.enter_context(joined(server, agent="paged"))) for _ in range(5))
        listed: list[str] = []
        after = None
        while True:
            page = server.call("system.connections", kind="websocket", after=after, limit=2)
            listed += [each["id"] for each in page["items"]]
            after = page["next"]
            if after is None:
                break

    assert listed == sorted(listed)
    assert set(ids) <= set(listed)
    assert server.call("system.connections", user="nobody")["items"] == []


@pytest.mark.capability("C7")
def test_coming_and_going_is_told_by_events(server: Server):
    since = end(server)
    with joined(server) as client:
        id_ = own_id(client)
        (here,) = events(server, "connections.opened", since, id_)
    (gone,) = events(server, "connections.closed", since, id_)

    assert here == gone == {"connection": id_, "client": "websocket", "user": "owner"}


@pytest.mark.capability("C12", "C13")
def test_a_broadcast_reaches_only_those_that_match(server: Server):
    with joined(server) as one, joined(server) as two, joined(server) as three:
        ids = [own_id(each) for each in (one, two, three)]
        with joined(server) as sender:
            assert sender.result("system.send", connection=ids[1], data={"n": 1}) == 1
            assert sender.result("system.broadcast", data={"n": 2}, kind="websocket", user="owner") >= 4
            assert sender.result("system.broadcast", data={"n": 3}, user="somebody else") == 0
            assert sender.result("system.broadcast", data={"n": 4}, session="no session") == 0
            assert sender.result("system.broadcast", data={"n": 5}, kind="mcp") == 0
            assert sender.result("system.broadcast", data={"n": 6}) >= 4
            origin = own_id(sender)
        got = {name: [each.next() for _ in range(count)] for name, each, count in [("one", one, 2), ("two", two, 3)]}
        for each in (one, two, three):
            assert each.result("system.ping") == "pong"

    assert [each["params"]["data"]["n"] for each in got["one"]] == [2, 6]
    assert [each["params"]["data"]["n"] for each in got["two"]] == [1, 2, 6]
    assert got["two"][0] == {
        "jsonrpc": "2.0",
        "method": "system.message",
        "params": {"sender": "owner", "connection": origin, "data": {"n": 1}},
    }


@pytest.mark.capability("C12")
def test_a_session_can_be_addressed_alone(fresh_server):
    server = fresh_server()
    sessions = []
    for _ in range(2):
        launch = server.call("system.create_launch")
        status, _, body = server.http(
            "POST", "/launch", f'{{"launch":"{launch}"}}'.encode(), token="", Content_Type="application/json"
        )
        assert status == 200, body
        sessions.append(json.loads(body)["key"])
    with joined(server, sessions[0]) as one, joined(server, sessions[1]) as two:
        mine = one.result("system.session")["token"]["id"]
        assert server.call("system.broadcast", data="only you", session=mine) == 1
        assert one.next()["params"]["data"] == "only you"
        assert two.result("system.ping") == "pong"


def test_a_connection_can_be_ended(server: Server):
    with joined(server) as client:
        id_ = own_id(client)
        server.call("system.disconnect", connection=id_)
        with pytest.raises(ConnectionClosed):
            client.raw.recv(DEADLINE)
    with pytest.raises(Failed) as failed:
        server.call("system.disconnect", connection=id_)
    assert failed.value.kind == "NotFound"


@pytest.mark.capability("T3", partly="the keys of a local server")
def test_a_revoked_key_ends_its_sockets_streams_and_calls_at_once(server: Server):
    taken: list[float] = []
    for _ in range(3):
        made = key(server, "soon gone")
        with joined(server, made["key"]) as idle, joined(server, made["key"]) as following:
            following.send("system.events", 1)
            assert following.next()["params"]["value"]["item"]["type"] == "snapshot"
            begun = time.monotonic()
            server.call("system.revoke_token", id=made["id"])
            assert [code_of_close(client) for client in (idle, following)] == [1008, 1008]
            taken.append(time.monotonic() - begun)
    assert sorted(taken)[1] < 5
    assert max(taken) < 15

    status, _, _ = server.http(
        "POST",
        "/rpc",
        b'{"jsonrpc":"2.0","id":1,"method":"system.ping"}',
        token=made["key"],
        Content_Type="application/json",
    )
    assert status == 401


def test_a_follower_on_the_command_line_ends_with_its_key(server: Server):
    made = key(server, "for a script")
    follower = subprocess.Popen(
        [ICOTES, "system", "events"],
        cwd=server.folder,
        env={**server.environment, "ICOTES_TOKEN": made["key"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert follower.stdout
    assert "snapshot" in follower.stdout.readline()
    server.call("system.revoke_token", id=made["id"])
    _, complaint = follower.communicate(timeout=DEADLINE)

    assert follower.returncode == 3, complaint
    assert "revoked" in complaint
