"""Caption files: exact times, valid escaping."""

import re

import pytest

from onset.compositing import subtitles
from onset.timeline.plan import Caption, CaptionWord
from onset.timeline.time import FrameRate
from tests.unit.compositing.material import caption, scene, timeline


def test_times_are_those_of_the_frames() -> None:
    rate = FrameRate(30000, 1001)
    captions = [caption("one two three", 1, 90, rate), caption("late", 107_892, 108_000, rate)]
    film = timeline([scene(0, 120_000)], captions=captions, rate=rate)
    assert subtitles.srt(film) == (
        "1\n00:00:00,033 --> 00:00:03,003\none two three\n\n2\n00:59:59,996 --> 01:00:03,600\nlate\n"
    )


def test_adjacent_captions_share_their_edge() -> None:
    rate = FrameRate(24000, 1001)
    film = timeline([scene(0, 100)], captions=[caption("a b", 3, 41, rate), caption("c d", 41, 77, rate)], rate=rate)
    for text, comma in ((subtitles.srt(film), ","), (subtitles.vtt(film), ".")):
        times = re.findall(rf"([\d:]+\{comma}\d+) --> ([\d:]+\{comma}\d+)", text)
        assert times[0][1] == times[1][0]


def test_webvtt_escapes_and_times_each_word() -> None:
    words = (CaptionWord("R&D", 0, 4_000), CaptionWord("<b>", 4_800, 9_000), CaptionWord("a-->b", 9_600, 14_000))
    film = timeline([scene(0, 30)], captions=[Caption(0, 9, words)])
    assert subtitles.vtt(film) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:00.300\nR&amp;D <00:00:00.100>&lt;b&gt; <00:00:00.200>a→b\n"
    )
    assert subtitles.srt(film) == "1\n00:00:00,000 --> 00:00:00,300\nR&D <b> a→b\n"


@pytest.mark.parametrize("text", ["two\nlines", " spaced  out "])
def test_a_word_never_breaks_its_cue(text: str) -> None:
    film = timeline([scene(0, 30)], captions=[Caption(0, 9, (CaptionWord(text, 0, 4_000),))])
    assert "\n\n" not in subtitles.srt(film).rstrip("\n")


def test_word_times_outside_the_cue_are_left_out() -> None:
    words = (CaptionWord("a", 0, 100), CaptionWord("b", 20, 4_000), CaptionWord("c", 48_000, 50_000))
    film = timeline([scene(0, 60)], captions=[Caption(1, 9, words)])
    assert "<" not in subtitles.vtt(film)


def test_a_film_without_captions_has_valid_files() -> None:
    film = timeline([scene(0, 30)])
    assert subtitles.vtt(film) == "WEBVTT\n"
    assert subtitles.srt(film) == ""
