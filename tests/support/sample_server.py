"""A server with the module `sample` alone.

Run it by its path; it prints one line of JSON when it answers: `{"port": ..., "pid": ...}`.
"""

import asyncio
import json
import os
import signal
import sys

import msgspec
import uvloop

from icotes.core.call import Authenticator
from icotes.core.caller import Caller
from icotes.core.container import Container
from icotes.core.errors import Unauthenticated
from icotes.core.table import Table
from icotes.faces import ws_transport
from icotes.faces.server import Web
from icotes.faces.settings import ServerSettings
from icotes.kit.connections import Connections
from icotes.kit.dispatch import Dispatcher
from icotes.kit.health import HealthCheck
from icotes.kit.metrics import Metrics
from icotes.kit.sessions import SessionKeys
from sample import GRANTS, Sample


class SampleKeys(Authenticator):
    async def authenticate(self, key: str) -> Caller | None:
        return Caller(key, GRANTS[key], "key") if key in GRANTS else None


class NoSessions:
    async def exchange(self, proof: str | Caller, agent: str) -> SessionKeys:
        """Take one launch token."""
        if proof != "launch":
            raise Unauthenticated("It was used.")
        return SessionKeys(key="owner", cookie="reader")


class NoStore:
    def post(self, event: object) -> None:
        """Keep nothing."""


async def main() -> None:
    given = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    ws_transport.CLOSE_SECONDS = given.pop("close", ws_transport.CLOSE_SECONDS)
    settings = msgspec.convert(given, ServerSettings)
    settings = msgspec.structs.replace(settings, port=0)
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    container = Container([Sample])
    dispatcher = Dispatcher(Table([Sample], {}), container, [], [], None)
    web = Web(
        dispatcher,
        [SampleKeys()],
        connections=Connections(NoStore()),  # pyright: ignore[reportArgumentType]
        settings=settings,
        health=HealthCheck(container),
        metrics=Metrics(),
        sessions=NoSessions(),  # pyright: ignore[reportArgumentType]
    )
    said = {"port": (await web.listen()).port, "pid": os.getpid()}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
    await over.wait()
    await web.stop()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
