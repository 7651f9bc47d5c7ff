"""What somebody knows of a tree of files who only follows its events."""

from typing import Any


class Told:
    """Files and folders by path, as events told of them.

    Attributes:
        known: path -> version; of a folder the version is empty, for it does not change with what is in it.
        gaps: why events could not be had, as often as that happened.
    """

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.gaps: list[str] = []

    def take(self, item: dict[str, Any]) -> None:
        """Take in one item of `files.follow` or of an event log."""
        if item["type"] == "snapshot":
            entries = item["state"]["entries"] if item["state"] else []
            self.known = {entry["path"]: version(entry) for entry in entries}
        elif item["type"] == "gap":
            self.gaps.append(item["reason"])
        elif item["type"] == "event" and item["kind"] == "files.moved":
            self._move(item["data"])
        elif item["type"] == "event":
            for change in item["data"].get("changes", [item["data"]]):
                self._change(change)

    def _change(self, change: dict[str, Any]) -> None:
        path = change["path"]
        if change.get("change") == "deleted":
            for gone in [each for each in self.known if f"{each}/".startswith(f"{path}/")]:
                del self.known[gone]
        elif "change" in change and path:
            self.known[path] = version(change)

    def _move(self, moved: dict[str, Any]) -> None:
        source, target = moved["from"], moved["path"]
        self.known.setdefault(source, version(moved))
        for path in [each for each in self.known if f"{each}/".startswith(f"{source}/")]:
            self.known[target + path[len(source) :]] = self.known.pop(path)


def version(entry: dict[str, Any]) -> str:
    """Return the version of a file as `files.list` or an event has it; of a folder nothing."""
    return "" if entry["type"] == "folder" else entry["version"]
