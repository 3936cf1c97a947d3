"""What the YAML files share: the strict model, and fields that people write in several ways."""

import re
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator

from onset.timeline.brief import Size
from onset.timeline.time import FrameRate

FORMATS = {
    "9:16": Size(1080, 1920),
    "16:9": Size(1920, 1080),
    "1:1": Size(1080, 1080),
    "4:5": Size(1080, 1350),
}

V = TypeVar("V")

NOT_WHOLE = r"holds half of a character (a lone surrogate such as \ud800), which no font shows; write it anew"
"""Escapes in YAML and JSON can say what no message can carry."""

_MOST_OF_RATE = (1 << 31) - 1
"""A message has numerator and denominator as 32-bit numbers."""


class StrictFile(BaseModel):
    """A mapping whose unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)

    @field_validator("*")
    @classmethod
    def _whole(cls, value: V) -> V:
        """Every text is one that can be sent: that of lists and keys, too."""
        for text in value if isinstance(value, list | dict) else (value,):
            if isinstance(text, str) and not is_whole(text):
                raise ValueError(f"{text!a} {NOT_WHOLE}")
        return value


def is_whole(text: str) -> bool:
    """Whether a text is made of whole characters, so that it can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _size(value: object) -> Size:
    known = FORMATS.get(str(value))
    pixels = re.fullmatch(r"(\d{2,5})x(\d{2,5})", str(value))
    if known is None and pixels is None:
        raise ValueError(f"{value!r} is no format; write one of {', '.join(FORMATS)} or e.g. 1080x1920")
    return known or Size(int(pixels[1]), int(pixels[2]))  # type: ignore[index]  # one of the two matched


def _rate(value: object) -> FrameRate:
    rate = FrameRate.parse(str(value))
    if max(rate.numerator, rate.denominator) > _MOST_OF_RATE:
        raise ValueError(f"{value!r} is no frame rate that a film can have; write 30, 25, 29.97 or 30000/1001")
    return rate


def _text(value: object) -> object:
    # YAML reads 30 as a number; a frame rate or a percentage may be written without quotes.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]
Format = Annotated[Size, BeforeValidator(_size)]
Rate = Annotated[FrameRate, BeforeValidator(_rate)]


class ColorsFile(StrictFile):
    """`colors` of a brand kit or a variant."""

    primary: str
    secondary: str
    accent: str
    background: str
    text: str
