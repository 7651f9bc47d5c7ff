"""Every page can be read by everybody, on a desk and on a phone, by day and by night, and asks for nothing foreign."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from browser import Page
from running import Server

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
STATIC = Path(__file__).parents[2] / "src" / "icotes" / "faces" / "static"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {"/": "Workspaces", "/api": "methods", "/api#files.write": "files.write", "/docs": "Guide"}
MOST_BYTES = 60_000


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it is now."""
    page.js(AXE.read_text() + ";0")
    run = f"axe.run({{runOnly: {json.dumps(RULES)}}}).then(r => JSON.stringify(r.violations))"
    found = json.loads(page.js(run))
    return [
        f"{each['id']}: {node['html'][:120]} {node.get('failureSummary')}" for each in found for node in each["nodes"]
    ]


def too_wide(page: Page) -> bool:
    return page.js("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_readable_for_everybody(
    page: Page, server: Server, enter: Callable[[Server], None], path: str
) -> None:
    enter(server)
    page.open(server.url + path)
    page.shows(PAGES[path])
    if path == "/api#files.write":
        page.fill("#field-path", "looks.txt")
        page.fill("#field-text", "looks")
        page.click("button.main")
        page.shows("200 OK", ".reply")
        page.js("document.querySelectorAll('details').forEach(each => each.open = true)")
    if path == "/docs":
        few = [f"#{name}" for name in ("guide-keys", "projects")]
        assert not too_wide(page)
        page.js(f"document.querySelectorAll('article:not({', '.join(few)})').forEach(each => each.remove())")
    for width in (1280, 375):
        for dark in (False, True):
            page.look(width, dark=dark)
            assert not too_wide(page), (path, width)
            assert violations(page) == [], (path, width, dark)


def test_asking_for_a_key_is_readable_for_everybody(page: Page, server: Server) -> None:
    page.open(server.url)
    page.shows("wants a key")
    page.fill("#key", "not a key")
    page.press("Enter")
    page.shows("copy it again", "#door")
    for width in (1280, 375):
        for dark in (False, True):
            page.look(width, dark=dark)
            assert not too_wide(page)
            assert violations(page) == []


@pytest.mark.capability("U4", partly="what the pages obey; HSTS and the allow-list are shown elsewhere")
def test_nothing_foreign_and_nothing_inline_runs(page: Page, server: Server, enter: Callable[[Server], None]) -> None:
    enter(server)
    page.js(
        "globalThis.refused = []; addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective))"
    )
    page.js("""{
        const policy = trustedTypes.createPolicy('test', {createScript: text => text});
        const script = document.createElement('script');
        script.text = policy.createScript('globalThis.ran = 1');
        document.body.append(script);
        try { document.body.innerHTML = '<b>markup</b>' } catch { }
    }""")
    page.js("document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:1/x.png'}))")
    page.wait("refused.length >= 3")
    assert set(page.js("refused")) == {"script-src-elem", "require-trusted-types-for", "img-src"}
    assert page.js("globalThis.ran ?? document.querySelector('body > b') ?? 'neither'") == "neither"
    assert {line.split(":")[0] for line in page.forgive()} == {"security"}


def test_the_pages_are_small_and_make_no_markup_of_texts() -> None:
    files = [file for file in STATIC.iterdir() if not file.name.startswith("docs.")]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    for file in files:
        text = file.read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text)
        assert not re.search(r"https?://(?!www\.w3\.org)", text)
