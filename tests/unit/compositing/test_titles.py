"""Headlines: inside their place with any words, there on their frames, legible, and no cut to the eye."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing import color
from onset.compositing.film import Film
from onset.compositing.planes import Planes
from onset.compositing.regions import regions
from onset.compositing.title_art import TitleArt, plate_colors
from onset.compositing.titles import TitleMotion, lay_out, place_for, place_in
from onset.compositing.typography import EXTRA_BOLD
from onset.evaluation.cuts import hard_cuts
from onset.timeline.brief import Colors, Size
from onset.timeline.layout import Box
from onset.timeline.plan import LogoShow, Title, VisualKind
from tests.support.rendering import Job
from tests.unit.compositing import material

SIZES = [
    Size(1080, 1920),
    Size(1920, 1080),
    Size(1080, 1080),
    Size(864, 1080),
    Size(3840, 2160),
    Size(320, 180),
    Size(180, 320),
]
HARD = [
    "Ten words in a headline are quite a lot really",
    "Donaudampfschifffahrtsgesellschaftskapitän Rindfleischetikettierungsüberwachungsaufgabe",
    "I",
    "نور الصباح يوقظك بلطف",
    "朝の光で 目覚める ☀️",
]
texts = st.one_of(
    st.sampled_from(HARD),
    st.lists(st.text("abcdefghijklmnopqrstuvwxyzÄgÉ!", min_size=1, max_size=24), min_size=1, max_size=10).map(" ".join),
)
colors = st.builds(Colors, *[st.integers(0, 0xFFFFFF).map("#{:06x}".format)] * 5)


@given(texts, st.sampled_from(SIZES), st.booleans())
@settings(max_examples=80)
def test_plates_stay_in_the_safe_box_clear_of_captions_logo_and_one_another(
    text: str, size: Size, with_logo: bool
) -> None:
    safe = material.SOCIAL.safe_box(size)
    places = regions(size, safe)
    lines = lay_out(text, place_for(places, below_marks=with_logo), places)
    assert len(lines) <= 5
    assert sorted(word.number for line in lines for word in line.words) == list(range(len(text.split())))
    for line in lines:
        assert safe.left <= line.left
        assert line.right <= safe.right
        assert safe.top <= line.top
        assert line.bottom <= places.captions.top
        if with_logo:
            assert line.top >= places.logo.bottom
        for word in line.words:
            assert line.left < word.pen_x
            assert word.pen_x + word.width < line.right
    for upper, lower in pairwise(lines):
        assert upper.bottom <= lower.top + 1.5, "plates do not overlap but by rounding"


def test_one_long_word_does_not_make_the_others_small() -> None:
    places = regions(SIZES[0], material.SOCIAL.safe_box(SIZES[0]))
    place = place_for(places, below_marks=True)
    (plain,) = lay_out("Sleep well", place, places)[:1]
    lines = lay_out("Sleep Donaudampfschifffahrtsgesellschaftskapitän well", place, places)
    own = [line.size_px for line in lines if not any(len(word.text) > 20 for word in line.words)]
    assert own
    assert min(own) >= 0.5 * plain.size_px


@given(colors, st.integers(1, 5))
def test_words_can_be_read_on_their_plates_in_any_brand(brand: Colors, count: int) -> None:
    for paint in plate_colors(brand, count):
        assert color.contrast(paint.ink, paint.plate) >= color.TEXT_CONTRAST


def test_a_line_with_pictures_gets_no_accent() -> None:
    size = Size(1080, 1920)
    places = regions(size, material.SOCIAL.safe_box(size))

    def last_plate(text: str) -> int:
        title = Title(0, 90, text, tuple(range(9, 9 + len(text.split()))))
        place = place_for(places, below_marks=False)
        art = TitleArt(title, place, places, material.RATE, material.COLORS, EXTRA_BOLD)
        target = Planes.filled(size)
        art.draw(target, 50)
        line = art.lines[-1]
        return int(target.u[(line.baseline - round(0.9 * line.size_px)) // 2, int(line.left + line.right) // 4])

    primary, accent = (color.yuv_of(color.parse(text))[1] for text in (material.COLORS.primary, material.COLORS.accent))
    assert abs(last_plate("Aurora brightens mornings everywhere 🙂🙂🙂🙂🙂") - primary) <= 2
    assert abs(last_plate("Aurora brightens mornings everywhere today 🙂") - primary) <= 2
    assert abs(last_plate("Aurora brightens mornings everywhere today") - accent) <= 2


def test_letters_beside_a_picture_in_one_word_are_drawn() -> None:
    size = Size(960, 540)
    places = regions(size, material.SOCIAL.safe_box(size))

    def bright(text: str) -> int:
        art = TitleArt(
            Title(0, 90, text, (9,)), place_for(places, below_marks=False), places, material.RATE, material.COLORS,
            EXTRA_BOLD,
        )  # fmt: skip
        target = Planes.filled(size)
        art.draw(target, 50)
        return int((target.y > 200).sum())

    assert bright("light🔥") > 0.8 * bright("light")


@given(st.lists(st.integers(0, 12), min_size=1, max_size=10), st.integers(15, 60))
def test_a_word_is_there_on_its_frame_and_all_are_gone_after_the_last(gaps: list[int], hold: int) -> None:
    frames = np.cumsum([9, *gaps[1:]]).tolist()
    title = Title(0, frames[-1] + hold, " ".join("word" for _ in frames), tuple(frames))
    places = regions(SIZES[0], material.SOCIAL.safe_box(SIZES[0]))
    lines = lay_out(title.text, place_for(places, below_marks=False), places)
    motion = TitleMotion(title, lines, material.RATE)
    for number, line in enumerate(lines):
        for place, word in enumerate(line.words):
            downs = [motion.at(frame, number).down[place] for frame in range(title.end_frame)]
            assert downs[frames[word.number]] == 0.0
            assert downs == sorted(downs, reverse=True), "it only rises"
        last = motion.at(title.end_frame - 1, number)
        assert last.right - last.left < 0.02 * (line.right - line.left)
        if motion.is_at_rest(frames[-1]):
            rest = motion.at(frames[-1], number)
            assert (rest.left, rest.right) == pytest.approx((line.left, line.right))


def order(folder: Path, size: Size) -> Job:
    title = Title(0, 50, "Wake up with the light", (9, 13, 17, 21, 25))
    film = material.timeline([material.scene(0, 60, camera=material.PUSH)], logo=[LogoShow(0, 60)])
    clip = material.write_clip(folder / "clip.mkv", 0, (0, 59), size, material.flat((90, 120, 160), size))
    kit, paths = material.brand(folder)
    timeline = replace(film, titles=(title,))
    voice = folder / "voice.wav"
    return Job(timeline, size, (clip,), kit, paths, voice, None, captions=False, profile=material.SOCIAL)


def test_its_coming_and_going_is_no_cut(tmp_path: Path) -> None:
    size, cells = Size(180, 320), []
    target = Planes.empty(size)
    with Film(order(tmp_path, size).footing) as film:
        for number in range(60):
            film.draw(number, target)
            rgb = cv2.cvtColor(target.buffer.reshape(-1, size.width), cv2.COLOR_YUV2RGB_I420)
            cells.append(cv2.resize(rgb, (32, 32), interpolation=cv2.INTER_AREA))
    assert hard_cuts(np.stack(cells).astype(np.uint8), 30) == []


def test_a_frame_is_the_same_wherever_drawing_begins(tmp_path: Path) -> None:
    size = Size(180, 320)
    job = order(tmp_path, size)
    whole = Planes.empty(size)
    drawn = {}
    with Film(job.footing) as film:
        for number in range(50):
            film.draw(number, whole)
            drawn[number] = whole.buffer.copy()
    for number in (6, 15, 30, 44):
        with Film(job.footing) as film:
            film.draw(number, whole)
        assert np.array_equal(whole.buffer, drawn[number]), number


@pytest.mark.parametrize("text", HARD)
@pytest.mark.parametrize("size", [Size(64, 64), Size(320, 180), Size(200, 64)])
def test_it_draws_at_any_size(text: str, size: Size) -> None:
    places = regions(size, Box(2, 2, size.width - 2, size.height - 2))
    count = len(text.split())
    title = Title(0, 60, text, tuple(range(9, 9 + count)))
    place = place_for(places, below_marks=True)
    art = TitleArt(title, place, places, material.RATE, material.COLORS, EXTRA_BOLD)
    for frame in (0, 10, 30, 55):
        target = Planes.filled(size)
        art.draw(target, frame)
        assert (target.y.max() > 16) or frame == 0


@given(st.sampled_from([Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(1080, 1350), Size(320, 180)]))
def test_a_headline_leaves_a_product_most_of_the_picture(size: Size) -> None:
    places = material.places_of(size)
    product = material.scene(0, 60, VisualKind.PRODUCT_SHOT, picture_id="bottle")
    film = replace(
        material.timeline([product]), titles=(Title(0, 60, "Mornings can be gentle again", (3, 8, 12, 18, 22)),)
    )
    place = place_in(film, film.titles[0], places)
    plain = place_in(replace(film, scenes=(material.scene(0, 60),)), film.titles[0], places)
    assert place.bottom - place.top <= (plain.bottom - plain.top) / 3
    assert all(line.bottom <= place.bottom for line in lay_out(film.titles[0].text, place, places))
    assert places.captions.top - place.bottom >= 1.9 * (place.bottom - place.top)
