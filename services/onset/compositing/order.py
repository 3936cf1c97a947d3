"""What to draw, checked before any work."""

from dataclasses import dataclass, fields

from onset.compositing import color
from onset.compositing.brand_type import check_words
from onset.compositing.scenes import needs_clip, shows_picture
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import Brand, CaptionStyle, Size
from onset.timeline.clip import Clip
from onset.timeline.groups import RenderQuality
from onset.timeline.invariants import check
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile

_MIN_SIDE_PX, _MAX_SIDE_PX = 64, 4096


@dataclass(frozen=True, slots=True)
class Order:
    """A film's picture at one size."""

    timeline: Timeline
    size: Size
    clips: tuple[Clip, ...]
    brand: Brand
    captions: bool
    """Whether they are burned in."""
    profile: Profile
    """What the file is made for."""
    caption_style: CaptionStyle = CaptionStyle.PILL
    quality: RenderQuality = RenderQuality.FINAL


def check_order(order: Order) -> None:
    """Refuse an order that cannot be drawn.

    Raises:
        InvalidArgumentError: BAD_TIMELINE, UNSUPPORTED_SCRIPT, BAD_SIZE, BAD_CLIP, MISSING_CLIP or UNKNOWN_PICTURE.
    """
    check_timeline(order.timeline)
    check_words(order.timeline, captions=order.captions)
    _check_size(order.size)
    _check_clips(order)
    with_clip, known = {clip.scene_index for clip in order.clips}, {picture.id for picture in order.brand.pictures}
    for index, scene in enumerate(order.timeline.scenes):
        if needs_clip(scene) and index not in with_clip:
            raise InvalidArgumentError("MISSING_CLIP", f"Scene {index} has no clip; generate it first.", field="clips")
        if shows_picture(scene) and scene.visual.picture_id not in known:
            raise InvalidArgumentError(
                "UNKNOWN_PICTURE",
                f"Scene {index} shows picture {scene.visual.picture_id!r}, which the brand kit does not hold.",
                field="brand.pictures",
            )


def check_timeline(timeline: Timeline) -> None:
    """Refuse a timeline that breaks the rules of one.

    Raises:
        InvalidArgumentError: BAD_TIMELINE.
    """
    try:
        check(timeline)
        for field in fields(timeline.colors):
            color.parse(getattr(timeline.colors, field.name))
    except ValueError as error:
        raise InvalidArgumentError("BAD_TIMELINE", f"The timeline is broken: {error}.", field="timeline") from error


def _check_size(size: Size) -> None:
    sides = (size.width, size.height)
    if min(sides) < _MIN_SIDE_PX or max(sides) > _MAX_SIDE_PX or any(side % 2 for side in sides):
        raise InvalidArgumentError(
            "BAD_SIZE",
            f"Width and height must be even and {_MIN_SIDE_PX} to {_MAX_SIDE_PX} pixels, not {sides[0]}x{sides[1]}.",
            field="size",
        )


def _check_clips(order: Order) -> None:
    seen: set[int] = set()
    for index, clip in enumerate(order.clips):
        scene, fault = clip.scene_index, ""
        if not 0 <= scene < len(order.timeline.scenes) or scene in seen:
            fault = f"there is no scene {scene}, or it has a clip already"
        elif clip.size != order.size:
            fault = f"it is {clip.size.width}x{clip.size.height} pixels large"
        elif not clip.frames or any(a >= b for a, b in zip(clip.frames, clip.frames[1:], strict=False)):
            fault = "its frames must be at least one and increase"
        if fault:
            message = f"The clip of scene {scene} does not fit this film: {fault}."
            raise InvalidArgumentError("BAD_CLIP", message, field=f"clips[{index}]")
        seen.add(scene)
