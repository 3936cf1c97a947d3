"""Voice edits move words, curves and spans from the recording to the film; nothing moves but by an edit's shift."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.timeline.edits import (
    analysis_on_film,
    film_sample,
    heard_words,
    hops_on_film,
    joined,
    torn_words,
    transcript_on_film,
)
from onset.timeline.plan import VoiceEdit
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, Features, Pause, SpeechSpan
from onset.timeline.speech import Passage, Transcript, Word
from tests.support import analyses


@st.composite
def edit_lists(draw: st.DrawFn) -> list[VoiceEdit]:
    """Edits in order, without overlap in the recording or in the film."""
    edits, in_source, in_film = [], 0, 0
    for _ in range(draw(st.integers(0, 6))):
        start = in_source + draw(st.sampled_from([0, 0, 480, 7777]) | st.integers(0, 50_000))
        end = start + draw(st.integers(1, 60_000))
        at = in_film + draw(st.sampled_from([0, 0, 480]) | st.integers(0, 30_000))
        edits.append(VoiceEdit(start, end, at))
        in_source, in_film = end, edits[-1].end_sample
    return edits


def source_sample(edits: list[VoiceEdit], place: int) -> int | None:
    """The inverse of `film_sample`."""
    for edit in edits:
        if edit.start_sample <= place < edit.end_sample:
            return place - edit.start_sample + edit.source_start_sample
    return None


def recording(samples: int) -> AudioAnalysis:
    """A recording in which every curve's value names its hop."""
    hops = np.arange(-(-samples // HOP_SAMPLES) + 1, dtype=np.float32)
    curves = analyses.features(hops, hops, pitch_hz=hops, mel_db=np.tile(hops, (128, 1)))
    arc = np.arange(-(-samples // 48_000), dtype=np.float32)
    return analyses.analysis(samples, curves, energy_arc=arc)


def spoken(*words: tuple[str, int, int], sentence_ends: tuple[int, ...] = ()) -> Transcript:
    found = tuple(Word(text, start, end, 0.9) for text, start, end in words)
    ends = sentence_ends or (len(found),)
    passages = tuple(
        Passage(
            " ".join(word.text for word in found[first:end]),
            first,
            end,
            found[first].start_sample,
            found[end - 1].end_sample,
        )
        for first, end in zip((0, *ends), ends, strict=False)
    )
    return Transcript("en", found, passages, passages, 1.0)


@given(edit_lists(), st.integers(0, 400_000))
def test_positions_go_to_the_film_and_back(edits: list[VoiceEdit], sample: int) -> None:
    place = film_sample(edits, sample)
    if place is not None:
        assert source_sample(edits, place) == sample
    origin = source_sample(edits, sample)
    if origin is not None:
        assert film_sample(edits, origin) == sample
    heard = sum(edit.end_sample - edit.start_sample for edit in edits)
    assert heard == sum(edit.source_end_sample - edit.source_start_sample for edit in edits)


@given(edit_lists(), st.lists(st.integers(0, 400_000), max_size=20))
def test_joined_edits_are_heard_alike(edits: list[VoiceEdit], samples: list[int]) -> None:
    fewer = joined(edits)
    assert len(fewer) <= len(edits)
    assert [film_sample(fewer, sample) for sample in samples] == [film_sample(edits, sample) for sample in samples]
    assert all(
        later.start_sample > earlier.end_sample or later.shift_samples != earlier.shift_samples
        for earlier, later in zip(fewer, fewer[1:], strict=False)
    )


@given(edit_lists(), st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 20_000)), min_size=1, max_size=25))
def test_words_are_heard_whole_torn_or_not_at_all(edits: list[VoiceEdit], drawn: list[tuple[int, int]]) -> None:
    words, at = [], 0
    for number, (gap, length) in enumerate(drawn):
        words.append((f"w{number}", at + gap, at + gap + length))
        at += gap + length
    transcript = spoken(*words)
    film = transcript_on_film(transcript, edits)
    kept = {word.text: word for word in film.words}
    torn = {word.text for word in torn_words(transcript, edits)}
    for word in transcript.words:
        heard = [film_sample(edits, sample) for sample in (word.start_sample, word.end_sample - 1)]
        if word.text in kept:
            moved = kept[word.text]
            assert [moved.start_sample, moved.end_sample - 1] == heard
            assert word.text not in torn
        elif word.text not in torn:
            assert heard == [None, None]


def test_passages_keep_what_is_left_of_them() -> None:
    transcript = spoken(
        ("One,", 0, 10), ("two.", 20, 30), ("Three.", 40, 50), ("Four.", 60, 70), sentence_ends=(2, 3, 4)
    )
    film = transcript_on_film(transcript, [VoiceEdit(15, 35, 0), VoiceEdit(55, 75, 100)])
    assert [(s.text, s.first_word, s.end_word, s.start_sample) for s in film.sentences] == [
        ("two.", 0, 1, 5),
        ("Four.", 1, 2, 105),
    ]
    assert heard_words(transcript, [VoiceEdit(15, 35, 0), VoiceEdit(55, 75, 100)]) == (1, 3)


@pytest.mark.parametrize("shift", [0, 480, 48_000, 1_000])
def test_curves_move_with_the_voice_and_rest_elsewhere(shift: int) -> None:
    analysis = recording(100_000)
    edits = [VoiceEdit(9_600, 24_000, 9_600 + shift), VoiceEdit(48_000, 72_000, 60_000 + shift)]
    film = analysis_on_film(analysis, edits, 200_000)
    assert film.features.frame_count == 418
    assert film.sample_count == 200_000
    for hop in range(film.features.frame_count):
        origin = source_sample(edits, hop * HOP_SAMPLES)
        expected = 0.0 if origin is None else (origin + 240) // 480
        assert film.features.rms[hop] == film.features.pitch_hz[hop] == expected
        assert film.features.mel_db[5, hop] == (-80.0 if origin is None else expected)
    for field in fields(Features):
        assert getattr(film.features, field.name).dtype == getattr(analysis.features, field.name).dtype


def test_energy_follows_the_voice_by_the_second() -> None:
    film = analysis_on_film(recording(480_000), [VoiceEdit(240_000, 336_000, 48_000)], 192_000)
    assert film.energy_arc.tolist() == [0.0, 5.0, 6.0, 0.0]


def test_spans_are_cut_to_what_is_heard_and_pauses_that_meet_are_one() -> None:
    speech = (SpeechSpan(0, 10_000, 4.0), SpeechSpan(15_000, 30_000, 5.0), SpeechSpan(35_000, 50_000, 6.0))
    pauses = (Pause(10_000, 15_000, 0.4), Pause(30_000, 35_000, 0.7))
    known = analyses.analysis(50_000, recording(50_000).features, speech=speech, pauses=pauses)
    edits = [VoiceEdit(5_000, 12_000, 1_000), VoiceEdit(32_000, 50_000, 8_000)]
    film = analysis_on_film(known, edits, 30_000)
    assert film.speech == (SpeechSpan(1_000, 6_000, 4.0), SpeechSpan(11_000, 26_000, 6.0))
    assert film.pauses == (Pause(6_000, 11_000, 0.7),)


@given(edit_lists())
def test_hops_of_an_edit_are_those_whose_centres_it_keeps(edits: list[VoiceEdit]) -> None:
    analysis = recording(200_000)
    for edit in edits:
        inside = [
            hop
            for hop in range(analysis.features.frame_count)
            if edit.source_start_sample <= hop * HOP_SAMPLES < edit.source_end_sample
        ]
        assert list(hops_on_film(analysis, edit)) == inside


@pytest.mark.parametrize("numbers", [(5, 5, 0), (-1, 5, 0), (0, 5, -1)])
def test_an_edit_of_nothing_is_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="empty or negative"):
        VoiceEdit(*numbers)
