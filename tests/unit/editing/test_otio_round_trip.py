"""What is handed out comes back: exactly as it was where nothing was edited, and sound whatever was."""

from dataclasses import replace

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from opentimelineio.opentime import RationalTime, TimeRange

from onset.editing.otio_edit import timeline_digest
from onset.editing.sequence import describe
from onset.runtime.media.refusal import RefusedError
from onset.timeline import invariants
from onset.timeline.guidance import KeyframePlacement, PictureModel, PictureMotion
from onset.timeline.pictures import PicturePlan
from onset.timeline.plan import FEATURE_NAMES, Timeline
from tests.unit.editing.edited import (
    DIGEST,
    SIZE,
    Change,
    brought_back,
    clips,
    exported,
    film_of,
    picture,
    timelines,
)


def sound_or_refused(timeline: Timeline, change: Change, reasons: set[str]) -> Timeline | None:
    """A film that satisfies all invariants, or None if the edit was refused for one of these reasons."""
    try:
        back = brought_back(timeline, change)
    except RefusedError as refusal:
        event(refusal.reason)
        if refusal.reason not in reasons:
            raise
        return None
    event("taken")
    invariants.check(back)
    return back


QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@QUICK
@given(timelines())
def test_an_unedited_film_comes_back_exactly(timeline: Timeline) -> None:
    assert brought_back(timeline) == timeline


@QUICK
@given(timelines())
def test_a_film_comes_back_from_a_program_that_drops_all_metadata(timeline: Timeline) -> None:
    """Scenes are known by their files then. Only what a dissolve cannot say is lost: the kinds of transitions."""

    def drop(document: otio.schema.Timeline) -> None:
        document.metadata.clear()
        for item in picture(document):
            item.metadata.clear()
            if isinstance(item, otio.schema.Transition):
                item.transition_type = otio.schema.TransitionTypes.SMPTE_Dissolve
        for track in document.tracks:
            for clip in track.find_clips():
                clip.metadata.clear()
                clip.markers.clear()
        document.tracks.markers.clear()

    back = brought_back(timeline, drop)
    plain = replace(timeline, scenes=back.scenes)
    assert back == plain
    for found, scene in zip(back.scenes, timeline.scenes, strict=True):
        assert replace(found, transition=scene.transition) == scene
        assert found.transition.frames == scene.transition.frames


@QUICK
@given(timelines(), st.data())
def test_any_new_order_of_scenes_is_a_sound_film(timeline: Timeline, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(timeline.scenes))))

    def reorder(document: otio.schema.Timeline) -> None:
        found = clips(document)
        track = picture(document)
        while len(track):
            del track[0]
        for index in order:
            track.append(found[index])

    back = brought_back(timeline, reorder)
    invariants.check(back)
    assert back.duration_frames == timeline.duration_frames
    assert [scene.visual for scene in back.scenes] == [timeline.scenes[index].visual for index in order]
    assert [scene.frames for scene in back.scenes] == [timeline.scenes[index].frames for index in order]
    assert back.captions == timeline.captions
    assert back.mix.speech == timeline.mix.speech
    for scene, index in zip(back.scenes, order, strict=True):
        old = timeline.scenes[index]
        assert [frame.features for frame in scene.keyframes] == [frame.features for frame in old.keyframes]
        assert scene.camera == old.camera


@QUICK
@given(timelines(), st.data())
def test_any_trim_is_a_sound_film_or_told_why_not(timeline: Timeline, data: st.DataObject) -> None:
    rate = float(timeline.frame_rate.per_second)
    trims = [(data.draw(st.integers(-5, 12)), data.draw(st.integers(-8, 30))) for _ in timeline.scenes]
    wanted = [scene.frames - head + tail for scene, (head, tail) in zip(timeline.scenes, trims, strict=True)]

    def trim(document: otio.schema.Timeline) -> None:
        for clip, (head, _), frames in zip(clips(document), trims, wanted, strict=True):
            start = RationalTime(clip.source_range.start_time.value + head, rate)
            clip.source_range = TimeRange(start, RationalTime(frames, rate))

    back = sound_or_refused(timeline, trim, {"EDIT_TIME", "EDIT_CUTS_VOICE", "EDIT_UNSOUND", "EDIT_TRANSITION"})
    if back is None:
        return
    assert [scene.frames for scene in back.scenes] == wanted


@QUICK
@given(timelines(), st.data())
def test_an_off_centre_transition_shows_the_same_frames(timeline: Timeline, data: st.DataObject) -> None:
    """Editors may start a dissolve at the cut: the cut goes to its middle, and the film stays as long."""
    if not any(scene.transition.frames for scene in timeline.scenes):
        return

    def shift(document: otio.schema.Timeline) -> None:
        for item in picture(document):
            if isinstance(item, otio.schema.Transition):
                whole = item.in_offset + item.out_offset
                item.in_offset, item.out_offset = RationalTime(0, whole.rate), whole

    back = sound_or_refused(timeline, shift, {"EDIT_TRANSITION", "EDIT_UNSOUND"})
    if back is None:
        return
    assert back.duration_frames == timeline.duration_frames
    for scene, old in zip(back.scenes, timeline.scenes, strict=True):
        assert scene.start_frame - scene.transition.frames // 2 == old.start_frame


def swap_first_two(document: otio.schema.Timeline) -> None:
    track, (first, second, third) = picture(document), clips(document)
    while len(track):
        del track[0]
    track.extend([second, first, third])


@pytest.mark.parametrize("placement", KeyframePlacement)
def test_keyframes_stay_on_beats_or_leave_them(a_timeline: Timeline, placement: KeyframePlacement) -> None:
    """The music stays: in a scene that moves, keyframes on its beats would be anywhere."""
    still = tuple(
        replace(scene, keyframes=(scene.keyframes[0], replace(scene.keyframes[0], frame=at), scene.keyframes[-1]))
        for scene, at in zip(a_timeline.scenes, (11, 73, 131), strict=True)
    )
    plan = PicturePlan(motion=PictureMotion(keyframes=placement))
    back = brought_back(replace(a_timeline, scenes=still, pictures=plan), swap_first_two)
    kept = placement is KeyframePlacement.CUES
    numbers = [[keyframe.frame for keyframe in scene.keyframes] for scene in back.scenes]
    assert numbers[:2] == ([[0, 23, 49], [50, 61, 99]] if kept else [[0, 49], [50, 99]])
    assert back.scenes[2].keyframes == still[2].keyframes


def test_a_longer_film_says_once_from_when_on_its_pictures_hear_no_beats(a_timeline: Timeline) -> None:
    def lengthen(document: otio.schema.Timeline) -> None:
        last = clips(document)[-1]
        start, length = last.source_range.start_time, last.source_range.duration
        last.source_range = TimeRange(start, length + RationalTime(30, 30))

    heard = replace(a_timeline, pictures=PicturePlan(PictureModel.DIFFUSION, sound=bytes(501 * len(FEATURE_NAMES))))
    assert brought_back(heard).notes == ()
    longer = brought_back(heard, lengthen)
    (note,) = longer.notes
    assert "until 5.0 s" in note
    assert brought_back(longer, lengthen).notes == (note,)
    assert brought_back(a_timeline, lengthen).notes == ()


def test_the_timeline_is_named_by_its_digest(a_timeline: Timeline) -> None:
    document = otio.core.deserialize_json_from_string(exported(a_timeline))
    assert timeline_digest(document) == DIGEST
    document.metadata["onset"]["timeline"] = "../../etc/passwd"
    assert timeline_digest(document) == ""


def test_handles_are_what_the_compositor_shows(a_timeline: Timeline) -> None:
    """A clip's file holds exactly the frames in which its scene is seen, so that dissolves have their handles."""
    from onset.compositing.transitions import shots

    found = [(clip.first_frame, clip.last_frame) for clip in film_of(a_timeline).picture]
    assert found == [(shot.first_frame, shot.end_frame) for shot in shots(a_timeline.scenes)]


def test_a_film_without_music_has_one_sound(a_timeline: Timeline) -> None:
    film = describe(a_timeline, title="Aurora", language="en", size=SIZE, music=False)
    assert [name for name, _ in film.sounds] == ["voice"]


@pytest.fixture
def a_timeline() -> Timeline:
    from tests.unit.timeline.test_invariants import sound_timeline

    return sound_timeline()
