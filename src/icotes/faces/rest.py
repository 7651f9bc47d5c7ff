"""REST."""

from typing import Any

from icotes.core.errors import NotFound


class Rest:
    def __init__(self, dispatcher: Any, settings: Any) -> None: ...
    async def answer(self, exchange: Any, caller: Any) -> None:
        raise NotFound("not yet")

    def document(self) -> bytes:
        return b"{}"
