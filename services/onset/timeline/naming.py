"""Names of delivered files: the report refers to the videos beside it by the names that they are delivered under."""

import re
import unicodedata
from math import gcd

from onset.timeline.brief import Size

_LONGEST_TERM = 21
"""Beyond this a ratio of whole numbers tells people less than the pixels."""


MEDIA_FOLDER = "media"
"""Of a package for editing on, beside the interchange files."""
VOICE_FILE, MUSIC_FILE = "voice.wav", "music.wav"
"""Sounds of a package for editing on: all of the voice, and all else (music and accents, the trade's M&E)."""


def scene_file(index: int) -> str:
    """A scene's file in a package for editing on, e.g. `scene-01.mov`."""
    return f"scene-{index + 1:02}.mov"


def file_stem(title: str, size: Size, label: str = "") -> str:
    """E.g. `aurora-sunrise-lamp-9x16`, with a label `aurora-sunrise-lamp-summer-9x16`."""
    return "-".join(part for part in (slug(title), label, format_name(size)) if part)


def slug(title: str) -> str:
    """A title as a file name: ASCII letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "video"


def format_name(size: Size) -> str:
    """`9x16` for the usual shapes, pixels otherwise."""
    divisor = gcd(size.width, size.height)
    across, down = size.width // divisor, size.height // divisor
    return f"{across}x{down}" if max(across, down) <= _LONGEST_TERM else f"{size.width}x{size.height}"
