"""Takes a picture of every screen in every state, desk and phone, by day and by night: `make screens ARGS=palette`.

To add one: a line in `SCREENS`, with the steps that lead to it from a page that was just opened.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Page, expect

from chromium import Chromium, Visits
from prepared import prepare
from running import Server, start

PATIENCE_MS = 10_000
PICTURES = Path(__file__).parents[2] / "build" / "screens"
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
READY = ".app[data-ready]:not([inert])"

Steps = Callable[[Page, Server], None]


@dataclass(frozen=True)
class Screen:
    """One state of one screen.

    Attributes:
        steps: what leads there; it ends when all of it is drawn.
        scope: what the page's key covers.
        outside: the page has no key.
        own: it harms its server, and gets one of its own.
    """

    name: str
    steps: Steps
    scope: tuple[str, ...] = ("*",)
    outside: bool = False
    own: bool = False


# What people do.


def press(page: Page, *chords: str) -> None:
    for chord in chords:
        page.keyboard.press(chord)


def do(page: Page, command: str) -> None:
    """Carry out a command by its title."""
    press(page, "F1")
    page.keyboard.type(command)
    expect(page.get_by_role("option").first).to_contain_text(command, ignore_case=True)
    press(page, "Enter")


def open_file(page: Page, path: str) -> None:
    press(page, "Control+p")
    page.keyboard.type(path)
    expect(page.get_by_role("option").first).to_contain_text(path.rpartition("/")[2])
    press(page, "Enter")


def terminal(page: Page, *lines: str) -> None:
    """Start a terminal and let it print."""
    do(page, "New terminal")
    screen = page.locator(".xterm-rows").last
    expect(screen).to_contain_text("$")
    for line in lines:
        page.keyboard.type(line + "\n")
    expect(screen).to_contain_text("$")


def see(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible()


# The screens.


def nothing(page: Page, server: Server) -> None: ...


def wrong_key(page: Page, server: Server) -> None:
    page.fill("input[name=key]", "ick_wrong")
    press(page, "Enter")
    expect(page.get_by_role("alert")).not_to_be_empty()


def palette(page: Page, server: Server) -> None:
    press(page, "F1")
    page.keyboard.type("fold")
    expect(page.get_by_role("option").nth(2)).to_be_visible()


def palette_empty(page: Page, server: Server) -> None:
    press(page, "F1")
    page.keyboard.type("zzqx")
    see(page, "No command")


def shortcuts(page: Page, server: Server) -> None:
    do(page, "Keyboard shortcuts")


def method(page: Page, server: Server) -> None:
    do(page, "files.write")
    expect(page.locator(".method h1, .method h2").first).to_be_visible()


def lost(page: Page, server: Server) -> None:
    server.kill()
    see(page, "does not answer")


def terminals(page: Page, server: Server) -> None:
    terminal(page, "git log --oneline", "python3 -m model")


SCREENS = (
    Screen("door", nothing, outside=True),
    Screen("door-wrong", wrong_key, outside=True),
    Screen("start", nothing),
    Screen("palette", palette),
    Screen("palette-empty", palette_empty),
    Screen("shortcuts", shortcuts),
    Screen("method", method),
    Screen("terminal", terminals),
    Screen("lost", lost, own=True),
    Screen("no-rights", nothing, scope=("system:read",)),
)


# Taking them.


def begin(home: Path) -> Server:
    folder = home / "tides"
    folder.mkdir(parents=True)
    prepare(folder)
    (home / "server" / "home").mkdir(parents=True)
    (home / "server" / "home" / ".bashrc").write_text("PS1='tides$ '\n")
    return start(folder, home / "server", SHELL="/bin/bash")


def take(visits: Visits, server: Server, screen: Screen, size: str, *, dark: bool) -> None:
    """Go there as somebody new, and take the picture."""
    page = visits.page(*SIZES[size], dark=dark)
    page.set_default_timeout(PATIENCE_MS)
    file = PICTURES / f"{screen.name}-{size}-{'dark' if dark else 'light'}.png"
    try:
        page.goto(server.url if screen.outside else f"{server.url}/docs")
        if not screen.outside:
            key = server.call("system.create_token", name=screen.name, scope=[*screen.scope])["key"]
            page.evaluate("key => sessionStorage.setItem('icotes-key', key)", key)
            page.goto(server.url)
            page.wait_for_selector(READY)
        screen.steps(page, server)
    except (AssertionError, Error) as error:
        print(f"{file.name}: {str(error).splitlines()[0]}", file=sys.stderr)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    page.context.close()


def main(wanted: list[str]) -> None:
    """Take all pictures, or those whose names begin so."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    chosen = [each for each in SCREENS if not wanted or each.name.startswith(tuple(wanted))]
    home = Path(tempfile.mkdtemp(prefix="icotes-screens-"))
    chromium = Chromium()
    shared = begin(home / "shared")
    try:
        for screen in chosen:
            for size in SIZES:
                for dark in (False, True):
                    name = f"{screen.name}-{size}-{dark}"
                    server = begin(home / name) if screen.own else shared
                    with chromium.turn() as browser:
                        take(Visits(browser), server, screen, size, dark=dark)
                    if screen.own:
                        server.kill()
    finally:
        chromium.close()
        shared.stop()
        shutil.rmtree(home)
    print(f"{len(chosen) * 4} pictures in {PICTURES}")


if __name__ == "__main__":
    main(sys.argv[1:])
