"""A key that was used in every way stands nowhere afterwards but in the owner's file (THREATS row 13)."""

import base64
import json
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from running import Failed, Server
from ways import WAYS

JSON = "application/json"


def use_everywhere(server: Server, key: str) -> list[bytes]:
    """Use a key in every way there is, in the wrong ones too; return all that was answered."""
    answers: list[bytes] = []
    for name in WAYS:
        way = WAYS[name](server, key)
        for method, params in [("system.ping", {}), ("system.info", {"forged": key}), ("nothing", {"x": key})]:
            try:
                answers.append(json.dumps(way.ask(method, params)).encode())
            except Failed as failed:
                answers.append(json.dumps(failed.error).encode())
        way.close()
    basic = base64.b64encode(f"owner:{key}".encode()).decode()
    for headers in (
        {"Cookie": f"icotes_{server.port}={key}"},
        {"Authorization": f"Basic {basic}"},
        {"Authorization": f"Bearer {key}x"},
        {"Authorization": key},
        {"X_Api_Key": key},
        {"X_Request_Id": key},
    ):
        for path in ("/rpc", "/api/v1/system/ping", "/mcp", "/ws", "/metrics", f"/?token={key}", f"/rpc?x={key}"):
            status, fields, body = server.http("POST", path, b"{}", token="", Content_Type=JSON, **headers)
            answers.append(
                f"{status} {fields}".encode().replace(key.encode(), b"") if "X_Request_Id" in headers else body
            )
    upgrade: dict[str, Any] = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    upgrade |= {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    for offered in (f"icotes.sync, icotes.key.{key}", f"icotes.key.{key}", f"icotes.sync, icotes.key.{key}x"):
        for path in ("/sync/main/a.md", "/ws", f"/sync/main/a.md?token={key}"):
            said = server.http("GET", path, token="", Sec_WebSocket_Protocol=offered, **upgrade)
            answers.append(f"{said}".encode())
    return answers


def found(folder: Path, secret: bytes) -> list[str]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return [str(each.relative_to(folder)) for each in files if secret in each.read_bytes()]


@pytest.mark.capability("U11", partly="keys; other secrets come with the modules that hold them")
@pytest.mark.parametrize("holder", ["owner", "narrowed", "session"])
def test_a_key_is_kept_and_written_nowhere(holder: str, fresh_server: Callable[..., Server]):
    server = fresh_server()
    launch = server.call("system.create_launch")
    entered = server.http("POST", "/launch", json.dumps({"launch": launch}).encode(), token="", Content_Type=JSON)
    key = {
        "owner": server.token,
        "narrowed": server.call("system.create_token", name="canary", scope=["*"])["key"],
        "session": json.loads(entered[2])["key"],
    }[holder]
    cookie = entered[1]["set-cookie"].partition("=")[2].partition(";")[0]

    answers = use_everywhere(server, key)
    shown = [
        json.dumps(server.call(name)).encode()
        for name in (
            "system.logs",
            "system.history",
            "system.tokens",
            "system.sessions",
            "system.connections",
            "system.stats",
        )
    ]
    shown += [server.http("GET", "/metrics")[2], server.icotes("system", "tokens", "--json").stdout.encode()]
    server.stop()

    for secret in (key, launch, cookie):
        secrets_part = secret.split("_", 2)[2] if secret.startswith("ick_") else secret
        assert not [each for each in answers + shown if secrets_part.encode() in each]
        assert secrets_part not in server.log
        kept = found(server.home, secrets_part.encode())
        assert kept == (["state/icotes/token"] if holder == "owner" and secret == key else [])
        assert found(server.folder, secrets_part.encode()) == []


def file_mode(path: Path) -> int:
    """Return the mode of a file; 0 of what is none, or is gone meanwhile."""
    with suppress(FileNotFoundError):
        status = path.stat()
        return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else 0
    return 0


def test_the_owners_files_are_the_owners_alone(server: Server):
    """Only what lies in the trash keeps the mode that it had in its project; nobody else gets there."""
    state = server.token_file.parent
    server.call("files.write", path="words.txt", text="words")
    server.call("files.search_text", words="words")

    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    open_to_others = [
        str(each.relative_to(state))
        for each in state.rglob("*")
        if ".trash/" not in str(each) and file_mode(each) & 0o077
    ]
    assert open_to_others == []
