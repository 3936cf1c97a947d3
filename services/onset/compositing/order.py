"""What to render, checked before any work."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from onset.compositing import color, pictures
from onset.compositing.brand_type import brand_type, check_words
from onset.compositing.regions import regions
from onset.compositing.scenes import Footing, needs_clip, shows_picture
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import Brand, CaptionStyle, FontRole, PictureRole, Size
from onset.timeline.clip import Clip
from onset.timeline.invariants import check
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile

_MIN_SIDE_PX, _MAX_SIDE_PX = 64, 4096


@dataclass(frozen=True, slots=True)
class Order:
    """A rendition with its materials as local files."""

    timeline: Timeline
    size: Size
    clips: tuple[tuple[Clip, Path], ...]
    brand: Brand
    pictures: Mapping[str, Path]
    """Brand pictures by id."""
    voice: Path
    music: Path | None
    captions: bool
    """Whether they are burned in; the caption files are written in any case."""
    profile: Profile
    """What the file is made for."""
    caption_style: CaptionStyle = CaptionStyle.PILL
    fonts: Mapping[FontRole, Path] = field(default_factory=dict)
    """The brand's own."""


def footing(order: Order) -> Footing:
    """What the film is drawn from.

    Raises:
        InvalidArgumentError: BAD_TIMELINE, BAD_SIZE, UNSUPPORTED_SCRIPT, BAD_CLIP, MISSING_CLIP, UNKNOWN_PICTURE,
            BAD_PICTURE or BAD_FONT.
    """
    check_timeline(order.timeline)
    check_words(order.timeline, captions=order.captions)
    _check_size(order.size)
    clips = _checked_clips(order)
    for index, scene in enumerate(order.timeline.scenes):
        if needs_clip(scene) and index not in clips:
            raise InvalidArgumentError("MISSING_CLIP", f"Scene {index} has no clip; generate it first.", field="clips")
        if shows_picture(scene) and scene.visual.picture_id not in order.pictures:
            raise InvalidArgumentError(
                "UNKNOWN_PICTURE",
                f"Scene {index} shows picture {scene.visual.picture_id!r}, which the brand kit does not hold.",
                field="brand.pictures",
            )
    logos = order.brand.with_role(PictureRole.LOGO)
    return Footing(
        timeline=order.timeline,
        size=order.size,
        regions=regions(order.size, order.profile.safe_box(order.size)),
        colors=order.timeline.colors,
        clips=clips,
        pictures=order.pictures,
        logo=pictures.read(order.pictures[logos[0].id]) if logos else None,
        captions=order.captions,
        caption_style=order.caption_style,
        type=brand_type(order.fonts),
    )


def check_timeline(timeline: Timeline) -> None:
    """Refuse a timeline that breaks an invariant.

    Raises:
        InvalidArgumentError: BAD_TIMELINE.
    """
    try:
        check(timeline)
        for paint in fields(timeline.colors):
            color.parse(getattr(timeline.colors, paint.name))
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


def _checked_clips(order: Order) -> dict[int, tuple[Clip, Path]]:
    clips: dict[int, tuple[Clip, Path]] = {}
    for index, (clip, path) in enumerate(order.clips):
        scene, fault = clip.scene_index, ""
        if not 0 <= scene < len(order.timeline.scenes) or scene in clips:
            fault = f"there is no scene {scene}, or it has a clip already"
        elif clip.size != order.size:
            fault = f"it is {clip.size.width}x{clip.size.height} pixels large"
        elif not clip.frames or any(a >= b for a, b in zip(clip.frames, clip.frames[1:], strict=False)):
            fault = "its frames must be at least one and increase"
        if fault:
            message = f"The clip of scene {scene} does not fit this film: {fault}."
            raise InvalidArgumentError("BAD_CLIP", message, field=f"clips[{index}]")
        clips[scene] = clip, path
    return clips
