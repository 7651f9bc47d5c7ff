"""Stock Yjs clients on `/sync`, beside one with pycrdt and one on `/ws`."""

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from footprint import memory
from joined import joined
from peers import Desk, Python, meet
from plain import door, plain
from running import DEADLINE, Server
from stock import Stock

TEXT = "Grüße 👋🏽 an alle\n"


def write(server: Server, path: str, text: str = TEXT) -> str:
    server.call("files.write", path=path, text=text)
    return f"{workspace(server)}/{path}"


def workspace(server: Server) -> str:
    return server.call("workspaces.list")[0]["name"]


@pytest.mark.capability("I4")
def test_stock_clients_pycrdt_and_a_method_edit_one_text(server: Server):
    room = write(server, "together.md")
    with Stock(server, room) as ann, Stock(server, room) as bob, plain(server, room) as python:
        ann.synced()
        bob.synced()
        python.until(lambda text: text == TEXT)
        ann.ask("insert", 0, "🎉 ann ")
        bob.ask("append", "bob 👩‍👩‍👧\n")
        python.append("pycrdt é\n")
        server.call("documents.edit", path="together.md", edits=[{"new": "script\n"}])
        parts = ("🎉 ann ", "bob 👩‍👩‍👧\n", "pycrdt é\n", "script\n", TEXT)

        def whole(text: str) -> bool:
            return all(part in text for part in parts)

        first = ann.until(whole, "text")
        assert bob.until(whole, "text") == first
        assert python.until(whole) == first
        assert server.call("documents.read", path="together.md")["text"] == first


@pytest.mark.capability("I5", "I7")
def test_cursors_of_stock_clients_and_of_others_are_seen_by_each_other(server: Server):
    room = write(server, "cursors.md")
    with Stock(server, room) as ann, Stock(server, room) as bob, joined(server) as browser:
        ann.synced()
        bob.synced()
        ann.ask("select", 2, 5)
        bob.until(lambda people: any(each["anchor"] == 2 and each["head"] == 5 for each in people), "people")
        seen = server.call("documents.presence", max_items=1, wait=DEADLINE)["items"][0]["state"]
        mine = next(each for each in seen if each["path"] == "cursors.md" and each["anchor"])
        browser.result("documents.present", path="cursors.md", anchor=mine["anchor"], head=mine["anchor"])
        found = ann.until(lambda people: any(each["anchor"] == 2 and each["head"] == 2 for each in people), "people")
        assert {each["name"] for each in found} == {"owner"}
        browser.raw.close()
        ann.until(lambda people: not any(each["anchor"] == 2 for each in people), "people")
        ann.ask("leave")
        bob.until(lambda people: not any(each["anchor"] == 2 for each in people), "people")


@pytest.mark.capability("I9")
def test_a_stock_client_that_was_offline_merges_when_it_returns(server: Server):
    room = write(server, "offline.md", "begin\n")
    with Stock(server, room) as ann, Stock(server, room) as bob:
        ann.synced()
        bob.synced()
        ann.ask("disconnect")
        for number in range(20):
            ann.ask("append", f"a{number}\n")
            bob.ask("append", f"b{number}\n")
        ann.ask("connect")
        both = [f"{who}{number}\n" for who in "ab" for number in range(20)]
        first = ann.until(lambda text: all(each in text for each in both), "text")
        assert bob.until(lambda text: len(text) == len(first), "text") == first
        ann.ask("resync")
        ann.ask("append", "again\n")
        assert bob.until(lambda text: "again" in text, "text") == ann.ask("text")


def test_what_was_sent_right_before_the_end_is_kept(server: Server):
    room = write(server, "last.md")
    for number in range(20):
        with plain(server, room) as client:
            client.meet()
            client.append(f"<{number}>")
    with plain(server, room) as client:
        client.until(lambda text: all(f"<{number}>" in text for number in range(20)))


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"", 4400),
        (b"\xff" * 9, 4400),
        (b"\x00", 4400),
        (b"\x00\x02\x05ab", 4400),
        (b"\x00\x07\x01a", 4400),
        (b"\x00\x02\x04\xff\xff\xff\xff", 4422),
        (b"\x01\x03\x01\x05\x01", 4400),
        (b"\x01\x06\x01\x05\x01\x02{]", 4400),
        (b"\x01\x05\xff\xff\xff\xff\x0f", 4400),
        (b"\x09", 4400),
        ("text", 4400),
    ],
)
def test_a_bad_message_closes_its_own_socket_and_nobody_elses(server: Server, message: bytes | str, code: int):
    room = write(server, "bad.md")
    with plain(server, room) as good, plain(server, room) as bad:
        good.meet()
        bad.meet()
        bad.raw.send(message)
        assert bad.until_closed() == code
        good.append("still here\n")
        server.call("system.ping")
        with plain(server, room) as other:
            other.until(lambda text: "still here" in text)


def test_what_is_no_document_is_said_and_the_client_told_not_to_come_back(server: Server):
    server.call("files.write", path="picture.bin", data="AAEC/w==")
    name = workspace(server)
    for room, code in ((f"{name}/missing.md", 4404), (f"{name}/picture.bin", 4422), ("nowhere/a.md", 4404)):
        with Stock(server, room) as client:
            assert client.until(bool, "closed")[0]["code"] == code, room


@pytest.mark.capability("I7")
def test_who_may_only_read_follows_and_is_closed_when_they_write(server: Server):
    room = write(server, "readonly.md")
    server.call("documents.edit", path="readonly.md", edits=[{"old": "alle", "new": "all"}])
    key = server.call("system.create_token", name="reader", scope=["documents:read"])["key"]
    with Stock(server, room, key) as reader, plain(server, room) as writer:
        reader.synced()
        writer.append("news\n")
        reader.until(lambda text: "news" in text, "text")
        reader.ask("insert", 0, "mine")
        assert reader.until(bool, "closed")[0]["code"] == 4403
        assert "mine" not in server.call("documents.read", path="readonly.md")["text"]


def test_an_empty_answer_of_who_may_only_read_is_refused_as_any_other(server: Server):
    room = write(server, "reader.md")
    key = server.call("system.create_token", name="empty", scope=["documents:read"])["key"]
    with plain(server, room, key) as reader:
        reader.meet()
        reader.raw.send(b"\0\1\0")
        assert reader.until_closed() == 4403


def test_who_only_comes_changes_nothing(server: Server):
    room = write(server, "visited.md")
    server.call("documents.edit", path="visited.md", edits=[{"old": "alle", "new": "all"}])
    before = server.call("documents.read", path="visited.md")["version"]
    with Stock(server, room) as ann, plain(server, room) as bob:
        ann.synced()
        bob.meet()
        bob.append("!")
        ann.until(lambda text: "!" in text, "text")
    changes = server.call("documents.history", path="visited.md")["items"]
    numbers = [int(each["version"].rpartition(".")[2]) for each in changes]
    assert max(numbers) == int(before.rpartition(".")[2]) + 1


def test_a_revoked_key_ends_its_sockets(server: Server):
    room = write(server, "revoked.md")
    made = server.call("system.create_token", name="writer", scope=["documents:*"])
    with joined(server) as owner, Stock(server, room, made["key"]) as client:
        client.synced()
        owner.send("system.revoke_token", 1, id=made["token"]["id"])
        assert client.until(bool, "closed")[0]["code"] == 4401


@pytest.mark.parametrize(
    ("path", "protocols", "options", "status"),
    [
        ("main/a.md", ("icotes.sync", "icotes.key.ick_wrong"), {}, 401),
        ("main/a.md", ("icotes.sync",), {}, 401),
        ("main/a.md", ("icotes.key.KEY",), {}, 400),
        ("main/a.md?token=KEY", ("icotes.sync",), {}, 401),
        ("main", ("icotes.sync", "icotes.key.KEY"), {}, 404),
        ("main/%ff", ("icotes.sync", "icotes.key.KEY"), {}, 400),
        ("main/a.md", ("icotes.sync", "icotes.key.KEY"), {"origin": "http://evil.test"}, 403),
        ("main/a.md", ("icotes.sync", "icotes.key.KEY"), {"origin": "null"}, 403),
    ],
)
def test_the_same_guard_stands_before_it(
    server: Server, path: str, protocols: tuple[str, ...], options: dict[str, str], status: int
):
    path, *protocols_ = [each.replace("KEY", server.token) for each in (path, *protocols)]
    with pytest.raises(InvalidStatus) as refused, door(server, path, "", *protocols_, **options):
        pass
    assert refused.value.response.status_code == status
    assert server.token not in server.log


def test_another_host_is_refused(server: Server):
    upgrade: dict[str, Any] = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    upgrade |= {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==", "Host": "evil.test"}
    assert server.http("GET", "/sync/main/a.md", **upgrade)[0] == 421


@pytest.mark.capability("I7", partly="memory; delivery has its own tests")
def test_who_reads_nothing_costs_little_and_disturbs_nobody(server: Server):
    room = write(server, "slow.md", "begin\n")
    with door(server, room, max_queue=1) as slow, plain(server, room) as reader, joined(server) as client:
        slow.send(bytes((0, 0, 1, 0)))
        reader.meet()
        desk, writer = Desk(client), Python()
        meet(desk, "slow.md", writer)
        document = desk.look("slow.md", writer.state())["document"]["document"]
        before = memory(server.pid)
        for number in range(60):
            for update in writer.edit([(1.0, f"{number} " + "x" * 100_000)]):
                desk.send("slow.md", document, update)
            desk.settle()
            reader.until(lambda text, number=number: f"{number} x" in text)
            for update in writer.edit([(0.0, 1.0)]):
                desk.send("slow.md", document, update)
        grown = memory(server.pid) - before
    assert desk.refused == []
    assert grown < 40_000_000, f"{grown / 1e6:.0f} MB"
