"""Copying and pasting by HTTP and by the command line."""

import base64
import json
import subprocess
from typing import Any

import pytest

from running import DEADLINE, ICOTES, Failed, Server

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def copied(server: Server, data: bytes, **query: str) -> dict[str, Any]:
    """Copy bytes, sent raw."""
    words = "&".join(f"{name}={value}" for name, value in query.items())
    status, _, body = server.http("POST", f"/api/v1/clipboard?{words}", data, Content_Type="application/octet-stream")
    assert status == 200, body
    return json.loads(body)


def pasted(server: Server, entry: str, span: str = "") -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and bytes of an entry, or of the span of it."""
    headers = {"Range": span} if span else {}
    return server.http("GET", f"/api/v1/clipboard/raw/{entry}", None, **headers)


def listed(server: Server, **params: Any) -> list[dict[str, Any]]:
    """Return a page of what the owner copied."""
    return server.call("clipboard.list", **params)["items"]


def refused(server: Server, method: str, **params: Any) -> str:
    """Return the kind of error that a call ends with."""
    with pytest.raises(Failed) as failed:
        server.call(method, **params)
    return failed.value.kind


def piped(server: Server, *words: str, stdin: bytes = b"") -> bytes:
    """Return what the command line prints for what is piped into it."""
    done = subprocess.run(
        [ICOTES, *words],
        cwd=server.folder,
        env=server.environment,
        input=stdin,
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
