"""Another machine to log in to: a real sshd of a test's own on this one, with a home and a state of its own."""

import json
import os
import pwd
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from footprint import offspring, until
from icotes.kit.holder_wire import end_all
from running import DEADLINE, ICOTES, Server

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
SSH = shutil.which("ssh") or "/usr/bin/ssh"
BIN = Path(ICOTES).parent


class Machine:
    """A machine that ssh calls `box`.

    Attributes:
        folder: a project there.
        path: the PATH with which `ssh` reaches it; nothing of the ssh of whoever runs the tests is used.
    """

    def __init__(self, place: Path, **environment: str) -> None:
        self.place = place
        self.folder = place / "home" / "project"
        self.folder.mkdir(parents=True)
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", place / key], check=True)
        self.known = place / "known_hosts"
        self.allowed = place / "authorized_keys"
        shutil.copy(place / "user.pub", self.allowed)
        # It stays bound, so that no other gets the port before sshd, which shares it, or while that is stopped.
        self._bound = socket.socket()
        self._bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._bound.bind(("127.0.0.1", 0))
        self.port: int = self._bound.getsockname()[1]
        self.know()
        self._write_client()
        self.environment = {
            "HOME": str(place / "home"),
            "XDG_STATE_HOME": str(place / "state"),
            "PATH": f"{BIN}:/usr/bin:/bin",
            "SHELL": "/bin/sh",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def know(self, key: str = "host") -> None:
        """Have this machine's key known as it is, or as another one."""
        words = (self.place / f"{key}.pub").read_text().split()[:2]
        self.known.write_text(f"[127.0.0.1]:{self.port} {' '.join(words)}\n")

    def _write_client(self) -> None:
        config = self.place / "ssh_config"
        config.write_text(
            f"Host box unreachable\n HostName 127.0.0.1\n User {pwd.getpwuid(os.geteuid()).pw_name}\n"
            f" IdentityFile {self.place}/user\n IdentitiesOnly yes\n IdentityAgent none\n"
            f" UserKnownHostsFile {self.known}\n GlobalKnownHostsFile /dev/null\n"
            f"Host box\n Port {self.port}\nHost unreachable\n Port 1\n"
        )
        bin_ = self.place / "bin"
        bin_.mkdir()
        (bin_ / "ssh").write_text(f'#!/bin/sh\necho "$*" >> "{self.place}/asked"\nexec {SSH} -F "{config}" "$@"\n')
        (bin_ / "ssh").chmod(0o755)
        self.path = f"{bin_}:{os.environ['PATH']}"

    def start(self) -> None:
        """Have it take connections."""
        config = self.place / "sshd_config"
        environment = " ".join(f"{name}={value}" for name, value in self.environment.items())
        config.write_text(
            f"ListenAddress 127.0.0.1:{self.port}\nHostKey {self.place}/host\nAuthorizedKeysFile {self.allowed}\n"
            "PidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\n"
            f"KbdInteractiveAuthentication no\nSetEnv {environment}\n"
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        with (self.place / "sshd.log").open("ab") as log:
            self.process = subprocess.Popen([SSHD, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL, stderr=log)
        until(self._answers, "sshd did not start")

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, (self.place / "sshd.log").read_text()
        with socket.socket() as trying:
            return trying.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Take no connections any more, and break those that there are."""
        if self.process:
            held = offspring(self.process.pid)
            for pid in (self.process.pid, *held):
                if (Path("/proc") / str(pid) / "comm").exists() and _name(pid).startswith("sshd"):
                    with suppress(ProcessLookupError):  # one ends with another
                        os.kill(pid, 9)
            self.process.wait()
            self.process = None

    def icotes(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line there."""
        environment = {**os.environ, **self.environment}
        return subprocess.run(
            [ICOTES, *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )

    def server(self) -> int:
        """Return the process of the server there; 0 if none runs."""
        announced = self.place / "state" / "icotes" / "server.json"
        try:
            pid: int = json.loads(announced.read_text())["pid"]
        except OSError:
            return 0
        return pid if _name(pid) else 0

    def end(self) -> None:
        """End it with all that runs there."""
        self.stop()
        self.icotes("stop", "--all")
        end_all(str(self.place / "state" / "icotes" / "holders"))
        self._bound.close()


def ssh_of(server: Server) -> list[int]:
    """Return the ssh processes of a server that run."""
    return [pid for pid in offspring(server.pid) if _name(pid) == "ssh"]


def commands(word: str) -> list[str]:
    """Return the command lines of this machine's processes that hold a word."""
    lines: list[str] = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(each.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if word in line]


def _name(pid: int) -> str:
    try:
        fields = (Path("/proc") / str(pid) / "stat").read_text()
    except OSError:
        return ""
    name, _, rest = fields.rpartition(")")
    return "" if rest.split()[0] == "Z" else name.partition("(")[2]
