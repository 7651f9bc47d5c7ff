"""A server that is killed between an edit and the file, and what happens to the file meanwhile."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from running import DEADLINE, Failed, Server


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def append(server: Server, path: str, text: str) -> None:
    server.call("documents.edit", path=path, edits=[{"new": text}])


@pytest.mark.capability("D4", "E9")
def test_a_kill_right_after_an_edit_and_a_change_on_disk_are_brought_together(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    file = server.folder / "a.md"
    file.write_text("one\ntwo\nthree\n")
    with file.open("ab"):  # what somebody else has open for writing is not replaced
        server.call("documents.edit", path="a.md", edits=[{"old": "two", "new": "two edited"}])
        server.kill()
    assert file.read_text() == "one\ntwo\nthree\n", "killed before it was written"
    file.write_text("zero\none\ntwo\nthree\n")
    again = fresh_server(server.folder, home=home)
    until(lambda: file.read_text() == "zero\none\ntwo edited\nthree\n")
    assert again.call("documents.read", path="a.md")["text"] == file.read_text()


def test_a_kill_right_after_an_edit_and_a_deletion_keep_the_edit(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    (server.folder / "a.md").write_text("one\n")
    append(server, "a.md", "two\n")
    server.kill()
    (server.folder / "a.md").unlink()
    again = fresh_server(server.folder, home=home)
    opened = again.call("documents.open", path="a.md")
    assert opened["status"]["trouble"] == "gone"
    assert again.call("documents.read", path="a.md")["text"] == "one\ntwo\n"
    again.call("documents.save", path="a.md")
    assert (server.folder / "a.md").read_text() == "one\ntwo\n"
    (server.folder / "b.md").write_text("")
    with pytest.raises(Failed):
        again.call("documents.open", path="c.md")


def test_kills_at_any_moment_lose_no_word_and_double_none(fresh_server: Callable[..., Server], tmp_path: Path) -> None:
    home, chance, words = tmp_path / "home", random.Random(1), list[str]()
    server = fresh_server(home=home)
    file = server.folder / "a.md"
    file.write_text("")
    for round_ in range(8 if os.environ.get("ICOTES_TEST_FULL") else 3):
        end = time.monotonic() + 0.2 + chance.random()
        while time.monotonic() < end:
            words.append(f"w{len(words)}\n")
            append(server, "a.md", words[-1])
        server.kill()
        there = [line for line in file.read_text().splitlines(keepends=True) if line[0] == "w"]
        assert there == words[: len(there)], "no half file"
        if round_ % 2:
            with file.open("a") as other:
                other.write(f"outside{round_}\n")
        server = fresh_server(server.folder, home=home)
        until(lambda: set(words) <= set(file.read_text().splitlines(keepends=True)))
        text = file.read_text()
        assert [line for line in text.splitlines(keepends=True) if line[0] == "w"] == words
        assert text.count("outside") == (round_ + 1) // 2


def test_a_document_that_is_opened_again_takes_in_what_differs_on_disk(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    file = server.folder / "a.md"
    file.write_text("one\n")
    append(server, "a.md", "two\n")
    before = server.call("documents.save", path="a.md")
    assert before["status"]["saved"]
    server.stop()
    file.write_text("one\ntwo\nthree\n")
    again = fresh_server(server.folder, home=home)
    opened = again.call("documents.open", path="a.md")
    assert opened["document"] == before["document"], "clients that were away can merge"
    assert again.call("documents.read", path="a.md")["text"] == "one\ntwo\nthree\n"
    assert opened["status"]["saved"]
    assert again.call("documents.history", path="a.md")["items"][0]["origin"] == "disk"
