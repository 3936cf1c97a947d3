"""Edits that no timeline can hold, and files that are none: each is refused for its reason, and told what is wrong."""

import json
from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentimelineio.opentime import TimeRange

from onset.editing import otio_edit
from onset.editing.otio_json import parse
from onset.runtime.media.document import MAX_BYTES
from onset.runtime.media.refusal import RefusedError
from tests.unit.editing.edited import (
    Change,
    Document,
    brought_back,
    clips,
    exported,
    film_of,
    frames,
    lasting,
    marker,
    picture,
)
from tests.unit.timeline.test_invariants import sound_timeline


def dissolve(before: int, after: int) -> otio.schema.Transition:
    return otio.schema.Transition(in_offset=frames(before), out_offset=frames(after))


def a_file(name: str) -> otio.schema.Clip:
    media = otio.schema.ExternalReference(f"file:///other/{name}", TimeRange(frames(0), frames(90)))
    return otio.schema.Clip(name, media, TimeRange(frames(0), frames(30)))


def second_picture_track(document: Document) -> None:
    track = otio.schema.Track("B-roll", kind=otio.schema.TrackKind.Video)
    track.append(clips(document)[0].clone())
    document.tracks.append(track)


def freeze(document: Document) -> None:
    clips(document)[1].effects.append(otio.schema.FreezeFrame("hold"))


def speed_up(document: Document) -> None:
    clips(document)[1].effects.append(otio.schema.LinearTimeWarp("fast", time_scalar=2.0))


def nest(document: Document) -> None:
    stack = otio.schema.Stack("compound")
    picture(document).append(stack)


def compound_above(document: Document) -> None:
    track = otio.schema.Track("titles", kind=otio.schema.TrackKind.Video)
    track.append(otio.schema.Stack("compound"))
    document.tracks.append(track)


def trim_track(document: Document) -> None:
    picture(document).source_range = TimeRange(frames(0), frames(20))


def gap(document: Document) -> None:
    picture(document).insert(1, otio.schema.Gap(duration=frames(12)))


def retimed_to(rate: float) -> Change:
    def change(document: Document) -> None:
        clip = clips(document)[1]
        clip.source_range = TimeRange(frames(108_050, rate), frames(50, rate))

    return change


def start_at(value: float) -> Change:
    def change(document: Document) -> None:
        clips(document)[1].source_range = TimeRange(frames(value), frames(50))

    return change


def another_transition(document: Document) -> None:
    way_in = next(item for item in picture(document) if isinstance(item, otio.schema.Transition))
    way_in.metadata.clear()
    way_in.name, way_in.transition_type = "Star Iris", otio.schema.TransitionTypes.Custom


def move_voice(document: Document) -> None:
    document.tracks[1].insert(0, otio.schema.Gap(duration=frames(5)))


def cut_voice(document: Document) -> None:
    track = document.tracks[1]
    clip = next(iter(track.find_clips()))
    rest = clip.source_range.duration - frames(8)
    clip.source_range = TimeRange(clip.source_range.start_time, frames(8))
    track.insert(track.index(clip) + 1, otio.schema.Gap(duration=rest))


def shorten(document: Document) -> None:
    track = picture(document)
    while len(track) > 1:
        del track[1]
    track[0].source_range = TimeRange(frames(108_000), frames(20))


def overlap_words(document: Document) -> None:
    marker(document, "word", [0, 1]).marked_range = TimeRange(frames(108_004), frames(5))


def overlap_captions(document: Document) -> None:
    marker(document, "caption", [1]).marked_range = TimeRange(frames(20), frames(20))


def many(document: Document) -> None:
    track = picture(document)
    for _ in range(201):
        track.append(clips(document)[0].clone())


def long(document: Document) -> None:
    lasting(30.0 * 181)(document)


@pytest.mark.parametrize(
    ("spoil", "reason", "told"),
    [
        (
            lambda document: picture(document).append(a_file("cat.mov")),
            "EDIT_UNKNOWN_MEDIA",
            "'cat.mov' shows 'cat.mov'",
        ),
        (lambda document: document.tracks[1].insert(0, a_file("song.mp3")), "EDIT_UNKNOWN_MEDIA", "song.mp3"),
        (second_picture_track, "EDIT_LAYERS", "'B-roll'"),
        (speed_up, "EDIT_SPEED", "'scene-02' changes its speed ('fast')"),
        (freeze, "EDIT_SPEED", "'hold'"),
        (compound_above, "EDIT_LAYERS", "'titles'"),
        (trim_track, "EDIT_NESTED", "'picture' is trimmed as a whole"),
        (nest, "EDIT_NESTED", "'compound' is a Stack"),
        (lambda document: document.tracks.append(otio.schema.Stack("deep")), "EDIT_NESTED", "'deep'"),
        (gap, "EDIT_GAP", "a gap of 12 frames after 'scene-01'"),
        (lambda document: picture(document).insert(0, otio.schema.Gap(duration=frames(1))), "EDIT_GAP", "before the"),
        (retimed_to(24.0), "EDIT_FRAME_RATE", "'scene-02' is counted at 24 frames/s, the film at 30"),
        (retimed_to(0.0), "EDIT_TIME", "'scene-02'"),
        (start_at(108_050.5), "EDIT_TIME", "'scene-02' stands at 50.5"),
        (start_at(1e300), "EDIT_TIME", "'scene-02'"),
        (lasting(0), "EDIT_TIME", "'scene-02' is 0 frames long"),
        (lasting(-7), "EDIT_TIME", "'scene-02' is -7 frames long"),
        (lasting(3), "EDIT_UNSOUND", "scene 1 of 3 frames is shorter than its transitions"),
        (another_transition, "EDIT_TRANSITION", "'Star Iris' into 'scene-02'"),
        (
            lambda document: picture(document).insert(
                0, otio.schema.Transition(in_offset=frames(0), out_offset=frames(9))
            ),
            "EDIT_TRANSITION",
            "into the first clip, 'scene-01'",
        ),
        (
            lambda document: picture(document).append(
                otio.schema.Transition(in_offset=frames(9), out_offset=frames(0))
            ),
            "EDIT_TRANSITION",
            "out of the last clip, 'scene-03'",
        ),
        (lambda document: setattr(clips(document)[0], "enabled", False), "EDIT_DISABLED", "'scene-01'"),
        (lambda document: document.tracks.__delitem__(0), "EDIT_EMPTY", "No track"),
        (move_voice, "EDIT_SOUND_MOVED", "'voice' has moved by +5 frames"),
        (cut_voice, "EDIT_CUTS_VOICE", "Speech at 0.3"),
        (shorten, "EDIT_CUTS_VOICE", "ends at 0.67 s, but the voice speaks until 1.00 s"),
        (overlap_words, "EDIT_MARKER", "'there.' overlaps the word 'Hello'"),
        (overlap_captions, "EDIT_MARKER", "'Bye.' overlaps the caption before it"),
        (many, "EDIT_TOO_LONG", "204 clips"),
        (long, "EDIT_TOO_LONG", "180 s"),
    ],
)
def test_what_a_timeline_cannot_hold(spoil: Change, reason: str, told: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        brought_back(sound_timeline(), spoil)
    assert refusal.value.reason == reason
    assert told in refusal.value.message


def with_nothing(_: Any) -> None:
    """Leave it as it is."""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "EDIT_UNREADABLE"),
        (b"\xff\xfe{}", "EDIT_UNREADABLE"),
        (b"{", "EDIT_UNREADABLE"),
        (b"[" * 100_000 + b"]" * 100_000, "EDIT_UNREADABLE"),
        (b'{"a":' * 60 + b"{}" + b"}" * 60, "EDIT_UNREADABLE"),
        (b'{"OTIO_SCHEMA": "Timeline.1", "name": NaN}', "EDIT_UNREADABLE"),
        (b'{"OTIO_SCHEMA": "Timeline.1", "name": ' + b"9" * 5000 + b"}", "EDIT_UNREADABLE"),
        (b'{"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_REF_ID": "a"}}', "EDIT_UNREADABLE"),
        (b'{"OTIO_SCHEMA": "Timeline.1", "tracks": 7}', "EDIT_UNREADABLE"),
        (b'{"OTIO_SCHEMA": "Timeline.999"}', "EDIT_UNREADABLE"),
        (b"[" + b"[]," * 60_000 + b"[]]", "EDIT_UNREADABLE"),
        (b" " * (MAX_BYTES + 1), "EDIT_TOO_LARGE"),
        (b"{}", "EDIT_NO_TIMELINE"),
        (b'{"OTIO_SCHEMA": "Clip.1", "name": "x"}', "EDIT_NO_TIMELINE"),
        (b'{"OTIO_SCHEMA": "Rm -rf.1", "name": "x"}', "EDIT_NO_TIMELINE"),
    ],
    ids=lambda value: str(value[:24]) if isinstance(value, bytes) else value,
)
def test_files_that_hold_no_timeline(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        parse(content)
    assert refusal.value.reason == reason


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damage_is_refused_or_harmless(data: st.DataObject) -> None:
    """Any value of a real export may be replaced by any other: the answer is a timeline or a refusal, never a fault."""
    timeline = sound_timeline()
    document = json.loads(exported(timeline))
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                walk(node[key])

    walk(document)
    junk = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=8),
        st.just([]),
        st.just({}),
    )
    for _ in range(data.draw(st.integers(1, 3))):
        node, key = data.draw(st.sampled_from(places))
        if isinstance(node, dict) or key < len(node):
            node[key] = data.draw(junk)
    try:
        otio_edit.read(parse(json.dumps(document).encode()), film_of(timeline))
    except RefusedError as refusal:
        assert refusal.reason.startswith("EDIT_")  # noqa: PT017


def test_names_of_any_length_are_cut_in_messages() -> None:
    with pytest.raises(RefusedError) as refusal:
        brought_back(sound_timeline(), lambda document: picture(document).append(a_file("x" * 100_000)))
    assert len(refusal.value.message) < 300
