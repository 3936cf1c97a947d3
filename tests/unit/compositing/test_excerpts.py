"""Excerpts: they draw what the film draws, change with all that changes a frame, and with nothing else."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing.excerpt import Excerpt, excerpt, footing
from onset.compositing.film import Film
from onset.compositing.order import Order
from onset.compositing.planes import Planes
from onset.compositing.scenes import Footing
from onset.compositing.sound.excerpt import sound_excerpt
from onset.runtime.wire import to_proto
from onset.timeline.brief import Blob, CallToAction
from onset.timeline.plan import Scene, Timeline
from onset.v1 import compositing_service_pb2 as pb
from tests.support.rendering import Job
from tests.unit.compositing.films import long_film
from tests.unit.compositing.material import COLORS, caption

END = 800
CARD = range(601 - 7, END)
"""Frames in which the end card is seen, its transition included."""
PRODUCT = range(110 - 7, 233 + 5)


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return long_film(tmp_path_factory.mktemp("film"))


def drawn(base: Footing, numbers: range) -> list[np.ndarray]:
    pictures = []
    with Film(base) as film:
        for number in numbers:
            target = Planes.empty(base.size)
            film.draw(number, target)
            pictures.append(target.buffer)
    return pictures


@given(start=st.integers(0, END - 1), length=st.integers(1, 12))
@settings(max_examples=25)
def test_an_excerpt_draws_what_the_whole_film_draws(job: Job, start: int, length: int) -> None:
    numbers = range(start, min(start + length, END))
    part = excerpt(job.order, numbers, job.fetch)
    for number, own, whole in zip(
        numbers, drawn(footing(part, job.fetch), numbers), drawn(job.footing, numbers), strict=True
    ):
        assert np.array_equal(own, whole), f"frame {number} of an excerpt for {numbers}"


def key(part: Excerpt) -> bytes:
    return to_proto(part, pb.Excerpt).SerializeToString(deterministic=True)


def with_timeline(order: Order, **changes: object) -> Order:
    return replace(order, timeline=replace(order.timeline, **changes))


def with_scenes(order: Order, change: Callable[[Scene], Scene]) -> Order:
    return with_timeline(order, scenes=tuple(change(scene) for scene in order.timeline.scenes))


def swapped(order: Order, picture_id: str) -> Order:
    """With other pixels in a picture of the kit."""
    pictures = tuple(
        replace(picture, blob=Blob("1" * 64, 7, "image/png")) if picture.id == picture_id else picture
        for picture in order.brand.pictures
    )
    return replace(order, brand=replace(order.brand, pictures=pictures))


def other_clip(order: Order, scene: int) -> Order:
    clips = tuple(
        replace(clip, blob=Blob("2" * 64, 7, "video/x-matroska")) if clip.scene_index == scene else clip
        for clip in order.clips
    )
    return replace(order, clips=clips)


def said_otherwise(order: Order, word: str, other: str) -> Order:
    """With one word for another in its captions."""
    captions = tuple(
        replace(
            caption,
            words=tuple(replace(said, text=other) if said.text == word else said for said in caption.words),
        )
        for caption in order.timeline.captions
    )
    assert captions != order.timeline.captions
    return with_timeline(order, captions=captions)


CHANGES = {
    "headline": (lambda order: with_timeline(order, call_to_action=CallToAction("Now", "", "")), CARD),
    "product": (lambda order: swapped(order, "bottle"), PRODUCT),
    "logo": (lambda order: swapped(order, "logo"), range(40, END)),
    "clip": (lambda order: other_clip(order, 0), range(110 + 7)),
    "title": (lambda order: with_timeline(order, titles=()), range(95, 150)),
    "caption": (lambda order: with_timeline(order, captions=order.timeline.captions[:1]), range(90, 260)),
    "words of a caption": (lambda order: said_otherwise(order, "gently", "softly"), range(90, 260)),
    "words that ask for smaller letters": (lambda order: said_otherwise(order, "gently", "g" * 24), range(2, 260)),
    "times of a caption": (
        lambda order: with_timeline(
            order, captions=(replace(order.timeline.captions[0], end_frame=80), order.timeline.captions[1])
        ),
        range(2, 84),
    ),
    "colours": (lambda order: with_timeline(order, colors=replace(COLORS, accent="#00ff00")), range(END)),
    "camera": (
        lambda order: with_scenes(
            order, lambda scene: replace(scene, camera=replace(scene.camera, end=scene.camera.start))
        ),
        range(END),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_reaches_all_frames_that_show_it(job: Job, name: str) -> None:
    change, reach = CHANGES[name]
    changed = change(job.order)
    for group in job.groups:
        before, after = (key(excerpt(order, group, job.fetch)) for order in (job.order, changed))
        if set(group) & set(reach):
            assert before != after, f"{name}: {group} shows it"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("headline", 9), ("product", 8), ("clip", 10), ("title", 8), ("times of a caption", 8), ("words of a caption", 6)],
)
def test_a_change_reaches_few_others(job: Job, name: str, kept: int) -> None:
    """How many of the film's 13 groups need no new pictures."""
    changed = CHANGES[name][0](job.order)
    same = [excerpt(job.order, group, job.fetch) == excerpt(changed, group, job.fetch) for group in job.groups]
    assert sum(same) >= kept, same


@given(st.text(max_size=5), st.floats(-40, 12), st.integers(0, 12))
@settings(max_examples=40)
def test_what_is_not_seen_changes_nothing(job: Job, words: str, gain_db: float, index: int) -> None:
    def told(scene: Scene) -> Scene:
        return replace(scene, text=words, visual=replace(scene.visual, reason=words, prompt=words), keyframes=())

    film: Timeline = job.order.timeline
    other = with_scenes(with_timeline(job.order, notes=(words,), mix=replace(film.mix, music_gain_db=gain_db)), told)
    assert key(excerpt(other, job.groups[index], job.fetch)) == key(excerpt(job.order, job.groups[index], job.fetch))


def test_a_card_on_which_all_captions_are_left_out_takes_their_place(job: Job) -> None:
    call = CallToAction("Wake up with the light", "", "")
    said = (*job.timeline.captions, caption("wake up with the light", 640, 740))
    silent = with_timeline(job.order, call_to_action=call)
    for group in (job.groups[-1], range(END)):
        assert excerpt(with_timeline(silent, captions=said), group, job.fetch) == excerpt(silent, group, job.fetch)


def test_the_sound_is_shared_by_films_that_only_look_different(job: Job) -> None:
    voice, film, rules = Blob("3" * 64, 1, "audio/wav"), job.timeline, job.profile.audio

    def heard(timeline: Timeline) -> bytes:
        return to_proto(sound_excerpt(timeline, voice, None, rules), pb.SoundExcerpt).SerializeToString(
            deterministic=True
        )

    looks = replace(film, colors=replace(COLORS, accent="#00ff00"), captions=(), titles=(), brand_name="Other")
    assert heard(looks) == heard(film)
    assert heard(replace(film, mix=replace(film.mix, music_gain_db=-3.0))) != heard(film)
    assert heard(replace(film, duration_frames=film.duration_frames - 1)) != heard(film)
