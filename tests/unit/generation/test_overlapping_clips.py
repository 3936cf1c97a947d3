"""Clips drawn by themselves become one: every frame once, in order, and no seam where they overlap."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onset.generation.overlap import CLIP_LENGTH, CLIP_OVERLAP, CLIP_PER_SECOND, clip_spans, joined
from onset.timeline.time import FrameRate

RATES = st.sampled_from([FrameRate(10), FrameRate(24000, 1001), FrameRate(25), FrameRate(30), FrameRate(60)])


@given(st.integers(1, 2000), RATES)
def test_spans_cover_a_scene_and_share_their_ends(last: int, rate: FrameRate) -> None:
    spans = clip_spans(last, rate)
    frames = sorted({frame for span in spans for frame in span})
    assert (frames[0], frames[-1]) == (0, last)
    assert max(np.diff(frames)) <= rate.per_second / CLIP_PER_SECOND + 1
    for span, after in zip(spans, spans[1:], strict=False):
        assert span[-CLIP_OVERLAP:] == after[:CLIP_OVERLAP]
    assert all(2 <= len(span) <= CLIP_LENGTH for span in spans)


@given(st.integers(1, 300))
def test_each_frame_comes_once_and_one_clip_goes_over_into_the_next(last: int) -> None:
    spans = clip_spans(last, FrameRate(25))
    clips = [np.full((len(span), 1, 1, 3), 40 * (index % 2), np.uint8) for index, span in enumerate(spans)]
    found = list(joined(spans, iter(clips)))
    assert [frame for frame, _ in found] == sorted({frame for span in spans for frame in span})
    levels = np.array([int(picture[0, 0, 0]) for _, picture in found])
    assert np.abs(np.diff(levels)).max(initial=0) <= 40 / (CLIP_OVERLAP + 1) + 1
