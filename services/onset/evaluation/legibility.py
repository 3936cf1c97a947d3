"""Whether captions can be read where they stand, seen from the delivered picture.

Over pictures, letters are white in every style but for the word that is being said. White strokes are taken for letters
if they are narrow and large enough; each is held against what borders on it.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.evaluation.figure import judged, noted
from onset.evaluation.footage import Bytes
from onset.evaluation.overlay import caption_probes
from onset.timeline.brief import Size
from onset.timeline.layout import Box
from onset.timeline.plan import Timeline, VisualKind
from onset.timeline.srgb import LINEAR_LIGHT, LUMA
from onset.timeline.verdict import Check

_LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of any size."""
_WHITE = 225
"""Of 255 in every channel, what an encoder leaves of white at the least."""
_STROKE_UNITS = 3.0
"""No stroke of a caption's letters is wider, in percent of the frame's shorter side."""
_LEAST_AREA = 1.2
"""Of a letter or a dot, in squares of that unit; smaller glints are none."""
_NEAR_UNITS, _FAR_UNITS = 0.35, 0.75
"""What borders on a letter: from beyond its soft edge to so far away."""
_STRAY = 0.5
"""Share of the inked area that may be something else: glints, and gaps in the letters' ground on a white picture."""
_FEWEST_LETTERS = 8
_MOST_LOOKS = 8


def caption_looks(timeline: Timeline) -> tuple[int, ...]:
    """Frames in which captions over pictures have settled, a few, spread over the film."""
    last = timeline.scenes[-1]
    end = last.start_frame if last.visual.kind is VisualKind.END_CARD else timeline.duration_frames
    settled = [after for _, after in caption_probes(timeline) if after < end]
    step = max(1, -(-len(settled) // _MOST_LOOKS))
    return tuple(settled[::step])


def check_legibility(frames: Mapping[int, Bytes], place: Box | None, size: Size) -> list[Check]:
    """Contrast of captions with their ground.

    Args:
        frames: (H, W, 3) sRGB, at the film's own size, with captions in them.
        place: where captions are seen in the film; None where none are.
        size: of the film.
    """
    name, title = "captions.contrast", "Contrast of letters with their ground"
    unit = min(size.width, size.height) / 100
    found: list[float] = []
    if place is not None:
        around = round(_FAR_UNITS * unit) + 1
        part = np.s_[
            max(0, place.top - around) : place.bottom + around, max(0, place.left - around) : place.right + around
        ]
        found = [ratio for frame in frames.values() if (ratio := contrast_of(frame[part], unit)) is not None]
    if not found:
        return [noted(name, title, 0, ": 1", "no letters recognised in the picture")]
    return [
        judged(
            name,
            title,
            min(found),
            ": 1",
            limit=f"≥ {_LEAST_CONTRAST:g} : 1",
            passed=min(found) >= _LEAST_CONTRAST,
            detail=f"least of {len(found)} captions, median {np.median(found):.1f} : 1",
        )
    ]


def contrast_of(rgb: Bytes, unit: float) -> float | None:
    """Contrast (WCAG 2.2) of white letters with what borders on them; None if there seem to be none."""
    white = (rgb.min(axis=2) >= _WHITE).astype(np.uint8)
    broad = cv2.dilate(cv2.morphologyEx(white, cv2.MORPH_OPEN, _disc(_STROKE_UNITS * unit)), _disc(unit))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(white & (1 - broad), connectivity=4)
    luminance = _luminance(rgb)
    ratios: list[float] = []
    areas: list[float] = []
    margin = int(np.ceil(_FAR_UNITS * unit)) + 1
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[index])
        if area < _LEAST_AREA * unit * unit:
            continue
        part = np.s_[max(0, top - margin) : top + height + margin, max(0, left - margin) : left + width + margin]
        own = (labels[part] == index).astype(np.uint8)
        near, far = (cv2.dilate(own, _disc(2 * units * unit)) for units in (_NEAR_UNITS, _FAR_UNITS))
        others = cv2.dilate((labels[part] > 0).astype(np.uint8) - own, _disc(2 * _NEAR_UNITS * unit))
        around = luminance[part][(far > 0) & (near == 0) & (others == 0)]
        if around.size:
            ratios.append(
                (float(np.median(luminance[part][own > 0])) + 0.05) / (float(np.quantile(around, 0.8)) + 0.05)
            )
            areas.append(area)
    return _weighted_quantile(ratios, areas, _STRAY) if len(ratios) >= _FEWEST_LETTERS else None


def _weighted_quantile(values: Sequence[float], weights: Sequence[float], share: float) -> float:
    order = np.argsort(values)
    passed = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(values)[order][np.searchsorted(passed, share * passed[-1])])


def _disc(across_px: float) -> NDArray[np.uint8]:
    size = 2 * max(1, round(across_px / 2)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)


def _luminance(rgb: Bytes) -> NDArray[np.float32]:
    """Relative luminance, 0..1."""
    return np.asarray(LINEAR_LIGHT[rgb] @ LUMA.astype(np.float32), np.float32)
