"""What somebody can call, set, receive or run into is explained where it is declared."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import icotes
from icotes.app import table
from icotes.core import docstring
from icotes.core.errors import IcotesError
from icotes.core.events import EVENTS
from icotes.kit.settings import SECTIONS, describe

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(icotes.__path__, "icotes.")
    if ".tests" not in found.name and found.name != "icotes.__main__"
]
METHODS = list(table())
EVENT_TYPES = {kind: event for kind, event in EVENTS.items() if event.__module__.startswith("icotes.")}


def errors(parent: type[IcotesError] = IcotesError) -> Iterator[type[IcotesError]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("icotes."):
            yield child
            yield from errors(child)


def own_docstring(declared: Any) -> str:
    """A docstring of its own: neither inherited nor made up by dataclass or msgspec."""
    text = vars(declared).get("__doc__") or ""
    return "" if text.startswith(f"{declared.__name__}(") else inspect.cleandoc(text)


def test_there_is_something_to_look_at() -> None:
    assert len(METHODS) > 20
    assert len(EVENT_TYPES) > 3
    assert len(SECTIONS) > 1


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_method_says_what_it_does(method: Any) -> None:
    assert method.summary.endswith(".")
    explained = docstring.read(method.function).arguments
    assert set(explained) <= {parameter.name for parameter in method.parameters}


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_what_a_method_raises_exists(method: Any) -> None:
    assert set(method.raises) <= {error.__name__ for error in errors()}


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_an_event_says_what_happened(kind: str) -> None:
    assert own_docstring(EVENT_TYPES[kind])


@pytest.mark.parametrize("error", sorted(set(errors()), key=str), ids=str)
def test_an_error_says_when_it_comes(error: type[IcotesError]) -> None:
    assert own_docstring(error)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_setting_says_what_it_is_for(name: str) -> None:
    section = SECTIONS[name]
    assert own_docstring(section)
    assert [field.name for field in msgspec.structs.fields(section) if not describe(field.type)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_file_and_its_public_classes_say_what_they_are(module: Any) -> None:
    classes = [each for name, each in vars(module).items() if inspect.isclass(each) and not name.startswith("_")]
    ours = [each for each in classes if each.__module__ == module.__name__]
    assert module.__doc__
    assert [each.__name__ for each in ours if not own_docstring(each)] == []
