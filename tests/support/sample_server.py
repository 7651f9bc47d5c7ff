"""A server with the module `sample` alone.

Run it by its path; it prints one line of JSON when it answers: `{"port": ..., "pid": ...}`.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
from pathlib import Path

import msgspec
import uvloop

from icotes.core.call import Authenticator
from icotes.core.caller import Caller
from icotes.core.container import Container
from icotes.core.table import Table
from icotes.faces.server import Web
from icotes.faces.settings import ServerSettings
from icotes.kit.connections import Connections
from icotes.kit.dispatch import Dispatcher
from icotes.kit.health import HealthCheck
from icotes.kit.store import ServerStore
from sample import GRANTS, Sample


class SampleKeys(Authenticator):
    async def authenticate(self, key: str) -> Caller | None:
        return Caller(key, GRANTS[key], "key") if key in GRANTS else None


if not hasattr(ServerStore, "post"):
    ServerStore.post = lambda self, event: None


async def main() -> None:
    settings = msgspec.convert(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}, ServerSettings)
    settings = msgspec.structs.replace(settings, port=0)
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    with tempfile.TemporaryDirectory() as folder:
        store = ServerStore(Path(folder) / "server.db", "server")
        await store.open()
        container = Container([Sample])
        dispatcher = Dispatcher(Table([Sample], {}), container, [], [], None)
        web = Web(dispatcher, [SampleKeys()], Connections(store), settings, HealthCheck(container))
        print(json.dumps({"port": (await web.listen()).port, "pid": os.getpid()}), flush=True)
        await over.wait()
        await web.stop()
        await store.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
