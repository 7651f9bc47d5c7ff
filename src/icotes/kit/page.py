"""Long results: pages, and only the fields that a caller wants."""

from typing import Any, Generic, TypeVar, cast

import msgspec

from icotes.core.errors import Invalid

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[T]
    next: str | None = None


def select(value: Any, fields: list[str]) -> Any:
    """Return a result with only the named fields; of a page or a list, of each of its items.

    Raises:
        Invalid: the result has no fields to choose from.
    """
    plain: Any = msgspec.json.decode(msgspec.json.encode(value))
    if isinstance(plain, list):
        return [select(item, fields) for item in cast("list[Any]", plain)]
    if not isinstance(plain, dict):
        raise Invalid("This result has no fields; leave `fields` out.", field="fields")
    record = cast("dict[str, Any]", plain)
    if isinstance(value, Page):
        return {**record, "items": select(record["items"], fields)}
    return {name: record[name] for name in fields if name in record}
