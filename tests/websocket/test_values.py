"""Whatever JSON a client sends comes back the same."""

import base64
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joined import joined, own_id
from running import Server
from wire import Client

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=20,
)


@pytest.fixture(scope="module")
def open_client(server: Server) -> Any:
    with joined(server) as client:
        yield client, own_id(client)


@pytest.mark.capability("B5")
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(value=VALUES)
def test_any_json_value_survives(open_client: tuple[Client, str], value: Any) -> None:
    """A message to oneself goes in as a parameter, through the server and out as a notification."""
    client, own = open_client
    client.send("system.send", "sent", connection=own, data=value)
    messages = [client.next(), client.next()]
    (message,) = [each["params"] for each in messages if each.get("method") == "system.message"]
    assert message["data"] == value
    assert repr(message["data"]) == repr(value)


@pytest.mark.capability("B5")
@pytest.mark.parametrize("data", [b"", bytes(range(256)), b"\xff\xfe", "text".encode("utf-16")])
def test_bytes_are_base64_and_times_are_seconds(server: Server, data: bytes) -> None:
    """As docs/guide/http.md says."""
    sent = base64.b64encode(data).decode()
    entry = server.call("files.write", path="bytes.bin", data=sent)
    assert (server.folder / "bytes.bin").read_bytes() == data
    assert entry["modified"] == pytest.approx((server.folder / "bytes.bin").stat().st_mtime, abs=1e-6)
