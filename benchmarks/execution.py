"""Running code in the sandbox, beside a bare Python of the same run."""

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from report import Row, show
from running import Server, start

RUNS = 21
CODE = "print(1)"


def rows() -> Iterator[Row]:
    """Run `print(1)`, in turns with a bare interpreter; then take it from the cache."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        folder.mkdir()
        server = start(folder, Path(place) / "home")
        try:
            yield from _rows(server)
        finally:
            server.stop()


def _rows(server: Server) -> Iterator[Row]:
    ask = _Asker(server)
    python = _python(ask)
    bare, ours = [], []
    for _ in range(RUNS):
        bare.append(_timed(lambda: subprocess.run([python, "-I", "-c", CODE], check=True, capture_output=True)))
        ours.append(_timed(lambda: ask.run(cache=False)))
    ask.run()
    again = [_timed(ask.run) for _ in range(RUNS)]
    one, other = statistics.median(ours), statistics.median(bare)
    yield Row("run print(1): above a bare python -I -c, ms", _ms(one), _ms(other), (one - other) * 1000, 25)
    yield Row(
        "run print(1): from the cache, ms", _ms(statistics.median(again)), "", statistics.median(again) * 1000, 10
    )


class _Asker:
    """Runs code over one connection that is kept."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port)
        self._headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}

    def run(self, **params: Any) -> list[dict[str, Any]]:
        call = {"method": "execution.run", "params": {"code": CODE, "wait": 60, **params}}
        self._connection.request("POST", "/rpc", json.dumps({"jsonrpc": "2.0", "id": 1, **call}), self._headers)
        answer = json.loads(self._connection.getresponse().read())
        assert answer["result"]["ended"], answer
        return answer["result"]["items"]


def _python(ask: _Asker) -> str:
    """Return the interpreter that the sandbox runs, so that both are the same."""
    items = ask.run(code="import sys; sys.stdout.write(sys.executable)")
    return next(item["text"] for item in items if item["type"] == "output")


def _timed(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    sys.exit(show(rows()))
