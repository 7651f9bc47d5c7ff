"""What stands in a repository is not run for who may not run it, nor if code in the sandbox may have put it there."""

from pathlib import Path

import pytest

from gitting import Opened
from icotes.kit.git import Git, GitFailed

HOOK = "#!/bin/sh\ntouch ran\n"
PLANT = """
import os, pathlib
hook = pathlib.Path(".git/hooks/pre-commit")
hook.parent.mkdir(exist_ok=True, parents=True)
hook.write_text("#!/bin/sh\\ntouch ran\\n")
hook.chmod(0o755)
"""
INIT = """
for name in ("objects", "refs/heads"):
    os.makedirs(".git/" + name)
pathlib.Path(".git/HEAD").write_text("ref: refs/heads/main\\n")
pathlib.Path(".git/config").write_text("[core]\\n\\tbare = false\\n")
"""


def hook(file: Path) -> None:
    """Put a hook there that leaves a trace."""
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(HOOK)
    file.chmod(0o755)


def run(opened: Opened, code: str) -> None:
    """Run code that may write in the workspace, to its end."""
    given = {"language": "python", "code": code, "write": True, "wait": 60}
    answer = opened.server.call("execution.run", workspace=opened.workspace, **given)
    assert answer["ended"]


def test_a_hook_that_code_in_the_sandbox_writes_is_not_there(repo: Opened):
    run(repo, PLANT)
    repo.write("b.txt", "2\n")
    repo.call("stage", paths=["b.txt"])
    repo.call("commit", message="x")
    assert not (repo.folder / "ran").exists()
    hook(repo.folder / ".git/hooks/pre-commit")
    repo.call("commit", message="a hook of a person", empty=True)
    assert (repo.folder / "ran").exists()


def test_a_repository_that_code_in_the_sandbox_made_starts_nothing_until_a_person_says_so(opened: Opened):
    run(opened, PLANT + INIT)
    opened.write("b.txt", "2\n")
    opened.call("stage", paths=["b.txt"])
    refused = opened.refused("commit", message="x")
    assert (refused["kind"], "icotes.trusted" in refused["message"]) == ("Denied", True)
    assert "pre-commit" in refused["message"]
    assert not (opened.folder / "ran").exists()
    opened.git("config", "--global", "--add", "icotes.trusted", str(opened.folder))
    opened.call("commit", message="x")
    assert (opened.folder / "ran").exists()


@pytest.mark.parametrize("where", ["hooks", "settings"])
def test_what_stands_in_the_files_is_written_by_code_in_the_sandbox_too(repo: Opened, where: str):
    run(repo, "print(1)")
    if where == "hooks":
        repo.git("config", "core.hooksPath", ".husky")
        hook(repo.folder / ".husky/pre-commit")
    else:
        repo.git("config", "include.path", "../shared.cfg")
        repo.write("shared.cfg", '[merge "x"]\n\tdriver = touch ran\n')
    assert "icotes.trusted" in repo.refused("commit", message="x", empty=True)["message"]
    assert not (repo.folder / "ran").exists()


def signed(repo: Opened) -> None:
    """Make a branch `side` with a signed commit, in a repository that checks signatures by a program of its own."""
    tree, head = repo.git("rev-parse", "HEAD^{tree}", "HEAD").split()
    who = "Ada <ada@example.org> 1700000000 +0000"
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n eA==\n -----END PGP SIGNATURE-----\n"
    repo.write("c", f"tree {tree}\nparent {head}\nauthor {who}\ncommitter {who}\n{signature}\nsigned\n")
    repo.git("branch", "side", repo.git("hash-object", "-t", "commit", "-w", "c").strip())
    (repo.folder / "c").unlink()
    program = repo.folder.parent / "check"
    program.write_text(f"#!/bin/sh\ntouch {repo.folder}/ran\nexit 1\n")
    program.chmod(0o755)
    for name, value in (
        ("merge.verifySignatures", "true"),
        ("log.showSignature", "true"),
        ("gpg.program", str(program)),
    ):
        repo.git("config", name, value)


def test_the_program_that_checks_signatures_is_not_run(repo: Opened):
    signed(repo)
    key = repo.server.call("system.create_token", name="narrow", scope=["git:*", "files:*"])["key"]
    with pytest.raises(Exception, match=r"gpg\.program.*terminals:write"):
        repo.server.call("git.merge", workspace=repo.workspace, token=key, revision="side")
    calm = Git(repo.folder)
    assert b"signed" in calm.run("log", "--format=%s", "side")
    with pytest.raises(GitFailed):
        calm.run("merge", "side")
    assert not (repo.folder / "ran").exists()
    assert repo.git("merge", "side", check=False) == ""
    assert (repo.folder / "ran").exists()


@pytest.mark.parametrize("setting", ["http.proxy", "http.https://x.example/.sslVerify", "url.https://evil/.insteadOf"])
def test_who_may_not_run_programs_reaches_no_remote_by_ways_that_the_repository_names(repo: Opened, setting: str):
    repo.call("add_remote", name="origin", url="https://x.example/r")
    repo.git("config", setting, "https://x.example/")
    key = repo.server.call("system.create_token", name="narrow", scope=["git:*", "files:*"])["key"]
    with pytest.raises(Exception, match="terminals:write"):
        repo.server.call("git.fetch", workspace=repo.workspace, token=key)


@pytest.mark.parametrize(
    "name", ["COMMIT_EDITMSG", "MERGE_MSG", "logs/HEAD", "logs/refs/heads/main", "refs/heads/x", "rebase-merge/message"]
)
def test_git_writes_through_no_link(repo: Opened, tmp_path: Path, name: str):
    outside = tmp_path / "precious"
    outside.write_text("precious\n")
    link = repo.folder / ".git" / name
    link.parent.mkdir(exist_ok=True, parents=True)
    link.unlink(missing_ok=True)
    link.symlink_to(outside)
    assert repo.refused("commit", message="x", empty=True)["kind"] == "Denied"
    assert outside.read_text() == "precious\n"


@pytest.mark.parametrize("what", ["circle", "nul"])
def test_a_pointer_that_leads_nowhere_is_refused_and_seen_when_it_is_gone(repo: Opened, what: str):
    pointer = repo.folder / ".git/commondir"
    repo.told("git.changed", lambda told: told["head"] != "")
    if what == "nul":
        pointer.write_bytes(b"a\0b\n")
    else:
        (repo.folder / "loop").symlink_to("loop")
        pointer.write_text("../loop/x\n")
    assert repo.refused("status")["kind"] == "Denied"
    repo.told("git.changed", lambda told: told["head"] == "")
    pointer.unlink()
    head = repo.commit("seen again", b__txt="3\n")
    repo.told("git.changed", lambda told: told["head"] == head)


@pytest.mark.parametrize("where", ["{other}/.git/objects", "../../../other/.git/objects", '"{other}/.git/objects"'])
def test_a_repository_that_borrows_from_another_is_refused(repo: Opened, tmp_path: Path, where: str):
    other = Opened(repo.server, tmp_path / "other")
    other.git("init", "-q", "-b", "main")
    secret = other.commit("secret", secret__txt="secret\n")
    note = repo.folder / ".git/objects/info/alternates"
    note.parent.mkdir(exist_ok=True)
    note.write_text(where.format(other=other.folder) + "\n")
    key = repo.server.call("system.create_token", name="narrow", scope=["git:read", "files:*"])["key"]
    with pytest.raises(Exception, match=r"borrows.*repack"):
        repo.server.call("git.read", workspace=repo.workspace, token=key, path="secret.txt", revision=secret)
    repo.git("repack", "-q", "-a", "-d")
    note.unlink()
    assert repo.call("log")["items"][0]["subject"] == "begin"


def test_git_reads_no_pack_through_a_link(repo: Opened, tmp_path: Path):
    repo.git("repack", "-q", "-a", "-d")
    (pack,) = (repo.folder / ".git/objects/pack").glob("*.pack")
    pack.rename(tmp_path / "aside")
    pack.symlink_to(tmp_path / "aside")
    assert repo.refused("log")["kind"] == "Denied"
