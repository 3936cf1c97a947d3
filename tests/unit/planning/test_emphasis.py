"""Stressed words of synthesized speech: one word made louder, higher or longer than the speaker would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.analysis.analyze import analyze
from onset.models.beat_tracker.corpus.espeak import Manner, speak
from onset.models.voice_detector.corpus.voices import at_48_khz
from onset.planning.emphasis import emphasis
from onset.timeline.sound import FloatArray
from onset.timeline.speech import Word
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support import analyses

SENTENCE = "We never sell old coffee to our good friends"
LOUDER, HIGHER, LONGER = "louder", "higher", "longer"
PROSODY = {HIGHER: 'pitch="+40%"', LONGER: 'rate="60%"'}


def stresses(stressed: int | None, how: str, voice: str) -> FloatArray:
    """Emphasis of each word where one is stressed in one way."""
    texts = SENTENCE.split()
    marked = list(texts)
    if stressed is not None and how in PROSODY:
        marked[stressed] = f"<prosody {PROSODY[how]}>{texts[stressed]}</prosody>"
    utterance = speak(" ".join(marked), Manner(voice, 150, 50, 30))
    sound = at_48_khz(utterance.samples, utterance.rate_hz)
    starts = [start * SAMPLE_RATE_HZ // utterance.rate_hz for start in utterance.word_starts]
    ends = [*starts[1:], sound.size]
    if stressed is not None and how == LOUDER:
        sound[starts[stressed] : ends[stressed]] *= 2
    words = [Word(text, start, end, 1.0) for text, start, end in zip(texts, starts, ends, strict=True)]
    return emphasis(words, analyze(0.3 * sound[None]))


@pytest.mark.parametrize("voice", ["en-us", "en-gb-x-rp+f4"])
@pytest.mark.parametrize("how", [LOUDER, HIGHER, LONGER])
@pytest.mark.parametrize("stressed", [1, 3, 7])
def test_a_stressed_word_stands_out(stressed: int, how: str, voice: str) -> None:
    plain, marked = stresses(None, how, voice), stresses(stressed, how, voice)
    assert marked[stressed] > plain[stressed] + 0.15, f"{SENTENCE.split()[stressed]} {how}: {plain} -> {marked}"
    assert int(np.argmax(marked - plain)) == stressed


def test_all_three_together_are_a_clear_stress() -> None:
    words = [Word(f"word{k}", k * 24_000, k * 24_000 + (24_000 if k == 4 else 18_000), 1.0) for k in range(9)]
    rms, pitch_hz = np.full(460, 0.05), np.full(460, 120.0)
    rms[200:250] *= 2
    pitch_hz[200:250] *= 1.25
    found = emphasis(words, analyses.analysis(460 * 480, analyses.features(rms, np.zeros(460), pitch_hz=pitch_hz)))
    assert int(found.argmax()) == 4
    assert found[4] > 0.8
    assert np.delete(found, 4).max() < 0.3


def test_nobody_is_stressed_by_a_steady_voice() -> None:
    words = [Word("la", k * 24_000, k * 24_000 + 20_000, 1.0) for k in range(8)]
    curves = analyses.features(np.full(400, 0.1), np.zeros(400), pitch_hz=np.full(400, 150.0))
    assert emphasis(words, analyses.analysis(400 * 480, curves)).max() < 0.2
    assert emphasis([], analyses.analysis(400 * 480, curves)).shape == (0,)


@given(
    lengths=st.lists(st.integers(1, 60_000), min_size=1, max_size=12),
    frames=st.integers(1, 300),
    seed=st.integers(0, 100),
    silent=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_any_words_over_any_sound(lengths: list[int], frames: int, seed: int, silent: bool) -> None:
    ends = np.cumsum(lengths)
    words = [Word("one", int(end - length), int(end), 0.5) for length, end in zip(lengths, ends, strict=True)]
    rng = np.random.default_rng(seed)
    rms = np.zeros(frames) if silent else rng.uniform(0, 1, frames)
    pitch_hz = rng.choice([0, 100, 700], frames)
    found = emphasis(words, analyses.analysis(frames * 480, analyses.features(rms, rms, pitch_hz=pitch_hz)))
    assert found.shape == (len(words),)
    assert ((found >= 0) & (found <= 1)).all()
