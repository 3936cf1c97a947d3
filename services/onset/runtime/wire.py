"""Domain dataclasses to protobuf messages and back, by field name.

Messages in protos/onset/v1 mirror the dataclasses of `onset.timeline` field by field (a test holds them to it), so one
pair of functions serves them all.
"""

import dataclasses
from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import numpy as np
from google.protobuf.message import Message

from onset.runtime.errors import InvalidArgumentError

D = TypeVar("D")
M = TypeVar("M", bound=Message)
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def to_proto(value: Any, message_type: type[M], instead: Mapping[str, Any] = _NOTHING) -> M:
    """The message that mirrors a domain dataclass.

    Args:
        value: the dataclass.
        message_type: the message.
        instead: by name of a field that the message holds in another form, what it holds there.
    """
    message = message_type()
    _fill(message, value, instead)
    return message


def from_proto(message: Message, domain_type: type[D], path: str = "", instead: Mapping[str, Any] = _NOTHING) -> D:
    """The domain dataclass that a message mirrors.

    Args:
        message: an instance of the message that mirrors `domain_type`.
        domain_type: a dataclass of `onset.timeline`.
        path: where the message stands in the request, for error messages.
        instead: by name of a field that the message holds in another form, the dataclass's value.

    Raises:
        InvalidArgumentError: an enum that has no default is unspecified, or the dataclass refuses its values; `field`
            tells which.
    """
    values = {
        name: instead[name] if name in instead else _field(message, name, hint, f"{path}.{name}".lstrip("."))
        for name, hint in _hints(cast(Any, domain_type)).items()
        if name not in _with_default_choice(cast(Any, domain_type)) or getattr(message, name)
    }
    try:
        return domain_type(**values)
    except ValueError as error:
        raise InvalidArgumentError("INVALID_VALUE", str(error), field=path) from error


@cache
def _hints(domain_type: Any) -> dict[str, Any]:
    hints = get_type_hints(domain_type)
    return {field.name: hints[field.name] for field in dataclasses.fields(domain_type)}


@cache
def _with_default_choice(domain_type: Any) -> frozenset[str]:
    """Names of the fields in which an unspecified enum means the dataclass's default."""
    return frozenset(field.name for field in dataclasses.fields(domain_type) if isinstance(field.default, Enum))


def _fill(message: Message, value: Any, instead: Mapping[str, Any] = _NOTHING) -> None:
    for field in dataclasses.fields(value):
        item = instead.get(field.name, getattr(value, field.name))
        if isinstance(item, tuple):
            repeated = getattr(message, field.name)
            for element in item:
                if dataclasses.is_dataclass(element):
                    _fill(repeated.add(), element)
                else:
                    repeated.append(element.value if isinstance(element, Enum) else element)
        elif isinstance(item, np.ndarray):
            array = getattr(message, field.name)
            array.shape.extend(item.shape)
            array.values = np.ascontiguousarray(item, dtype="<f4").tobytes()
        elif isinstance(item, Enum):
            setattr(message, field.name, item.value)
        elif dataclasses.is_dataclass(item):
            child = getattr(message, field.name)
            child.SetInParent()
            _fill(child, item)
        elif item is not None:
            setattr(message, field.name, item)


def _field(message: Message, name: str, hint: Any, path: str) -> Any:
    """A field's value; None where the dataclass allows it and the message does not hold the field."""
    if isinstance(hint, UnionType):
        hint = next(choice for choice in get_args(hint) if choice is not NoneType)
        # An enum's zero says that nothing was chosen.
        if not (getattr(message, name) if issubclass(hint, Enum) else message.HasField(name)):
            return None
    return _read(getattr(message, name), hint, path)


def _read(value: Any, hint: Any, path: str) -> Any:
    if get_origin(hint) is tuple:
        element = get_args(hint)[0]
        return tuple(_read(item, element, f"{path}[{index}]") for index, item in enumerate(value))
    if get_origin(hint) is np.ndarray or hint is np.ndarray:
        return _array(value, path)
    if isinstance(hint, type):
        if issubclass(hint, Enum):
            try:
                return hint(value)
            except ValueError:
                choices = ", ".join(choice.name for choice in hint)
                raise InvalidArgumentError(
                    "UNSPECIFIED_ENUM", f"{path} must be one of {choices}; got {value}.", field=path
                ) from None
        if dataclasses.is_dataclass(hint):
            return from_proto(value, hint, path)
    return value


def _array(message: Any, path: str) -> np.ndarray:
    flat = np.frombuffer(message.values, dtype="<f4")
    shape = tuple(message.shape)
    if flat.size != int(np.prod(shape)):
        raise InvalidArgumentError(
            "ARRAY_SHAPE", f"{path} holds {flat.size} values, its shape {shape} asks for another number.", field=path
        )
    return flat.reshape(shape)
