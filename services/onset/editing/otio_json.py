"""The text of an `.otio` file, checked as what a stranger sent before any library reads it."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

import opentimelineio as otio

from onset.editing.errors import EditError

MAX_BYTES = 4 << 20
"""An hour's film with all its markers has less."""
_MOST_OBJECTS = 50_000
_DEEPEST = 48
"""Containers within containers; an export of ours has 12."""
_REFERENCE = "OTIO_REF_ID"
"""With it one object may stand in several places, and hold itself."""


def parse(content: bytes) -> otio.schema.Timeline:
    """The timeline in a file.

    Raises:
        EditError: EDIT_TOO_LARGE, EDIT_UNREADABLE or EDIT_NO_TIMELINE.
    """
    if len(content) > MAX_BYTES:
        raise EditError("EDIT_TOO_LARGE", f"The edit has {len(content):,} bytes; at most {MAX_BYTES:,} are taken.")
    try:
        text = content.decode("utf-8-sig")
        _check(json.loads(text, parse_constant=_refuse_constant))
    except RecursionError:
        raise _unreadable("it is nested too deeply") from None
    except ValueError as error:
        raise _unreadable(str(error)) from error
    try:
        found = otio.core.deserialize_json_from_string(text)
    except (otio.exceptions.OTIOError, ValueError, TypeError, KeyError, IndexError, RuntimeError) as error:
        raise _unreadable(str(error).splitlines()[0]) from error
    if not isinstance(found, otio.schema.Timeline):
        name = type(found).__name__
        raise EditError("EDIT_NO_TIMELINE", f"The edit holds no timeline at its top but {name}; export the sequence.")
    return found


def _check(document: Any) -> None:
    """Bound what the native reader is given.

    Raises:
        ValueError: too deep, too many objects, or references.
    """
    level: list[Any] = [document]
    objects = 0
    for _ in range(_DEEPEST):
        level = [item for container in level for item in _items(container)]
        objects += len(level)
        if not level:
            return
        if objects > _MOST_OBJECTS:
            raise ValueError(f"it holds more than {_MOST_OBJECTS:,} objects")
    raise ValueError("it is nested too deeply")


def _items(container: Any) -> Iterator[Any]:
    if isinstance(container, dict) and _REFERENCE in container:
        raise ValueError("objects that stand in several places are not taken; write each out where it is used")
    items = container.values() if isinstance(container, dict) else container if isinstance(container, list) else ()
    return (item for item in items if isinstance(item, dict | list))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _unreadable(why: str) -> EditError:
    return EditError("EDIT_UNREADABLE", f"The edit cannot be read as OpenTimelineIO: {why}.")
