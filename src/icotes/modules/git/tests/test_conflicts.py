"""What stops in the middle: which files are in conflict, how they are resolved, and how it goes on or is taken back."""

import subprocess
from pathlib import Path

import pytest

from gitting import Opened

MUCH = b"\0" * (8 * 1024 * 1024 + 1)


def fork(repo: Opened, name: str = "b.txt", ours: bytes = b"ours\n", theirs: bytes = b"theirs\n") -> None:
    """Let `main` and `side` say other things of a file; `main` is checked out."""
    repo.git("switch", "-q", "-c", "side")
    repo.write(name, theirs)
    repo.commit("theirs")
    repo.git("switch", "-q", "main")
    repo.write(name, ours)
    repo.commit("ours")


@pytest.mark.parametrize("name", ["b.txt", "new.txt"])
def test_files_in_conflict_hide_no_difference_of_others(repo: Opened, name: str):
    fork(repo, name)
    repo.call("merge", revision="side")
    repo.write("a.txt", "changed\n")
    assert [each["path"] for each in repo.call("diff")] == ["a.txt"]
    assert repo.call("diff", path=name) == []


def test_a_submodule_in_conflict_keeps_the_work_in_it(repo: Opened, tmp_path: Path):
    source = Opened(repo.server, tmp_path / "source")
    source.git("init", "-q", "-b", "main")
    base, theirs = source.commit("base"), source.commit("theirs")
    source.git("switch", "-q", "--detach", base)
    ours = source.commit("ours", x="ours\n")
    repo.git("clone", "-q", str(source.folder), "sub")
    sub = Opened(repo.server, repo.folder / "sub")
    sub.git("fetch", "-q", str(source.folder), "HEAD")
    for branch, commit in (("main", base), ("side", theirs), ("main", ours)):
        repo.git("switch", "-q", *(["-c"] if branch == "side" else []), branch)
        sub.git("checkout", "-q", commit)
        repo.git("-c", "advice.addEmbeddedRepo=false", "add", "sub")
        repo.git("commit", "-q", "-m", branch)
    assert repo.call("merge", revision="side")["state"] == "conflicts"
    repo.write("sub/precious.txt", "not committed\n")
    for side in ("ours", "theirs"):
        refused = repo.refused("resolve", path="sub", take=side)
        assert (refused["kind"], "submodule" in refused["message"]) == ("Unacceptable", True)
    assert repo.read("sub/precious.txt") == "not committed\n"
    repo.call("resolve", path="sub")
    assert repo.git("ls-files", "-s", "sub").split()[1] == ours


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_side_that_is_too_large_to_be_shown_is_taken(repo: Opened, side: str):
    fork(repo, ours=MUCH + b"ours", theirs=MUCH + b"theirs")
    repo.call("merge", revision="side")
    repo.call("resolve", path="b.txt", take=side)
    assert (repo.folder / "b.txt").read_bytes() == MUCH + side.encode()


@pytest.mark.parametrize("how", ["merge", "rebase"])
def test_conflicts_are_told_where_there_are_hooks(repo: Opened, how: str):
    fork(repo)
    for name in ("commit-msg", "post-merge", "post-rewrite"):
        hook = repo.folder / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\n")
        hook.chmod(0o755)
    outcome = repo.call(how, **{"revision" if how == "merge" else "onto": "side"})
    assert (outcome["state"], outcome["conflicts"]) == ("conflicts", ["b.txt"])


@pytest.mark.parametrize("message", ["", "#12 join side\n\n# Why"])
def test_the_message_of_a_merge_is_whole_and_does_not_hold_what_git_says_of_conflicts(repo: Opened, message: str):
    fork(repo)
    repo.call("merge", revision="side", message=message)
    repo.call("resolve", path="b.txt", take="ours")
    repo.call("continue")
    assert repo.git("log", "-1", "--format=%B").strip() == (message or "Merge branch 'side'")


def test_conflicts_are_found_behind_any_number_of_changes(repo: Opened):
    fork(repo)
    repo.call("merge", revision="side")
    blob = repo.git("rev-parse", "HEAD:a.txt").strip()
    many = "".join(f"100644 {blob} 0\tmany/{number}\n" for number in range(10_001))
    subprocess.run(["git", "update-index", "--index-info"], cwd=repo.folder, input=many, text=True, check=True)
    assert repo.refused("continue")["paths"] == ["b.txt"]


@pytest.mark.parametrize("end", ["abort", "skip", "continue"])
def test_mails_that_stop_at_conflicts_are_taken_back_left_out_or_gone_on_with(repo: Opened, end: str):
    fork(repo)
    head = repo.git("rev-parse", "HEAD").strip()
    (mail,) = repo.git("format-patch", "-1", "side").split()
    repo.git("am", "-q", "-3", mail, check=False)
    (repo.folder / mail).unlink()
    assert repo.call("conflict", path="b.txt")["theirs"] == "theirs\n"
    if end == "continue":
        repo.call("resolve", path="b.txt", take="theirs")
    repo.call(end)
    assert (repo.call("status")["operation"], repo.state()) == ("", {})
    assert (repo.git("rev-parse", "HEAD").strip() == head) == (end != "continue")
