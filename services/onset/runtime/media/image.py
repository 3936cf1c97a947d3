"""Pictures from outside: what is in a file, and its pixels in one form."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from onset.runtime.errors import InvalidArgumentError
from onset.runtime.heed import Cancelled
from onset.runtime.media import sandbox
from onset.runtime.media.process import Limits

MAX_FILE_BYTES = 64 << 20
MAX_PIXELS = 50_000_000
SVG_SIDE_PX = 2048
"""A vector drawing is drawn this long on its longer side: sharp at any size that a frame can show it."""

_TIMEOUT_S = 60.0
_MEMORY_BYTES = 2 << 30


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What a picture is, as decoded."""

    format: str
    media_type: str
    width_px: int
    """Of the upright picture."""
    height_px: int
    mode: str
    """Pillow's name of the file's pixel layout (CMYK, I;16, P…), or `vector`."""
    has_alpha: bool
    orientation: int
    """EXIF orientation that was undone; 1 is upright."""
    colour_profile: str
    """Name of the embedded ICC profile that was converted from; `none`, or `unusable, taken as sRGB`."""


def probe_image(
    source: Path | bytes, *, timeout_s: float = _TIMEOUT_S, cancelled: Cancelled | None = None
) -> ImageFacts:
    """Decode a picture to learn what it is. Raises as `decode_image` does."""
    with _open(source) as file:
        return _run(file, None, SVG_SIDE_PX, timeout_s, cancelled)


def decode_image(
    source: Path | bytes,
    *,
    svg_side_px: int = SVG_SIDE_PX,
    timeout_s: float = _TIMEOUT_S,
    cancelled: Cancelled | None = None,
) -> tuple[NDArray[np.uint8], ImageFacts]:
    """Decode a still picture, upright, to 8-bit sRGB.

    Args:
        source: a file, or its bytes.
        svg_side_px: the longer side of a vector drawing.
        timeout_s: how long the decoder may run.
        cancelled: polled meanwhile.

    Returns:
        Pixels of shape (height, width, 4), RGB and straight alpha, and the facts.

    Raises:
        InvalidArgumentError: it cannot be used; the reason and message say why and what to do.
        DeadlineError: it took longer than `timeout_s`.
        CancelledError: `cancelled` returned true.
    """
    with _open(source) as file, tempfile.TemporaryFile() as output:
        facts = _run(file, output, svg_side_px, timeout_s, cancelled)
        output.seek(0)
        return np.fromfile(output, np.uint8).reshape(facts.height_px, facts.width_px, 4), facts


def _open(source: Path | bytes) -> BinaryIO:
    if isinstance(source, Path):
        return source.open("rb")
    file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    file.write(source)
    file.flush()
    return file


def _run(
    source: BinaryIO, output: BinaryIO | None, svg_side_px: int, timeout_s: float, cancelled: Cancelled | None
) -> ImageFacts:
    found = sandbox.recognise(source, wanted="image")
    size_bytes = source.seek(0, 2)
    source.seek(0)
    if size_bytes > MAX_FILE_BYTES:
        message = (
            f"The picture's file has {size_bytes >> 20} MiB, at most {MAX_FILE_BYTES >> 20} are taken. Compress it."
        )
        raise InvalidArgumentError("IMAGE_FILE_TOO_LARGE", message, metadata={"size_bytes": str(size_bytes)})
    answer: dict[str, Any] = sandbox.run_job(
        "image",
        {"name": found.name, "decoder": found.decoder, "max_pixels": MAX_PIXELS, "svg_side_px": svg_side_px},
        source=source,
        output=output,
        limits=Limits(memory_bytes=_MEMORY_BYTES, cpu_s=int(timeout_s) + 1, file_bytes=4 * MAX_PIXELS),
        timeout_s=timeout_s,
        cancelled=cancelled,
    )
    return ImageFacts(media_type=found.media_type, **answer)
