"""icotes with one module more: the installed package, seen through links, and a folder of its own beside the others."""

from pathlib import Path

import icotes

PACKAGE = Path(icotes.__file__).parent


def extended(place: Path, name: str, files: dict[str, str]) -> Path:
    """Return a folder to put on PYTHONPATH.

    Args:
        place: an empty folder.
        name: of the new module.
        files: its files' texts, by name.
    """
    modules = place / "icotes" / "modules"
    modules.mkdir(parents=True)
    for source, target in ((PACKAGE, place / "icotes"), (PACKAGE / "modules", modules)):
        for each in source.iterdir():
            if each.name not in {"modules", "__pycache__"}:
                (target / each.name).symlink_to(each)
    (modules / name).mkdir()
    for file, text in files.items():
        (modules / name / file).write_text(text)
    return place
