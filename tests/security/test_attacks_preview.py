"""Attacks on and from previewed pages, as far as requests show them; what a page tries is in tests/browser."""

import pytest

from guests import asked
from payloads import PAYLOADS
from running import Failed, Server

FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent = {"Host": f"127.0.0.1:{server.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return asked(server, method, path, None, sent)


@pytest.fixture
def address(server: Server) -> str:
    """The address of a page."""
    (server.folder / "page.html").write_text("<p>x")
    (server.folder / "code.js").write_text("1")
    return server.call("preview.open", path="page.html")["address"].replace("/.icotes/show/", "/")


@pytest.mark.parametrize(
    "ending", ["html", "md", "svg", "csv", "ipynb", "txt", "js", "css", "json", "xml", "xhtml", "png"]
)
@pytest.mark.parametrize("dest", ["iframe", "document", "image", "script", "empty", "object", "embed"])
def test_every_answer_is_in_a_sandbox_of_no_origin(server: Server, address: str, ending: str, dest: str) -> None:
    (server.folder / f"x.{ending}").write_text("{}" if ending == "ipynb" else "x")
    status, headers, _ = ask(server, address.replace("page.html", f"x.{ending}"), Sec_Fetch_Dest=dest)
    assert status in {200, 303}
    policy = headers["content-security-policy"]
    assert policy.startswith("sandbox")
    assert "allow-same-origin" not in policy
    assert "allow-top-navigation" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_an_address_only_shows(server: Server, address: str, method: str) -> None:
    assert ask(server, address, method)[0] == 405


def test_an_address_is_for_this_server_under_its_names_only(server: Server, address: str) -> None:
    for host in ("evil.test", f"evil.test:{server.port}", "localhost.evil.test", "", "127.0.0.1.evil.test"):
        assert ask(server, address, Host=host)[0] in {400, 421}


def test_a_page_of_ours_takes_no_script_from_a_preview(server: Server, address: str) -> None:
    script = address.replace("page.html", "code.js")
    for dest in ("script", "style", "worker", "serviceworker", "empty", "image"):
        assert ask(server, script, Sec_Fetch_Site="same-origin", Sec_Fetch_Dest=dest)[0] == 403
    assert ask(server, script, Sec_Fetch_Site="cross-site", Sec_Fetch_Dest="script")[0] == 200


@pytest.mark.parametrize("token", ["", "x", "../..", "%2e%2e", "A" * 32, "A" * 5000, "%00", "null"])
def test_an_address_is_not_guessed(server: Server, token: str) -> None:
    assert ask(server, f"/preview/{token}/page.html")[0] in {400, 401, 404}


def test_neither_cookie_nor_key_makes_an_address(server: Server) -> None:
    made = server.call("system.create_token", scope=["*:read"])["key"]
    assert ask(server, "/preview/x/page.html", Authorization=f"Bearer {server.token}")[0] == 404
    assert ask(server, "/preview/x/page.html", Cookie=f"icotes_{server.port}={made}")[0] == 404


def test_an_address_shows_one_workspace_only_and_as_far_as_its_makers_key_reaches(guarded: Server) -> None:
    key = guarded.call("system.create_token", scope=["files:read"], workspaces=["second"])["key"]
    with pytest.raises(Failed) as refused:
        guarded.call("preview.open", path="notes.md", workspace="main", token=key)
    assert refused.value.kind == "NotFound"
    shown = guarded.call("preview.open", path="notes.md", workspace="second", token=key)["address"]
    page = shown.replace("/.icotes/show/", "/")
    assert b"two" in ask(guarded, page, **FRAME)[2]
    without = guarded.call("system.create_token", scope=["system:read"])["key"]
    with pytest.raises(Failed) as refused:
        guarded.call("preview.open", path="notes.md", workspace="main", token=without)
    assert refused.value.kind == "Denied"


def test_no_link_leads_a_preview_out_of_the_workspace(server: Server, address: str) -> None:
    (server.folder / "out.md").symlink_to("/etc/passwd")
    (server.folder / "etc").symlink_to("/etc")
    for name in ("out.md", "etc/passwd", "etc/hostname"):
        status, _, body = ask(server, address.replace("page.html", name), **FRAME)
        assert status in {403, 404}
        assert b"root:" not in body


def test_a_page_that_is_no_text_or_too_large_is_refused_and_harms_nobody(server: Server) -> None:
    (server.folder / "large.md").write_bytes(b"x" * (17 << 20))
    (server.folder / "deep.ipynb").write_text('{"cells":' * 100_000)
    (server.folder / "deep.md").write_text("> " * 100_000 + "x")
    (server.folder / "wide.csv").write_text("a" * 3_000_000 + "\n" + "," * 500_000)
    for name in ("large.md", "deep.ipynb"):
        with pytest.raises(Failed) as refused:
            server.call("preview.open", path=name)
        assert refused.value.kind == "NoPage"
    for name in ("deep.md", "wide.csv"):
        assert len(server.call("preview.page", path=name)["html"]) < 1_000_000


def test_a_hundred_ways_to_run_something_are_text_or_gone(server: Server) -> None:
    assert len(PAYLOADS) >= 100
    for number, payload in enumerate(each for each in PAYLOADS if "\0" not in each):  # which would be no text
        name = f"p{number}.md"
        (server.folder / name).write_text(payload)
        html = server.call("preview.page", path=name)["html"].lower()
        assert not any(bad in html for bad in ("<script", "<svg", "<iframe", "<style", "<object")), payload
