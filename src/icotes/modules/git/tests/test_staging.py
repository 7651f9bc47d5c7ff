"""Choosing what the next commit holds: files, hunks, lines; committing; what refuses."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gitting import Opened, until
from joined import joined
from running import Server


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody asked about does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def changed(repo: Opened) -> list[dict[str, Any]]:
    """Change two places of a.txt, far apart, and return the hunks."""
    text = repo.read("a.txt").replace("line 2\n", "second\nand more\n").replace("line 18\n", "late\n")
    repo.write("a.txt", text)
    return repo.call("diff", path="a.txt")[0]["hunks"]


@pytest.mark.capability("K7", partly="stage and commit; the rest is shown beside")
def test_files_are_staged_unstaged_discarded_and_committed(repo: Opened):
    repo.write("a.txt", "changed\n")
    repo.write("new.txt", "n\n")
    (repo.folder / "b.txt").unlink()
    repo.call("stage", paths=["a.txt", "b.txt"])
    assert repo.state() == {"a.txt": ("changed", ""), "b.txt": ("deleted", ""), "new.txt": ("", "untracked")}
    repo.call("unstage", paths=["b.txt"])
    before = len(repo.all_told())
    made = repo.call("commit", message="Change a")
    assert repo.git("show", "--format=", "--name-only", "HEAD").split() == ["a.txt"]
    repo.told("git.changed", lambda told: told["head"] == made["id"])
    until(lambda: {"head", "index", "refs"} <= {*repo.all_told(before)})  # all of it at once, or one after the other
    assert repo.refused("commit", message="nothing")["kind"] == "NothingToCommit"
    repo.call("discard", paths=["b.txt", "new.txt"])
    assert repo.state() == {}
    assert repo.read("b.txt") == "b\n"
    trash = repo.server.call("files.list_trash", workspace=repo.workspace)
    assert "new.txt" in str(trash)
    again = repo.call("commit", message="Better said", amend=True)
    assert (again["subject"], again["parents"]) == ("Better said", made["parents"])


def test_hunks_are_staged_unstaged_and_discarded_one_by_one(repo: Opened):
    first, second = changed(repo)
    repo.call("stage", paths=["a.txt"], hunk=second["id"])
    assert repo.git("show", ":a.txt") == repo.read("a.txt").replace("second\nand more\n", "line 2\n")
    assert [each["id"] for each in repo.call("diff", path="a.txt")[0]["hunks"]] == [first["id"]]
    (staged,) = repo.call("diff", path="a.txt", staged=True)[0]["hunks"]
    repo.call("unstage", paths=["a.txt"], hunk=staged["id"])
    assert repo.call("diff", staged=True) == []
    repo.call("discard", paths=["a.txt"], hunk=first["id"])
    assert repo.read("a.txt").splitlines()[1] == "line 2"
    assert repo.read("a.txt").splitlines()[17] == "late"
    assert repo.refused("stage", paths=["a.txt"], hunk=first["id"])["kind"] == "HunkGone"
    small = repo.call("diff", path="a.txt", around=0)[0]["hunks"]
    repo.call("stage", paths=["a.txt"], hunk=small[0]["id"])
    assert repo.state() == {"a.txt": ("changed", "")}


def test_lines_of_a_hunk_are_staged_unstaged_and_discarded(repo: Opened):
    first, _ = changed(repo)
    plus = [at for at, line in enumerate(first["lines"]) if line == "+and more"]
    repo.call("stage", paths=["a.txt"], hunk=first["id"], lines=plus)
    assert repo.git("show", ":a.txt").splitlines()[:4] == ["line 1", "line 2", "and more", "line 3"]
    (staged,) = repo.call("diff", path="a.txt", staged=True)[0]["hunks"]
    repo.call("unstage", paths=["a.txt"], hunk=staged["id"], lines=[staged["lines"].index("+and more")])
    assert repo.call("diff", staged=True) == []
    first, _ = repo.call("diff", path="a.txt")[0]["hunks"]
    repo.call("discard", paths=["a.txt"], hunk=first["id"], lines=[first["lines"].index("+second")])
    assert repo.read("a.txt").splitlines()[:3] == ["line 1", "and more", "line 3"]
    context = [at for at, line in enumerate(first["lines"]) if line.startswith(" ")]
    assert repo.refused("stage", paths=["a.txt"], hunk=first["id"], lines=context)["kind"] in {
        "HunkGone",
        "Unacceptable",
    }


def test_a_part_of_a_new_file_and_of_a_deletion_is_staged(repo: Opened):
    repo.write("new.txt", "one\ntwo\n")
    (hunk,) = repo.call("diff", path="new.txt")[0]["hunks"]
    repo.call("stage", paths=["new.txt"], hunk=hunk["id"], lines=[0])
    assert repo.git("show", ":new.txt") == "one\n"
    (repo.folder / "a.txt").unlink()
    (hunk,) = repo.call("diff", path="a.txt")[0]["hunks"]
    repo.call("stage", paths=["a.txt"], hunk=hunk["id"], lines=[0])
    assert repo.git("show", ":a.txt").splitlines()[0] == "line 2"


def test_text_in_other_encodings_and_without_a_last_new_line_is_staged_as_it_is(repo: Opened):
    repo.write("raw.txt", b"caf\xe9\r\nend")
    repo.call("stage", paths=["raw.txt"])
    repo.call("commit", message="raw")
    repo.write("raw.txt", b"caf\xe9s\r\nend\r\n")
    (hunk,) = repo.call("diff", path="raw.txt")[0]["hunks"]
    assert "\\ No newline at end of file" in hunk["lines"]
    repo.call("stage", paths=["raw.txt"], hunk=hunk["id"])
    assert repo.state() == {"raw.txt": ("changed", "")}


def test_a_hook_that_refuses_is_heard_and_one_that_hangs_is_stopped(repo: Opened, fresh_server: Callable[..., Server]):
    hook = repo.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    repo.write("b.txt", "2\n")
    repo.call("stage", paths=["b.txt"])
    refused = repo.refused("commit", message="x")
    assert (refused["kind"], "not today" in refused["message"]) == ("HookFailed", True)
    hook.write_text("#!/bin/sh\necho $$ > .git/pid\nsleep 1000 & sleep 1000\n")
    for name, value in (("user.name", "Ada"), ("user.email", "ada@example.org")):
        repo.git("config", name, value)
    impatient = Opened(fresh_server(ICOTES_GIT_SECONDS="6"), repo.folder)
    began = time.monotonic()
    refused = impatient.refused("commit", message="x")
    assert (refused["kind"], "pre-commit" in refused["message"]) == ("TimedOut", True)
    assert time.monotonic() - began < 20
    assert not alive(int(repo.read(".git/pid")))
    hook.unlink()
    assert repo.call("commit", message="after all")["subject"] == "after all"


def test_who_may_not_run_programs_does_not_run_those_of_the_repository(repo: Opened):
    key = repo.server.call("system.create_token", name="narrow", scope=["git:*", "files:*"])["key"]
    hook = repo.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)
    repo.git("config", "filter.evil.clean", "touch ran; cat")
    repo.git("config", "core.fsmonitor", "touch ran")
    repo.git("config", "core.sshCommand", "touch ran")
    repo.git("config", "diff.evil.textconv", "touch ran; cat")
    repo.write(".gitattributes", "*.txt filter=evil diff=evil\n")
    repo.write("b.txt", "2\n")
    repo.call("diff", path="b.txt")
    repo.call("blame", path="b.txt")
    repo.server.call("git.status", workspace=repo.workspace, token=key)
    repo.server.call("git.stage", workspace=repo.workspace, token=key, paths=["b.txt"])
    with pytest.raises(Exception, match="terminals:write"):
        repo.server.call("git.commit", workspace=repo.workspace, token=key, message="x")
    assert not (repo.folder / "ran").exists()
    repo.call("commit", message="x")
    assert (repo.folder / "ran").exists()


def test_on_a_machine_that_names_nobody_a_commit_is_made_in_the_name_that_is_given(
    fresh_server: Callable[..., Server], tmp_path: Path
):
    repo = Opened(fresh_server(), tmp_path / "work")
    repo.git("init", "-q", "-b", "main")
    repo.write("x", "1\n")
    repo.call("stage", paths=["x"])
    refused = repo.refused("commit", message="x")
    assert refused["kind"] == "AuthorUnknown"
    assert "author" in refused["message"]
    repo.call("commit", message="x", author="Ada Lovelace <ada@example.org>")
    assert repo.git("log", "--format=%an %ae, %cn %ce").strip() == ", ".join(["Ada Lovelace ada@example.org"] * 2)


def test_a_hook_that_hangs_does_not_keep_the_server_from_ending(fresh_server: Callable[..., Server], tmp_path: Path):
    repo = Opened(fresh_server(), tmp_path / "work")
    repo.git("init", "-q", "-b", "main")
    repo.git("config", "user.name", "Ada")
    repo.git("config", "user.email", "ada@example.org")
    repo.write("x", "1\n")
    hook = repo.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho $$ > .git/pid.new && mv .git/pid.new .git/pid; sleep 1000\n")
    hook.chmod(0o755)
    repo.call("stage", paths=["x"])
    with joined(repo.server, close_timeout=1) as client:
        client.send("git.commit", 1, workspace=repo.workspace, message="x")
        until((repo.folder / ".git/pid").exists)
        repo.server.stop()
    until(lambda: not alive(int(repo.read(".git/pid"))))


def test_a_repository_that_leads_elsewhere_is_refused(repo: Opened, tmp_path: Path):
    outside, kept = tmp_path / "secret", repo.folder / ".git"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret\n")
    repo.git("config", "core.worktree", str(outside))
    assert "secret.txt" not in repo.state()
    repo.git("config", "--file", ".git/config", "--unset", "core.worktree")
    kept.rename(outside / ".git")
    repo.write(".git", f"gitdir: {outside}/.git\n")
    assert repo.refused("log")["kind"] == "Denied"
    kept.unlink()
    kept.symlink_to(outside / ".git")
    assert repo.refused("log")["kind"] == "Denied"
    kept.unlink()
    repo.git("init", "-q", "-b", "main")
    for name, target in (("commondir", f"{outside}/.git\n"), ("objects", "")):
        if target:
            (kept / name).write_text(target)
        else:
            (kept / "commondir").unlink()
            (kept / name).rename(kept / "aside")
            (kept / name).symlink_to(outside / ".git" / name)
        assert repo.refused("log")["kind"] == "Denied"


def test_a_worktree_of_the_workspace_has_a_status_of_its_own(repo: Opened):
    made = repo.server.call("workspaces.create", workspace=repo.workspace, name=f"aside {repo.folder.parent.name}")
    aside = Path(made["folder"])
    (aside / "b.txt").write_text("aside\n")
    status = repo.server.call("git.status", workspace=made["id"])
    assert [each["path"] for each in status["files"]] == ["b.txt"]
    assert status["branch"] == made["branch"]
    repo.server.call("git.stage", workspace=made["id"], paths=["b.txt"])
    repo.server.call("git.commit", workspace=made["id"], message="Aside")
    assert repo.git("log", "-1", "--format=%s", made["branch"]).strip() == "Aside"
    assert repo.state() == {}


def test_a_commit_is_cancelled_with_all_that_its_hook_started(repo: Opened):
    hook = repo.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nsleep 1000 & echo $! > .git/pid.new && mv .git/pid.new .git/pid; wait\n")
    hook.chmod(0o755)
    repo.write("b.txt", "2\n")
    repo.call("stage", paths=["b.txt"])
    with joined(repo.server) as client:
        client.send("git.commit", 7, workspace=repo.workspace, message="x")
        until((repo.folder / ".git/pid").exists)
        pid = int(repo.read(".git/pid"))
        assert alive(pid)
        client.send("$/cancelRequest", None, id=7)
        assert client.next()["error"]["code"] == -32800
    until(lambda: not alive(pid))
    hook.unlink()
    assert repo.call("commit", message="free again")["subject"] == "free again"


def test_a_lock_left_behind_is_named_and_taken_away(repo: Opened):
    repo.write("b.txt", "2\n")
    (repo.folder / ".git/index.lock").touch()
    refused = repo.refused("stage", paths=["b.txt"])
    assert (refused["kind"], refused["lock"]) == ("RepositoryLocked", ".git/index.lock")
    assert "git.unlock" in refused["message"]
    os.utime(repo.folder / ".git/index.lock", (1, 1))
    assert repo.call("unlock") == [".git/index.lock"]
    repo.call("stage", paths=["b.txt"])
    assert repo.state() == {"b.txt": ("changed", "")}


def test_commands_at_the_same_time_wait_for_each_other(repo: Opened):
    for number in range(12):
        repo.write(f"f{number}", "1\n")
    failed: list[Exception] = []

    def stage(number: int) -> None:
        try:
            repo.call("stage", paths=[f"f{number}"])
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=stage, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert {each[0] for each in repo.state().values()} == {"added"}


def test_a_terminal_s_commit_is_told(repo: Opened):
    head = repo.commit("from a terminal", b__txt="3\n")
    assert repo.told("git.changed", lambda told: told["head"] == head)["branch"] == "main"
    # Its refs may be told behind its head.
    repo.told("git.changed", lambda told: told["head"] == head and "refs" in told["what"])
    before = repo.all_told().count("refs")
    repo.git("branch", "deep/er")
    until(lambda: repo.all_told().count("refs") > before)
    assert repo.told("git.changed", lambda told: "refs" in told["what"])["head"] == head
