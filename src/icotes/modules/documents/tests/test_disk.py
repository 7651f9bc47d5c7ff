"""An open document and its file: what is typed reaches the disk, what others write there reaches who types."""

import asyncio
import os
import random
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from icotes.core.errors import Conflict, Denied, NotFound, QuotaExceeded, Unacceptable
from icotes.core.log import Snapshot
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.documents import projection
from icotes.modules.documents.types import DocumentStatus, DocumentUpdate

LONG = 20


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.01)


def status(typist: Any) -> DocumentStatus:
    """Return the last that somebody was told of how a document stands to its file."""
    for value in reversed(typist.seen):
        if isinstance(value, DocumentStatus):
            return value
        if isinstance(value, Snapshot):
            return value.state.document.status
    raise AssertionError(typist.seen)


def rewrite(path: Path, data: bytes) -> None:
    """Replace a file as editors do: another one takes its name."""
    aside = path.with_name("aside.tmp")
    aside.write_bytes(data)
    aside.replace(path)


async def events(house: Any, path: str) -> list[dict[str, Any]]:
    opened = await house.client.container.get(OpenWorkspaces)
    found = await opened.all()[0].log.find(limit=1000)
    return [fields for each in found.items[::-1] if (fields := each.fields()).get("path") == path]


@pytest.mark.capability("D4")
async def test_what_is_typed_reaches_the_disk_and_whose_it_is(house: Any) -> None:
    house.file("a.py", "x = 1\n")
    ann, bob = await house.typist("ann", "a.py"), await house.typist("bob", "a.py")
    before = (house.folder / "a.py").stat().st_ino
    await ann.type("y = 2\n")
    await bob.type("# é😀\n", at=0)
    await until(lambda: (house.folder / "a.py").read_text("utf-8") == "# é😀\nx = 1\ny = 2\n")
    assert (house.folder / "a.py").stat().st_ino != before, "it was replaced, not overwritten"
    await until(lambda: status(ann).saved and status(ann).version_on_disk == _version(house, "a.py"))
    told = [name for each in await events(house, "a.py") for name in each.get("by", [])]
    assert set(told) == {"ann", "bob"}


async def test_while_somebody_types_on_it_is_written_now_and_then(house: Any) -> None:
    house.file("a", "")
    ann = await house.typist("ann", "a")
    seen, begun, words = set[int](), time.monotonic(), 0
    while words < 60 or len(seen) < 2:
        await ann.type("word ")
        words += 1
        seen.add((house.folder / "a").stat().st_size)
        await asyncio.sleep(0.05)
        assert time.monotonic() - begun < LONG
    assert projection.PAUSE >= 0.2
    assert len(seen) <= 2 + (time.monotonic() - begun) / projection.PAUSE


@pytest.mark.capability("I11", "E3")
@pytest.mark.parametrize("way", ["rename", "in place"])
async def test_what_others_write_comes_into_the_text_with_little_change(house: Any, way: str) -> None:
    lines = [f"line {number}\n" for number in range(1000)]
    house.file("a", "".join(lines))
    ann = await house.typist("ann", "a")
    lines[500] = "another line\n"
    data = "".join(["first\n", *lines]).encode()
    if way == "rename":
        rewrite(house.folder / "a", data)
    else:
        (house.folder / "a").write_bytes(data)
    await ann.shows(data.decode())
    updates = [each for each in ann.seen if isinstance(each, DocumentUpdate)]
    assert [each.origin for each in updates] == ["disk"]
    assert sum(len(each.update) for each in updates) < 500, "what did not change was left alone"
    await until(lambda: status(ann).version_on_disk != "" and status(ann).saved)
    await house.client.call("documents.save", path="a")
    assert (house.folder / "a").read_bytes() == data


@pytest.mark.usefixtures("unhurried")
async def test_what_both_write_at_the_same_time_stands(house: Any) -> None:
    house.file("a", "one\ntwo\nthree\n")
    ann = await house.typist("ann", "a")
    await ann.type("typed ", at=4)
    rewrite(house.folder / "a", b"one\ntwo\nthree\nfour\n")
    await ann.shows("one\ntyped two\nthree\nfour\n")
    await until(lambda: (house.folder / "a").read_text() == "one\ntyped two\nthree\nfour\n")


@pytest.mark.parametrize("seed", range(40 if os.environ.get("ICOTES_TEST_FULL") else 4))
async def test_whoever_writes_when_nothing_is_lost(house: Any, seed: int) -> None:
    """Others append and replace at random moments, while two type: every word of everybody is there at the end."""
    house.file("a", "begin\n")
    typists = [await house.typist("ann", "a"), await house.typist("bob", "a")]
    path, chance, over = house.folder / "a", random.Random(seed), threading.Event()
    written: list[str] = []

    def outside() -> None:
        for number in range(40):
            word = f"out{number:03}\n"
            if chance.random() < 0.5:
                with path.open("ab", buffering=0) as file:
                    time.sleep(chance.choice([0, 0.002, 0.02, 0.05]))
                    file.write(word.encode())
            else:
                done = False
                while not done:
                    with path.open("ab") as file:  # what it replaces is not replaced by others meanwhile
                        data = path.read_bytes()
                        aside = path.with_name("aside.tmp")
                        aside.write_bytes(data + word.encode())
                        done = path.read_bytes() == data and path.stat().st_ino == os.fstat(file.fileno()).st_ino
                        if done:
                            aside.replace(path)
            written.append(word)
            time.sleep(chance.random() * 0.06)
        over.set()

    thread = threading.Thread(target=outside)
    thread.start()
    typed: list[str] = []
    while not over.is_set():
        word = f"in{len(typed):03} "
        await chance.choice(typists).type(word, at=0)
        typed.append(word)
        if chance.random() < 0.5:
            await house.client.call("documents.save", path="a")
        await asyncio.sleep(chance.random() * 0.02)
    thread.join()
    await until(lambda: len(path.read_text()) == len("begin\n") + sum(map(len, [*written, *typed])))
    text = path.read_text()
    assert [word for word in [*typed, *written] if text.count(word) != 1] == []
    for typist in typists:
        await typist.shows(text)


async def test_files_are_read_and_written_through_the_text(house: Any) -> None:
    house.file("a", "one\n")
    call, ann = house.by("bob").call, await house.typist("ann", "a")
    await ann.type("two\n")
    read = await call("files.read", path="a")
    assert read["text"] == "one\ntwo\n"
    await ann.type("three\n")
    assert (await call("files.download", path="a")) == b"one\ntwo\nthree\n"
    with pytest.raises(Conflict) as conflict:
        await call("files.write", path="a", text="mine\n", version=read["version"])
    assert conflict.value.data["current"]["text"] == "one\ntwo\nthree\n"
    await ann.type("found it\n")
    found = house.client.stream("files.search_contents", pattern="found")
    assert [each.value.line async for each in found] == [4]
    await ann.type("four\n")
    await call("files.copy", source="a", target="b")
    assert (house.folder / "b").read_text() == "one\ntwo\nthree\nfound it\nfour\n"
    written = await call("files.write", path="a", text="one\n2\nthree\nfound it\nfour\n")
    await ann.shows("one\n2\nthree\nfound it\nfour\n")
    assert [(each.author, each.origin) for each in ann.seen if isinstance(each, DocumentUpdate)][-1] == ("bob", "edit")
    assert (await call("files.stat", path="a"))["version"] == written["version"]
    assert (await call("files.write", path="a", text="", version=written["version"]))["size"] == 0
    await ann.shows("")


async def test_a_document_goes_with_its_file_and_with_its_folder(house: Any) -> None:
    (house.folder / "old").mkdir()
    house.file("old/a", "one\n")
    ann = await house.typist("ann", "old/a")
    await ann.type("typed\n")
    await house.client.call("files.move", source="old/a", target="old/b")
    await until(lambda: status(ann).path == "old/b")
    (house.folder / "old").rename(house.folder / "new")
    await until(lambda: status(ann).path == "new/b")
    ann.path = "new/b"
    await ann.type("more\n")
    await until(lambda: (house.folder / "new/b").read_text() == "one\ntyped\nmore\n")
    assert not (house.folder / "old").exists()
    assert await house.text("new/b") == "one\ntyped\nmore\n"


async def test_an_editor_that_keeps_the_old_file_aside_takes_no_document_along(house: Any) -> None:
    house.file("a", "one\n")
    ann = await house.typist("ann", "a")
    (house.folder / "a").rename(house.folder / "a~")
    house.file("a", "one\ntwo\n")
    await ann.shows("one\ntwo\n")
    await until(lambda: status(ann).path == "a" and status(ann).trouble == "")


@pytest.mark.usefixtures("unhurried")
async def test_a_checkout_under_open_documents_keeps_what_is_typed(house: Any) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=n", "-c", "user.email=e@e", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *who, *words], cwd=house.folder, check=True, capture_output=True)

    (house.folder / "src").mkdir()
    house.file("src/a", "one\ntwo\nthree\n")
    house.file("gone", "only here\n")
    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    git("checkout", "-b", "side")
    house.file("src/a", "one\ntwo\nthree\nfour\n")
    (house.folder / "gone").unlink()
    git("commit", "-a", "-m", "second")
    git("checkout", "main")
    ann, bob = await house.typist("ann", "src/a"), await house.typist("bob", "gone")
    await ann.type("typed ", at=4)
    git("checkout", "--force", "side")
    await ann.shows("one\ntyped two\nthree\nfour\n")
    await until(lambda: status(bob).trouble == "gone")
    await bob.type("and kept\n")
    assert not (house.folder / "gone").exists()
    await until(lambda: (house.folder / "src/a").read_text() == "one\ntyped two\nthree\nfour\n")
    git("checkout", "--force", "main")
    await until(lambda: status(bob).trouble == "" and status(bob).saved)
    assert (house.folder / "gone").read_text() == "only here\nand kept\n"


async def test_what_was_deleted_is_kept_and_made_again_by_saving(house: Any) -> None:
    house.file("a", "one\n")
    ann = await house.typist("ann", "a")
    await house.client.call("files.delete", path="a")
    await until(lambda: status(ann).trouble == "gone")
    assert not status(ann).saved
    await ann.type("two\n")
    house.file("b", "")
    await (await house.typist("bob", "b")).type("later\n")
    await until(lambda: (house.folder / "b").read_text() == "later\n")  # so what was typed before was looked at
    assert not (house.folder / "a").exists()
    saved = await house.client.call("documents.save", path="a")
    assert saved["status"] == {
        "type": "status",
        "saved": True,
        "trouble": "",
        "detail": "",
        "path": "a",
        "version_on_disk": (await house.client.call("files.stat", path="a"))["version"],
    }
    assert (house.folder / "a").read_text() == "one\ntwo\n"


async def test_a_file_whose_folder_is_gone_says_so(house: Any) -> None:
    (house.folder / "f").mkdir()
    house.file("f/a", "one\n")
    ann = await house.typist("ann", "f/a")
    (house.folder / "f/a").unlink()
    (house.folder / "f").rmdir()
    house.file("f", "a file where a folder was")
    await until(lambda: status(ann).trouble == "gone")
    await ann.type("two\n")
    with pytest.raises((NotFound, Conflict)):
        await house.client.call("documents.save", path="f/a")
    (house.folder / "f").unlink()
    (house.folder / "f").mkdir()
    await house.client.call("documents.save", path="f/a")
    assert (house.folder / "f/a").read_text() == "one\ntwo\n"


async def test_a_read_only_file_keeps_edits_until_it_is_writable(house: Any) -> None:
    house.file("a", "one\n")
    ann = await house.typist("ann", "a")
    (house.folder / "a").chmod(0o444)
    await ann.type("two\n")
    await until(lambda: status(ann).trouble == "read_only")
    assert (await house.client.call("files.read", path="a"))["text"] == "one\ntwo\n"
    with pytest.raises(Denied):
        await house.client.call("documents.save", path="a")
    assert (house.folder / "a").read_text() == "one\n"
    (house.folder / "a").chmod(0o644)
    await until(lambda: (house.folder / "a").read_text() == "one\ntwo\n")
    await until(lambda: status(ann).trouble == "" and status(ann).saved)


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    """Give a file system of 1 MB, if this user may mount one."""
    place = tmp_path / "project" / "small"
    place.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting is for root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


async def test_a_full_disk_keeps_edits_until_there_is_room(house: Any, small_disk: Path) -> None:
    (small_disk / "a").write_text("one\n")
    ann = await house.typist("ann", "small/a")
    (small_disk / "filling").write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize))
    await ann.type("two\n" * 2000)
    await until(lambda: status(ann).trouble == "full")
    assert (small_disk / "a").read_text() == "one\n"
    with pytest.raises(QuotaExceeded):
        await house.client.call("documents.save", path="small/a")
    (small_disk / "filling").unlink()
    await until(lambda: (small_disk / "a").read_text() == "one\n" + "two\n" * 2000)
    await until(lambda: status(ann).trouble == "")


@pytest.mark.parametrize("what", ["binary", "link", "folder", "large"])
async def test_something_else_at_the_path_leaves_the_text_alone(house: Any, what: str) -> None:
    house.file("a", "one\n")
    ann = await house.typist("ann", "a")
    path = house.folder / "a"
    if what == "binary":
        rewrite(path, b"\0\1\2")
    elif what == "large":
        rewrite(path, b"x" * 100_001)
    else:
        path.unlink()
        house.file("other", "another\n")
        path.symlink_to("other") if what == "link" else path.mkdir()
    await until(lambda: status(ann).trouble == "unreadable")
    assert str(ann) == "one\n"
    await ann.type("two\n")
    with pytest.raises(Conflict):
        await house.client.call("documents.save", path="a")
    path.rmdir() if what == "folder" else path.unlink()
    house.file("a", "one\nagain\n")
    await ann.shows("one\ntwo\nagain\n")
    await until(lambda: path.read_text() == "one\ntwo\nagain\n" and status(ann).trouble == "")


@pytest.mark.parametrize(
    ("data", "typed", "now"),
    [
        (b"a\r\nb\r\n", "c\n", b"a\r\nb\r\nc\n".replace(b"c\n", b"c\r\n")),
        (b"a\r\nb\n", "c\n", b"a\r\nb\nc\n"),
        (b"\xef\xbb\xbfa\n", "é\n", b"\xef\xbb\xbfa\n\xc3\xa9\n"),
        ("a\n".encode("utf-16"), "é\n", "a\né\n".encode("utf-16")),
        (b"", "\n", b"\n"),
    ],
)
async def test_encoding_and_ends_of_lines_stay(house: Any, data: bytes, typed: str, now: bytes) -> None:
    house.file("a", data)
    ann = await house.typist("ann", "a")
    await ann.type(typed)
    await until(lambda: (house.folder / "a").read_bytes() == now)


async def test_other_ends_of_lines_on_disk_change_no_text(house: Any) -> None:
    house.file("a", b"a\nb\n")
    ann = await house.typist("ann", "a")
    house.file("a", b"a\r\nb\r\n")
    await until(lambda: status(ann).version_on_disk and not [e for e in ann.seen if isinstance(e, DocumentUpdate)])
    await until(lambda: _version(house, "a") == status(ann).version_on_disk)
    await ann.type("c\n")
    await until(lambda: (house.folder / "a").read_bytes() == b"a\r\nb\r\nc\r\n")


def _version(house: Any, path: str) -> str:
    found = (house.folder / path).stat()
    return f"{found.st_ino:x}.{found.st_mtime_ns:x}.{found.st_size:x}"


async def test_a_file_that_stays_open_for_writing_is_not_replaced_under_its_writer(house: Any) -> None:
    house.file("log", "one\n")
    ann = await house.typist("ann", "log")
    with (house.folder / "log").open("ab", buffering=0) as file:
        await ann.type("typed\n", at=0)
        await until(lambda: status(ann).trouble == "conflict")
        file.write(b"two\n")
    await until(lambda: (house.folder / "log").read_text() == "typed\none\ntwo\n")
    await ann.shows("typed\none\ntwo\n")
    await until(lambda: status(ann).trouble == "")


async def test_a_text_that_is_written_slowly_comes_whole_and_what_is_appended_at_once(house: Any) -> None:
    house.file("a", "one\ntwo\nthree\n")
    ann = await house.typist("ann", "a")
    with (house.folder / "a").open("wb", buffering=0) as file:
        file.write(b"one\n")
        await until(lambda: status(ann).trouble == "conflict")
        assert str(ann) == "one\ntwo\nthree\n"
        file.write(b"2\nthree\n")
    await ann.shows("one\n2\nthree\n")
    await until(lambda: status(ann).trouble == "")
    with (house.folder / "a").open("ab", buffering=0) as file:
        file.write(b"four\n")
        await ann.shows("one\n2\nthree\nfour\n")


async def test_what_the_encoding_lacks_is_said_and_heals(house: Any) -> None:
    house.file("a", "a\n".encode("utf-16"))
    with pytest.raises(Unacceptable):
        await house.client.call("documents.open", path="none/../..")
    ann = await house.typist("ann", "a")
    await ann.type("😀")
    await until(lambda: (house.folder / "a").read_bytes() == "a\n😀".encode("utf-16"))


async def test_encoding_and_ends_of_lines_are_changed_by_saving(house: Any) -> None:
    house.file("a", b"one\r\ntwo\nthree\xc3\xa9\n")
    ann = await house.typist("ann", "a")
    assert str(ann) == "one\r\ntwo\nthreeé\n"
    saved = await house.client.call("documents.save", path="a", ending="\r\n", encoding="utf-16-le")
    assert (saved["ending"], saved["encoding"]) == ("\r\n", "utf-16-le")
    assert (house.folder / "a").read_bytes() == b"\xff\xfe" + "one\r\ntwo\r\nthreeé\r\n".encode("utf-16-le")
    await ann.shows("one\ntwo\nthreeé\n")
    await ann.type("four\n")
    await until(lambda: (house.folder / "a").read_bytes().endswith("four\r\n".encode("utf-16-le")))


async def test_an_editor_that_puts_the_old_file_aside_for_long_is_followed_back(house: Any) -> None:
    await house.client.call("files.write", path="a", text="one\n")
    ann = await house.typist("ann", "a")
    house.file("b", "one\n")
    bob = await house.typist("bob", "b")
    house.file("b", "two\n")
    await bob.shows("two\n")  # so the watch has passed the making of "a"
    (house.folder / "a").rename(house.folder / "a~")
    await until(lambda: status(ann).path == "a~")
    house.file("a", "one\ntwo\n")
    (house.folder / "a~").unlink()
    await until(lambda: status(ann).path == "a")
    await ann.shows("one\ntwo\n")


async def test_a_document_that_is_opened_by_a_link_is_the_one_that_it_leads_to(house: Any) -> None:
    house.file("a", "one\n")
    (house.folder / "link").symlink_to("a")
    opened = await house.client.call("documents.open", path="link")
    assert opened["path"] == "a"
    assert opened["document"] == (await house.client.call("documents.open", path="a"))["document"]


async def test_a_large_upload_over_an_open_text_comes_into_it(house: Any) -> None:
    house.file("a", "one\n")
    ann = await house.typist("ann", "a")
    await ann.type("typed\n")
    await house.by("bob").call("files.write", path="b", text="")
    await house.by("bob").call("files.move", source="b", target="a", replace=True)
    await ann.shows("")
    await until(lambda: status(ann).path == "a" and status(ann).saved)
