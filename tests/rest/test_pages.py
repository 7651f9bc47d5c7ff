"""Long answers come in pages that hold while others add and remove, in order, with only the fields that are wanted."""

import json
from typing import Any

import pytest

from running import Server


def get(server: Server, address: str) -> tuple[Any, int]:
    """Return the JSON at an address, and its size in bytes."""
    status, _, body = server.http("GET", address)
    assert status == 200, body
    return json.loads(body), len(body)


@pytest.mark.capability("H6")
def test_a_listing_in_pages_holds_under_inserts_and_is_in_order(server: Server) -> None:
    folder = server.folder / "paged"
    folder.mkdir()
    names = [f"{number:03}.md" for number in range(0, 200, 2)]
    for name in names:
        (folder / name).write_text(name)
    seen: list[str] = []
    after = ""
    for turn in range(100):
        page, _ = get(server, f"/api/v1/files/list?path=paged&limit=7&after={after}")
        seen += [each["path"].removeprefix("paged/") for each in page["items"]]
        (folder / f"000-{turn}.md").write_text("before all that comes")
        (folder / names[0]).unlink(missing_ok=True)
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == names


@pytest.mark.capability("H6")
def test_only_the_fields_and_records_that_are_wanted_come(server: Server) -> None:
    for number in range(10):
        server.call("files.write", path=f"wanted-{number}.md", text="x")
    newest, _ = get(server, "/api/v1/workspaces/history?kinds=files.*&limit=1")
    page = f"/api/v1/workspaces/history?kinds=files.*&limit=5&after={newest['next']}"  # whatever is told meanwhile
    whole, large = get(server, page)
    wanted, small = get(server, f"{page}&fields=id")
    assert {each["kind"].partition(".")[0] for each in whole["items"]} == {"files"}
    assert [each["id"] for each in wanted["items"]] == [each["id"] for each in whole["items"]]
    assert small * 2 < large
    for number in range(3):
        server.call("files.write", path=f"later-{number}.md", text="x")
    later, _ = get(server, f"/api/v1/workspaces/history?kinds=files.*&limit=5&after={whole['next']}")
    assert not {each["id"] for each in later["items"]} & {each["id"] for each in whole["items"]}
    assert max(each["time"] for each in later["items"]) <= min(each["time"] for each in whole["items"])
