"""A real browser without a window, driven by the Chrome DevTools Protocol.

Source: https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

DEADLINE = 30.0
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",
)
DOMAINS = ("Page", "Runtime", "Log", "Network")


class Browser:
    """A running chromium.

    Args:
        folder: for its profile; nobody else's.
    """

    def __init__(self, folder: Path) -> None:
        program = shutil.which("chromium")
        assert program, "chromium is missing: scripts/system-packages chromium"
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [program, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
                env={
                    **os.environ,
                    **dict.fromkeys(("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(folder)),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._last = 0
        self.events: list[dict[str, Any]] = []
        try:
            self._socket = self._connect(folder / "DevToolsActivePort")
        except BaseException:
            self._kill()
            raise

    def _connect(self, file: Path) -> ClientConnection:
        end = time.monotonic() + DEADLINE
        while not (file.exists() and file.read_text().count("\n")):
            assert self._process.poll() is None, (file.parent / "log").read_text(errors="replace")
            assert time.monotonic() < end, "the browser does not start"
            time.sleep(0.02)
        port, path = file.read_text().split()
        address = f"ws://127.0.0.1:{port}{path}"
        return connect(address, max_size=None, compression=None, ping_interval=None, legacy=True)

    def ask(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Give a command and return its result; what happens meanwhile is kept in `events`."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        self._socket.send(json.dumps(message | ({"sessionId": session} if session else {})))
        while True:
            answer = json.loads(self._socket.recv(DEADLINE))
            if "method" in answer:
                self.events.append(answer)
            elif answer["id"] == self._last:
                assert "error" not in answer, (method, answer)
                return answer["result"]

    @contextmanager
    def page(self) -> Iterator["Page"]:
        """Open a page of somebody who was never here: no storage, no cookies."""
        self.events.clear()
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        try:
            yield Page(self, session)
        finally:
            self.ask("Target.disposeBrowserContext", browserContextId=context)

    def close(self) -> None:
        """End it, and nothing else."""
        with suppress(Exception):
            self.ask("Browser.close")
        self._socket.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(DEADLINE / 3)
        self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Page:
    """One page."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session
        for domain in DOMAINS:
            self.ask(f"{domain}.enable")
        self.look()

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        return self._browser.ask(method, self._session, **params)

    def look(self, width: int = 1280, height: int = 900, *, dark: bool = False) -> None:
        """Set how large the window is, and which theme the system has."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setScrollbarsHidden", hidden=True)
        features = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
        self.ask(
            "Emulation.setEmulatedMedia", features=[{"name": name, "value": value} for name, value in features.items()]
        )

    def open(self, url: str) -> None:
        """Go to an address and return once the page is there."""
        self.js("globalThis.before = true")
        went = self.ask("Page.navigate", url=url)
        assert "errorText" not in went, went
        if "loaderId" in went:
            self.wait("!globalThis.before && document.readyState === 'complete'")

    def js(self, expression: str) -> Any:
        """Return the value of an expression; of a promise, what it resolves to."""
        result = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait(self, expression: str) -> Any:
        """Return the value of an expression once it is true."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            with suppress(AssertionError):  # a page that is just being left has no values
                if value := self.js(expression):
                    return value
            time.sleep(0.03)
        raise AssertionError(f"not within {DEADLINE} s: {expression}; the page says:\n{self.text()}")

    def text(self, selector: str = "body") -> str:
        """Return what an element shows."""
        return self.js(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    def shows(self, text: str, selector: str = "body") -> None:
        """Wait until an element shows a text."""
        element = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"({element}?.checkVisibility() && {element}.innerText.includes({json.dumps(text)}))")

    def click(self, selector: str) -> None:
        """Click on an element as a mouse does."""
        find = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"{find}?.checkVisibility()")
        place = (
            f"(() => {{ const e = {find}; e.scrollIntoView({{block: 'center'}}); return e.getBoundingClientRect() }})()"
        )
        box = json.loads(self.js(f"JSON.stringify({place})"))
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "button": "left", "clickCount": 1}
        self.ask("Input.dispatchMouseEvent", type="mousePressed", **at)
        self.ask("Input.dispatchMouseEvent", type="mouseReleased", **at)

    def fill(self, selector: str, text: str) -> None:
        """Replace what a field holds, as if it was typed."""
        find = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"{find}?.checkVisibility()")
        self.js(f"(e => {{ e.focus(); e.select() }})({find})")
        self.ask("Input.insertText", text=text)

    def press(self, key: str, *, control: bool = False) -> None:
        """Press a key, e.g. `Tab`, `Enter`, `/`."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40}
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        what = {"key": key, "code": key, "windowsVirtualKeyCode": codes.get(key, 0), "modifiers": 2 * control}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **what, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **what)

    def problems(self) -> list[str]:
        """Return what the console complained of: errors, exceptions, violations of the Content-Security-Policy."""
        self.js("0")
        return [said for event in self._browser.events if (said := _problem(event))]

    def forgive(self) -> list[str]:
        """Return the problems so far, which were meant to be; they are no problems any more."""
        found = self.problems()
        self._browser.events.clear()
        return found

    def picture(self, file: Path, *, whole: bool = True) -> None:
        """Save what the page looks like; all of it, or what is in the window."""
        picture = self.ask("Page.captureScreenshot", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(picture["data"]))


def _problem(event: dict[str, Any]) -> str:
    params = event["params"]
    match event["method"]:
        case "Log.entryAdded" if params["entry"]["level"] in {"error", "warning"}:
            entry = params["entry"]
            status = re.search(r"status of (\d+)", entry["text"])
            return f"{entry['source']}: {status[1] if status else entry['text']} {entry.get('url', '')}"
        case "Runtime.consoleAPICalled" if params["type"] in {"error", "warning", "assert"}:
            return f"console: {params['args']}"
        case "Runtime.exceptionThrown":
            return f"exception: {params['exceptionDetails']}"
        case "Page.javascriptDialogOpening":
            return f"dialog: {params['message']}"
        case _:
            return ""
