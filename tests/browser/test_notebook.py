"""Notebooks in the browser: written and run together, with plots, tables and failures, by keyboard and on a phone."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from chromium import Visits
from editing import until
from pages import command
from running import Server

Visit = Callable[..., Page]
PLOT = """import struct, zlib, math
def png(width, height, at):
    rows = b"".join(b"\\0" + bytes(at(x, y) for x in range(width)) for y in range(height))
    part = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\\x89PNG\\r\\n\\x1a\\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
class Plot:
    def _repr_png_(self):
        return png(320, 160, lambda x, y: 0 if abs(y - 80 - 60 * math.sin(x / 25)) < 2 else 255)
Plot()"""
TABLE = "<style>td {color: red}</style><table><tr><th>a</th></tr><tr><td>1.5</td></tr></table>"
STYLED = "<style>#T_0 {color: rgb(1, 2, 3)}</style><table><tr><td id='T_0'>2.5</td></tr></table>"
EVIL = "<b style='color:red'>bold</b><script>parent.broken=1</script><img src=x onerror='parent.broken=1'>"


def cell(id_: str, source: str, kind: str = "code", *outputs: dict[str, Any]) -> dict[str, Any]:
    made = {"id": id_, "cell_type": kind, "source": source, "metadata": {}}
    return {**made, "execution_count": None, "outputs": outputs} if kind == "code" else made


def html(text: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/html": text, "text/plain": "plain"}, "metadata": {}}


def write(server: Server, *cells: dict[str, Any], name: str = "a.ipynb") -> None:
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (server.folder / name).write_text(json.dumps(whole))


def on_disk(server: Server, name: str = "a.ipynb") -> list[dict[str, Any]]:
    return json.loads((server.folder / name).read_text())["cells"]


def sources(server: Server) -> list[str]:
    return ["".join(each["source"]) for each in on_disk(server)]


def opened(page: Page, path: str = "a.ipynb") -> Locator:
    """Open a notebook; return its cells."""
    page.keyboard.press("Control+P")
    expect(page.locator(".pick input")).to_be_focused()
    page.keyboard.type(path)
    expect(page.get_by_role("option", name=path).first).to_be_visible()
    page.keyboard.press("Enter")
    cells = page.locator(".notebook-cell")
    expect(cells.first).to_be_focused()
    return cells


def written(cell: Locator) -> Locator:
    return cell.locator(".cm-content")


@pytest.mark.capability("J5", "J9")
def test_two_people_write_and_run_one_notebook_and_both_see_the_plot(visit: Visit, server: Server) -> None:
    write(server, cell("intro", "# Waves", "markdown"), cell("plot", PLOT), cell("sum", "x = 1"))
    one, other = visit(server), visit(server)
    mine, theirs = opened(one), opened(other)
    expect(mine.nth(0).locator("h1")).to_have_text("Waves")
    written(mine.nth(2)).click()
    expect(written(mine.nth(2))).to_be_focused()
    one.keyboard.press("Control+End")
    one.keyboard.type("00")
    expect(written(theirs.nth(2))).to_have_text("x = 100")
    expect(theirs.nth(2).locator(".live-caret")).to_have_count(1)
    written(theirs.nth(2)).click()
    expect(written(theirs.nth(2))).to_be_focused()
    other.keyboard.press("Control+End")
    other.keyboard.type("\nprint(x + 1)")
    other.keyboard.press("Control+Enter")
    for cells in (mine, theirs):
        expect(cells.nth(2).locator(".notebook-out")).to_have_text("101\n", timeout=60_000)
        expect(cells.nth(2).locator(".notebook-count")).to_have_text("[1]")
    one.get_by_role("button", name="Run all").click()
    for page, cells in ((one, mine), (other, theirs)):
        picture = cells.nth(1).locator("img")
        expect(picture).to_be_visible(timeout=60_000)
        assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") == 320
        expect(cells.nth(2).locator(".notebook-count")).to_have_text("[3]")
        expect(page.get_by_role("button", name=re.compile("Kernel: .* idle"))).to_be_visible()
    until(lambda: on_disk(server)[1]["outputs"] and on_disk(server)[2]["execution_count"] == 3)
    assert "image/png" in on_disk(server)[1]["outputs"][0]["data"]
    one.reload()
    expect(mine.nth(1).locator("img")).to_be_visible()


@pytest.mark.capability("J9", partly="by keyboard")
def test_the_keys_of_jupyter_add_delete_move_and_turn_cells(visit: Visit, server: Server) -> None:
    write(server, cell("a", "first"), cell("b", "second"))
    page = visit(server)
    cells = opened(page)
    for key, focused in (("j", cells.nth(1)), ("b", cells.nth(2)), ("Enter", written(cells.nth(2)))):
        page.keyboard.press(key)
        expect(focused).to_be_focused()
    page.keyboard.type("third")
    page.keyboard.press("Escape")
    until(lambda: sources(server) == ["first", "second", "third"])
    expect(cells.nth(2)).to_be_focused()
    page.keyboard.type("kk")
    expect(cells.nth(0)).to_be_focused()
    page.keyboard.type("dd")
    expect(written(cells.nth(0))).to_have_text("second")
    until(lambda: sources(server) == ["second", "third"])
    expect(cells.nth(0)).to_be_focused()
    page.keyboard.press("z")
    until(lambda: sources(server) == ["first", "second", "third"])
    expect(cells).to_have_count(3)
    page.keyboard.press("Home")
    expect(cells.nth(0)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    until(lambda: sources(server) == ["second", "first", "third"])
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("m")
    until(lambda: [each["cell_type"] for each in on_disk(server)] == ["code", "markdown", "code"])
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(cells.nth(1).locator(".notebook-prose")).to_have_text("first")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("a")
    expect(cells).to_have_count(4)
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(written(cells.nth(1))).to_be_focused()
    page.keyboard.type("above")
    until(lambda: sources(server) == ["second", "above", "first", "third"])
    page.keyboard.press("ArrowUp")
    expect(written(cells.nth(0))).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("b")
    expect(cells).to_have_count(5)
    page.keyboard.press("z")
    expect(cells).to_have_count(4)
    expect(cells.nth(2)).to_be_focused()


def test_who_may_only_read_runs_into_no_new_cell(visit: Visit, server: Server) -> None:
    write(server, cell("a", "first"), cell("b", "last"))
    scope = ["documents:read", "files:read", "workspaces:read"]
    page = visit(server, token=server.call("system.create_token", name="reads", scope=scope)["key"])
    cells = opened(page)
    page.keyboard.press("End")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Home")
    expect(cells.nth(0)).to_be_focused()
    expect(cells).to_have_count(2)


def test_links_lead_to_headings_and_files_and_odd_addresses_harm_nothing(
    visit: Visit, visits: Visits, server: Server
) -> None:
    visits.forgive("404 .*caf%25E9")
    (server.folder / "my file.md").write_text("text")
    links = "[down](#The-end) [file](my%20file.md) ![](caf%E9.png) ![one](attachment:%ff.png)"
    write(
        server,
        cell("a", links, "markdown"),
        *(cell(f"c{n}", "1\n" * 9) for n in range(9)),
        cell("z", "# The end", "markdown"),
    )
    page = visit(server)
    opened(page)
    heading = page.get_by_role("heading", name="The end")
    expect(heading).not_to_be_in_viewport()
    page.get_by_role("link", name="down").click()
    expect(heading).to_be_in_viewport()
    expect(page.locator(".tab")).to_have_count(1)
    page.get_by_role("link", name="file").click()
    expect(page.locator(".tab", has_text="my file.md")).to_be_visible()


def test_failures_and_what_runs_are_to_be_seen_and_an_interrupt_stops_it(visit: Visit, server: Server) -> None:
    write(server, cell("a", "import time\nprint('begun')\nwhile True: time.sleep(0.05)"), cell("b", "1 / 0"))
    page = visit(server)
    cells = opened(page)
    expect(page.get_by_role("button", name="Kernel: python no kernel")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(cells.nth(0).locator(".notebook-out")).to_have_text("begun\n", timeout=60_000)
    expect(cells.nth(0)).to_have_attribute("data-state", "running")
    page.keyboard.press("i")
    page.keyboard.press("i")
    expect(cells.nth(0).locator(".notebook-failure")).to_contain_text("KeyboardInterrupt")
    page.keyboard.press("j")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(cells.nth(1).locator(".notebook-failure")).to_contain_text("ZeroDivisionError")
    assert violations(page) == []
    command(page, "Clear all outputs")
    expect(page.locator(".notebook-out")).to_have_count(0)


@pytest.mark.capability("J5", partly="tables")
def test_html_does_nothing_and_tables_are_tables(visit: Visit, visits: Visits, server: Server) -> None:
    visits.forgive("Content Security Policy", "about:srcdoc")
    write(
        server,
        cell("a", "<b onclick=x>no tag</b> ![](javascript:1) [bad](javascript:alert(1))", "markdown"),
        cell("b", "table", "code", html(TABLE)),
        cell("c", "evil", "code", html(EVIL)),
        cell("d", "styled", "code", html(STYLED)),
    )
    page = visit(server)
    cells = opened(page)
    expect(cells.nth(0).locator(".notebook-prose")).to_contain_text("<b onclick=x>no tag</b>")
    expect(cells.nth(0).locator("a, img, b")).to_have_count(0)
    expect(cells.nth(1).locator(".notebook-table td")).to_have_text("1.5")
    frame, styled = page.frame_locator(".notebook-frame >> nth=0"), page.frame_locator(".notebook-frame >> nth=1")
    expect(frame.locator("b")).to_have_text("bold")
    expect(styled.locator("td")).to_have_css("color", "rgb(1, 2, 3)")
    assert page.locator(".notebook-frame").first.get_attribute("sandbox") == ""
    assert page.evaluate("window.broken") is None
    assert page.evaluate("document.querySelector('.notebook-frame').contentDocument") is None, "its origin is opaque"


FORMULAS = r"""Euler: $e^{i\pi} = -1$. It costs $5 or $6.

In code: `$x$`.

$$
\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
$$

\begin{align}
a &= b \\
c &= d
\end{align}

What is none is marked: $\nothing{x$. A key: $\href{javascript:parent.broken=1}{x} \includegraphics{https://example.org/x.png}$."""


def latex(text: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/latex": text, "text/plain": "plain"}, "metadata": {}}


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_formulas_are_set_and_reach_nothing(visit: Visit, server: Server, width: int, dark: bool) -> None:
    write(server, cell("a", FORMULAS, "markdown"), cell("b", "1", "code", latex(r"$\displaystyle x^{2}$")))
    page = visit(server, width=width, height=844, dark=dark)
    server.call("workspaces.open_file", path="a.ipynb")
    text, ran = page.locator(".notebook-prose"), page.locator(".notebook-out")
    expect(text.locator(".katex math")).to_have_count(4)
    expect(text.locator(".katex-display")).to_have_count(2)
    expect(text).to_contain_text("It costs $5 or $6.")
    expect(text.locator("code")).to_have_text("$x$")
    expect(text.locator(".katex-error")).to_have_text(r"\nothing{x")
    expect(ran.locator(".katex-display annotation")).to_have_text(r"\displaystyle x^{2}")
    assert text.locator("a, img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_and_in_the_dark_all_is_within_reach(visit: Visit, server: Server, dark: bool) -> None:
    write(server, cell("a", "# Hi", "markdown"), cell("b", "print(1)", "code", html(TABLE)))
    page = visit(server, width=390, height=844, dark=dark)
    server.call("workspaces.open_file", path="a.ipynb")
    cells = page.locator(".notebook-cell")
    expect(written(cells.nth(1))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    cells.nth(1).locator(".notebook-run").click()
    expect(cells.nth(1).locator("pre.notebook-out")).to_have_text("1\n", timeout=60_000)


def test_a_notebook_begins_empty_and_a_broken_one_is_shown_as_its_text(visit: Visit, server: Server) -> None:
    page = visit(server)
    command(page, "New notebook")
    expect(page.get_by_text("This notebook has no cells yet.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Add code").click()
    expect(page.locator(".notebook-cell .cm-content")).to_be_focused()
    page.keyboard.type("1 + 1")
    file = server.folder / "Notebook.ipynb"
    until(lambda: "1 + 1" in file.read_text())
    assert [each["source"] for each in on_disk(server, "Notebook.ipynb")] == [["1 + 1"]]
    (server.folder / "broken.ipynb").write_text('{"cells": [\n')
    server.call("workspaces.open_file", path="broken.ipynb")
    expect(page.get_by_role("status").filter(has_text="no JSON")).to_be_visible()
    expect(page.locator(".editor .cm-content")).to_contain_text('{"cells": [')
