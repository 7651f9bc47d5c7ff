"""What a folder holds, and what is known of each file without reading it."""

import os
import stat
from bisect import bisect_right
from collections import Counter

from icotes.kit.filenames import TEMPORARY, composed, is_escaped, to_wire
from icotes.kit.page import Page
from icotes.kit.paths import Root
from icotes.kit.refusals import refusals
from icotes.kit.status import type_of, version_of
from icotes.modules.files.types import Entry


def entry(path: str, status: os.stat_result, clash: bool = False) -> Entry:
    """Return what clients see of a file."""
    type_ = type_of(status)
    return Entry(
        path=path,
        type=type_,
        size=0 if type_ == "folder" else status.st_size,
        modified=status.st_mtime,
        version=version_of(status),
        mode=stat.S_IMODE(status.st_mode),
        escaped="%" in path and is_escaped(path),
        clash=clash,
    )


def look(root: Root, path: str) -> Entry:
    """Return what is at a path; of a link, the link itself."""
    return entry("" if path == "." else path, root.stat(path))


def listing(root: Root, path: str, after: str = "", limit: int = 10_000) -> Page[Entry]:
    """Return what is right in a folder, by name; only what is on the page is looked at."""
    folder = root.open_folder(path)
    try:
        with refusals(path):
            found = os.listdir(folder)  # noqa: PTH208 - of a handle
            names = {to_wire(name): name for name in found if not name.startswith(TEMPORARY)}
            wanted = sorted(names)
            clashing = _clashing(wanted)
            begin = bisect_right(wanted, after) if after else 0
            page = wanted[begin : begin + limit]
            prefix = f"{path}/" if path not in {"", "."} else ""
            entries = [_entry(folder, prefix, name, names[name], clashing) for name in page]
    finally:
        os.close(folder)
    return Page([each for each in entries if each], page[-1] if begin + limit < len(wanted) else None)


def _entry(folder: int, prefix: str, name: str, raw: str, clashing: set[str]) -> Entry | None:
    try:
        status = os.stat(raw, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    return entry(prefix + name, status, name in clashing)


def _clashing(names: list[str]) -> set[str]:
    """Return the names that some file systems, or people, take for another one here."""
    whole = "".join(names)
    if whole.isascii() and whole == whole.lower():
        return set()
    folded = [composed(name).casefold() for name in names]
    if len(set(folded)) == len(folded):
        return set()
    count = Counter(folded)
    return {name for name, fold in zip(names, folded, strict=True) if count[fold] > 1}
