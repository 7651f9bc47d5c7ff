"""The newest lines of the server's own log."""

from pathlib import Path
from typing import Any, Literal

import msgspec

Level = Literal["debug", "info", "warning", "error"]

TAIL_BYTES = 1024 * 1024
"""How far back is looked."""
_RANKS: dict[str, int] = {"debug": 0, "info": 1, "warning": 2, "error": 3, "critical": 4}


def newest(file: Path, level: Level, call: str, limit: int) -> list[dict[str, Any]]:
    """Return lines of a log, oldest first, of what it holds in its last mebibyte. Blocks.

    Args:
        file: with a line of JSON for each entry.
        level: what is less than this is left out.
        call: only what belongs to the call with this id; all, if it is empty.
        limit: lines at most.
    """
    entries = [_read(line) for line in _tail(file)]
    found = [
        entry
        for entry in entries
        if _RANKS.get(entry.get("level", ""), 0) >= _RANKS[level] and call in {"", entry.get("call")}
    ]
    return found[-limit:]


def _tail(file: Path) -> list[bytes]:
    if not file.exists():
        return []
    with file.open("rb") as log:
        begin = max(0, log.seek(0, 2) - TAIL_BYTES)
        log.seek(begin)
        lines = log.read().splitlines()
    return lines[1:] if begin else lines


def _read(line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.DecodeError:
        return {"event": line.decode(errors="replace")}
