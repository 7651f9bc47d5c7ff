"""Sandboxes that outlive the server: prepared here, started and owned by the workspace's holder."""

import asyncio

from icotes.kit.holder import RING_BYTES, Holders, Wire
from icotes.kit.holder_link import Held
from icotes.kit.sandbox_launch import Launch
from icotes.kit.sandbox_spawn import FIRST
from icotes.kit.workspace import Workspace


async def spawn_sandboxed(
    holders: Holders,
    workspace: Workspace,
    id: str,
    launch: Launch,
    *,
    owner: str,
    cwd: int,
    streams: tuple[Wire, ...],
    ring: int = RING_BYTES,
    rows: int = 24,
    cols: int = 80,
    mark: str = "",
) -> Held:
    """Have a holder start a sandbox; return once the program in it runs. For the arguments see `Holders.spawn`.

    Args:
        launch: from `Sandbox.command`; it is used up.

    Raises:
        CommandNotFound: there is no such program in the sandbox, or it can't be run.
        Unacceptable: command and environment are too long.
        NotFound: there is no such folder to start in.
        NoSandbox: a wall could not be built.
        Unavailable: the holder does not answer.
    """
    try:
        held = await holders.spawn(
            workspace,
            id,
            launch.argv,
            owner=owner,
            env={},
            cwd=cwd,
            streams=streams,
            ring=ring,
            rows=rows,
            cols=cols,
            mark=mark,
            inherit=dict(enumerate(launch.fds, FIRST)),
            controls=False,
        )
    except BaseException:
        await asyncio.to_thread(launch.drop)
        raise
    launch.close()
    try:
        await launch.confirm()
    except BaseException:
        await held.end(0)
        held.drop()
        raise
    return held
