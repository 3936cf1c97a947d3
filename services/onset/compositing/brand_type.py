"""What a film's words are set in: the brand's fonts where it has them, and whether every word can be set."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import ImageFont

from onset.compositing.typography import EXTRA_BOLD, BrandType, Typeface
from onset.compositing.unreadable import UnreadableError
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.fonts.faces import brand_face
from onset.runtime.fonts.runs import UnsettableError, check_settable
from onset.timeline.brief import FontRole
from onset.timeline.plan import Timeline

_MEASURED_PX = 500


def brand_type(fonts: Mapping[FontRole, Path]) -> BrandType:
    """The typefaces led by a brand's own fonts.

    Raises:
        UnreadableError: BAD_FONT, a file is none.
    """
    return BrandType(**{role.name.lower(): _led_by(path) for role, path in fonts.items()})


def check_words(timeline: Timeline, *, captions: bool) -> None:
    """Refuse a film that holds words for which there is no font.

    Raises:
        InvalidArgumentError: UNSUPPORTED_SCRIPT.
    """
    for field, text in _words(timeline, captions=captions):
        try:
            check_settable(text)
        except UnsettableError as error:
            raise InvalidArgumentError(
                "UNSUPPORTED_SCRIPT",
                f"{text!r} cannot be set: {error}.",
                field=field,
                metadata={"script": error.script},
            ) from error


def _words(timeline: Timeline, *, captions: bool) -> Iterator[tuple[str, str]]:
    call = timeline.call_to_action
    yield from (("timeline.brand_name", timeline.brand_name), ("timeline.call_to_action.headline", call.headline))
    yield from (("timeline.call_to_action.button", call.button), ("timeline.call_to_action.url", call.url))
    yield from ((f"timeline.titles[{index}]", title.text) for index, title in enumerate(timeline.titles))
    yield "timeline.ai_label", timeline.ai_label
    if captions:
        yield from ((f"timeline.captions[{index}]", caption.text) for index, caption in enumerate(timeline.captions))


def _led_by(path: Path) -> Typeface:
    try:
        capitals = ImageFont.truetype(str(path), _MEASURED_PX).getbbox("H", anchor="ls")
    except OSError as error:
        raise UnreadableError(path, "BAD_FONT", f"A brand font cannot be read: {error}; upload it again.") from error
    height = -capitals[1] / _MEASURED_PX
    # A font without capitals has nothing to be measured by.
    return EXTRA_BOLD.led_by(brand_face(path, height) if 0.2 < height < 1.5 else brand_face(path, 0.7))
