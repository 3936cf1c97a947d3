"""FCPXML: exact times, sound references, its grammar, and another's adapter that finds the film in it."""

from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings

from onset.editing import fcpxml
from onset.timeline.plan import Timeline
from onset.timeline.time import FrameRate
from onset.timeline.timecode import start_number
from tests.unit.editing.edited import film_of, timelines
from tests.unit.timeline.test_invariants import sound_timeline

QUICK = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
TIMES = ("offset", "start", "duration", "tcStart", "frameDuration")
ORDER = ["note", "asset-clip", "caption", "marker"]
"""Within a clip, by the format's grammar."""


def seconds(text: str) -> Fraction:
    assert text.endswith("s")
    return Fraction(text[:-1])


@QUICK
@given(timelines())
def test_every_time_is_a_whole_number_of_frames(timeline: Timeline) -> None:
    root = ET.fromstring(fcpxml.write(film_of(timeline), "media"))
    for element in root.iter():
        for name in TIMES:
            if name in element.attrib:
                frames = seconds(element.attrib[name]) * timeline.frame_rate.per_second
                assert frames.denominator == 1, f"{element.tag} {name}={element.attrib[name]}"
                assert frames >= 0


@QUICK
@given(timelines())
def test_the_spine_is_the_film(timeline: Timeline) -> None:
    root = ET.fromstring(fcpxml.write(film_of(timeline), "media"))
    rate, start = timeline.frame_rate, start_number(timeline.frame_rate)

    def frame(element: ET.Element, name: str) -> int:
        return int(seconds(element.attrib[name]) * rate.per_second)

    spine = root.find(".//spine")
    assert spine is not None
    clips = spine.findall("asset-clip")
    assert [(frame(clip, "offset") - start, frame(clip, "duration")) for clip in clips] == [
        (scene.start_frame, scene.frames) for scene in timeline.scenes
    ]
    assets = {asset.attrib["id"]: asset for asset in root.iter("asset")}
    for clip in [*clips, *root.iterfind(".//spine/asset-clip/asset-clip")]:
        asset = assets[clip.attrib["ref"]]
        first, last = frame(asset, "start"), frame(asset, "start") + frame(asset, "duration")
        assert first <= frame(clip, "start") < frame(clip, "start") + frame(clip, "duration") <= last
        kinds = [ORDER.index(child.tag) for child in clip]
        assert kinds == sorted(kinds), "the grammar asks for another order"
    for transition in spine.findall("transition"):
        cut = next(
            scene
            for scene in timeline.scenes
            if frame(transition, "offset") - start == scene.start_frame - scene.transition.frames // 2
            and scene.transition.frames
        )
        assert frame(transition, "duration") == cut.transition.frames
    assert len(root.findall(".//caption")) == len(timeline.captions)
    said = [mark for mark in root.iter("marker") if mark.attrib["note"] == "word"]
    assert len(said) <= sum(len(caption.words) for caption in timeline.captions)


@pytest.mark.parametrize("rate", [FrameRate(25), FrameRate(30), FrameRate(60)], ids=str)
def test_another_reader_finds_the_scenes(rate: FrameRate) -> None:
    """OpenTimelineIO's adapter knows neither transitions nor timecode of sequences, but clips and lanes."""
    timeline = replace(sound_timeline(), frame_rate=rate)
    (found,) = otio.adapters.read_from_string(fcpxml.write(film_of(timeline), "media"), "fcpx_xml")
    track = next(track for track in found.tracks if track.kind == otio.schema.TrackKind.Video)
    clips = [item for item in track if isinstance(item, otio.schema.Clip)]
    start = start_number(rate)
    assert [
        (clip.name, clip.source_range.start_time.to_frames() - start, clip.source_range.duration.to_frames())
        for clip in clips
    ] == [("scene-01", 0, 50), ("scene-02", 50, 50), ("scene-03", 100, 50)]


def test_text_of_any_kind_is_well_formed() -> None:
    film = replace(film_of(sound_timeline()), title='<&> "\x00\x1b\ud800 光')
    root = ET.fromstring(fcpxml.write(film, "media"))
    event = root.find(".//event")
    assert event is not None
    assert event.attrib["name"] == '<&> " 光'
