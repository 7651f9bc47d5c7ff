"""The folder of one run, made while other code writes in the folder that it links to."""

from pathlib import Path

import pytest

from icotes.core.errors import NotFound
from icotes.modules.execution.scratch import Scratch


def test_what_stands_beside_is_linked_but_for_what_is_given(tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    (beside / "sub" / "deep").mkdir(parents=True)
    for name in ("a", "sub/b", "sub/c", "sub/deep/d"):
        (beside / name).write_text(name)
    (beside / "link").symlink_to("sub")
    scratch = Scratch(tmp_path / "scratch")
    scratch.make({"sub/c": b"given", "link/x": b"", "new/y": b"", "new/z": b""}, beside)
    made = {str(path.relative_to(scratch.path)): path for path in scratch.path.rglob("*")}
    assert {name: str(path.readlink()) for name, path in made.items() if path.is_symlink()} == {
        name: str(beside / name) for name in ("a", "sub/b", "sub/deep")
    }
    assert (scratch.path / "sub/c").read_bytes() == b"given"


def test_a_link_in_the_place_of_a_folder_tells_no_names(tmp_path: Path) -> None:
    (tmp_path / "secrets" / "sub").mkdir(parents=True)
    (tmp_path / "secrets" / "sub" / "name").touch()
    (tmp_path / "work").symlink_to("secrets")
    for number, beside in enumerate(("work", "work/sub")):
        scratch = Scratch(tmp_path / f"scratch{number}")
        with pytest.raises(NotFound):
            scratch.make({}, tmp_path / beside)
        assert not list(scratch.path.iterdir())
