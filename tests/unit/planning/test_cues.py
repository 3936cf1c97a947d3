"""Every cue says why it is there, stands where it says, and is as strong as its reason."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.planning.calltoaction import call_to_action_word
from onset.planning.cues import Listener, gather
from onset.planning.emphasis import emphasis
from onset.planning.schedule import schedule
from onset.planning.solver import Candidate
from onset.planning.voice import Gap, Voice
from onset.timeline.edits import analysis_on_film, transcript_on_film
from onset.timeline.music import Section, SectionName
from onset.timeline.plan import CueKind
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.unit.planning import orders

RATE = FrameRate(30)
LEAD = 1440


def candidates(
    script: str, music: AudioAnalysis | None = None, duration_s: float = 0.0, shouted: int | None = None
) -> tuple[Candidate, ...]:
    transcript = orders.transcript_of(orders.spoken(script))
    analysis = orders.analysis_of(transcript)
    if shouted is not None:
        word = transcript.words[shouted]
        analysis.features.rms[word.start_sample // HOP_SAMPLES : word.end_sample // HOP_SAMPLES] *= 4
    times = schedule(orders.brief(duration_s=duration_s), analysis, transcript)
    film_samples = RATE.sample_of_frame(times.duration_frames)
    heard, spoken = analysis_on_film(analysis, times.edits, film_samples), transcript_on_film(transcript, times.edits)
    voice, stressed = Voice.in_film(spoken, film_samples), emphasis(spoken.words, heard)
    return gather(Listener(voice, heard, music, times, RATE, LEAD, None, stressed))


def labelled(found: tuple[Candidate, ...], label: str) -> Candidate:
    matching = [candidate for candidate in found if label in candidate.cue.label]
    assert matching, f"{label!r} is not among {[candidate.cue.label for candidate in found]}"
    return matching[0]


def test_pauses_are_named_by_length_and_word() -> None:
    found = candidates("Mornings are hard. The alarm, it screams.")
    sentence = labelled(found, 'pause of 0.60 s after "hard."')
    phrase = labelled(found, 'pause of 0.25 s after "alarm,"')
    word = labelled(found, 'word ends with "Mornings"')
    assert sentence.cue.kind is phrase.cue.kind is CueKind.PAUSE
    assert word.cue.kind is CueKind.WORD_END
    assert sentence.cue.strength > phrase.cue.strength > word.cue.strength
    assert sentence.cue.strength == pytest.approx(1.0)


def test_a_cut_before_a_stressed_word_is_stronger() -> None:
    script = "Mornings are hard for most of us."
    plain, shouted = (labelled(candidates(script, shouted=word), 'word ends with "hard"').cue for word in (None, 3))
    assert shouted.sample == plain.sample
    assert plain.strength + 0.05 < shouted.strength <= plain.strength + 0.15


def test_the_film_begins_and_ends_with_a_cue() -> None:
    found = candidates("Mornings are hard.")
    assert (found[0].cue.kind, found[0].frame) == (CueKind.START, 0)
    assert found[-1].cue.kind is CueKind.END
    assert [candidate.frame for candidate in found] == sorted({candidate.frame for candidate in found})


def test_a_cut_in_a_long_pause_stands_a_quarter_second_before_the_next_word() -> None:
    found = candidates("Mornings are hard. The alarm.")
    pause = labelled(found, "pause of 0.60 s")
    transcript = orders.transcript_of(orders.spoken("Mornings are hard. The alarm."))
    next_word = transcript.words[3].start_sample + 12_000  # a lead-in of 0.25 s completes the recording's 0.1 s
    assert next_word - pause.cue.sample == 12_000
    assert abs(RATE.sample_of_frame(pause.frame) - pause.cue.sample) <= 800


def test_beats_between_words_are_cues_and_those_inside_words_are_not() -> None:
    found = candidates(orders.SCRIPT, orders.music(8.0, bpm=120))
    beats = [candidate for candidate in found if candidate.cue.kind in {CueKind.BEAT, CueKind.DOWNBEAT}]
    assert beats
    transcript = orders.transcript_of(orders.spoken(orders.SCRIPT))
    shift = round(0.25 * SAMPLE_RATE_HZ)
    for beat in beats:
        inside = [
            word for word in transcript.words if word.start_sample + shift < beat.cue.sample < word.end_sample + shift
        ]
        assert not inside, f"{beat.cue.label} inside {inside}"
        assert beat.cue.sample % 24_000 == 0, "the bed is not looped from the film's start"
        assert -800 <= beat.cue.sample - RATE.sample_of_frame(beat.frame) <= LEAD + 800


def test_a_beat_is_stronger_than_the_pause_it_falls_into() -> None:
    quiet = candidates(orders.SCRIPT)
    found = candidates(orders.SCRIPT, orders.music(8.0, bpm=120))
    beat = labelled(found, 'beat in the gap of 0.25 s after "noise,"')
    assert beat.cue.strength > labelled(quiet, 'pause of 0.25 s after "noise,"').cue.strength


def test_a_downbeat_is_stronger_than_a_beat_and_the_start_of_a_section_than_both() -> None:
    bed = orders.music(8.0, bpm=120)
    start = bed.beats[8].sample
    form = (
        Section(0, start, "A", SectionName.VERSE, 0.4, 1.0),
        Section(start, 384_000, "B", SectionName.CHORUS, 0.9, 0.8),
    )
    found = candidates("Hello.", replace(bed, sections=form), duration_s=30)
    silent = {
        kind: max(
            candidate.cue.strength
            for candidate in found
            if candidate.cue.kind is kind and candidate.cue.label.endswith("in silence")
        )
        for kind in (CueKind.BEAT, CueKind.DOWNBEAT, CueKind.SECTION)
    }
    assert silent[CueKind.BEAT] < silent[CueKind.DOWNBEAT] < silent[CueKind.SECTION]


def test_a_bed_without_a_pulse_gives_no_beats() -> None:
    found = candidates(orders.SCRIPT, orders.music(confidence=0.29))
    assert not [candidate for candidate in found if candidate.cue.kind in {CueKind.BEAT, CueKind.DOWNBEAT}]


def test_long_silence_can_be_cut_anywhere() -> None:
    found = candidates("Hello there.", duration_s=30)
    silent = [candidate.frame for candidate in found if "silence" in candidate.cue.label]
    assert max(later - earlier for earlier, later in pairwise(silent)) <= 16


@settings(deadline=None)
@given(
    st.integers(0, 10**7),
    st.integers(0, 10**5),
    st.integers(0, 10**7),
    st.sampled_from(["23.976", "25", "29.97", "30", "60"]),
)
def test_a_cut_stays_in_its_gap(start: int, length: int, wanted: int, rate_name: str) -> None:
    rate = FrameRate.parse(rate_name)
    gap = Gap(start, start + length, 1, CueKind.WORD_END)
    frame = gap.frame(wanted, rate)
    assert rate.frame_of_sample(start) <= frame <= rate.frame_of_sample(start + length)
    if length > SAMPLE_RATE_HZ / rate.per_second:
        assert start <= rate.sample_of_frame(frame) <= start + length


@pytest.mark.parametrize(
    ("script", "word"),
    [
        ("It glows. Order your lamp today.", 2),
        ("It glows. Aurora.", 2),
        ("It glows. See more at aurora.example.", 2),
        ("It glows. Get yours. Visit us today.", 2),
        ("It glows. You will wake up with light.", 2),
        ("It glows. The night is long.", None),
        ("Order your lamp today.", None),
        ("It glows. Order a lamp and read a great many words that nobody could ever put on a card.", None),
    ],
)
def test_the_spoken_call_to_action_is_recognised(script: str, word: int | None) -> None:
    transcript = orders.transcript_of(orders.spoken(script))
    assert call_to_action_word(orders.brief(), orders.BRAND, transcript) == word
