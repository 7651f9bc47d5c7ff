"""Branches, conflicts, stashes, and other repositories."""

import stat
import subprocess
from pathlib import Path

import pytest

from gitting import Opened


def fork(repo: Opened, ours: str = "ours\n", theirs: str = "theirs\n") -> None:
    """Let `main` and `side` change the same line of b.txt; `main` is checked out."""
    repo.git("switch", "-q", "-c", "side")
    repo.commit("theirs", b__txt=theirs)
    repo.git("switch", "-q", "main")
    repo.commit("ours", b__txt=ours)


@pytest.mark.capability("K7", partly="branches; the rest is shown beside")
def test_branches_are_made_switched_listed_and_deleted(repo: Opened):
    repo.call("create_branch", name="feature/x")
    repo.commit("more", c__txt="c\n")
    assert repo.call("switch", name="main")["branch"] == "main"
    assert not (repo.folder / "c.txt").exists()
    found = {each["name"]: each for each in repo.call("branches")}
    assert (found["main"]["current"], found["feature/x"]["current"]) == (True, False)
    assert repo.refused("create_branch", name="main")["kind"] == "RefExists"
    assert repo.refused("create_branch", name="a..b")["kind"] == "Unacceptable"
    assert repo.refused("delete_branch", name="feature/x")["kind"] == "NotMerged"
    assert repo.refused("delete_branch", name="main")["kind"] == "Unacceptable"
    repo.call("delete_branch", name="feature/x", force=True)
    assert [each["name"] for each in repo.call("branches")] == ["main"]
    assert repo.refused("switch", name="feature/x")["kind"] == "RefNotFound"
    assert repo.call("switch", name="HEAD~0")["branch"] == ""


def test_open_documents_see_a_switch_as_they_see_other_changes(repo: Opened):
    repo.server.call("documents.read", workspace=repo.workspace, path="b.txt")
    repo.git("switch", "-q", "-c", "other")
    repo.commit("b", b__txt="other\n")
    repo.call("switch", name="main")
    assert repo.server.call("files.read", workspace=repo.workspace, path="b.txt")["text"] == "b\n"
    repo.write("b.txt", "mine\n")
    refused = repo.refused("switch", name="other")
    assert (refused["kind"], refused["paths"]) == ("ChangesInTheWay", ["b.txt"])


def test_a_merge_with_conflicts_shows_its_sides_and_is_resolved(repo: Opened):
    fork(repo)
    outcome = repo.call("merge", revision="side")
    assert (outcome["state"], outcome["conflicts"]) == ("conflicts", ["b.txt"])
    status = repo.call("status")
    assert (status["operation"], status["files"][0]["conflict"]) == ("merge", "both changed")
    sides = repo.call("conflict", path="b.txt")
    assert (sides["base"], sides["ours"], sides["theirs"]) == ("b\n", "ours\n", "theirs\n")
    assert (sides["ours_name"], sides["theirs_name"]) == ("main", "side")
    assert "<<<<<<<" in sides["merged"]
    assert repo.refused("resolve", path="b.txt")["kind"] == "Unacceptable"
    assert repo.refused("continue")["kind"] == "InOperation"
    assert repo.refused("merge", revision="side")["kind"] == "InOperation"
    repo.call("resolve", path="b.txt", take="text", text="both\n")
    assert repo.call("continue")["state"] == "done"
    assert (repo.read("b.txt"), repo.call("status")["operation"]) == ("both\n", "")
    assert len(repo.call("log")["items"][0]["parents"]) == 2
    assert repo.call("merge", revision="side")["state"] == "unchanged"
    assert repo.refused("conflict", path="b.txt")["kind"] == "NotFound"


def test_a_merge_is_taken_back(repo: Opened):
    fork(repo)
    repo.call("merge", revision="side")
    repo.call("abort")
    assert (repo.read("b.txt"), repo.state(), repo.call("status")["operation"]) == ("ours\n", {}, "")
    assert repo.refused("abort")["kind"] == "Unacceptable"
    assert repo.refused("continue")["kind"] == "Unacceptable"


def test_a_rebase_with_conflicts_goes_on_is_skipped_and_is_taken_back(repo: Opened):
    fork(repo)
    begin = repo.git("rev-parse", "HEAD").strip()
    assert repo.call("rebase", onto="side")["state"] == "conflicts"
    assert repo.call("status")["operation"] == "rebase"
    assert repo.call("conflict", path="b.txt")["theirs"] == "ours\n"
    repo.call("abort")
    assert repo.git("rev-parse", "HEAD").strip() == begin
    repo.call("rebase", onto="side")
    repo.call("resolve", path="b.txt", take="theirs")
    assert repo.call("continue")["state"] == "done"
    assert [each["subject"] for each in repo.call("log")["items"]] == ["ours", "theirs", "begin"]
    repo.git("reset", "-q", "--hard", begin)
    repo.call("rebase", onto="side")
    assert repo.call("skip")["state"] == "done"
    assert [each["subject"] for each in repo.call("log")["items"]] == ["theirs", "begin"]


def test_a_side_that_deleted_the_file_can_be_taken(repo: Opened):
    repo.git("switch", "-q", "-c", "side")
    repo.git("rm", "-q", "b.txt")
    repo.commit("gone")
    repo.git("switch", "-q", "main")
    repo.commit("ours", b__txt="ours\n")
    repo.call("merge", revision="side")
    assert repo.call("conflict", path="b.txt")["conflict"] == "deleted by them"
    repo.call("resolve", path="b.txt", take="theirs")
    repo.call("continue", message="It is gone")
    assert not (repo.folder / "b.txt").exists()
    assert repo.call("log")["items"][0]["subject"] == "It is gone"


def test_changes_are_put_aside_and_come_back(repo: Opened):
    assert repo.refused("stash")["kind"] == "NothingToCommit"
    repo.write("b.txt", "wip\n")
    repo.write("new.txt", "n\n")
    made = repo.call("stash", message="half done")
    assert (repo.state(), repo.call("status")["stashes"]) == ({}, 1)
    assert "half done" in repo.call("stashes")[0]["message"]
    repo.commit("meanwhile", b__txt="other\n")
    outcome = repo.call("unstash", stash=made["id"], keep=True)
    assert (outcome["state"], outcome["conflicts"]) == ("conflicts", ["b.txt"])
    repo.call("resolve", path="b.txt", take="theirs")
    repo.git("reset", "-q", "--hard")
    (repo.folder / "new.txt").unlink(missing_ok=True)
    repo.git("reset", "-q", "--hard", "HEAD~1")
    assert repo.call("unstash")["state"] == "done"
    assert repo.read("b.txt") == "wip\n"
    assert repo.call("stashes") == []
    assert repo.refused("drop_stash", stash=made["id"])["kind"] == "RefNotFound"


@pytest.mark.capability("K7")
def test_commits_go_to_another_repository_and_come_from_it(repo: Opened, other: Path, tmp_path: Path):
    assert repo.call("remotes") == [{"name": "origin", "url": str(other), "push_url": str(other)}]
    assert repo.refused("pull")["kind"] == "Unacceptable"
    pushed = repo.call("push")
    assert pushed == {"ref": "refs/heads/main", "state": "new", "remote": "origin"}
    assert repo.told("git.progressed", lambda told: told["task"] == "push")["percent"] <= 100
    assert (repo.call("status")["upstream"], repo.call("push")["state"]) == ("origin/main", "unchanged")
    elsewhere = Opened(repo.server, tmp_path / "clone")
    elsewhere.git("clone", "-q", str(other), ".")
    elsewhere.commit("from elsewhere", b__txt="2\n")
    elsewhere.call("push")
    repo.commit("from here", a__txt="1\n")
    assert repo.refused("push")["kind"] == "PushRejected"
    repo.call("fetch")
    status = repo.call("status")
    assert (status["ahead"], status["behind"]) == (1, 1)
    assert repo.refused("pull", how="forward")["kind"] == "Conflict"
    assert repo.call("pull", how="rebase")["state"] == "done"
    assert repo.call("push")["state"] == "updated"
    elsewhere.commit("again", b__txt="3\n")
    assert elsewhere.call("pull")["state"] == "done"
    elsewhere.git("switch", "-q", "-c", "topic")
    elsewhere.commit("topic")
    assert elsewhere.call("push")["state"] == "new"
    repo.call("fetch", prune=True)
    assert repo.call("switch", name="origin/topic")["upstream"] == "origin/topic"
    repo.call("remove_remote", name="origin")
    assert repo.refused("fetch")["kind"] == "RefNotFound"


def test_remotes_that_want_a_sign_in_or_do_not_answer_say_what_to_do(repo: Opened, tmp_path: Path):
    ssh = tmp_path / "ssh"
    ssh.write_text(
        "#!/bin/sh\necho \"$@\" > '%s'\necho 'me@host: Permission denied (publickey).' >&2\nexit 255\n"
        % (tmp_path / "words")
    )
    ssh.chmod(ssh.stat().st_mode | stat.S_IXUSR)
    repo.git("config", "core.sshCommand", str(ssh))
    repo.call("add_remote", name="origin", url="ssh://me@host.invalid/x.git")
    refused = repo.refused("fetch")
    assert (refused["kind"], "ssh-add" in refused["message"]) == ("CredentialsNeeded", True)
    assert "BatchMode=yes" in (tmp_path / "words").read_text()
    repo.call("remove_remote", name="origin")
    repo.call("add_remote", name="origin", url="https://user:secret@127.0.0.1:9/x.git")
    assert "secret" not in str(repo.call("remotes"))
    refused = repo.refused("fetch")
    assert refused["kind"] == "RemoteUnreachable"
    assert "secret" not in str(refused)
    repo.git("remote", "set-url", "origin", str(tmp_path / "nowhere"))
    assert repo.refused("push")["kind"] == "RemoteUnreachable"


def test_a_remote_on_this_disk_needs_who_may_run_programs(repo: Opened, other: Path):
    key = repo.server.call("system.create_token", name="narrow", scope=["git:*"])["key"]
    with pytest.raises(Exception, match="terminals:write"):
        repo.server.call("git.push", workspace=repo.workspace, token=key)
    assert subprocess.run(["git", "for-each-ref"], cwd=other, capture_output=True, check=True).stdout == b""
