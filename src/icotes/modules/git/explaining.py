"""What git says when it refuses, as an error that tells what to do."""

import re
from collections.abc import Collection

from icotes.core.errors import Denied, IcotesError
from icotes.kit.git import GitFailed, wire_path
from icotes.modules.git.types import (
    AuthorUnknown,
    ChangesInTheWay,
    CredentialsNeeded,
    HookFailed,
    InOperation,
    NothingToCommit,
    NotMerged,
    PushRejected,
    RefExists,
    RefNotFound,
    RemoteUnreachable,
    RepositoryLocked,
)

_SAYINGS: list[tuple[str, type[IcotesError], str]] = [
    (
        r"nothing to commit|no changes added to commit|nothing added to commit",
        NothingToCommit,
        "Nothing is staged: stage what the commit should hold (git.stage), then try again.",
    ),
    (
        r"Please tell me who you are|unable to auto-detect email|empty ident name",
        AuthorUnknown,
        (
            "git does not know in whose name to commit: run `git config --global user.name` and `user.email` on the"
            " server's machine, or give `author`."
        ),
    ),
    (
        (
            r"could not read (Username|Password)|Authentication failed|terminal prompts disabled|Permission denied \(|"
            r"askpass|HTTP Basic: Access denied|\b(HTTP |error: )401\b|403 Forbidden|error: 403"
        ),
        CredentialsNeeded,
        (
            "The remote wants to know who you are. Sign in once in a terminal on the server's machine (`git credential"
            " approve`, `gh auth login`, or `ssh-add` for ssh), then try again."
        ),
    ),
    (
        r"Host key verification failed|REMOTE HOST IDENTIFICATION",
        CredentialsNeeded,
        (
            "The remote's ssh key is not known or has changed: connect to it once with ssh in a terminal and check its"
            " key, then try again."
        ),
    ),
    (
        r"transport '\w+' not allowed",
        Denied,
        (
            "Remotes of this kind are not used: give an address that begins with https:// or ssh://. One on the"
            " server's own disk needs a key that covers terminals:write."
        ),
    ),
    (
        r"\[rejected\]|non-fast-forward|fetch first|stale info",
        PushRejected,
        "The remote has commits that this branch lacks: pull, then push again.",
    ),
    (
        r"\[remote rejected\]|pre-receive hook declined",
        PushRejected,
        "The remote does not accept these commits; the message below is what it said.",
    ),
    (
        (
            r"Could not resolve host|Connection (refused|timed out|reset)|unable to access|Could not read from remote|"
            r"does not appear to be a git repository|early EOF|unable to connect|Couldn't connect"
        ),
        RemoteUnreachable,
        "The remote can't be reached: check its address (git.remotes) and the network, then try again.",
    ),
    (
        (
            r"unmerged files|not concluded your merge|MERGE_HEAD exists|rebase-(merge|apply)|unresolved conflict|"
            r"in the middle of|needs merge|you must edit all merge conflicts|cannot switch branch while|"
            r"you need to resolve your current index"
        ),
        InOperation,
        "A merge or rebase waits for its conflicts: resolve them (git.resolve), then git.continue, or git.abort.",
    ),
    (r"not fully merged", NotMerged, "This branch has commits that no other one has; give `force` to lose them."),
    (
        r"already exists|cannot lock ref",
        RefExists,
        "There is one of this name already, or one that stands in its way; choose another name.",
    ),
    (
        r"checked out at|used by worktree|already checked out",
        RefExists,
        "This branch is checked out in another worktree; choose another, or work in that workspace.",
    ),
    (
        (
            r"unknown revision|bad revision|invalid reference|not a valid (object|ref)|ambiguous argument|not found|"
            r"not something we can merge|invalid upstream|no such (remote|branch|ref)|No such remote|bad object|"
            r"couldn't find remote ref|did not match any|needed a single revision|not a commit|"
            r"does not point to a commit"
        ),
        RefNotFound,
        "There is no such commit, branch or remote here; git.branches and git.log show what there is.",
    ),
]
_BEFORE_HOOKS = {NothingToCommit, AuthorUnknown, InOperation}
"""What git says of itself where a hook could have said the rest."""
_IN_THE_WAY = re.compile(r"(?:would be overwritten by \w+|overwritten by \w+):\n((?:\t.*\n)+)")
_LOCK = re.compile(r"Unable to create '(?:.*?/)?(\.git/.+?|[^/']+)\.lock': File exists")


def explain(failed: GitFailed, hooks: Collection[str] = (), *, far: bool = False) -> IcotesError:
    """Return the error that a caller should meet.

    Args:
        hooks: the names of those that there are: what they say is not what git says.
        far: it talked to another repository.
    """
    said = failed.said
    if found := _LOCK.search(said):
        return RepositoryLocked(
            f"Another git works in this repository, or one was killed and left {found[1]}.lock: try again in a moment;"
            " if nothing runs, take it away with git.unlock.",
            lock=f"{found[1]}.lock",
        )
    if found := _IN_THE_WAY.search(said):
        paths = [wire_path(_unquoted(line.strip())) for line in found[1].splitlines()]
        return ChangesInTheWay(
            f"It would overwrite changes that are not committed ({', '.join(paths[:3])}): commit them, or put them"
            " aside with git.stash.",
            paths=paths[:100],
        )
    if re.search(r"local changes|Please commit or stash|You have unstaged changes|index contains uncommitted", said):
        return ChangesInTheWay(
            "There are changes that are not committed: commit them, or put them aside with git.stash.", paths=[]
        )
    refuses = not far and any(not each.startswith("post-") for each in hooks)
    own = said if far or refuses or not hooks else "\n".join(re.findall(r"^(?:fatal|error): .*", said, re.MULTILINE))
    for pattern, kind, message in _SAYINGS:
        if (not refuses or kind in _BEFORE_HOOKS) and re.search(pattern, own):
            return kind(message if kind is not PushRejected else f"{message}{_remote(said)}")
    if hooks:
        return HookFailed(f"The hook {' '.join(hooks)} refused: {_shown(said) or 'it said nothing'}")
    return failed


def _remote(said: str) -> str:
    lines = [line.removeprefix("remote:").strip() for line in said.splitlines() if line.startswith("remote:")]
    return f" ({' '.join(lines)[:500]})" if lines else ""


def _shown(said: str) -> str:
    return re.sub(r"(?<![\w/])/[^ \n:]*/", "", said.strip())[-1500:]


def _unquoted(path: str) -> bytes:
    """Return a path that git may have put in quotes."""
    if not (path.startswith('"') and path.endswith('"')):
        return path.encode("utf-8", "surrogateescape")
    plain = path[1:-1].encode("utf-8", "surrogateescape")
    return re.sub(rb"\\([0-7]{3}|.)", lambda at: bytes([int(at[1], 8)]) if len(at[1]) == 3 else at[1], plain)
