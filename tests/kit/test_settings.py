"""Settings come from a file, the environment and flags; what is wrong is named with its place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

from icotes.kit.settings import SECTIONS, BadSettings, Settings, SettingsSection, default_file


@pytest.fixture(autouse=True)
def _restored_sections() -> Iterator[None]:
    before = dict(SECTIONS)
    SECTIONS.clear()
    yield
    SECTIONS.clear()
    SECTIONS.update(before)


@pytest.fixture
def kind(_restored_sections: None) -> type[SettingsSection]:
    class GardenSettings(SettingsSection, section="garden"):
        trees: Annotated[int, Meta(ge=0, description="Number of trees.")] = 3
        fence: Annotated[bool, Meta(description="Whether there is a fence.")] = False
        guests: Annotated[tuple[str, ...], Meta(description="Who may come in.")] = ()

    return GardenSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "icotes.toml"


def test_defaults_hold_without_a_file(kind: type[SettingsSection], file: Path) -> None:
    settings = Settings(file)
    settings.check()
    assert settings.section(kind) == kind()
    assert {one.origin for one in settings.show()} == {"default"}


@pytest.mark.parametrize("text", ["[garden]\ntrees = 5\n", "\ngarden.trees = 5\n", '["garden"]\n"trees" = 5'])
def test_file_sets_and_origin_says_line(kind: type[SettingsSection], file: Path, text: str) -> None:
    file.write_text(text)
    shown = {one.name: one for one in Settings(file).show()}
    assert (shown["garden.trees"].value, shown["garden.trees"].default) == (5, 3)
    assert shown["garden.trees"].origin == f"{file}:2"
    assert shown["garden.trees"].description == "Number of trees."


def test_environment_beats_file_and_flag_beats_both(kind: type[SettingsSection], file: Path) -> None:
    file.write_text("[garden]\ntrees = 5\nfence = true\n")
    environ = {"ICOTES_GARDEN_TREES": "7", "ICOTES_GARDEN_GUESTS": "ann, bob"}
    shown = {one.name: (one.value, one.origin) for one in Settings(file, environ, {"garden.trees": "9"}).show()}
    assert shown == {
        "garden.trees": (9, "flag garden.trees"),
        "garden.fence": (True, f"{file}:3"),
        "garden.guests": (("ann", "bob"), "ICOTES_GARDEN_GUESTS"),
    }


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("[garden]\ntres = 5\n", 2, "did you mean trees?"),
        ("\n[gardn]\ntrees = 5\n", 2, "did you mean garden?"),
        ("[garden]\n\ntrees = -1\n", 3, ">= 0"),
        ("[garden]\nfence = 3\n", 2, "Whether there is a fence."),
        ("garden = 3\n", 1, "[garden]"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_its_line(
    kind: type[SettingsSection], file: Path, text: str, line: int, hint: str
) -> None:
    file.write_text(text)
    with pytest.raises(BadSettings) as caught:
        Settings(file).check()
    assert f"{file}:{line}" in caught.value.message
    assert hint in caught.value.message


def test_all_problems_are_told_at_once(kind: type[SettingsSection], file: Path) -> None:
    file.write_text("[garden]\ntres = 5\nfence = 3\n[barn]\n")
    environ = {"ICOTES_GARDEN_TREE": "1", "ICOTES_GARDN_TREES": "1", "ICOTES_WORKSPACE": "main"}
    with pytest.raises(BadSettings) as caught:
        Settings(file, environ, {"garden.dog": "x"}).check()
    lines = caught.value.message.splitlines()
    assert len(lines) == 6
    assert not any("ICOTES_WORKSPACE" in line for line in lines)


def test_no_toml_is_said_with_the_place(file: Path) -> None:
    file.write_text("[garden\n")
    with pytest.raises(BadSettings, match="line 1"):
        Settings(file)


def test_place_of_the_file_follows_the_environment() -> None:
    assert default_file({"XDG_CONFIG_HOME": "/etc/x"}) == Path("/etc/x/icotes/icotes.toml")
    assert default_file({"HOME": "/home/ann"}) == Path("/home/ann/.config/icotes/icotes.toml")
