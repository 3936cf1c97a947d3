"""A stretch of a film by itself: all that its frames are drawn from, and nothing else.

A stretch is drawn from its excerpt alone. So whatever changes a frame changes the excerpt, and an excerpt that another
film shares (the same ad with another end card) has been drawn already.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from onset.compositing import pictures
from onset.compositing.beats import beats_within
from onset.compositing.brand_type import brand_type
from onset.compositing.captions.layout import CaptionSetting, CaptionType, caption_type
from onset.compositing.order import Order
from onset.compositing.regions import regions
from onset.compositing.scenes import Footing, shows_picture
from onset.compositing.transitions import shots
from onset.compositing.typography import BrandType
from onset.timeline.brief import Blob, Brand, CallToAction, CaptionStyle, PictureRole, Size, TransitionKind
from onset.timeline.clip import Clip
from onset.timeline.drawn_captions import drawn_captions
from onset.timeline.groups import RenderQuality
from onset.timeline.layout import Box
from onset.timeline.pictures import PicturePlan
from onset.timeline.plan import (
    CameraMove,
    CameraPose,
    CameraStyle,
    Cue,
    CueKind,
    MixPlan,
    Scene,
    Timeline,
    Transition,
    Visual,
    VisualKind,
)
from onset.timeline.profile_rules import VideoRules

_NO_CUE = Cue(0, CueKind.START, 0.0, "")
_NO_CALL = CallToAction("", "", "")
_SILENCE = MixPlan((), 0.0, 0.0, ())


class Lasting(Protocol):
    """What is there for some frames."""

    @property
    def start_frame(self) -> int:
        """Its first."""

    @property
    def end_frame(self) -> int:
        """The first one without it."""


L = TypeVar("L", bound=Lasting)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Frames [first_frame, end_frame) of a film at one size."""

    first_frame: int
    end_frame: int
    timeline: Timeline
    """With what is visible in these frames, which count as in the film; all else is blank, so it breaks some rules."""
    size: Size
    clips: tuple[Clip, ...]
    brand: Brand
    """With the pictures that are visible."""
    captions: bool
    caption_style: CaptionStyle
    caption_setting: CaptionSetting | None
    """Where captions are seen: of all captions it holds what depends on all, so that another's words change nothing."""
    safe_box: Box
    video: VideoRules
    quality: RenderQuality


def excerpt(order: Order, frames: range, fetch: Callable[[Blob], Path]) -> Excerpt:
    """The excerpt for some frames of a film, which may be all of them.

    Args:
        order: the film's picture.
        frames: of it.
        fetch: gives the local file of a blob; asked for the brand's fonts.

    Raises:
        InvalidArgumentError: BAD_FONT.
        NotFoundError: from `fetch`.
    """
    timeline = order.timeline
    captions = drawn_captions(timeline) if order.captions else ()
    # Words stand where they suit all scenes that they are laid over, and scenes are set with regard to all that is laid
    # over them: whatever reaches into these frames is taken with all that it touches.
    reach = _hull(frames, _within((*captions, *timeline.titles), frames))
    shown = shots(timeline.scenes)
    seen, touched = (
        [index for index, shot in enumerate(shown) if _overlap(shot.first_frame, shot.end_frame, within)]
        for within in (frames, reach)
    )
    first, last = touched[0], touched[-1]
    reach = _hull(reach, timeline.scenes[first : last + 1])
    scenes = _scenes(timeline.scenes, first, last)
    has_card = any(timeline.scenes[index].visual.kind is VisualKind.END_CARD for index in seen)
    logo, seen_captions = _within(timeline.logo, reach), _within(captions, reach)
    part = replace(
        timeline,
        duration_frames=scenes[-1].end_frame,
        scenes=scenes,
        captions=seen_captions,
        logo=logo,
        mix=_SILENCE,
        call_to_action=timeline.call_to_action if has_card else _NO_CALL,
        # All that is drawn of the sound: the end card answers the music's beats.
        cues=beats_within(timeline, timeline.scenes[-1]) if has_card else (),
        notes=(),
        omitted=(),
        pictures=PicturePlan(),
        titles=_within(timeline.titles, reach),
    )
    offset = first - min(first, 1)
    return Excerpt(
        first_frame=frames.start,
        end_frame=frames.stop,
        timeline=part,
        size=order.size,
        clips=tuple(
            replace(clip, scene_index=clip.scene_index - offset, note="")
            for clip in sorted(order.clips, key=lambda clip: clip.scene_index)
            if clip.scene_index in seen
        ),
        brand=_kit(order.brand, scenes, with_logo=has_card or bool(logo)),
        captions=order.captions,
        caption_style=order.caption_style,
        caption_setting=_caption_setting(order, fetch) if seen_captions else None,
        safe_box=order.profile.safe_box(order.size),
        video=order.profile.video,
        quality=order.quality,
    )


def footing(part: Excerpt, fetch: Callable[[Blob], Path]) -> Footing:
    """What an excerpt is drawn from.

    Args:
        part: the excerpt.
        fetch: gives the local file of a blob.

    Raises:
        InvalidArgumentError: BAD_PICTURE or BAD_FONT.
        NotFoundError: from `fetch`.
    """
    logos, setting = part.brand.with_role(PictureRole.LOGO), part.caption_setting
    typefaces = _typefaces(part.brand, fetch)
    return Footing(
        timeline=part.timeline,
        size=part.size,
        regions=regions(part.size, part.safe_box),
        colors=part.timeline.colors,
        clips={clip.scene_index: (clip, fetch(clip.blob)) for clip in part.clips},
        pictures={picture.id: fetch(picture.blob) for picture in part.brand.pictures},
        logo=pictures.read(fetch(logos[0].blob)) if logos else None,
        captions=part.captions,
        caption_type=None if setting is None else CaptionType.of(setting, part.caption_style, typefaces.caption),
        type=typefaces,
        focus={picture.id: picture.focus for picture in part.brand.pictures if picture.focus is not None},
    )


def _typefaces(brand: Brand, fetch: Callable[[Blob], Path]) -> BrandType:
    return brand_type({font.role: fetch(font.blob) for font in brand.fonts})


def _caption_setting(order: Order, fetch: Callable[[Blob], Path]) -> CaptionSetting:
    places = regions(order.size, order.profile.safe_box(order.size))
    typeface = _typefaces(order.brand, fetch).caption
    return caption_type(order.timeline.captions, places, order.caption_style, typeface).setting


def _within(things: tuple[L, ...], frames: range) -> tuple[L, ...]:
    return tuple(thing for thing in things if _overlap(thing.start_frame, thing.end_frame, frames))


def _hull(frames: range, things: Sequence[Lasting]) -> range:
    """The shortest range that holds these frames and all of these things."""
    return range(
        min([frames.start, *(thing.start_frame for thing in things)]),
        max([frames.stop, *(thing.end_frame for thing in things)]),
    )


def _overlap(start_frame: int, end_frame: int, frames: range) -> bool:
    return start_frame < frames.stop and frames.start < end_frame


def _scenes(scenes: tuple[Scene, ...], first: int, last: int) -> tuple[Scene, ...]:
    """Scenes first..last without what is for people, between one blank scene for all before and one for what comes."""
    before = [_blank(0, scenes[first].start_frame, Transition(TransitionKind.CUT, 0))] if first else []
    after = []
    if last + 1 < len(scenes):
        # Its transition, even where it is not seen yet, says how long the last scene's shot goes on.
        start, into = scenes[last].end_frame, scenes[last + 1].transition
        after = [_blank(start, start + max(1, into.frames), into)]
    return (*before, *(_bare(scene) for scene in scenes[first : last + 1]), *after)


def _blank(start_frame: int, end_frame: int, transition: Transition) -> Scene:
    pose = CameraPose(1.0, 0.0, 0.0, 0.0)
    move = CameraMove(CameraStyle.STATIC, pose, pose)
    visual = Visual(VisualKind.GENERATED, "", "", 0, "")
    return Scene(start_frame, end_frame, visual, move, transition, _NO_CUE, (), "", 0.0)


def _bare(scene: Scene) -> Scene:
    visual = replace(scene.visual, prompt="", reason="")
    return replace(scene, visual=visual, cue=_NO_CUE, keyframes=(), text="")


def _kit(brand: Brand, scenes: tuple[Scene, ...], *, with_logo: bool) -> Brand:
    """The kit with the pictures that are drawn, without what is said of them."""
    ids = {scene.visual.picture_id for scene in scenes if shows_picture(scene)}
    used = (
        replace(picture, description="")
        for picture in brand.pictures
        if picture.id in ids or (with_logo and picture.role is PictureRole.LOGO)
    )
    return replace(brand, name="", pictures=tuple(used))
