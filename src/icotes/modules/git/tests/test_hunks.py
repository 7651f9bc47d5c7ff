"""Hunks where files come, go, move, or are larger than can be shown."""

import subprocess
import tracemalloc
from typing import Any

import pytest

from gitting import Opened
from icotes.modules.git import patches

NEW = "one\ntwo\nthree\n"


def hunk(repo: Opened, path: str, **how: Any) -> dict[str, Any]:
    """Return the only hunk of a file."""
    (file,) = repo.call("diff", path=path, **how)
    (found,) = file["hunks"]
    return found


@pytest.mark.parametrize("name", ["new.txt", "n é.txt"])
def test_lines_of_a_new_file_are_unstaged_and_discarded(repo: Opened, name: str):
    repo.write(name, NEW)
    repo.call("stage", paths=[name])
    repo.call("unstage", paths=[name], hunk=hunk(repo, name, staged=True)["id"], lines=[1])
    assert repo.git("show", f":{name}") == "one\nthree\n"
    repo.git("rm", "-q", "-f", "--cached", name)
    repo.git("add", "--intent-to-add", name)
    repo.call("discard", paths=[name], hunk=hunk(repo, name)["id"], lines=[0])
    assert repo.read(name) == "two\nthree\n"
    repo.call("discard", paths=[name], hunk=hunk(repo, name)["id"])
    assert not (repo.folder / name).exists()


def test_lines_of_a_deletion_are_unstaged_and_discarded(repo: Opened):
    repo.write("new.txt", NEW)
    (repo.folder / "new.txt").chmod(0o755)
    repo.commit("new")
    repo.git("rm", "-q", "new.txt")
    repo.call("unstage", paths=["new.txt"], hunk=hunk(repo, "new.txt", staged=True)["id"], lines=[0, 2])
    assert repo.git("show", ":new.txt") == "one\nthree\n"
    assert repo.git("ls-files", "-s", "new.txt").startswith("100755")
    repo.call("discard", paths=["new.txt"], hunk=hunk(repo, "new.txt")["id"], lines=[1])
    assert repo.read("new.txt") == "three\n"


@pytest.mark.parametrize("lines", [[], [3, 4]])
def test_a_hunk_of_a_file_that_moved_is_unstaged_and_it_stays_moved(repo: Opened, lines: list[int]):
    repo.git("mv", "a.txt", "a.txt2")
    before = repo.read("a.txt2")
    repo.write("a.txt2", before.replace("line 9\n", "changed\n"))
    repo.git("add", "a.txt2")
    (file,) = repo.call("diff", staged=True)
    assert (file["change"], file["from"]) == ("moved", "a.txt")
    repo.call("unstage", paths=["a.txt2"], hunk=file["hunks"][0]["id"], lines=lines)
    assert repo.git("show", ":a.txt2") == before
    assert repo.git("diff", "--cached", "--name-status").split() == ["R100", "a.txt", "a.txt2"]
    assert repo.refused("unstage", paths=["a.txt2"], hunk=file["hunks"][0]["id"])["kind"] == "HunkGone"


def test_what_is_too_much_to_be_shown_is_counted_and_not_taken_apart(repo: Opened):
    lines = 1_000_000
    repo.write("b.txt", b"\n" * lines)
    (file,) = repo.call("diff", path="b.txt")
    assert (file["cut"], file["added"], file["removed"], file.get("hunks", [])) == (True, lines, 1, [])
    words = ["git", "diff", *patches.DIFF, "--unified=3"]
    raw = subprocess.run(words, cwd=repo.folder, capture_output=True, check=True).stdout
    tracemalloc.start()
    (read,) = patches.read(raw)
    assert (read.shown(patches.MOST_OF_ONE).cut, read.hunks()) == (True, [])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(raw)


def test_lines_around_keep_their_space_whatever_the_settings_say(repo: Opened):
    repo.commit("blank", b__txt="\n\nb\n\n")
    repo.git("config", "diff.suppressBlankEmpty", "true")
    repo.write("b.txt", "\n\nchanged\nand more\n\n")
    found = hunk(repo, "b.txt")
    assert found["lines"] == [" ", " ", "-b", "+changed", "+and more", " "]
    repo.call("stage", paths=["b.txt"], hunk=found["id"], lines=[2, 3])
    assert repo.git("show", ":b.txt") == "\n\nchanged\n\n"
