"""Takes a picture of every screen in every state, desk and phone, by day and night: `make screens ARGS=palette-desk`.

To add one: a line in `SCREENS`, with the steps that lead to it from a page that was just opened.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Error, Page, expect

import aside
import coding
from chromium import Chromium, Visits
from doing import do, explorer, line, open_file, press, see, terminal
from pages import FILES
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
        own: it changes its server, and gets one of its own.
        folder: of the prepared project, which the server serves then.
    """

    name: str
    steps: Steps
    scope: tuple[str, ...] = ("*",)
    outside: bool = False
    own: bool = False
    folder: str = ""


# The screens.


def nothing(page: Page, server: Server) -> None: ...


def wrong_key(page: Page, server: Server) -> None:
    page.fill("input[name=key]", "ick_wrong")
    press(page, "Enter")
    expect(page.get_by_role("alert")).not_to_be_empty()


def files(page: Page, server: Server) -> None:
    explorer(page)
    for folder in ("model", "names"):
        line(page, folder).click()
    see(page, "harmonics.py")


def files_menu(page: Page, server: Server) -> None:
    explorer(page)
    line(page, "README.md").click(button="right")
    expect(page.get_by_role("menu")).to_be_visible()


def files_rename(page: Page, server: Server) -> None:
    explorer(page)
    line(page, "settings.json").click()
    explorer(page)
    press(page, "F2")
    page.keyboard.type("README.md")


def files_deleted(page: Page, server: Server) -> None:
    explorer(page)
    line(page, "Makefile").click()
    explorer(page)
    press(page, "Delete")
    see(page, "Deleted Makefile")


def trash(page: Page, server: Server) -> None:
    server.call("files.write", path="old.md", text="old")
    server.call("files.delete", path="old.md")
    do(page, "Open the trash")
    see(page, "old.md")


def trash_empty(page: Page, server: Server) -> None:
    server.call("files.empty_trash", ids=[each["id"] for each in server.call("files.list_trash")])
    do(page, "Open the trash")
    see(page, "The trash is empty")


def text(page: Page, server: Server) -> None:
    open_file(page, "model/harmonics.py")
    see(page, "class")


def edited(page: Page, server: Server) -> None:
    text(page, server)
    page.locator(".cm-content").click()
    press(page, "Control+Home")
    page.keyboard.type("# not saved\n")


def finding(page: Page, server: Server) -> None:
    text(page, server)
    press(page, "Control+h")
    page.keyboard.type("height")
    expect(page.locator(".cm-panels")).to_contain_text("5")


def to_line(page: Page, server: Server) -> None:
    text(page, server)
    press(page, "Control+g")
    page.keyboard.type("20")


def symbols(page: Page, server: Server) -> None:
    text(page, server)
    press(page, "Control+Shift+o")


def conflict(page: Page, server: Server) -> None:
    edited(page, server)
    theirs = (server.folder / "model/harmonics.py").read_text().replace("The constituents", "All constituents")
    server.call("files.write", path="model/harmonics.py", text=theirs)
    see(page, "changed on disk")


def merging(page: Page, server: Server) -> None:
    conflict(page, server)
    page.get_by_role("button", name="Compare and merge").click()
    see(page, "Save merged")


def halves(page: Page, server: Server) -> None:
    text(page, server)
    press(page, "Control+\\")
    open_file(page, "notes/march.md")


def many_tabs(page: Page, server: Server) -> None:
    for path in ("README.md", "Makefile", "settings.json", "model/__init__.py", "notes/april.md", "web/style.css"):
        open_file(page, path)
        expect(page.locator(".cm-content")).to_be_visible()


def shows(path: str, what: str) -> Steps:
    def steps(page: Page, server: Server) -> None:
        open_file(page, path)
        expect(page.locator(what).first).to_be_visible()

    return steps


def workspace(page: Page, server: Server) -> None:
    open_file(page, "notes/march.md")
    text(page, server)
    terminals(page, server)


def terminals(page: Page, server: Server) -> None:
    terminal(page, "git --no-pager log --oneline", "python3 -m model")
    expect(page.locator(".xterm-rows").last).to_contain_text("21:00")


def terminals_split(page: Page, server: Server) -> None:
    terminal(page, "git status --short")
    expect(page.locator(".xterm-rows").last).to_contain_text(re.compile(r"tides\$.*tides\$", re.DOTALL))
    do(page, "Split terminal")
    expect(page.locator(".xterm-rows").nth(1)).to_contain_text("tides$")


def terminal_ended(page: Page, server: Server) -> None:
    terminal(page, "exit 3")
    see(page, "code 3")


def searching(word: str, found: str) -> Steps:
    def steps(page: Page, server: Server) -> None:
        press(page, "Control+Shift+f")
        expect(page.locator("[data-region=side] input").first).to_be_focused()
        page.keyboard.type(word)
        see(page, found)

    return steps


def quick_open(page: Page, server: Server) -> None:
    press(page, "Control+p")
    page.keyboard.type("mo")
    expect(page.get_by_role("option").first).to_be_visible()


def palette(page: Page, server: Server) -> None:
    press(page, "F1")
    page.keyboard.type("terminal")
    expect(page.get_by_role("option").nth(2)).to_be_visible()


def palette_empty(page: Page, server: Server) -> None:
    press(page, "F1")
    page.keyboard.type("zzqx")
    see(page, "No command")


def shortcuts(page: Page, server: Server) -> None:
    do(page, "Keyboard shortcuts")


def method(page: Page, server: Server) -> None:
    do(page, "files.write")
    expect(page.get_by_role("button", name="Run")).to_be_visible()


def method_result(page: Page, server: Server) -> None:
    do(page, "files.list")
    page.get_by_role("button", name="Run").click()
    see(page, "README.md")


def activity(page: Page, server: Server) -> None:
    server.call("files.write", path="notes.md", text="x")
    do(page, "Show what happened")
    page.get_by_role("option", name="notes.md").first.click()
    see(page, "Open the file")


def activity_part(name: str, shown: str) -> Steps:
    def steps(page: Page, server: Server) -> None:
        do(page, f"Show {name}")
        see(page, shown)

    return steps


def menu(page: Page, server: Server) -> None:
    page.get_by_role("button", name="Menu").first.click()
    expect(page.get_by_role("menu")).to_be_visible()


def question(page: Page, server: Server) -> None:
    edited(page, server)
    press(page, "Alt+w")
    expect(page.get_by_role("dialog")).to_be_visible()


def lost(page: Page, server: Server) -> None:
    text(page, server)
    server.kill()
    see(page, "does not answer")


def revoked(page: Page, server: Server) -> None:
    open_file(page, "model/harmonics.py")
    key = next(each for each in server.call("system.tokens") if each["name"] == "door-again")
    server.call("system.revoke_token", id=key["id"])
    expect(page.locator("input[name=key]")).to_be_visible()


SCREENS = (
    Screen("door", nothing, outside=True),
    Screen("door-wrong", wrong_key, outside=True),
    Screen("door-again", revoked, own=True),
    Screen("start", nothing),
    Screen("start-empty-folder", nothing, folder="empty"),
    Screen("workspace", workspace, own=True),
    Screen("menu", menu),
    Screen("question", question),
    Screen("files", files),
    Screen("files-menu", files_menu),
    Screen("files-rename", files_rename),
    Screen("files-deleted", files_deleted, own=True),
    Screen("trash", trash),
    Screen("trash-empty", trash_empty),
    Screen("editor", text),
    Screen("editor-edited", edited),
    Screen("editor-find", finding),
    Screen("editor-line", to_line),
    Screen("editor-symbols", symbols),
    Screen("editor-conflict", conflict, own=True, scope=FILES),
    Screen("editor-merge", merging, own=True, scope=FILES),
    Screen("editor-together", aside.together, own=True),
    Screen("editor-gone", aside.gone, own=True),
    Screen("editor-split", halves),
    Screen("editor-tabs", many_tabs),
    Screen("editor-picture", shows("pier.png", "main img")),
    Screen("editor-pdf", shows("gauge.pdf", "main canvas")),
    Screen("editor-binary", shows("tide.bin", "text=00000000")),
    Screen("editor-huge", shows("measured.csv", "text=This file is large")),
    Screen("editor-hostile", shows("names/<img", ".cm-content")),
    Screen("terminal", terminals, own=True),
    Screen("terminal-split", terminals_split, own=True),
    Screen("terminal-ended", terminal_ended, own=True),
    Screen("search", searching("height", "harmonics.py")),
    Screen("search-none", searching("zzqx", "Nothing is found")),
    Screen("quick-open", quick_open),
    Screen("palette", palette),
    Screen("palette-empty", palette_empty),
    Screen("shortcuts", shortcuts),
    Screen("method", method),
    Screen("method-result", method_result),
    Screen("activity", activity),
    Screen("activity-tasks", activity_part("tasks", "Nothing is under way")),
    Screen("activity-clients", activity_part("who is connected", "this page")),
    Screen("activity-health", activity_part("the health", "All is well")),
    Screen("activity-denied", activity_part("the health", "It would need system:read"), scope=("files:read",)),
    Screen("worktrees", aside.worktrees, own=True),
    Screen("review", aside.review, own=True),
    Screen("review-conflict", aside.conflict, own=True),
    Screen("timeline", aside.timeline, own=True),
    Screen("history", aside.history, own=True),
    Screen("clipboard", aside.clipboard, own=True),
    Screen("note", aside.note, own=True),
    Screen("run", coding.ran, own=True),
    Screen("problems", coding.problems, own=True),
    Screen("notebook", coding.notebook, own=True),
    Screen("git", coding.git, own=True),
    Screen("git-log", coding.git_log, own=True),
    Screen("preview", coding.preview, own=True),
    Screen("port", coding.port, own=True),
    Screen("preferences", aside.preferences),
    Screen("lost", lost, own=True),
    Screen("no-rights", nothing, scope=("system:read",)),
    Screen("read-only", text, scope=("*:read",)),
)


# Taking them.


def begin(project: Path, home: Path, folder: str = "") -> Server:
    """Start a server on a copy of the prepared project, or on a folder of it."""
    shutil.copytree(project, home / project.name)
    (home / "server" / "home").mkdir(parents=True)
    (home / "server" / "home" / ".bashrc").write_text("PS1='tides$ '\n")
    return start(home / project.name / folder, home / "server", SHELL="/bin/bash")


def take(visits: Visits, server: Server, screen: Screen, size: str, file: Path) -> None:
    """Go there as somebody new, and take the picture."""
    page = visits.page(*SIZES[size], dark=file.stem.endswith("dark"))
    page.set_default_timeout(PATIENCE_MS)
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
    """Take all pictures, or those whose names hold one of these words."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    home = Path(tempfile.mkdtemp(prefix="icotes-screens-"))
    project = home / "tides"
    project.mkdir()
    prepare(project)
    chromium, shared, count = Chromium(), begin(project, home / "shared"), 0
    try:
        for screen, size, theme in product(SCREENS, SIZES, ("light", "dark")):
            name = f"{screen.name}-{size}-{theme}"
            if wanted and not any(each in name for each in wanted):
                continue
            alone = screen.own or screen.folder
            server = begin(project, home / name, screen.folder) if alone else shared
            with chromium.turn() as browser:
                take(Visits(browser), server, screen, size, PICTURES / f"{name}.png")
            if alone:
                server.stop()
            count += 1
    finally:
        chromium.close()
        shared.stop()
        shutil.rmtree(home)
    print(f"{count} pictures in {PICTURES}")


if __name__ == "__main__":
    main(sys.argv[1:])
