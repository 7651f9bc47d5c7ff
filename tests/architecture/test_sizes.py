"""Small files, small functions, imports in sight, names that say something. Generated files (`_gen`) are left out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "icotes"
WEB = ROOT / "web" / "src"
PAGES = [
    path for path in sorted(WEB.rglob("*.*")) if path.suffix in {".ts", ".tsx", ".css"} and ".gen." not in path.name
]
FILES = [path for path in sorted(SOURCE.rglob("*.py")) if "tests" not in path.parts and not path.stem.endswith("_gen")]

FILE_LINES = 400
BODY_LINES = 40
BODY_LINES_P90 = 20
CORE_LINES = 1200
NAMELESS = {"utils", "helpers", "common", "manager", "handler", "service", "base", "misc"}
SEAMS = {"mcp": "faces/mcp_sdk.py", "mcp_types": "faces/mcp_sdk.py"}
"""A heavy library, and the one file that imports it; that file is itself loaded on first use."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def body_lines(function: Function) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def bodies() -> dict[str, int]:
    return {
        f"{path.relative_to(SOURCE)}:{function.lineno} {function.name}": body_lines(function)
        for path in FILES
        for function in functions(ast.parse(path.read_text()))
    }


def imported(node: ast.AST) -> set[str]:
    """The top packages that are imported anywhere beneath a node."""
    found: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in each.names}
        elif isinstance(each, ast.ImportFrom):
            found.add((each.module or "").partition(".")[0])
    return found


@pytest.mark.capability("X8")
def test_a_file_has_at_most_400_lines() -> None:
    assert {str(path): lines(path) for path in [*FILES, *PAGES] if lines(path) > FILE_LINES} == {}


def test_core_is_read_in_ten_minutes() -> None:
    assert sum(lines(path) for path in FILES if path.is_relative_to(SOURCE / "core")) <= CORE_LINES


@pytest.mark.capability("X8")
def test_a_function_has_at_most_40_lines() -> None:
    assert {where: size for where, size in bodies().items() if size > BODY_LINES} == {}


@pytest.mark.capability("X8")
def test_nine_of_ten_functions_have_at_most_20_lines() -> None:
    sizes = sorted(bodies().values())
    assert sizes[len(sizes) * 9 // 10] <= BODY_LINES_P90


def test_a_name_says_what_it_is() -> None:
    assert len(PAGES) > 20
    assert [
        path
        for path in [*FILES, *(each for each in PAGES if each.suffix != ".css")]
        if {path.stem.lower(), path.parent.name} & NAMELESS
    ] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert {package for function in functions(tree) for package in imported(function)} == set()
    here = {library for library, seam in SEAMS.items() if path == SOURCE / seam}
    assert imported(tree) & set(SEAMS) <= here, f"a heavy library is imported in one file: {SEAMS}"


def test_the_measure_itself() -> None:
    """A docstring is free, every other line counts, nested ones too."""
    source = (
        'def f():\n    """Say.\n\n    More.\n    """\n    def g():\n        import re\n\n        return re\n    g()\n'
    )
    outer, inner = functions(ast.parse(source))
    assert (body_lines(outer), body_lines(inner)) == (5, 3)
    assert imported(outer) == {"re"}
