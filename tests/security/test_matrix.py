"""Every method, every kind of caller, every way in: the table says who may, and all ways agree.

A call that may pass carries a parameter that no method has, so that it is
refused for that and changes nothing: `Invalid` says that the guard let it through.
"""

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest

import minimal
from icotes.app import table
from icotes.core.table import Method
from keys import Keys
from running import Failed, Server
from ways import WAYS, Way

METHODS = list(table())
Enter = Callable[[str, str], Way]

FORGED = {"forged": True}


def verdict(method: Method, holder: str) -> str:
    """Return what the guard must say, told from the declaration alone."""
    if holder in {"nobody", "made_up", "revoked"}:
        return "Unauthenticated"
    if method.declaration.scope == "any" or holder == "owner":
        return "Invalid"
    scope = method.declaration.scope or f"{method.module}:{'read' if method.effect == 'query' else 'write'}"
    module, effect = scope.split(":")
    allowed = {
        "reader": effect == "read",
        "system": module == "system",
        "files": module == "files",
        "elsewhere": "workspace" in method.located,
    }
    return "Invalid" if allowed[holder] else "Denied"


def by_all_ways(way: Enter, key: str, method: str, params: dict[str, Any]) -> dict[str, str]:
    return {name: way(name, key).kind(method, params) for name in WAYS}


@pytest.mark.capability("T1", "T6", "H1", partly="the callers of a local server; roles come with accounts")
@pytest.mark.parametrize("holder", ["nobody", "made_up", "revoked", "reader", "system", "files", "elsewhere", "owner"])
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_all_ways_say_what_the_declaration_says(method: Method, holder: str, keys: Keys, way: Enter):
    said = by_all_ways(way, getattr(keys, holder), method.name, FORGED)

    assert said == dict.fromkeys(WAYS, verdict(method, holder))


STATUS = {"Unauthenticated": 401, "Denied": 403, "Invalid": 422}


@pytest.mark.parametrize("holder", ["nobody", "made_up", "revoked", "reader", "system", "files", "elsewhere", "owner"])
@pytest.mark.parametrize("method", [m for m in METHODS if m.declaration.rest], ids=lambda method: method.name)
def test_a_resource_route_says_the_same_as_its_method(method: Method, holder: str, keys: Keys, guarded: Server):
    verb, _, path = method.declaration.rest.partition(" ")
    address = f"/api/v1{re.sub('{[a-z_]+}', 'x', path)}?forged=1"
    status, _, _ = guarded.http(verb, address, token=getattr(keys, holder), Content_Type="application/json")

    assert status == STATUS[verdict(method, holder)]


@pytest.mark.parametrize("method", [m for m in METHODS if "workspace" in m.located], ids=lambda method: method.name)
def test_a_key_of_one_workspace_cannot_tell_another_from_none(method: Method, keys: Keys, way: Enter, guarded: Server):
    """THREATS row 16: by its name and by its id, another workspace is as if it did not exist."""
    hidden = {each["name"]: each["id"] for each in guarded.call("workspaces.list")}["main"]
    params = minimal.params(method)
    said = {
        refusal(way(name, keys.elsewhere), method.name, {**params, "workspace": place}).replace(place, "X")
        for name in ("rpc", "rest", "ws first message")
        for place in ("main", hidden, "no-such-place")
    }

    assert len(said) == 1
    assert said.pop().startswith("NotFound")


def refusal(way: Way, method: str, params: dict[str, Any]) -> str:
    with pytest.raises(Failed) as failed:
        way.ask(method, params)
    return f"{failed.value.kind}: {failed.value.error['message']}"


def test_every_method_has_a_scope():
    """THREATS row 17; that a method without one is refused at start stands in tests/core."""
    assert [method.name for method in METHODS if not method.scope] == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "files",
        "files.",
        ".read",
        "files.read_",
        "files._read",
        "files.__init__",
        "system.start",
        "rpc.nothing",
        "files.read.x",
        "Files.read",
        "files/read",
        "files.read\n",
        "ﬁles.read",
        "x" * 5000,
    ],
)
@pytest.mark.parametrize("holder", ["nobody", "reader", "owner"])
def test_what_is_no_method_is_found_by_no_way(name: str, holder: str, keys: Keys, way: Enter):
    ways = ["rpc", "batch", "ws bearer", "ws first message", "mcp"]
    expected = "Unauthenticated" if holder == "nobody" else "MethodNotFound"

    assert {each: way(each, getattr(keys, holder)).kind(name, {}) for each in ways} == dict.fromkeys(ways, expected)


@pytest.mark.parametrize(
    "carrier",
    [
        {"X_Api_Key": "{key}"},
        {"X_Auth_Token": "{key}"},
        {"Cookie": "token={key}"},
        {"Cookie": "icotes={key}; icotes_{port}={key}; session={key}"},
        {"Authorization": "Basic {basic}"},
        {"Authorization": "Token {key}"},
        {"Authorization": "{key}"},
        {"Proxy_Authorization": "Bearer {key}"},
    ],
    ids="-".join,
)
@pytest.mark.parametrize("path", ["/rpc", "/api/v1/system/ping", "/mcp"])
def test_a_key_opens_nothing_by_another_carrier(carrier: dict[str, str], path: str, keys: Keys, guarded: Server):
    """THREATS row 19: one carrier, so that no check can be missing on its sibling."""
    basic = base64.b64encode(f"{keys.owner}:{keys.owner}".encode()).decode()
    headers = {name: text.format(key=keys.owner, port=guarded.port, basic=basic) for name, text in carrier.items()}
    body = b'{"jsonrpc":"2.0","id":1,"method":"system.ping"}'

    status, _, answer = guarded.http("POST", path, body, token="", Content_Type="application/json", **headers)

    assert status == 401
    assert keys.owner.encode() not in answer


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "key"])
@pytest.mark.parametrize("path", ["/rpc", "/api/v1/system/ping", "/mcp", "/ws", "/"])
def test_a_key_in_the_address_is_refused_and_not_logged(name: str, path: str, keys: Keys, guarded: Server):
    for given in ("", keys.owner):
        status, _, _ = guarded.http("GET", f"{path}?{name}={keys.system}", token=given)
        assert status == 401
    assert keys.system not in guarded.log
