"""The OpenAPI document: valid, complete, and true: what it allows is answered, and nothing makes the server fail."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from icotes.app import table
from icotes.core.table import Table
from icotes.faces.openapi import document
from icotes.faces.rest import routes
from running import Server, start
from sample import Sample as SampleModule
from schema_values import values
from wire import Sample

OURS: dict[str, Any] = json.loads(document(routes(table())))
SAMPLES: dict[str, Any] = json.loads(document(routes(Table([SampleModule], {}))))
BRIEF = {"max_items": 1, "wait": 0, "timeout": 2}
"""So that no generated call takes long."""


def _operations(said: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    return {
        operation["operationId"]: (path, verb, operation)
        for path, verbs in said["paths"].items()
        for verb, operation in verbs.items()
    }


@pytest.mark.timeout(180)
def test_the_document_is_valid_and_has_every_method(server: Server) -> None:
    status, headers, body = server.http("GET", "/openapi.json")
    assert (status, headers["content-type"]) == (200, "application/json")
    said = json.loads(body)
    assert said == OURS
    OpenAPIV31SpecValidator(said).validate()
    operations = _operations(said)
    assert {method.name for method in table()} <= set(operations)
    for path, _, operation in operations.values():
        assert operation["summary"]
        assert operation["security"]
        assert "default" in operation["responses"]
        if operation["x-method"] == operation["operationId"]:
            assert path == f"/api/v1/{operation['x-method'].replace('.', '/')}"


@pytest.mark.capability("B8")
def test_the_same_methods_are_discovered(server: Server) -> None:
    found = server.call("rpc.discover")
    assert found["openrpc"] == "1.3.2"
    assert [method["name"] for method in found["methods"]] == [method.name for method in table()]
    for method in found["methods"]:
        assert method["summary"]
        assert {"name", "schema", "required", "description"} <= set().union(*map(set, method["params"]))
        assert "$defs" not in json.dumps(method)
    with_body = [each for _, _, each in _operations(OURS).values() if "requestBody" in each]
    assert {each["x-method"] for each in with_body} == {method["name"] for method in found["methods"]}


def _request(data: st.DataObject, path: str, verb: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return method, address, body and headers of a call that mostly fits its operation."""
    query: dict[str, Any] = {}
    for each in operation["parameters"]:
        if each["name"] in BRIEF:
            query[each["name"]] = BRIEF[each["name"]]
        elif each["in"] == "path":
            value = data.draw(values({"type": "string"}, schemas))
            path = path.replace(f"{{{each['name']}}}", quote(_text(value), safe="") or "x")
        elif each["required"] or data.draw(st.booleans()):
            query[each["name"]] = _text(data.draw(values(each["schema"], schemas)))
    body, headers = None, {}
    for media_type, shape in operation.get("requestBody", {}).get("content", {}).items():
        if media_type == "application/json":
            body = data.draw(values(shape["schema"], schemas))
            if isinstance(body, dict):
                body |= {name: value for name, value in BRIEF.items() if name in shape["schema"]["properties"]}
            body = json.dumps(body).encode()
        else:
            body = data.draw(st.binary(max_size=50))
        headers["Content-Type"] = media_type
    address = f"{path}?{urlencode(query)}" if query else path
    return verb.upper(), address, body, headers


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode(errors="replace").decode()


ENDS = {"system.stop", "system.logout"}
"""What would end the server, or the key that the others are called with."""

fuzzed = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.capability("X6")
@pytest.mark.parametrize("id", _operations(SAMPLES))
@fuzzed
@given(data=st.data())
def test_no_call_of_a_sample_makes_the_server_fail(sample: Sample, id: str, data: st.DataObject) -> None:
    path, verb, operation = _operations(SAMPLES)[id]
    if operation["x-method"] in {"sample.fail", "sample.revoke", "sample.sicken"}:
        return
    method, address, body, headers = _request(data, path, verb, operation, SAMPLES["components"]["schemas"])
    status, _, said = sample.http(method, address, body, headers=headers)
    assert status < 500 or status == 504, said


@pytest.fixture(scope="module")
def fuzzed_server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server that nobody minds being called with anything."""
    folder = tmp_path_factory.mktemp("fuzzed")
    (folder / "notes.md").write_text("one\n")
    running = start(folder, tmp_path_factory.mktemp("home"))
    yield running
    running.stop()


@pytest.mark.capability("X5", "X6")
@pytest.mark.parametrize("id", [id for id, (*_, each) in _operations(OURS).items() if each["x-method"] not in ENDS])
@fuzzed
@given(data=st.data())
def test_no_call_makes_the_server_fail(fuzzed_server: Server, id: str, data: st.DataObject) -> None:
    path, verb, operation = _operations(OURS)[id]
    method, address, body, headers = _request(data, path, verb, operation, OURS["components"]["schemas"])
    status, _, said = fuzzed_server.http(method, address, body, **headers)
    assert status not in {401, 403}, said
    assert status < 500 or status in {503, 504}, said
