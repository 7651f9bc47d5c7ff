"""POST /rpc of a real server: one call, several in an array, and what is neither."""

import json
from typing import Any

import pytest

from running import DEADLINE, Server


def post(server: Server, message: Any, **more: Any) -> tuple[int, Any]:
    status, _, body = server.http("POST", "/rpc", json.dumps(message).encode(), Content_Type="application/json", **more)
    return status, json.loads(body) if body else None


def call(id: Any, method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": params}


@pytest.mark.capability("H3")
@pytest.mark.parametrize("id", [1, "one", None, 1.5, "ü" * 20])
def test_a_call_is_answered_under_its_id(server: Server, id: Any) -> None:
    assert post(server, call(id, "system.ping")) == (200, {"jsonrpc": "2.0", "id": id, "result": "pong"})
    status, failed = post(server, call(id, "files.read", path="nowhere"))
    assert (status, failed["id"], failed["error"]["data"]["kind"]) == (200, id, "NotFound")


@pytest.mark.capability("H3")
def test_a_notification_is_carried_out_and_not_answered(server: Server) -> None:
    write = call(0, "files.write", path="notified.md", text="x")
    del write["id"]
    assert post(server, write) == (204, None)
    assert (server.folder / "notified.md").read_text() == "x"


@pytest.mark.capability("H3")
def test_a_batch_is_answered_member_by_member(server: Server) -> None:
    silent = {"jsonrpc": "2.0", "method": "system.ping"}
    members = [
        call(1, "files.write", path="batch.md", text="first"),
        silent,
        call("two", "files.read", path="batch.md"),
        call(3, "no.method"),
        7,
        call(4, "workspaces.events", max_items=1, wait=DEADLINE),
    ]
    status, answers = post(server, members)
    by_id = {each["id"]: each for each in answers}
    assert status == 200
    assert len(answers) == 5
    assert by_id["two"]["result"]["text"] == "first"
    assert (by_id[3]["error"]["code"], by_id[None]["error"]["code"]) == (-32601, -32600)
    assert by_id[4]["result"]["items"]
    assert post(server, [silent, silent]) == (204, None)


@pytest.mark.capability("H3")
def test_a_batch_asks_no_more_than_its_key_covers_and_has_an_end(server: Server) -> None:
    narrow = server.call("system.create_token", name="narrow", scope=["files:read"])["key"]
    _, answers = post(server, [call(1, "files.list"), call(2, "files.write", path="x", text="x")], token=narrow)
    assert "result" in answers[0]
    assert answers[1]["error"]["data"]["kind"] == "Denied"
    status, refused = post(server, [call(each, "system.ping") for each in range(101)])
    assert (status, refused["error"]["data"]["limit"]) == (200, 100)
    assert server.http("GET", "/rpc")[0] == 405
    assert server.http("POST", "/rpc", b"{}", token="")[0] == 401
