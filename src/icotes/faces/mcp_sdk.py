"""The official MCP SDK, behind one seam: import this file only through `mcp.py`, for it takes a second."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx2
import mcp_types as types
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.dispatcher import ProgressFnT
from mcp_types.version import LATEST_MODERN_VERSION

from icotes import __version__
from icotes.core.caller import Caller
from icotes.core.errors import ConnectionLost, IcotesError
from icotes.faces.tools import Choice, Outcome, Progress, Tool, Tools, failure

INSTRUCTIONS = """A live workspace that people and agents share: files, terminals, and all that changes in them.
A tool's name is module_method. What yields a stream returns after `max_items` or `wait` seconds with a `cursor`: pass
it as `since` to go on without a gap. `search_methods` finds what is not listed, `call_method` calls it. Errors carry a
kind and say what to do next."""

Context = ServerRequestContext[Any, Any]
Who = Callable[[Context], tuple[Caller, Choice]]
"""Says in whose name a request is answered, and what its client chose."""


class Endpoint:
    """Streamable HTTP over the SDK; the guard has already checked host, origin and key."""

    def __init__(self, tools: Tools, most: int) -> None:
        self._manager = StreamableHTTPSessionManager(_server(tools, _asker), stateless=True, max_request_body_size=most)
        self._ready = asyncio.Event()
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Run the SDK's task group until `stop`."""
        self._task = asyncio.create_task(self._run())
        await self._ready.wait()

    async def _run(self) -> None:
        async with self._manager.run():
            self._ready.set()
            await self._ending.wait()

    async def handle(self, scope: Any, receive: Any, send: Any, caller: Caller) -> None:
        """Answer one request (ASGI)."""
        await self._manager.handle_request({**scope, "icotes.caller": caller}, receive, send)

    async def stop(self) -> None:
        """Cancel what runs."""
        self._ending.set()
        if self._task:
            await self._task


def _asker(context: Context) -> tuple[Caller, Choice]:
    scope = context.request.scope  # pyright: ignore[reportOptionalMemberAccess]
    asked = dict(parse_qsl(scope["query_string"].decode("ascii", "replace")))
    modules = [name.strip() for name in asked.get("modules", "").split(",") if name.strip()]
    return scope["icotes.caller"], Choice(modules, asked.get("workspace", ""))


def _server(tools: Tools, who: Who) -> Server[Any]:
    async def list_tools(context: Context, _: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        try:
            caller, choice = who(context)
            return types.ListToolsResult(tools=[_shown(tool) for tool in tools.list(caller, choice.modules)])
        except IcotesError as error:
            raise _protocol_error(error) from None

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        caller, choice = who(context)
        arguments, progress = params.arguments or {}, _reporter(context)
        return _answer(await tools.call(caller, params.name, arguments, progress, choice.workspace))

    return _named(on_list_tools=list_tools, on_call_tool=call_tool)


def _named(**handlers: Any) -> Server[Any]:
    return Server("icotes", version=__version__, title="icotes", instructions=INSTRUCTIONS, **handlers)


def _shown(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=types.ToolAnnotations(read_only_hint=tool.reads_only),
    )


def _answer(outcome: Outcome) -> types.CallToolResult:
    content = outcome.content
    text = f"{content['kind']}: {content['message']}" if outcome.failed else _text(content)
    return types.CallToolResult(
        content=[types.TextContent(text=text)], structured_content=content, is_error=outcome.failed
    )


def _text(content: dict[str, Any]) -> str:
    """Return what the model reads: plain text where the result is one, else JSON."""
    plain = content.get("text", content.get("result") if len(content) == 1 else None)
    return plain if isinstance(plain, str) else json.dumps(content, ensure_ascii=False)


def _reporter(context: Context) -> Progress:
    async def report(count: int) -> None:
        await context.session.report_progress(count)

    return report


def in_process(tools: Tools, caller: Caller) -> Client:
    """Return a stock client of the tools in this process, for tests."""
    return Client(_server(tools, lambda _: (caller, Choice())))


async def serve_local(tools: Tools, caller: Caller, choice: Choice) -> None:
    """Speak MCP on stdin and stdout with the methods in this process."""
    await _serve_stdio(_server(tools, lambda _: (caller, choice)))


async def serve_remote(find: Callable[[], Any], choice: Choice) -> None:
    """Speak MCP on stdin and stdout; every request goes on to the server's `/mcp`, wherever it runs just then."""
    async with httpx2.AsyncClient(timeout=httpx2.Timeout(30.0, read=600.0)) as http:
        await _serve_stdio(_relay(_Upstream(find, choice, http)))


class _Upstream:
    def __init__(self, find: Callable[[], Any], choice: Choice, http: httpx2.AsyncClient) -> None:
        self._find = find
        self._query = urlencode({"modules": ",".join(choice.modules), "workspace": choice.workspace})
        self._http = http

    async def send(self, request: Any, result: Any, progress: ProgressFnT | None = None) -> Any:
        """Pass on one request; the protocol keeps nothing between two of them.

        Raises:
            ConnectionLost: the server does not answer.
            MCPError: it answered with an error.
        """
        server = self._find()
        self._http.headers["Authorization"] = f"Bearer {server.token}"
        transport = streamable_http_client(f"{server.url}/mcp?{self._query}", http_client=self._http)
        try:
            async with Client(transport, mode=LATEST_MODERN_VERSION) as client:
                return await client.session.send_request(request, result, progress_callback=progress)
        except BaseExceptionGroup as failed:
            raise _cause(failed) from None


def _cause(failed: BaseExceptionGroup[Any]) -> BaseException:
    """Return what the SDK's task groups wrapped."""
    if failed.subgroup(httpx2.HTTPError):
        return ConnectionLost(
            "The server does not answer; look whether the call was carried out. `icotes serve` starts it."
        )
    first: Any = failed.exceptions[0]
    return _cause(first) if hasattr(first, "exceptions") else first


def _relay(upstream: _Upstream) -> Server[Any]:
    async def list_tools(_: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        try:
            return await upstream.send(types.ListToolsRequest(params=params), types.ListToolsResult)
        except IcotesError as error:
            raise _protocol_error(error) from None

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        async def report(progress: float, total: float | None, message: str | None) -> None:
            await context.session.report_progress(progress, total, message)

        wanted = types.CallToolRequestParams(name=params.name, arguments=params.arguments)
        try:
            return await upstream.send(types.CallToolRequest(params=wanted), types.CallToolResult, report)
        except IcotesError as error:
            return _answer(failure(error))

    return _named(on_list_tools=list_tools, on_call_tool=call_tool)


def _protocol_error(error: IcotesError) -> MCPError:
    return MCPError(error.code, error.message, error.payload()["data"])


async def _serve_stdio(server: Server[Any]) -> None:
    async with stdio_server() as (reader, writer):
        await server.run(reader, writer, server.create_initialization_options())
