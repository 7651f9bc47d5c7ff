"""The watch says where to look, whoever made the change."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from icotes.kit.inotify import Inotify
from icotes.kit.paths import Root
from icotes.kit.watch import Batch, Watch, network


class Seen:
    """Everything that was seen, as one batch."""

    def __init__(self, watch: Watch, folder: Path) -> None:
        self.watch = watch
        self.folder = folder
        self.batch = Batch()
        self.count = 0
        self.task = asyncio.create_task(self.collect())

    async def collect(self) -> None:
        async for batch in self.watch.batches():
            self.batch.add(batch)
            self.count += 1

    async def until(self, condition: Callable[[Batch], bool]) -> Batch:
        async with asyncio.timeout(20):
            while not condition(self.batch):
                await asyncio.sleep(0.005)
        batch, self.batch = self.batch, Batch()
        return batch


@pytest.fixture
async def seen(tmp_path: Path) -> AsyncIterator[Seen]:
    (tmp_path / "tree" / "old").mkdir(parents=True)
    (tmp_path / "tree" / ".git").mkdir()
    root = Root(tmp_path / "tree")
    watch = Watch(root, [".git"])
    await watch.start()
    seen = Seen(watch, root.folder)
    yield seen
    seen.task.cancel()
    with suppress(asyncio.CancelledError):
        await seen.task
    await watch.stop()
    root.close()


async def test_a_file_is_touched_by_creating_changing_and_deleting_it(seen: Seen) -> None:
    file = seen.folder / "old" / "file"
    file.write_text("one")
    assert list((await seen.until(bool)).touched) == ["old/file"]
    os.utime(file)
    assert list((await seen.until(bool)).touched) == ["old/file"]
    file.unlink()
    assert list((await seen.until(bool)).touched) == ["old/file"]


async def test_a_rename_is_one_thing(seen: Seen) -> None:
    os.mknod(seen.folder / "one")  # one notice; a file that is opened for it and closed has two
    await seen.until(bool)
    (seen.folder / "one").rename(seen.folder / "old" / "two")
    batch = await seen.until(bool)
    assert batch.moved == {"old/two": ("one", False)}
    assert not batch.touched


async def test_a_rename_is_one_thing_though_its_halves_are_read_apart(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("icotes.kit.inotify._BUFFER", 32)  # one notice
    for number in range(20):
        os.mknod(seen.folder / f"a{number}")
        await seen.until(bool)
        (seen.folder / f"a{number}").rename(seen.folder / f"b{number}")
        batch = await seen.until(bool)
        assert (batch.moved, batch.touched) == ({f"b{number}": (f"a{number}", False)}, {})


async def test_a_folder_is_followed_after_its_rename(seen: Seen) -> None:
    (seen.folder / "old").rename(seen.folder / "new")
    assert (await seen.until(bool)).moved == {"new": ("old", True)}
    (seen.folder / "new" / "file").write_text("")
    assert list((await seen.until(bool)).touched) == ["new/file"]


async def test_a_folder_that_left_is_not_watched_any_more(seen: Seen, tmp_path: Path) -> None:
    (seen.folder / "old").rename(tmp_path / "outside")
    assert list((await seen.until(bool)).touched) == ["old"]
    (tmp_path / "outside" / "file").write_text("")
    (seen.folder / "after").write_text("")
    assert list((await seen.until(bool)).touched) == ["after"]


async def test_new_folders_are_caught_whole(seen: Seen) -> None:
    expected: set[str] = set()
    for number in range(300):
        folder = seen.folder / f"{number}" / "a" / "b"
        folder.mkdir(parents=True)
        (folder / "file").write_text("")
        expected.add(f"{number}/a/b/file")
    await seen.until(lambda batch: expected <= set(batch.touched))


async def test_nothing_of_what_is_left_out_or_half_is_reported(seen: Seen) -> None:
    (seen.folder / ".git" / "index").write_text("")
    (seen.folder / ".icotes-half").write_text("")
    (seen.folder / ".icotes-half").rename(seen.folder / "whole")
    assert list((await seen.until(bool)).touched) == ["whole"]


async def test_a_file_that_stays_open_is_reported_now_and_then(seen: Seen) -> None:
    with (seen.folder / "log").open("w") as file:
        await seen.until(bool)
        for _ in range(50):
            file.write("line\n")
            file.flush()
        assert list((await seen.until(bool)).touched) == ["log"]


async def test_links_are_not_followed(seen: Seen, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (seen.folder / "link").symlink_to(tmp_path / "outside")
    assert list((await seen.until(bool)).touched) == ["link"]
    (tmp_path / "outside" / "file").write_text("")
    (seen.folder / "after").write_text("")
    assert list((await seen.until(bool)).touched) == ["after"]


async def test_when_the_kernel_loses_count_the_tree_is_watched_anew(seen: Seen) -> None:
    limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())

    def storm() -> None:
        (seen.folder / "old" / "fresh").mkdir()
        for number in range(limit // 2 + 1000):
            os.close(os.open(seen.folder / f"{number}", os.O_CREAT | os.O_WRONLY))
            os.utime(seen.folder / f"{number}")

    storm()  # on the loop's thread, faster than the other one reads: nothing of it may stay unseen
    os.truncate(seen.folder / "0", 1)
    await seen.until(lambda batch: batch.lost or len(batch.touched) > limit // 2 + 1000)
    (seen.folder / "old" / "fresh" / "file").write_text("")
    await seen.until(lambda batch: batch.lost or "old/fresh/file" in batch.touched)


def test_many_renames_come_down_to_their_outcome() -> None:
    batch = Batch()
    batch.touch("a/x")
    batch.move("a", "b", True)
    batch.move("b", "c", True)
    assert batch.moved == {"c": ("a", True)}
    assert set(batch.touched) == {"c/x", "b"}
    batch.move("c", "a", True)
    assert not batch.moved
    assert set(batch.touched) == {"a/x", "a", "b", "c"}


def test_a_local_file_system_is_no_network(tmp_path: Path) -> None:
    assert network(tmp_path) == ""


async def test_nothing_stays_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    root = Root(tmp_path)
    for _ in range(20):
        watch = Watch(root)
        await watch.start()
        await watch.stop()
    root.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


async def test_a_limit_that_is_reached_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}").mkdir()
    added = Inotify.add
    count = iter(range(100))

    def full(kernel: Inotify, folder: int) -> int:
        if next(count) >= 3:
            raise OSError(errno.ENOSPC, "")
        return added(kernel, folder)

    monkeypatch.setattr(Inotify, "add", full)
    root = Root(tmp_path)
    watch = Watch(root)
    await watch.start()
    assert watch.unwatched == 3
    assert "fs.inotify.max_user_watches" in watch.trouble()
    await watch.stop()
    root.close()


async def test_without_inotify_the_server_still_starts_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: Inotify) -> None:
        raise OSError(errno.EMFILE, "")

    monkeypatch.setattr(Inotify, "__init__", none)
    root = Root(tmp_path)
    watch = Watch(root)
    await watch.start()
    assert "fs.inotify.max_user_instances" in watch.trouble()
    await watch.stop()
    root.close()


async def test_what_is_no_news_is_not_reported(tmp_path: Path) -> None:
    root = Root(tmp_path)
    watch = Watch(root, (), lambda path: path != "own")
    await watch.start()
    seen = Seen(watch, root.folder)
    (tmp_path / "own").write_text("")
    (tmp_path / "other").write_text("")
    assert list((await seen.until(bool)).touched) == ["other"]
    seen.task.cancel()
    with suppress(asyncio.CancelledError):
        await seen.task
    await watch.stop()
    root.close()


@pytest.mark.parametrize("name", ["old", "new"])
async def test_a_folder_that_leaves_the_tree_and_comes_back_at_once_is_watched(seen: Seen, name: str) -> None:
    outside = seen.folder.parent / "outside"
    (seen.folder / "old" / "deep").mkdir()
    await seen.until(bool)
    (seen.folder / "old").rename(outside)
    outside.rename(seen.folder / name)
    await seen.until(lambda batch: f"{name}/deep" in batch.touched)
    (seen.folder / name / "deep" / "file").write_text("x")
    await seen.until(lambda batch: f"{name}/deep/file" in batch.touched)


async def test_a_new_folder_that_is_renamed_at_once_is_watched_with_all_in_it(seen: Seen) -> None:
    for number in range(20):
        half = seen.folder / f"half-{number}"
        (half / "deep").mkdir(parents=True)
        (half / "deep" / "file").write_text("x")
        half.rename(seen.folder / f"whole-{number}")
    await seen.until(lambda batch: {f"whole-{number}/deep/file" for number in range(20)} <= set(batch.touched))
    for number in range(20):
        (seen.folder / f"whole-{number}" / "deep" / "later").write_text("x")
    await seen.until(lambda batch: {f"whole-{number}/deep/later" for number in range(20)} <= set(batch.touched))


async def test_a_new_folder_is_watched_though_the_one_that_it_is_in_is_renamed_at_once(seen: Seen) -> None:
    for number in range(20):
        (seen.folder / f"old-{number}").mkdir()
    await seen.until(lambda batch: len(batch.touched) >= 20)
    for number in range(20):
        (seen.folder / f"old-{number}" / "deep").mkdir()
        (seen.folder / f"old-{number}").rename(seen.folder / f"new-{number}")
    await seen.until(lambda batch: {f"new-{number}/deep" for number in range(20)} <= set(batch.touched))
    for number in range(20):
        (seen.folder / f"new-{number}" / "deep" / "file").write_text("x")
    await seen.until(lambda batch: {f"new-{number}/deep/file" for number in range(20)} <= set(batch.touched))


@pytest.mark.parametrize("remake", ["mkdir", "rename"])
async def test_a_folder_in_the_place_of_one_that_left_is_watched(seen: Seen, remake: str) -> None:
    (seen.folder / "other").mkdir()
    await seen.until(bool)
    (seen.folder / "old").rename(seen.folder.parent / "outside")
    if remake == "mkdir":
        (seen.folder / "old").mkdir()
    else:
        (seen.folder / "other").rename(seen.folder / "old")
    await seen.until(bool)
    (seen.folder / "old" / "file").write_text("x")
    await seen.until(lambda batch: "old/file" in batch.touched)


async def test_of_two_new_folders_with_one_name_the_one_that_stays_is_watched_with_all_in_it(seen: Seen) -> None:
    for number in range(20):
        folder = seen.folder / f"new-{number}"
        folder.mkdir()
        folder.rename(seen.folder.parent / f"outside-{number}")
        (folder / "deep").mkdir(parents=True)
    await seen.until(lambda batch: {f"new-{number}/deep" for number in range(20)} <= set(batch.touched))
    for number in range(20):
        (seen.folder / f"new-{number}" / "deep" / "file").write_text("x")
    await seen.until(lambda batch: {f"new-{number}/deep/file" for number in range(20)} <= set(batch.touched))


async def test_folders_that_change_places_at_once_are_watched_where_they_end_up(seen: Seen) -> None:
    old, new = seen.folder / "old", seen.folder / "new"
    (old / "one").mkdir()
    (old / "two").mkdir()
    await seen.until(lambda batch: "old/two" in batch.touched)
    new.mkdir()
    new.rmdir()
    (old / "two").rename(old / "one" / "two")
    (old / "one" / "two").rename(old / "two")
    (old / "one").rename(old / "two" / "one")
    old.rename(new)

    def is_seen(batch: Batch) -> bool:
        (new / "two" / "one" / "file").write_text("x")
        return "new/two/one/file" in batch.touched

    await seen.until(is_seen)
