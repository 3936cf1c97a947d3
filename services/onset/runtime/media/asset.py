"""What the front door asks of an upload: is it sound or a picture that the services can use, and what is in it."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.heed import Cancelled
from onset.runtime.media import sandbox
from onset.runtime.media.audio import MAX_DURATION_S, probe_audio
from onset.runtime.media.document import MAX_BYTES, checked_text
from onset.runtime.media.font import probe_font
from onset.runtime.media.image import probe_image
from onset.runtime.media.refusal import RefusedError
from onset.runtime.media.sniff import Kind


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """An upload that passed."""

    kind: Kind
    media_type: str
    """By content, whatever the uploader called it."""
    details: dict[str, Any]
    """The fields of `AudioFacts`, `ImageFacts` or `FontFacts`; nothing for an edit."""


def inspect_asset(
    path: Path,
    *,
    wanted: Kind | None = None,
    max_duration_s: float = MAX_DURATION_S,
    cancelled: Cancelled | None = None,
) -> AssetFacts:
    """Recognise a file by its content and decode all of it once, so that nothing later fails on it.

    Args:
        path: the uploaded file; its name means nothing.
        wanted: the only kind that will do, where the caller knows.
        max_duration_s: longest sound that is taken.
        cancelled: polled meanwhile.

    Raises:
        InvalidArgumentError: it cannot be used; the reason and message say why and what to do.
        DeadlineError: decoding took too long.
        CancelledError: `cancelled` returned true.
    """
    with path.open("rb") as source:
        found = sandbox.recognise(source, wanted=wanted)
    if found.kind == "audio":
        audio = probe_audio(path, max_duration_s=max_duration_s, cancelled=cancelled)
        return AssetFacts("audio", found.media_type, asdict(audio))
    if found.kind == "edit":
        _check_edit(path)
        return AssetFacts("edit", found.media_type, {})
    if found.kind == "font":
        return AssetFacts("font", found.media_type, asdict(probe_font(path, cancelled=cancelled)))
    return AssetFacts("image", found.media_type, asdict(probe_image(path, cancelled=cancelled)))


def _check_edit(path: Path) -> None:
    with path.open("rb") as source:
        content = source.read(MAX_BYTES + 1)
    try:
        checked_text(content)
    except RefusedError as refusal:
        raise InvalidArgumentError(refusal.reason, refusal.message, metadata=refusal.facts) from refusal
