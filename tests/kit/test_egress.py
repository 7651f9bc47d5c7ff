"""Which hosts the way out of a sandbox reaches."""

import asyncio
import contextlib
import socket

import pytest

from icotes.kit.egress import Egress, Gate, Refused, includes, parse_host

INSIDE = [
    *("127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1"),
    *("::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "ff02::1"),
    *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
    *("fec0::1", "64:ff9b:1::7f00:1", "::7f00:1", "::ffff:0:127.0.0.1"),
]
OUTSIDE = ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"]


def gate(*granted: str, found: list[str] | None = None) -> Gate:
    async def resolve(name: str, port: int) -> list[str]:
        return found or [name]

    return Gate(granted, resolve)


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_leads_to_no_address_of_ours(address: str) -> None:
    with pytest.raises(Refused):
        await gate("example.org", found=[address]).addresses("example.org", 443)
    with pytest.raises(Refused):
        await gate("*", found=[address]).addresses(address, 443)


@pytest.mark.parametrize("address", OUTSIDE)
async def test_a_name_leads_to_public_addresses(address: str) -> None:
    found = ["127.0.0.1", address]
    assert await gate("example.org", found=found).addresses("example.org", 443) == [address]


async def test_an_address_of_ours_is_reached_when_it_is_named() -> None:
    assert await gate("10.0.0.5:8080").addresses("10.0.0.5", 8080) == ["10.0.0.5"]
    assert await gate("localhost:8080", found=["127.0.0.1"]).addresses("localhost", 8080) == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("granted", "name", "port"),
    [
        ("example.org", "evil-example.org", 443),
        ("example.org", "example.org.evil.net", 443),
        ("*.example.org", "example.org", 443),
        ("*.example.org", "badexample.org", 443),
        ("example.org", "example.org", 22),
        ("example.org:8443", "example.org", 443),
        ("10.0.0.5:80", "10.0.0.6", 80),
    ],
)
async def test_what_was_not_granted_is_refused(granted: str, name: str, port: int) -> None:
    with pytest.raises(Refused):
        await gate(granted, found=["93.184.215.14"]).addresses(name, port)


@pytest.mark.parametrize(
    "text", ["", "http://x", "user@x", "x:0", "x:99999", "a b", "x/y", "*.", "x\r\n", "ä.de", "*.*"]
)
def test_what_is_no_host(text: str) -> None:
    with pytest.raises(ValueError):
        parse_host(text)


def test_what_is_asked_for_lies_within_what_is_allowed() -> None:
    for allowed, asked in (("*", "a.org"), ("*.a.org", "b.a.org"), ("a.org", "A.org."), ("a.org", "a.org:80")):
        assert includes(parse_host(allowed), parse_host(asked))
    for allowed, asked in (("a.org", "*"), ("*.a.org", "*"), ("a.org:80", "a.org"), ("b.a.org", "*.a.org")):
        assert not includes(parse_host(allowed), parse_host(asked))


@pytest.mark.parametrize("asked", ["localhost", "127.0.0.1", "169.254.169.254", "[::1]:80", "10.0.0.254"])
def test_an_address_is_allowed_by_itself_only(asked: str) -> None:
    assert not [each for each in ("*", "*.254", "*.0.0.1") if includes(parse_host(each), parse_host(asked))]
    assert includes(parse_host(asked), parse_host(asked))


@pytest.mark.parametrize(
    "request_",
    [
        b"CONNECT evil.org:443 HTTP/1.1\r\n\r\n",
        b"CONNECT example.org HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
        b"GET http://user@example.org/ HTTP/1.1\r\n\r\n",
        b"GET http://example.org\\@evil.org/ HTTP/1.1\r\n\r\n",
        b"GET gopher://example.org/ HTTP/1.1\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
)
async def test_the_proxy_refuses_what_it_does_not_understand(request_: bytes) -> None:
    proxy = Egress(gate("example.org", found=["127.0.0.1"]))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    await proxy.serve(listening)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request_)
    assert (await reader.read()).startswith(b"HTTP/1.1 403 ")
    writer.close()
    await proxy.close()


async def test_the_proxy_ends_an_endless_head() -> None:
    proxy = Egress(gate("example.org"))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    await proxy.serve(listening)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET " + b"x" * 100_000)
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        assert await reader.read() == b""
    writer.close()
    await proxy.close()
