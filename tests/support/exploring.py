"""A page's explorer, as somebody uses it, in a folder of the test's own."""

import json
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from running import Server

PASTE = """([element, files]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


class Exploring:
    """The tree of a page.

    Attributes:
        top: the folder that the test works in, from the workspace's folder; it is open.
        folder: the same on disk.
    """

    def __init__(self, page: Page, server: Server, top: str) -> None:
        self.page = page
        self.server = server
        self.top = top
        self.folder = server.folder / top
        self.tree = page.get_by_role("tree", name="Files")
        self.menu = page.get_by_role("menu")
        self.field = page.locator(".explorer-name-field input")
        self.note = page.locator(".explorer-note")
        self.notices = page.locator(".notices")
        self.dialog = page.locator("dialog[open]")

    def begin(self) -> "Exploring":
        """Open the folder, with nothing else open, and go to it by the keyboard."""
        self.row("").click()
        expect(self.row("")).to_have_attribute("aria-expanded", "true")
        return self

    def row(self, path: str) -> Locator:
        """The line of a path in the folder; the folder's own if it is empty."""
        whole = f"{self.top}/{path}" if path else self.top
        return self.page.locator(f".explorer-row[data-path={json.dumps(whole, ensure_ascii=False)}]")

    def names(self) -> Locator:
        """What stands beneath the folder, as it is seen, without what is drawn in case of scrolling."""
        below = f".explorer-row[data-path^={json.dumps(self.top + '/')}] .explorer-name"
        return self.page.locator(below)

    def write(self, *paths: str, text: str = "") -> None:
        """Put files on disk, as another program does; a name that ends in a slash is a folder."""
        for path in paths:
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if path.endswith("/"):
                file.mkdir(exist_ok=True)
            else:
                file.write_text(text or path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def look_for(self, letters: str) -> None:
        """Type the begin of a name, with no pause that would make two words of it."""
        self.tree.evaluate(
            """(tree, letters) => [...letters].forEach(key =>
                tree.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})))""",
            letters,
        )

    def do(self, path: str, title: str) -> None:
        """Choose something in the menu of a line."""
        self.row(path).click(button="right")
        self.menu.get_by_role("menuitem", name=title).first.click()

    def command(self, title: str) -> None:
        """Carry out a command by its title."""
        self.press("F1")
        expect(self.page.get_by_role("combobox")).to_be_focused()
        self.page.keyboard.type(title)
        expect(self.page.get_by_role("option").first).to_contain_text(title)
        self.press("Enter")

    def name(self, text: str) -> None:
        """Type a name and take it."""
        self.field.fill(text)
        self.press("Enter")

    def said(self, text: str) -> Locator:
        """A notice."""
        return self.notices.locator(".notice", has_text=text)

    def drop(self, path: str, *files: Path) -> None:
        """Drop files and folders of the system on a line."""
        box = self.row(path).bounding_box()
        assert box
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        session = self.page.context.new_cdp_session(self.page)
        at = {"x": box["x"] + 60, "y": box["y"] + box["height"] / 2, "data": data}
        for kind in ("dragEnter", "dragOver", "drop"):
            session.send("Input.dispatchDragEvent", {"type": kind, **at})
        session.detach()

    def paste_files(self, files: dict[str, str]) -> None:
        """Paste files that were copied elsewhere."""
        self.tree.evaluate(f"(element, files) => ({PASTE})([element, files])", list(files.items()))

    def texts(self) -> dict[str, str]:
        """All files in the folder."""
        return {
            str(file.relative_to(self.folder)): file.read_text()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file() and ".git/" not in str(file)
        }
