"""The capabilities of terminals, through a running server."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from footprint import footprint, marked, memory, until
from joined import joined
from running import Failed, Server
from seen import Screen
from wire import Client

SHELL = {"command": ["/bin/sh"], "env": {"PS1": "> "}}
MANY = 100
WARM = 20
"""Cycles after which all that is made once is there."""
POOL = 100
"""Threads are kept for the next one who needs them, never so many."""


@pytest.fixture
def screen(server: Server) -> Iterator[Callable[..., Screen]]:
    """Open a shell, or look at a terminal that is there, each on a connection of its own."""
    opened: list[Any] = []
    made: list[str] = []

    def look(terminal: str = "", *, key: str = "", since: str = "", **params: Any) -> Screen:
        entered = joined(server, key)
        client = entered.__enter__()
        opened.append(entered)
        if not terminal:
            terminal = server.call("terminals.create", **{**SHELL, **params})["id"]
            made.append(terminal)
        return Screen(client, terminal, **({"since": since} if since else {}))

    yield look
    for entered in opened:
        entered.__exit__(None, None, None)
    for terminal in made:
        if terminal in [each["id"] for each in server.call("terminals.list")]:
            server.call("terminals.close", terminal=terminal)


def key_for(server: Server, *scopes: str) -> str:
    return server.call("system.create_token", name="terminals", scope=list(scopes))["key"]


@contextmanager
def refused(kind: str) -> Iterator[None]:
    with pytest.raises(Failed) as failed:
        yield
    assert failed.value.kind == kind


@pytest.mark.capability("F1")
def test_many_terminals_each_with_its_own_input_and_output(server: Server, screen: Callable[..., Screen]) -> None:
    screens = [screen(name=f"shell {number}") for number in range(5)]
    for number, each in enumerate(screens):
        each.types(f"echo mine is $(({number} + 100))\r")
    for number, each in enumerate(screens):
        each.shows(b"mine is %d\r\n" % (number + 100))
        assert not any(b"is %d\r" % (other + 100) in each.text for other in range(5) if other != number)
    server.call("terminals.rename", terminal=screens[0].terminal, name="first")
    listed = {each["id"]: each["name"] for each in server.call("terminals.list")}
    assert [listed[each.terminal] for each in screens] == ["first", *(f"shell {number}" for number in range(1, 5))]


@pytest.mark.capability("F2")
def test_what_the_command_line_starts_is_seen_by_rest_and_attached_to_by_a_socket(
    server: Server, screen: Callable[..., Screen]
) -> None:
    made = json.loads(server.icotes("--api", "terminals.create", json.dumps(SHELL), "--json").stdout)
    _, _, body = server.http("GET", f"/api/v1/workspaces/main/terminals/{made['id']}")
    assert json.loads(body) == made
    attached = screen(made["id"])
    attached.shows(b"> ")
    server.icotes("terminals", "write", made["id"], "echo $((6*7))\r")
    attached.shows(b"42\r\n")
    assert server.icotes("terminals", "close", made["id"]).returncode == 0
    attached.until_end()
    assert made["id"] not in [each["id"] for each in server.call("terminals.list")]


@pytest.mark.capability("F3")
def test_size_environment_folder_shell_and_startup(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(ICOTES_TERMINALS_SHELL="/bin/sh", ICOTES_TOKEN_CANARY="canary", COLUMNS="11", LINES="3")
    (server.folder / "inner").mkdir()
    startup = "cd inner; export STARTED=yes"
    made = server.call("terminals.create", env={"PS1": "> ", "MINE": "set"}, rows=30, cols=90, startup=startup)
    with joined(server) as client:
        screen = Screen(client, made["id"])
        screen.shows(b"> ")
        screen.types("tput cols; tput lines; pwd; echo $MINE $STARTED $0; env | grep -i canary; echo done\r")
        screen.shows(f"\n90\r\n30\r\n{server.folder}/inner\r\nset yes /bin/sh\r\ndone\r\n".encode())
        server.call("terminals.resize", terminal=made["id"], rows=40, cols=120)
        screen.types("tput cols; tput lines\r")
        screen.shows(b"120\r\n40\r\n")


@pytest.mark.capability("F4")
def test_who_loses_the_connection_comes_back_to_all_that_was_printed(
    server: Server, screen: Callable[..., Screen]
) -> None:
    before = screen()
    before.shows(b"> ")
    before.types("sleep 1000 & echo in''side\r")
    before.shows(b"inside\r\n> ")
    before.client.raw.socket.shutdown(socket.SHUT_RDWR)
    server.call("terminals.write", terminal=before.terminal, data="echo mean''while; jobs\r")
    back = screen(before.terminal, since=before.cursor)
    back.shows(b"sleep 1000")
    assert b"meanwhile" in back.text
    assert b"inside" not in back.text
    fresh = screen(before.terminal)
    fresh.shows(b"sleep 1000")
    assert fresh.text.startswith(before.text)
    assert fresh.states[0]["id"] == before.terminal


@pytest.mark.capability("F5")
def test_events_tell_how_a_terminal_began_and_ended(server: Server) -> None:
    with joined(server) as client:
        client.send("workspaces.events", 1, kinds=["terminals.*"])
        client.next()
        made = server.call("terminals.create", command=["/bin/sh", "-c", "read x; exit 7"])
        server.call("terminals.write", terminal=made["id"], data="\r")
        told: list[tuple[str, dict[str, Any]]] = []
        while "terminals.exited" not in dict(told):
            item = news_of(client, made["id"])
            told.append((item["kind"], item["data"]))
        server.call("terminals.close", terminal=made["id"])
        closed = news_of(client, made["id"])
    assert told[0] == ("terminals.created", {"terminal": made})
    assert told[-1] == ("terminals.exited", {"terminal": made["id"], "code": 7, "signal": ""})
    assert (closed["kind"], closed["data"]) == ("terminals.closed", {"terminal": made["id"]})


def news_of(client: Client, terminal: str) -> dict[str, Any]:
    """Return the next event of one terminal; those of others may come in between."""
    while True:
        item = client.next()["params"]["value"]["item"]
        if terminal in json.dumps(item["data"]):
            return item


@pytest.mark.capability("F6")
def test_children_end_with_the_terminal_and_with_the_workspace(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    leave = "sleep 1000 & nohup sleep 1001 >/dev/null 2>&1 & setsid -f sleep 1002; exec cat"
    for end in ("terminal", "workspace"):
        made = server.call("terminals.create", command=["/bin/sh", "-c", leave])
        mark = f"ICOTES_TERMINAL={made['id']}"
        until(lambda mark=mark: len(marked(mark)) == 4)
        if end == "terminal":
            server.call("terminals.close", terminal=made["id"])
        else:
            server.call("projects.close", project=server.call("projects.list")[0]["id"])
        assert marked(mark) == set()


@pytest.mark.capability("F6")
@pytest.mark.timeout(300)
def test_nothing_is_left_after_100_cycles(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()

    def cycle(client: Client) -> None:
        made = client.result("terminals.create", command=["/bin/sh", "-c", "echo x; cat"])
        client.result("terminals.close", terminal=made["id"])

    with joined(server) as client:
        for _ in range(WARM):
            cycle(client)
        before = footprint(server)._replace(threads=POOL)
        for _ in range(MANY):
            cycle(client)
        until(lambda: not footprint(server).exceeds(before), f"something is left: {footprint(server)}, {before} before")
    assert server.call("terminals.list") == []


@pytest.mark.capability("F7")
def test_two_clients_see_the_same_and_input_is_by_permission(server: Server, screen: Callable[..., Screen]) -> None:
    one = screen()
    two = screen(one.terminal)
    reader, typist = key_for(server, "terminals:read"), key_for(server, "terminals:*")
    watching = screen(one.terminal, key=reader)
    one.shows(b"> ")
    one.types("echo $((20+3))\r")
    for each in (one, two, watching):
        each.shows(b"23\r\n> ")
    assert one.text == two.text == watching.text
    write: Callable[..., Any] = lambda key, **more: server.call(  # noqa: E731
        "terminals.write", token=key, terminal=one.terminal, **more
    )
    with refused("Denied"):
        write(reader, data="x")
    with refused("TerminalTakenByOther"):
        write(typist, data="x")
    server.call("terminals.share", terminal=one.terminal)
    write(typist, data="echo $((30+4))\r")
    two.shows(b"34\r\n> ")
    server.call("terminals.share", terminal=one.terminal, shared=False)
    write(typist, data="#", take=True)
    with refused("TerminalTakenByOther"):
        write(server.token, data="x")


@pytest.mark.capability("F7", partly="other people come with accounts")
def test_what_a_screen_obeys_reaches_only_those_who_started_it(server: Server, screen: Callable[..., Screen]) -> None:
    owner = screen(command=["/bin/sh", "-c", r"printf 'a\033]52;c;eA==\007b\033[6nc\033[1md'; read x"])
    other = screen(owner.terminal, key=key_for(server, "terminals:read"))
    owner.shows(b"d")
    other.shows(b"d")
    assert owner.text == b"a\x1b]52;c;eA==\x07b\x1b[6nc\x1b[1md"
    assert other.text == b"abc\x1b[1md"


@pytest.mark.capability("F8")
def test_a_flood_that_nobody_reads_neither_fills_memory_nor_stalls_others(
    fresh_server: Callable[..., Server],
) -> None:
    server = fresh_server()
    with joined(server) as idle, joined(server) as client:
        flood = server.call("terminals.create", command=["yes"])
        idle.send("terminals.follow", 1, terminal=flood["id"])
        screen = Screen(client, server.call("terminals.create", **SHELL)["id"])
        screen.shows(b"> ")
        before, grown, slowest, number = memory(server.pid), 0, 0.0, 0
        end = time.monotonic() + 5
        while time.monotonic() < end or number <= 5:
            number += 1
            began = time.monotonic()
            screen.types(f"echo $(({number} + 1000000))\r")
            screen.shows(b"%d\r\n> " % (number + 1000000))
            slowest = max(slowest, time.monotonic() - began)
            grown = max(grown, memory(server.pid) - before)
        idle.raw.socket.shutdown(socket.SHUT_RDWR)
    assert grown < 24_000_000
    assert slowest < 5


@pytest.mark.capability("F9")
def test_who_may_what_and_who_did_what(server: Server) -> None:
    reader, writer = key_for(server, "terminals:read"), key_for(server, "terminals:write")
    assert server.http("POST", "/rpc", b"{}", token="")[0] == 401
    with refused("Denied"):
        server.call("terminals.create", token=reader, command=["cat"])
    made = server.call("terminals.create", token=writer, command=["cat"], name="audited")
    with refused("Denied"):
        server.call("terminals.list", token=writer)
    with refused("Denied"):
        server.call("terminals.write", token=reader, terminal=made["id"], data="x")
    server.call("terminals.write", token=writer, terminal=made["id"], data="x")
    server.call("terminals.close", token=writer, terminal=made["id"])
    expected = {("create", "Denied"), ("create", "ok"), ("close", "ok"), ("write", "Denied")}
    assert until(lambda: _recorded(server) if expected <= _recorded(server) else None)
    assert ("write", "ok") not in _recorded(server)


def _recorded(server: Server) -> set[tuple[str, str]]:
    page = server.call("system.history", kinds=["audit.recorded"], limit=1000)
    names = [(each["data"]["method"].split("."), each["data"]["outcome"]) for each in page["items"]]
    return {(method, outcome) for (module, method), outcome in names if module == "terminals"}
