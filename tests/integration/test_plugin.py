"""What a module of somebody else can do in a running server, and what it can't break."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extended import extended
from footprint import seconds_to_end
from joined import joined
from running import Failed, Server, start

MODULE = {
    "__init__.py": '"""Troubles: a module that does everything wrong that a module can do wrong."""\n',
    "types.py": '''"""What happens."""

from typing import ClassVar

from icotes.core.events import Event


class TroubleCaused(Event):
    """Somebody caused trouble."""

    what: str


class TroubleForgotten(Event):
    """Trouble that is over soon."""

    time_to_live: ClassVar[float | None] = 0.2

    what: str
''',
    "methods.py": '''"""Cause trouble."""

import asyncio
from pathlib import Path
from typing import Any

from icotes.core.call import Call, Middleware, Proceed
from icotes.core.events import EventRecord
from icotes.core.methods import Module, command, on, query
from icotes.kit import reactions
from icotes.kit.health import Health
from icotes.kit.workspace import Workspace
from icotes.modules.troubles.types import TroubleCaused, TroubleForgotten

reactions.BACKOFF = (0.01, 0.01, 0.01, 0.01)


class Witness(Middleware):
    """Sees every call that was let through and is complete."""

    seen: list[str] = []

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Note it."""
        self.seen.append(f"{call.method.name} {type(call.params).__name__}")
        return await proceed(call)


class Troubles(Module):
    """Causes trouble."""

    def __init__(self) -> None:
        self.state = "ok"
        self.taken: list[str] = []

    async def stop(self) -> None:
        """Never end, if it was asked for."""
        if self.state == "hanging":
            await asyncio.Event().wait()

    async def health(self) -> Health:
        """Tell what was set."""
        state = "ok" if self.state == "hanging" else self.state
        return Health(state=state, detail="It was asked for.")

    @command
    async def sicken(self, state: str) -> None:
        """Set how this is."""
        self.state = state

    @command
    async def cause(self, workspace: Workspace, what: str) -> None:
        """Cause trouble."""
        await workspace.store.publish(TroubleCaused(what=what))

    @command
    async def forget(self, workspace: Workspace, what: str) -> None:
        """Cause trouble that is over soon."""
        await workspace.store.publish(TroubleForgotten(what=what))

    @query
    async def seen(self) -> list[str]:
        """Return what the middleware saw."""
        return Witness.seen

    @query
    async def handled(self) -> list[str]:
        """Return what the handlers took."""
        return self.taken

    @query
    async def crash(self) -> None:
        """Fail in a way that nobody thought of."""
        raise ZeroDivisionError("/secret/path")

    @on(TroubleCaused)
    async def take(self, event: TroubleCaused, record: EventRecord, workspace: Workspace) -> None:
        """Take an event, unless it is too much and the file `enough` is not there."""
        if event.what == "too much" and not (workspace.folder / "enough").exists():
            raise ValueError("too much")
        self.taken.append(f"{event.what} {record.actor}")
''',
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(extended(tmp_path_factory.mktemp("site"), "troubles", MODULE))


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory, site: str) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("home"), PYTHONPATH=site)
    yield running
    running.stop()


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.capability("Q13")
def test_a_new_folder_is_there_with_cli_and_health(troubled: Server):
    assert troubled.call("troubles.seen")
    assert troubled.icotes("troubles", "handled").returncode == 0
    assert "Cause trouble" in troubled.icotes("troubles", "--help").stdout
    assert {each["name"]: each["state"] for each in troubled.call("system.health")["parts"]}["Troubles"] == "ok"


@pytest.mark.capability("B7")
def test_a_plugins_middleware_sees_only_what_was_let_through_and_prepared(troubled: Server):
    before = troubled.call("troubles.seen").count("system.info SystemInfo")
    narrow = troubled.call("system.create_token", name="narrow", scope=["files:read"])["key"]
    for token, params in ((narrow, {}), (troubled.token, {"wrong": 1})):
        with pytest.raises(Failed):
            troubled.call("system.info", token=token, **params)
    troubled.call("system.info")

    seen = troubled.call("troubles.seen")
    assert seen.count("system.info SystemInfo") == before + 1
    assert seen[-1] == "troubles.seen TroublesSeen"


@pytest.mark.capability("A10", "A11")
def test_what_a_handler_fails_to_take_waits_in_the_dead_letters(troubled: Server):
    for what in ("little", "too much", "a bit"):
        troubled.call("troubles.cause", what=what)
    wait_for(lambda: {"little owner", "a bit owner"} <= set(troubled.call("troubles.handled")))

    (letter,) = troubled.call("system.dead_letters")
    assert (letter["handler"], letter["attempts"]) == ("troubles.take", 5)
    assert letter["event"]["data"] == {"what": "too much"}
    assert "too much" in letter["error"]

    def lines() -> list[Any]:
        return [each for each in troubled.call("system.logs", level="error") if letter["event"]["id"] in each["event"]]

    wait_for(lambda: len(lines()) >= 5)
    assert len(lines()) == 5
    with pytest.raises(Failed) as failed:
        troubled.call("system.redeliver", id=letter["id"])
    assert failed.value.kind == "Unacceptable"
    (troubled.folder / "enough").touch()
    troubled.call("system.redeliver", id=letter["id"])
    assert troubled.call("troubles.handled")[-1] == "too much owner"
    assert troubled.call("system.dead_letters") == []


@pytest.mark.capability("A10")
def test_an_event_past_its_time_is_not_delivered_and_leaves_no_gap(troubled: Server):
    since = troubled.call("workspaces.events", max_items=1)["cursor"]
    troubled.call("troubles.forget", what="soon over")
    troubled.call("troubles.cause", what="lasting")
    fresh = troubled.call("workspaces.events", since=since, kinds=["troubles.*"], max_items=2, wait=5)["items"]
    time.sleep(0.3)
    late = troubled.call("workspaces.events", since=since, kinds=["troubles.*"], max_items=1, wait=5)["items"]

    assert [each["kind"] for each in fresh][-1] == "troubles.caused"
    assert [each["kind"] for each in late] == ["troubles.caused"]


@pytest.mark.capability("W4", "Q2")
def test_a_part_that_has_failed_takes_the_server_out_of_readiness(troubled: Server):
    for state, status, overall in (("degraded", 200, "degraded"), ("failed", 503, "failed"), ("ok", 200, "ok")):
        troubled.call("troubles.sicken", state=state)
        assert troubled.http("GET", "/ready", token="")[0] == status
        assert troubled.http("GET", "/live", token="")[0] == 200
        health = troubled.call("system.health")
        assert health["state"] == overall
        assert {each["name"] for each in health["parts"] if each["state"] != "ok"} <= {"Troubles"}


@pytest.mark.capability("H4")
def test_a_failure_that_nobody_thought_of_is_an_incident_in_the_log(troubled: Server):
    with pytest.raises(Failed) as failed:
        troubled.call("troubles.crash")

    error = failed.value.error
    assert (error["code"], error["data"]["kind"]) == (-32603, "Internal")
    assert "/secret" not in json.dumps(error)

    def logged() -> list[Any]:
        found = troubled.call("system.logs", level="error")
        return [each for each in found if error["data"]["incident"] in each["event"]]

    wait_for(lambda: bool(logged()))
    (line,) = logged()
    assert "ZeroDivisionError: /secret/path" in line["exception"]
    assert line["method"] == "troubles.crash"


@pytest.mark.capability("Q5", "C16")
def test_a_part_that_hangs_does_not_keep_the_server_from_ending(fresh_server: Callable[..., Server], site: str):
    server = fresh_server(PYTHONPATH=site)
    server.call("troubles.sicken", state="hanging")
    with joined(server) as client:
        client.send("workspaces.events", 1)
        client.next()
        assert seconds_to_end(server.process) < 8  # it waits four for the part, then goes
        assert server.process.wait(20) == 0


def test_a_module_that_needs_what_nobody_has_is_told_at_the_start(tmp_path: Path, fresh_server: Callable[..., Server]):
    text = MODULE["methods.py"].replace("def __init__(self) -> None:", "def __init__(self, other: Middleware) -> None:")
    site = extended(tmp_path, "troubles", {**MODULE, "methods.py": text})

    with pytest.raises(AssertionError, match="Troubles needs"):
        fresh_server(PYTHONPATH=str(site))
