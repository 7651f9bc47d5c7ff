"""Files as pages: which file is shown how."""

import asyncio
import os
from contextlib import nullcontext
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from icotes.kit.refusals import refusals
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import Disk, OpenText
from icotes.modules.preview import apart, table
from icotes.modules.preview.types import NoPage, Page

MOST_BYTES = 16 << 20
"""The largest file that is made a page of; of a table that is larger, the begin."""
MOST_TABLE = 4 << 20
AT_ONCE = 2
"""Larger files that are made pages of at the same time."""

HTML = frozenset({".html", ".htm"})
MARKDOWN = frozenset({".md", ".markdown", ".mdown"})
TABLES = frozenset({".csv", ".tsv", ".tab"})
PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".ico"})
NOTEBOOKS = frozenset({".ipynb"})
MEDIA = {".mp4": "video", ".webm": "video", ".mp3": "audio", ".ogg": "audio", ".wav": "audio", ".m4a": "audio"}


class Rendering:
    """Makes pages of the files of the open workspaces.

    Args:
        disk: tells what text bytes are.
        open_text: holds what is open and newer than its file.
    """

    def __init__(self, disk: Disk, open_text: OpenText | None) -> None:
        self._disk = disk
        self._open = open_text
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def page(self, workspace: Workspace, path: str) -> Page:
        """Return a file as a page.

        Raises:
            NotFound: there is no such file.
            NoPage: it is of no kind that is shown, or too large.
        """
        name = PurePosixPath(path).name
        ending = PurePosixPath(path).suffix.lower()
        if ending in PICTURES or ending in MEDIA:
            await asyncio.to_thread(workspace.root.stat, path, links=True)
            return Page(kind="rendered", html=_picture(name, ending), look="picture", title=name)
        most = MOST_TABLE if ending in TABLES else MOST_BYTES
        data, cut = await self._content(workspace, path, most)
        if cut and ending not in TABLES:
            raise NoPage(f"{path} has more than {most >> 20} MiB, too much for a page; download it.")
        async with self._turns if len(data) > apart.SMALL else nullcontext():
            return await asyncio.to_thread(self._made, name, ending, data, cut)

    async def _content(self, workspace: Workspace, path: str, most: int) -> tuple[bytes, bool]:
        opened = await self._open.text(workspace, path) if self._open else None
        data = opened.data[: most + 1] if opened else await asyncio.to_thread(_read, workspace, path, most + 1)
        return data[:most], len(data) > most

    def _made(self, name: str, ending: str, data: bytes, cut: bool) -> Page:
        if ending in NOTEBOOKS:
            return Page(kind="rendered", html=_notebook(name, data), look="notebook", title=name)
        text = self._text(name, data, cut)
        if ending in HTML:
            return Page(kind="html", html=text, look="html", title=name)
        if ending in MARKDOWN:
            return Page(kind="rendered", html=_markdown(text), look="markdown", title=name)
        if ending in TABLES:
            html = table.rendered(text, tabs=ending != ".csv", cut=cut)
            return Page(kind="rendered", html=html, look="table", title=name)
        return Page(kind="rendered", html=f"<pre>{escape(text)}</pre>", look="text", title=name)

    def _text(self, name: str, data: bytes, cut: bool) -> str:
        decoded = self._disk.decode(data)
        if decoded is None and cut:
            return data.decode(errors="replace")
        if decoded is None:
            raise NoPage(f"{name} is no text, and no picture that a browser shows; download it.")
        return decoded[0]


def _read(workspace: Workspace, path: str, most: int) -> bytes:
    handle = workspace.root.open_file(path)
    with refusals(path), os.fdopen(handle, "rb") as file:
        return file.read(most)


def _markdown(text: str) -> str:
    try:
        return apart.rendered("markdown", text.encode())
    except TimeoutError:
        note = "It takes too long to lay this text out, so it stands here as it is written."
        return f'<p class="note">{note}</p><pre>{escape(text)}</pre>'


def _notebook(name: str, data: bytes) -> str:
    try:
        return apart.rendered("notebook", data)
    except TimeoutError:
        raise NoPage(f"It takes too long to make a page of {name}; open it in the editor.") from None


def _picture(name: str, ending: str) -> str:
    address = escape(f"./{quote(name)}")
    if ending in MEDIA:
        return f'<{MEDIA[ending]} controls src="{address}"></{MEDIA[ending]}>'
    return f'<img alt="{escape(name)}" src="{address}">'
