"""What leads to the pages of worktrees, of the timeline, and of texts that others edit too, on the prepared project."""

from pathlib import Path

from playwright.sync_api import Page, expect

from doing import do, open_file, press, see
from editing import until
from running import Server


def worktrees(page: Page, server: Server) -> None:
    """Two worktrees, one of which changed what the project's own folder changed too."""
    server.call("workspaces.create", workspace="main", name="try out")
    folder = Path(server.call("workspaces.create", workspace="main", name="harmonics")["folder"])
    model = folder / "model" / "harmonics.py"
    text = model.read_text()
    model.write_text(text.replace("1.79, 211.0", "1.82, 211.0").replace('"S2", 30.000000', '"S2", 30.0'))
    (folder / "model" / "moon.py").write_text('"""The moon."""\n\nPERIOD = 29.53\n')
    server.call(
        "files.write", workspace="main", path="model/harmonics.py", text=text.replace("1.79, 211.0", "1.77, 211.0")
    )
    do(page, "Show the worktrees")
    expect(page.locator(".trees li")).to_have_count(3)


def review(page: Page, server: Server) -> None:
    worktrees(page, server)
    page.get_by_role("button", name="Review harmonics").click()
    expect(page.locator(".compare-sides .cm-content").first).to_be_visible()
    press(page, "ArrowDown")


def conflict(page: Page, server: Server) -> None:
    worktrees(page, server)
    page.get_by_role("button", name="Review harmonics").click()
    expect(page.locator(".conflict")).to_be_visible()
    page.locator(".conflict").get_by_label("Write it").check()


def timeline(page: Page, server: Server) -> None:
    for number in range(1, 4):
        server.call("files.write", path="plan.md", text="# Plan\n\n" + "- measure\n" * number)
        until(lambda number=number: len(server.call("workspaces.timeline", path="plan.md")["items"]) == number)
    server.call("workspaces.checkpoint", name="before the storm")
    (server.folder / "storm.md").write_text("It came.\n")
    do(page, "Show the timeline")
    expect(page.locator(".timeline-row").first).to_contain_text("storm.md")
    press(page, "Home", "ArrowDown")
    expect(page.locator(".timeline-details")).to_contain_text("before the storm")


def history(page: Page, server: Server) -> None:
    timeline(page, server)
    press(page, "ArrowDown", "Enter")
    expect(page.get_by_role("slider")).to_be_visible()
    page.get_by_role("slider").focus()
    press(page, "ArrowLeft")
    expect(page.locator(".compare-sides .cm-content").first).to_be_visible()


def together(page: Page, server: Server) -> None:
    open_file(page, "model/harmonics.py")
    see(page, "class")
    script = server.call("system.create_token", name="scribe", scope=["documents:*"])["key"]
    edits = [{"old": "from math", "new": "# by a script\nfrom math"}]
    server.call("documents.edit", path="model/harmonics.py", edits=edits, token=script)
    expect(page.locator(".live-fresh").first).to_be_visible()
    expect(page.locator(".live-caret").first).to_be_visible()


def gone(page: Page, server: Server) -> None:
    open_file(page, "model/harmonics.py")
    see(page, "class")
    (server.folder / "model/harmonics.py").unlink()
    see(page, "not on disk any more")


def clipboard(page: Page, server: Server) -> None:
    for text in ("https://tides.example/harmonics", "from math import cos, radians", "DB_PASSWORD=correct-horse"):
        server.call("clipboard.copy_text", text=text)
    do(page, "Show the clipboard")
    expect(page.locator(".clipboard-entry")).to_have_count(3)


def note(page: Page, server: Server) -> None:
    table = "| day | height |\n| --- | --- |\n| Monday | 2.4 |\n"
    text = f"# Survey\n\nThe gauge was **read twice**.\n\n- pier\n- harbour\n\n{table}"
    (server.folder / "survey.note").write_text(text)
    open_file(page, "survey.note")
    expect(page.locator(".note-text h1")).to_have_text("Survey")


def preferences(page: Page, server: Server) -> None:
    do(page, "Show the preferences")
    see(page, "Wrap")
