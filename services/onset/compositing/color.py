"""Colour: hexadecimal notation, contrast by WCAG 2, and BT.709 limited-range components."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.timeline.srgb import LUMA, linear_light

Rgb = tuple[int, int, int]
"""sRGB, 0..255 each."""

WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)

LARGE_TEXT_CONTRAST = 3.0
"""WCAG 2.2, success criterion 1.4.3, for text of at least 14 pt bold."""
TEXT_CONTRAST = 4.5
"""The same criterion for any text."""

BLACK_YUV = (16, 128, 128)

# Y' = 0.2126 R' + 0.7152 G' + 0.0722 B'; Cb = (B' - Y') / 1.8556; Cr = (R' - Y') / 1.5748 (ITU-R BT.709-6, item 3);
# Y' to 16..235, Cb and Cr to 16..240.
_TO_YUV = np.vstack(
    [
        np.append(LUMA * 219.0 / 255.0, 16.0),
        np.append((np.array([0.0, 0.0, 1.0]) - LUMA) / 1.8556 * 224.0 / 255.0, 128.0),
        np.append((np.array([1.0, 0.0, 0.0]) - LUMA) / 1.5748 * 224.0 / 255.0, 128.0),
    ]
).astype(np.float32)
_INVERSE = np.linalg.inv(_TO_YUV[:, :3])
_TO_RGB = np.column_stack([_INVERSE, -_INVERSE @ _TO_YUV[:, 3]]).astype(np.float32)


@cache
def parse(text: str) -> Rgb:
    """Read `#rrggbb`.

    Raises:
        ValueError: it is something else.
    """
    digits = text.removeprefix("#")
    if len(digits) != 6 or not set(digits.lower()) <= set("0123456789abcdef"):
        raise ValueError(f"{text!r} is no colour; write #rrggbb")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of `second` in `first`, in sRGB as layers are blended."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def luminance(color: Rgb) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""
    return float(np.dot(LUMA, linear_light(np.array(color) / 255)))


def contrast(first: Rgb, second: Rgb) -> float:
    """Contrast ratio, 1..21 (WCAG 2.2)."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def readable_on(background: Rgb, preferred: Rgb, least: float = TEXT_CONTRAST) -> Rgb:
    """`preferred` if it can be read on `background`, else black or white, whichever reads better (at least 4.58)."""
    if contrast(preferred, background) >= least:
        return preferred
    return max((WHITE, BLACK), key=lambda color: contrast(color, background))


@cache
def yuv_of(color: Rgb) -> tuple[int, int, int]:
    """Its BT.709 limited-range components."""
    y, u, v = np.rint(_TO_YUV @ np.array([*color, 1.0], np.float32)).astype(int)
    return int(y), int(u), int(v)


def to_yuv(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """(H, W, 3) sRGB 0..255 to BT.709 limited-range Y, Cb, Cr, unrounded."""
    return np.asarray(cv2.transform(rgb, _TO_YUV), np.float32)


def to_rgb(components: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(H, W, 3) BT.709 limited-range Y, Cb, Cr to the nearest sRGB 0..255."""
    rgb = cv2.transform(components, _TO_RGB)
    return np.asarray(np.clip(np.rint(rgb), 0, 255), np.uint8)
