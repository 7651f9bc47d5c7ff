"""A program that somebody works on: it serves HTTP and WebSocket on a loopback port, which it prints.

Run it as `python served.py [port]`; `/headers` says what reached it, `/raw?HEX*N` answers with N times these bytes.
"""

import asyncio
import base64
import hashlib
import json
import sys
from collections.abc import AsyncIterator

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
PAGE = b"""<!doctype html><title>Served</title><h1>It works</h1><p id=said></p><script>
const socket = new WebSocket(`ws://${location.host}/ws`);
socket.onopen = () => socket.send("hello");
socket.onmessage = ({ data }) => (document.querySelector("#said").textContent = `socket says ${data}`);
</script>"""
Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


async def serve(reader: Reader, writer: Writer) -> None:
    """Answer one connection."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.strip().split("\r\n")
        method, target, _ = line.split(" ")
        pairs = [(name.lower(), value.strip()) for name, _, value in (each.partition(":") for each in rest)]
        headers = dict(pairs)
        if target.startswith("/raw?"):
            data, _, times = target.removeprefix("/raw?").partition("*")
            writer.write(bytes.fromhex(data) * int(times or 1))
        elif headers.get("upgrade") == "websocket":
            await sockets(reader, writer, target, headers)
        else:
            await answer(reader, writer, method, target, pairs)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def answer(reader: Reader, writer: Writer, method: str, target: str, pairs: list[tuple[str, str]]) -> None:
    """Answer one request by its path."""
    path, _, query = target.partition("?")
    headers = dict(pairs)
    if path == "/headers":
        said = json.dumps({"method": method, "target": target, "headers": pairs}).encode()
        reply(writer, said, "application/json")
    elif path == "/echo":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n")
        async for piece in body(reader, headers):
            writer.write(piece)
            await writer.drain()
    elif path == "/swallow":
        async for _ in body(reader, headers):
            pass
        reply(writer, b"", "text/plain")
    elif path == "/big":
        size = int(query)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        for at in range(0, size, 65536):
            writer.write(b"x" * min(65536, size - at))
            await writer.drain()
    elif path == "/drip":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number in range(10_000):
            text = b"data: %d\n\n" % number
            writer.write(b"%x\r\n%b\r\n" % (len(text), text))
            await writer.drain()
            await asyncio.sleep(0.05)
    elif path == "/cookies":
        many = [
            b"Set-Cookie: theirs=1; Path=/; Domain=localhost",
            b"Set-Cookie: icotes_port=stolen; Path=/",
            b"Set-Cookie: icotes_8777=stolen",
        ]
        reply(writer, b"set", "text/plain", *many)
    elif path == "/redirect":
        port = writer.get_extra_info("sockname")[1]
        reply(writer, b"", "text/plain", b"Location: http://localhost:%d/there?x=1" % port, status=b"302 Found")
    elif path == "/cut":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    elif path == "/trailers":
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n")
        for number in range(1000):
            writer.write(b"X-%d: %b\r\n" % (number, b"x" * 32_000))
            await writer.drain()
        writer.write(b"\r\n")
    elif path == "/garbage":
        writer.write(b"\x00\x01 this is no HTTP\r\n\r\n")
    elif path == "/split":
        reply(writer, b"", "text/plain", b"X-One: a", b"Location: /a\x0bb")
    else:
        reply(writer, PAGE, "text/html")
    await writer.drain()


def reply(writer: Writer, data: bytes, kind: str, *lines: bytes, status: bytes = b"200 OK") -> None:
    """Send a whole answer."""
    more = b"".join(line + b"\r\n" for line in lines)
    fields = b"Content-Type: %b\r\nContent-Length: %d\r\n" % (kind.encode(), len(data))
    writer.write(b"HTTP/1.1 %b\r\n%b%b\r\n%b" % (status, fields, more, data))


async def body(reader: Reader, headers: dict[str, str]) -> AsyncIterator[bytes]:
    """Yield a request's body as it comes."""
    if headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            yield await reader.readexactly(size)
            await reader.readline()
        return
    left = int(headers.get("content-length", 0))
    while left and (piece := await reader.read(min(left, 65536))):
        left -= len(piece)
        yield piece


async def sockets(reader: Reader, writer: Writer, target: str, headers: dict[str, str]) -> None:
    """Send back each frame as it is; `/ws-headers` says first what reached it, `/refused` takes nobody."""
    if target == "/refused":
        reply(writer, b"no", "text/plain", b"Set-Cookie: icotes_port=stolen", status=b"403 Forbidden")
        return
    key = base64.b64encode(hashlib.sha1(headers["sec-websocket-key"].encode() + GUID).digest())
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\nSet-Cookie: icotes_port=stolen\r\n\r\n" % key
    )
    if target == "/ws-headers":
        said = json.dumps(headers).encode()
        writer.write(bytes([0x81, 126]) + len(said).to_bytes(2, "big") + said)
    while True:
        first, second = await reader.readexactly(2)
        size = second & 0x7F
        if size >= 126:
            size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
        mask = await reader.readexactly(4)
        data = await reader.readexactly(size)
        whole = int.from_bytes(data, "big") ^ int.from_bytes((mask * (size // 4 + 1))[:size], "big")
        short = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big") if size < 65536 else None
        writer.write(bytes([first]) + (short or b"\x7f" + size.to_bytes(8, "big")) + whole.to_bytes(size, "big"))
        await writer.drain()
        if first & 0xF == 8:
            return


async def main() -> None:
    """Serve until the end."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - that is what it says
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
