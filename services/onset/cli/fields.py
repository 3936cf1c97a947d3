"""What the YAML files share: the strict model, and fields that people write in several ways."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from onset.timeline.brief import Size
from onset.timeline.time import FrameRate

FORMATS = {
    "9:16": Size(1080, 1920),
    "16:9": Size(1920, 1080),
    "1:1": Size(1080, 1080),
    "4:5": Size(1080, 1350),
}


class StrictFile(BaseModel):
    """A mapping whose unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)


def _size(value: object) -> Size:
    known = FORMATS.get(str(value))
    pixels = re.fullmatch(r"(\d{2,5})x(\d{2,5})", str(value))
    if known is None and pixels is None:
        raise ValueError(f"{value!r} is no format; write one of {', '.join(FORMATS)} or e.g. 1080x1920")
    return known or Size(int(pixels[1]), int(pixels[2]))  # type: ignore[index]  # one of the two matched


def _text(value: object) -> object:
    # YAML reads 30 as a number; a frame rate or a percentage may be written without quotes.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]
Format = Annotated[Size, BeforeValidator(_size)]
Rate = Annotated[FrameRate, BeforeValidator(lambda value: FrameRate.parse(str(value)))]


class ColorsFile(StrictFile):
    """`colors` of a brand kit or a variant."""

    primary: str
    secondary: str
    accent: str
    background: str
    text: str
