"""Each method does what it says, and says so in the log."""

import asyncio
import os
from pathlib import Path

import pytest

from home import Home
from icotes.core.body import Upload
from icotes.core.errors import Conflict, Denied, IcotesError, Invalid, NotFound, QuotaExceeded, Unacceptable
from icotes.core.log import Snapshot
from icotes.modules.files.settings import FileSettings


async def test_what_was_written_is_read(home: Home) -> None:
    files, workspace = home.files, home.workspace
    entry = await files.write(workspace, "notes.md", "# Hello\n")
    content = await files.read(workspace, "notes.md")
    assert (content.text, content.encoding, content.media_type) == ("# Hello\n", "utf-8", "text/markdown")
    assert content.version == entry.version
    assert await home.changes() == [("created", "notes.md")]
    await files.write(workspace, "notes.md", "more")
    assert await home.changes() == [("created", "notes.md"), ("changed", "notes.md")]


async def test_a_stale_write_keeps_both_versions(home: Home) -> None:
    first = await home.files.write(home.workspace, "file", "first")
    await home.files.write(home.workspace, "file", "second", version=first.version)
    with pytest.raises(Conflict) as failure:
        await home.files.write(home.workspace, "file", "third", version=first.version)
    assert failure.value.data["current"]["text"] == "second"
    with pytest.raises(Conflict):
        await home.files.create(home.workspace, "file")
    with pytest.raises(Conflict):
        await home.files.write(home.workspace, "nothing", "text", version=first.version)
    assert (home.folder / "file").read_text() == "second"


async def test_of_many_writers_with_the_same_version_one_wins(home: Home) -> None:
    version = (await home.files.write(home.workspace, "count", "0")).version
    for number in range(20):
        writes = [home.files.write(home.workspace, "count", f"{number} {i}", version=version) for i in range(8)]
        results = await asyncio.gather(*writes, return_exceptions=True)
        won = [result for result in results if not isinstance(result, BaseException)]
        assert len(won) == 1
        version = won[0].version


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        (b"plain", "plain", "utf-8"),
        ("gr\u00fc\u00dfe \U0001f600".encode(), "gr\u00fc\u00dfe \U0001f600", "utf-8"),
        (b"\xef\xbb\xbfmarked", "marked", "utf-8-bom"),
        (b"\xff\xfeh\0i\0", "hi", "utf-16-le"),
        (b"\xfe\xff\0h\0i", "hi", "utf-16-be"),
        (b"caf\xe9", "caf\u00e9", "latin-1"),
        (b"", "", "utf-8"),
        (b"\0\1\2", None, None),
        (b"\x89PNG\r\n\x1a\n\0", None, None),
        (b"\xff\xfe\xff", None, None),
    ],
)
async def test_texts_come_as_texts_and_bytes_as_bytes(home: Home, raw: bytes, text: str, encoding: str) -> None:
    (home.folder / "file").write_bytes(raw)
    content = await home.files.read(home.workspace, "file")
    assert (content.text, content.encoding) == (text, encoding)
    assert content.data == (raw if text is None else None)
    assert content.guessed == (encoding == "latin-1")
    if text is not None:
        await home.files.write(home.workspace, "file", text, encoding=encoding)
        assert (home.folder / "file").read_bytes() == raw


@pytest.mark.parametrize(
    ("name", "raw", "kind"),
    [
        ("a.py", b"print()", "text/x-python"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0", "image/png"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0", "image/png"),
        ("a.png", b"no picture", "text/plain"),
        ("a.json", b"{}", "application/json"),
        ("a.svg", b"<svg/>", "image/svg+xml"),
        ("a.docx", b"PK\x03\x04\0", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.zip", b"PK\x03\x04\0", "application/zip"),
        ("a", b"\0\0", "application/octet-stream"),
        ("Makefile", b"all:", "text/plain"),
        ("a.ts", b"let a = 1", "text/typescript"),
        ("a.tar.gz", b"\x1f\x8b\0", "application/gzip"),
    ],
)
async def test_the_type_is_told_by_content_and_name(home: Home, name: str, raw: bytes, kind: str) -> None:
    (home.folder / name).write_bytes(raw)
    assert (await home.files.read(home.workspace, name)).media_type == kind


async def test_parts_of_a_text_are_whole_characters(home: Home) -> None:
    text = "a\u00e4\u20ac\U0001f600" * 50
    raw = text.encode()
    (home.folder / "file").write_bytes(raw)
    for offset in range(40):
        for length in range(1, 30):
            part = await home.files.read(home.workspace, "file", offset=offset, length=length)
            assert part.text is not None
            assert raw[part.offset :].startswith(part.text.encode())
            assert part.offset - offset < 4
    (home.folder / "binary").write_bytes(b"\0" + raw)
    part = await home.files.read(home.workspace, "binary", offset=3, length=4)
    assert part.data == (b"\0" + raw)[3:7]
    assert (await home.files.read(home.workspace, "file", offset=10_000)).text == ""


async def test_what_is_too_large_says_what_to_do(home: Home) -> None:
    home.files._settings = FileSettings(upload_bytes=1000)
    with pytest.raises(QuotaExceeded):
        await home.files.write(home.workspace, "file", "x" * 1001)
    with pytest.raises(QuotaExceeded):
        await home.files.upload(home.workspace, "file", Upload.of(b"x" * 1001))
    assert list(home.folder.iterdir()) == []
    os.truncate(os.open(home.folder / "large", os.O_CREAT | os.O_WRONLY), 9 << 20)
    with pytest.raises(QuotaExceeded, match=r"files\.download"):
        await home.files.read(home.workspace, "large")
    assert (await home.files.read(home.workspace, "large", offset=5, length=3)).data == b"\0\0\0"


async def test_a_file_keeps_its_mode_and_a_read_only_one_is_refused(home: Home) -> None:
    file = home.folder / "run.sh"
    file.write_text("one")
    file.chmod(0o750)
    await home.files.write(home.workspace, "run.sh", "two")
    assert file.stat().st_mode & 0o777 == 0o750
    file.chmod(0o444)
    with pytest.raises(Denied, match="read-only"):
        await home.files.write(home.workspace, "run.sh", "three")
    assert file.read_text() == "two"


async def test_nothing_is_written_through_a_link(home: Home, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("outside")
    (home.folder / "link").symlink_to(tmp_path / "secret")
    (home.folder / "dangling").symlink_to(tmp_path / "made")
    for name in ("link", "dangling"):
        with pytest.raises(Denied):
            await home.files.write(home.workspace, name, "changed")
        with pytest.raises(Denied):
            await home.files.upload(home.workspace, name, Upload.of(b"changed"))
    assert (tmp_path / "secret").read_text() == "outside"
    assert not (tmp_path / "made").exists()
    await home.files.copy(home.workspace, "link", "copied")
    assert (home.folder / "copied").is_symlink()
    await home.files.delete(home.workspace, "link")
    assert (tmp_path / "secret").read_text() == "outside"


async def test_a_folder_is_made_moved_and_copied(home: Home) -> None:
    files, workspace = home.files, home.workspace
    assert (await files.make_folder(workspace, "a/b")).type == "folder"
    await files.write(workspace, "a/b/file", "text")
    assert (await files.move(workspace, "a", "c")).path == "c"
    await files.copy(workspace, "c", "d")
    assert (home.folder / "d" / "b" / "file").read_text() == "text"
    assert await home.changes() == [
        ("created", "a"),
        ("created", "a/b"),
        ("created", "a/b/file"),
        ("moved", "c"),
        ("created", "d"),
        ("created", "d/b"),
        ("created", "d/b/file"),
    ]
    for target, error in {"c/b/new": Unacceptable, "none/x": NotFound, "../x": Unacceptable}.items():
        with pytest.raises(error):
            await files.copy(workspace, "c", target)
        with pytest.raises(error):
            await files.move(workspace, "c", target)
    await files.write(workspace, "file", "replaced")
    with pytest.raises(Conflict):
        await files.move(workspace, "c/b/file", "file")
    await files.move(workspace, "c/b/file", "file", replace=True)
    assert (home.folder / "file").read_text() == "text"
    with pytest.raises(NotFound):
        await files.move(workspace, "nothing", "something")
    assert [entry.path for entry in (await files.list_(workspace)).items] == ["c", "d", "file"]


async def test_what_was_deleted_can_be_restored(home: Home) -> None:
    files, workspace = home.files, home.workspace
    await files.make_folder(workspace, "a")
    await files.write(workspace, "a/file", "text")
    gone = await files.delete(workspace, "a")
    assert not (home.folder / "a").exists()
    assert (gone.type, gone.size) == ("folder", 4)
    assert await files.list_trash(workspace) == [gone]
    await files.write(workspace, "a", "in the way")
    with pytest.raises(Conflict):
        await files.restore(workspace, gone.id)
    await files.restore(workspace, gone.id, path="b")
    assert (home.folder / "b" / "file").read_text() == "text"
    assert await files.list_trash(workspace) == []
    assert (await home.changes())[2:] == [
        ("deleted", "a"),
        ("trashed", "a"),
        ("created", "a"),
        ("created", "b"),
        ("created", "b/file"),
        ("restored", "b"),
    ]
    for id_ in (gone.id, "../../project", "", "a/b"):
        with pytest.raises(NotFound):
            await files.restore(workspace, id_)


async def test_the_trash_is_bounded(home: Home) -> None:
    files, workspace = home.files, home.workspace
    for number in range(5):
        await files.write(workspace, f"{number}", "x" * 100)
        await files.delete(workspace, f"{number}")
    home.trees._settings = FileSettings(trash_bytes=300)
    await home.trees.trim_trash()
    assert [item.path for item in await files.list_trash(workspace)] == ["4", "3", "2"]
    oldest = (await files.list_trash(workspace))[-1]
    assert await files.empty_trash(workspace, [oldest.id, "none"]) == [oldest.id]
    home.trees._settings = FileSettings(trash_days=0)
    await home.trees.trim_trash()
    assert await files.list_trash(workspace) == []
    assert list((tmp := home.workspace.store.path.with_suffix(".trash")).iterdir()) == [], tmp


async def test_a_long_listing_comes_in_pages(home: Home) -> None:
    for number in range(25):
        (home.folder / f"{number:02}").write_text("")
    (home.folder / ".icotes-half").write_text("")
    found, after = list[str](), ""
    while True:
        page = await home.files.list_(home.workspace, after=after, limit=10)
        found += [entry.path for entry in page.items]
        if page.next is None:
            break
        after = page.next
    assert found == [f"{number:02}" for number in range(25)]


async def test_odd_names_are_flagged(home: Home) -> None:
    for raw in (b"two\nlines", b"\xff", b"Case", b"case", b"plain"):
        (home.folder / os.fsdecode(raw)).write_text("text")
    entries = {entry.path: entry for entry in (await home.files.list_(home.workspace)).items}
    assert {path for path, entry in entries.items() if entry.escaped} == {"two%0Alines", "%FF"}
    assert {path for path, entry in entries.items() if entry.clash} == {"Case", "case"}
    for path in entries:
        assert (await home.files.read(home.workspace, path)).text == "text"
    await home.files.move(home.workspace, "two%0Alines", "one line")
    await home.files.write(home.workspace, "%FF", "changed")
    assert (home.folder / os.fsdecode(b"\xff")).read_text() == "changed"
    with pytest.raises(Invalid):
        await home.files.create(home.workspace, "new%0Aname")


async def test_an_upload_of_any_size_arrives_whole_or_not(home: Home) -> None:
    async def chunks(fail: bool):
        for _ in range(1000):
            yield b"x" * 1000
        if fail:
            raise ConnectionResetError

    await home.files.upload(home.workspace, "file", Upload(chunks(False), size=5))
    assert (home.folder / "file").stat().st_size == 1_000_000
    with pytest.raises(ConnectionResetError):
        await home.files.upload(home.workspace, "file", Upload(chunks(True)))
    assert [path.name for path in home.folder.iterdir()] == ["file"]
    download = await home.files.download(home.workspace, "file")
    assert b"".join([chunk async for chunk in download.read(10, 900_000)]) == b"x" * 899_990
    download.close()


async def test_a_follower_gets_what_is_there_and_then_what_comes(home: Home) -> None:
    await home.files.make_folder(home.workspace, "in")
    await home.files.write(home.workspace, "in/before", "")
    stream = home.files.follow(home.workspace, "in")
    first = await anext(stream)
    assert isinstance(first.value, Snapshot)
    assert [entry.path for entry in first.value.state.entries] == ["in/before"]
    await home.files.write(home.workspace, "out", "")
    await home.files.write(home.workspace, "in/after", "")
    second = await anext(stream)
    assert second.value.fields()["path"] == "in/after"
    await home.files.move(home.workspace, "in", "moved")
    third = await anext(stream)
    assert third.value.fields()["from"] == "in"
    await stream.aclose()
    resumed = home.files.follow(home.workspace, "in", since=second.cursor)
    assert (await anext(resumed)).value == third.value
    await resumed.aclose()
    with pytest.raises(IcotesError):
        await anext(home.files.follow(home.workspace, "../x"))


async def test_a_second_read_costs_no_disk(home: Home) -> None:
    file = home.folder / "file"
    file.write_text("one")
    os.utime(file, (1, 1))
    version = (await home.files.stat(home.workspace, "file")).version
    async with asyncio.timeout(20):  # news of it takes it out of the cache
        while version not in [record.fields().get("version") for record in await home.events()]:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)  # a file is kept only when its last change is some time ago
    for _ in range(3):
        assert (await home.files.read(home.workspace, "file")).text == "one"
    figures = await home.files.statistics(home.workspace)
    assert (figures.cache_hits, figures.cache_misses) == (2, 1)
    file.write_text("two")
    assert (await home.files.read(home.workspace, "file")).text == "two"
    os.utime(file, (1, 1))
    assert (await home.files.read(home.workspace, "file")).text == "two"
