"""The one guard: names, origins, forged pages, keys in addresses; on every route and on the upgrade."""

import json
from collections.abc import Callable

import pytest

from wire import Sample

OPEN = ["/live", "/ready", "/"]
KEYED = ["/rpc", "/mcp", "/metrics", "/openapi.json", "/api/v1/sample/add?a=1", "/api/v1/nothing", "/nothing", "/ws"]
FOREIGN_HOSTS = [
    "evil.test",
    "evil.test:8777",
    "localhost.evil",
    "evil.localhost",
    "127.0.0.1.evil.test",
    "127.0.0.1:x",
    "[::1",
    "0.0.0.0",
    "169.254.169.254",
    "2130706433",
    "",
]
OUR_HOSTS = ["localhost", "LOCALHOST:1", "127.0.0.1:9999", "127.9.9.9", "[::1]", "[::1]:80"]


def _host(sample: Sample, path: str, host: str) -> int:
    return sample.http("GET", path, headers={"Host": host})[0]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_request_for_another_name_is_refused(sample: Sample, host: str) -> None:
    assert {_host(sample, path, host) for path in OPEN + KEYED} == {421}
    assert sample.upgrade(host=host or " ", Authorization="Bearer owner") == b"421"


def test_a_request_without_a_name_is_refused(sample: Sample) -> None:
    assert sample.upgrade(host="none", Authorization="Bearer owner") == b"421"


@pytest.mark.parametrize("host", OUR_HOSTS)
def test_every_loopback_name_with_any_port_is_ours(sample: Sample, host: str) -> None:
    assert _host(sample, "/live", host) == 200
    assert sample.upgrade(host=host, Authorization="Bearer owner") == b"101"


def test_settings_add_a_name_and_an_origin(own_sample: Callable[..., Sample]) -> None:
    server = own_sample(names=["box.example.org"], origins=["https://app.example.org"])
    assert _host(server, "/live", "box.example.org:8777") == 200
    assert _host(server, "/live", "other.example.org") == 421
    allowed = {"Origin": "https://app.example.org", "Sec-Fetch-Site": "cross-site"}
    status, headers, _ = server.http("GET", "/api/v1/sample/add?a=1", headers=allowed)
    assert (status, headers["access-control-allow-origin"], headers["vary"]) == (200, allowed["Origin"], "origin")
    status, headers, _ = server.http("OPTIONS", "/rpc", key="", headers=allowed)
    assert status == 204
    assert "authorization" in headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in headers
    assert server.upgrade(Origin="https://app.example.org") == b"101"


FOREIGN_ORIGINS = [
    "null",
    "http://evil.test",
    "http://127.0.0.1:{port}.evil.test",
    "http://127.0.0.1.evil.test:{port}",
    "http://evil.test#127.0.0.1:{port}",
    "http://user@127.0.0.1:{port}",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:1",
    "http://127.0.0.1",
    "http://localhost:{port}",
    "127.0.0.1:{port}",
    "http://127.0.0.1:{port}/",
    "",
]


@pytest.mark.capability("C18")
@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_page_of_another_origin_is_refused(sample: Sample, origin: str) -> None:
    forged = origin.format(port=sample.port)
    assert sample.upgrade(Origin=forged) == b"403"
    assert sample.upgrade(Origin=forged, Authorization="Bearer owner") == b"403"
    for path in KEYED:
        status, headers, _ = sample.http("GET", path, headers={"Origin": forged})
        assert status == 403
        assert "access-control-allow-origin" not in headers


@pytest.mark.capability("C18")
def test_a_page_of_ours_passes(sample: Sample) -> None:
    ours = f"http://127.0.0.1:{sample.port}"
    assert sample.upgrade(Origin=ours) == b"101"
    assert sample.http("GET", "/api/v1/sample/add?a=1", headers={"Origin": ours})[0] == 200


def test_an_upgrade_without_origin_needs_a_key(sample: Sample) -> None:
    assert sample.upgrade() == b"401"
    assert sample.upgrade(Authorization="Bearer wrong") == b"401"
    assert sample.upgrade(Authorization="Bearer owner") == b"101"
    assert sample.upgrade(path="/other", Authorization="Bearer owner") == b"404"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_a_request_that_a_foreign_page_began_is_refused(sample: Sample, site: str) -> None:
    for mode in ("no-cors", "cors", "navigate", "websocket"):
        forged = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
        assert {sample.http("GET", path, headers=forged)[0] for path in KEYED} == {403}
        assert sample.upgrade(Authorization="Bearer owner", **forged) == b"403"
    assert sample.http("GET", "/", key="", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"})[0] == 200
    assert sample.http("GET", "/", key="", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"})[0] == 403


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_form_changes_nothing(sample: Sample, kind: str) -> None:
    call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "sample.write", "params": {"text": "forged"}}).encode()
    headers = {"Content-Type": kind} if kind else {}
    assert sample.http("POST", "/rpc", call, headers=headers)[0] == 415
    assert sample.http("POST", "/api/v1/sample/write", b'{"text":"forged"}', headers=headers)[0] == 415
    assert sample.http("POST", "/launch", b'{"launch":"launch"}', key="", headers=headers)[0] == 415


@pytest.mark.capability("T1")
def test_without_a_key_nothing_answers_but_what_is_open(sample: Sample) -> None:
    assert {sample.http("GET", path, key="")[0] for path in OPEN} == {200}
    for path in [*KEYED, "/api/v1/", "/static/../http.py", "/.git/config"]:
        assert sample.http("GET", path, key="")[0] == 401
        assert sample.http("GET", path, key="wrong")[0] == 401
    status, headers, body = sample.post("/rpc", {}, key="")
    assert (status, headers["www-authenticate"]) == (401, "Bearer")
    assert json.loads(body)["kind"] == "Unauthenticated"


@pytest.mark.parametrize("name", ["token", "TOKEN", "access_token", "api_key", "key", "%74oken"])
def test_a_key_in_an_address_is_refused(sample: Sample, name: str) -> None:
    for path in [*OPEN, *KEYED]:
        status, _, body = sample.http("GET", f"{path}{'&' if '?' in path else '?'}{name}=owner", key="")
        assert status == 401
        assert b"owner" not in body
    assert sample.upgrade(path=f"/ws?{name}=owner", Authorization="Bearer owner") == b"401"


def test_the_cookie_opens_raw_reading_and_nothing_else(sample: Sample) -> None:
    assert sample.http("PUT", "/api/v1/things/cookie.txt", b"data")[0] == 200
    status, headers, body = sample.post("/launch", {"launch": "launch"}, key="")
    assert (status, json.loads(body)) == (200, {"key": "owner"})
    cookie, *flags = headers["set-cookie"].split("; ")
    assert cookie == f"icotes_{sample.port}=reader"
    assert {"HttpOnly", "SameSite=Strict", "Path=/api/v1"} <= set(flags)
    carried = {"Cookie": f"other=1; {cookie}"}
    assert sample.http("GET", "/api/v1/things/cookie.txt", key="", headers=carried)[0] == 200
    assert sample.http("HEAD", "/api/v1/things/cookie.txt", key="", headers=carried)[0] == 200
    for method, path, sent in (
        ("PUT", "/api/v1/things/cookie.txt", b"x"),
        ("GET", "/api/v1/sample/add?a=1", None),
        ("POST", "/api/v1/sample/add", b'{"a":1}'),
        ("POST", "/rpc", b"{}"),
        ("GET", "/openapi.json", None),
        ("GET", "/metrics", None),
    ):
        headers = {**carried, "Content-Type": "application/json"}
        assert sample.http(method, path, sent, key="", headers=headers)[0] == 401
    other = {"Cookie": f"icotes_{sample.port + 1}=reader"}
    assert sample.http("GET", "/api/v1/things/cookie.txt", key="", headers=other)[0] == 401
    assert sample.upgrade(Cookie=cookie) == b"401"


def test_a_launch_token_that_is_not_one_is_refused(sample: Sample) -> None:
    assert sample.post("/launch", {"launch": "used"}, key="")[0] == 401
    assert sample.post("/launch", {"lunch": 1}, key="")[0] == 400
    assert sample.post("/launch", {"launch": "x" * 9000}, key="")[0] == 413
    assert sample.http("GET", "/launch", key="")[0] == 405
    forged = {"Origin": "http://evil.test"}
    assert sample.post("/launch", {"launch": "launch"}, key="", **forged)[0] == 403


@pytest.mark.parametrize("path", [*OPEN, "/openapi.json", "/nothing", "/api/v1/sample/add?a=1", "/api/v1/sample/add"])
def test_every_answer_carries_the_headers_that_guard_it(sample: Sample, path: str) -> None:
    _, headers, _ = sample.http("GET", path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")  # editor and terminal add rules
    assert "server" not in headers


def test_headers_that_stand_once_may_not_stand_twice(sample: Sample) -> None:
    assert sample.upgrade(Authorization="Bearer owner\r\nAuthorization: Bearer reader") == b"400"
    assert sample.upgrade(Authorization="Bearer owner\r\nHost: evil.test") == b"400"


def test_a_head_without_end_is_refused(sample: Sample) -> None:
    status, _, _ = sample.http("GET", "/live", headers={"X-Long": "x" * 20_000})
    assert status == 200
    assert sample.upgrade(X="\r\n".join(f"h{number}: {'x' * 1000}" for number in range(500))) == b"400"
