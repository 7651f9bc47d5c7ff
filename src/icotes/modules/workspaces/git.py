"""What git knows of a worktree: what differs from a commit, and the contents that it keeps."""

from typing import NamedTuple

from icotes.kit import git


class Changed(NamedTuple):
    """A file that differs from a commit.

    Attributes:
        path: its name as it is on disk.
        blob: the id of its content in the commit; empty if there is none.
        special: it is or was no regular file: a link or a repository within this one.
    """

    path: str
    blob: str
    special: bool


class Git(git.Git):
    """Runs git in a worktree; everything here blocks and belongs in a thread."""

    def changed(self, commit: str) -> list[Changed]:
        """Return what differs between a commit and the files as they are, those that git does not know included."""
        raw = self.run(
            "diff", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-abbrev", commit, "--"
        )
        words = raw.split(b"\0")[:-1]
        found = [_changed(status.decode(), path) for status, path in zip(words[::2], words[1::2], strict=True)]
        known = {each.path for each in found}
        others = self.run("ls-files", "--others", "--exclude-standard", "-z", "--").split(b"\0")[:-1]
        names = [name for each in others if (name := _name(each)) not in known and not name.endswith("/")]
        return sorted([*found, *(Changed(name, "", False) for name in names)])

    def contents(self, blobs: list[str]) -> dict[str, bytes]:
        """Return what these ids of contents stand for; what is not there any more is left out."""
        said = self.run("cat-file", "--batch", data="".join(f"{blob}\n" for blob in blobs).encode()) if blobs else b""
        found: dict[str, bytes] = {}
        at = 0
        for blob in blobs:
            head, _, _ = said[at : at + 200].partition(b"\n")
            at += len(head) + 1
            if head.endswith(b"missing"):
                continue
            size = int(head.rpartition(b" ")[2])
            found[blob] = said[at : at + size]
            at += size + 1
        return found

    def keep(self, content: bytes) -> str:
        """Keep a content among the repository's objects and return its id."""
        return self.run("hash-object", "-w", "--stdin", data=content).decode().strip()


def _changed(status: str, path: bytes) -> Changed:
    before, after, blob, *_ = status.lstrip(":").split(" ")
    special = not {before, after} <= {"100644", "100755", "000000"}
    return Changed(_name(path), "" if before == "000000" else blob, special)


def _name(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
