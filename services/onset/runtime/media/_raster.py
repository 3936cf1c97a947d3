"""PNG, JPEG, WebP and GIF through Pillow: one still picture, upright, in sRGB. Runs in the confined child."""

import io
import os
import re
import warnings
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageCms, ImageOps

from onset.runtime.media.refusal import RefusedError

MAX_SIDE_PX = 20_000

_ANIMATABLE = ("PNG", "WEBP", "GIF")
_ALPHA_MODES = ("RGBA", "LA", "PA", "La", "RGBa")
_EXIF_ORIENTATION = 0x0112
_HDR_CURVES = {16: "PQ", 18: "HLG"}
"""Transfer characteristics (ITU-T H.273, table 3) whose values are light far above a page's white."""


def decode_raster(source: BinaryIO, decoder: str) -> tuple[Image.Image, dict[str, Any]]:
    """Decode with Pillow's plugin `decoder` and no other.

    Returns:
        An RGBA image in sRGB, and what the file was like.

    Raises:
        RefusedError: it is too large, animated, HDR, truncated or damaged.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        if decoder == "WEBP":
            _check_whole_riff(source)
        if decoder == "PNG":
            _check_range(source)
        with Image.open(source, formats=[decoder]) as image:
            _check_extent(image.width, image.height)
            _check_still(image, decoder)
            image.load()
            upright = ImageOps.exif_transpose(image)
            facts = {
                "mode": image.mode,
                "has_alpha": image.mode in _ALPHA_MODES or "transparency" in image.info,
                "orientation": int(image.getexif().get(_EXIF_ORIENTATION, 1)),
            }
            picture, profile = _to_srgb(upright, image.info.get("icc_profile"))
            return picture, {**facts, "colour_profile": profile}
    except (RefusedError, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        pixels = re.search(r"\d+ pixels", str(error))
        raise _too_large(pixels[0] if pixels else "too many pixels") from None
    except Exception as error:  # Pillow's plugins raise every kind of exception on damaged files
        raise _damaged(error) from error


def _too_large(extent: str) -> RefusedError:
    limit = Image.MAX_IMAGE_PIXELS or 0
    return RefusedError(
        "IMAGE_TOO_LARGE",
        f"The picture is too large: {extent}. At most {limit // 1_000_000} megapixels and {MAX_SIDE_PX} pixels a side "
        "are taken. Scale it down.",
        extent=extent,
        max_pixels=limit,
    )


def _check_extent(width_px: int, height_px: int) -> None:
    if width_px * height_px > (Image.MAX_IMAGE_PIXELS or 0) or max(width_px, height_px) > MAX_SIDE_PX:
        raise _too_large(f"{width_px} x {height_px} pixels")


def _check_still(image: Image.Image, decoder: str) -> None:
    # A JPEG may be followed by previews (MPO); its first picture is the picture.
    if decoder in _ANIMATABLE and getattr(image, "is_animated", False):
        message = f"The {decoder} is animated. Send a still picture: export the frame that is meant."
        raise RefusedError("ANIMATED_IMAGE", message, format=decoder)


def _check_whole_riff(source: BinaryIO) -> None:
    """Pillow says of a cut WebP only that it cannot decode it."""
    size = source.seek(0, os.SEEK_END)
    source.seek(4)
    declared = int.from_bytes(source.read(4), "little") + 8
    source.seek(0)
    if declared > size:
        raise EOFError(f"{size} of {declared} bytes")


def _check_range(source: BinaryIO) -> None:
    """Refuse a PNG whose cICP chunk (3rd edition, 11.3.2.6) calls it HDR: Pillow passes over that, it would be grey."""
    at = 8
    while True:
        source.seek(at)
        head = source.read(12)
        if len(head) < 12 or head[4:8] in (b"IDAT", b"IEND"):
            break
        curve = _HDR_CURVES.get(head[9])
        if head[4:8] == b"cICP" and curve:
            message = f"The picture is HDR ({curve}). Export it for the web, as 8-bit sRGB."
            raise RefusedError("HDR_IMAGE", message, curve=curve)
        at += 12 + int.from_bytes(head[:4], "big")
    source.seek(0)


def _damaged(error: Exception) -> RefusedError:
    cause = str(error) or type(error).__name__
    if "truncated" in cause.lower() or isinstance(error, EOFError):
        return RefusedError("TRUNCATED_IMAGE", "The picture ends before its last pixel. Upload it again.", cause=cause)
    message = f"The picture is damaged ({cause}). Export it again from the original."
    return RefusedError("CORRUPT_IMAGE", message, cause=cause)


def _to_srgb(image: Image.Image, icc_profile: bytes | None) -> tuple[Image.Image, str]:
    if image.mode.startswith("I"):
        image = _to_8_bit(image)
    if image.mode in ("P", "PA", "1") or "transparency" in image.info or image.mode in _ALPHA_MODES:
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colour = image.convert("RGB") if alpha is not None else image
    colour, profile = _through_profile(colour, icc_profile)
    picture = colour.convert("RGBA")
    if alpha is not None:
        picture.putalpha(alpha)
    return picture, profile


def _to_8_bit(image: Image.Image) -> Image.Image:
    """16-bit grey to 8 bits, rounded; Pillow's own conversion clips at 255."""
    deep = np.clip(np.asarray(image), 0, 65535).astype(np.uint32)
    return Image.fromarray(((deep + 128) // 257).astype(np.uint8))


def _through_profile(colour: Image.Image, icc_profile: bytes | None) -> tuple[Image.Image, str]:
    if not icc_profile:
        return colour, "none"
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
        name = ImageCms.getProfileDescription(profile).strip()
        if name.lower().startswith("srgb"):
            return colour, name  # nothing to convert: a brand's colours stay exact
        converted = ImageCms.profileToProfile(
            colour,
            profile,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return colour, "unusable, taken as sRGB"
    assert converted is not None  # only in-place conversion returns nothing
    return converted, name
