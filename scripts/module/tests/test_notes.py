"""Notes are kept until they are removed, and everybody hears of both."""

from collections.abc import Callable

import pytest

from running import Failed, Server


def test_a_note_is_kept_until_it_is_removed(server: Server) -> None:
    note = server.call("notes.add", workspace="main", text="buy milk")
    assert note in server.call("notes.list", workspace="main")["items"]
    server.call("notes.remove", workspace="main", id=note["id"])
    assert note not in server.call("notes.list", workspace="main")["items"]
    with pytest.raises(Failed) as gone:
        server.call("notes.remove", workspace="main", id=note["id"])
    assert gone.value.kind == "NoteNotFound"


def test_a_long_list_comes_in_pages(server: Server) -> None:
    added = [server.call("notes.add", workspace="main", text=f"note {number}") for number in range(3)]
    first = server.call("notes.list", workspace="main", after=str(added[0]["id"] - 1), limit=2)
    rest = server.call("notes.list", workspace="main", after=first["next"], limit=2)
    assert (first["items"] + rest["items"], rest["next"]) == (added, None)


def test_what_is_written_is_heard_of(server: Server) -> None:
    since = server.call("workspaces.get", workspace="main")["cursor"]
    note = server.call("notes.add", workspace="main", text="look")
    heard = server.call("workspaces.events", workspace="main", since=since, kinds=["notes.*"], max_items=1, wait=10)
    assert [each["data"] for each in heard["items"]] == [{"note": note}]


def test_notes_outlive_the_server(fresh_server: Callable[..., Server]) -> None:
    first = fresh_server()
    note = first.call("notes.add", text="stay")
    first.kill()
    second = fresh_server(first.folder, home=first.home)
    assert second.call("notes.list")["items"] == [note]
