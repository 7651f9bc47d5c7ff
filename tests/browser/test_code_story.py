"""A folder of real code, from the first completion to the page that its program serves, in one page."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from doing import open_file, press
from editing import until
from repositories import git
from running import Server

Visit = Callable[..., Page]
LONG = 60_000
TIDE = '''\
"""How high the water stands."""

import math


def height(hour: float) -> float:
    """Return the height in metres."""
    return 2 + math.sin(hour / 12 * math.tau)


LOW, HIGH = 1, 3
MEAN = 2
SPAN = HIGH - LOW

print(height("three"))
'''
PLOT = """\
import struct, zlib
from tide import height
class Plot:
    def _repr_png_(self):
        at = lambda x, y: 0 if abs(y - 20 * height(x / 8)) < 2 else 255
        rows = b"".join(b"\\0" + bytes(at(x, y) for x in range(96)) for y in range(80))
        size = lambda number: struct.pack(">I", number)
        part = lambda name, data: size(len(data)) + name + data + size(zlib.crc32(name + data))
        head = struct.pack(">IIBBBBB", 96, 80, 8, 0, 0, 0, 0)
        return b"\\x89PNG\\r\\n\\x1a\\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
Plot()"""
SERVE = """\
import http.server
from tide import height
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        page = f"<h1>{height(3):.1f} metres</h1>".encode()
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
http.server.HTTPServer(("127.0.0.1", 0), Page).serve_forever()
"""


@pytest.fixture
def folder(server: Server) -> Path:
    """A repository with a module, a notebook that plots it, and a program that serves it."""
    cell = {"id": "plot", "cell_type": "code", "source": PLOT, "metadata": {}, "execution_count": None, "outputs": []}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for name, text in {"tide.py": TIDE, "serve.py": SERVE, "plot.ipynb": json.dumps(notebook)}.items():
        (server.folder / name).write_text(text)
    git(server.folder, "init", "-q", "-b", "main")
    git(server.folder, "config", "user.name", "Ada")
    git(server.folder, "config", "user.email", "ada@example.org")
    git(server.folder, "add", "-A")
    git(server.folder, "commit", "-qm", "Begin")
    return server.folder


@pytest.mark.capability("K5", "J1", "J5", "J9", "K7", "K8", partly="together, in one page; each is shown beside")
def test_code_is_completed_mended_run_plotted_together_committed_by_hunk_and_served(
    visit: Visit, server: Server, folder: Path
) -> None:
    page, other = visit(server), visit(server)

    open_file(page, "tide.py")
    wrong = page.locator(".cm-lintRange-error")
    expect(wrong).to_have_text('"three"', timeout=LONG)
    expect(page.locator(".cm-content")).to_be_focused()
    press(page, "Control+f")
    expect(page.locator(".find [main-field]")).to_be_focused()
    page.keyboard.type('"three"')
    press(page, "Enter")
    expect(page.locator("footer.status")).to_contain_text("(7 selected)")
    press(page, "Escape")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.type("SP")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("SPAN", timeout=LONG)
    page.wait_for_timeout(200)  # a list that has just come takes no Enter yet
    press(page, "Enter")
    expect(page.locator(".cm-content")).to_contain_text("print(height(SPAN))")
    expect(wrong).to_have_count(0, timeout=LONG)
    press(page, "Control+Home")
    page.keyboard.type("# Of the harbour.\n")

    page.get_by_role("button", name="Run this file", exact=True).click()
    expect(page.locator(".run-sheet")).to_contain_text("2.866", timeout=LONG)

    for each in (page, other):
        open_file(each, "plot.ipynb")
        expect(each.locator(".notebook-cell")).to_have_count(1)
    other.get_by_role("button", name="Run all").click()
    for each in (page, other):
        picture = each.locator(".notebook-cell img")
        expect(picture).to_be_visible(timeout=LONG)
        assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") == 96

    until(lambda: "SPAN))" in (folder / "tide.py").read_text())
    press(page, "Control+Shift+g")
    page.locator(".git-row[data-path='tide.py']").click()
    hunks = page.locator(".git-hunk")
    expect(hunks).to_have_count(2)
    hunks.nth(1).get_by_role("button", name="Stage").click()
    expect(hunks).to_have_count(1)
    expect(page.locator(".git-row[data-path='tide.py']")).to_have_count(2)  # if nothing is staged, all is committed
    page.get_by_label("Message of the commit").fill("The height at a known hour")
    press(page, "Control+Enter")
    until(lambda: git(folder, "log", "-1", "--format=%s") == "The height at a known hour")
    assert "harbour" not in git(folder, "show", "HEAD:tide.py")
    assert "height(SPAN)" in git(folder, "show", "HEAD:tide.py")

    server.call("terminals.create", command=["python3", "serve.py"])
    page.get_by_role("region", name="Messages").get_by_role("button", name="Open it").click()
    served = page.frame_locator("iframe[title^='What the program on port']")
    expect(served.locator("h1")).to_have_text(re.compile(r"3\.0 metres"), timeout=LONG)
