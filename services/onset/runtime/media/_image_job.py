"""Decode a picture to 8-bit sRGB with straight alpha. Runs in the confined child."""

import os
from typing import Any, BinaryIO

from PIL import Image

from onset.runtime.media._raster import decode_raster
from onset.runtime.media._svg import render_svg


def run(
    source: BinaryIO, *, name: str, decoder: str, max_pixels: int, svg_side_px: int, output: int | None
) -> dict[str, Any]:
    """Decode `source`; write its RGBA bytes, row by row, to the descriptor `output` if there is one.

    Returns:
        The fields of `onset.runtime.media.image.ImageFacts` but for its media type.

    Raises:
        RefusedError: the picture cannot be used.
    """
    Image.MAX_IMAGE_PIXELS = max_pixels
    if decoder == "SVG":
        picture, facts = render_svg(source.read(), svg_side_px)
    else:
        picture, facts = decode_raster(source, decoder)
    if output is not None:
        rest = memoryview(picture.tobytes())
        while rest:
            rest = rest[os.write(output, rest) :]
    return {"format": name, "width_px": picture.width, "height_px": picture.height, **facts}
