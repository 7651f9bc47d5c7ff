"""What kernels say that is no JSON as others read it: names that are no UTF-8, numbers that are none, odd keys."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from icotes import testing
from icotes.modules.execution.kernel_types import Done, Printed, Raised, Shown
from running import DEADLINE

SETTINGS = {"kernels.output": 2**20, "kernels.warm": 0}
ODD = """
class Odd:
    def __repr__(self): return "caf\\udce9"
    def _repr_html_(self): return "<b>caf\\udce9</b>"
    def _repr_json_(self): return {"x": float("nan"), "y": "caf\\udce9"}
"""


async def run(client: testing.Client, kernel: str, code: str) -> list[Any]:
    async with (
        asyncio.timeout(DEADLINE),
        aclosing(client.stream("execution.execute", kernel=kernel, code=code)) as all_,
    ):
        return [item.value async for item in all_]


@pytest.mark.parametrize("kind", ["repl", "jupyter"])
async def test_a_kernel_outlives_names_that_are_no_utf8(kind: str) -> None:
    async with testing.server(settings=SETTINGS) as client:
        kernel = (await client.call("execution.start_kernel", kind=kind))["id"]
        said = await run(client, kernel, 'x = 1\nprint("caf\\udce9")\nraise OSError("no caf\\udce9")')
        assert "caf" in "".join(each.data for each in said if isinstance(each, Printed))
        assert [each.name for each in said if isinstance(each, Raised)] == ["OSError"]
        said = await run(client, kernel, f"{ODD}\nOdd()")
        (shown,) = [each for each in said if isinstance(each, Shown)]
        assert shown.data["text/html"].startswith("<b>caf")
        said = await run(client, kernel, "x")
        assert [each.data["text/plain"] for each in said if isinstance(each, Shown)] == ["1"], "its variables are there"


async def test_a_form_that_can_not_be_said_is_left_out() -> None:
    code = "class Odd:\n    def _repr_json_(self): return {(1, 2): 3}\ndisplay(Odd())"
    async with testing.server(settings=SETTINGS) as client:
        kernel = (await client.call("execution.start_kernel"))["id"]
        said = await run(client, kernel, code)
        assert [[*each.data] for each in said if isinstance(each, Shown)] == [["text/plain"]]
        assert [each.status for each in said if isinstance(each, Done)] == ["ok"]


async def test_an_interrupt_does_not_end_a_jupyter_kernel_that_still_starts() -> None:
    async with testing.server(settings=SETTINGS) as client:
        kernel = (await client.call("execution.start_kernel", kind="jupyter"))["id"]
        await client.call("execution.interrupt", kernel=kernel)
        said = await run(client, kernel, "6 * 7")
        assert [each.data["text/plain"] for each in said if isinstance(each, Shown)] == ["42"]
