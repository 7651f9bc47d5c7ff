"""The pages of texts, `/api` and `/docs`, can be read by everybody, on a desk and on a phone, by day and by night."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from chromium import Visits
from running import Server

STATIC = Path(__file__).parents[2] / "src" / "icotes" / "faces" / "static"
PAGES = {"/api": "methods", "/api#files.write": "files.write", "/docs": "Guide"}
MOST_BYTES = 60_000


def too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def looks_well(page: Page) -> None:
    """See that nothing is wrong with the page as it is now, in each width and theme."""
    for width in (1280, 375):
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            assert not too_wide(page), width
            assert violations(page) == [], (width, theme)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_readable_for_everybody(server: Server, visit: Callable[..., Page], path: str) -> None:
    page = visit(server)
    page.goto(server.url + path)
    expect(page.locator("body")).to_contain_text(PAGES[path])
    if path == "/api#files.write":
        page.fill("#field-path", "looks.txt")
        page.fill("#field-text", "looks")
        page.click("button.main")
        expect(page.locator(".reply")).to_contain_text("200 OK")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    if path == "/docs":
        few = [f"#{name}" for name in ("guide-keys", "projects")]
        assert not too_wide(page)
        page.evaluate(f"document.querySelectorAll('article:not({', '.join(few)})').forEach(each => each.remove())")
    looks_well(page)


def test_asking_for_a_key_is_readable_for_everybody(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/api")
    expect(page.locator("#door")).to_contain_text("wants a key")
    page.fill("#key", "not a key")
    page.keyboard.press("Enter")
    expect(page.locator("#door")).to_contain_text("copy it again")
    looks_well(page)


@pytest.mark.capability("U4", partly="what the pages obey; HSTS and the allow-list are shown elsewhere")
@pytest.mark.parametrize("path", ["/", "/api", "/docs"])
def test_nothing_foreign_and_nothing_inline_runs(
    server: Server, visits: Visits, visit: Callable[..., Page], path: str
) -> None:
    page = visit(server)
    page.goto(server.url + path)
    page.evaluate(
        "globalThis.refused = [], addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective))"
    )
    page.evaluate("""() => {
        const policy = trustedTypes.createPolicy('test', {createScript: text => text});
        const script = document.createElement('script');
        script.text = policy.createScript('globalThis.ran = 1');
        document.body.append(script);
        try { document.body.innerHTML = '<b>markup</b>' } catch { }
        document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:1/x.png'}));
    }""")
    page.wait_for_function("refused.length >= 3")
    assert set(page.evaluate("refused")) == {"script-src-elem", "require-trusted-types-for", "img-src"}
    assert page.evaluate("globalThis.ran ?? document.querySelector('body > b') ?? 'neither'") == "neither"
    assert len(visits.problems) >= 3
    visits.forgive("Content Security Policy|TrustedHTML")


def test_the_pages_are_small_and_make_no_markup_of_texts() -> None:
    files = [file for file in STATIC.iterdir() if file.is_file() and not file.name.startswith("docs.")]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    for file in files:
        text = file.read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text)
        assert not re.search(r"https?://(?!www\.w3\.org)", text)
