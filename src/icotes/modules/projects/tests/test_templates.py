"""Projects that begin with a template: its files, layout and preferences, or nothing at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from icotes.modules.projects import templates
from running import Failed, Server


@pytest.mark.capability("D8")
@pytest.mark.parametrize("template", [each.name for each in templates.all_()])
def test_a_project_of_a_template_has_its_files_layout_and_preferences(server: Server, tmp_path: Path, template: str):
    about = next(each for each in server.call("projects.templates") if each["name"] == template)
    made = server.icotes("projects", "create", str(tmp_path / "my-thing"), "--template", template, "--json")
    assert made.returncode == 0, made.stderr
    project = json.loads(made.stdout)
    try:
        found = {
            str(each.relative_to(project["folder"])) for each in Path(project["folder"]).rglob("*") if each.is_file()
        }
        assert found == set(about["files"])
        assert "{{name}}" not in Path(project["folder"], about["layout"]["active"]).read_text()
        assert [each.name for each in tmp_path.iterdir()] == ["my-thing"]  # nothing is left over beside it
        workspace = project["workspace"]
        opened = server.call("workspaces.open_files", workspace=workspace)
        assert [each["path"] for each in opened["files"]] == [each["path"] for each in about["layout"]["files"]]
        assert opened["active"] == about["layout"]["active"]
        assert {each["path"] for each in opened["files"]} <= found
        chosen = {each["name"]: each for each in server.call("workspaces.preferences", workspace=workspace)}
        for name, value in about["preferences"].items():
            assert (chosen[name]["value"], chosen[name]["origin"]) == (value, "workspace")
        kinds = [each["kind"] for each in server.call("system.history", kinds=["projects.*"], limit=2)["items"]]
        assert kinds == ["projects.created", "projects.opened"]
    finally:
        server.call("projects.close", project=project["id"])


def test_the_programs_of_a_template_run(server: Server, tmp_path: Path):
    project = server.call("projects.create", folder=str(tmp_path / "hello"), template="python")
    try:
        command = ["python3", "-m", "unittest"]
        made = server.call("terminals.create", workspace=project["workspace"], command=command)
        shown = server.call(
            "terminals.follow", workspace=project["workspace"], terminal=made["id"], wait=30, max_items=99
        )
        assert shown["items"][-1]["state"]["exit"]["code"] == 0, shown
    finally:
        server.call("projects.close", project=project["id"])


@pytest.mark.parametrize(
    ("folder", "template", "kind"),
    [
        ("{tmp}/new", "none", "TemplateNotFound"),
        ("{tmp}/full", "empty", "Conflict"),
        ("{tmp}/full/file", "empty", "Conflict"),
        ("{tmp}/link", "empty", "Conflict"),
        ("{tmp}/missing/new", "empty", "NotFound"),
        ("new", "empty", "Unacceptable"),
        ("{state}/new", "empty", "Unacceptable"),
        ("/proc/new", "empty", "Denied"),
    ],
)
def test_what_can_not_be_made_is_refused_and_leaves_nothing(
    server: Server, tmp_path: Path, folder: str, template: str, kind: str
):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before, known = sorted(tmp_path.rglob("*")), server.call("projects.list")
    path = folder.format(tmp=tmp_path, state=server.token_file.parent)
    with pytest.raises(Failed) as failed:
        server.call("projects.create", folder=path, template=template)
    assert failed.value.kind == kind
    assert sorted(tmp_path.rglob("*")) == before
    assert server.call("projects.list") == known


def test_an_empty_folder_is_as_good_as_none(server: Server, tmp_path: Path):
    (tmp_path / "there").mkdir()
    project: dict[str, Any] = server.call("projects.create", folder=str(tmp_path / "there"))
    assert [each.name for each in (tmp_path / "there").iterdir()] == ["README.md"]
    server.call("projects.close", project=project["id"])


def test_every_template_is_in_order():
    for each in templates.all_():
        assert each.description.endswith(".")
        assert {file["path"] for file in each.layout["files"]} <= set(each.files)
        assert each.layout["active"] in each.files
