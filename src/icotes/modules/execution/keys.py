"""When two runs would do the same: same program, code, inputs, environment and files."""

import hashlib
import os
from typing import Any

import msgspec

from icotes.kit.paths import Root

ENTRIES = 10_000
"""A folder with more is not looked through, and no run in it answers for another."""

_canonical = msgspec.json.Encoder(order="deterministic").encode


def key(root: Root, *given: Any) -> str:
    """Return what two runs share that would do the same; empty if the folder is too large to tell. Blocks.

    Args:
        root: of the workspace; what is in it counts.
        given: everything else that the run depends on, as JSON values.
    """
    digest = hashlib.blake2b(_canonical(given), digest_size=20)
    waiting, seen = [str(root.folder)], 0
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        seen += len(entries)
        if seen > ENTRIES:
            return ""
        for entry in entries:
            if root.hidden and entry.path == str(root.hidden):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:  # it is gone meanwhile, e.g. what somebody wrote beside a file to put it in its place
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            told = (
                (status.st_mode,)
                if is_folder
                else (status.st_mode, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size)
            )
            digest.update(os.fsencode(entry.path) + repr(told).encode())
            if is_folder:
                waiting.append(entry.path)
    return digest.hexdigest()
