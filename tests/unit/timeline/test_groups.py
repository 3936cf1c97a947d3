"""Groups and chunks tile a film, are as long as they should be, and do not move when the film's end does."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality, chunks, drawn_size, groups
from onset.timeline.time import FrameRate

RATES = st.sampled_from(
    [
        FrameRate(10),
        FrameRate(24000, 1001),
        FrameRate(25),
        FrameRate(30000, 1001),
        FrameRate(30),
        FrameRate(60000, 1001),
    ]
)
SIDES = st.integers(64, 1920).map(lambda half: 2 * half)


@given(st.integers(1, 20_000), RATES, st.floats(0.5, 10))
def test_groups_tile_the_film_and_none_is_too_long(frames: int, rate: FrameRate, longest_s: float) -> None:
    found = groups(frames, rate, longest_s)
    assert [number for group in found for number in group] == list(range(frames))
    assert all(len(group) <= Fraction(str(longest_s)) * rate.per_second for group in found)
    lengths = {len(group) for group in found[:-1]}
    assert len(lengths) <= 1
    if longest_s >= 4 and len(found) > 1:
        assert len(found[-1]) >= len(found[0]), "none is shorter than two seconds, which some platforms ask for"
        assert abs(len(found[0]) / rate.per_second - 2) <= 0.5 / rate.per_second


@given(st.integers(1, 5_000), st.integers(0, 300), RATES)
def test_a_longer_film_has_the_same_groups_but_for_the_last(frames: int, more: int, rate: FrameRate) -> None:
    assert groups(frames + more, rate, 5.0)[: len(groups(frames, rate, 5.0)) - 1] == groups(frames, rate, 5.0)[:-1]


@given(st.integers(1, 400))
def test_chunks_tile_the_groups(count: int) -> None:
    assert [number for chunk in chunks(count) for number in chunk] == list(range(count))


@given(SIDES, SIDES)
def test_drafts_are_small_and_keep_their_shape(width: int, height: int) -> None:
    size = Size(width, height)
    assert drawn_size(size, RenderQuality.FINAL) == size
    for quality, most in ((RenderQuality.DRAFT, 540), (RenderQuality.STORYBOARD, 270)):
        drawn = drawn_size(size, quality)
        assert min(drawn.width, drawn.height) == min(width, height, most)
        assert drawn.width % 2 == drawn.height % 2 == 0
        # A side is at most one pixel off what its shape would give.
        assert abs(drawn.width * height - drawn.height * width) <= max(width, height)
