"""Lock files name what was chosen, with its hash, and no place that it came from."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted(ROOT.glob("requirements*.lock"))
NPM = ROOT / "web" / "package-lock.json"
SETTINGS = (ROOT / "web" / ".npmrc").read_text().splitlines()
PLACE = re.compile(r"\bhttps?:|git\+|ssh://|file:|(?m:^\s*-)(?!-hash)|(?:^|\s)/\w|--(?:index|extra|find|trusted)")


def entries(text: str) -> list[str]:
    """One entry a requirement, its continued lines joined."""
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]


def npm_packages() -> dict[str, dict[str, Any]]:
    """Each package of the lock, without the addresses where its authors take money."""
    packages: dict[str, dict[str, Any]] = json.loads(NPM.read_text())["packages"]
    return {name: {key: value for key, value in each.items() if key != "funding"} for name, each in packages.items()}


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_a_lock_names_no_place(path: Path) -> None:
    found = [line for line in path.read_text().splitlines() if PLACE.search(line.replace("--hash=", ""))]
    assert found == []
    assert str(ROOT) not in path.read_text()


def test_the_lock_of_npm_names_no_place() -> None:
    text = json.dumps(npm_packages(), indent=0)
    assert [line for line in text.splitlines() if PLACE.search(line)] == []
    assert str(ROOT) not in NPM.read_text()


@pytest.mark.parametrize(
    "line",
    ["-i https://x.test/simple", "--index-url x", "    # from /srv/icotes", "a @ file:///b", '"resolved": "http://m/"'],
)
def test_a_place_would_be_seen(line: str) -> None:
    assert PLACE.search(line)


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_is_exact_and_has_a_hash(path: Path) -> None:
    found = entries(path.read_text())
    assert len(found) > 20
    assert [entry for entry in found if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_both_locks_agree() -> None:
    installed, tools = (
        {entry.partition(" ")[0] for entry in entries(path.read_text())}
        for path in (
            ROOT / "requirements.lock",
            ROOT / "requirements-dev.lock",
        )
    )
    assert installed < tools


def test_every_npm_package_has_a_hash_and_no_address() -> None:
    packages = npm_packages()
    del packages[""]
    assert packages
    assert [name for name, each in packages.items() if "resolved" in each or "integrity" not in each] == []


def test_npm_writes_no_address() -> None:
    assert "omit-lockfile-registry-resolved=true" in SETTINGS


def test_npm_runs_no_script_of_a_package() -> None:
    assert "ignore-scripts=true" in SETTINGS


def test_there_is_no_other_lock() -> None:
    tracked = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    locks = {name for name in tracked if re.search(r"\block(\.\w+)?$|shrinkwrap", name)}
    assert locks == {str(path.relative_to(ROOT)) for path in [*REQUIREMENTS, NPM]}
