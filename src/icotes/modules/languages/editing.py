"""Edits that language servers propose: renaming, formatting, fixing; shown first, made afterwards."""

import asyncio
from typing import Annotated, Any

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.methods import Module, command, query
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import Entry, FilePath
from icotes.modules.languages import answers
from icotes.modules.languages.changing import Changing, proposed
from icotes.modules.languages.pool import Asked
from icotes.modules.languages.pools import Pools
from icotes.modules.languages.session import Known
from icotes.modules.languages.texts import Texts, digest
from icotes.modules.languages.types import Action, Column, FileEdits, Line, Name, OfferId

Changes = Annotated[list[FileEdits], Meta(min_length=1, max_length=2000)]


class LanguageEdits(Module):
    """Proposes edits and makes them."""

    def __init__(self, pools: Pools, texts: Texts, changing: Changing) -> None:
        self._pools = pools
        self._texts = texts
        self._changing = changing

    @query
    async def rename(
        self, workspace: Workspace, path: FilePath, line: Line, column: Column, name: Name
    ) -> list[FileEdits]:
        """Return the edits that give the thing at a place another name, by file; `languages.apply` makes them.

        Args:
            name: the new one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerRefused: the thing can't be renamed, or not so.
            Unacceptable: files outside of the workspace would change.
            ServerFailing: the server ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        asked = await self._pools.of(workspace).ask(path, "renameProvider")
        known = asked.session.known()
        place = asked.file.lines.to_server(line, column)
        answer = await asked.answer("rename", {"position": place, "newName": name})
        return await proposed(workspace, asked.session, known, self._texts, answer)

    @query
    async def format(
        self, workspace: Workspace, path: FilePath, *, line: Line | None = None, end_line: Line | None = None
    ) -> list[FileEdits]:
        """Return the edits that format a file; `languages.apply` makes them. There are none if it is formatted.

        Args:
            line: the first line to format; by default all.
            end_line: the last one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: no server of this file formats.
            ServerRefused: the file can't be formatted, e.g. because it makes no sense.
            ServerFailing: the server ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        kind = "documentFormatting" if line is None else "documentRangeFormatting"
        asked = await self._pools.of(workspace).ask(path, f"{kind}Provider")
        lines = asked.file.lines
        params: dict[str, Any] = {"options": {"tabSize": 4, "insertSpaces": "\n\t" not in lines.text}}
        if line is not None:
            end = (end_line or line) + 1
            params["range"] = {"start": lines.to_server(line, 1), "end": lines.to_server(end, 1)}
        name = "formatting" if line is None else "rangeFormatting"
        answer = await asked.answer(name, params)
        edits = await asyncio.to_thread(answers.edits, answer, lines)
        return [FileEdits(path=path, version=digest(lines.text), edits=edits)] if edits else []

    @query
    async def actions(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath,
        line: Line,
        column: Column,
        *,
        end_line: Line | None = None,
        end_column: Column | None = None,
    ) -> list[Action]:
        """Return what servers can do about the code at a place; `languages.edits_of` returns the edits of one.

        Args:
            end_line: where the place ends, if it is more than a point.
            end_column: the same.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            ServerFailing: it ended by itself; it is tried again.
            NotFound: there is no such file.
        """
        pool = self._pools.of(workspace)
        every_ = await pool.every(path)
        place = line, column, end_line or line, end_column or column
        able = [asked for asked in every_ if asked.session.can("codeActionProvider")]
        found = await asyncio.gather(*(self._actions_of(asked, *place) for asked in able))
        said = [each for some in found for each in some]
        ids = pool.actions.keep(caller.name, said)
        return [answers.action(one, id_, asked.server.name) for (asked, _, one), id_ in zip(said, ids, strict=True)]

    async def _actions_of(
        self, asked: Asked, line: int, column: int, end_line: int, end_column: int
    ) -> list[tuple[Asked, dict[str, Known], Any]]:
        known, lines = asked.session.known(), asked.file.lines
        range_ = {"start": lines.to_server(line, column), "end": lines.to_server(end_line, end_column)}
        first, last = range_["start"]["line"], range_["end"]["line"]
        near = [
            each
            for each in asked.file.found
            if each["range"]["start"]["line"] <= last and each["range"]["end"]["line"] >= first
        ]
        params = {"range": range_, "context": {"diagnostics": near, "triggerKind": 1}}
        answer = await asked.answer("codeAction", params)
        return [(asked, known, each) for each in answer or () if not each.get("disabled")][:200]

    @query
    async def edits_of(self, workspace: Workspace, id: OfferId) -> list[FileEdits]:
        """Return the edits of an action, by file; `languages.apply` makes them.

        Raises:
            Forgotten: it was offered too long ago.
            ServerRefused: it can't be done.
            Unacceptable: files outside of the workspace would change.
            ServerFailing: the server ended meanwhile.
            NoAnswer: it did not answer in time.
        """
        asked, known, said = self._pools.of(workspace).actions.get(id)
        self._pools.check(workspace, asked)
        server, session = asked.server, asked.session
        if not said.get("edit") and isinstance(session.option("codeActionProvider", "resolveProvider"), bool):
            said = await server.ask(session, "codeAction/resolve", said)
        edits = [said["edit"]] if said.get("edit") else []
        if command_ := said.get("command"):
            edits += await server.carry_out(session, command_ if isinstance(command_, dict) else said)
        found = [await proposed(workspace, session, known, self._texts, each) for each in edits]
        return [each for some in found for each in some]

    @command
    async def apply(self, workspace: Workspace, caller: Caller, changes: Changes) -> list[Entry]:
        """Make edits that another method here returned, in all their files or in none.

        Who has a file open sees it at once.

        Args:
            changes: as they were returned, or some of them.

        Raises:
            EditsOutdated: a text is not as it was; nothing was changed. Ask for the edits again.
            Unacceptable: edits overlap.
            Denied: a file is read-only, or the key does not cover `files:write`.
            Conflict: somebody wrote a file at the same moment; nothing was changed.
            QuotaExceeded: the disk is full.
        """
        caller.require("files:write")
        return await self._changing.apply(workspace, changes)
