"""A command that is sent twice under one key runs once, whatever the face (THREATS row 38)."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import minimal
from icotes.app import table
from icotes.core.table import Method
from icotes.kit.idempotency import holds_secret
from running import Failed, Server
from ways import WAYS, Mcp

COMMANDS = [method for method in table() if method.effect == "command" and not method.stream]
REPLAYED = [each for each in COMMANDS if each.name not in {"system.stop", "system.logout", "projects.close"}]


def changed(method: Method, params: dict[str, Any]) -> dict[str, Any] | None:
    """Return parameters that differ in one text or number; None if there is none."""
    for each in method.parameters:
        value = params.get(each.name)
        if isinstance(value, str) and each.name != method.upload and "enum" not in str(each.type):
            return {**params, each.name: f"{value}2"}
        if isinstance(value, int) and not isinstance(value, bool):
            return {**params, each.name: value + 1}
    return None


VARIABLE = [method for method in REPLAYED if changed(method, minimal.params(method))]


def opened(server: Server) -> list[int]:
    found = server.call("workspaces.history", workspace="main", kinds=["workspaces.file_opened"], limit=1000)["items"]
    return [each["data"]["line"] for each in found]


@pytest.fixture(autouse=True)
def _notes(guarded: Server) -> None:
    (guarded.folder / "notes.md").touch()


def test_the_same_call_by_any_face_runs_once(guarded: Server):
    params = {"workspace": "main", "path": "notes.md", "line": 101, "idempotency_key": "once"}
    for name in WAYS:
        way = WAYS[name](guarded, guarded.token)
        assert way.ask("workspaces.open_file", params) is None
        way.close()

    assert opened(guarded).count(101) == 1


def test_the_header_of_http_is_the_same_key(guarded: Server):
    body = json.dumps({"workspace": "main", "path": "notes.md", "line": 102}).encode()
    headers = {"Content_Type": "application/json", "Idempotency_Key": "by header"}
    answers = [guarded.http("POST", "/api/v1/workspaces/open_file", body, **headers)[0] for _ in range(2)]

    assert set(answers) <= {200, 204}
    assert opened(guarded).count(102) == 1


def test_many_at_once_run_once_and_get_the_same_answer(guarded: Server):
    params = {"folder": str(guarded.folder), "idempotency_key": "many at once"}
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: guarded.call("projects.open", **params), range(16)))

    assert all(each == answers[0] for each in answers)


@pytest.mark.parametrize("method", VARIABLE, ids=lambda method: method.name)
def test_another_body_under_the_same_key_is_a_conflict(method: Method, guarded: Server):
    """By every command: the second one is not run, whatever the first one came to."""
    params = {**minimal.params(method), "idempotency_key": f"body of {method.name}"}
    if "workspace" in method.located:
        params["workspace"] = "main"
    answer(guarded, method, params)

    with pytest.raises(Failed) as failed:
        guarded.call(method.name, **(changed(method, params) or {}))
    assert failed.value.kind == "Conflict"


@pytest.mark.parametrize("method", REPLAYED, ids=lambda method: method.name)
def test_the_same_call_gives_the_same_answer_and_a_secret_only_once(method: Method, guarded: Server):
    params = {**minimal.params(method), "idempotency_key": f"replay of {method.name}"}
    if "workspace" in method.located:
        params["workspace"] = "main"
    first, second = answer(guarded, method, params), answer(guarded, method, params)

    if holds_secret(method.result):
        assert (isinstance(first, str) and first in {"Invalid", "Denied", "NoSuchPort"}) or second == "Conflict"
    else:
        assert second == first


def answer(server: Server, method: Method, params: dict[str, Any]) -> Any:
    try:
        return server.call(method.name, **params)
    except Failed as failed:
        return failed.kind


def test_another_callers_key_is_another_one(guarded: Server, keys: Any):
    del keys
    other = guarded.call("system.create_token", name="other", scope=["*"])["key"]
    for token in (guarded.token, other):
        guarded.call(
            "workspaces.open_file", token=token, workspace="main", path="notes.md", line=103, idempotency_key="mine"
        )

    assert opened(guarded).count(103) == 2


def test_an_agents_tool_takes_the_key_too(guarded: Server):
    way = Mcp(guarded, guarded.token)
    params = {"workspace": "main", "path": "made.md", "text": "x", "version": "new", "idempotency_key": "by tool"}

    assert way.tool("files_write", params) == way.tool("files_write", params)
