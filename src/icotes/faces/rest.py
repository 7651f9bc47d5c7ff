"""`/api/v1`: the table as resources.

Every method stands at `/api/v1/<module>/<function>` (a query by GET too), and
beside that at the route that its declaration names. Path, query, headers and
body are put together and checked as one.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote_to_bytes

import msgspec

from icotes.core.body import Download, Upload
from icotes.core.caller import Caller
from icotes.core.errors import BadRequest, Conflict, Invalid, NotFound
from icotes.core.table import Method, Table
from icotes.faces import jsonrpc, schemas
from icotes.faces.exchange import JSON, Exchange, WrongMethod
from icotes.faces.push import collected, push
from icotes.faces.raw import send, tag, untag
from icotes.faces.settings import ServerSettings
from icotes.kit.dispatch import Dispatcher
from icotes.kit.stream import Stream

ROOT = "/api/v1"
MOST_FIELDS = 200
"""Parameters in one address."""

encode = msgspec.json.Encoder().encode


class PreconditionFailed(Conflict, status=412):
    """What `If-Match` or `If-None-Match` demanded is not so; `current` is what stands now."""


class FindCaller(Protocol):
    """Says who asks."""

    def __call__(self, exchange: Exchange, *, cookie: bool = False) -> Awaitable[Caller]:
        """Return the caller, or raise `Unauthenticated`."""
        ...


class Route(NamedTuple):
    """One address of a method.

    Attributes:
        segments: what stands between slashes; `{name}` is a parameter, and the last one takes further slashes too.
        resource: declared by the method; its body, if it takes bytes, is raw.
    """

    verb: str
    segments: tuple[str, ...]
    method: Method
    resource: bool = True

    @property
    def path(self) -> str:
        """The address as OpenAPI has it."""
        return "/" + "/".join(self.segments)

    def values(self, given: list[str]) -> dict[str, str] | None:
        """Return the parameters in an address; None if it is another one."""
        if len(given) < len(self.segments):
            return None
        greedy = self.segments[-1].startswith("{")
        if len(given) > len(self.segments):
            if not greedy:
                return None
            last = len(self.segments) - 1
            given = [*given[:last], "/".join(given[last:])]
        found: dict[str, str] = {}
        for segment, value in zip(self.segments, given, strict=True):
            if segment.startswith("{"):
                found[segment[1:-1]] = value
            elif segment != value:
                return None
        return found


def routes(table: Table) -> list[Route]:
    """Return every address, those with more fixed words first."""
    found: list[Route] = []
    for method in table:
        words = tuple(method.name.split("."))
        found += [Route(verb, words, method, resource=False) for verb in _verbs(method)]
        if method.declaration.rest:
            verb, _, path = method.declaration.rest.partition(" ")
            found.append(Route(verb, tuple(path.strip("/").split("/")), method))
    return sorted(found, key=lambda route: -sum(not part.startswith("{") for part in route.segments))


def _verbs(method: Method) -> tuple[str, ...]:
    return ("GET", "POST") if method.effect == "query" else ("POST",)


class Rest:
    """Answers requests under `/api/v1`."""

    def __init__(self, dispatcher: Dispatcher, settings: ServerSettings) -> None:
        self._dispatcher = dispatcher
        self._settings = settings
        self.routes = routes(dispatcher.table)
        self._plain = {(route.verb, f"{ROOT}{route.path}"): route for route in self.routes if not route.resource}
        self._resources = [route for route in self.routes if route.resource]
        self._loose: dict[str, dict[str, Callable[[list[str]], Any]]] = {}

    async def answer(self, exchange: Exchange, caller: FindCaller) -> None:
        """Call the method at this address and reply with what it returns.

        Raises:
            IcotesError: whatever went wrong.
        """
        try:
            route, values = self._find(exchange)
        except (NotFound, WrongMethod, BadRequest):
            await caller(exchange)
            raise
        reads = exchange.method in {"GET", "HEAD"}
        asking = await caller(exchange, cookie=reads and route.method.download)
        params, upload = await self._params(exchange, route, values)
        try:
            result = await self._dispatcher.call(asking, route.method.name, params, upload)
        except Conflict as error:
            if _conditional(exchange):
                raise PreconditionFailed(error.message, **error.data) from None
            raise
        if isinstance(result, Stream):
            await self._stream(exchange, result)
        elif isinstance(result, Download):
            await send(exchange, result)
        else:
            await exchange.reply(200, result, fields=_version(result) if upload else ())

    def _find(self, exchange: Exchange) -> tuple[Route, dict[str, str]]:
        verb = "GET" if exchange.method == "HEAD" else exchange.method
        plain = self._plain.get((verb, exchange.path))
        if plain:
            return plain, {}
        raw: bytes = exchange.scope["raw_path"]
        given = [_text(segment) for segment in raw[len(ROOT) + 1 :].split(b"/")]
        allowed = [other for other in ("GET", "POST") if (other, exchange.path) in self._plain]
        for route in self._resources:
            values = route.values(given)
            if values is not None and route.verb == verb:
                return route, values
            if values is not None:
                allowed.append(route.verb)
        if allowed:
            names = ", ".join(sorted(set(allowed)))
            raise WrongMethod(f"This address takes {names}, not {exchange.method}.", allow=names)
        raise NotFound("There is nothing at this address; /openapi.json lists all of them.")

    async def _params(
        self, exchange: Exchange, route: Route, values: dict[str, str]
    ) -> tuple[bytes | dict[str, Any], Upload | None]:
        method, headers = route.method, exchange.headers
        texts: dict[str, Any] = {**self._query(exchange, method), **_from_headers(headers, method)}
        if method.upload and (route.resource or not _is_json(exchange)):
            upload = Upload(exchange.chunks(), exchange.size)
            return {**texts, **values, method.upload: ""}, upload
        body = b"" if exchange.method in {"GET", "HEAD"} else await self._body(exchange)
        if not texts and not values:
            return body or b"{}", None
        given = _object(body) if body else {}
        twice = given.keys() & (texts.keys() | values.keys())
        if twice:
            raise Invalid(f"{method.name}: `{min(twice)}` stands in the address and in the body.", field=min(twice))
        return {**given, **texts, **values}, None

    async def _body(self, exchange: Exchange) -> bytes:
        body = await exchange.body(self._settings.message_bytes)
        if body:
            exchange.takes_json()
            jsonrpc.check(body)
            if jsonrpc.is_batch(body):
                raise _no_object()
        elif exchange.method == "POST":
            exchange.takes_json()
        return body

    def _query(self, exchange: Exchange, method: Method) -> dict[str, Any]:
        query: bytes = exchange.scope["query_string"]
        if not query:
            return {}
        try:
            pairs = parse_qsl(query.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        except ValueError:
            raise BadRequest(f"The query of an address is UTF-8, with at most {MOST_FIELDS} fields.") from None
        gathered: dict[str, list[str]] = {}
        for name, value in pairs:
            gathered.setdefault(name, []).append(value)
        readers = self._readers(method)
        return {name: readers.get(name, _one)(texts) for name, texts in gathered.items()}

    def _readers(self, method: Method) -> dict[str, Callable[[list[str]], Any]]:
        known = self._loose.get(method.name)
        if known is None:
            schema = schemas.params_schema(method)
            known = {name: _reader(shape, schema.get("$defs", {})) for name, shape in schema["properties"].items()}
            self._loose[method.name] = known
        return known

    async def _stream(self, exchange: Exchange, stream: Stream) -> None:
        accept = exchange.headers.get(b"accept", b"")
        if b"text/event-stream" in accept:
            await push(exchange, stream, events=True)
        elif stream.params.max_items is None and stream.params.wait is None and JSON not in accept:
            await push(exchange, stream, events=False)
        else:
            await exchange.reply(200, await collected(exchange, stream))


def _text(segment: bytes) -> str:
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise BadRequest("An address is UTF-8, percent-encoded.") from None


def _is_json(exchange: Exchange) -> bool:
    return exchange.headers.get(b"content-type", b"").partition(b";")[0].strip().lower() == JSON


def _conditional(exchange: Exchange) -> bool:
    return b"if-match" in exchange.headers or b"if-none-match" in exchange.headers


def _from_headers(headers: Any, method: Method) -> dict[str, Any]:
    found: dict[str, Any] = {}
    takes = method.params.__struct_fields__
    if b"idempotency-key" in headers and "idempotency_key" in takes:
        found["idempotency_key"] = headers[b"idempotency-key"].decode("latin-1").strip('"')
    if b"last-event-id" in headers and "since" in takes:
        found["since"] = headers[b"last-event-id"].decode("latin-1")
    if method.effect == "command" and "version" in takes:
        if headers.get(b"if-none-match") == b"*":
            found["version"] = "new"
        elif headers.get(b"if-match", b"*") != b"*":
            found["version"] = untag(headers[b"if-match"])
    return found


def _no_object() -> Invalid:
    return Invalid("The body is a JSON object with the parameters by name.")


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise _no_object()
    return found  # pyright: ignore[reportUnknownVariableType]


class _Versioned(msgspec.Struct):
    version: str = ""


def _version(result: bytes) -> list[tuple[bytes, bytes]]:
    """Return the new ETag of what was written, if the result names its version."""
    try:
        version = msgspec.json.decode(result, type=_Versioned | str)
    except msgspec.DecodeError:
        return []
    text = version if isinstance(version, str) else version.version
    return [(b"etag", tag(text))] if text else []


def _one(texts: list[str]) -> str:
    if len(texts) > 1:
        raise Invalid("A parameter that is no list stands in the address twice.")
    return texts[0]


def _reader(shape: dict[str, Any], definitions: dict[str, Any]) -> Callable[[list[str]], Any]:
    """Return what turns the texts of one parameter into what its type is made from."""
    types = _types(shape, definitions)
    if "array" in types:
        return _list
    return _loose if not types or ("object" in types and "string" not in types) else _one


def _types(shape: dict[str, Any], definitions: dict[str, Any]) -> set[str]:
    if "$ref" in shape:
        return _types(definitions[shape["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in shape:
        return {kind for each in shape["anyOf"] for kind in _types(each, definitions)}
    given = shape.get("type", "string" if "enum" in shape else [])
    return {given} if isinstance(given, str) else set(given)


def _list(texts: list[str]) -> Any:
    if len(texts) == 1 and texts[0].startswith("["):
        return _loose(texts)
    return [_loose([text]) if text.startswith("{") else text for text in texts]


def _loose(texts: list[str]) -> Any:
    text = _one(texts)
    try:
        jsonrpc.check(text.encode())
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return text
