"""Edit decision lists, read back by another's adapter and held against the film frame by frame."""

import re
from dataclasses import replace

import opentimelineio as otio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onset.editing import edl
from onset.timeline.plan import Timeline
from onset.timeline.time import FrameRate
from onset.timeline.timecode import counted_rate, start_number
from tests.unit.editing.edited import film_of, timelines
from tests.unit.timeline.test_invariants import sound_timeline

EVENT = re.compile(r"(\d{3})  (\S{1,8}) +(V|A|A2) +(C|D    \d{3}|W00[12] \d{3}) +(\S{11}) (\S{11}) (\S{11}) (\S{11})")
KNOWN_NOTE = re.compile(r"\* (FROM CLIP NAME|TO CLIP NAME|COMMENT|LOC): .+")
with_timecode = timelines().filter(lambda timeline: counted_rate(timeline.frame_rate) > 0)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(with_timecode)
def test_another_reader_finds_every_frame(timeline: Timeline) -> None:
    """The CMX 3600 adapter of OpenTimelineIO sees each scene at its frames: a dissolve begins the scene it leads to."""
    film = film_of(timeline)
    rate = float(film.rate.per_second)
    found = otio.adapters.read_from_string(edl.write(film), "cmx_3600", rate=rate)
    track = next(track for track in found.tracks if track.kind == otio.schema.TrackKind.Video)
    clips = [item for item in track if isinstance(item, otio.schema.Clip)]
    dissolves = [item for item in track if isinstance(item, otio.schema.Transition)]
    starts = [
        clip.start_frame - (way_in.before if way_in else 0)
        for clip, way_in in zip(film.picture, film.ways_in, strict=True)
    ]
    start = start_number(film.rate)
    assert [clip.source_range.start_time.to_frames() - start for clip in clips] == starts
    assert [clip.source_range.end_time_exclusive().to_frames() - start for clip in clips] == [*starts[1:], film.frames]
    assert [item.out_offset.to_frames() for item in dissolves] == [way.frames for way in film.ways_in if way]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(with_timecode, st.text(max_size=30))
def test_every_line_is_of_the_format(timeline: Timeline, title: str) -> None:
    lines = edl.write(replace(film_of(timeline), title=title)).splitlines()
    drops = timeline.frame_rate in (FrameRate(30000, 1001), FrameRate(60000, 1001))
    assert lines[0].startswith("TITLE: ")
    assert lines[1] == ("FCM: DROP FRAME" if drops else "FCM: NON-DROP FRAME")
    for line in lines[3:]:
        assert line.isascii()
        event = EVENT.fullmatch(line)
        assert event or KNOWN_NOTE.fullmatch(line), line
        if event:
            assert all((";" in time) == drops for time in event.groups()[4:])


def test_reels_are_distinct_and_of_eight_capitals_and_digits() -> None:
    names = [*(f"scene-{number:02}" for number in range(1, 1000)), "voice", "music"]
    reels = [edl.reel(name) for name in names]
    assert len(set(reels)) == len(names)
    assert all(re.fullmatch(r"[A-Z0-9]{1,8}", reel) for reel in reels)


def test_markers_are_locators_with_their_colours() -> None:
    text = edl.write(film_of(sound_timeline()))
    assert "* LOC: 01:00:00:02 CYAN    Hello there." in text
    assert "* LOC: 01:00:01:20 RED     pause" in text


def test_text_is_as_near_as_the_format_comes() -> None:
    text = edl.write(replace(film_of(sound_timeline()), title="Größe – “Lämp” 光\n2"))
    assert text.startswith('TITLE: Gro?e - "Lamp" ? 2\n')


def test_a_blend_says_what_it_is() -> None:
    assert "* COMMENT: BLEND OF 15 FRAMES" in edl.write(film_of(sound_timeline()))
