"""The container: parts are asked for by type and made once, in the order of what they need.

A part is a class; what its `__init__` asks for is given by type. It supplies every class that it inherits from, so a
Protocol is supplied by inheriting it. `X | None` is optional, `list[X]` is all that supply X. A part may have
`async start()`, `async stop()` and `async health()`.
"""

import asyncio
import inspect
import logging
import types
import typing
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
Factory = Callable[..., Any]
STOP_SECONDS = 2.0
"""How long one part may take to stop; then the next one is stopped."""
logger = logging.getLogger(__name__)


class WiringError(Exception):
    """The parts don't fit together; the message names which."""


class Container:
    """Makes, starts and stops parts.

    Args:
        parts: classes, and functions (plain or async) whose return annotation says what they make.
        given: things that exist already, by type.
        fallback: makes what no part supplies from its type, or returns None (settings sections).
    """

    def __init__(
        self,
        parts: Iterable[Factory],
        given: Mapping[type, object] | None = None,
        fallback: Callable[[type], object | None] = lambda _: None,
    ) -> None:
        self.parts = tuple(parts)
        self._made: dict[Any, object] = {Container: self, **(given or {})}
        self._fallback = fallback
        self._started: list[object] = []
        self._turns: dict[Factory, asyncio.Lock] = {}
        self._suppliers: defaultdict[type, list[Factory]] = defaultdict(list)
        for part in self.parts:
            for base in _supplies(part):
                self._suppliers[base].append(part)

    def check(self) -> list[Factory]:
        """Return the parts, each after what it needs, or raise `WiringError`: missing, twice there, or circular."""
        return self._order(self.parts)

    def _order(self, parts: Iterable[Factory]) -> list[Factory]:
        order: list[Factory] = []
        for part in parts:
            self._visit(part, order, [])
        return order

    def _visit(self, part: Factory, order: list[Factory], path: list[Factory]) -> None:
        if part in order or part in self._made:
            return
        if part in path:
            circle = [*path[path.index(part) :], part]
            raise WiringError(f"These parts need each other in a circle: {_names(circle, ' -> ')}.")
        for name, (type_, many, optional) in _needs(part).items():
            if type_ in self._made:
                continue
            suppliers = self._suppliers[type_]
            missing = not (suppliers or many or optional)
            if missing and not self._give(type_) and _package(type_) == _package(part):
                suppliers = self._own(type_)
            if len(suppliers) > 1 and not many:
                raise WiringError(f"{part.__name__} needs one {type_.__name__}; there are {_names(suppliers)}.")
            if missing and not suppliers and type_ not in self._made:
                raise WiringError(f"{part.__name__} needs {type_.__name__} (`{name}`), and nothing supplies it.")
            for supplier in suppliers:
                self._visit(supplier, order, [*path, part])
        order.append(part)

    def _own(self, type_: type) -> list[Factory]:
        """Let a plain class that nobody supplies supply itself."""
        self._suppliers[type_] = [] if inspect.isabstract(type_) else [type_]
        return self._suppliers[type_]

    def _give(self, type_: type) -> bool:
        if (made := self._fallback(type_)) is not None:
            self._made[type_] = made
        return made is not None

    async def start(self) -> None:
        """Make and start all parts; when one fails, those that run are stopped again."""
        for part in self.check():
            await self._start(part)

    async def get(self, type_: type[T]) -> T:
        """Return the part that supplies `type_`; it is made and started first, with what it needs."""
        if type_ in self._made:
            return typing.cast("T", self._made[type_])
        suppliers = self._suppliers[type_]
        if not suppliers and not self._give(type_):
            suppliers = self._own(type_)
        if len(suppliers) != 1 and type_ not in self._made:
            raise WiringError(f"{type_.__name__} is supplied by {_names(suppliers) or 'nothing'}, not by one part.")
        for part in self._order(suppliers):
            await self._start(part)
        return typing.cast("T", self._made[suppliers[0] if suppliers else type_])

    async def _start(self, part: Factory) -> None:
        async with self._turns.setdefault(part, asyncio.Lock()):
            if part in self._made:
                return
            try:
                made = await self.make(part)
                if hasattr(made, "start"):
                    await made.start()
            except BaseException:
                await self.stop()
                raise
            self._made[part] = made
            self._started.append(made)

    async def make(self, part: Factory) -> Any:
        """Return a new instance of a part, given what it needs; it is neither kept nor started."""
        made: Any = part(**{name: await self._argument(*need) for name, need in _needs(part).items()})
        return (await made) if inspect.isawaitable(made) else made  # pyright: ignore[reportUnknownVariableType]

    async def _argument(self, type_: type[Any], many: bool, optional: bool) -> Any:
        if many:
            return [self._made[part] for part in self._suppliers[type_] if part in self._made]
        if optional and type_ not in self._made and not self._suppliers[type_]:
            return None
        return await self.get(type_)

    def running(self) -> list[object]:
        """Return the parts that run, in the order of their start."""
        return list(self._started)

    def needs(self, part: object) -> list[str]:
        """Return the names of what a part was given."""
        return [type_.__name__ for type_, _, _ in _needs(type(part)).values()]

    async def stop(self) -> None:
        """Stop what runs, last first; one that hangs or fails does not keep the others."""
        while self._started:
            part: Any = self._started.pop()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    if hasattr(part, "stop"):
                        await part.stop()
            except Exception:
                logger.exception("%s did not stop cleanly", type(part).__name__)

    @contextmanager
    def override(self, type_: type, instead: object) -> Generator[None]:
        """Give `instead` to whoever asks for `type_`, for tests; parts made before keep what they have."""
        before, self._made = self._made, {**self._made, type_: instead}
        try:
            yield
        finally:
            self._made = before


def _supplies(part: Factory) -> list[type]:
    made = part if isinstance(part, type) else typing.get_type_hints(part)["return"]
    return [base for base in made.__mro__ if base is not object and base is not typing.Generic]


def _needs(part: Factory) -> dict[str, tuple[type, bool, bool]]:
    target = part.__init__ if isinstance(part, type) else part
    hints = {} if target is object.__init__ else typing.get_type_hints(target)
    hints.pop("return", None)
    return {name: _need(hint) for name, hint in hints.items()}


def _need(hint: Any) -> tuple[type, bool, bool]:
    if typing.get_origin(hint) is list:
        each = typing.get_args(hint)[0]
        return typing.get_origin(each) or each, True, False
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        return next(each for each in typing.get_args(hint) if each is not types.NoneType), False, True
    return hint, False, False


def _package(declared: Any) -> str:
    """Return who wrote a class: a plain class supplies itself to its own package only; nobody is given a `Path`."""
    return declared.__module__.partition(".")[0]


def _names(parts: Iterable[Factory], between: str = ", ") -> str:
    return between.join(part.__name__ for part in parts)
