"""Docstrings, names of events and errors: what is read off a declaration."""

import pytest

from icotes.core import docstring, errors
from icotes.core.caller import Caller, Grant, system
from icotes.core.events import EVENTS, Event, wire_kind
from icotes.core.names import method_name, module_of


def sample() -> None:
    """Say a thing
    in one sentence.

    More of it.

    Args:
        text: what to say,
            over two lines.
        times: how often.

    Raises:
        NotFound: nobody
            is there.
    """


def test_a_docstring_is_taken_apart():
    read = docstring.read(sample)

    assert read.summary == "Say a thing in one sentence."
    assert read.text == "Say a thing\nin one sentence.\n\nMore of it."
    assert read.arguments == {"text": "what to say, over two lines.", "times": "how often."}
    assert read.raises == {"NotFound": "nobody is there."}


def test_no_docstring_is_an_empty_one():
    assert docstring.read(lambda: None) == ("", "", {}, {})


@pytest.mark.parametrize(
    ("module", "name", "kind"),
    [
        ("files", "FileChanged", "files.changed"),
        ("files", "FilesChanged", "files.changed"),
        ("workspaces", "FileOpened", "workspaces.file_opened"),
        ("projects", "ProjectOpened", "projects.opened"),
        ("files", "File", "files.file"),
        ("llm", "LlmCalled", "llm.called"),
    ],
)
def test_the_kind_of_an_event_is_its_module_and_its_name(module: str, name: str, kind: str):
    assert wire_kind(module, name) == kind


def test_a_declared_event_is_known_by_its_kind():
    class NamesHeard(Event):
        loud: bool = False

    assert NamesHeard.kind == f"{module_of(NamesHeard)}.names_heard"
    assert EVENTS.pop(NamesHeard.kind) is NamesHeard


def test_a_trailing_underscore_does_not_travel():
    assert method_name("files", "list_") == "files.list"


ALL = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.IcotesError)]


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.__name__)
def test_an_error_has_its_class_name_as_kind_and_its_numbers_once(error: type[errors.IcotesError]):
    made = error("Do this.", field="x")

    assert made.payload() == {
        "code": error.code,
        "message": "Do this.",
        "data": {"kind": error.__name__, "field": "x"},
    }
    assert 400 <= error.status < 600
    assert error.exit_code > 0


def test_no_two_kinds_share_a_code_but_by_inheritance():
    direct = [each for each in ALL if each.__bases__ == (errors.IcotesError,)]
    assert len({each.code for each in direct}) == len(direct)


@pytest.mark.parametrize(
    ("granted", "scope", "covered"),
    [
        ("*", "files:read", True),
        ("files:read", "files:read", True),
        ("files:read", "files:write", False),
        ("files:*", "files:write", True),
        ("*:read", "files:read", True),
        ("*:read", "files:write", False),
        ("files:read", "filesystem:read", False),
        ("files:read", "files", False),
        ("files", "files:read", False),
        ("files:read", "*", False),
        ("files:*", "*:read", False),
        ("", "files:read", False),
    ],
)
def test_a_grant_covers_what_its_scopes_say(granted: str, scope: str, covered: bool):
    assert Grant("g", frozenset({granted})).allows(scope) is covered


def test_a_revoked_grant_covers_nothing_and_wakes_who_watches():
    grant = Grant("g", frozenset({"*"}), frozenset({"w"}))
    woken: list[int] = []
    grant.on_revoke(lambda: woken.append(1))
    forget = grant.on_revoke(lambda: woken.append(2))
    forget()

    assert grant.allows("files:read")
    grant.revoke()

    assert not grant.allows("files:read")
    assert woken == [1]
    assert (grant.reaches("w"), grant.reaches("x")) == (True, False)


def test_a_caller_without_the_scope_is_told_which():
    caller = Caller("ann", Grant("g", frozenset({"files:read"})))
    with pytest.raises(errors.Denied) as refused:
        caller.require("files:write")
    assert refused.value.data == {"scope": "files:write"}
    system().require("files:write")
