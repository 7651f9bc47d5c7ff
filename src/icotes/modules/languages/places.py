"""Where a server says that something is, with the line that stands there."""

import asyncio
from typing import Any

from icotes.core.errors import IcotesError
from icotes.kit.workspace import Workspace
from icotes.modules.languages.answers import sensible
from icotes.modules.languages.plain import items
from icotes.modules.languages.positions import Lines
from icotes.modules.languages.session import Session
from icotes.modules.languages.texts import Texts
from icotes.modules.languages.types import Location, Range
from icotes.modules.languages.uris import name_of

MOST = 2000
"""Places of one answer."""
LONGEST = 500
"""Characters of a line."""


async def located(workspace: Workspace, session: Session, texts: Texts, answer: Any) -> list[Location]:
    """Return the places in a server's answer; of what is outside of the workspace nothing is read."""
    with sensible():
        return await _located(workspace, session, texts, answer)


async def _located(workspace: Workspace, session: Session, texts: Texts, answer: Any) -> list[Location]:
    places = [_place(each) for each in items([answer] if isinstance(answer, dict) else answer)[:MOST]]
    paths = {path for uri, _ in places if (path := session.uris.path(uri)) is not None}
    read = dict(zip(paths, await asyncio.gather(*(_lines(workspace, session, texts, each) for each in paths))))  # noqa: B905
    return [_location(uri, session.uris.path(uri), range_, read) for uri, range_ in places]


def _place(said: Any) -> tuple[str, Any]:
    return said.get("targetUri") or said["uri"], said.get("targetSelectionRange") or said["range"]


async def _lines(workspace: Workspace, session: Session, texts: Texts, path: str) -> Lines | None:
    if file := session.files.get(path):
        return file.lines
    try:
        return session.lines((await texts.read(workspace, path)).text)
    except IcotesError:
        return None


def _location(uri: str, path: str | None, said: Any, read: dict[str, Lines | None]) -> Location:
    lines = read.get(path or "")
    if path is None or lines is None:
        start, end = said["start"], said["end"]
        place = Range(
            line=start["line"] + 1,
            column=start["character"] + 1,
            end_line=end["line"] + 1,
            end_column=end["character"] + 1,
        )
        return Location(path=path or "", name=name_of(uri), range=place)
    place = lines.range(said)
    return Location(path=path, name=name_of(uri), range=place, text=lines.line(place.line, LONGEST))
