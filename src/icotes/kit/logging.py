"""The server's log: a line of JSON for each thing worth knowing, with the call it belongs to and without secrets.

Everybody writes with the standard library's `logging.getLogger(__name__)`;
`extra={...}` adds fields. A line is made where it is written, so that it knows
the call, and saved by a thread, so that nobody waits for the disk.
"""

import logging
import re
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from queue import SimpleQueue
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from icotes.core.call import current
from icotes.kit.settings import SettingsSection

FILE_NAME = "server.log"
FILE_BYTES = 8 * 1024 * 1024
FILES = 3
"""Older files that are kept: `server.log.1` and so on."""

_bound: ContextVar[Mapping[str, str]] = ContextVar("icotes_log")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_encode = msgspec.json.Encoder(enc_hook=repr).encode


class LogSettings(SettingsSection, section="log"):
    """How much the server's log tells."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="What is less than this is not logged.")
    ] = "info"


def bind(**fields: str) -> None:
    """Add fields to all that is logged from here on in this task (`request=...`)."""
    _bound.set({**_bound.get({}), **fields})


@contextmanager
def logging_to(folder: Path, settings: LogSettings) -> Generator[Path]:
    """Keep the log in a folder while this runs; warnings go to stderr as well.

    Returns:
        The file that is written to.
    """
    file = folder / FILE_NAME
    file.touch(0o600)
    kept = RotatingFileHandler(file, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
    shown = logging.StreamHandler(sys.stderr)
    shown.setLevel(logging.WARNING)
    queue: SimpleQueue[Any] = SimpleQueue()
    entry = QueueHandler(queue)
    entry.setFormatter(Line())
    listener = QueueListener(queue, kept, shown, respect_handler_level=True)
    root = logging.getLogger()
    root.addHandler(entry)
    root.setLevel(settings.level.upper())
    listener.start()
    try:
        yield file
    finally:
        root.removeHandler(entry)
        listener.stop()
        kept.close()


class Line(logging.Formatter):
    """Makes a line of JSON of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: time, level, logger, event, the call if there is one, and further fields."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_bound.get({}),
        }
        call = current.get()
        if call:
            entry |= {"call": call.id, "method": call.method.name, "caller": call.caller.name}
        entry |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return redact(_encode(entry).decode())


_SECRET = re.compile(
    r"(?P<named>\\*[\"'](?:[\w-]*(?:token|secret|passw(?:or)?d|api_?key|authorization|cookie))\\*[\"']\s*:\s*\\*[\"'])[^\"'\\]+"
    r"|(?P<carried>\b(?:bearer|basic|launch=|[\w-]*(?:token|secret|passw(?:or)?d|api_?key)=)\s*)[^\s\"'\\,;&]+"
    r"|(?P<address>\w://[^\s/:@\"]*:)[^\s/@\"]+(?=@)"
    r"|\b(?:ick|sk|ghp|gho|ghs|glpat|xox[abp])[_-][\w-]{16,}|\bAKIA[A-Z0-9]{16}\b"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
    re.IGNORECASE | re.DOTALL,
)


def redact(text: str) -> str:
    """Return a text without what looks like a secret.

    >>> redact("Authorization: Bearer abc123")
    'Authorization: Bearer [redacted]'
    """
    return _SECRET.sub(lambda found: f"{found['named'] or found['carried'] or found['address'] or ''}[redacted]", text)
