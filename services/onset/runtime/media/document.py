"""A JSON document that a stranger sent, bounded before any other reader sees it."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from onset.runtime.media.refusal import RefusedError

MAX_BYTES = 4 << 20
"""An hour's film with all its markers has less."""
_MOST_OBJECTS = 50_000
_DEEPEST = 48
"""Containers within containers; an export of ours has 12."""
_REFERENCE = "OTIO_REF_ID"
"""With it one object may stand in several places, and hold itself."""


def checked_text(content: bytes) -> str:
    """The text of a document that is valid, finite and shallow.

    Raises:
        RefusedError: EDIT_TOO_LARGE or EDIT_UNREADABLE.
    """
    if len(content) > MAX_BYTES:
        raise RefusedError(
            "EDIT_TOO_LARGE",
            f"The edit has {len(content):,} bytes; at most {MAX_BYTES:,} are taken.",
            size_bytes=len(content),
        )
    try:
        text = content.decode("utf-8-sig")
        _check(json.loads(text, parse_constant=_refuse_constant))
    except RecursionError:
        raise unreadable("it is nested too deeply") from None
    except ValueError as error:
        raise unreadable(str(error)) from error
    return text


def unreadable(why: str) -> RefusedError:
    """The refusal of a document that is none."""
    return RefusedError("EDIT_UNREADABLE", f"The edit cannot be read as OpenTimelineIO: {why}.")


def _check(document: Any) -> None:
    """Bound depth and number of objects.

    Raises:
        ValueError: there are too many, or an object stands in several places.
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
