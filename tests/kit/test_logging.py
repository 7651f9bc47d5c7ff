"""The log is JSON, knows its call, and holds no secrets and nothing that a terminal obeys."""

import asyncio
import json
import logging
import stat
from pathlib import Path
from typing import Any

import pytest

from icotes.core.call import Call, current
from icotes.core.caller import system
from icotes.core.methods import Module, query
from icotes.core.table import Table
from icotes.kit.logging import LogSettings, bind, logging_to, redact

logger = logging.getLogger("icotes.sample")

SECRETS = {
    "Authorization: Bearer abc.DEF-123_x": "abc.DEF",
    "basic dXNlcjpwYXNz": "dXNlcjpwYXNz",
    '{"token": "tok-12345", "name": "x"}': "tok-12345",
    '{"api_key":"k123"}': "k123",
    "{'password': 'hunter2'}": "hunter2",
    "GET /x?access_token=tok-12345&y=1": "tok-12345",
    "http://127.0.0.1:1/#launch=tok-12345": "tok-12345",
    "postgres://ann:hunter2@db/x": "hunter2",
    "ick_0123456789abcdefghij": "0123456789",
    "sk-0123456789abcdefghij": "0123456789",
    "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----": "MIIE",
}


class Shelf(Module):
    @query
    async def look(self) -> None: ...


@pytest.fixture
def lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def read(write: Any, level: Any = "info") -> list[dict[str, Any]]:
        with logging_to(tmp_path, LogSettings(level=level)) as file:
            write()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        return [json.loads(line) for line in file.read_text().splitlines()]

    return read


@pytest.fixture(autouse=True)
def _restored_level() -> Any:
    before = logging.getLogger().level
    yield
    logging.getLogger().setLevel(before)


def test_line_tells_when_who_and_what(lines: Any) -> None:
    table = Table([Shelf], {})
    call = Call(next(iter(table)), system(), b"{}")

    async def write() -> None:
        bind(request="r-1")
        current.set(call)
        logger.info("looked at %s", "it", extra={"count": 3})

    [line] = lines(lambda: asyncio.run(write()))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "icotes.sample",
        "event": "looked at it",
        "request": "r-1",
        "call": call.id,
        "method": call.method.name,
        "caller": "system",
        "count": 3,
    }


def test_failure_has_its_traceback_in_one_line(lines: Any) -> None:
    def write() -> None:
        try:
            raise ValueError("broken")
        except ValueError:
            logger.exception("oh")

    [line] = lines(write)
    assert "ValueError: broken" in line["exception"]
    assert "Traceback" in line["exception"]


def test_level_decides(lines: Any) -> None:
    def write() -> None:
        logger.info("small")
        logger.warning("large")

    assert [line["event"] for line in lines(write, "warning")] == ["large"]


def test_warnings_are_shown_as_well(lines: Any, capsys: pytest.CaptureFixture[str]) -> None:
    lines(lambda: (logger.info("small"), logger.error("large")))
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["large"]


@pytest.mark.parametrize(("text", "secret"), SECRETS.items())
def test_no_secret_is_logged(lines: Any, text: str, secret: str) -> None:
    [plain, extra] = lines(lambda: (logger.info(text), logger.info("x", extra={"request_headers": text})))
    assert secret not in json.dumps(plain)
    assert secret not in json.dumps(extra)
    assert secret not in redact(text)


def test_secret_in_a_field_of_its_own(lines: Any) -> None:
    [line] = lines(lambda: logger.info("x", extra={"token": "tok-12345", "headers": {"cookie": "c=1"}}))
    assert (line["token"], line["headers"]["cookie"]) == ("[redacted]", "[redacted]")


def test_ordinary_text_stays() -> None:
    text = "saved notes.md by ann: 3 tokens, basic arithmetic? 2 > 1"
    assert redact(text.replace("basic arithmetic", "arithmetic")) == text.replace("basic arithmetic", "arithmetic")


@pytest.mark.capability("W5", partly="tracing through tools comes with them")
def test_log_holds_nothing_that_a_terminal_obeys(lines: Any, tmp_path: Path) -> None:
    lines(lambda: logger.info("a\x1b]52;c;eA==\x07\x9b6n"))
    assert b"\x1b" not in (tmp_path / "server.log").read_bytes()
