"""Random sound timelines, and edits of what was handed out for them."""

from collections.abc import Callable
from itertools import pairwise

import opentimelineio as otio
from hypothesis import strategies as st
from opentimelineio.opentime import RationalTime, TimeRange

from onset.editing import otio_edit, otio_file
from onset.editing.otio_json import parse
from onset.editing.retime import retimed
from onset.editing.sequence import Film, describe
from onset.timeline import invariants
from onset.timeline.brief import CallToAction, Colors, Size, TransitionKind
from onset.timeline.music import Mode
from onset.timeline.plan import (
    FEATURE_NAMES,
    Accent,
    AccentKind,
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
from onset.timeline.score import Bar, Score
from onset.timeline.span import Span
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate

RATES = [FrameRate.parse(text) for text in ("10", "12.5", "23.976", "25", "29.97", "30", "59.94", "60")]
SIZE = Size(180, 320)
DIGEST = "ab" * 32
_SAID = ["light", "Aurora,", "ähnlich.", "光", "صباح", "🙂", "a", "it's", '"so"', "R&D", "500 %"]

Document = otio.schema.Timeline
Change = Callable[[Document], object]


def frames(count: float, rate: float = 30.0) -> RationalTime:
    return RationalTime(count, rate)


def lasting(value: float) -> Change:
    def change(document: Document) -> None:
        clip = clips(document)[1]
        clip.source_range = TimeRange(clip.source_range.start_time, frames(value))

    return change


def film_of(timeline: Timeline) -> Film:
    return describe(timeline, title="Aurora – «Lamp»", language="en", size=SIZE, music=True)


def exported(timeline: Timeline) -> str:
    return otio_file.write(film_of(timeline), "media", DIGEST)


def brought_back(timeline: Timeline, change: Change = lambda _: None) -> Timeline:
    """Export, change, import."""
    document = otio.core.deserialize_json_from_string(exported(timeline))
    change(document)
    return retimed(timeline, otio_edit.read(parse(document.to_json_string().encode()), film_of(timeline)))


def picture(document: Document) -> otio.schema.Track:
    return document.tracks[0]


def clips(document: Document) -> list[otio.schema.Clip]:
    return [item for item in picture(document) if isinstance(item, otio.schema.Clip)]


def marker(document: Document, kind: str, path: list[int]) -> otio.schema.Marker:
    hung = [item for track in document.tracks for clip in track.find_clips() for item in clip.markers]
    found = [
        item
        for item in [*document.tracks.markers, *hung]
        if item.metadata["onset"]["kind"] == kind and list(item.metadata["onset"]["path"]) == path
    ]
    assert len(found) == 1
    return found[0]


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    rate = draw(st.sampled_from(RATES))
    lengths = draw(st.lists(st.integers(1, 60), min_size=1, max_size=7))
    cuts = [0]
    for length in lengths:
        cuts.append(cuts[-1] + length)
    frames = cuts[-1]
    samples = rate.sample_of_frame(frames)
    scenes: list[Scene] = []
    used = 0
    for index, (start, end) in enumerate(pairwise(cuts)):
        following = lengths[index + 1] if index + 1 < len(lengths) else 0
        room = min(end - start - used, following)
        scenes.append(draw(_scene(start, end)))
        if index:
            before = scenes[index - 1]
            most = 2 * min(before.frames - (before.transition.frames + 1) // 2, (end - start) // 2)
            kind = draw(st.sampled_from([kind for kind in TransitionKind if kind is not TransitionKind.CUT]))
            length = draw(st.integers(0, max(0, min(most, 24))))
            if length:
                angle = draw(st.sampled_from([0.0, 90.0, 180.0]))
                scenes[index] = _with_transition(scenes[index], Transition(kind, length, angle))
        used = room
    end_of_speech = draw(st.integers(0, samples))
    split = draw(st.integers(1, max(1, end_of_speech)))
    voice = tuple(
        VoiceEdit(start + 900, end + 900, start) for start, end in ((0, split), (split, end_of_speech)) if start < end
    )
    timeline = Timeline(
        rate,
        SAMPLE_RATE_HZ,
        frames,
        tuple(scenes),
        draw(_captions(rate, frames)),
        draw(st.sampled_from([(), (LogoShow(0, frames),), (LogoShow(0, cuts[-2] or frames),)])),
        MixPlan(
            voice,
            -8.0,
            14.0,
            (Span(0, end_of_speech),) if end_of_speech else (),
            accents=tuple(Accent(rate.sample_of_frame(cut), AccentKind.HIT, -12.0) for cut in cuts[1:-1:2]),
            score=draw(st.sampled_from([None, _score(samples)])),
        ),
        CallToAction("Buy", "Now", "example.com"),
        "Brand",
        Colors("#000000", "#111111", "#222222", "#333333", "#ffffff"),
        tuple(
            Cue(sample, draw(st.sampled_from(list(CueKind))), 0.5, draw(st.sampled_from(["", "pause"])))
            for sample in sorted(draw(st.lists(st.integers(0, samples), max_size=6)))
        ),
        draw(st.sampled_from([(), ("a note",)])),
        draw(st.sampled_from([(), (Title(0, frames, "Wake up", (0, frames - 1)),)])),
    )
    invariants.check(timeline)
    return timeline


def _with_transition(scene: Scene, transition: Transition) -> Scene:
    return Scene(
        scene.start_frame,
        scene.end_frame,
        scene.visual,
        scene.camera,
        transition,
        scene.cue,
        scene.keyframes,
        scene.text,
        scene.energy,
    )


@st.composite
def _scene(draw: st.DrawFn, start: int, end: int) -> Scene:
    inner = draw(st.sets(st.integers(start + 1, end - 2), max_size=3)) if end - start > 3 else set()
    share = st.floats(0, 1)
    zooms = draw(st.tuples(st.floats(1.02, 1.2), st.floats(1.02, 1.2)))
    return Scene(
        start,
        end,
        Visual(draw(st.sampled_from(list(VisualKind))), "bottle", "a quiet sea", draw(st.integers(0, 9)), "said"),
        CameraMove(CameraStyle.SLOW, *(CameraPose(zoom, 0.1, -0.2, 0.0) for zoom in zooms)),
        Transition(TransitionKind.CUT, 0),
        Cue(start * 1600, CueKind.PAUSE, 0.5, "pause"),
        tuple(Keyframe(frame, (draw(share),) * len(FEATURE_NAMES)) for frame in sorted({start, *inner, end - 1})),
        "what is said",
        draw(share),
    )


@st.composite
def _captions(draw: st.DrawFn, rate: FrameRate, frames: int) -> tuple[Caption, ...]:
    edges = sorted(draw(st.sets(st.integers(0, frames), max_size=6)))
    result = []
    for start, end in list(pairwise(edges))[::2]:
        texts = draw(st.lists(st.sampled_from(_SAID), min_size=1, max_size=5))
        first, last = rate.sample_of_frame(start), rate.sample_of_frame(end)
        step = (last - first) // len(texts)
        words = tuple(
            CaptionWord(text, first + step * number, first + step * (number + 1) - draw(st.integers(0, step // 2)))
            for number, text in enumerate(texts)
        )
        result.append(Caption(start, end, words, draw(st.booleans())))
    return tuple(result)


def _score(samples: int) -> Score:
    starts = [0, samples // 3, 2 * samples // 3]
    bars = tuple(Bar(start, 4, (0, 4, 7), 0.5) for start in sorted(set(starts)))
    return Score(1, 0, Mode.MAJOR, 90.0, bars, samples, ())
