"""git at the edges: no last line, another type, odd names, half a stash, hooks that speak, remotes that hang."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gitting import Opened, until
from joined import joined


def hook(repo: Opened, name: str, script: str) -> None:
    file = repo.folder / ".git/hooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.mark.parametrize("method", ["stage", "unstage", "discard"])
def test_no_paths_are_not_all_paths(repo: Opened, method: str):
    repo.write("a.txt", "changed\n")
    assert repo.refused(method, paths=[])["kind"] == "Invalid"
    assert repo.state() == {"a.txt": ("", "changed")}


def test_more_paths_than_a_program_can_be_given_are_discarded(repo: Opened):
    repo.write("a.txt", "changed\n")
    repo.call("discard", paths=[*(f"{'x' * 200}/{'y' * 200}/{number}" for number in range(9_000)), "a.txt"])
    assert repo.state() == {}


def test_lines_after_a_last_line_without_an_end_are_not_joined_to_it(repo: Opened):
    repo.write("b.txt", "p\nq")
    repo.git("commit", "-q", "-am", "no end")
    repo.write("b.txt", "p\nq\nc\n")
    (hunk,) = repo.call("diff", path="b.txt")[0]["hunks"]
    at = hunk["lines"].index("+c")
    refused = repo.refused("stage", paths=["b.txt"], hunk=hunk["id"], lines=[at])
    assert (refused["kind"], "Also choose" in refused["message"]) == ("Unacceptable", True)
    chosen = [at, hunk["lines"].index("-q"), hunk["lines"].index("+q")]
    repo.call("stage", paths=["b.txt"], hunk=hunk["id"], lines=chosen)
    assert repo.git("show", ":b.txt") == "p\nq\nc\n"


def test_an_end_that_is_not_chosen_stays(repo: Opened):
    repo.write("b.txt", "p\nq\n")
    repo.git("commit", "-q", "-am", "an end")
    repo.write("b.txt", "z\np\nq")
    (hunk,) = repo.call("diff", path="b.txt")[0]["hunks"]
    repo.call("stage", paths=["b.txt"], hunk=hunk["id"], lines=[hunk["lines"].index("+z")])
    assert repo.git("show", ":b.txt") == "z\np\nq\n"


def test_a_file_that_became_a_link_leaves_the_hunks_of_others_where_they_are(repo: Opened):
    (repo.folder / "a.txt").unlink()
    (repo.folder / "a.txt").symlink_to("b.txt")
    repo.write("b.txt", "2\n")
    repo.commit("between", c__txt="c\n")
    repo.git("reset", "-q", "HEAD~1")
    found = {each["path"]: each for each in repo.call("diff")}
    assert (found["a.txt"]["change"], found["a.txt"].get("hunks", [])) == ("type", [])
    assert found["b.txt"]["hunks"][0]["lines"] == ["-b", "+2"]
    repo.call("stage", paths=["b.txt"], hunk=found["b.txt"]["hunks"][0]["id"])
    repo.call("stage", paths=["a.txt"])
    assert repo.git("ls-files", "-s", "a.txt").startswith("120000")


@pytest.mark.parametrize("odd", ["\u2028", "\x0c", "\x85"])
def test_a_subject_with_an_odd_space_hides_nothing(repo: Opened, odd: str):
    repo.git("switch", "-q", "-c", "odd")
    head = repo.commit(f"one{odd}filename two", b__txt="odd\n")
    assert {each["name"] for each in repo.call("branches")} == {"main", "odd"}
    (line,) = repo.call("blame", path="b.txt")
    assert (line["commit"], line["subject"]) == (head, f"one{odd}filename two")


def test_what_is_in_the_way_of_a_stash_is_said_and_nothing_is_half_done(repo: Opened):
    repo.write("b.txt", "stashed\n")
    repo.write("new.txt", "stashed\n")
    repo.call("stash")
    repo.write("new.txt", "again\n")
    refused = repo.refused("unstash")
    assert (refused["kind"], refused["paths"]) == ("ChangesInTheWay", ["new.txt"])
    assert repo.state() == {"new.txt": ("", "untracked")}
    (repo.folder / "new.txt").unlink()
    repo.write("b.txt", "mine\n")
    refused = repo.refused("unstash")
    assert (refused["kind"], refused["paths"]) == ("ChangesInTheWay", ["b.txt"])
    assert repo.state() == {"b.txt": ("", "changed")}
    assert (repo.read("b.txt"), len(repo.call("stashes"))) == ("mine\n", 1)
    repo.commit("mine", b__txt="mine\n")
    assert repo.call("unstash")["state"] == "conflicts"
    assert repo.refused("unstash")["kind"] == "InOperation"


@pytest.mark.parametrize("said", ["eslint: not found", "the server said 401", "file already exists"])
def test_what_a_hook_says_is_not_what_git_says(repo: Opened, said: str):
    hook(repo, "pre-commit", f"echo '{said}' >&2; exit 1")
    refused = repo.refused("commit", message="x", empty=True)
    assert (refused["kind"], said in refused["message"]) == ("HookFailed", True)
    assert repo.refused("commit", message="x")["kind"] in {"NothingToCommit", "HookFailed"}


def test_git_is_heard_where_a_hook_only_follows(repo: Opened):
    hook(repo, "post-checkout", "echo 'lint: not found'; exit 1")
    assert repo.refused("create_branch", name="main")["kind"] == "RefExists"
    assert repo.refused("create_branch", name="aside")["kind"] == "HookFailed"


def test_the_first_commit_is_compared_with_nothing(repo: Opened):
    first = repo.git("rev-list", "--max-parents=0", "HEAD").strip()
    found = {each["path"]: each for each in repo.call("diff", before="", after=first)}
    assert found["b.txt"]["hunks"][0]["lines"] == ["+b"]
    second = repo.commit("second", b__txt="2\n")
    assert repo.refused("diff", after=second)["kind"] == "Unacceptable"


def test_a_remote_that_hangs_keeps_nobody_from_committing(repo: Opened, tmp_path: Path):
    script = tmp_path / "ssh"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/began; sleep 1000\n")
    script.chmod(0o755)
    repo.git("config", "core.sshCommand", str(script))
    repo.call("add_remote", name="origin", url="ssh://x.example/r")
    with joined(repo.server) as client:
        client.send("git.fetch", 7, workspace=repo.workspace)
        until((tmp_path / "began").exists)
        assert repo.call("commit", message="meanwhile", empty=True)["subject"] == "meanwhile"
        client.send("$/cancelRequest", None, id=7)
        assert client.next()["error"]["code"] == -32800


def test_a_lock_of_another_checkout_at_work_stays(repo: Opened):
    made = repo.server.call("workspaces.create", workspace=repo.workspace, name=f"lock {repo.folder.parent.name}")
    lock = repo.folder / ".git/packed-refs.lock"
    lock.touch()
    os.utime(lock, (1, 1))
    with subprocess.Popen(["git", "cat-file", "--batch"], cwd=repo.folder, stdin=subprocess.PIPE) as at_work:
        until(lambda: Path(f"/proc/{at_work.pid}/comm").read_text().strip() == "git")
        with pytest.raises(Exception, match="A git runs"):
            repo.server.call("git.unlock", workspace=made["id"])
        assert lock.exists()
        at_work.communicate()
    assert ".git/packed-refs.lock" in repo.server.call("git.unlock", workspace=made["id"])


def in_conflict(repo: Opened, ours: bytes = b"ours\n", theirs: bytes = b"theirs\n") -> None:
    """Let a merge stop at b.txt."""
    for branch, content in (("side", theirs), ("main", ours)):
        repo.git("switch", "-q", *([] if branch == "main" else ["-c"]), branch)
        repo.write("b.txt", content)
        repo.git("commit", "-qam", branch)
    repo.call("merge", revision="side")


def test_what_others_wrote_meanwhile_is_not_lost_by_a_resolution(repo: Opened):
    in_conflict(repo)
    sides = repo.call("conflict", path="b.txt")
    repo.write("b.txt", "by somebody else\n")
    text = {"path": "b.txt", "take": "text", "text": "both\n"}
    assert repo.refused("resolve", **text, version=sides["version"])["kind"] == "Conflict"
    assert repo.read("b.txt") == "by somebody else\n"
    repo.call("resolve", **text, version=repo.call("conflict", path="b.txt")["version"])
    assert repo.git("show", ":b.txt") == "both\n"


def test_sides_in_another_encoding_are_no_text_and_are_taken_whole(repo: Opened):
    in_conflict(repo, ours=b"caf\xe9\n")
    sides = repo.call("conflict", path="b.txt")
    assert (sides["ours"], sides["theirs"], sides["merged"]) == (None, "theirs\n", None)
    repo.call("resolve", path="b.txt", take="ours")
    assert (repo.folder / "b.txt").read_bytes() == b"caf\xe9\n"


def test_a_file_in_conflict_that_is_gone_or_too_large_is_said_to_be(repo: Opened):
    in_conflict(repo)
    (repo.folder / "b.txt").unlink()
    sides = repo.call("conflict", path="b.txt")
    assert (sides["merged"], sides["version"]) == (None, "new")
    repo.write("b.txt", b"x\n" * (4 * 1024 * 1024) + b"<<<<<<< x\n")
    assert repo.refused("conflict", path="b.txt")["kind"] == "QuotaExceeded"
    assert repo.refused("resolve", path="b.txt")["kind"] == "Unacceptable"


def nest(repo: Opened, *words: str) -> None:
    """Put a repository into the folder that git does not know."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(repo.folder / "nest")], check=True)
    repo.write("nest/inner.txt", "precious\n")
    if words:
        subprocess.run(["git", *words], cwd=repo.folder / "nest", check=True)


def test_a_repository_inside_that_git_does_not_know_is_seen_and_kept(repo: Opened):
    nest(repo)
    repo.write("a.txt", "changed\n")
    repo.write("new.txt", "n\n")
    assert repo.state() == {"a.txt": ("", "changed"), "nest": ("", "untracked"), "new.txt": ("", "untracked")}
    assert repo.call("diff", path="nest") == []
    repo.call("discard", paths=[""])
    assert repo.state() == {"nest": ("", "untracked")}
    assert repo.read("nest/inner.txt") == "precious\n"
    repo.call("discard", paths=["nest"])
    assert repo.state() == {}
    assert "nest" in str(repo.server.call("files.list_trash", workspace=repo.workspace))


def test_a_repository_inside_is_staged_as_git_does_it(repo: Opened):
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    nest(repo, *who, "commit", "-q", "--allow-empty", "-m", "inner")
    repo.call("stage", paths=[*repo.state()])
    assert repo.git("ls-files", "-s", "nest").startswith("160000")


def test_who_may_not_write_files_discards_nothing_half_way(repo: Opened):
    key = repo.server.call("system.create_token", name="narrow", scope=["git:*", "terminals:write"])["key"]
    repo.write("a.txt", "changed\n")
    repo.write("new.txt", "n\n")
    with pytest.raises(Exception, match="files:write"):
        repo.server.call("git.discard", workspace=repo.workspace, token=key, paths=[""])
    assert repo.state() == {"a.txt": ("", "changed"), "new.txt": ("", "untracked")}


def test_a_folder_that_git_does_not_know_has_no_difference(repo: Opened):
    repo.write("folder/new.txt", "n\n")
    assert repo.call("diff", path="folder") == []
    assert repo.call("diff", path="folder/new.txt")[0]["hunks"][0]["lines"] == ["+n"]


def test_addresses_of_remotes_are_shown_without_what_signs_in_whatever_git_says_beside(repo: Opened):
    repo.git("remote", "add", "origin", "https://u:p@x@h.example/r@1")
    repo.git("config", "remote.origin.partialCloneFilter", "blob:none")
    repo.git("config", "remote.origin.promisor", "true")
    assert "[blob:none]" in repo.git("remote", "-v")
    url = "https://h.example/r@1"
    assert repo.call("remotes") == [{"name": "origin", "url": url, "push_url": url}]


@pytest.mark.parametrize(
    ("method", "field"), [("switch", "name"), ("merge", "revision"), ("rebase", "onto"), ("drop_stash", "stash")]
)
def test_no_name_is_not_what_is_there(repo: Opened, method: str, field: str):
    repo.write("b.txt", "stashed\n")
    repo.call("stash")
    assert repo.refused(method, **{field: ""})["kind"] == "Invalid"
    assert (repo.call("status")["branch"], len(repo.call("stashes"))) == ("main", 1)


def test_remotes_that_hang_keep_no_other_workspace_waiting(repo: Opened, tmp_path: Path):
    script = tmp_path / "ssh"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/began-$$; sleep 1000\n")
    script.chmod(0o755)
    repo.git("config", "core.sshCommand", str(script))
    repo.call("add_remote", name="origin", url="ssh://x.example/r")
    hanging = [Opened(repo.server, tmp_path / f"hanging-{number}") for number in range(16)]
    with joined(repo.server) as client:
        for number, each in enumerate(hanging):
            shutil.copytree(repo.folder / ".git", each.folder / ".git")
            client.send("git.fetch", number, workspace=each.workspace)
        until(lambda: len(list(tmp_path.glob("began-*"))) == len(hanging))
        assert repo.call("status")["branch"] == "main"
        for number in range(len(hanging)):
            client.send("$/cancelRequest", None, id=number)
        for _ in hanging:
            assert client.next()["error"]["code"] == -32800
