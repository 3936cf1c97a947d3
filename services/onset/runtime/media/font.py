"""Fonts from outside: what is in a file, and the same font in the one form that is set from."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.heed import Cancelled
from onset.runtime.media import sandbox
from onset.runtime.media.process import Limits

MAX_FILE_BYTES = 24 << 20
"""A font of all Chinese, Japanese and Korean characters has less."""
_TIMEOUT_S = 90.0
_MEMORY_BYTES = 3 << 30


@dataclass(frozen=True, slots=True)
class FontFacts:
    """What a font is, as read."""

    format: str
    """`ttf` or `otf`."""
    media_type: str
    family: str
    glyphs: int
    characters: int
    """Unicode characters that it has."""


def probe_font(path: Path, *, timeout_s: float = _TIMEOUT_S, cancelled: Cancelled | None = None) -> FontFacts:
    """Read a font to learn what it is. Raises as `rewrite_font` does."""
    with path.open("rb") as source:
        return _run(source, None, timeout_s, cancelled)


def rewrite_font(
    path: Path, *, timeout_s: float = _TIMEOUT_S, cancelled: Cancelled | None = None
) -> tuple[bytes, FontFacts]:
    """A TrueType or OpenType font without variations, hinting programs, bitmaps and drawings, at a bold weight.

    Args:
        path: the uploaded file.
        timeout_s: how long the reader may run.
        cancelled: polled meanwhile.

    Raises:
        InvalidArgumentError: it cannot be used; the reason and message say why and what to do.
        DeadlineError: it took longer than `timeout_s`.
        CancelledError: `cancelled` returned true.
    """
    with path.open("rb") as source, tempfile.TemporaryFile() as output:
        facts = _run(source, output, timeout_s, cancelled)
        output.seek(0)
        return output.read(), facts


def _run(source: BinaryIO, output: BinaryIO | None, timeout_s: float, cancelled: Cancelled | None) -> FontFacts:
    found = sandbox.recognise(source, wanted="font")
    size_bytes = source.seek(0, 2)
    source.seek(0)
    if size_bytes > MAX_FILE_BYTES:
        message = f"The font's file has {size_bytes >> 20} MiB, at most {MAX_FILE_BYTES >> 20} are taken."
        raise InvalidArgumentError("FONT_FILE_TOO_LARGE", message, metadata={"size_bytes": str(size_bytes)})
    answer: dict[str, Any] = sandbox.run_job(
        "font",
        {"name": found.name},
        source=source,
        output=output,
        limits=Limits(memory_bytes=_MEMORY_BYTES, cpu_s=int(timeout_s) + 1, file_bytes=4 * MAX_FILE_BYTES),
        timeout_s=timeout_s,
        cancelled=cancelled,
    )
    return FontFacts(media_type=found.media_type, **answer)
