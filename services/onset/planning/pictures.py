"""How the film's pictures are made: as the order asks, with keyframes on beats, and with what a model hears."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from onset.planning.curves import BEAT_STROKE, PULSE_CONFIDENCE, VOICE_STROKES, Curve, Curves
from onset.planning.keyframes import on_beats
from onset.timeline.brief import Brand, Brief, PictureRole
from onset.timeline.guidance import KeyframePlacement, PictureModel
from onset.timeline.pictures import PicturePlan
from onset.timeline.plan import FEATURE_NAMES, Keyframe, Scene, Timeline
from onset.timeline.score import Score, beat_samples
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis
from onset.timeline.time import FrameRate

_ONSET = FEATURE_NAMES.index("onset")


def with_pictures(
    timeline: Timeline,
    brief: Brief,
    brand: Brand,
    curves: Curves,
    music: AudioAnalysis | None,
    usual: PictureModel,
) -> Timeline:
    """The timeline with all that its pictures need.

    Args:
        timeline: its scenes, and the score if the music is composed, are decided.
        brief: the order.
        brand: its style reference, if there is one.
        curves: of the film.
        music: analysis of the looped music bed, None if there is none.
        usual: the model where the order names none.
    """
    model = brief.picture_model or usual
    score, placement = timeline.mix.score, brief.picture_motion.keyframes
    scenes, notes = timeline.scenes, timeline.notes
    if placement is not KeyframePlacement.CUES:
        beats = _beat_frames(timeline, music, downbeats_only=placement is KeyframePlacement.DOWNBEATS)
        scenes = tuple(_on_beats(scene, beats, curves, timeline.frame_rate) for scene in scenes)
        if not beats:
            notes = (*notes, "Keyframes cannot stand on beats: the film has no music with a steady beat.")
    style = next(iter(brand.with_role(PictureRole.STYLE)), None)
    heeds = model is PictureModel.DIFFUSION
    plan = PicturePlan(
        model=model,
        checkpoint=brief.checkpoint,
        motion=brief.picture_motion,
        guidance=brief.guidance,
        style=style.blob if style and heeds else None,
        sound=_heard(curves, score) if heeds else b"",
    )
    return replace(timeline, scenes=scenes, notes=notes, pictures=plan)


def _on_beats(scene: Scene, beats: Sequence[int], curves: Curves, rate: FrameRate) -> Scene:
    frames = on_beats(scene.start_frame, scene.end_frame - 1, beats, rate)
    return replace(scene, keyframes=tuple(Keyframe(frame, curves.features_at(frame, rate)) for frame in frames))


def _heard(curves: Curves, score: Score | None) -> bytes:
    """The film's features with sharp onsets, as PicturePlan has them."""
    rows = curves.features.T.copy()
    rows[:, _ONSET] = curves.strokes if score is None else _with_score(curves.strokes, score)
    return np.round(rows * 255).astype(np.uint8).tobytes()


def _with_score(voice: Curve, score: Score) -> Curve:
    """(hops,) strokes of the voice and of composed music, which does not sound yet; its beats stand out."""
    strokes = VOICE_STROKES * voice
    for sample, is_downbeat, energy in _score_beats(score):
        hop = min(round(sample / HOP_SAMPLES), len(strokes) - 1)
        strokes[hop] = max(BEAT_STROKE, energy) if is_downbeat else BEAT_STROKE
    return strokes


def _score_beats(score: Score) -> Iterator[tuple[float, bool, float]]:
    """(sample, whether it is a downbeat, the bar's energy) of each beat that is played: the last bar rings out."""
    for bar, end_sample in score.spans():
        beats = beat_samples(bar, end_sample) if end_sample < score.end_sample else (bar.start_sample,)
        for number, sample in enumerate(beats):
            yield sample, number == 0, bar.energy


def _beat_frames(timeline: Timeline, music: AudioAnalysis | None, *, downbeats_only: bool) -> list[int]:
    """Frames in which a beat of the film's music sounds, in order."""
    samples: list[float] = []
    if (score := timeline.mix.score) is not None:
        samples += [sample for sample, is_downbeat, _ in _score_beats(score) if is_downbeat or not downbeats_only]
    if music is not None and music.tempo.confidence >= PULSE_CONFIDENCE:
        samples += [
            start + beat.sample
            for start in range(0, timeline.sample_count, music.sample_count)
            for beat in music.beats
            if beat.sample < music.sample_count and (beat.position == 1 or not downbeats_only)
        ]
    return [timeline.frame_rate.frame_of_sample(round(sample)) for sample in samples]
