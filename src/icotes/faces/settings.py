"""What can be set about the server's address, its guard and its limits."""

from typing import Annotated

from msgspec import Meta

from icotes.kit.settings import SettingsSection

Count = Annotated[int, Meta(ge=1)]


class ServerSettings(SettingsSection, section="server"):
    """`[server]` in `icotes.toml`."""

    host: Annotated[str, Meta(description="The address that the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="The port; 0 takes any that is free.")] = 8777
    names: Annotated[
        tuple[str, ...], Meta(description="Names by which clients may call this server, beside every loopback one.")
    ] = ()
    origins: Annotated[
        tuple[str, ...],
        Meta(description="Other origins whose pages may call this server, e.g. https://app.example.org."),
    ] = ()
    message_bytes: Annotated[int, Meta(ge=1024, description="The most bytes of one message or JSON body.")] = (
        8 * 1024 * 1024
    )
    batch: Annotated[Count, Meta(description="The most calls in one batch.")] = 100
    sockets: Annotated[Count, Meta(description="The most WebSocket connections at a time.")] = 5000
    requests: Annotated[Count, Meta(description="The most HTTP connections at a time.")] = 2000
    calls: Annotated[Count, Meta(description="The most calls that one WebSocket has running at a time.")] = 256
    ping: Annotated[
        float, Meta(gt=0, description="Seconds between pings; a client that is silent for two of them is gone.")
    ] = 20.0
    stall: Annotated[
        float, Meta(gt=0, description="Seconds after which a socket that takes nothing is closed (1013).")
    ] = 30.0
    login: Annotated[
        float, Meta(gt=0, description="Seconds that a socket without a key has for its rpc.authenticate.")
    ] = 5.0
