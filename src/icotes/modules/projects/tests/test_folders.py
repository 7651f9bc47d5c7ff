"""Which folders can be projects, and what is said about those that can."""

from pathlib import Path

import pytest

from icotes.core.errors import Denied, IcotesError, NotFound, Unacceptable
from icotes.modules.projects.folders import file_system, notes, project_folder


@pytest.fixture
def state(tmp_path: Path) -> Path:
    made = tmp_path / "home" / "state"
    made.mkdir(parents=True)
    return made


def test_a_folder_is_taken_by_its_real_path(tmp_path: Path, state: Path):
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)

    assert project_folder(f"{tmp_path}/link/../link", state) == real


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("work", Unacceptable),
        ("./work", Unacceptable),
        ("~/work", Unacceptable),
        ("{tmp}/nothing", NotFound),
        ("{tmp}/file", Unacceptable),
        ("{tmp}/file/below", NotFound),
        ("{tmp}/loop", NotFound),
        ("{tmp}/" + "x" * 300, Unacceptable),
        ("{tmp}/a\0b", Unacceptable),
        ("{tmp}/home/state", Unacceptable),
        ("{tmp}/home/state/below", Unacceptable),
        ("{tmp}/home", Unacceptable),
        ("{tmp}/bad", Unacceptable),
    ],
)
def test_what_cannot_be_a_project_is_refused_and_no_path_is_told(
    tmp_path: Path, state: Path, path: str, refusal: type[IcotesError]
):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    (state / "below").mkdir()
    Path(f"{tmp_path}/b\udcff").mkdir()
    (tmp_path / "bad").symlink_to(f"{tmp_path}/b\udcff")

    with pytest.raises(refusal) as refused:
        project_folder(path.format(tmp=tmp_path), state)

    assert str(tmp_path) not in refused.value.message


def test_a_sibling_with_the_same_beginning_is_no_part_of_the_state(tmp_path: Path, state: Path):
    sibling = tmp_path / "home" / "state-of-the-art"
    sibling.mkdir()

    assert project_folder(str(sibling), state) == sibling


def test_a_folder_that_may_not_be_read_is_denied(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(Denied):
        project_folder(str(tmp_path / "home" / "state" / ".." / ".."), state / "elsewhere")


def test_the_root_and_homes_are_taken_with_a_word(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    assert project_folder(str(tmp_path / "home"), state) == tmp_path / "home"
    assert "home folder" in notes(tmp_path / "home")[0]
    assert "home folder" in notes(tmp_path)[0]
    assert "whole file system" in notes(Path("/"))[0]


def test_an_ordinary_folder_needs_no_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    work = tmp_path / "work"
    work.mkdir()

    assert notes(work) == []
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "can't write" in notes(work)[0]


def test_a_network_file_system_gets_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:5 / {tmp_path}/far rw shared:1 - nfs4 host:/ rw\n")
    monkeypatch.setattr("icotes.modules.projects.folders.MOUNTS", mounts)
    (tmp_path / "far").mkdir()

    assert "nfs4" in notes(tmp_path / "far")[0]
    assert not any("network" in note for note in notes(tmp_path))


def test_the_innermost_and_latest_mount_counts():
    mounts = [
        "1 0 8:1 / / rw - ext4 /dev/sda rw",
        "2 1 0:5 / /mnt/two\\040words rw - nfs4 host:/ rw",
        "3 1 0:6 / /mnt/two rw - xfs /dev/sdb rw",
        "4 3 0:7 / /mnt/two rw - cifs //host rw",
    ]

    assert file_system(Path("/mnt/two words/x"), mounts) == "nfs4"
    assert file_system(Path("/mnt/two/x"), mounts) == "cifs"
    assert file_system(Path("/mnt/twofold"), mounts) == "ext4"
    assert file_system(Path("/x"), []) == ""
