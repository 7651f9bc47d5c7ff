"""Terminals run real programs; what they print, who watches and who types."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from icotes.core.caller import Caller, Grant
from icotes.core.errors import Conflict, Denied, IcotesError, Invalid, NotFound, QuotaExceeded, Unacceptable
from icotes.core.log import Gap
from icotes.kit.processes import CommandNotFound, tree
from icotes.modules.terminals import launch, methods
from icotes.modules.terminals.types import TerminalSettings

LONG = 20


def caller(name: str, *scopes: str) -> Caller:
    return Caller(name, Grant(name, frozenset(scopes or {"*"})))


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.01)


async def test_terminals_are_independent_and_listed(desk: Any) -> None:
    one, first = await desk.shell(name="one")
    two, second = await desk.shell(name="two")
    await desk.call("write", terminal=one, data="echo fi''rst\r")
    await desk.call("write", terminal=two, data="echo sec''ond\r")
    await first.shows(b"\nfirst\r\n")
    await second.shows(b"\nsecond\r\n")
    assert b"second" not in first.text
    assert (await desk.call("rename", terminal=two, name="other"))["name"] == "other"
    assert [(each["id"], each["name"]) for each in await desk.call("list")] == [(one, "one"), (two, "other")]
    await desk.call("close", terminal=one)
    assert [each["id"] for each in await desk.call("list")] == [two]
    with pytest.raises(NotFound):
        await desk.call("get", terminal=one)


async def test_size_environment_folder_and_startup(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICOTES_TOKEN", "secret")
    startup = "export GREETING=hel''lo; cd sub"
    id_, screen = await desk.shell(rows=30, cols=90, startup=startup)
    await desk.call("write", terminal=id_, data="echo $GREETING; pwd; stty size; env | grep -c ICOTES_; echo $TERM\r")
    await screen.shows(f"hello\r\n{desk.folder}/sub\r\n30 90\r\n2\r\nxterm-256color\r\n".encode())
    await desk.call("resize", terminal=id_, rows=50, cols=132)
    await desk.call("write", terminal=id_, data="stty size\r")
    await screen.shows(b"50 132")
    assert b"secret" not in screen.text


async def test_folder_is_within_the_workspace(desk: Any) -> None:
    made = await desk.call("create", command=["pwd"], cwd="sub")
    screen = await desk.watch(made["id"])
    await screen.end()
    assert screen.text == f"{desk.folder}/sub\r\n".encode()
    (desk.folder / "out").symlink_to("/")
    for cwd, error in {"out": Denied, "../": Unacceptable, "/": Unacceptable, "none": NotFound}.items():
        with pytest.raises(error):
            await desk.call("create", command=["pwd"], cwd=cwd)
    assert len(await desk.call("list")) == 1


async def test_program_is_named_from_the_folder_it_starts_in(desk: Any) -> None:
    script = desk.folder / "sub" / "hello"
    script.write_text("#!/bin/sh\necho hello from $0\n")
    script.chmod(0o755)
    for command, cwd in (("./hello", "sub"), ("sub/hello", "")):
        screen = await desk.watch((await desk.call("create", command=[command], cwd=cwd))["id"])
        await screen.end()
        assert screen.text == f"hello from {command}\r\n".encode()
    with pytest.raises(Unacceptable):
        await desk.call("create", command=["./hello"])


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"command": ["nonesuch"]}, Unacceptable),
        ({"command": ["a\0b"]}, Invalid),
        ({"env": {"A=B": "x"}}, Invalid),
        ({"rows": 0}, Invalid),
        ({"cols": 1001}, Invalid),
        ({"startup": "\0"}, Invalid),
        ({"owner": "eve"}, Invalid),
    ],
)
async def test_what_makes_no_sense_is_refused(desk: Any, params: dict[str, Any], error: type[IcotesError]) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(error):
        await desk.call("create", **params)
    assert await desk.call("list") == []
    await until(lambda: len(list(Path("/proc/self/fd").iterdir())) <= before)


async def test_end_is_told_with_code_and_signal(desk: Any) -> None:
    returned = await desk.call("create", command=["/bin/sh", "-c", "echo bye; exit 3"])
    killed = await desk.call("create", command=["/bin/sh", "-c", "kill -9 $$"])
    screen, other = await desk.watch(returned["id"]), await desk.watch(killed["id"])
    await screen.end()
    await other.end()
    assert screen.text == b"bye\r\n"
    assert screen.states[-1].exit.code == 3
    assert (other.states[-1].state, other.states[-1].exit.signal) == ("exited", "SIGKILL")
    with pytest.raises(Conflict) as caught:
        await desk.call("write", terminal=returned["id"], data="x")
    assert caught.value.data["current"].code == 3
    again = await desk.watch(returned["id"])
    await again.end()
    assert again.text == b"bye\r\n"
    exits = [data for kind, data in await desk.events() if kind == "exited"]
    assert {(each["terminal"], each["code"], each["signal"]) for each in exits} == {
        (returned["id"], 3, ""),
        (killed["id"], None, "SIGKILL"),
    }


async def test_who_comes_back_misses_nothing_and_sees_nothing_twice(desk: Any) -> None:
    id_, screen = await desk.shell()
    await desk.call("write", terminal=id_, data="echo be''fore\r")
    await screen.shows(b"before\r\n> ")
    await screen.leave()
    await desk.call("write", terminal=id_, data="echo mean''while\r")
    back = await desk.watch(id_, since=screen.items[-1].cursor)
    await back.shows(b"meanwhile\r\n> ")
    assert back.states == []
    fresh = await desk.watch(id_)
    await fresh.shows(b"meanwhile\r\n> ")
    assert screen.text + back.text == fresh.text
    assert fresh.states[0].id == id_
    with pytest.raises(Invalid):
        await (await desk.watch(id_, since="other~1~5")).end()


async def test_cursor_of_an_earlier_server_brings_a_gap_and_all_that_is_there(desk: Any) -> None:
    id_, screen = await desk.shell()
    stale = await desk.watch(id_, since=f"{id_}~0~12")
    await stale.shows(b"> ")
    assert stale.items[0].value == Gap("epoch")
    assert stale.text == screen.text


async def test_one_types_at_a_time_unless_it_is_shared_or_taken(desk: Any) -> None:
    ann, bob = caller("ann"), caller("bob")
    id_, _ = await desk.shell()
    await desk.call("write", ann, terminal=id_, data="#")
    for name, params in {"write": {"data": "x"}, "resize": {"rows": 5, "cols": 5}}.items():
        with pytest.raises(Conflict, match="ann types") as caught:
            await desk.call(name, bob, terminal=id_, **params)
        assert caught.value.data["current"] == "ann"
    with pytest.raises(Denied):
        await desk.call("share", bob, terminal=id_)
    await desk.call("share", ann, terminal=id_)
    await desk.call("write", bob, terminal=id_, data="x")
    await desk.call("share", ann, terminal=id_, shared=False)
    await desk.call("write", bob, terminal=id_, data="x", take=True)
    assert (await desk.call("get", terminal=id_))["writer"] == "bob"
    with pytest.raises(Conflict, match="bob types"):
        await desk.call("write", ann, terminal=id_, data="x")


async def test_reader_watches_and_does_not_type(desk: Any) -> None:
    reader = caller("rob", "terminals:read")
    id_, _ = await desk.shell()
    screen = await desk.watch(id_, reader)
    await screen.shows(b"> ")
    for name, params in {
        "write": {"data": "x"},
        "resize": {"rows": 5, "cols": 5},
        "close": {},
        "rename": {"name": "x"},
        "share": {},
    }.items():
        with pytest.raises(Denied):
            await desk.call(name, reader, terminal=id_, **params)
    with pytest.raises(Denied):
        await desk.call("create", reader)


async def test_only_the_owner_sees_what_a_screen_obeys(desk: Any) -> None:
    first = r"printf 'a\033]52;c;eA==\007b\033[6nc\033[1md\342\234\223'"
    script = rf"{first}; sleep 0.05; printf '\033['; sleep 0.05; printf '31me'"
    made = await desk.call("create", command=["/bin/sh", "-c", script])
    owner, other = await desk.watch(made["id"]), await desk.watch(made["id"], caller("bob"))
    await owner.end()
    await other.end()
    assert owner.text == "a\x1b]52;c;eA==\x07b\x1b[6nc\x1b[1md✓\x1b[31me".encode()
    assert other.text == "abc\x1b[1md✓\x1b[31me".encode()
    assert other.items[-1].cursor == owner.items[-1].cursor
    for item in other.items[:-1]:
        back = await desk.watch(made["id"], caller("bob"), since=item.cursor)
        await back.end()
        assert other.text.endswith(back.text)


@pytest.mark.parametrize("settings", [TerminalSettings(scrollback=256 * 1024, shell="/bin/sh")])
async def test_program_waits_for_the_fastest_viewer_and_a_slow_one_gets_the_tail(desk: Any) -> None:
    made = await desk.call("create", command=["/bin/sh", "-c", "read x; seq 1 100000; read x"])
    fast, slow = await desk.watch(made["id"]), await desk.watch(made["id"])
    fast.hold()
    slow.hold()
    await desk.call("write", terminal=made["id"], data="\r")
    async with asyncio.timeout(LONG):
        while await desk.printed(made["id"]) <= 96 * 1024:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    assert await desk.printed(made["id"]) <= 256 * 1024
    fast.release()
    await fast.shows(b"\n100000\r\n")
    slow.release()
    await slow.shows(b"\n100000\r\n")
    whole = b"\r\n" + b"".join(b"%d\r\n" % number for number in range(1, 100_001))
    assert fast.text == whole
    assert any(item.value == Gap("trimmed") for item in slow.items)
    assert whole.endswith(slow.text[slow.text.rindex(b"\r\n", 0, -100) :])


async def test_nobody_watches_and_the_program_runs_on(desk: Any) -> None:
    made = await desk.call("create", command=["/bin/sh", "-c", "seq 1 200000"])
    await until_exited(desk, made["id"])
    screen = await desk.watch(made["id"])
    await screen.end()
    assert screen.text.endswith(b"\n200000\r\n")


async def until_exited(desk: Any, id_: str) -> None:
    async with asyncio.timeout(LONG):
        while (await desk.call("get", terminal=id_))["state"] != "exited":
            await asyncio.sleep(0.01)


async def test_events_give_the_state(desk: Any) -> None:
    one, _ = await desk.shell()
    two, _ = await desk.shell(name="two")
    await desk.call("rename", terminal=one, name="uno")
    await desk.call("write", terminal=one, data="#")
    await desk.call("share", terminal=one)
    await desk.call("resize", terminal=one, rows=11, cols=22)
    await desk.call("resize", terminal=one, rows=33, cols=44)
    await desk.call("write", terminal=two, data="exit 5\r")
    await until_exited(desk, two)
    gone = (await desk.call("create", command=["true"]))["id"]
    await desk.call("close", terminal=gone)
    async with asyncio.timeout(LONG):
        while "resized" not in [kind for kind, _ in await desk.events()]:
            await asyncio.sleep(0.01)
    state = await desk.call("list")
    assert _folded(await desk.events()) == state
    assert [kind for kind, _ in await desk.events()].count("resized") == 1


def _folded(events: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    state: dict[str, dict[str, Any]] = {}
    for kind, data in events:
        if kind == "created":
            state[data["terminal"]["id"]] = dict(data["terminal"])
            continue
        id_ = data.pop("terminal")
        if kind == "closed":
            del state[id_]
        elif kind == "exited":
            state[id_] |= {"state": "exited", "exit": data}
        else:
            state[id_] |= data
    return list(state.values())


@pytest.mark.parametrize("settings", [TerminalSettings(limit=2, ended=1, shell="/bin/sh")])
async def test_numbers_are_limited(desk: Any) -> None:
    await desk.shell()
    await desk.shell()
    with pytest.raises(QuotaExceeded):
        await desk.call("create")
    for terminal in await desk.call("list"):
        await desk.call("close", terminal=terminal["id"])
    for _ in range(3):
        made = await desk.call("create", command=["true"])
        await until_exited(desk, made["id"])
    assert len(await desk.call("list")) <= 2


@pytest.mark.parametrize("settings", [TerminalSettings(limit=2, shell="/bin/sh")])
async def test_the_limit_holds_for_those_who_ask_at_the_same_time(desk: Any) -> None:
    made = await asyncio.gather(*(desk.call("create") for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(each, QuotaExceeded) for each in made) == 4
    assert len(await desk.call("list")) == 2
    for terminal in await desk.call("list"):
        await desk.call("close", terminal=terminal["id"])
    for _ in range(3):
        with pytest.raises(CommandNotFound):
            await desk.call("create", command=["no-such-program"])
    await desk.shell()


async def test_workspace_that_closes_ends_its_terminals(desk: Any) -> None:
    id_, screen = await desk.shell()
    await desk.call("write", terminal=id_, data="sleep 1000 & setsid -f sleep 1001; echo do''ne\r")
    await screen.shows(b"done")
    shell = (await desk.call("get", terminal=id_))["pid"]
    mark = f"ICOTES_TERMINAL={id_}"
    await until(lambda: len(tree(shell, mark)) == 3)
    await desk.workspaces.close("w")
    assert tree(shell, mark) == []
    desk.workspace = await desk.workspaces.open("w", "main", "p", desk.folder)
    assert await desk.call("list") == []
    assert (await desk.events())[-1][0] == "closed"


async def test_workspace_that_closes_while_a_terminal_starts_keeps_none(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    async def late(*args: Any, **options: Any) -> Any:
        started.append(await launch.launch(*args, **options))
        await desk.workspaces.close("w")
        return started[0]

    monkeypatch.setattr(methods, "launch", late)
    with pytest.raises(NotFound):
        await desk.call("create", command=["sleep", "1000"])
    await until(lambda: not Path(f"/proc/{started[0].pid}").exists())


async def test_killed_server_is_told_afterwards(desk: Any, tmp_path: Path) -> None:
    await desk.workspace.store.write(lambda tx: tx.execute("INSERT INTO terminals VALUES ('t_old')") and None)
    await desk.workspaces.close("w")
    desk.workspace = await desk.workspaces.open("w", "main", "p", desk.folder)
    assert ("closed", {"terminal": "t_old"}) in await desk.events()
