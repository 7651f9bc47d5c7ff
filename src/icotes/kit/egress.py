"""The way out of a sandbox: an HTTP proxy that reaches the hosts that were granted, and no others (RFC 9110, 9.3.6).

It listens on a socket in the sandbox's own network, which has no other way out. A name is resolved once, and what is
connected to is an address that was looked at: none of this machine or its networks, unless it was granted by itself.
"""

import asyncio
import contextlib
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

PORT = 3128
"""Where the proxy is found in the sandbox's network, at 127.0.0.1."""
ENVIRONMENT = {
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), f"http://127.0.0.1:{PORT}"),
    **dict.fromkeys(("no_proxy", "NO_PROXY"), "localhost,127.0.0.1"),
    "NODE_USE_ENV_PROXY": "1",
}
"""By what programs find it."""

HEAD_BYTES = 16 * 1024
HEAD_SECONDS = 10.0
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 120.0
CONNECTIONS = 64
"""How many a sandbox may have at a time."""
PIECE_BYTES = 64 * 1024
_PORTS = (80, 443)
"""Those that a host is granted with when no port is said."""

_TARGET = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9_]([a-z0-9_.-]{0,252}))(?::([0-9]{1,5}))?")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCAL = [ipaddress.ip_network(each) for each in ("64:ff9b:1::/48", "fec0::/10", "::/96", "::ffff:0:0:0/96")]
"""Translators of a network's own (RFC 8215, RFC 2765), and what was local before (RFC 3879, RFC 4291)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]


class Refused(Exception):
    """The proxy does not pass this on; the message says why."""


class Host(NamedTuple):
    """A host and, where it was said, its port."""

    name: str
    port: int | None


def parse_host(text: str) -> Host:
    """Return the host that a text names: `name`, `name:port`, `*.name`, `*`, an address; IPv6 in brackets.

    Raises:
        ValueError: it names none.
    """
    text = text.lower()
    prefix = "*." if text.startswith("*.") else ""
    if text == "*":
        return Host("*", None)
    found = _TARGET.fullmatch(text.removeprefix(prefix))
    port = int(found[3]) if found and found[3] else None
    if not found or not (port is None or 0 < port < 65536):
        raise ValueError(text)
    return Host(prefix + found[1].strip("[]").rstrip("."), port)


class Gate:
    """Says which hosts may be reached.

    Args:
        granted: hosts, as `parse_host` takes them.
        resolve: returns the addresses of a name.
    """

    def __init__(self, granted: Iterable[str], resolve: Resolve | None = None) -> None:
        self._granted = [parse_host(text) for text in granted]
        self._resolve = resolve or _addresses

    async def addresses(self, name: str, port: int) -> list[str]:
        """Return the addresses at which a host may be reached.

        Raises:
            Refused: it was not granted, or has no address outside.
        """
        if not any(_covers(one, name, port) for one in self._granted):
            raise Refused(f"{name}:{port} was not granted to this program.")
        if any(one.name == name and _is_address(name) for one in self._granted):
            return await self._resolve(name, port)
        found = [address for address in await self._resolve(name, port) if _is_outside(address)]
        if not found:
            raise Refused(f"{name} has no public address.")
        return found


def _covers(granted: Host, name: str, port: int) -> bool:
    ported = port in _PORTS if granted.port is None else port == granted.port
    return ported and _names(granted, name)


def _names(granted: Host, name: str) -> bool:
    wide = granted.name == "*" or (granted.name.startswith("*.") and name.endswith(granted.name[1:]))
    return wide or granted.name == name


def includes(allowed: Host, asked: Host) -> bool:
    """Tell whether what is asked for lies within what is allowed.

    What is granted by its address, or as `localhost`, is reached wherever it leads: no wildcard allows that.
    """
    named = allowed.name == asked.name if _is_address(asked.name) else _names(allowed, asked.name)
    return named and allowed.port in {None, asked.port}


def _is_address(name: str) -> bool:
    return name == "localhost" or _literal(name) is not None


def _literal(name: str) -> Address | None:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(name)
    return None


def _is_outside(text: str) -> bool:
    """Tell whether an address is of the public internet, whatever it is wrapped in."""
    address = _literal(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and not _is_outside(str(inner)) for inner in wrapped):
            return False
        if address.ipv4_mapped:
            return True
        if any(address in each for each in _LOCAL):
            return False
    return address is not None and address.is_global and not address.is_multicast


async def _addresses(name: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Refused(f"{name} is not known.") from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Egress:
    """The proxy of one sandbox.

    Args:
        gate: which hosts it passes on.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._server: asyncio.Server | None = None
        self._at_work: set[asyncio.Task[None]] = set()

    async def serve(self, listening: socket.socket) -> None:
        """Take connections from a socket that listens; it is ours from now on."""
        self._server = await asyncio.start_server(self._met, sock=listening, limit=HEAD_BYTES)

    async def close(self) -> None:
        """End it with all its connections."""
        if self._server:
            self._server.close()
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)

    def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._at_work) >= CONNECTIONS:
            writer.transport.abort()
            return
        task = asyncio.create_task(self._serve(reader, writer))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            try:
                async with asyncio.timeout(HEAD_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
                target, forwarded = _parse(head.decode("latin-1"))
                outside = await self._connect(target)
            except (Refused, ValueError) as refused:
                writer.write(_answer("403 Forbidden", str(refused)))
            except OSError:
                writer.write(_answer("502 Bad Gateway", "The host does not answer."))
            else:
                await _pass_on(reader, writer, outside, forwarded)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass
        finally:
            with contextlib.suppress(OSError):
                writer.close()

    async def _connect(self, target: Host) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        port = target.port or 80
        async with asyncio.timeout(CONNECT_SECONDS):
            addresses = await self._gate.addresses(target.name, port)
            return await asyncio.open_connection(addresses[0], port)


def _parse(head: str) -> tuple[Host, str]:
    """Return where a request goes, and what is sent there first: nothing where a tunnel is asked for."""
    first, *fields = head.split("\r\n")
    method, target, version = first.split(" ")
    if method == "CONNECT":
        return _ported(parse_host(target)), ""
    if not target.startswith("http://"):
        raise Refused("This proxy passes on CONNECT and http:// only.")
    authority, slash, path = target.removeprefix("http://").partition("/")
    kept = [field for field in fields if field and _name(field) not in {"host", "connection", "proxy-connection"}]
    kept = [field for field in kept if not _name(field).startswith("proxy-")]
    lines = [f"{method} {slash or '/'}{path} {version}", f"Host: {authority}", "Connection: close", *kept]
    return parse_host(authority), "\r\n".join([*lines, "", ""])


def _ported(host: Host) -> Host:
    if host.port is None:
        raise Refused("Say which port: CONNECT host:port.")
    return host


def _name(field: str) -> str:
    return field.partition(":")[0].strip().lower()


def _answer(status: str, text: str) -> bytes:
    body = text.encode()
    fields = ("Content-Type: text/plain", f"Content-Length: {len(body)}", "Connection: close")
    return "\r\n".join([f"HTTP/1.1 {status}", *fields, "", ""]).encode() + body


async def _pass_on(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    outside: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    forwarded: str,
) -> None:
    """Carry bytes both ways until either side has ended."""
    far_reader, far_writer = outside
    try:
        if forwarded:
            far_writer.write(forwarded.encode("latin-1"))
        else:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        async with asyncio.TaskGroup() as both:
            both.create_task(_carry(reader, far_writer))
            both.create_task(_carry(far_reader, writer))
    except* (OSError, EOFError):
        pass
    finally:
        far_writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        async with asyncio.timeout(IDLE_SECONDS):
            data = await reader.read(PIECE_BYTES)
        if not data:
            break
        writer.write(data)
        async with asyncio.timeout(IDLE_SECONDS):
            await writer.drain()
    with contextlib.suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()
