"""Files as pages: what is made of them, under which addresses they are, and when these end."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest

from footprint import until
from guests import asked
from icotes.modules.preview import markdown, notebook, table
from icotes.modules.preview.types import NoPage
from running import Failed, Server

FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}


def page(server: Server, address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Return what a frame gets at the address of a preview's page."""
    sent = {"Host": f"127.0.0.1:{server.port}", **FRAME, **headers}
    status, answer, body = asked(server, "GET", address, None, sent)
    return status, answer, body.decode(errors="replace")


def opened(server: Server, path: str) -> str:
    """Return the address of a file's page itself, not of what holds it."""
    return server.call("preview.open", path=path)["address"].replace("/.icotes/show/", "/")


@pytest.mark.capability("K8", partly="the browser's side is in tests/browser")
def test_markdown_is_shown_as_a_page_that_follows_what_is_typed(server: Server) -> None:
    (server.folder / "guide").mkdir(exist_ok=True)
    (server.folder / "guide" / "read.md").write_text("---\ntitle: x\n---\n# A *title*\n\n- [x] done\n- [ ] open\n")
    address = opened(server, "guide/read.md")
    status, headers, body = page(server, address)
    assert status == 200
    assert headers["content-security-policy"].startswith("sandbox allow-scripts allow-popups")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert '<h1 id="a-title">A <em>title</em></h1>' in body
    assert "\u2611 done" in body
    assert "title: x" not in body
    server.call("documents.open", path="guide/read.md")
    server.call("documents.edit", path="guide/read.md", edits=[{"old": "done", "new": "typed just now"}])
    assert "typed just now" in page(server, address)[2]


@pytest.mark.parametrize("text", ["<div>\n" + "<a x='" * 20_000, "<!--" * 60_000])
def test_a_text_that_would_be_laid_out_for_minutes_is_shown_as_it_is(server: Server, text: str) -> None:
    (server.folder / "slow.md").write_text(text)
    begun = time.monotonic()
    shown = server.call("preview.page", path="slow.md")
    assert time.monotonic() - begun < 30
    assert shown["look"] == "markdown"
    assert "too long" in shown["html"]
    assert escape(text) in shown["html"]


def test_a_notebook_that_takes_long_is_refused_and_one_with_much_in_it_is_shown(server: Server) -> None:
    def write(html: str) -> None:
        output = {"output_type": "display_data", "data": {"text/html": html}}
        cells = [{"cell_type": "code", "source": "x", "outputs": [output]}]
        (server.folder / "slow.ipynb").write_text(json.dumps({"cells": cells}))

    write("<p>so much<script>no</script></p>" * 1000)
    assert server.call("preview.page", path="slow.ipynb")["html"].count("<p>so much</p>") == 1000
    write("<a x='" * 20_000)
    with pytest.raises(Failed, match="takes too long") as failed:
        server.call("preview.page", path="slow.ipynb")
    assert failed.value.kind == "NoPage"
    (server.folder / "slow.ipynb").write_text("[]" + " " * 10_000)
    with pytest.raises(Failed, match="no notebook of version 4") as failed:
        server.call("preview.page", path="slow.ipynb")
    assert failed.value.kind == "NoPage"


def test_html_is_as_it_is_and_its_neighbours_are_found(server: Server) -> None:
    site = server.folder / "site"
    (site / "sub").mkdir(parents=True, exist_ok=True)
    (site / "sub" / "page.html").write_text("<title>x</title><link rel=stylesheet href=../style.css><script>1</script>")
    (site / "style.css").write_text("p{}")
    (site / "data.bin").write_bytes(bytes(range(200)))
    address = opened(server, "site/sub/page.html")
    status, headers, body = page(server, address)
    assert body.startswith("<title>x</title><link rel=stylesheet href=../style.css><script>1</script>")
    policy = headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts ")
    assert "allow-same-origin" not in policy
    assert "https:" not in policy
    above = address.removesuffix("/sub/page.html")
    status, headers, body = page(server, f"{above}/style.css", **{"Sec-Fetch-Dest": "style"})
    assert (status, body, headers["content-type"]) == (200, "p{}", "text/css; charset=utf-8")
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["access-control-allow-origin"] == "*"
    assert "content-disposition" not in headers
    status, headers, body = page(server, f"{above}/data.bin", Range="bytes=10-19", **{"Sec-Fetch-Dest": "video"})
    assert (status, len(body)) == (206, 10)


def test_what_may_load_from_elsewhere_sees_its_own_folder_only(server: Server) -> None:
    (server.folder / "web").mkdir(exist_ok=True)
    (server.folder / "web" / "a.html").write_text("<p>a")
    (server.folder / "web" / "a.md").write_text("a")
    (server.folder / "outside.txt").write_text("not for everybody")
    found = server.call("preview.open", path="web/a.html", network=True)
    assert (found["folder"], found["network"]) == ("web", True)
    address = found["address"].replace("/.icotes/show/", "/")
    assert "https:" in page(server, address)[1]["content-security-policy"]
    root = address.rpartition("/")[0]
    assert page(server, f"{root}/outside.txt")[0] == 404
    assert page(server, f"{root}/../outside.txt")[0] == 404
    assert server.call("preview.open", path="web/a.md", network=True)["folder"] == ""
    with pytest.raises(Failed) as refused:
        server.call("preview.open", path="outside.txt", folder="web")
    assert refused.value.kind == "Invalid"


def test_nothing_hidden_and_nothing_that_is_not_there_has_an_address(server: Server) -> None:
    (server.folder / ".env").write_text("SECRET=1")
    (server.folder / "seen.md").write_text("x")
    root = opened(server, "seen.md").rpartition("/")[0]
    for path in (".env", "%2eenv", ".git/config", "..%2f..%2fetc/passwd", "%2e%2e/seen.md", "none.md", "a//b", "%ff"):
        status, headers, body = page(server, f"{root}/{path}")
        assert status == 404, path
        assert "SECRET" not in body
        assert "sandbox" in headers["content-security-policy"]


def test_a_tab_of_its_own_is_led_to_what_holds_the_page(server: Server) -> None:
    (server.folder / "own.md").write_text("x")
    address = opened(server, "own.md")
    status, headers, _ = page(server, address, **{"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none"})
    assert status == 303
    assert headers["location"].endswith("/.icotes/show/own.md")
    status, headers, body = page(server, headers["location"].partition(str(server.port))[2])
    assert status == 200
    assert "sandbox" in headers["content-security-policy"]
    assert "data-page" in body


@contextmanager
def changes(server: Server, address: str) -> Iterator[list[str]]:
    """Gather what a page is told; ends it."""
    told: list[str] = []
    token = address.split("/")[2]
    with socket.create_connection(("127.0.0.1", server.port), 30) as wire, wire.makefile("rb") as lines:
        place = f"/preview/{token}/.icotes/changes"
        wire.sendall(f"GET {place} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: null\r\n\r\n".encode())

        def read() -> None:
            told.extend(line.decode().strip() for line in iter(lines.readline, b""))

        reader = threading.Thread(target=read)
        reader.start()
        until(lambda: "data: here" in told)
        try:
            yield told
        finally:
            wire.shutdown(socket.SHUT_RDWR)
            reader.join(30)


def test_a_page_is_told_when_it_or_what_it_includes_changes_and_of_nothing_else(server: Server) -> None:
    folder = server.folder / "live"
    server.call("files.make_folder", path="live")
    for name in ("p.html", "s.css", "other.txt"):
        server.call("files.write", path=f"live/{name}", text=name)
    address = opened(server, "live/p.html")
    page(server, address)
    page(server, address.replace("p.html", "s.css"), **{"Sec-Fetch-Dest": "style"})
    with changes(server, address) as told:
        server.call("files.write", path="live/other.txt", text="2")
        server.call("files.write", path="live/new.txt", text="2")
        assert "data: changed" not in told
        server.call("files.write", path="live/s.css", text="2")
        until(lambda: told.count("data: changed") >= 1)
        before = told.count("data: changed")
        (folder / "p.html").write_text("from outside")
        until(lambda: told.count("data: changed") > before)
        before = told.count("data: changed")
        server.call("files.move", source="live/s.css", target="live/t.css")
        until(lambda: told.count("data: changed") > before)


def test_an_address_ends_with_the_key_that_asked_for_it(server: Server) -> None:
    (server.folder / "mine.md").write_text("x")
    made = server.call("system.create_token", name="reader", scope=["files:read"])
    address = server.call("preview.open", path="mine.md", token=made["key"])["address"]
    assert page(server, address)[0] == 200
    with changes(server, address):
        server.call("system.revoke_token", id=made["token"]["id"])
        until(lambda: page(server, address)[0] == 404)


def test_an_address_that_nobody_uses_ends(fresh_server: Callable[..., Server], tmp_path: Path) -> None:
    server = fresh_server(tmp_path, ICOTES_PREVIEW_IDLE="4")
    (tmp_path / "a.md").write_text("x")
    address = opened(server, "a.md")
    assert page(server, address)[0] == 200
    until(lambda: server.call("preview.open", path="a.md") and _rested(server, address))


def _rested(server: Server, address: str) -> bool:
    threading.Event().wait(4.2)
    return page(server, address)[0] == 404


@pytest.mark.parametrize("name", ["x.bin", "none.md"])
def test_what_is_no_page_has_no_address(server: Server, name: str) -> None:
    (server.folder / "x.bin").write_bytes(b"\x00\xff\xfe\x01" * 100)
    with pytest.raises(Failed) as refused:
        server.call("preview.open", path=name)
    assert refused.value.kind in {"NoPage", "NotFound"}


def test_a_table_has_its_head_its_numbers_and_an_end() -> None:
    html = table.rendered('name;size\n"a;b";1,5\n<b>;2\n', tabs=False, cut=False)
    assert "<th>name</th><th>size</th>" in html
    assert '<td>a;b</td><td class="number">1,5</td>' in html
    assert "&lt;b&gt;" in html
    many = table.rendered("n\n" + "1\n" * 5_000, tabs=False, cut=False)
    assert many.count("<tr>") == table.MOST_ROWS + 1
    assert "The first 2000 rows are shown." in many
    assert "There is nothing" in table.rendered("", tabs=True, cut=False)


def test_a_notebook_shows_code_and_what_it_printed_drew_and_failed_with() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# T\n", "text"]},
        {
            "cell_type": "code",
            "source": "1 < 2",
            "execution_count": 3,
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["a\n"]},
                {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo=\n", "text/plain": "fig"}},
                {"output_type": "execute_result", "data": {"text/html": "<table><tr><td onclick=x>1</table>"}},
                {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mE: v\x1b[0m"]},
            ],
        },
    ]
    html = notebook.rendered(json.dumps({"nbformat": 4, "cells": cells}).encode())
    for part in (
        '<h1 id="t">T</h1>',
        "1 &lt; 2",
        "[3]",
        "a\n",
        'src="data:image/png;base64,iVBORw0KGgo="',
        "E: v</pre>",
    ):
        assert part in html
    assert "<td>1</td>" in html
    assert "no cells" in notebook.rendered(b"")
    with pytest.raises(NoPage):
        notebook.rendered(b"{broken")


def test_markdown_links_outside_open_elsewhere() -> None:
    html = markdown.rendered("[a](https://example.org) [b](b.md) <img src='i.png' width=3 onerror=x>")
    assert '<a href="https://example.org" target="_blank" rel="noopener noreferrer">' in html
    assert '<a href="b.md">' in html
    assert '<img src="i.png" width="3">' in html
