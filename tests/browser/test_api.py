"""The page at `/api` in a real browser: every method has a form, and runs."""

import base64
import json
import shlex
import subprocess
from collections.abc import Callable

import pytest

from browser import Page
from icotes import app
from running import DEADLINE, Server

Enter = Callable[[Server], None]
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
def chosen(page: Page, server: Server, enter: Enter) -> Callable[[str], None]:
    """Go to a method's form."""
    enter(server)

    def choose(operation: str) -> None:
        page.open(f"{server.url}/api#{operation}")
        page.wait(f"document.querySelector('#way')?.value === '{operation}'")

    return choose


@pytest.mark.capability("H2", partly="the page; the document is validated elsewhere")
def test_every_method_has_a_form_and_a_command(page: Page, server: Server, chosen: Callable[[str], None]) -> None:
    chosen("system.ping")
    names = page.js("[...document.querySelectorAll('#list a')].map(a => a.hash.slice(1))")
    assert sorted(names) == sorted(method.name for method in app.table())
    for method in app.table():
        page.js(f"location.hash = '{method.name}'")
        page.wait(f"document.querySelector('h1')?.innerText === '{method.name}'")
        fields = page.js("[...document.querySelectorAll('.field label b')].map(b => b.innerText)")
        assert {parameter.name for parameter in method.parameters} <= set(fields), method.name
        assert "curl" in page.text("pre") or "required" in page.text("pre"), method.name


@pytest.mark.capability("U3", partly="names of files and clients; the log is shown elsewhere")
def test_a_method_runs_and_a_name_is_never_markup(page: Page, server: Server, chosen: Callable[[str], None]) -> None:
    for name in MARKUP:
        (server.folder / name).write_text("bold")
    chosen("files.list")
    page.click(RUN)
    page.shows("200 OK", ".reply")
    for name in MARKUP:
        page.shows(json.dumps(name), ".reply pre")
    assert page.js("document.querySelectorAll('main :is(img, svg, script, iframe, b)').length") == page.js(
        "document.querySelectorAll('.field label b').length"
    )
    page.click(".reply summary")
    page.shows("application/json", ".reply dl")


def test_what_is_typed_is_checked_sent_and_answered(page: Page, server: Server, chosen: Callable[[str], None]) -> None:
    chosen("files.write")
    page.fill("#field-path", "it's typed.md")
    page.fill("#field-text", "first\nsecond\n")
    page.js("document.querySelector('#field-encoding').value = '\"utf-8\"'")
    page.press("Enter", control=True)
    page.shows("200 OK", ".reply")
    assert (server.folder / "it's typed.md").read_text() == "first\nsecond\n"
    chosen("files.read")
    page.fill("#field-path", "nowhere")
    page.click(RUN)
    page.shows("404", ".reply")
    page.shows('"kind": "NotFound"', ".reply pre")
    assert page.forgive() == [f"network: 404 {server.url}/api/v1/files/read"]
    chosen("system.history")
    page.fill("#field-kinds", "[not json")
    page.click(RUN)
    page.shows("kinds is not JSON", "[role=alert]")


@pytest.mark.capability("H2", partly="the page; the document is validated elsewhere")
def test_the_command_that_is_shown_does_the_same(page: Page, server: Server, chosen: Callable[[str], None]) -> None:
    for operation in ("files.write", "files.write.resource"):
        chosen(operation)
        page.fill("#field-path", "it's curled.md")
        page.fill("#field-text", f"$HOME 'quoted' \"{operation}\"\n")
        if operation.endswith("resource"):
            page.fill("#field-workspace", "main")
        command = page.text("pre[aria-label=curl]")
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


def test_a_stream_shows_its_lines_until_it_is_stopped(
    page: Page, server: Server, chosen: Callable[[str], None]
) -> None:
    chosen("files.follow")
    page.click(RUN)
    page.shows("snapshot", ".reply ol")
    (server.folder / "streamed.txt").write_text("new")
    page.shows("streamed.txt", ".reply ol")
    page.press("Escape")
    page.shows("Stopped", ".reply")
    chosen("files.follow.get")
    page.js("document.querySelector('.fields summary, form summary').click()")
    page.fill("#field-max_items", "1")
    page.click(RUN)
    page.shows('"cursor"', ".reply pre")


def test_bytes_go_up_and_come_down(page: Page, server: Server, chosen: Callable[[str], None]) -> None:
    data = bytes(range(256)) * 10
    chosen("files.upload.resource")
    page.fill("#field-path", "folder/of bytes.bin")
    page.fill("#field-workspace", "main")
    text = base64.b64encode(data).decode()
    page.js(f"""{{
        const files = new DataTransfer();
        files.items.add(new File([Uint8Array.from(atob('{text}'), each => each.charCodeAt())], 'x'));
        document.querySelector('#field-bytes').files = files.files;
    }}""")
    server.call("files.make_folder", path="folder")
    page.click(RUN)
    page.shows("200 OK", ".reply")
    assert (server.folder / "folder" / "of bytes.bin").read_bytes() == data
    chosen("files.download.resource")
    page.fill("#field-path", "folder/of bytes.bin")
    page.fill("#field-workspace", "main")
    page.click(RUN)
    page.shows("Save of bytes.bin (2.6 kB)", ".reply")


def test_methods_are_found_and_run_by_keyboard_alone(page: Page, server: Server, chosen: Callable[[str], None]) -> None:
    chosen("system.ping")
    page.js("document.activeElement.blur()")
    page.press("/")
    page.wait("document.activeElement.id === 'find'")
    page.fill("#find", "term resize")
    page.wait("document.querySelectorAll('#list a').length === 1")
    page.fill("#find", "system info")
    page.press("ArrowDown")
    page.wait("document.activeElement.hash === '#system.info'")
    page.press("Enter")
    page.wait("document.activeElement.tagName === 'H1' && document.activeElement.innerText === 'system.info'")
    page.press("Tab")
    page.press("Enter", control=True)
    page.shows('"version"', ".reply pre")


def test_a_key_that_is_revoked_is_asked_for_again(page: Page, server: Server, chosen: Callable[[str], None]) -> None:
    chosen("system.ping")
    session = server.call("system.session", token=page.js("sessionStorage['icotes-key']"))
    server.call("system.revoke_token", id=session["token"]["id"])
    page.click(RUN)
    page.shows("opens nothing any more", "#door [role=alert]")
    assert page.forgive() == [f"network: 401 {server.url}/api/v1/system/ping"]
