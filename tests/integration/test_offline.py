"""A machine without a network: a namespace in which only the loopback is there, with a server and who uses it in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SUPPORT = Path(__file__).parents[1] / "support"
ALONE = ("unshare", "--net", *(() if os.geteuid() == 0 else ("--map-root-user",)))
WORK = """
import base64, socket, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from running import start

try:
    socket.create_connection(("192.0.2.1", 80), 1)
except OSError as error:
    print("network:", error.strerror)
server = start(Path(sys.argv[2]), Path(sys.argv[3]))
try:
    status, _, page = server.http("GET", "/")
    print("page:", status, b"<script" in page)
    server.call("files.write", path="notes.md", text="ebb\\n")
    server.call("documents.edit", path="notes.md", edits=[{"old": "ebb", "new": "flood"}])
    print("document:", server.call("documents.read", path="notes.md")["text"].strip())
    print("search:", server.call("files.search_text", words="flood")[0]["path"])
    ran = server.call("execution.run", code="print(6 * 7)", max_items=50, wait=20)["items"]
    print("run:", "".join(each["text"] for each in ran if each["type"] == "output").strip())
    kernel = server.call("execution.start_kernel")["id"]
    for code in ("x = 40", "x + 2"):
        said = server.call("execution.execute", kernel=kernel, code=code, max_items=50, wait=20)["items"]
    print("kernel:", next(each["data"]["text/plain"] for each in said if each["type"] == "display"))
    terminal = server.call("terminals.create", command=["sh", "-c", "echo by the sh''ell"])["id"]
    printed = server.call("terminals.follow", terminal=terminal, max_items=50, wait=20)["items"]
    text = b"".join(base64.b64decode(each) for each in printed if isinstance(each, str))
    print("terminal:", text == b"by the shell\\r\\n")
finally:
    server.stop()
"""


@pytest.mark.capability("Y7", partly="search by meaning and generated documents come with them")
def test_everything_works_without_a_network_and_without_a_key_of_anybody(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    script = f'ip link set lo up && exec "{sys.executable}" -c "$WORK" "$@"'
    done = subprocess.run(
        [*ALONE, "sh", "-c", script, "sh", str(SUPPORT), str(tmp_path / "project"), str(tmp_path / "home")],
        env={"PATH": os.environ["PATH"], "WORK": WORK},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "network: Network is unreachable",
        "page: 200 True",
        "document: flood",
        "search: notes.md",
        "run: 42",
        "kernel: 42",
        "terminal: True",
    ]
