"""Previews in the browser: beside the editor, live, and away from everything of icotes."""

import json
import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Dialog, Error, FrameLocator, Page, expect

from axe import violations
from chromium import Visits
from editing import until
from framing import too_wide
from icotes.modules.preview import markdown, notebook, table
from payloads import FOUND, PAYLOADS
from running import Server

Visit = Callable[..., Page]
LONG = "# Begin\n\n" + "".join(f"paragraph {number}\n\n" for number in range(200))
TRIES = """<!doctype html><title>Tries</title><link rel=stylesheet href=look.css><h1>Page</h1><pre id=said></pre>
<img id=own src=own.png width=10><iframe id=inner src=inner.html></iframe>
<script>
const said = {};
const attempt = async (name, work) => {
  try { said[name] = String(await work()).slice(0, 300); } catch (error) { said[name] = `refused: ${error.name}`; }
};
const key = 'icotes-key';
(async () => {
  const origin = new URL(location.href).origin;
  await attempt('origin', () => self.origin);
  await attempt('sibling', async () => (await fetch('data.json')).text());
  await attempt('rpc', async () => (await fetch(`${origin}/rpc`, {method: 'POST', credentials: 'include',
    headers: {'content-type': 'application/json'}, body: '{"jsonrpc":"2.0","id":1,"method":"system.info"}'})).text());
  await attempt('raw', async () => (await fetch(`${origin}/api/v1/files/read?path=notes.txt`,
    {credentials: 'include'})).text());
  await attempt('rawSimple', async () => (await fetch(`${origin}/api/v1/files/read?path=notes.txt`,
    {credentials: 'include', mode: 'no-cors'})).type);
  await attempt('launch', async () => (await fetch(`${origin}/launch`, {method: 'POST', body: '{}'})).status);
  await attempt('socket', () => new Promise((done, fail) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws`, 'icotes.v1');
    socket.onopen = () => done('open'); socket.onerror = () => fail(new Error());
  }));
  await attempt('cookie', () => document.cookie);
  await attempt('storage', () => sessionStorage.getItem(key));
  await attempt('local', () => localStorage.getItem('theme'));
  await attempt('parent', () => parent.document.title);
  await attempt('top', () => top.sessionStorage.getItem(key));
  await attempt('above', () => parent.parent.document.body.innerHTML);
  await attempt('navigate', () => { top.location = 'http://evil.test/'; return 'went'; });
  await attempt('worker', async () => (await navigator.serviceWorker.register('sw.js')).scope);
  await attempt('database', () => new Promise((done, fail) => {
    const request = indexedDB.open('x');
    request.onsuccess = () => done('open');
    request.onerror = () => fail(request.error);
  }));
  await attempt('elsewhere', async () => (await fetch('http://127.0.0.1:9/x', {mode: 'no-cors'})).type);
  await attempt('popup', () => String(window.open('http://127.0.0.1:9/y')));
  await attempt('script', () => new Promise((done, fail) => {
    const script = document.createElement('script'); script.src = `${origin}/static/theme.js`;
    script.onload = () => done('ran'); script.onerror = () => fail(new Error()); document.head.append(script);
  }));
  said.inner = document.querySelector('#inner') ? 'there' : '';
  document.querySelector('#said').textContent = JSON.stringify(said);
})();
</script>"""


def shown(page: Page, path: str) -> FrameLocator:
    """Return what is in a preview."""
    stage = page.frame_locator(f'iframe[title="What {path} looks like"]')
    return stage.frame_locator("iframe:not(.coming)")


def preview(page: Page, server: Server, path: str) -> FrameLocator:
    """Show a file, and its preview beside it."""
    server.call("workspaces.open_file", path=path)
    expect(page.get_by_role("tab", name=path, exact=True)).to_have_attribute("aria-selected", "true")
    with page.expect_response(lambda response: ".icotes/changes" in response.url):  # what changes before is not told
        page.get_by_role("button", name="Open the preview beside").click()
    return shown(page, path)


def write(server: Server, **files: str) -> None:
    """Write files so that nothing is told of them late, by which their preview would be loaded anew."""
    for name, text in files.items():
        server.call("files.write", path=name, text=text)


def scrolled(inside: FrameLocator) -> float:
    """Return how far a preview is scrolled, once it has told that; -1 while another takes its place."""
    drawn = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY))))"
    with suppress(Error):
        return inside.locator("body").evaluate(drawn)
    return -1


def scrolled_to(inside: FrameLocator, text: str) -> float:
    """Scroll a preview to a paragraph; return how far that is, or 0 while another takes its place."""
    inside.locator("p", has_text=text).scroll_into_view_if_needed()
    return max(0, scrolled(inside))


@pytest.mark.capability("K8")
def test_markdown_beside_the_editor_follows_what_is_typed_and_keeps_its_place(visit: Visit, server: Server) -> None:
    write(server, **{"long.md": LONG})
    page = visit(server)
    inside = preview(page, server, "long.md")
    expect(inside.locator("h1")).to_have_text("Begin")
    place = until(lambda: scrolled_to(inside, "paragraph 150"))
    assert place > 1000
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.type(" and more")
    expect(inside.locator("h1")).to_have_text("Begin and more")
    until(lambda: abs(scrolled(inside) - place) < 60)
    expect(page.locator(".cm-content")).to_be_focused()


def test_html_runs_its_own_scripts_and_is_loaded_anew_with_what_it_includes(visit: Visit, server: Server) -> None:
    (server.folder / "site.html").write_text(
        "<link rel=stylesheet href=look.css><h1></h1><script src=code.js></script>"
    )
    (server.folder / "look.css").write_text("h1 { color: rgb(1, 2, 3) }")
    (server.folder / "code.js").write_text("document.querySelector('h1').textContent = 'made by a script'")
    page = visit(server)
    inside = preview(page, server, "site.html")
    expect(inside.locator("h1")).to_have_text("made by a script")
    expect(inside.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
    (server.folder / "look.css").write_text("h1 { color: rgb(4, 5, 6) }")
    expect(inside.locator("h1")).to_have_css("color", "rgb(4, 5, 6)")
    (server.folder / "code.js").write_text("document.querySelector('h1').textContent = 'made anew'")
    expect(inside.locator("h1")).to_have_text("made anew")
    page.get_by_role("button", name="Load again").click()
    expect(inside.locator("h1")).to_have_text("made anew")


def test_a_page_reaches_its_folder_and_nothing_of_icotes(visit: Visit, visits: Visits, server: Server) -> None:
    visits.forgive(r".*")
    look = "h1 { color: rgb(1, 2, 3) }"
    write(server, **{"tries.html": TRIES, "data.json": '"from beside"', "look.css": look})
    write(server, **{"inner.html": "<p>inner", "notes.txt": "private"})
    page = visit(server)
    inside = preview(page, server, "tries.html")
    expect(inside.locator("#said")).not_to_be_empty(timeout=30_000)
    said = inside.locator("body").evaluate("() => JSON.parse(document.querySelector('#said').textContent)")
    expect(inside.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
    assert inside.frame_locator("#inner").locator("p").inner_text() == "inner"
    assert (said.pop("origin"), said.pop("sibling"), said.pop("inner")) == ("null", '"from beside"', "there")
    assert said.pop("popup") == "null"
    assert said.pop("navigate") in {"went", "refused: SecurityError"}
    assert {name: outcome for name, outcome in said.items() if not outcome.startswith("refused")} == {}
    expect(page).to_have_title(re.compile("icotes"))
    assert page.url.startswith(server.url)


def test_what_is_not_meant_to_run_does_not(visit: Visit, visits: Visits, server: Server) -> None:
    visits.forgive(r".*")
    pages = [html for payload in PAYLOADS for html in made(payload)]
    found = visits.page().evaluate(f"pages => pages.map({FOUND}).filter(bad => bad.length)", pages)
    assert found == []
    rest = "\n\n".join(each for each in PAYLOADS if "\0" not in each and len(each) < 1000)
    write(server, **{"all.md": rest})
    page = visit(server)
    dialogs: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismissed)
    inside = preview(page, server, "all.md")
    expect(inside.locator("main")).to_be_visible()
    scripts = inside.locator("body").evaluate("() => [...document.scripts].map(each => new URL(each.src).pathname)")
    assert [each.rpartition("/")[2] for each in scripts] == ["live.js"]
    assert dialogs == []


def made(payload: str) -> tuple[str, str, str]:
    """Return what is made of a payload as Markdown, in a notebook, and in a table."""
    outputs = [{"output_type": "display_data", "data": {"text/html": payload}}]
    code = {"cell_type": "code", "source": payload, "outputs": outputs}
    cells = [{"cell_type": "markdown", "source": payload}, code, {"cell_type": "raw", "source": payload}]
    data = json.dumps({"cells": cells, "nbformat": 4}).encode()
    return markdown.rendered(payload), notebook.rendered(data), table.rendered(payload, tabs=False, cut=False)


def test_other_kinds_are_shown(visit: Visit, server: Server) -> None:
    (server.folder / "t.csv").write_text("name,size\nx,1\n")
    (server.folder / "d.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><script>top.hit = 1</script></svg>'
    )
    page = visit(server)
    expect(preview(page, server, "t.csv").locator("td")).to_have_text(["x", "1"])
    picture = preview(page, server, "d.svg").locator("img")
    expect(picture).to_have_js_property("naturalWidth", 20)
    assert page.evaluate("() => window.hit") is None


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False), (390, True)])
def test_previews_are_for_everybody_on_every_screen(visit: Visit, server: Server, width: int, dark: bool) -> None:
    write(server, **{"a.md": "# Hello\n\ntext"})
    page = visit(server, width=width, dark=dark)
    server.call("workspaces.open_file", path="a.md")
    page.get_by_role("button", name="Open the preview beside").click()
    expect(shown(page, "a.md").locator("h1")).to_have_text("Hello")
    assert violations(page) == []
    assert not too_wide(page)


def test_a_preview_of_what_is_gone_says_so_and_comes_back_with_it(visit: Visit, visits: Visits, server: Server) -> None:
    visits.forgive(r"404")
    file = server.folder / "gone.md"
    file.write_text("here")
    page = visit(server)
    inside = preview(page, server, "gone.md")
    expect(inside.locator("p")).to_have_text("here")
    file.unlink()
    expect(inside.locator("p")).to_contain_text("There is no gone.md")
    file.write_text("back")
    expect(inside.locator("p")).to_have_text("back")
    expect(page.get_by_role("tab", name="Preview: gone.md")).to_have_count(1)
