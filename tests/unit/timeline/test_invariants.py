"""`invariants.check` accepts a sound timeline and rejects each way of breaking one, by name."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from onset.timeline import invariants
from onset.timeline.brief import CallToAction, Colors, TransitionKind
from onset.timeline.plan import (
    FEATURE_NAMES,
    CameraMove,
    CameraPose,
    CameraStyle,
    Caption,
    CaptionWord,
    Cue,
    CueKind,
    Keyframe,
    LogoShow,
    MixPlan,
    Scene,
    Timeline,
    Title,
    Transition,
    Visual,
    VisualKind,
    VoiceEdit,
)
from onset.timeline.span import Span
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate

NEUTRAL = (0.5,) * len(FEATURE_NAMES)
REST = CameraPose(1.0, 0.0, 0.0, 0.0)


def scene(start: int, end: int, transition: Transition) -> Scene:
    return Scene(
        start,
        end,
        Visual(VisualKind.GENERATED, "", "waves", 1, "test"),
        CameraMove(CameraStyle.STATIC, REST, REST),
        transition,
        Cue(start * 1600, CueKind.PAUSE, 0.5, "pause"),
        (Keyframe(start, NEUTRAL), Keyframe(end - 1, NEUTRAL)),
        "text",
        0.5,
    )


def sound_timeline() -> Timeline:
    words = (CaptionWord("Hello", 4800, 24000), CaptionWord("there.", 24000, 48000))
    return Timeline(
        FrameRate(30),
        SAMPLE_RATE_HZ,
        150,
        (
            scene(0, 50, Transition(TransitionKind.CUT, 0)),
            scene(50, 100, Transition(TransitionKind.BLEND, 15)),
            scene(100, 150, Transition(TransitionKind.DISSOLVE, 6)),
        ),
        (Caption(2, 40, words), Caption(60, 80, (CaptionWord("Bye.", 96000, 120000),))),
        (LogoShow(0, 100),),
        MixPlan((VoiceEdit(0, 100_000, 4800), VoiceEdit(120_000, 130_000, 110_000)), -12.0, 14.0, (Span(4800, 48000),)),
        CallToAction("Buy", "Now", "example.com"),
        "Brand",
        Colors("#000000", "#111111", "#222222", "#333333", "#ffffff"),
        (Cue(0, CueKind.START, 1.0, "start"),),
        (),
    )


def with_scene(index: int, **changes: Any) -> Callable[[Timeline], Timeline]:
    def change(timeline: Timeline) -> Timeline:
        scenes = list(timeline.scenes)
        scenes[index] = replace(scenes[index], **changes)
        return replace(timeline, scenes=tuple(scenes))

    return change


def with_pose(**changes: Any) -> Callable[[Timeline], Timeline]:
    return with_scene(1, camera=CameraMove(CameraStyle.SLOW, REST, replace(REST, **changes)))


def with_caption(**changes: Any) -> Callable[[Timeline], Timeline]:
    def change(timeline: Timeline) -> Timeline:
        return replace(timeline, captions=(timeline.captions[0], replace(timeline.captions[1], **changes)))

    return change


def with_mix(**changes: Any) -> Callable[[Timeline], Timeline]:
    return lambda timeline: replace(timeline, mix=replace(timeline.mix, **changes))


def with_(**changes: Any) -> Callable[[Timeline], Timeline]:
    return lambda timeline: replace(timeline, **changes)


BROKEN: dict[str, tuple[Callable[[Timeline], Timeline], str]] = {
    "no scenes": (with_(scenes=()), "at least one scene"),
    "gap": (with_scene(1, start_frame=51), "scene 1 spans"),
    "overlap": (with_scene(1, start_frame=49), "scene 1 spans"),
    "empty scene": (with_scene(0, end_frame=0), "scene 0 spans"),
    "late start": (with_scene(0, start_frame=1), "scene 0 spans"),
    "too short in all": (with_(duration_frames=151), "scenes end at frame 150"),
    "transition into the film": (with_scene(0, transition=Transition(TransitionKind.BLEND, 4)), "first scene"),
    "cut with frames": (with_scene(1, transition=Transition(TransitionKind.CUT, 2)), "scene 1: a cut has 0"),
    "blend without frames": (with_scene(1, transition=Transition(TransitionKind.BLEND, 0)), "scene 1: a cut has 0"),
    "transition to nowhere": (
        with_scene(1, transition=Transition(TransitionKind.WIPE, 4, float("nan"))),
        "scene 1: nan is no angle",
    ),
    "title after the film": (with_(titles=(Title(100, 151, "Sleep well", (101, 110)),)), "leaves the film"),
    "titles at once": (with_(titles=(Title(0, 50, "Sleep", (5,)), Title(49, 90, "Well", (60,)))), "overlaps"),
    "title without a word": (with_(titles=(Title(0, 50, " ", ()),)), "has 0 frames for its words"),
    "title with a word too many": (with_(titles=(Title(0, 50, "Sleep well", (1, 2, 3)),)), "has 3 frames"),
    "title going back": (with_(titles=(Title(0, 50, "Sleep well", (9, 8)),)), "go back"),
    "title word too late": (with_(titles=(Title(0, 50, "Sleep well", (9, 50)),)), "leave its time"),
    "negative transition": (with_scene(1, transition=Transition(TransitionKind.BLEND, -4)), "scene 1"),
    "transitions longer than their scene": (with_scene(1, transition=Transition(TransitionKind.BLEND, 98)), "shorter"),
    "transition longer than the last scene": (
        with_scene(2, transition=Transition(TransitionKind.BLEND, 101)),
        "shorter",
    ),
    "no keyframes": (with_scene(1, keyframes=()), "scene 1: keyframes"),
    "keyframes out of order": (
        with_scene(1, keyframes=(Keyframe(50, NEUTRAL), Keyframe(70, NEUTRAL), Keyframe(60, NEUTRAL))),
        "scene 1: keyframes",
    ),
    "first keyframe late": (with_scene(1, keyframes=(Keyframe(51, NEUTRAL),)), "scene 1: keyframes"),
    "last keyframe outside": (
        with_scene(1, keyframes=(Keyframe(50, NEUTRAL), Keyframe(100, NEUTRAL))),
        "scene 1: keyframes",
    ),
    "last keyframe early": (
        with_scene(1, keyframes=(Keyframe(50, NEUTRAL), Keyframe(90, NEUTRAL))),
        "scene 1: keyframes",
    ),
    "missing feature": (with_scene(1, keyframes=(Keyframe(50, NEUTRAL[1:]),)), "19 features"),
    "feature above one": (with_scene(1, keyframes=(Keyframe(50, (1.1, *NEUTRAL[1:])),)), "outside 0..1"),
    "feature not a number": (with_scene(1, keyframes=(Keyframe(50, (float("nan"), *NEUTRAL[1:])),)), "outside 0..1"),
    "energy above one": (with_scene(1, energy=1.5), "energy"),
    "zoom below one": (with_pose(zoom=0.9), "zoom"),
    "zoom not a number": (with_pose(zoom=float("nan")), "zoom"),
    "crop beside the picture": (with_pose(zoom=1.2, x=1.1), "leaves the picture"),
    "crop above the picture": (with_pose(zoom=1.2, y=-1.1), "leaves the picture"),
    "roll without room": (with_pose(roll_deg=3.0), "leaves the picture"),
    "captions overlap": (with_caption(start_frame=39), "overlaps"),
    "caption empty in time": (with_caption(end_frame=60), "overlaps"),
    "caption after the film": (with_caption(end_frame=151), "leaves the film"),
    "caption without words": (with_caption(words=()), "no words"),
    "caption words overlap": (with_caption(words=(CaptionWord("Bye.", 47999, 120000),)), "overlaps"),
    "caption word empty": (with_caption(words=(CaptionWord("Bye.", 96000, 96000),)), "empty"),
    "logo after the film": (with_(logo=(LogoShow(0, 151),)), "logo"),
    "logo never": (with_(logo=(LogoShow(9, 9),)), "logo"),
    "voice after the film": (with_mix(voice=(VoiceEdit(0, 100_001, 140_000),)), "1 samples past"),
    "voice heard twice": (with_mix(voice=(VoiceEdit(0, 500, 0), VoiceEdit(499, 900, 600))), "precedes"),
    "voice over itself": (with_mix(voice=(VoiceEdit(0, 500, 0), VoiceEdit(600, 900, 499))), "precedes"),
    "speech out of order": (with_mix(speech=(Span(48000, 96000), Span(0, 4800))), "speech"),
    "speech after the film": (with_mix(speech=(Span(0, 240001),)), "speech"),
    "ducking that raises": (with_mix(duck_db=-3.0), "duck"),
    "cues out of order": (
        with_(cues=(Cue(10, CueKind.PAUSE, 0.5, ""), Cue(0, CueKind.START, 1.0, ""))),
        "cue",
    ),
    "cue stronger than one": (with_(cues=(Cue(0, CueKind.START, 1.5, ""),)), "cue"),
}


def test_a_sound_timeline_passes() -> None:
    invariants.check(sound_timeline())


@pytest.mark.parametrize("name", BROKEN)
def test_each_violation_is_named(name: str) -> None:
    breaking, complaint = BROKEN[name]
    with pytest.raises(ValueError, match=complaint):
        invariants.check(breaking(sound_timeline()))
