"""What people call a point of the timeline, and which moment that is."""

import re
import sqlite3
import time
from datetime import datetime

from icotes.modules.workspaces import archive
from icotes.modules.workspaces.moments import BadPointName, PointNotFound

_MOMENT = re.compile(r"m([0-9]{1,18})(\^?)")
_AGO = re.compile(r"([0-9]{1,9})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def find(db: sqlite3.Connection, point: str) -> int:
    """Return the moment after which a point is.

    Raises:
        PointNotFound: there is none, or it is older than what is kept.
    """
    newest, oldest = archive.newest(db), archive.oldest(db)
    if (found := archive.named(db, point)) is not None:
        return found
    if match := _MOMENT.fullmatch(point):
        found = int(match[1]) - bool(match[2])
    elif (when := _time(point)) is not None:
        found = archive.at_time(db, when)
    else:
        raise PointNotFound(f"There is no checkpoint {point!r}; workspaces.timeline shows the points that there are.")
    if not oldest <= found <= newest:
        raise PointNotFound(
            f"{point} is not on the timeline; it begins at m{oldest} and ends at m{newest}.",
            oldest=f"m{oldest}",
            newest=f"m{newest}",
        )
    return found


def _time(point: str) -> float | None:
    """Return the time that a text names, in seconds since the epoch; None if it names none."""
    if match := _AGO.fullmatch(point):
        return time.time() - int(match[1]) * _SECONDS[match[2]]
    try:
        when = datetime.fromisoformat(point)
    except ValueError:
        return None
    return when.timestamp()


def check_name(name: str) -> None:
    """Refuse the name of a checkpoint that reads like another point.

    Raises:
        BadPointName: it does.
    """
    if _MOMENT.fullmatch(name) or _time(name) is not None or name != name.strip() or not name.isprintable():
        raise BadPointName(
            "A checkpoint can't be called like a moment or a time, nor hold control characters or spaces at its ends;"
            " choose another name.",
            field="name",
        )
