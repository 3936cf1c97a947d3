"""A film of one scene to a synthesized song, as planning would plan it, without the planning of cuts."""

from dataclasses import replace

import numpy as np

from onset.planning.curves import film_curves
from onset.planning.pictures import with_pictures
from onset.timeline.brief import Brand, Brief, CallToAction, Colors, Size
from onset.timeline.guidance import (
    DEFAULT_GUIDANCE,
    Guidance,
    KeyframePlacement,
    PictureModel,
    PictureMotion,
    PictureMotionKind,
)
from onset.timeline.music import Tempo
from onset.timeline.plan import Keyframe, MixPlan, Timeline
from onset.timeline.sound import AudioAnalysis
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.support import analyses
from tests.support.curves import curves_of
from tests.support.scenes import SCENE
from tests.support.songs import Material, Song, compose

RATE = FrameRate(30)
COLORS = Colors("#f2a65a", "#1f2a52", "#ff7a59", "#fff6ea", "#1b1f3b")


def song(groove: str, bars: int = 4) -> Song:
    """120 beats a minute: drums in a groove of `tests.support.songs`, chords, bass and a melody."""
    return compose([("A", Material(bars=bars, chords=(0, 5, 3, 4), groove=groove, melody=1))], tempo_bpm=120.0)


def analysis_of(music: Song) -> AudioAnalysis:
    """Its true beats, and curves measured on its sound."""
    samples = music.sound()[:, : round(music.duration_s * SAMPLE_RATE_HZ)]
    return analyses.analysis(samples.shape[1], curves_of(samples), tempo=Tempo(120.0, 120.0, 1.0), beats=music.beats)


def film(
    music: AudioAnalysis, prompt: str, motion: PictureMotion, *, guidance: Guidance = DEFAULT_GUIDANCE
) -> Timeline:
    """One scene as long as the music."""
    frames = RATE.frame_of_sample(music.sample_count)
    still = np.zeros(len(music.features.rms), np.float32)
    silence = analyses.analysis(music.sample_count, analyses.features(still, still))
    curves = film_curves(silence, music, film_samples=music.sample_count, warmth=0.5)
    visual = replace(SCENE.visual, prompt=prompt, seed=5)
    ends = tuple(Keyframe(frame, curves.features_at(frame, RATE)) for frame in (0, frames - 1))
    scene = replace(SCENE, end_frame=frames, visual=visual, keyframes=ends)
    call = CallToAction("", "", "")
    bare = Timeline(
        RATE, SAMPLE_RATE_HZ, frames, (scene,), (), (), MixPlan((), -8.0, 14.0, ()), call, "", COLORS, (), ()
    )
    brief = Brief(
        "", "", "", RATE, (Size(256, 256),), 0.0, (), call, 0, False, -8.0, 14.0,
        picture_model=PictureModel.DIFFUSION, picture_motion=motion, guidance=guidance,
    )  # fmt: skip
    return with_pictures(bare, brief, Brand("", COLORS, ()), curves, music, PictureModel.DIFFUSION)


def on_beats(kind: PictureMotionKind) -> PictureMotion:
    """A motion with its keyframes on the beats."""
    return PictureMotion(kind, KeyframePlacement.BEATS)
