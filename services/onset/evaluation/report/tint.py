"""Brand colours made legible on a light and on a dark page."""

import re

from onset.timeline.srgb import LINEAR_LIGHT, LUMA

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 20


def parse_hex(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0..255.

    Raises:
        ValueError: the text is not `#rrggbb`.
    """
    if not _HEX.fullmatch(color):
        raise ValueError(f"{color!r} is no colour; write #rrggbb")
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, 1..21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def legible(color: str, background: str, ratio: float) -> str:
    """The colour, mixed with as little white or black as gives it this contrast against the background.

    Raises:
        ValueError: a text is not `#rrggbb`.
    """
    towards = "#000000" if _luminance(background) > 0.18 else "#ffffff"
    for step in range(_STEPS):
        candidate = mix(color, towards, step / _STEPS)
        if contrast(candidate, background) >= ratio:
            return candidate
    return towards


def mix(one: str, other: str, share: float) -> str:
    """A blend in sRGB: `share` of the other colour."""
    pairs = zip(parse_hex(one), parse_hex(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(color: str) -> float:
    return float(LINEAR_LIGHT[list(parse_hex(color))] @ LUMA)
