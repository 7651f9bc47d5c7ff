"""What changed: status, differences, the past."""

import json

import pytest

from gitting import Opened


@pytest.mark.capability("K7", partly="status, diff and log; the rest is shown beside")
def test_status_and_diff_tell_what_changed_staged_or_not(repo: Opened):
    repo.write("a.txt", repo.read("a.txt").replace("line 3\n", "third\n"))
    repo.write("new.txt", "n\n")
    repo.git("mv", "b.txt", "c.txt")
    status = repo.call("status")
    assert (status["branch"], status["total"], status["operation"], status["upstream"]) == ("main", 3, "", "")
    found = {each["path"]: each for each in status["files"]}
    assert found["a.txt"] == {"path": "a.txt", "unstaged": "changed"}
    assert found["c.txt"] == {"path": "c.txt", "staged": "moved", "from": "b.txt"}
    assert found["new.txt"] == {"path": "new.txt", "unstaged": "untracked"}

    (diff,) = repo.call("diff")
    assert (diff["path"], diff["change"], diff["added"], diff["removed"]) == ("a.txt", "changed", 1, 1)
    (hunk,) = diff["hunks"]
    assert (hunk["old_start"], hunk["old_lines"], hunk["new_lines"]) == (1, 6, 6)
    assert hunk["lines"][2:4] == ["-line 3", "+third"]
    (staged,) = repo.call("diff", staged=True)
    assert (staged["path"], staged["from"], staged["change"]) == ("c.txt", "b.txt", "moved")
    (new,) = repo.call("diff", path="new.txt")
    assert (new["change"], new["hunks"][0]["lines"]) == ("added", ["+n"])

    done = repo.server.icotes("git", "status", "--workspace", repo.workspace, "--json")
    assert json.loads(done.stdout)["branch"] == "main", done.stderr
    _, _, body = repo.server.http("GET", f"/api/v1/workspaces/{repo.workspace}/git")
    assert json.loads(body)["total"] == 3


def test_a_folder_without_a_repository_says_so_and_becomes_one(opened: Opened):
    assert opened.refused("status")["kind"] == "NoRepository"
    status = opened.call("init")
    assert (status["head"], status["branch"], status["files"]) == ("", "main", [])
    assert opened.told("git.changed", lambda told: "repository" in told["what"])["branch"] == "main"
    assert opened.refused("init")["kind"] == "Conflict"
    assert opened.call("log") == {"items": [], "next": None}
    opened.write("x", "1\n")
    opened.call("stage", paths=[""])
    assert opened.call("diff", staged=True)[0]["change"] == "added"
    opened.call("unstage", paths=["x"])
    assert opened.state() == {"x": ("", "untracked")}
    opened.call("stage", paths=["x"])
    made = opened.call("commit", message="First\n\nwhy")
    assert (made["subject"], made["body"], made["parents"], made["author"]) == ("First", "why", [], "Ada")
    assert opened.call("show")["files"][0]["path"] == "x"


def test_names_that_are_no_utf_8_travel_as_the_files_module_writes_them(repo: Opened):
    (repo.folder / "caf\udce9 -x").write_bytes(b"1\n")
    repo.write("two\nlines", "1\n")
    repo.write(":(top)odd", "1\n")
    listed = {each["path"] for each in repo.server.call("files.list", workspace=repo.workspace, path="")["items"]}
    names = set(repo.state())
    assert names == {"caf%E9 -x", "two%0Alines", ":(top)odd"}
    assert names <= listed
    for name in sorted(names):
        repo.call("stage", paths=[name])
        assert repo.state()[name] == ("added", "")
        assert repo.call("diff", path=name, staged=True)[0]["path"] == name
    repo.call("commit", message="odd names")
    assert repo.call("blame", path="caf%E9 -x")[0]["author"] == "Ada"
    assert repo.call("read", path="two%0Alines", revision="HEAD")["text"] == "1\n"


def test_the_log_has_parents_refs_pages_and_filters(repo: Opened):
    repo.git("switch", "-q", "-c", "side")
    side = repo.commit("on the side", s__txt="s\n")
    repo.git("switch", "-q", "main")
    main = repo.commit("on main", m__txt="m\n")
    repo.git("merge", "-q", "--no-edit", "side")
    repo.git("tag", "v1")
    page = repo.call("log", limit=2)
    assert page["items"][0]["parents"] == [main, side]
    assert set(page["items"][0]["refs"]) == {"HEAD", "refs/heads/main", "refs/tags/v1"}
    rest = repo.call("log", limit=2, after=page["next"])
    assert rest["next"] is None
    assert len({each["id"] for each in [*page["items"], *rest["items"]]}) == 4
    assert [each["id"] for each in repo.call("log", path="s.txt")["items"]] == [side]
    assert [each["id"] for each in repo.call("log", text="ON MAIN")["items"]] == [main]
    assert repo.call("log", author="nobody")["items"] == []
    assert [each["path"] for each in repo.call("show", revision=side)["files"]] == ["s.txt"]
    between = repo.call("diff", before="main~1", after="main")
    assert [each["path"] for each in between] == ["s.txt"]
    repo.git("switch", "-q", "--orphan", "alone")
    repo.commit("elsewhere")
    assert len(repo.call("log", all=True)["items"]) == 5
    assert len(repo.call("log")["items"]) == 1


def test_blame_names_the_commit_of_each_line(repo: Opened):
    first = repo.git("rev-parse", "HEAD").strip()
    second = repo.commit("second", a__txt=repo.read("a.txt").replace("line 2\n", "two\n"))
    repo.write("a.txt", repo.read("a.txt") + "more\n")
    found = repo.call("blame", path="a.txt")
    assert [(each["line"], each["lines"], each["commit"]) for each in found] == [
        (1, 1, first),
        (2, 1, second),
        (3, 18, first),
        (21, 1, ""),
    ]
    assert repo.refused("blame", path="nowhere.txt")["kind"] == "NotFound"


def test_what_is_typed_and_not_saved_is_seen(repo: Opened):
    state = repo.server.call("documents.read", workspace=repo.workspace, path="b.txt")
    assert state["text"] == "b\n"
    edits = [{"old": "b\n", "new": "typed\n"}]
    repo.server.call("documents.edit", workspace=repo.workspace, path="b.txt", edits=edits)
    assert "+typed" in repo.call("diff", path="b.txt")[0]["hunks"][0]["lines"]


def test_arguments_are_never_options(repo: Opened):
    for revision in ("--output=x", "-p"):
        assert repo.refused("show", revision=revision)["kind"] == "Invalid"
        assert repo.refused("switch", name=revision)["kind"] == "Invalid"
        assert repo.refused("create_branch", name=revision)["kind"] == "Invalid"
    assert repo.refused("log", revision="nowhere")["kind"] == "RefNotFound"
    assert repo.refused("diff", path="../x")["kind"] in {"Unacceptable", "Invalid"}
    repo.write("--force", "1\n")
    repo.call("stage", paths=["--force"])
    assert repo.state()["--force"] == ("added", "")
    assert repo.refused("commit", message="x", author="--amend")["kind"] != "Internal"
    assert repo.refused("add_remote", name="o", url="ext::sh -c id")["kind"] == "Invalid"
