"""The capabilities of files, through a running server."""

import base64
import http.client
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from running import DEADLINE, Failed, Server
from ways import WAYS, Way

RAW = bytes(range(256)) * 40


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, server: Server) -> Iterator[Way]:
    opened = WAYS[request.param](server, server.token)
    yield opened
    opened.close()


@pytest.fixture
def place(server: Server, request: pytest.FixtureRequest) -> str:
    """A folder of this test's own."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    server.call("files.make_folder", path=name)
    return name


@pytest.mark.capability("E1")
def test_every_way_does_all_that_can_be_done_with_files(way: Way, server: Server, place: str) -> None:
    call: Callable[..., Any] = lambda method, **params: way.ask(f"files.{method}", params)  # noqa: E731
    made = call("create", path=f"{place}/a", text="one")
    assert call("read", path=f"{place}/a")["text"] == "one"
    data = base64.b64encode(RAW).decode()
    call("write", path=f"{place}/a", data=data, version=made["version"])
    assert call("read", path=f"{place}/a")["data"] == data
    assert (server.folder / place / "a").read_bytes() == RAW
    assert call("stat", path=f"{place}/a")["size"] == len(RAW)
    assert call("make_folder", path=f"{place}/b/c")["type"] == "folder"
    call("move", source=f"{place}/a", target=f"{place}/b/c/d")
    call("copy", source=f"{place}/b", target=f"{place}/e")
    assert [entry["path"] for entry in call("list", path=place)["items"]] == [f"{place}/b", f"{place}/e"]
    trashed = call("delete", path=f"{place}/e")
    assert not (server.folder / place / "e").exists()
    assert trashed["id"] in [item["id"] for item in _many(call("list_trash"))]
    call("restore", id=trashed["id"])
    assert (server.folder / place / "e" / "c" / "d").read_bytes() == RAW
    again = call("delete", path=f"{place}/e")
    assert _many(call("empty_trash", ids=[again["id"]])) == [again["id"]]
    with pytest.raises(Failed) as failure:
        call("read", path=f"{place}/e/c/d")
    assert failure.value.kind == "NotFound"


def test_who_writes_into_a_folder_that_is_not_there_is_told_how_to_make_it(way: Any, place: str) -> None:
    for method in ("write", "create"):
        with pytest.raises(Failed) as failure:
            way.ask(f"files.{method}", {"path": f"{place}/new/deep/a", "text": "x"})
        assert failure.value.kind == "NotFound"
        said = failure.value.error["message"]
        assert f"There is no folder {place}/new/deep; make it with files.make_folder" in said


def _many(result: Any) -> list[Any]:
    return result if isinstance(result, list) else [result]


@pytest.mark.capability("E2")
@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "//etc/passwd",
        "a//b",
        "./../x",
        "\0",
        "a\nb",
        "out/x",
        "%00",
        "..",
        "a/" * 3000,
    ],
)
def test_every_way_refuses_a_path_that_leads_out(way: Way, server: Server, path: str) -> None:
    if not (server.folder / "out").is_symlink():
        (server.folder / "out").symlink_to("/etc")
    for method in ("files.read", "files.write", "files.list", "files.delete", "files.make_folder", "files.download"):
        params = {"path": path, "text": "x"} if method == "files.write" else {"path": path}
        with pytest.raises(Failed) as failure:
            way.ask(method, params)
        assert failure.value.kind in {"Invalid", "Unacceptable", "Denied", "NotFound"}, failure.value.error
        assert str(server.folder) not in json.dumps(failure.value.error)


@pytest.mark.capability("E2")
@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "%2e%2e/secret",
        "..%2fsecret",
        "%2Fetc%2Fpasswd",
        "/etc/passwd",
        "%00",
        "..%c0%afsecret",
        "out/passwd",
    ],
)
def test_no_spelling_of_an_address_leads_out(server: Server, path: str) -> None:
    if not (server.folder / "out").is_symlink():
        (server.folder / "out").symlink_to("/etc")
    for verb, kind in (("GET", "raw"), ("PUT", "raw"), ("GET", "files"), ("DELETE", "files")):
        status, _, body = server.http(verb, f"/api/v1/workspaces/main/{kind}/{path}", b"x" if verb == "PUT" else None)
        assert 400 <= status < 500, body
        assert b"root:" not in body


@pytest.mark.capability("E3")
def test_an_outside_change_is_an_event_at_once(server: Server, place: str) -> None:
    cursor = _follow(server, place)["cursor"]
    file = server.folder / place / "file"
    delays: list[float] = []
    for number in range(20):
        begun = time.monotonic()
        file.write_text(f"{number}")
        cursor = _news_of(server, f"{place}/file", cursor)["cursor"]
        delays.append(time.monotonic() - begun)
    assert min(delays) < 0.2


@pytest.mark.capability("E3")
def test_a_rename_is_one_event(fresh_server: Callable[..., Server]) -> None:
    server, place = fresh_server(), "folder"
    server.call("files.make_folder", path=place)
    server.call("files.create", path=f"{place}/old")
    cursor = _follow(server, place)["cursor"]
    os.mknod(server.folder / place / "first")  # once it is told the tree is known; before, a rename is two changes
    cursor = _follow(server, place, cursor, wait=DEADLINE / 2, max_items=1)["cursor"]
    (server.folder / place / "old").rename(server.folder / place / "new")
    os.mknod(server.folder / place / "last")  # one notice; a file that is opened for it and closed has two
    events, deadline = list[Any](), time.monotonic() + DEADLINE
    while not {f"{place}/new", f"{place}/last"} <= {event["data"]["path"] for event in events}:
        assert time.monotonic() < deadline, events
        news = _follow(server, place, cursor, wait=0.5)
        events += [item for item in news["items"] if item["type"] == "event"]
        cursor = news["cursor"]
    moved = [event for event in events if event["data"]["path"] != f"{place}/last"]
    assert [event["kind"] for event in moved] == ["files.moved"], events
    assert (moved[0]["data"]["from"], moved[0]["data"]["path"]) == (f"{place}/old", f"{place}/new")


@pytest.mark.capability("E3")
def test_a_checkout_of_10_000_files_arrives_as_batches(server: Server, place: str) -> None:
    repository = str(server.home / "repository")
    files = "".join(f"M 100644 inline tree/{number % 100}/{number}\ndata 4\n{number:4}\n" for number in range(10_000))
    commit = f"commit refs/heads/main\ncommitter a <a@b.c> 1 +0000\ndata 3\nall\n{files}\n"
    git = ["git", "-c", "init.defaultBranch=main", "-c", "gc.auto=0"]
    subprocess.run([*git, "init", "-q", "--bare", repository], check=True)
    subprocess.run([*git, "fast-import", "--quiet"], cwd=repository, input=commit.encode(), check=True)
    cursor = _follow(server, place)["cursor"]
    subprocess.run([*git, "clone", "-q", repository, "."], cwd=server.folder / place, check=True)
    seen, events, deadline = set[str](), 0, time.monotonic() + 40
    while len(seen) < 10_000 and time.monotonic() < deadline:
        news = _follow(server, place, cursor, wait=0.5)
        cursor = news["cursor"]
        for item in news["items"]:
            if item["type"] == "event":
                events += 1
                changes = item["data"].get("changes", [item["data"]])
                seen |= {change["path"] for change in changes if change["type"] == "file" and "tree/" in change["path"]}
    assert len(seen) == 10_000
    assert events < 2000


def _follow(server: Server, path: str, since: str | None = None, *, wait: float = 0.2, max_items: int = 1000) -> Any:
    if since is None:  # the snapshot, however long it takes: without it there is no cursor
        return server.call("files.follow", path=path, wait=DEADLINE / 2, max_items=1)
    return server.call("files.follow", path=path, wait=wait, max_items=max_items, since=since)


def _news_of(server: Server, path: str, since: str) -> Any:
    """Return the news of a file as it is now; when others made it, there may be news of it half made before that."""
    version, deadline = server.call("files.stat", path=path)["version"], time.monotonic() + DEADLINE
    while True:
        news = _follow(server, path, since, wait=10, max_items=1)
        if any(item["type"] == "event" and item["data"].get("version") == version for item in news["items"]):
            return news
        assert time.monotonic() < deadline
        since = news["cursor"]


@pytest.mark.capability("I11", partly="in pages: tests/browser/test_live.py")
def test_a_file_made_anywhere_shows_everywhere(server: Server, place: str) -> None:
    clients = [WAYS[name](server, server.token) for name in ("rpc", "rest", "mcp")]
    address = f"{server.url.replace('http', 'ws', 1)}/ws"
    request = {"jsonrpc": "2.0", "id": 1, "method": "files.follow", "params": {"path": place}}
    with connect(address, additional_headers={"Authorization": f"Bearer {server.token}"}) as socket:
        socket.send(json.dumps(request))
        cursor = json.loads(socket.recv(DEADLINE))["params"]["value"]["cursor"]
        for number, make in enumerate(
            (
                lambda path: (server.folder / path).write_text(""),
                lambda path: server.call("files.create", path=path),
                lambda path: subprocess.run(["touch", path], cwd=server.folder, check=True),
                lambda path: server.icotes("files", "create", path),
            )
        ):
            path = f"{place}/{number}"
            make(path)
            live = json.loads(socket.recv(DEADLINE))["params"]["value"]
            assert (live["item"]["data"]["path"], live["item"]["data"]["change"]) == (path, "created")
            for client in clients:
                news = client.ask("files.follow", {"path": place, "since": cursor, "wait": 10, "max_items": 1})
                assert news["items"] == [live["item"]]
            last = _news_of(server, path, cursor)
            while live["item"] not in last["items"]:
                live = json.loads(socket.recv(DEADLINE))["params"]["value"]
            cursor = last["cursor"]


@pytest.mark.capability("E4")
def test_search_has_options(server: Server, place: str) -> None:
    folder = server.folder / place
    for name, text in {
        "a.py": "Needle()\n",
        "b.ts": "needle needles\n",
        "no.log": "needle\n",
        ".hide": "needle\n",
    }.items():
        (folder / name).write_text(text)
    (folder / ".gitignore").write_text("*.log\n")

    def found(**options: Any) -> list[str]:
        result = server.call("files.search_contents", pattern="needle", path=place, wait=10, **options)
        assert result["ended"]
        return sorted(match["path"].removeprefix(f"{place}/") for match in result["items"])

    assert found() == ["a.py", "b.ts"]
    assert found(case=True) == ["b.ts"]
    assert found(type="py") == ["a.py"]
    assert found(include=["*.ts"]) == ["b.ts"]
    assert found(exclude=["*.ts"]) == ["a.py"]
    assert found(hidden=True) == [".hide", "a.py", "b.ts"]
    assert found(ignored=True) == ["a.py", "b.ts", "no.log"]
    status, headers, body = server.http("GET", f"/api/v1/files/search_contents?pattern=need.e&regex=true&path={place}")
    assert (status, headers["content-type"].partition(";")[0]) == (200, "application/x-ndjson")
    assert len(body.splitlines()) >= 2
    deadline = time.monotonic() + DEADLINE
    while server.call("files.search_names", query=f"{place}/bts") != [{"path": f"{place}/b.ts"}]:
        assert time.monotonic() < deadline


@pytest.mark.capability("E4")
def test_ten_thousand_files_are_searched_in_a_second(server: Server, place: str) -> None:
    for number in range(10_000):
        folder = server.folder / place / f"{number % 100}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.txt").write_text("some text\n" * 20 + ("needle\n" if number % 100 == 0 else ""))
    taken: list[float] = []
    while len(taken) < 10 and min(taken, default=1.0) >= 1:
        begun = time.monotonic()
        result = server.call("files.search_contents", pattern="needle", path=place, wait=20)
        taken.append(time.monotonic() - begun)
        assert len(result["items"]) == 100
    assert min(taken) < 1


@pytest.mark.capability("E5")
@pytest.mark.parametrize("method", ["files.search_names", "files.search_text"])
def test_an_index_follows_edits_within_a_second(server: Server, place: str, method: str) -> None:
    word = f"zebra{len(method)}"
    wanted = {"query": word} if method == "files.search_names" else {"words": word}

    def look() -> list[str]:
        return [match["path"] for match in server.call(method, **wanted)]

    assert look() == []
    taken: list[float] = []
    while len(taken) < 10 and min(taken, default=1.0) >= 1:
        path = f"{place}/{word}{len(taken)}.txt"
        (server.folder / path).write_text(f"a {word} number {len(taken)}")
        begun = time.monotonic()
        while path not in look():
            assert time.monotonic() - begun < DEADLINE
        taken.append(time.monotonic() - begun)
    assert min(taken) < 1


@pytest.mark.capability("E5", "E3")
def test_what_changed_while_the_server_was_stopped_is_told_and_found(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    folder, home = tmp_path / "project", tmp_path / "home"
    folder.mkdir()
    (folder / "old.txt").write_text("horse")
    server = fresh_server(folder, home=home)
    assert server.call("files.search_text", words="zebra") == []
    cursor = _follow(server, "")["cursor"]
    server.stop()
    (folder / "new.txt").write_text("zebra")
    (folder / "old.txt").unlink()
    server = fresh_server(folder, home=home)
    events: list[Any] = []
    while len(events) < 2:
        news = _follow(server, "", cursor, wait=0.5)
        cursor = news["cursor"]
        events += [item["data"] for item in news["items"] if item["type"] == "event"]
    assert {(event["path"], event["change"]) for event in events} == {("new.txt", "created"), ("old.txt", "deleted")}
    assert [match["path"] for match in server.call("files.search_text", words="zebra")] == ["new.txt"]
    assert server.call("files.search_text", words="horse") == []
    assert [match["path"] for match in server.call("files.search_names", query="txt")] == ["new.txt"]


@pytest.mark.capability("E6")
def test_what_is_no_text_is_not_sent_as_one(server: Server, place: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + RAW
    (server.folder / place / "picture.txt").write_bytes(picture)
    content = server.call("files.read", path=f"{place}/picture.txt")
    assert (content["text"], content["media_type"]) == (None, "image/png")
    assert base64.b64decode(content["data"]) == picture
    (server.folder / place / "old.txt").write_bytes(b"caf\xe9")
    content = server.call("files.read", path=f"{place}/old.txt")
    assert (content["text"], content["encoding"], content["guessed"]) == ("caf\u00e9", "latin-1", True)
    _, headers, body = server.http("GET", f"/api/v1/workspaces/main/raw/{place}/picture.txt")
    assert (headers["content-type"], body) == ("image/png", picture)
    assert "sandbox" in headers["content-security-policy"]


@pytest.mark.capability("E7", partly="roles in a workspace come with accounts")
def test_a_read_only_file_is_a_typed_error_everywhere(way: Way, server: Server) -> None:
    file = server.folder / "read-only"
    if not file.exists():
        file.write_text("stays")
        file.chmod(0o444)
    with pytest.raises(Failed) as failure:
        way.ask("files.write", {"path": "read-only", "text": "changed"})
    assert failure.value.kind == "Denied"
    assert file.read_text() == "stays"
    key = server.call("system.create_token", name="reader", scope=["files:read"])
    narrow = type(way)(server, next(value for value in key.values() if isinstance(value, str) and len(value) > 30))
    try:
        assert narrow.ask("files.read", {"path": "read-only"})["text"] == "stays"
        assert narrow.kind("files.write", {"path": "other", "text": ""}) == "Denied"
    finally:
        narrow.close()


def _memory(pid: int) -> float:
    return int(Path(f"/proc/{pid}/smaps_rollup").read_text().split("\nPss:")[1].split()[0]) / 1024


@pytest.mark.capability("E8")
@pytest.mark.timeout(300)
def test_a_file_of_a_gigabyte_is_sent_with_flat_memory(fresh_server: Callable[..., Server]) -> None:
    server, size = fresh_server(), 1 << 30  # what others left to do on a server takes memory, too
    with (server.folder / "large").open("wb") as file:
        file.truncate(size)
        file.seek(size - 4)
        file.write(b"last")
    before, most, received = _memory(server.pid), 0.0, 0
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    address = "/api/v1/workspaces/main/raw/large"
    connection.request("GET", address, headers={"Authorization": f"Bearer {server.token}"})
    response = connection.getresponse()
    end = b""
    while chunk := response.read(4 << 20):
        received += len(chunk)
        end = chunk[-4:]
        if received % (128 << 20) == 0:
            most = max(most, _memory(server.pid) - before)
    connection.close()
    assert (received, end) == (size, b"last")
    assert most < 32
    status, headers, body = server.http("GET", address, Range=f"bytes={size - 6}-")
    assert (status, body, headers["content-range"]) == (206, b"\0\0last", f"bytes {size - 6}-{size - 1}/{size}")
    status, _, body = server.http("GET", address, Range="bytes=5-9")
    assert (status, body) == (206, b"\0" * 5)
    assert server.http("GET", address, Range=f"bytes={size}-")[0] == 416
    assert server.http("GET", address, If_None_Match=headers["etag"])[0] == 304


@pytest.mark.capability("E8")
@pytest.mark.timeout(300)
def test_a_large_upload_has_flat_memory_and_what_is_cut_leaves_nothing(fresh_server: Callable[..., Server]) -> None:
    server, block, count = fresh_server(), os.urandom(1 << 20), 256
    before = _memory(server.pid)
    address = "/api/v1/workspaces/main/raw/large"
    headers = {"Authorization": f"Bearer {server.token}", "Content-Length": str(count << 20)}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    connection.putrequest("PUT", address)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    most = 0.0
    for number in range(count):
        connection.send(block)
        if number % 32 == 0:
            most = max(most, _memory(server.pid) - before)
            assert not (server.folder / "large").exists()
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())["size"]) == (200, count << 20)
    assert most < 32
    connection.putrequest("PUT", address)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(b"ten bytes.")
    connection.close()
    deadline = time.monotonic() + DEADLINE
    while [path.name for path in server.folder.iterdir()] != ["large"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (server.folder / "large").stat().st_size == count << 20


@pytest.mark.capability("E9")
def test_a_stale_write_is_a_conflict_and_both_versions_stay(server: Server, place: str) -> None:
    address = f"/api/v1/workspaces/main/raw/{place}/file"
    status, headers, _ = server.http("PUT", address, b"first", If_None_Match="*")
    assert status == 200
    first = headers["etag"]
    assert server.http("PUT", address, b"again", If_None_Match="*")[0] == 412
    status, headers, _ = server.http("PUT", address, b"second", If_Match=first)
    assert status == 200
    status, _, body = server.http("PUT", address, b"third", If_Match=first)
    assert status == 412
    assert json.loads(body)["current"]["text"] == "second"
    assert server.http("GET", address)[2] == b"second"
    with pytest.raises(Failed) as failure:
        server.call("files.write", path=f"{place}/file", text="third", version="1.2.3")
    assert failure.value.kind == "Conflict"
    current = failure.value.error["data"]["current"]
    assert current["text"] == "second"
    server.call("files.write", path=f"{place}/file", text="merged", version=current["version"])


@pytest.mark.capability("E9")
def test_of_many_writers_at_once_one_wins(server: Server, place: str) -> None:
    version = server.call("files.create", path=f"{place}/count", text="0")["version"]
    won: list[str] = []

    def write(number: int) -> None:
        try:
            server.call("files.write", path=f"{place}/count", text=f"{number}", version=version)
            won.append(f"{number}")
        except Failed as failure:
            assert failure.kind == "Conflict"  # noqa: PT017

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(server.folder / place / "count").read_text()] == won


@pytest.mark.capability("E11")
def test_repeated_reads_come_from_the_cache_and_changes_are_seen(server: Server, place: str) -> None:
    file, cursor = server.folder / place / "file", _follow(server, place)["cursor"]

    def hits(reads: int) -> int:
        before = server.call("files.statistics")["cache_hits"]
        for _ in range(reads):
            assert server.call("files.read", path=f"{place}/file")["text"] == "one"
        return server.call("files.statistics")["cache_hits"] - before

    file.write_text("one")
    _news_of(server, f"{place}/file", cursor)
    deadline = time.monotonic() + DEADLINE
    while not hits(1):  # what changed right before is not kept yet
        assert time.monotonic() < deadline
    assert hits(10) >= 9
    file.write_text("two")
    assert server.call("files.read", path=f"{place}/file")["text"] == "two"
    _, _, metrics = server.http("GET", "/metrics")
    assert b"icotes_file_cache_hits_total" in metrics
