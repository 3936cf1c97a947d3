"""Where a caption stands: at the foot of the column, or at its head where it would cover what matters in a picture."""

import numpy as np

from onset.compositing import pictures
from onset.compositing.camera import Shot, crop, pose_at
from onset.compositing.scenes import Footing, fills_frame, ground_size
from onset.compositing.transitions import shots
from onset.timeline.brief import FocusBox
from onset.timeline.layout import Box
from onset.timeline.plan import Caption, Scene, VisualKind

_LOOKS = 5
"""Moments at which a moving picture is looked at while a caption stands."""


def place_of(caption: Caption, footing: Footing) -> Box:
    """The box on whose foot a caption stands for all its time: the one in which it covers least.

    At the foot it never covers a product or a framed picture, which stand above it. A picture that fills the frame is
    covered where its focus is.
    """
    timeline, regions = footing.timeline, footing.regions
    foot, head = regions.captions, regions.captions_above
    if any(
        title.start_frame < caption.end_frame and caption.start_frame < title.end_frame for title in timeline.titles
    ):
        return foot
    at_foot = at_head = 0.0
    for scene, shot in zip(timeline.scenes, shots(timeline.scenes), strict=True):
        first, last = max(shot.first_frame, caption.start_frame), min(shot.end_frame, caption.end_frame) - 1
        if first > last:
            continue
        for frame in np.linspace(first, last, _LOOKS).astype(int):
            for kept in _kept_clear(scene, shot, int(frame), footing):
                at_foot, at_head = max(at_foot, _overlap(foot, kept)), max(at_head, _overlap(head, kept))
    return head if at_head < at_foot else foot


def _kept_clear(scene: Scene, shot: Shot, frame: int, footing: Footing) -> list[Box]:
    """What nothing may cover in a frame."""
    kind, regions = scene.visual.kind, footing.regions
    if kind is VisualKind.PRODUCT_SHOT:
        return [regions.stage]
    if kind is VisualKind.END_CARD:
        return [regions.card(with_captions=True)]
    if kind is not VisualKind.BRAND_ASSET:
        return []
    focus = footing.focus.get(scene.visual.picture_id)
    rgba = pictures.read(footing.pictures[scene.visual.picture_id])
    height, width = rgba.shape[:2]
    if pictures.is_cut_out(rgba) or not fills_frame(width, height, regions, focus):
        return [regions.stage]
    return [] if focus is None else [_seen(focus, (width, height), scene, shot, frame, footing)]


def _seen(focus: FocusBox, picture: tuple[int, int], scene: Scene, shot: Shot, frame: int, footing: Footing) -> Box:
    """Where the focus of a picture that fills the frame is in a frame."""
    ground = ground_size(scene, footing.size)
    left, top, width, height = pictures.cover_window(*picture, ground, focus)
    to_ground = crop(pose_at(scene.camera, shot.share(frame)), footing.size, ground)
    corners = np.array(
        [
            [
                (x * picture[0] - left) / width * ground.width,
                (y * picture[1] - top) / height * ground.height,
            ]
            for x in (focus.left, focus.right)
            for y in (focus.top, focus.bottom)
        ]
    )
    on_frame = (corners - to_ground[:, 2]) @ np.linalg.inv(to_ground[:, :2]).T
    low, high = np.floor(on_frame.min(axis=0)), np.ceil(on_frame.max(axis=0))
    return Box(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def _overlap(place: Box, kept: Box) -> float:
    """Share of a place that covers what is to be kept clear."""
    width = min(place.right, kept.right) - max(place.left, kept.left)
    height = min(place.bottom, kept.bottom) - max(place.top, kept.top)
    return max(0, width) * max(0, height) / (place.width * place.height)
