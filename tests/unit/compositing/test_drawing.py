"""Colour components, sprites and masks."""

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing import color
from onset.compositing.planes import Planes, mix
from onset.compositing.shapes import pill, rounded_box_distance, solid
from onset.compositing.sprites import Placement, Sprite, fill
from onset.timeline.brief import Size


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_bt709_limited_range(rgb: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    assert color.yuv_of(rgb) == yuv
    planes = Planes.of_rgb(np.full((4, 4, 3), rgb, np.uint8))
    assert (planes.y == yuv[0]).all()
    assert (planes.u == yuv[1]).all()
    assert (planes.v == yuv[2]).all()


def test_a_picture_survives_the_way_through_a_decoder() -> None:
    random = np.random.default_rng(2)
    rgb = np.repeat(np.repeat(random.integers(0, 256, (8, 8, 3), dtype=np.uint8), 16, axis=0), 16, axis=1)
    planes = Planes.of_rgb(rgb)
    frame = av.VideoFrame.from_ndarray(planes.buffer.reshape(192, 128), format="yuv420p")
    back = frame.reformat(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709").to_ndarray()
    inner = (slice(8, None, 16), slice(8, None, 16))
    assert np.abs(back[inner].astype(int) - rgb[inner].astype(int)).max() <= 4


@pytest.mark.parametrize("text", ["", "#12345", "#12345g", "red", "#1234567"])
def test_bad_colours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no colour"):
        color.parse(text)


def test_contrast_of_black_and_white() -> None:
    assert color.contrast(color.BLACK, color.WHITE) == pytest.approx(21)


shades = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))


@given(shades, shades)
def test_readable_text_is_always_found(ground: color.Rgb, wish: color.Rgb) -> None:
    assert color.contrast(color.readable_on(ground, wish), ground) >= color.TEXT_CONTRAST


def square(alpha: int = 255) -> Sprite:
    rgba = np.zeros((10, 10, 4), np.uint8)
    rgba[...] = (255, 255, 255, alpha)
    return Sprite.of_rgba(rgba)


def test_an_opaque_sprite_replaces_and_a_translucent_one_mixes() -> None:
    frame = Planes.filled(Size(32, 32))
    sprite = square()
    sprite.draw(frame, Placement(*sprite.centre(8, 8)))
    assert (frame.y[8:18, 8:18] == 235).all()
    assert frame.y.sum() == 16 * 32 * 32 + (235 - 16) * 100
    frame = Planes.filled(Size(32, 32))
    sprite.draw(frame, Placement(*sprite.centre(8, 8), opacity=0.5))
    assert abs(int(frame.y[12, 12]) - 125) <= 1


@given(st.floats(6, 26), st.floats(6, 26), st.floats(0.9, 1.1))
def test_a_sprite_covers_the_same_area_wherever_it_lands(x: float, y: float, scale: float) -> None:
    frame = Planes.filled(Size(64, 64))
    square().draw(frame, Placement(x + 16, y + 16, scale))
    covered = (frame.y.astype(float) - 16).sum() / (235 - 16)
    assert covered == pytest.approx(100 * scale**2, rel=0.03)
    rows, columns = np.mgrid[0:64, 0:64] + 0.5
    weight = frame.y.astype(float) - 16
    assert (weight * columns).sum() / weight.sum() == pytest.approx(x + 16, abs=0.06)
    assert (weight * rows).sum() / weight.sum() == pytest.approx(y + 16, abs=0.06)


@pytest.mark.parametrize(("x", "y"), [(-30, 5), (0, 0), (31.5, 40), (100, 100), (16, -4.7)])
def test_sprites_are_clipped_to_the_frame(x: float, y: float) -> None:
    frame = Planes.filled(Size(32, 32))
    square(200).draw(frame, Placement(x, y, 1.3, 0.9))
    assert frame.y.max() <= 235


def test_nothing_is_drawn_at_no_opacity() -> None:
    frame = Planes.filled(Size(32, 32))
    square().draw(frame, Placement(16, 16, opacity=0.0))
    assert (frame.y == 16).all()


def test_filling_through_a_mask() -> None:
    frame = Planes.filled(Size(32, 32))
    fill(frame, np.full((8, 8), 255, np.uint8), (255, 0, 0), 4, 4)
    assert (frame.y[4:12, 4:12] == 63).all()
    assert (frame.v[2:6, 2:6] == 240).all()
    assert frame.y[12, 12] == 16


def test_a_mask_that_may_not_be_written_is_filled_through() -> None:
    mask = np.full((4, 6), 255, np.uint8)
    mask.flags.writeable = False
    frame = Planes.filled(Size(16, 12))
    fill(frame, mask, (255, 255, 255), 2, 4)
    assert (frame.y == 235).sum() == mask.size


@pytest.mark.parametrize(("left", "top"), [(-2, 0), (0, -2), (12, 0), (0, 10)])
def test_a_mask_beyond_the_frame_is_a_defect(left: int, top: int) -> None:
    with pytest.raises(AssertionError):
        fill(Planes.filled(Size(16, 12)), np.full((4, 6), 255, np.uint8), (255, 255, 255), left, top)


def test_pictures_of_two_sizes_are_not_mixed() -> None:
    small, large = Planes.filled(Size(16, 12)), Planes.filled(Size(32, 12))
    with pytest.raises(AssertionError):
        mix(large, small, 0.5, large)


@given(st.floats(3, 20), st.floats(3, 20), st.floats(0, 12))
def test_a_shape_between_pixels_has_its_area(width: float, height: float, radius: float) -> None:
    radius = min(radius, width / 2, height / 2)
    mask = solid(rounded_box_distance((5.3, 5.3 + width), (4.6, 4.6 + height), radius, 32, 32))
    area = width * height - (4 - np.pi) * radius**2
    # A sharp corner between pixels covers up to 0.2 of a pixel too much.
    assert mask.sum() / 255 == pytest.approx(area, rel=0.06, abs=0.8)


def test_a_pill_fills_its_box() -> None:
    mask = pill(40, 12, 6)
    assert (mask[6, 1:-1] == 255).all()
    assert mask[0, 0] == 0
