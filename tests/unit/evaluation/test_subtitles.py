"""Caption files are read as players read them, and every fault of theirs has its check."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.evaluation.captions import check_captions
from onset.evaluation.subtitles import parse_srt, parse_vtt
from onset.timeline.plan import Timeline
from onset.timeline.speech import Transcript, Word
from onset.timeline.verdict import Check, Outcome
from tests.unit.evaluation.films import plan, speak, subtitles, transcribe

SPOKEN = speak(["Wake", "up", "with", "Aurora,", "the", "lamp", "that", "learns", "your", "light"], pause_after=(4,))


def judged(srt: str, vtt: str, timeline: Timeline | None = None, transcript: Transcript | None = None) -> set[str]:
    checks = check_captions(srt, vtt, timeline or planned(), transcript or transcribe(SPOKEN.words))
    return {check.name for check in checks if check.outcome is Outcome.FAIL}


def planned(words_per_caption: int = 5) -> Timeline:
    return plan(140, spoken=SPOKEN, words_per_caption=words_per_caption)


def test_captions_as_planned_pass() -> None:
    assert judged(*subtitles(planned())) == set()


@pytest.mark.parametrize(
    ("srt", "reason"),
    [
        ("1\n00:00:00,000 -> 00:00:01,000\nWake up\n", "no time line"),
        ("2\n00:00:00,000 --> 00:00:01,000\nWake up\n", "its number"),
        ("1\n00:00:01,000 --> 00:00:01,000\nWake up\n", "not after its start"),
        ("1\n00:00:00,000 --> 00:00:01,000\n", "no words"),
        ("1\n00:00:00.000 --> 00:00:01.000\nWake up\n", "no time line"),
    ],
)
def test_a_broken_srt_is_told_apart(srt: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_srt(srt)
    assert judged(srt, subtitles(planned())[1]) == {"captions.files"}


@pytest.mark.parametrize(
    ("vtt", "reason"),
    [
        ("", "WEBVTT"),
        ("WEBVTTX\n", "WEBVTT"),
        ("WEBVTT\n\n00:01.000 --> 00:00.500\nWake", "not after"),
        ("WEBVTT\n\n7", "no time line"),
    ],
)
def test_a_broken_vtt_is_told_apart(vtt: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_vtt(vtt)


def test_vtt_words_carry_their_times() -> None:
    (caption,) = parse_vtt(
        "\ufeffWEBVTT - Aurora\n\nNOTE made by hand\n\nfirst\n00:01.000 --> 00:02.500 line:80%\n"
        "<c.loud>Tom</c> <00:00:01.400>&amp; <00:00:01.900><c>Ann</c>\n"
    )
    assert [(word.text, word.start_ms) for word in caption.words] == [("Tom", 1000), ("&", 1400), ("Ann", 1900)]
    assert (caption.start_ms, caption.end_ms) == (1000, 2500)


def test_srt_text_over_two_lines_is_one_caption() -> None:
    (caption,) = parse_srt("1\r\n00:00:01,000 --> 01:00:02,500\r\nWake up\r\nwith <i>Aurora</i>\r\n\r\n")
    assert caption.text == "Wake up with Aurora"
    assert caption.end_ms == 3_602_500


def test_files_that_differ_fail() -> None:
    srt, vtt = subtitles(planned())
    assert judged(srt, vtt.replace("lamp", "lamb")) == {"captions.files"}
    assert judged("", "WEBVTT\n") == {"captions.files"}


def test_captions_that_overlap_or_outlast_the_film_fail() -> None:
    timeline = planned()
    first, second = timeline.captions
    late = replace(timeline, captions=(replace(first, end_frame=second.start_frame + 3), second))
    assert "captions.order" in judged(*subtitles(late))
    assert "captions.order" in judged(*subtitles(replace(timeline, captions=(first, replace(second, end_frame=150)))))


def test_words_left_out_fail() -> None:
    srt, vtt = (text.replace("Aurora,", "our").replace("lamp", "thing") for text in subtitles(planned()))
    assert "captions.covered" in judged(srt, vtt)


def test_too_many_words_in_a_caption_fail() -> None:
    assert "captions.words" in judged(*subtitles(planned(words_per_caption=10)))
    assert "captions.words" in judged(*subtitles(planned(words_per_caption=2)))


def test_captions_too_fast_to_read_fail() -> None:
    words = tuple(Word("incomprehensibly" + "y" * k, 4_000 * k, 4_000 * k + 3_900, 0.9) for k in range(6))
    spoken = replace(SPOKEN, words=words)
    timeline = plan(140, spoken=spoken, words_per_caption=3)
    assert "captions.speed" in judged(*subtitles(timeline), timeline, transcribe(words))


def test_no_captions_are_no_fault_when_none_were_ordered() -> None:
    (only,) = check_captions("", "", replace(planned(), captions=()), transcribe(SPOKEN.words))
    assert isinstance(only, Check)
    assert only.outcome is Outcome.INFO


@given(st.text(max_size=300))
def test_no_text_breaks_the_readers(text: str) -> None:
    for parse in (parse_srt, parse_vtt):
        try:
            captions = parse(text)
        except ValueError:
            continue
        assert all(caption.start_ms < caption.end_ms and caption.words for caption in captions)
