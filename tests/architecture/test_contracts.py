"""The contracts of imports hold, and each of them can fail: a planted violation is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLANTED = {
    "layers": {"core/planted.py": "import icotes.kit\n"},
    "layers-new-part": {"extra/__init__.py": ""},
    "independence": {
        "modules/one/__init__.py": "",
        "modules/one/methods.py": "import icotes.modules.two.methods\n",
        "modules/two/__init__.py": "",
        "modules/two/methods.py": "",
    },
    "acyclic": {"kit/planted.py": "import icotes.kit.other\n", "kit/other.py": "import icotes.kit.planted\n"},
    "acyclic-types": {
        "modules/one/__init__.py": "",
        "modules/one/types.py": "import icotes.modules.two.types\n",
        "modules/two/__init__.py": "",
        "modules/two/types.py": "import icotes.modules.one.types\n",
    },
    "faces": {
        "faces/planted.py": "import icotes.modules.one.types\n",
        "modules/one/__init__.py": "",
        "modules/one/types.py": "",
    },
}
ALLOWED = {
    "modules/one/__init__.py": "",
    "modules/one/methods.py": "import icotes.modules.two.types\n",
    "modules/two/__init__.py": "",
    "modules/two/types.py": "import icotes.core.events\n",
}


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Check a copy of the source with files planted in it."""
    named = [word for contract in contracts for word in ("--contract", contract)]
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo", *named]
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def planted(folder: Path, files: dict[str, str]) -> Path:
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in files.items():
        path = folder / "src" / "icotes" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder


@pytest.mark.capability("X11")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_is_found(contract: str, tmp_path: Path) -> None:
    done = lint(planted(tmp_path, PLANTED[contract]), contract.partition("-")[0])
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


@pytest.mark.capability("X11")
@pytest.mark.timeout(180)
def test_the_tree_keeps_every_contract(tmp_path: Path) -> None:
    """A module may import another one's types, and a new folder needs no edit."""
    done = lint(planted(tmp_path, ALLOWED))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 kept, 0 broken" in done.stdout
