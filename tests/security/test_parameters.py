"""What does not fit a method's parameters is refused with the field; nothing of the server's own can be set."""

import json
from typing import Any

import pytest

import minimal
from icotes.app import table
from icotes.core.table import Method
from icotes.faces.schemas import params_schema
from running import Server

METHODS = list(table())
SERVERS_OWN = (
    "actor",
    "admin",
    "caller",
    "created",
    "grant",
    "is_admin",
    "owner",
    "role",
    "scopes",
    "tenant_id",
    "user",
)
"""Fields that a caller might try to set (mass assignment)."""


def batch(server: Server, method: Method, calls: list[Any]) -> list[dict[str, Any]]:
    """Return the answers to many calls of one method."""
    requests = [{"jsonrpc": "2.0", "id": n, "method": method.name, "params": each} for n, each in enumerate(calls)]
    answers: list[dict[str, Any]] = []
    for start in range(0, len(requests), 50):
        body = json.dumps(requests[start : start + 50]).encode()
        answers += json.loads(server.http("POST", "/rpc", body, Content_Type="application/json")[2])
    return sorted(answers, key=lambda answer: answer["id"])


def refusals(server: Server, method: Method, calls: list[Any]) -> list[tuple[int, str]]:
    """Return code and field of each refusal."""
    answers = batch(server, method, calls)
    return [(each["error"]["code"], each["error"]["data"].get("field", "")) for each in answers]


def every_method(wanted: Any = lambda _: True) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("method", [each for each in METHODS if wanted(each)], ids=lambda each: each.name)


@every_method()
@pytest.mark.capability("B3", "H7")
def test_an_unknown_parameter_is_refused_and_named(method: Method, guarded: Server):
    """THREATS row 18."""
    own = params_schema(method)["properties"]
    forged = [name for name in SERVERS_OWN if name not in own]
    calls = [{**minimal.params(method), name: "x"} for name in forged]

    assert refusals(guarded, method, calls) == [(-32602, name) for name in forged]


@every_method(lambda method: any(each.required for each in method.parameters))
@pytest.mark.capability("B3")
def test_a_missing_parameter_is_refused_and_named(method: Method, guarded: Server):
    whole = minimal.params(method)
    needed = [each.name for each in method.parameters if each.required]
    calls = [{name: value for name, value in whole.items() if name != left_out} for left_out in needed]

    assert refusals(guarded, method, calls) == [(-32602, name) for name in needed]


@every_method()
@pytest.mark.capability("B3", "H7")
def test_a_parameter_of_a_wrong_type_is_refused_and_named(method: Method, guarded: Server):
    schema = params_schema(method)
    wrong = {name: minimal.wrong(shape, schema) for name, shape in schema["properties"].items()}
    calls = [{**minimal.params(method), name: value} for name, value in wrong.items() if value is not None]
    fields = [name for name, value in wrong.items() if value is not None]

    said = refusals(guarded, method, calls)

    assert [code for code, _ in said] == [-32602] * len(fields)
    assert [field.partition("[")[0].partition(".")[0] for _, field in said] == fields


@every_method()
@pytest.mark.parametrize("params", [3, "x", True, [[]] * 40, [None] * 40])
def test_parameters_that_are_no_object_or_too_many_are_refused(method: Method, params: Any, guarded: Server):
    (answer,) = batch(guarded, method, [params])

    assert answer["error"]["code"] in {-32600, -32602}


@pytest.mark.capability("B3")
def test_no_text_of_the_language_comes_out(guarded: Server):
    texts = [
        answer["error"]["message"]
        for method in METHODS
        for answer in batch(guarded, method, [{"x": 1}, {"timeout": "x"}, [None] * 40, 3])
        if "error" in answer
    ]

    assert [
        text for text in texts if any(word in text for word in ("Traceback", "Error:", "msgspec", ".py", "<class"))
    ] == []
