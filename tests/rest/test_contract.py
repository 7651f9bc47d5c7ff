"""What clients of /api/v1 rely on: written down, and every change of it is said; the description is true of answers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from repositories import Repository
from running import Server

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = json.loads((ROOT / "docs" / "reference" / "api-v1.json").read_text())


def contract(*words: str) -> tuple[int, list[str]]:
    """Run scripts/contract; return its exit code and what it says."""
    command = [sys.executable, str(ROOT / "scripts" / "contract"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.split("\n")


@pytest.mark.capability("H5", partly="a second version, and with it a deprecation header, comes when something is due")
def test_what_is_written_down_is_what_a_server_answers_to(server: Server) -> None:
    code, said = contract("--check")
    assert code == 0, said
    document = json.loads(server.http("GET", "/openapi.json")[2])
    served = {
        each["operationId"]: f"{verb.upper()} {path}"
        for path, verbs in document["paths"].items()
        for verb, each in verbs.items()
    }
    assert {name: each["at"] for name, each in CONTRACT.items()} == served
    assert all(address.split()[1].startswith("/api/v1/") for address in served.values())
    assert server.http("GET", "/api/v2/system/ping")[0] == 404


@pytest.mark.capability("H5", partly="a second version, and with it a deprecation header, comes when something is due")
def test_every_change_is_said_and_from_1_on_only_additions_are_written(tmp_path: Path) -> None:
    def doctored(change: str) -> Path:
        old = json.loads(json.dumps(CONTRACT))
        read = old["files.read"]
        result, takes = read["gives"]["application/json"], read["takes"]["body"]["application/json"]
        match change:
            case "operation":
                del old["files.read"]
            case "result":
                result["properties"].pop("size")
                result["required"].remove("size")
            case "gone":
                old["files.look"] = read
            case "type":
                result["properties"]["size"] = {"type": "string"}
            case _:
                takes["required"].remove("path")
        file = tmp_path / f"{change}.json"
        file.write_text(json.dumps(old))
        return file

    for change in ("operation", "result"):
        file = doctored(change)
        code, said = contract(str(file), "--version", "1.2.0")
        assert (code, [each for each in said if each.startswith("breaks")]) == (0, [])
        assert json.loads(file.read_text()) == CONTRACT
    for change, words in {"gone": "files.look: is gone", "type": "size type: was", "must": "path must be"}.items():
        file = doctored(change)
        before = file.read_text()
        code, said = contract(str(file), "--version", "1.2.0")
        assert code == 1
        assert words in next(each for each in said if each.startswith("breaks"))
        assert file.read_text() == before
    assert contract(str(file), "--version", "0.9.0")[0] == 0
    assert json.loads(file.read_text()) == CONTRACT


EXAMPLES: dict[str, Any] = {
    "path": "notes.md",
    "query": "note",
    "pattern": "note",
    "words": "note",
    "text": "note",
    "moment": "now",
    "old": "now",
    "max_items": 1,
    "wait": 0,
}
"""Values for the parameters that some query must have; ids come from the server itself."""
NOT_HERE = {"system.session", "workspaces.compare", "workspaces.review", "git.conflict"}
"""A key is no session, and this folder has no worktrees and no conflicts; nor is there a language server for notes."""


@pytest.mark.capability("H2")
@pytest.mark.timeout(180)
def test_every_query_answers_as_its_description_says(server: Server) -> None:
    known = prepared(server)
    document = json.loads(server.http("GET", "/openapi.json")[2])
    OpenAPIV31SpecValidator(document).validate()
    answered: set[str] = set()
    for path, verbs in document["paths"].items():
        operation = verbs.get("get")
        if operation is None or operation["operationId"] != f"{operation['x-method']}.get":
            continue
        own = {"path": "cells.ipynb"} if operation["x-method"] in {"documents.cells", "documents.outputs"} else {}
        asked = {each["name"]: (known | own).get(each["name"]) for each in operation["parameters"] if each["required"]}
        bounded = [each["name"] for each in operation["parameters"] if each["name"] in {"max_items", "wait"}]
        query = urlencode({**asked, **{name: EXAMPLES[name] for name in bounded}})
        status, headers, body = server.http("GET", f"{path}?{query}")
        if operation["x-method"] in NOT_HERE or (operation["x-method"].startswith("languages.") and asked):
            assert status in {404, 422, 503}
            continue
        assert status == 200, (path, query, body)
        content = operation["responses"]["200"]["content"]
        shape = content.get(headers["content-type"].partition(";")[0]) or content["*/*"]
        if headers["content-type"] == "application/json":
            schema = {**shape["schema"], "components": document["components"]}
            Draft202012Validator(schema).validate(json.loads(body))
            answered.add(operation["x-method"])
    assert len(answered) > 20


def prepared(server: Server) -> dict[str, Any]:
    """Make what queries can ask for, and return values for their parameters."""
    if not (server.folder / ".git").exists():
        Repository.make(server.folder)
    server.call("files.write", path="notes.md", text="a note\n")
    server.call(
        "files.write", path="cells.ipynb", text='{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    server.call("workspaces.checkpoint", name="now")
    entry = server.call("clipboard.copy_text", text="a note")["id"]
    server.call("clipboard.share", entry=entry)
    run = server.call("execution.run", code="open('left.txt', 'w').write('x')", max_items=9, wait=30)
    return EXAMPLES | {
        "entry": entry,
        "run": run["items"][0]["state"]["id"],
        "name": "left.txt",
        "kernel": server.call("execution.start_kernel")["id"],
        "terminal": server.call("terminals.create", command=["true"])["id"],
        "project": server.call("workspaces.get")["project"],
    }
