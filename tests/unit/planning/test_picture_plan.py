"""How pictures are to be made: keyframes where beats sound, and the sound that a model hears, exactly once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.planning.ad import plan_voiceover_ad
from onset.planning.curves import film_curves
from onset.planning.keyframes import evenly, on_beats
from onset.timeline.brief import Blob, Brief, Picture, PictureRole
from onset.timeline.guidance import Guidance, KeyframePlacement, PictureModel, PictureMotion, PictureMotionKind
from onset.timeline.plan import FEATURE_NAMES, Timeline
from onset.timeline.score import beat_samples
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis
from onset.timeline.time import FrameRate
from tests.unit.planning import orders

TRANSCRIPT = orders.transcript_of(orders.spoken(orders.SCRIPT))
VOICE = orders.analysis_of(TRANSCRIPT)
ONSET = FEATURE_NAMES.index("onset")
CUES = PictureMotion()
BEATS = PictureMotion(keyframes=KeyframePlacement.BEATS)
DOWNBEATS = PictureMotion(keyframes=KeyframePlacement.DOWNBEATS)


def planned(brief: Brief, music: AudioAnalysis | None = None, usual: PictureModel = PictureModel.PAINTER) -> Timeline:
    return plan_voiceover_ad(brief, orders.BRAND, VOICE, TRANSCRIPT, music, orders.embed, usual)


def diffused(motion: PictureMotion = CUES, **changes: object) -> Brief:
    order = replace(orders.brief(), picture_model=PictureModel.DIFFUSION, picture_motion=motion)
    return replace(order, **changes)  # type: ignore[arg-type]


def heard(film: Timeline) -> np.ndarray:
    return np.frombuffer(film.pictures.sound, np.uint8).reshape(-1, len(FEATURE_NAMES)) / 255


def test_the_painter_is_planned_for_as_ever() -> None:
    film = planned(orders.brief())
    assert film.pictures.model is PictureModel.PAINTER
    assert film.pictures.sound == b""
    assert planned(diffused()).scenes == film.scenes


def test_an_order_that_names_no_model_gets_the_usual_one() -> None:
    film = planned(orders.brief(), usual=PictureModel.DIFFUSION)
    assert film.pictures.model is PictureModel.DIFFUSION
    chosen = planned(replace(orders.brief(), picture_model=PictureModel.PAINTER), usual=PictureModel.DIFFUSION)
    assert chosen.pictures.model is PictureModel.PAINTER


def test_what_was_chosen_is_in_the_plan() -> None:
    motion, guidance = PictureMotion(PictureMotionKind.CLIP), Guidance(steps=3, audio=0.0)
    order = diffused(motion, guidance=guidance, checkpoint="mine")
    style = Picture("style", PictureRole.STYLE, "", Blob("1" * 64, 1, "image/png"))
    brand = replace(orders.BRAND, pictures=(*orders.BRAND.pictures, style))
    plan = plan_voiceover_ad(order, brand, VOICE, TRANSCRIPT, None, orders.embed).pictures
    assert (plan.motion, plan.guidance, plan.checkpoint, plan.style) == (motion, guidance, "mine", style.blob)


def test_a_keyframes_own_features_stand_in_the_sound_at_its_time() -> None:
    film = planned(diffused(), orders.music())
    rows = heard(film)
    rest = [index for index in range(len(FEATURE_NAMES)) if index != ONSET]
    for scene in film.scenes:
        for keyframe in scene.keyframes:
            row = rows[round(film.frame_rate.sample_of_frame(keyframe.frame) / HOP_SAMPLES)]
            np.testing.assert_allclose(row[rest], np.array(keyframe.features)[rest], atol=0.5 / 255 + 1e-4)


def test_a_models_onsets_are_single_strokes_where_the_music_strikes() -> None:
    music = orders.music(seconds=40.0, bpm=100.0)
    still = np.zeros(len(music.features.rms))
    silence = orders.analysis(music.sample_count, rms=still, onset=still)
    curves = film_curves(silence, music, film_samples=music.sample_count, warmth=0.5)
    for beat in music.beats:
        hop = beat.sample // HOP_SAMPLES
        near = curves.strokes[max(0, hop - 5) : hop + 6]
        assert near.max() == pytest.approx(1.0)
    assert (curves.strokes > 0).mean() < 0.1
    assert curves.strokes.max() <= 1


def test_beats_stand_out_of_what_is_played_between_them() -> None:
    music = orders.music(seconds=20.0, bpm=100.0)
    between = music.features.onset_strength.copy()
    soft = {beat.sample // HOP_SAMPLES for beat in music.beats[::2]}
    between[list(soft)] = 0.0
    between[[beat.sample // HOP_SAMPLES + 30 for beat in music.beats[:-1]]] = 1.0
    uneven = replace(music, features=replace(music.features, onset_strength=between))
    still = np.zeros(len(between))
    silence = orders.analysis(music.sample_count, rms=still, onset=still)
    strokes = film_curves(silence, uneven, film_samples=music.sample_count, warmth=0.5).strokes
    for beat in music.beats:
        hop = beat.sample // HOP_SAMPLES
        assert strokes[max(0, hop - 5) : hop + 6].max() >= 0.8
    assert strokes[[beat.sample // HOP_SAMPLES + 30 for beat in music.beats[:-1]]].max() <= 0.5


@pytest.mark.parametrize(("motion", "beats_apart"), [(BEATS, 1), (DOWNBEATS, 4)])
def test_keyframes_stand_on_beats(motion: PictureMotion, beats_apart: int) -> None:
    music = orders.music(seconds=8.0, bpm=120.0)
    film = planned(diffused(motion), music)
    rate = film.frame_rate
    bars = [
        rate.frame_of_sample(start + beat.sample)
        for start in range(0, film.sample_count, music.sample_count)
        for beat in music.beats
        if (beat.position - 1) % beats_apart == 0
    ]
    inner = {keyframe.frame for scene in film.scenes for keyframe in scene.keyframes[1:-1]}
    assert inner
    assert inner <= set(bars)
    for scene in film.scenes:
        frames = [keyframe.frame for keyframe in scene.keyframes]
        assert min(np.diff(frames)) >= 6
        missed = [beat for beat in bars if frames[0] + 6 <= beat <= frames[-1] - 6 and beat not in frames]
        assert not missed, f"no keyframe on the beats at {missed} between {frames[0]} and {frames[-1]}"


@given(
    st.sampled_from([FrameRate.parse(text) for text in ("10", "23.976", "25", "30", "60")]),
    st.integers(0, 500),
    st.integers(0, 1200),
    st.lists(st.integers(0, 1800), max_size=40).map(sorted),
)
def test_keyframes_on_beats_are_apart_and_leave_no_long_gap(
    rate: FrameRate, first: int, length: int, beats: list[int]
) -> None:
    last = first + length
    frames = on_beats(first, last, beats, rate)
    assert frames == sorted(set(frames))
    assert {frames[0], frames[-1]} == {first, last}
    longest, apart = 2.25 * float(rate.per_second) + 1, round(0.2 * rate.per_second)
    gaps = np.diff(frames)
    assert all(gap <= longest for gap in gaps)
    assert length < apart or all(gap >= apart for gap in gaps)
    within = [beat for beat in beats if first + apart <= beat <= last - apart]
    if within:
        assert within[0] in frames
        assert all(min(abs(beat - frame) for frame in frames) < apart or beat in frames for beat in within)
    else:
        assert frames == evenly(first, last, rate)


def test_slow_bars_leave_keyframes_between_them() -> None:
    film = planned(diffused(DOWNBEATS), orders.music(seconds=8.0, bpm=60.0))
    for scene in film.scenes:
        frames = [keyframe.frame for keyframe in scene.keyframes]
        assert max(np.diff(frames)) <= 2.25 * 30 + 1


def test_keyframes_stand_on_the_beats_of_composed_music_and_its_strokes_stand_out() -> None:
    film = planned(diffused(BEATS, compose_music=True))
    assert film.mix.score is not None
    downbeats = {film.frame_rate.frame_of_sample(bar.start_sample) for bar in film.mix.score.bars}
    keyframes = {keyframe.frame for scene in film.scenes for keyframe in scene.keyframes}
    assert len(downbeats & keyframes) >= 0.8 * len(downbeats)
    *sounding, (last, _) = film.mix.score.spans()
    beats = [sample for bar, end in sounding for sample in beat_samples(bar, end)] + [last.start_sample]
    hops = [round(sample / HOP_SAMPLES) for sample in beats]
    onsets = heard(film)[:, ONSET]
    spoken = np.delete(onsets, hops)
    assert onsets[hops].min() >= 0.8
    assert spoken.max() == pytest.approx(0.6)


def test_without_music_keyframes_stay_and_the_plan_says_so() -> None:
    film = planned(diffused(BEATS))
    assert film.scenes == planned(diffused()).scenes
    assert any("Keyframes cannot stand on beats" in note for note in film.notes)
