"""Ask language servers about code."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.log import Bookmark, Cursor, Gap, Item, Snapshot, follow
from icotes.core.methods import Module, command, every, query
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import FilePath
from icotes.modules.languages import answers
from icotes.modules.languages.places import located
from icotes.modules.languages.pools import Pools
from icotes.modules.languages.texts import Texts
from icotes.modules.languages.types import (
    Column,
    Completion,
    Completions,
    FileDiagnostics,
    Hover,
    LanguageServer,
    Line,
    Location,
    OfferId,
    ServerName,
    ServerNotFound,
    Signatures,
    Symbol,
)

Trigger = Annotated[str, Meta(max_length=10, description="The character that was typed, if that is why it is asked.")]
DIAGNOSED_SECONDS = 5.0
"""How long it is waited for servers to say what is wrong with a text."""
_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"


class Languages(Module):
    """The language servers of the open workspaces; each is started when it is first needed, and shared by all."""

    def __init__(self, pools: Pools, texts: Texts) -> None:
        self._pools = pools
        self._texts = texts

    @every("10s")
    async def look(self) -> None:
        """End servers that hang, or that nobody uses."""
        self._pools.look()

    @query
    async def servers(self, workspace: Workspace) -> list[LanguageServer]:
        """Return the language servers that may be used here, how each is, and how to install what lacks."""
        servers = self._pools.of(workspace).servers.values()
        return [await each.described() for each in servers]

    @command
    async def restart(self, workspace: Workspace, server: ServerName) -> LanguageServer:
        """End a language server, and forget that it failed; it starts again when it is needed.

        Raises:
            ServerNotFound: there is none of this name.
        """
        found = self._pools.of(workspace).servers.get(server)
        if found is None:
            raise ServerNotFound(f"There is no language server {server!r}; languages.servers lists them.")
        await found.stop()
        return await found.described()

    @query
    async def hover(self, workspace: Workspace, path: FilePath, line: Line, column: Column) -> Hover | None:
        """Return what is known of the thing at a place: its type, its documentation; null for nothing.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        _, lines, answer = await self._pools.at(workspace, path, "hover", line, column)
        return answers.hover(answer, lines)

    @query
    async def complete(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath,
        line: Line,
        column: Column,
        *,
        trigger: Trigger = "",
    ) -> Completions:
        """Return what may be meant by what is being typed at a place; `languages.resolve` tells more of one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        context = {"triggerKind": 2, "triggerCharacter": trigger} if trigger else {"triggerKind": 1}
        asked, lines, answer = await self._pools.at(workspace, path, "completion", line, column, context=context)
        items, incomplete = answers.listed(answer)
        before = lines.line(line)[: column - 1]
        typed = before[len(before.rstrip(_WORD)) :]
        some = await asyncio.to_thread(answers.likely, items, typed)
        ids = self._pools.of(workspace).completions.keep(caller.name, [(asked, each) for each in some])
        return Completions(
            items=[answers.completion(each, id_, lines) for each, id_ in zip(some, ids, strict=True)],
            incomplete=incomplete or len(some) < len(items),
        )

    @query
    async def resolve(self, workspace: Workspace, id: OfferId) -> Completion:
        """Return all that is known of a completion, with the edits elsewhere in the file that go with it.

        Raises:
            Forgotten: it was offered too long ago.
            ServerFailing: the server ended meanwhile.
            NoAnswer: it did not answer in time.
        """
        asked, item = self._pools.of(workspace).completions.get(id)
        self._pools.check(workspace, asked)
        if asked.session.option("completionProvider", "resolveProvider"):
            item = await asked.server.ask(asked.session, "completionItem/resolve", item)
        return answers.completion(item, id, asked.file.lines)

    @query
    async def signatures(
        self, workspace: Workspace, path: FilePath, line: Line, column: Column, *, trigger: Trigger = ""
    ) -> Signatures | None:
        """Return the ways to call the function whose call is being written at a place; null for none.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        kind = {"triggerKind": 2, "triggerCharacter": trigger} if trigger else {"triggerKind": 1}
        _, _, answer = await self._pools.at(
            workspace, path, "signatureHelp", line, column, context={**kind, "isRetrigger": False}
        )
        return answers.signatures(answer)

    @query
    async def definition(self, workspace: Workspace, path: FilePath, line: Line, column: Column) -> list[Location]:
        """Return where the thing at a place is defined.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        asked, _, answer = await self._pools.at(workspace, path, "definition", line, column)
        return await located(workspace, asked.session, self._texts, answer)

    @query
    async def references(self, workspace: Workspace, path: FilePath, line: Line, column: Column) -> list[Location]:
        """Return where the thing at a place is used, and where it is defined.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        context = {"includeDeclaration": True}
        asked, _, answer = await self._pools.at(workspace, path, "references", line, column, context=context)
        return await located(workspace, asked.session, self._texts, answer)

    @query
    async def symbols(self, workspace: Workspace, path: FilePath) -> list[Symbol]:
        """Return what has a name in a file, in order.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        asked = await self._pools.of(workspace).ask(path, "documentSymbolProvider")
        lines = asked.file.lines
        answer = await asked.answer("documentSymbol", {})
        return await asyncio.to_thread(answers.symbols, answer, lines)

    @query
    async def diagnostics(self, workspace: Workspace, path: FilePath = "") -> list[FileDiagnostics]:
        """Return what is wrong with a file, as its language servers say; without a path, with all that were looked at.

        Args:
            path: of a file; its servers are started, and it is waited for what they say.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            ServerFailing: it ended by itself; it is tried again.
            NotFound: there is no such file.
        """
        pool = self._pools.of(workspace)
        if not path:
            return pool.problems.all()
        await pool.diagnosed(await pool.every(path), DIAGNOSED_SECONDS)
        return [pool.problems.of(path)]

    @query
    def follow(
        self, workspace: Workspace, *, path: FilePath = "", since: Cursor | None = None
    ) -> AsyncIterator[Item[Snapshot[list[FileDiagnostics]] | Gap | Bookmark | FileDiagnostics]]:
        """Yield what is wrong with files, and then all that is wrong with a file whenever that changes.

        A file is looked at once `languages.diagnostics` or another method here asked about it, for as long as it is
        open.

        Args:
            path: only of this file.
            since: the last cursor that was seen.
        """
        problems = self._pools.of(workspace).problems

        async def snapshot() -> tuple[int, list[FileDiagnostics]]:
            return problems.last, [each for each in problems.all() if path in {"", each.path}]

        return follow(problems, since, snapshot=snapshot, keep=lambda record: path in {"", record.path})
