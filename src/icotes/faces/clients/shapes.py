"""The types that methods speak of, with one name each: what both generators share."""

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msgspec import inspect as shapes

from icotes.core.body import Upload
from icotes.core.names import module_of
from icotes.core.table import Method, Parameter
from icotes.kit.stream import json_result

OPTIONS = ("workspace", "timeout", "idempotency_key")
"""The protocol's parameters that a typed client offers; it uses the others itself."""
OPTION_TYPES: dict[str, Any] = {"workspace": str | None, "timeout": float | None, "idempotency_key": str | None}


class Argument(NamedTuple):
    """A parameter of a generated method."""

    name: str
    shape: shapes.Type
    required: bool
    default: Any
    by_name_only: bool


def arguments(method: Method) -> list[Argument]:
    """Return what a generated method takes: the signature's parameters, then the protocol's options.

    Raises:
        TypeError: a default is not null although null may be given; a client could not leave it out.
    """
    found = [
        Argument(each.name, _shape(bytes if each.type is Upload else each.type), *_rest(each))
        for each in method.parameters
    ]
    for each in found:
        if not each.required and each.default is not None and _nullable(each.shape):
            raise TypeError(f"{method.name}: `{each.name}` may be null and has another default; give it one meaning.")
    options = [name for name in OPTIONS if name in method.params.__struct_fields__]
    return found + [Argument(name, _shape(OPTION_TYPES[name]), False, None, True) for name in options]


def _rest(parameter: Parameter) -> tuple[bool, Any, bool]:
    return parameter.required, parameter.default, parameter.by_name_only


def result(method: Method) -> shapes.Type:
    """Return what a method gives; an item of a stream."""
    return _shape(json_result(method))


class Names:
    """Gives each named type of some methods one name; two modules' types of one name get their module's before it."""

    def __init__(self, methods: Iterable[Method]) -> None:
        methods = list(methods)
        sent = [each.shape for method in methods for each in arguments(method)]
        self._sent = {named.cls for shape in sent for named in _named(shape, set())}
        self._types: dict[Any, shapes.StructType | shapes.EnumType] = {}
        for shape in [*sent, *map(result, methods)]:
            for named in _named(shape, set()):
                self._types.setdefault(named.cls, named)
        self._names = _unique(list(self._types))

    def sent(self, named: shapes.StructType) -> bool:
        """Tell whether clients send this type, and so may leave out what has a default."""
        return named.cls in self._sent

    def __getitem__(self, named: "shapes.StructType | shapes.EnumType") -> str:
        return self._names[named.cls]

    def structs(self) -> list[tuple[str, shapes.StructType]]:
        """Return every Struct with its name, sorted by it."""
        found = [(self._names[cls], kind) for cls, kind in self._types.items() if isinstance(kind, shapes.StructType)]
        return sorted(found, key=lambda each: each[0])

    def enums(self) -> list[tuple[str, shapes.EnumType]]:
        """Return every Enum with its name, sorted by it."""
        found = [(self._names[cls], kind) for cls, kind in self._types.items() if isinstance(kind, shapes.EnumType)]
        return sorted(found, key=lambda each: each[0])


def help_of(named: shapes.StructType) -> str:
    """Return what a Struct's docstring says."""
    cls: Any = getattr(named.cls, "__origin__", named.cls)
    return inspect.cleandoc(cls.__doc__ or "")


def members(union: shapes.UnionType) -> list[shapes.Type]:
    """Return the members of a union, null last."""
    return sorted((bare(each) for each in union.types), key=lambda each: isinstance(each, shapes.NoneType))


def bare(shape: shapes.Type) -> shapes.Type:
    """Return a type without its notes."""
    return bare(shape.type) if isinstance(shape, shapes.Metadata) else shape


def _shape(type_: Any) -> shapes.Type:
    return bare(shapes.type_info(type_))


def _nullable(shape: shapes.Type) -> bool:
    return isinstance(shape, shapes.UnionType) and any(isinstance(each, shapes.NoneType) for each in shape.types)


def _named(shape: shapes.Type, seen: set[Any]) -> Iterator["shapes.StructType | shapes.EnumType"]:
    if isinstance(shape, shapes.EnumType):
        yield shape
    elif isinstance(shape, shapes.StructType):
        if shape.cls in seen:
            return
        seen.add(shape.cls)
        yield shape
        for field in shape.fields:
            yield from _named(field.type, seen)
    else:
        for part in parts(shape):
            yield from _named(part, seen)


def parts(shape: shapes.Type) -> list[shapes.Type]:
    """Return the types that an unnamed type is made of."""
    if isinstance(shape, shapes.Metadata):
        return [shape.type]
    if isinstance(shape, shapes.UnionType):
        return list(shape.types)
    if isinstance(shape, shapes.DictType):
        return [shape.key_type, shape.value_type]
    if isinstance(shape, shapes.TupleType):
        return list(shape.item_types)
    item = getattr(shape, "item_type", None)
    return [item] if item is not None else []


def _unique(classes: list[Any]) -> dict[Any, str]:
    plain = {cls: _plain(cls) for cls in classes}
    names = list(plain.values())
    return {
        cls: name if names.count(name) == 1 else f"{module_of(cls).capitalize()}{name}" for cls, name in plain.items()
    }


def _plain(cls: Any) -> str:
    """Return a type's name as one word: `Page[Entry]` is `PageOfEntry`."""
    title = re.sub(r"\w+\.|(?<=None)Type\b", "", str(cls)) if hasattr(cls, "__origin__") else cls.__name__
    joints = {"[": "Of", ",": "And", "|": "Or"}
    words: list[str] = re.findall(r"\w+|[\[,|]", title)
    return "".join(joints.get(word, word[0].upper() + word[1:]) for word in words)
