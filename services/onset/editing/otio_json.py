"""The timeline in an `.otio` file, whoever wrote it."""

import opentimelineio as otio

from onset.runtime.media.document import checked_text, unreadable
from onset.runtime.media.refusal import RefusedError


def parse(content: bytes) -> otio.schema.Timeline:
    """The timeline in a file.

    Raises:
        RefusedError: EDIT_TOO_LARGE, EDIT_UNREADABLE or EDIT_NO_TIMELINE.
    """
    text = checked_text(content)
    try:
        found = otio.core.deserialize_json_from_string(text)
    except (otio.exceptions.OTIOError, ValueError, TypeError, KeyError, IndexError, RuntimeError) as error:
        raise unreadable((str(error).splitlines() or [type(error).__name__])[0]) from error
    if not isinstance(found, otio.schema.Timeline):
        name = type(found).__name__
        raise RefusedError(
            "EDIT_NO_TIMELINE", f"The edit holds no timeline at its top but {name}; export the sequence."
        )
    if not isinstance(found.tracks, otio.schema.Stack):
        raise unreadable("its timeline has no tracks")
    return found
