"""`--local`: one method in this process, without a server; only what it depends on is started."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from icotes.core.body import CHUNK, Download, Upload
from icotes.core.caller import Caller, Grant
from icotes.faces.cli import show
from icotes.faces.cli.call import save, source
from icotes.faces.cli.outline import Usage
from icotes.faces.cli.parser import Parsed
from icotes.faces.cli.program import Program
from icotes.faces.cli.server import state_folder
from icotes.kit.dispatch import Dispatcher
from icotes.kit.state import StateFolder
from icotes.kit.stream import Stream, inline

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

OWNER = Caller("owner", Grant("local", frozenset({"*"})), face="cli")


def run(session: "Session", usage: Usage, parsed: Parsed) -> int:
    """Run one method in this process and print what it returns.

    Raises:
        Conflict: a server, or another such process, holds the state folder.
        IcotesError: the method failed.
    """
    return asyncio.run(_run(session.program(), usage, parsed))


async def _run(program: Program, usage: Usage, parsed: Parsed) -> int:
    async with Local(program, parsed.shared.state) as local:
        params = dict(parsed.params)
        if usage.argument("workspace"):
            params["workspace"] = await local.open_folder(params.get("workspace", ""))
        params |= {each.name: "" for each in usage.arguments if each.kind == "upload"}
        result = await local.call(usage.name, params, parsed)
        if isinstance(result, Stream):
            async for each in result.items():
                value = json.loads(each.json())["item"]
                show.item(value, as_json=parsed.shared.json, raw=usage.raw)
        elif isinstance(result, Download) and not parsed.shared.json:
            await asyncio.to_thread(save, parsed, [chunk async for chunk in result.read(0, result.size)])
            result.close()
        else:
            body = await inline(result) if isinstance(result, Download) else result
            show.result(json.loads(body), as_json=parsed.shared.json)
    return 0


class Local:
    """The parts that one call needs, made and started when it needs them; the state folder is locked meanwhile."""

    def __init__(self, program: Program, state: str) -> None:
        self._state = StateFolder(state_folder(state))
        self.container = program.build(program.settings(), self._state)

    async def __aenter__(self) -> Self:
        self._state.lock()
        self.dispatcher = await self.container.get(Dispatcher)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.container.stop()
        self._state.unlock()

    async def open_folder(self, workspace: str = "") -> str:
        """Open the project that has this workspace, or the one that holds the current folder; return the workspace."""
        here = Path.cwd()
        known = json.loads(await self._ask("projects.list", {}))
        holders = [
            each
            for each in known
            if (workspace == each["workspace"] if workspace else here.is_relative_to(each["folder"]))
        ]
        folder = max((each["folder"] for each in holders), key=len, default=str(here))
        return json.loads(await self._ask("projects.open", {"folder": folder}))["workspace"]

    async def call(self, method: str, params: dict[str, Any], parsed: Parsed) -> bytes | Download | Stream:
        """Call a method; what `parsed` names is sent with it."""
        upload = Upload(_chunks(parsed)) if parsed.upload else None
        return await self.dispatcher.call(OWNER, method, json.dumps(params).encode(), upload)

    async def _ask(self, method: str, params: dict[str, Any]) -> Any:
        return await self.dispatcher.call(OWNER, method, json.dumps(params).encode())


async def _chunks(parsed: Parsed) -> AsyncIterator[bytes]:
    with source(parsed) as body:
        while chunk := await asyncio.to_thread(body.read, CHUNK):
            yield chunk
