"""What leads to the pages of runs, problems, notebooks, git, previews and ports, on the prepared project."""

import json

from playwright.sync_api import Page, expect

from doing import do, open_file, press
from guests import started
from prepared import picture
from running import Server

LONG = 40_000


def ran(page: Page, server: Server) -> None:
    """A program that printed in colours, complained and failed."""
    code = "import sys\nfor hour in range(0, 24, 3):\n    print(f'\\x1b[36m{hour:02}:00\\x1b[0m  high water')\n"
    server.call("files.write", path="table.py", text=code + "print('no wind', file=sys.stderr)\n1 / 0\n")
    open_file(page, "table.py")
    page.get_by_role("button", name="Run this file", exact=True).click()
    expect(page.locator(".run-sheet")).to_contain_text("ZeroDivisionError", timeout=LONG)


def problems(page: Page, server: Server) -> None:
    file = server.folder / "model" / "harmonics.py"
    file.write_text(
        file.read_text()
        .replace("0.58, 256.5", '"0.58", 256.5')
        .replace("from math import cos, radians", "from math import cosine")
    )
    open_file(page, "model/harmonics.py")
    expect(page.locator(".cm-lintRange-error").first).to_be_visible(timeout=LONG)
    press(page, "Control+Shift+M")
    expect(page.get_by_role("treeitem").filter(has_text="Ln ").first).to_be_visible()


def notebook(page: Page, server: Server) -> None:
    """Text, a plot, a table and a failure."""
    plot = f"class Plot:\n    def _repr_png_(self): return bytes.fromhex('{picture(240, 120).hex()}')\n"
    rows = "".join(f"<tr><td>{day}</td><td>{high}</td></tr>" for day, high in ((14, 4.31), (15, 4.48)))
    table = f"<table><tr><th>day</th><th>high</th></tr>{rows}</table>"
    cells = [
        ("markdown", "# Springs\n\nThe **highest** water of the month, with $h = a \\cos(\\omega t)$."),
        ("code", "from model.harmonics import height\n[round(height(hour), 2) for hour in range(6)]"),
        ("code", f"{plot}Plot()"),
        ("code", f"class Table:\n    def _repr_html_(self): return '{table}'\nTable()"),
        ("code", "height('noon')"),
    ]
    empty = {"markdown": {}, "code": {"execution_count": None, "outputs": []}}
    made = [
        {"id": f"c{number}", "cell_type": kind, "source": text, "metadata": {}, **empty[kind]}
        for number, (kind, text) in enumerate(cells)
    ]
    whole = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (server.folder / "springs.ipynb").write_text(json.dumps(whole))
    open_file(page, "springs.ipynb")
    page.get_by_role("button", name="Run all").click()
    expect(page.locator(".notebook-cell").last.locator(".notebook-out")).to_contain_text("TypeError", timeout=LONG)


def _changed(server: Server) -> None:
    folder = server.folder
    model = folder / "model" / "harmonics.py"
    model.write_text(
        model.read_text().replace("1.79", "1.82").replace("# What the wind adds is not in here.", "# Wind is left out.")
    )
    (folder / "notes" / "may.md").write_text("# May\n")
    (folder / "settings.json").unlink()


def git(page: Page, server: Server) -> None:
    _changed(server)
    press(page, "Control+Shift+g")
    page.locator(".git-row[data-path='model/harmonics.py']").click()
    expect(page.locator(".git-hunk").first).to_be_visible()


def git_log(page: Page, server: Server) -> None:
    _changed(server)
    server.call("git.stage", paths=["notes/may.md"])
    server.call("git.commit", message="A note of May", author="Mara <mara@example.org>")
    server.call("git.commit", message="The gauge is back", author="Mara <mara@example.org>", all=True)
    do(page, "Show the commits")
    page.get_by_role("option").filter(has_text="A note of May").click()


def preview(page: Page, server: Server) -> None:
    open_file(page, "README.md")
    press(page, "Control+Shift+V")
    stage = page.frame_locator("iframe[title='What README.md looks like']")
    expect(stage.frame_locator("iframe:not(.coming)").locator("h1")).to_have_text("Tides", timeout=LONG)


def port(page: Page, server: Server) -> None:
    do(page, "Show ports")
    started(server)
    page.get_by_role("region", name="Messages").get_by_role("button", name="Open it").click()
    expect(page.frame_locator("iframe").first.locator("h1")).to_have_text("It works", timeout=LONG)
