"""One table, many faces: each query gives the same on all of them, and every method can really be called."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

import minimal
from icotes.app import table
from icotes.core.table import Method
from repositories import Repository
from running import Failed, Server
from ways import WAYS, Way

METHODS = list(table())
QUERIES = [method for method in METHODS if method.effect == "query" and not method.stream and not method.download]
LAST = ("projects.close", "system.logout", "system.stop")
"""These end what the others need."""


def shape(value: Any) -> Any:
    """Return a value with everything that may change from call to call taken out."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return [] if isinstance(value, list) else type(value).__name__


@pytest.mark.capability("B2", "C10", "H1")
@pytest.mark.parametrize("method", QUERIES, ids=lambda method: method.name)
def test_a_query_gives_the_same_by_all_ways(method: Method, guarded: Server, way: Callable[[str, str], Way]):
    params = {**minimal.params(method), **({"workspace": "main"} if "workspace" in method.located else {})}
    for name in WAYS:  # some answers count those who came by each way
        assert answer(way(name, guarded.token), "system.ping", {}) == "pong"
    said = {name: answer(way(name, guarded.token), method.name, params) for name in WAYS}
    again = answer(way("rpc", guarded.token), method.name, params)
    if again != said["rpc"]:
        said = {name: shape(value) for name, value in said.items()}

    assert all(value == said["rpc"] for value in said.values()), said


@pytest.mark.parametrize("method", QUERIES, ids=lambda method: method.name)
def test_fields_leave_out_everything_else(method: Method, guarded: Server):
    params = {**minimal.params(method), **({"workspace": "main"} if "workspace" in method.located else {})}
    try:
        whole = guarded.call(method.name, **params)
    except Failed:
        return
    if not isinstance(whole, dict | list):
        return
    none = guarded.call(method.name, **params, fields=["no_such_field"])
    items = none["items"] if isinstance(whole, dict) and "items" in whole and "next" in whole else none
    assert all(each == {} for each in (items if isinstance(items, list) else [items]))


def answer(way: Way, method: str, params: dict[str, Any]) -> Any:
    try:
        return way.ask(method, params)
    except Failed as failed:
        return failed.kind


@pytest.mark.capability("X5", "Q13")
def test_every_method_answers_when_it_is_really_called(fresh_server: Callable[..., Server], tmp_path: Any):
    """Nothing is stubbed: each method runs once on a server of its own, and none fails of itself."""
    folder = tmp_path / "work"
    Repository.make(folder)
    server = fresh_server(folder)
    order = sorted(
        METHODS, key=lambda method: (method.name in LAST, LAST.index(method.name) if method.name in LAST else 0)
    )

    said = {method.name: call(server, method) for method in order}

    assert {name: kind for name, kind in said.items() if kind in {"Internal", "MethodNotFound", "Invalid"}} == {}
    assert len(said) == len(METHODS)
    assert sum(kind == "ok" for kind in said.values()) > len(said) / 2, said


def call(server: Server, method: Method) -> str:
    params = minimal.params(method)
    if method.upload:
        params[method.upload] = base64.b64encode(b"two\n").decode()
    try:
        server.call(method.name, **params)
    except Failed as failed:
        return failed.kind
    return "ok"
