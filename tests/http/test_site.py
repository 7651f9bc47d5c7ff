"""The browser client and the pages: found without a key, compressed beforehand, kept for ever or asked for anew."""

import gzip
import http.client
import re
from pathlib import Path

import pytest

import icotes.faces
from running import DEADLINE, Server
from wire import Sample

CLIENT = Path(icotes.faces.__file__).parent / "client"


@pytest.fixture(scope="module")
def largest() -> Path:
    """The largest piece of the client: larger than what is read at once."""
    scripts = [each for each in (CLIENT / "assets").glob("*") if each.suffix in {".js", ".mjs"}]
    return max(scripts, key=lambda each: each.stat().st_size)


def test_the_client_is_built() -> None:
    assert (CLIENT / "index.html").exists(), "make client"


def test_the_client_stands_at_the_root_and_names_pieces_that_are_there(sample: Sample) -> None:
    status, headers, page = sample.http("GET", "/", key="")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["cache-control"] == "no-cache"
    assert "style-src 'self' 'unsafe-inline'" in headers["content-security-policy"]
    pieces = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.decode())
    assert pieces
    for piece in pieces:
        assert sample.http("GET", piece, key="")[0] == 200
    again = sample.http("GET", "/", key="", headers={"If-None-Match": headers["etag"]})
    assert (again[0], again[2], again[1]["etag"]) == (304, b"", headers["etag"])


@pytest.mark.parametrize("path", ["/api", "/docs", "/static/api.js", ""])
def test_only_the_client_may_write_styles(sample: Sample, largest: Path, path: str) -> None:
    policy = sample.http("GET", path or f"/assets/{largest.name}", key="")[1]["content-security-policy"]
    assert "unsafe" not in policy
    assert "style-src 'self'; " in policy


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("zstd, *;q=0", None),
    ],
)
@pytest.mark.parametrize("name", ["index.html", "largest"])
def test_the_best_coding_that_a_browser_takes_is_sent(
    sample: Sample, largest: Path, name: str, accepted: str, coding: str | None
) -> None:
    file, path = (largest, f"/assets/{largest.name}") if name == "largest" else (CLIENT / name, "/")
    status, headers, body = sample.http("GET", path, key="", headers={"Accept-Encoding": accepted})
    assert status == 200
    assert headers.get("content-encoding") == coding
    assert "accept-encoding" in headers["vary"]
    assert body == (file if coding is None else Path(f"{file}{'.br' if coding == 'br' else '.gz'}")).read_bytes()
    if coding == "gzip":
        assert gzip.decompress(body) == file.read_bytes()


def test_each_coding_has_a_tag_of_its_own(sample: Sample) -> None:
    tags = {
        sample.http("GET", "/", key="", headers={"Accept-Encoding": each})[1]["etag"] for each in ("", "gzip", "br")
    }
    assert len(tags) == 3


def test_a_piece_is_kept_for_ever(sample: Sample, largest: Path) -> None:
    status, headers, body = sample.http("GET", f"/assets/{largest.name}", key="")
    assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert body == largest.read_bytes()
    status, headers, body = sample.http("HEAD", f"/assets/{largest.name}", key="")
    assert (status, body, int(headers["content-length"])) == (200, b"", largest.stat().st_size)
    assert sample.http("POST", f"/assets/{largest.name}", b"", key="")[0] == 405


@pytest.mark.parametrize(
    "path",
    ["/assets/none-1.js", "/assets/x..js", "/assets/.js", "/assets/..", "/assets/", "/assets/../index.html",
     "/assets/%2e%2e/index.html", "/assets/..%2findex.html", "/index.html", "/assets/a%00.js", "/assets//etc/passwd"],
)  # fmt: skip
def test_nothing_else_is_found(sample: Sample, path: str) -> None:
    status, headers, _ = sample.http("GET", path, key="")
    assert status in {401, 404}
    assert headers["content-type"] == "application/problem+json"


def test_many_who_read_nothing_for_a_while_hold_nobody_up(server: Server, largest: Path) -> None:
    clients = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE) for _ in range(40)]
    for client in clients:
        client.request("GET", f"/assets/{largest.name}")
    assert server.http("GET", "/live", token="")[0] == 200
    for client in clients:
        assert client.getresponse().read() == largest.read_bytes()
        client.close()


def test_what_is_built_is_compressed_wherever_that_helps() -> None:
    for file in CLIENT.rglob("*"):
        if file.suffix not in {".js", ".css", ".html", ".svg", ".mjs"} or file.stat().st_size < 1024:
            continue
        sizes = [file.stat().st_size, *(file.with_name(file.name + end).stat().st_size for end in (".gz", ".br"))]
        assert sizes == sorted(sizes, reverse=True), file
