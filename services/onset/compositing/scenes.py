"""A scene, ready to be drawn at any frame of its shot: ground, camera, and what stands in front."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from onset.compositing import backdrops, color, hero, pictures
from onset.compositing.ai_label import below_label
from onset.compositing.beats import beats_within
from onset.compositing.camera import Shot, crop, pose_at
from onset.compositing.captions.layout import CaptionType
from onset.compositing.clips import Footage
from onset.compositing.endcard import EndCard
from onset.compositing.hero import Hero
from onset.compositing.pictures import Rgba
from onset.compositing.planes import Planes, warp
from onset.compositing.regions import Regions
from onset.compositing.titles import overlap, place_in
from onset.compositing.typography import EXTRA_BOLD, HOUSE_TYPE, BrandType
from onset.timeline.brief import Colors, FocusBox, Size
from onset.timeline.clip import Clip
from onset.timeline.layout import Box
from onset.timeline.plan import Scene, Timeline, VisualKind
from onset.timeline.time import seconds_of_samples

_LEAST_KEPT = 0.5
"""A brand picture that would lose more than this when cropped to the frame is framed in front of itself instead."""
_CUT_SHARE = 0.005
"""Of the frame; so much of a focus is no loss."""
_CAMERA_UNITS = 6.0
"""How far a picture's camera may carry a focus, percent of the frame's shorter side."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What scenes are made of."""

    timeline: Timeline
    size: Size
    regions: Regions
    colors: Colors
    clips: Mapping[int, tuple[Clip, Path]]
    """By scene index."""
    pictures: Mapping[str, Path]
    """Brand pictures by id."""
    logo: Rgba | None
    captions: bool
    caption_type: CaptionType | None = None
    """What captions are set in, where there are any."""
    type: BrandType = HOUSE_TYPE
    """What words are set in."""
    focus: Mapping[str, FocusBox] = field(default_factory=dict)
    """What captions keep clear of in brand pictures, by id."""


Front = Callable[[Planes, int, float], None]
"""Draws what stands before the ground: frame to draw on, its number, share of the shot."""


class SceneView:
    """One scene. Made when its shot begins, closed when it ends; frames are asked for in order."""

    def __init__(self, footing: Footing, index: int, shot: Shot) -> None:
        """Load and prepare all that the scene shows.

        Raises:
            InvalidArgumentError: BAD_PICTURE.
        """
        self._scene = footing.timeline.scenes[index]
        self._size = footing.size
        self._shot = shot
        self._footage: Footage | None = None
        self._ground, self._front = self._prepare(footing, index)

    def draw(self, number: int, target: Planes) -> None:
        """Draw frame `number` of the film into `target`.

        Raises:
            InvalidArgumentError: BAD_CLIP.
        """
        share = self._shot.share(number)
        ground = self._ground(number)
        warp(ground, crop(pose_at(self._scene.camera, share), self._size, ground.size), target)
        if self._front is not None:
            self._front(target, number, share)

    def close(self) -> None:
        """Let go of its footage."""
        if self._footage is not None:
            self._footage.close()

    def _prepare(self, footing: Footing, index: int) -> tuple[Callable[[int], Planes], Front | None]:
        kind = self._scene.visual.kind
        if kind is VisualKind.BRAND_ASSET:
            return self._asset(footing)
        if kind is VisualKind.END_CARD:
            return self._end_card(footing, index)
        if kind is VisualKind.PRODUCT_SHOT:
            finish = backdrops.behind_product(footing.size, footing.regions, footing.colors)
            return self._roll(footing, index, finish), self._product(footing)
        return self._roll(footing, index, lambda picture: picture), None

    def _roll(self, footing: Footing, index: int, finish: Callable[[Planes], Planes]) -> Callable[[int], Planes]:
        clip, path = footing.clips[index]
        self._footage = Footage(clip, path, finish)
        return self._footage.at

    def _product(self, footing: Footing) -> Front:
        rgba = pictures.trimmed(pictures.read(footing.pictures[self._scene.visual.picture_id]))
        stage = _stage(footing, self._scene, rgba)
        if rgba[..., 3].min() > 250:
            rgba = _framed(rgba, stage, footing.regions.unit)
        return self._hero(footing, rgba, stage, stands=True)

    def _asset(self, footing: Footing) -> tuple[Callable[[int], Planes], Front | None]:
        rgba = pictures.read(footing.pictures[self._scene.visual.picture_id])
        ground = color.parse(footing.colors.background)
        if pictures.is_cut_out(rgba):
            plain = backdrops.brand_ground(footing.size, footing.colors, backdrops.card_text(footing.colors))
            cut_out = pictures.trimmed(rgba)
            stage = _stage(footing, self._scene, cut_out)
            return (lambda _number: plain), self._hero(footing, cut_out, stage, stands=True)
        focus = footing.focus.get(self._scene.visual.picture_id)
        if fills_frame(rgba.shape[1], rgba.shape[0], footing.regions, focus):
            filled = pictures.cover(rgba, ground_size(self._scene, footing.size), ground, focus)
            return lambda _number: filled, None
        finish = backdrops.behind_itself(footing.size, footing.regions)
        soft = finish(pictures.cover(rgba, backdrops.soft_size(footing.size), ground))
        stage = _stage(footing, self._scene, rgba)
        framed = _framed(rgba, stage, footing.regions.unit)
        return (lambda _number: soft), self._hero(footing, framed, stage, stands=False)

    def _end_card(self, footing: Footing, index: int) -> tuple[Callable[[int], Planes], Front]:
        scene, regions, rate = self._scene, footing.regions, footing.timeline.frame_rate
        text = backdrops.card_text(footing.colors)
        said = footing.captions and any(
            caption.start_frame < scene.end_frame and scene.start_frame < caption.end_frame
            for caption in footing.timeline.captions
        )
        box = regions.card(with_captions=said)
        if footing.timeline.ai_label:
            box = below_label(regions, box)
        start = rate.sample_of_frame(scene.start_frame)
        card = EndCard(
            footing.timeline.call_to_action,
            footing.timeline.brand_name,
            footing.logo,
            footing.colors,
            text,
            box,
            regions.unit,
            length_s=float(rate.seconds_of_frame(scene.frames)),
            beats_s=[seconds_of_samples(cue.sample - start) for cue in beats_within(footing.timeline, scene)],
            typeface=footing.type.headline or EXTRA_BOLD,
        )

        def front(target: Planes, number: int, _share: float) -> None:
            card.draw(target, hero.seconds_at(number, scene.start_frame, rate))

        if index in footing.clips:
            finish = backdrops.behind_card(footing.size, regions, footing.colors, text)
            return self._roll(footing, index, finish), front
        ground = backdrops.brand_ground(footing.size, footing.colors, text)
        return (lambda _number: ground), front

    def _hero(self, footing: Footing, rgba: Rgba, stage: Box, *, stands: bool) -> Front:
        shown = Hero(rgba, stage, footing.regions, stands=stands, shade=hero.shade_of(footing.colors.background))
        rate, move, first = footing.timeline.frame_rate, self._scene.camera, self._shot.first_frame

        def front(target: Planes, number: int, share: float) -> None:
            shown.draw(target, move, share, hero.seconds_at(number, first, rate))

        return front


def _stage(footing: Footing, scene: Scene, rgba: Rgba) -> Box:
    """Where a picture in front may stand: below a headline; beside the small logo or below it, where it is larger."""
    timeline, regions = footing.timeline, footing.regions
    stage, gap = regions.stage, round(2 * regions.unit)
    titles = [title for title in timeline.titles if overlap(title, scene)]
    if scene.visual.kind is VisualKind.PRODUCT_SHOT and titles:
        foot = max(place_in(timeline, title, regions).bottom for title in titles)
        return replace(stage, top=max(stage.top, foot + gap))
    if not any(overlap(show, scene) for show in timeline.logo):
        return stage
    narrowed = max(stage.left, regions.logo.right + gap) - stage.left
    beside = replace(stage, left=stage.left + narrowed, right=stage.right - narrowed)
    below = replace(stage, top=max(stage.top, regions.logo.bottom + gap))
    body = pictures.solid_box(rgba)
    return max((beside, below), key=lambda box: min(box.width / body.width, box.height / body.height))


def _framed(rgba: Rgba, stage: Box, unit: float) -> Rgba:
    """An opaque picture with rounded corners, at about the size at which it will be shown."""
    picture = pictures.fitted(rgba, stage.width, stage.height)
    return pictures.rounded(picture, 2.6 * unit)


def _even(value: float) -> int:
    return -(-int(np.ceil(value)) // 2) * 2


def fills_frame(width: int, height: int, regions: Regions, focus: FocusBox | None) -> bool:
    """Whether a brand picture fills the frame, or is framed in front of itself.

    It is framed where it would lose too much or a part of its focus, and where captions would cover the focus wherever
    they stand.
    """
    if pictures.kept_by_cover(width, height, regions.size) < _LEAST_KEPT:
        return False
    if focus is None:
        return True
    left, top, seen_width, seen_height = pictures.cover_window(width, height, regions.size, focus)
    across = [(edge * width - left) / seen_width for edge in (focus.left, focus.right)]
    down = [(edge * height - top) / seen_height for edge in (focus.top, focus.bottom)]
    if min(*across, *down) < -_CUT_SHARE or max(*across, *down) > 1 + _CUT_SHARE:
        return False
    # What the camera may add to the focus on either side.
    more = _CAMERA_UNITS * regions.unit
    low, high = down[0] * regions.size.height - more, down[1] * regions.size.height + more
    return high <= regions.captions.top or low >= regions.captions_above.bottom


def ground_size(scene: Scene, size: Size) -> Size:
    """The size of a picture of which a scene's camera shows no less than a frame's pixels."""
    zoom = max(scene.camera.start.zoom, scene.camera.end.zoom)
    return Size(_even(size.width * zoom), _even(size.height * zoom))


def needs_clip(scene: Scene) -> bool:
    """Whether a scene cannot be drawn without generated pictures."""
    return scene.visual.kind in (VisualKind.GENERATED, VisualKind.PRODUCT_SHOT)


def shows_picture(scene: Scene) -> bool:
    """Whether a scene shows a picture of the brand's."""
    return scene.visual.kind in (VisualKind.BRAND_ASSET, VisualKind.PRODUCT_SHOT)
