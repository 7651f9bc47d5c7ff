"""JSON-RPC 2.0, by the examples of its specification (section 7), over a socket and by POST."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from wire import Sample

INVALID = {"jsonrpc": "2.0", "error": -32600, "id": None}
PARSE = {"jsonrpc": "2.0", "error": -32700, "id": None}

EXAMPLES = {
    "positional": ('{"jsonrpc": "2.0", "method": "sample.subtract", "params": [42, 23], "id": 1}', 19),
    "positional, other way round": (
        '{"jsonrpc": "2.0", "method": "sample.subtract", "params": [23, 42], "id": 2}',
        -19,
    ),
    "named": (
        '{"jsonrpc": "2.0", "method": "sample.subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}',
        19,
    ),
    "named, other order": (
        '{"jsonrpc": "2.0", "method": "sample.subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": "4"}',
        19,
    ),
}


def _post(sample: Sample, text: str) -> Any:
    return sample.rpc(text)


def _send(sample: Sample, text: str) -> Any:
    """Return the answer on a socket; None if the answer to a long call that was sent later comes first."""
    with sample.socket() as client:
        client.raw.send(text)
        client.send("sample.wait", "later", name="later", seconds=0.3)
        answer = client.next()
        return None if isinstance(answer, dict) and answer.get("id") == "later" else answer


both = pytest.mark.parametrize("ask", [_post, _send], ids=["rpc", "ws"])
Ask = Callable[[Sample, str], Any]


def _plain(answer: Any) -> Any:
    """Return an answer with its error as a bare code, and check that it is one or the other."""
    if isinstance(answer, list):
        return [_plain(each) for each in answer]
    assert ("result" in answer) != ("error" in answer)
    assert answer["jsonrpc"] == "2.0"
    if "error" in answer:
        assert answer["error"]["message"]
        assert set(answer["error"]) == {"code", "message", "data"}
        return {**answer, "error": answer["error"]["code"]}
    return answer


@pytest.mark.capability("B1")
@both
@pytest.mark.parametrize("name", EXAMPLES)
def test_calls_with_parameters_by_position_and_by_name(sample: Sample, ask: Ask, name: str) -> None:
    text, result = EXAMPLES[name]
    assert ask(sample, text) == {"jsonrpc": "2.0", "result": result, "id": json.loads(text)["id"]}


@pytest.mark.capability("B1")
@both
@pytest.mark.parametrize(
    "text",
    [
        '{"jsonrpc": "2.0", "method": "sample.echo", "params": [1]}',
        '{"jsonrpc": "2.0", "method": "foobar"}',
        '[{"jsonrpc": "2.0", "method": "sample.echo", "params": [1]}, {"jsonrpc": "2.0", "method": "none"}]',
    ],
)
def test_a_notification_is_not_answered(sample: Sample, ask: Ask, text: str) -> None:
    assert ask(sample, text) is None


@pytest.mark.capability("B1")
@both
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('{"jsonrpc": "2.0", "method": "foobar", "id": "1"}', {"jsonrpc": "2.0", "error": -32601, "id": "1"}),
        ('{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]', PARSE),
        ('{"jsonrpc": "2.0", "method": 1, "params": "bar"}', INVALID),
        ('[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},{"jsonrpc": "2.0", "method"]', PARSE),
        ("[]", INVALID),
        ("[1]", [INVALID]),
        ("[1,2,3]", [INVALID, INVALID, INVALID]),
        ('{"jsonrpc": "1.0", "method": "sample.add", "params": [1], "id": 1}', INVALID),
        ('{"method": "sample.add", "params": [1], "id": 1}', INVALID),
        ('{"jsonrpc": "2.0", "method": "sample.add", "params": [1], "id": {}}', INVALID),
        ('{"jsonrpc": "2.0", "method": "sample.add", "params": 1, "id": 7}', {**INVALID, "id": 7}),
        ('{"jsonrpc": "2.0", "method": 1, "id": 7}', {**INVALID, "id": 7}),
        ("null", INVALID),
        ('"text"', INVALID),
        ("", PARSE),
        ("{} {}", PARSE),
    ],
)
def test_what_is_no_request_is_told_so(sample: Sample, ask: Ask, text: str, answer: Any) -> None:
    assert _plain(ask(sample, text)) == answer


@pytest.mark.capability("B1")
@both
def test_a_batch_answers_each_of_its_calls(sample: Sample, ask: Ask) -> None:
    batch = """[
        {"jsonrpc": "2.0", "method": "sample.subtract", "params": [1, 2], "id": "1"},
        {"jsonrpc": "2.0", "method": "sample.echo", "params": [7]},
        {"jsonrpc": "2.0", "method": "sample.subtract", "params": [42, 23], "id": "2"},
        {"foo": "boo"},
        {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
        {"jsonrpc": "2.0", "method": "sample.echo", "params": [["hello", 5]], "id": "9"}
    ]"""
    answers = _plain(ask(sample, batch))
    expected = [
        {"jsonrpc": "2.0", "result": -1, "id": "1"},
        {"jsonrpc": "2.0", "result": 19, "id": "2"},
        INVALID,
        {"jsonrpc": "2.0", "error": -32601, "id": "5"},
        {"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"},
    ]
    assert sorted(answers, key=_order) == sorted(expected, key=_order)


def _order(answer: Any) -> str:
    return str(answer["id"])


@both
def test_a_batch_is_bounded(sample: Sample, ask: Ask) -> None:
    one = {"jsonrpc": "2.0", "method": "sample.add", "params": [1], "id": 1}
    answer = ask(sample, json.dumps([one] * 101))
    assert answer["error"]["data"] == {"kind": "QuotaExceeded", "limit": 100}


@both
@pytest.mark.parametrize("id", ["1", "-3", '"a\\"b"', '"ü"', "12345678901234567890"])
def test_the_id_comes_back_as_it_went(sample: Sample, ask: Ask, id: str) -> None:
    answer = ask(sample, f'{{"jsonrpc": "2.0", "method": "sample.add", "params": [1, 2], "id": {id}}}')
    assert answer["id"] == json.loads(id)
    assert answer["result"] == 3


@both
def test_a_bug_of_ours_is_a_number_of_an_incident(sample: Sample, ask: Ask) -> None:
    answer = ask(sample, '{"jsonrpc": "2.0", "method": "sample.fail", "params": ["bug"], "id": 1}')
    assert answer["error"]["code"] == -32603
    assert answer["error"]["data"]["kind"] == "Internal"
    assert "secret" not in json.dumps(answer)
    assert "Traceback" not in json.dumps(answer)
