"""A film that tells a part of its recording is judged by that part, and a word that the edit tears is found."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from onset.evaluation.evaluate import evaluate
from onset.evaluation.report.axis import draw_axis
from onset.timeline.edits import analysis_on_film, transcript_on_film
from onset.timeline.plan import Timeline, VoiceEdit
from onset.timeline.verdict import Check, Outcome
from tests.unit.evaluation.films import (
    RATE,
    SAMPLE_RATE_HZ,
    Change,
    Master,
    Spoken,
    analyse,
    deliver,
    plan,
    shoot,
    speak,
    transcribe,
    write_film,
)

SPOKEN = speak([f"word{k}" for k in range(15)], pause_after=(4, 9))
FRAMES = 135


def edits(into_word_samples: int = 0) -> tuple[VoiceEdit, ...]:
    """The words 0-4 and 10-14, cut in the pauses, or some samples into the fifth word."""
    first_end = SPOKEN.words[4].end_sample + 6_000 - (6_000 + into_word_samples if into_word_samples else 0)
    second = VoiceEdit(SPOKEN.words[10].start_sample - 6_000, SPOKEN.words[14].end_sample, 4_800 + first_end)
    return (VoiceEdit(0, first_end, 4_800), second)


def edited(kept: tuple[VoiceEdit, ...]) -> Timeline:
    words = transcript_on_film(transcribe(SPOKEN.words), kept).words
    frame = RATE.frame_of_sample(kept[1].start_sample)
    timeline = plan(FRAMES, [Change(frame)], spoken=Spoken(words, SPOKEN.samples, ()), words_per_caption=5)
    return replace(timeline, mix=replace(timeline.mix, voice=kept))


def sound(timeline: Timeline, late_samples: int = 0) -> np.ndarray:
    whole = np.zeros(timeline.sample_count)
    for edit in timeline.mix.voice:
        piece = SPOKEN.samples[edit.source_start_sample : edit.source_end_sample]
        whole[edit.start_sample + late_samples : edit.end_sample + late_samples] = piece
    return whole


def checks(timeline: Timeline, path: Path, late_samples: int = 0) -> dict[str, Check]:
    write_film(path, shoot(timeline), sound(timeline, late_samples), Master())
    verdict = evaluate(deliver(path, timeline), timeline, transcribe(SPOKEN.words), analyse(SPOKEN.samples))
    return {check.name: check for check in verdict.checks}


def test_what_is_kept_is_found_in_its_place(tmp_path: Path) -> None:
    found = checks(edited(edits()), tmp_path / "film.mp4", late_samples=480)
    # This film's sound is not levelled; all else is judged.
    failed = {name for name, check in found.items() if check.outcome is Outcome.FAIL} - {"sound.loudness"}
    assert not failed
    assert found["sync.av_offset"].value == pytest.approx(-10, abs=5)
    assert found["sound.voice"].value > 0.9
    assert found["captions.covered"].value == 100
    assert found["sound.words_cut"].value == 0


def test_a_torn_word_fails(tmp_path: Path) -> None:
    found = checks(edited(edits(into_word_samples=2_400)), tmp_path / "film.mp4")
    assert found["sound.words_cut"].outcome is Outcome.FAIL
    assert "word4" in found["sound.words_cut"].detail


def test_the_reports_axis_shows_the_words_where_they_are_heard() -> None:
    timeline = edited(edits())
    kept = transcript_on_film(transcribe(SPOKEN.words), timeline.mix.voice)
    heard = analysis_on_film(analyse(SPOKEN.samples), timeline.mix.voice, timeline.sample_count)
    axis = draw_axis(timeline, kept, heard)
    assert sorted(label.text for label in axis.words) == sorted(word.text for word in kept.words)
    for label in axis.words:
        word = next(word for word in kept.words if word.text == label.text)
        assert label.x == pytest.approx(word.start_sample / SAMPLE_RATE_HZ * axis.px_per_s, abs=0.01)
    assert axis.width == pytest.approx(axis.px_per_s * FRAMES / 30, abs=0.01)
