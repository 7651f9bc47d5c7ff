"""The method table: everything that the faces, the clients and the docs know is read off the functions here."""

import inspect
import re
import typing
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, TypeAlias

import msgspec

from icotes.core import docstring
from icotes.core.body import Download, Upload
from icotes.core.caller import Caller
from icotes.core.errors import Invalid, MethodNotFound
from icotes.core.log import Item
from icotes.core.methods import ANY_KEY, Declaration, Effect, Module, marked
from icotes.core.names import RESERVED, method_name, module_of

Secret = Annotated[str, msgspec.Meta(extra_json_schema={"x-secret": True})]
"""A text that is returned once, by the command that makes it, and never stored or logged."""

_Timeout: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=86400)] | None
_Key: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None
_Items: TypeAlias = Annotated[int, msgspec.Meta(gt=0, le=100_000)] | None
_Fields: TypeAlias = Annotated[list[str], msgspec.Meta(max_length=100)] | None
_Wait: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=300)] | None


class Parameter(msgspec.Struct, frozen=True):
    """One parameter of a method, as its signature declares it."""

    name: str
    type: Any
    required: bool
    default: Any
    help: str
    by_name_only: bool


class Method(msgspec.Struct, frozen=True):
    """A method, whole.

    Attributes:
        injected: which of the function's parameters the dispatcher fills, and from what type.
        located: the wire parameters by which injected things are named (`workspace`).
        params: a closed Struct of the wire's parameters, the protocol's own among them.
        result: the type of the result; of one item, if it is a stream.
        resumable: a stream whose items carry cursors.
        raises: the errors that the docstring names, with when.
    """

    name: str
    module: str
    owner: type[Module]
    function: Callable[..., Any]
    declaration: Declaration
    scope: str
    parameters: tuple[Parameter, ...]
    injected: Mapping[str, type]
    located: Mapping[str, type]
    params: type[msgspec.Struct]
    result: Any
    stream: bool
    resumable: bool
    summary: str
    text: str
    raises: Mapping[str, str]
    decode: Callable[[Any], msgspec.Struct]

    @property
    def effect(self) -> Effect:
        """`query` or `command`."""
        return self.declaration.effect

    @property
    def recorded(self) -> bool:
        """Whether calls leave an audit record."""
        return self.effect == "command" and not self.declaration.ephemeral

    @property
    def upload(self) -> str:
        """The name of the parameter that takes raw bytes; empty if there is none."""
        return next((p.name for p in self.parameters if p.type is Upload), "")

    @property
    def download(self) -> bool:
        """Whether the result is raw bytes."""
        return self.result is Download

    def parse(self, params: bytes | Mapping[str, Any]) -> msgspec.Struct:
        """Return the typed parameters.

        Args:
            params: JSON (an object, or an array in the order of the signature), or texts by name as they stand in an
                address or on a command line.

        Raises:
            Invalid: they don't fit; the message names the field.
        """
        try:
            if not isinstance(params, bytes):
                return msgspec.convert(params, self.params, strict=False)
            return self.decode(self._by_name(params) if params.startswith(b"[") else params or b"{}")
        except msgspec.DecodeError as error:
            raise Invalid(f"{self.name}: {error}", field=_field(str(error))) from None
        except RecursionError:
            raise Invalid(f"{self.name}: the parameters are nested too deeply.") from None

    def _by_name(self, params: bytes) -> bytes:
        values = msgspec.json.decode(params, type=list[msgspec.Raw])
        names = [parameter.name for parameter in self.parameters if not parameter.by_name_only]
        if len(values) > len(names):
            raise Invalid(f"{self.name} takes {len(names)} parameters by position: {', '.join(names) or 'none'}.")
        return msgspec.json.encode(dict(zip(names, values, strict=False)))


def _field(text: str) -> str:
    named = re.search(r"field `(\w+)`", text)
    place = re.search(r"at `\$\.?(.*)`$", text)
    return ".".join(found[1] for found in (place, named) if found and found[1])


class Table:
    """All methods, by name.

    Args:
        modules: the module classes.
        located: what can be named on the wire, e.g. `{Workspace: "workspace"}`.
    """

    def __init__(self, modules: Iterable[type[Module]], located: Mapping[type, str]) -> None:
        self.modules = tuple(modules)
        declared = [(module, *mark) for module in self.modules for mark in marked(module, "__icotes_method__").items()]
        methods = [_method(module, getattr(module, name), mark, located) for module, name, mark in declared]
        self._methods = {method.name: method for method in sorted(methods, key=lambda method: method.name)}

    def __iter__(self) -> Iterator[Method]:
        return iter(self._methods.values())

    def __len__(self) -> int:
        return len(self._methods)

    def __contains__(self, name: str) -> bool:
        return name in self._methods

    def __getitem__(self, name: str) -> Method:
        """Return a method by its name on the wire.

        Raises:
            MethodNotFound: there is none.
        """
        method = self._methods.get(name)
        if method is None:
            raise MethodNotFound(f"There is no method {name[:100]!r}; rpc.discover lists all of them.")
        return method


def _method(module: type[Module], function: Any, declaration: Declaration, located: Mapping[type, str]) -> Method:
    name = method_name(module_of(module), own := function.__name__)
    if own in {"start", "stop", "health"}:
        raise TypeError(f"{name}: the server itself calls a part's `{own}`; name the method `{own}_`.")
    hints = typing.get_type_hints(function, include_extras=True)
    result, stream, resumable = _result(hints.pop("return"))
    help_ = docstring.read(function)
    signature = inspect.signature(function).parameters
    injected = {each: type_ for each, type_ in hints.items() if _is_injected(type_, located)}
    parameters = tuple(_parameter(signature[each], hints[each], help_) for each in hints if each not in injected)
    places = {located[type_]: type_ for type_ in injected.values() if type_ in located}
    params = _params(name, parameters, places, stream=stream, effect=declaration.effect)
    scope = declaration.scope or f"{module_of(module)}:{'read' if declaration.effect == 'query' else 'write'}"
    if scope != ANY_KEY and not re.fullmatch(r"\w+:\w+", scope):
        raise TypeError(f"{name}: {scope!r} is no scope, so no key would guard this method.")
    return Method(
        name=name,
        module=module_of(module),
        owner=module,
        function=function,
        declaration=declaration,
        scope=scope,
        parameters=parameters,
        injected=injected,
        located=places,
        params=params,
        result=result,
        stream=stream,
        resumable=resumable,
        summary=help_.summary,
        text=help_.text,
        raises=help_.raises,
        decode=msgspec.json.Decoder(params).decode,
    )


def _is_injected(type_: Any, located: Mapping[type, str]) -> bool:
    return isinstance(type_, type) and (type_ in located or type_ is Caller or getattr(type_, "__icotes_call__", False))


def _parameter(declared: inspect.Parameter, type_: Any, help_: docstring.Docstring) -> Parameter:
    if declared.name in RESERVED:
        raise TypeError(f"`{declared.name}` is a parameter of the protocol; name it otherwise.")
    required = declared.default is inspect.Parameter.empty
    default = None if required else declared.default
    named = declared.kind is inspect.Parameter.KEYWORD_ONLY
    return Parameter(declared.name, type_, required, default, help_.arguments.get(declared.name, ""), named)


def _result(annotation: Any) -> tuple[Any, bool, bool]:
    if typing.get_origin(annotation) is not AsyncIterator:
        return (type(None) if annotation is None else annotation), False, False
    item = typing.get_args(annotation)[0]
    if typing.get_origin(item) is Item:
        return typing.get_args(item)[0], True, True
    return item, True, False


def _params(
    name: str, parameters: tuple[Parameter, ...], places: Iterable[str], *, stream: bool, effect: Effect
) -> type[msgspec.Struct]:
    fields: list[Any] = [
        (p.name, bytes if p.type is Upload else p.type, *(() if p.required else (p.default,))) for p in parameters
    ]
    fields += [(place, str, "") for place in places]
    fields.append(("timeout", _Timeout, None))
    if effect == "command":
        fields.append(("idempotency_key", _Key, None))
    if stream:
        fields += [("partialResultToken", str | int | None, None), ("max_items", _Items, None), ("wait", _Wait, None)]
    else:
        fields.append(("fields", _Fields, None))
    title = "".join(word.capitalize() for word in name.replace(".", "_").split("_"))
    return msgspec.defstruct(title, fields, kw_only=True, forbid_unknown_fields=True, frozen=True)
