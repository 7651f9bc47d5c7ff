"""The page at `/api` in a real browser: every method has a form, and runs."""

import json
import shlex
import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from chromium import Visits
from icotes import app
from running import DEADLINE, Server

Choose = Callable[[str], None]
RUN = "button.main"
MARKUP = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)<%2Fscript>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "${alert(1)}{{alert(1)}}",
    "<iframe srcdoc='<script>alert(1)'>",
    "&lt;b&gt;",
)


@pytest.fixture
def page(server: Server, visit: Callable[..., Page]) -> Page:
    return visit(server)


@pytest.fixture
def chosen(page: Page, server: Server) -> Choose:
    """Go to a method's form."""

    def choose(operation: str) -> None:
        page.goto(f"{server.url}/api#{operation}")
        expect(page.locator("#way")).to_have_value(operation)

    return choose


@pytest.mark.capability("H2", partly="the page; the document is validated elsewhere")
def test_every_method_has_a_form_and_a_command(page: Page, chosen: Choose) -> None:
    chosen("system.ping")
    names = page.evaluate("[...document.querySelectorAll('#list a')].map(a => a.hash.slice(1))")
    assert sorted(names) == sorted(method.name for method in app.table())
    for method in app.table():
        page.evaluate("name => { location.hash = name }", method.name)
        expect(page.locator("h1")).to_have_text(method.name)
        fields = page.locator(".field label b").all_inner_texts()
        assert {parameter.name for parameter in method.parameters} <= set(fields), method.name
        command = page.locator("pre").first.inner_text()
        assert "curl" in command or "required" in command, method.name


@pytest.mark.capability("U3", partly="names of files and clients; the log is shown elsewhere")
def test_a_method_runs_and_a_name_is_never_markup(page: Page, server: Server, chosen: Choose) -> None:
    for name in MARKUP:
        (server.folder / name).write_text("bold")
    chosen("files.list")
    page.click(RUN)
    expect(page.locator(".reply")).to_contain_text("200 OK")
    for name in MARKUP:
        expect(page.locator(".reply pre")).to_contain_text(json.dumps(name))
    assert page.locator("main :is(img, svg, script, iframe, b)").count() == page.locator(".field label b").count()
    page.click(".reply summary")
    expect(page.locator(".reply dl")).to_contain_text("application/json")


def test_what_is_typed_is_checked_sent_and_answered(page: Page, visits: Visits, server: Server, chosen: Choose) -> None:
    chosen("files.write")
    page.fill("#field-path", "it's typed.md")
    page.fill("#field-text", "first\nsecond\n")
    page.locator("#field-encoding").evaluate("field => { field.value = '\"utf-8\"' }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".reply")).to_contain_text("200 OK")
    assert (server.folder / "it's typed.md").read_text() == "first\nsecond\n"
    chosen("files.read")
    page.fill("#field-path", "nowhere")
    page.click(RUN)
    expect(page.locator(".reply")).to_contain_text("404")
    expect(page.locator(".reply pre")).to_contain_text('"kind": "NotFound"')
    visits.forgive("404 .*/api/v1/files/read$")
    chosen("system.history")
    page.fill("#field-kinds", "[not json")
    page.click(RUN)
    expect(page.locator("main [role=alert]")).to_contain_text("kinds is not JSON")


@pytest.mark.capability("H2", partly="the page; the document is validated elsewhere")
def test_the_command_that_is_shown_does_the_same(page: Page, server: Server, chosen: Choose) -> None:
    for operation in ("files.write", "files.write.resource"):
        chosen(operation)
        page.fill("#field-path", "it's curled.md")
        page.fill("#field-text", f"$HOME 'quoted' \"{operation}\"\n")
        if operation.endswith("resource"):
            page.fill("#field-workspace", "main")
        command = page.locator("pre[aria-label=curl]").inner_text()
        assert server.token not in command
        done = subprocess.run(
            ["sh", "-c", command.replace("curl -s", "curl -sSf", 1)],
            env={"ICOTES_TOKEN": server.token, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        assert done.returncode == 0, (shlex.split(command), done.stderr)
        assert (server.folder / "it's curled.md").read_text() == f"$HOME 'quoted' \"{operation}\"\n"


def test_a_stream_shows_its_lines_until_it_is_stopped(page: Page, server: Server, chosen: Choose) -> None:
    chosen("files.follow")
    page.click(RUN)
    lines = page.locator(".reply ol")
    expect(lines).to_contain_text("snapshot")
    (server.folder / "streamed.txt").write_text("new")
    expect(lines).to_contain_text("streamed.txt")
    page.keyboard.press("Escape")
    expect(page.locator(".reply")).to_contain_text("Stopped")
    chosen("files.follow.get")
    page.locator("form summary").first.click()
    page.fill("#field-max_items", "1")
    page.click(RUN)
    expect(page.locator(".reply pre")).to_contain_text('"cursor"')


def test_bytes_go_up_and_come_down(page: Page, server: Server, chosen: Choose) -> None:
    data = bytes(range(256)) * 10
    chosen("files.upload.resource")
    page.fill("#field-path", "folder/of bytes.bin")
    page.fill("#field-workspace", "main")
    page.set_input_files("#field-bytes", {"name": "x", "mimeType": "application/octet-stream", "buffer": data})
    server.call("files.make_folder", path="folder")
    page.click(RUN)
    expect(page.locator(".reply")).to_contain_text("200 OK")
    assert (server.folder / "folder" / "of bytes.bin").read_bytes() == data
    chosen("files.download.resource")
    page.fill("#field-path", "folder/of bytes.bin")
    page.fill("#field-workspace", "main")
    page.click(RUN)
    expect(page.locator(".reply")).to_contain_text("Save of bytes.bin (2.6 kB)")


def test_methods_are_found_and_run_by_keyboard_alone(page: Page, chosen: Choose) -> None:
    chosen("system.ping")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    find = page.locator("#find")
    expect(find).to_be_focused()
    find.fill("term resize")
    expect(page.locator("#list a")).to_have_count(1)
    find.fill("system info")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#list a[href='#system.info']")).to_be_focused()
    page.keyboard.press("Enter")
    title = page.locator("h1")
    expect(title).to_have_text("system.info")
    expect(title).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".reply pre")).to_contain_text('"version"')


def test_a_key_that_is_revoked_is_asked_for_again(page: Page, visits: Visits, server: Server, chosen: Choose) -> None:
    chosen("system.ping")
    session = server.call("system.session", token=page.evaluate("sessionStorage['icotes-key']"))
    server.call("system.revoke_token", id=session["token"]["id"])
    page.click(RUN)
    expect(page.locator("#door [role=alert]")).to_contain_text("opens nothing any more")
    visits.forgive("401 .*/api/v1/system/ping$")
