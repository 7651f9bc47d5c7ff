"""What people copy and paste, through a running server."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clipping import PNG, copied, listed, pasted, piped, refused
from footprint import until
from icotes import testing
from icotes.core.caller import Caller
from icotes.core.errors import NotFound
from icotes.modules.clipboard.secrecy import looks_secret
from joined import joined
from running import Server
from wire import Client

SECRETS = [
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    "export GITHUB=ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "postgres://app:hunter2hunter2@db.example/main",
    "DB_PASSWORD=correct-horse-battery",
    '"api_key": "zq81mmla0s",',
]
HARMLESS = ["password = read_password()", "https://example.org/a:b", "token", "def secret(self): ...", "sk-learn"]


def follow(client: Client) -> list[dict[str, Any]]:
    """Begin to follow, and return what is there."""
    client.send("clipboard.follow", "follow")
    return client.next()["params"]["value"]["item"]["state"]


def change(client: Client) -> dict[str, Any]:
    return client.next()["params"]["value"]["item"]


@pytest.mark.capability("K1", "H1", partly="H1: files, terminals and workspaces are shown elsewhere")
def test_a_picture_that_one_client_copied_another_pastes_byte_for_byte(server: Server):
    entry = copied(server, PNG)
    assert (entry["kind"], entry["media_type"], entry["size"]) == ("image", "image/png", len(PNG))
    with joined(server) as other:
        assert base64.b64decode(other.result("clipboard.paste", entry=entry["id"])["data"]) == PNG
    status, headers, body = pasted(server, entry["id"])
    assert (status, headers["content-type"], body) == (200, "image/png", PNG)
    assert pasted(server, entry["id"], "bytes=1-3")[2] == PNG[1:4]


@pytest.mark.capability("K1")
def test_texts_and_files_are_what_they_were(server: Server):
    text = "ä\u200d👩‍👩‍👧\r\nlast line without an end"
    with joined(server) as client:
        entry = client.result("clipboard.copy_text", text=text)
        assert (entry["kind"], entry["preview"], entry["owner"]) == ("text", text, "owner")
        assert base64.b64decode(client.result("clipboard.paste")["data"]) == text.encode()
    (server.folder / "clip.py").write_bytes(b"print()\n")
    entry = server.call("clipboard.copy_file", path="clip.py")
    assert (entry["kind"], entry["name"]) == ("file", "clip.py")
    data = bytes(range(256)) * 8192
    entry = copied(server, data, name="all.bin")
    assert (entry["kind"], entry["name"], entry["preview"]) == ("file", "all.bin", "")
    status, headers, body = pasted(server, entry["id"])
    assert (status, body) == (200, data)
    assert 'filename="all.bin"' in headers["content-disposition"]


@pytest.mark.capability("G12")
def test_what_is_piped_in_comes_out_elsewhere_byte_for_byte(server: Server):
    for data in (b"hi\n", b"\xff\xfe\0\r\n\n" * 400_000, "ä".encode()):
        piped(server, "clipboard", "copy", stdin=data)
        assert piped(server, "clipboard", "paste") == data
        with joined(server) as other:
            assert base64.b64decode(other.result("clipboard.paste")["data"]) == data
    assert server.icotes("clipboard", "copy").returncode == 2


def test_there_is_nothing_to_paste_before_something_was_copied(fresh_server: Callable[..., Server]):
    server = fresh_server()
    assert refused(server, "clipboard.paste") == "NotCopied"
    assert refused(server, "clipboard.paste", entry="../server.db") == "NotCopied"
    assert refused(server, "clipboard.delete", entry="c_0") == "NotCopied"
    assert server.icotes("clipboard", "paste").returncode == 4


@pytest.mark.capability("K2")
def test_the_history_is_searched_pinned_deleted_and_outlives_the_server(
    fresh_server: Callable[..., Server], tmp_path: Path
):
    home = tmp_path / "home"
    server = fresh_server(tmp_path, home=home)
    one, two, three = (server.call("clipboard.copy_text", text=each)["id"] for each in ("Äpfel", "Birnen", "Nüsse"))
    assert [each["id"] for each in listed(server)] == [three, two, one]
    assert [each["id"] for each in server.call("clipboard.search", text="äPF")] == [one]
    page = server.call("clipboard.list", limit=2)
    assert [each["id"] for each in listed(server, after=page["next"])] == [one]
    again = server.call("clipboard.copy_text", text="Birnen")["id"]
    assert [each["id"] for each in listed(server)] == [again, three, one]
    server.call("clipboard.pin", entry=one)
    server.kill()

    server = fresh_server(tmp_path, home=home)
    assert [(each["id"], each["pinned"]) for each in listed(server)] == [(again, False), (three, False), (one, True)]
    assert pasted(server, one)[2] == "Äpfel".encode()
    server.call("clipboard.delete", entry=three)
    assert pasted(server, three)[0] == 404
    server.call("clipboard.clear")
    assert [each["id"] for each in listed(server)] == [one]
    server.call("clipboard.clear", pinned=True)
    assert listed(server) == []
    assert list((server.token_file.parent / "clipboard").iterdir()) == []


@pytest.mark.capability("K2")
def test_the_history_is_bounded_by_number_size_and_age(fresh_server: Callable[..., Server], tmp_path: Path):
    home = tmp_path / "home"
    limits = {"ENTRIES": "3", "BYTES": "4096", "ENTRY_BYTES": "2048"}
    settings = {f"ICOTES_CLIPBOARD_{name}": value for name, value in limits.items()}
    server = fresh_server(tmp_path, home=home, **settings)
    kept = [server.call("clipboard.copy_text", text=f"{n}")["id"] for n in range(5)]
    assert [each["id"] for each in listed(server)] == kept[:1:-1]
    server.call("clipboard.pin", entry=kept[2])
    big = [copied(server, bytes([n]) * 1500)["id"] for n in range(3)]
    assert [each["id"] for each in listed(server)] == [big[2], big[1], kept[2]]
    status, _, body = server.http("POST", "/api/v1/clipboard", b"x" * 2049, Content_Type="application/octet-stream")
    assert (status, json.loads(body)["kind"]) == (429, "QuotaExceeded")
    pinned = [kept[2], *(server.call("clipboard.copy_text", text=text)["id"] for text in "ab")]
    for entry in pinned:
        server.call("clipboard.pin", entry=entry)
    last = server.call("clipboard.copy_text", text="c")["id"]
    assert refused(server, "clipboard.pin", entry=last) == "QuotaExceeded"
    server.stop()

    server = fresh_server(tmp_path, home=home, ICOTES_CLIPBOARD_DAYS=str(1 / 86400), **settings)
    server.call("clipboard.clear")
    old = server.call("clipboard.copy_text", text="d")["id"]
    until(lambda: [each["id"] for each in listed(server)] == pinned[::-1])
    assert pasted(server, old)[0] == 404


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.capability("K2")
def test_what_looks_like_a_secret_is_nowhere_but_pasted(server: Server, text: str):
    entry = server.call("clipboard.copy_text", text=text)
    assert (entry["secret"], entry["preview"]) == (True, "")
    assert pasted(server, entry["id"])[2].decode() == text
    word = text.rsplit(maxsplit=1)[-1][-9:-1]
    assert server.call("clipboard.search", text=word) == []
    assert refused(server, "clipboard.pin", entry=entry["id"]) == "Unacceptable"
    assert refused(server, "clipboard.share", entry=entry["id"]) == "Unacceptable"
    events = json.dumps(server.call("system.history", limit=1000))
    kept = b"".join(content_of(file) for file in server.token_file.parent.rglob("*"))
    assert word not in events
    assert word not in server.log
    assert word.encode() not in kept


def content_of(file: Path) -> bytes:
    """Return what is in a file; nothing if it is none, or was there for a moment only."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_speaks_of_secrets_is_none(server: Server, text: str):
    assert not server.call("clipboard.copy_text", text=text)["secret"]
    assert server.call("clipboard.copy_text", text=text, secret=True)["secret"]


@pytest.mark.capability("K2")
def test_a_secret_is_gone_after_its_time_and_with_the_server(fresh_server: Callable[..., Server], tmp_path: Path):
    home = tmp_path / "home"
    server = fresh_server(tmp_path, home=home, ICOTES_CLIPBOARD_SECRET_SECONDS="1")
    with joined(server) as client:
        follow(client)
        entry = server.call("clipboard.copy_text", text="hush", secret=True)
        assert change(client)["entry"]["id"] == entry["id"]
        assert change(client)["ids"] == [entry["id"]]
    assert listed(server) == []
    assert pasted(server, entry["id"])[0] == 404
    server.stop()

    server = fresh_server(tmp_path, home=home)
    entry = server.call("clipboard.copy_text", text="hush", secret=True)
    assert [each["id"] for each in listed(server)] == [entry["id"]]
    server.kill()
    server = fresh_server(tmp_path, home=home)
    assert listed(server) == []


@pytest.mark.capability("K4", "K2")
def test_a_persons_other_clients_have_it_at_once_and_nobody_else_ever(
    fresh_server: Callable[..., Server], key_of: Callable[[Server, str], str], tmp_path: Path
):
    home = tmp_path / "home"
    server = fresh_server(tmp_path, home=home)
    server.stop()
    bob = key_of(server, "bob")
    server = fresh_server(tmp_path, home=home)
    with joined(server) as mine, joined(server) as other, joined(server, bob) as his, joined(server, bob) as asks:
        state = {each["id"]: each for each in follow(other)}
        assert state == {} == {each["id"]: each for each in follow(his)}
        took: list[float] = []
        for text in ("one", "two", "three"):
            began = time.monotonic()
            mine.send("clipboard.copy_text", text, text=text)
            told = change(other)
            took.append(time.monotonic() - began)
            assert (told["type"], told["entry"]["preview"]) == ("put", text)
            state[told["entry"]["id"]] = told["entry"]
        assert sorted(took)[1] < 1
        first = next(iter(state))
        mine.result("clipboard.pin", entry=first)
        mine.result("clipboard.clear")
        for _ in range(2):
            told = change(other)
            for id_ in told.get("ids", ()):
                del state[id_]
            if told["type"] == "put":
                state[told["entry"]["id"]] = told["entry"]
        assert list(state.values()) == listed(server)
        assert (asks.result("clipboard.list")["items"], asks.result("clipboard.search", text="o")) == ([], [])
        for method in ("paste", "pin", "delete", "share"):
            assert asks.ask(f"clipboard.{method}", entry=first)["error"]["data"]["kind"] == "NotCopied"
        asks.result("clipboard.copy_text", text="bob's")
        assert change(his)["entry"]["preview"] == "bob's"
        assert "three" not in json.dumps(server.call("system.history", token=bob, limit=1000))


@pytest.mark.capability("K4")
def test_what_is_shared_the_others_of_the_workspace_get(
    fresh_server: Callable[..., Server], key_of: Callable[[Server, str], str], tmp_path: Path
):
    home = tmp_path / "home"
    server = fresh_server(tmp_path, home=home)
    server.stop()
    bob = key_of(server, "bob")
    server = fresh_server(tmp_path, home=home)
    with joined(server) as mine, joined(server, bob) as his:
        his.send("workspaces.events", "events", kinds=["clipboard.*"])
        assert change(his)["type"] == "snapshot"
        entry = mine.result("clipboard.copy_text", text="for all")["id"]
        assert his.result("clipboard.shared") == []
        mine.result("clipboard.share", entry=entry)
        assert "for all" not in json.dumps(told := change(his))
        assert (told["kind"], told["data"]) == ("clipboard.shared", {"entry": entry, "owner": "owner"})
        assert [each["preview"] for each in his.result("clipboard.shared")] == ["for all"]
        assert base64.b64decode(his.result("clipboard.paste_shared", entry=entry)["data"]) == b"for all"
        assert his.ask("clipboard.delete", entry=entry)["error"]["data"]["kind"] == "NotCopied"
        mine.result("clipboard.delete", entry=entry)
        assert change(his)["kind"] == "clipboard.unshared"
        assert his.ask("clipboard.paste_shared", entry=entry)["error"]["data"]["kind"] == "NotCopied"


def test_a_key_of_one_workspace_reaches_nothing_but_what_is_shared_there(server: Server):
    narrow = server.call("system.create_token", name="key", scope=["*"], workspaces=["main"])["key"]
    entry = server.call("clipboard.copy_text", text="mine")["id"]
    for method, params in (("list", {}), ("paste", {"entry": entry}), ("copy_text", {"text": "x"}), ("follow", {})):
        assert refused(server, f"clipboard.{method}", token=narrow, **params) == "Denied"
    before = server.call("clipboard.shared", token=narrow)
    server.call("clipboard.share", entry=entry)
    assert [each["id"] for each in server.call("clipboard.shared", token=narrow)] == [
        entry,
        *(each["id"] for each in before),
    ]
    blind = server.call("system.create_token", name="key", scope=["clipboard:*"])["key"]
    (server.folder / "hidden.txt").write_text("x")
    assert refused(server, "clipboard.copy_file", token=blind, path="hidden.txt") == "Denied"


async def test_an_agent_gets_no_secret_of_whom_it_acts_for(tmp_path: Path):
    async with testing.server(tmp_path) as client:
        await client.call("clipboard.copy_text", text="plain")
        secret = await client.call("clipboard.copy_text", text="hush", secret=True)
        caller = Caller(client.caller.name, client.caller.grant, "agent")
        agent = testing.Client(client.container, client.dispatcher, caller)
        assert await agent.call("clipboard.paste") == b"plain"
        assert [each["preview"] for each in (await agent.call("clipboard.list"))["items"]] == ["plain"]
        with pytest.raises(NotFound):
            await agent.call("clipboard.paste", entry=secret["id"])
        followed = await agent.call("clipboard.follow", wait=0)
        assert secret["id"] not in str(followed)


@pytest.mark.parametrize("text", ["eyJ-", "sk-", "a://b:", "-----BEGIN A ", "password", "x=", "secret:" + " " * 900])
def test_long_texts_are_looked_at_in_little_time(text: str):
    begun = time.thread_time()
    looks_secret((text * 65536)[:65536])
    assert time.thread_time() - begun < 2
