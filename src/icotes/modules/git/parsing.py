"""Reads what git prints about the state of a checkout, its branches, its past."""

import re
from collections.abc import Iterator

from icotes.kit.git import wire_path
from icotes.modules.git.types import (
    Blamed,
    Branch,
    Change,
    CheckoutStatus,
    Commit,
    FileStatus,
    Operation,
    Remote,
    Stash,
)

CHANGES: dict[str, Change] = {
    ".": "",
    "A": "added",
    "M": "changed",
    "D": "deleted",
    "R": "moved",
    "C": "copied",
    "T": "type",
    "U": "conflict",
}
CONFLICTS = {
    "DD": "both deleted",
    "AU": "added by us",
    "UD": "deleted by them",
    "UA": "added by them",
    "DU": "deleted by us",
    "AA": "both added",
    "UU": "both changed",
}
STATUS = ("status", "--porcelain=v2", "-z", "--branch", "--show-stash", "--ignore-submodules=dirty")
_OF_REF = ("refname", "objectname", "*objectname", "HEAD", "upstream:short", "upstream:track", "creatordate:unix")
REFS = "%00".join(f"%({name})" for name in (*_OF_REF, "contents:subject", "symref"))
LOG = "%H%x00%P%x00%an%x00%ae%x00%ct%x00%D%x00%s%x00%b"
LOG_FIELDS = 8
STASHES = "%H%x00%gs%x00%ct"


def status(raw: bytes, operation: Operation, most: int) -> CheckoutStatus:
    """Return what `git status --porcelain=v2 -z` says."""
    entries = raw.split(b"\0")[:-1]
    heads: dict[str, str] = {}
    found: list[FileStatus] = []
    total = skip = 0
    for at, entry in enumerate(entries):
        if skip:
            skip = 0
        elif entry.startswith(b"# "):
            name, _, value = entry[2:].decode("utf-8", "replace").partition(" ")
            heads[name] = value
        else:
            skip = entry.startswith(b"2 ")
            total += 1
            if len(found) < most:
                found.append(_file(entry, entries[at + 1] if skip else b""))
    ahead, behind = (abs(int(each)) for each in heads.get("branch.ab", "+0 -0").split())
    head, branch = heads.get("branch.oid", ""), heads.get("branch.head", "")
    return CheckoutStatus(
        head="" if head == "(initial)" else head,
        branch="" if branch == "(detached)" else branch,
        upstream=heads.get("branch.upstream", ""),
        ahead=ahead,
        behind=behind,
        operation=operation,
        stashes=int(heads.get("stash", 0)),
        files=sorted(found, key=lambda each: each.path),
        total=total,
    )


def _file(entry: bytes, origin: bytes) -> FileStatus:
    kind = entry[:1]
    if kind == b"?":
        return FileStatus(path=wire_path(entry[2:].removesuffix(b"/")), unstaged="untracked")
    both = entry[2:4].decode()
    path = wire_path(entry.split(b" ", {b"1": 8, b"2": 9, b"u": 10}[kind])[-1])
    if kind == b"u":
        return FileStatus(path=path, unstaged="conflict", conflict=CONFLICTS.get(both, "both changed"))
    return FileStatus(
        path=path,
        staged=CHANGES.get(both[0], "changed"),
        unstaged=CHANGES.get(both[1], "changed"),
        from_=wire_path(origin) if origin else "",
    )


def nested(raw: bytes) -> set[str]:
    """Return which of what git does not know are repositories of their own, as `git status` lists them."""
    found = (entry for entry in raw.split(b"\0") if entry.startswith(b"? ") and entry.endswith(b"/"))
    return {wire_path(entry[2:-1]) for entry in found}


def commits(raw: bytes) -> list[Commit]:
    """Return what `git log -z` says in the format LOG."""
    return [_commit(fields) for fields in _rows(raw, LOG_FIELDS)]


def _commit(fields: list[str]) -> Commit:
    id_, parents, author, email, at, refs, subject, body = fields
    return Commit(
        id=id_.lstrip("\n"),
        parents=parents.split(),
        author=author,
        email=email,
        at=float(at or 0),
        refs=_refs(refs),
        subject=subject,
        body=body.strip("\n"),
    )


def _refs(said: str) -> list[str]:
    names = [name.removeprefix("tag: ") for each in said.split(", ") for name in each.split(" -> ") if name]
    return list(dict.fromkeys(names))


def _rows(raw: bytes, width: int) -> Iterator[list[str]]:
    fields = raw.decode("utf-8", "replace").split("\0")
    for at in range(0, len(fields) - width + 1, width):
        yield fields[at : at + width]


def _lines(raw: bytes) -> list[str]:
    """Return lines that end only where git ends them."""
    return raw.decode("utf-8", "replace").removesuffix("\n").split("\n") if raw else []


def branches(raw: bytes) -> list[Branch]:
    """Return what `git for-each-ref` says in the format REFS."""
    lines = (line.split("\0") for line in _lines(raw) if line.count("\0") >= 8)
    return [_branch(fields) for fields in lines if not fields[8]]


def _branch(fields: list[str]) -> Branch:
    full, commit, peeled, head, upstream, track, at, subject, _ = fields
    _, group, name = full.split("/", 2)
    ahead, behind = (re.search(rf"{word} (\d+)", track) for word in ("ahead", "behind"))
    return Branch(
        name=name,
        kind="branch" if group == "heads" else "remote" if group == "remotes" else "tag",
        commit=peeled or commit,
        current=head == "*",
        upstream=upstream,
        ahead=int(ahead[1]) if ahead else 0,
        behind=int(behind[1]) if behind else 0,
        gone="gone" in track,
        at=float(at or 0),
        subject=subject,
    )


def stashes(raw: bytes) -> list[Stash]:
    """Return what `git stash list -z` says in the format STASHES; the newest is first."""
    return [Stash(id=id_.lstrip("\n"), message=message, at=float(at)) for id_, message, at in _rows(raw, 3)]


def blame(raw: bytes) -> list[Blamed]:
    """Return what `git blame --incremental` says, by line."""
    known: dict[str, dict[str, str]] = {}
    found: list[Blamed] = []
    commit, line, lines = "", 0, 0
    for text in _lines(raw):
        if head := re.fullmatch(r"([0-9a-f]{40,64}) \d+ (\d+) (\d+)", text):
            commit, line, lines = head[1], int(head[2]), int(head[3])
            known.setdefault(commit, {})
            continue
        name, _, value = text.partition(" ")
        if name != "filename":
            known[commit][name] = value
            continue
        about = known[commit]
        found.append(
            Blamed(
                line=line,
                lines=lines,
                commit="" if set(commit) == {"0"} else commit,
                author=about.get("author", ""),
                at=float(about.get("author-time", 0)),
                subject=about.get("summary", ""),
            )
        )
    return sorted(found, key=lambda each: each.line)


def remotes(raw: bytes) -> list[Remote]:
    """Return what `git remote -v` says, without what signs somebody in."""
    urls: dict[str, dict[str, str]] = {}
    for line in _lines(raw):
        name, _, rest = line.partition("\t")
        url, _, kind = re.sub(r" \[[^]]*\]$", "", rest).rpartition(" ")  # what a partial clone leaves out
        urls.setdefault(name, {})[kind] = re.sub(r"(?<=://)[^/]*@", "", url)
    return [
        Remote(name=name, url=each.get("(fetch)", ""), push_url=each.get("(push)", "")) for name, each in urls.items()
    ]
