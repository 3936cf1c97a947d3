"""What the reader of phones learns from: sounds that lie where they are said to, whoever made them."""

from itertools import pairwise

import numpy as np
import pytest
import scipy.signal

from onset.models.beat_tracker.corpus.espeak import Manner
from onset.models.phones.classes import CLASS_OF, NAMES, SILENCE, classes_of
from onset.models.phones.corpus import speech, texts
from onset.models.phones.corpus.speech import Speech
from onset.models.phones.corpus.windows import FRAMES_PER_S, RATE_HZ, WINDOW_S, windows
from onset.timeline.time import SAMPLE_RATE_HZ

TEXT = "Six sheep, asleep! She says so."
HISSES = {NAMES.index(name) for name in ("s", "sh")}
VOWELS = {index for index, name in enumerate(NAMES) if name.endswith("vowel")}


@pytest.fixture(scope="module")
def spoken() -> dict[str, Speech]:
    """By the synthesizers that need no package of Debian's."""
    (piper,) = speech.piper([(TEXT, 1.2, 3)])
    return {"espeak": speech.espeak(TEXT, Manner("en-us+m3", 130)), "piper": piper}


@pytest.mark.parametrize("kind", ["espeak", "piper"])
def test_sounds_follow_each_other_from_the_beginning_to_the_end(spoken: dict[str, Speech], kind: str) -> None:
    said = spoken[kind]
    assert all(begin <= end for _, begin, end in said.spans)
    assert [end for _, _, end in said.spans[:-1]] == [begin for _, begin, _ in said.spans[1:]]
    assert said.spans[-1][2] == pytest.approx(said.samples.size / SAMPLE_RATE_HZ, abs=0.02)


@pytest.mark.parametrize("kind", ["espeak", "piper"])
def test_a_hiss_is_where_it_hisses_and_a_vowel_where_it_sounds(spoken: dict[str, Speech], kind: str) -> None:
    """Share of the power above 3 kHz, in the middle of each sound."""
    high: dict[bool, list[float]] = {True: [], False: []}
    for index, begin_s, end_s in joined(spoken[kind]):
        if index in HISSES | VOWELS and end_s - begin_s > 0.05:
            middle, half = (begin_s + end_s) / 2, (end_s - begin_s) / 4
            first, last = (round(time_s * SAMPLE_RATE_HZ) for time_s in (middle - half, middle + half))
            part = spoken[kind].samples[first:last]
            power = np.abs(np.fft.rfft(part * np.hanning(part.size))) ** 2
            above = np.fft.rfftfreq(part.size, 1 / SAMPLE_RATE_HZ) > 3000
            high[index in HISSES].append(float(power[above].sum() / power.sum()))
    assert min(len(high[True]), len(high[False])) >= 3
    assert min(high[True]) > 0.5
    assert max(high[False]) < 0.4


def joined(said: Speech) -> list[tuple[int, float, float]]:
    """Piper says that a sound goes on until the next begins."""
    spans: list[tuple[int, float, float]] = []
    for index, begin_s, end_s in said.spans:
        if spans and spans[-1][0] == index:
            spans[-1] = (index, spans[-1][1], end_s)
        else:
            spans.append((index, begin_s, end_s))
    return spans


def test_a_hiss_between_words_begins_where_piper_is_said_to_begin_it() -> None:
    """In connected speech, after a vowel: where the power above 3.5 kHz overtakes that below 1.5 kHz."""
    texts = ["We saw a shoe so new she sold it.", "No silly shower is so low.", "They shall say so, surely."]
    late_s: list[float] = []
    for said in speech.piper([(text, 1.0, seed) for seed, text in enumerate(texts)]):
        ratio = np.log(power(said.samples, (3500, 9000))) - np.log(power(said.samples, (60, 1500)))
        spans = joined(said)
        for (before, *vowel), (after, *hiss) in pairwise(spans):
            if before in VOWELS and after in HISSES:
                first, last = (round(sum(times) / 2 * SAMPLE_RATE_HZ) for times in (vowel, hiss))
                between = ratio[first:last]
                crossing = first + int(np.argmax(between > (between[0] + between[-1]) / 2))
                late_s.append(crossing / SAMPLE_RATE_HZ - hiss[0])
    assert len(late_s) >= 8
    assert abs(np.median(late_s)) < 0.02


def power(sound: np.ndarray, band_hz: tuple[int, int]) -> np.ndarray:
    band = scipy.signal.butter(4, band_hz, "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    smooth = np.hanning(round(0.016 * SAMPLE_RATE_HZ))
    return np.convolve(scipy.signal.sosfiltfilt(band, sound) ** 2, smooth, mode="same") + 1e-9


def test_a_window_has_the_sounds_where_they_are_heard() -> None:
    """A tone for each class but silence: where the window is loud, and only there, something is said."""
    tone = np.sin(np.arange(SAMPLE_RATE_HZ) * 0.1).astype(np.float32)
    said = [Speech(tone, ((1 + k, 0.0, 0.5), (2 + k, 0.5, 1.0))) for k in range(20)]
    made = list(windows(np.random.default_rng(2), said, spoiled=False))
    assert sum(classes.size for _, classes in made) == len(made) * WINDOW_S * FRAMES_PER_S
    frames = RATE_HZ // FRAMES_PER_S
    for sound, classes in made:
        loud = np.abs(sound.reshape(-1, frames).astype(float)).max(axis=1) > 100
        assert np.mean(loud == (classes != SILENCE)) > 0.98
    heard = np.concatenate([classes for _, classes in made])
    assert set(heard.tolist()) == {SILENCE, *range(1, 22)}


def test_an_utterance_longer_than_a_window_is_cut() -> None:
    tone = np.sin(np.arange(40 * SAMPLE_RATE_HZ) * 0.1).astype(np.float32)
    made = list(windows(np.random.default_rng(0), [Speech(tone, ((1, 0.0, 40.0),))], spoiled=True))
    assert [sound.size for sound, _ in made] == [WINDOW_S * RATE_HZ] * len(made)


def test_texts_follow_from_the_seed_and_can_be_read() -> None:
    words = ["of", "boat", "kitchen", "umbrella"]
    drawn = [texts.drawn(np.random.default_rng(seed), words) for seed in range(40)]
    assert drawn == [texts.drawn(np.random.default_rng(seed), words) for seed in range(40)]
    assert len(set(drawn)) > 20
    assert all(text[0].isupper() and text[-1] in ".!?" for text in drawn)


def test_every_symbol_has_one_class_and_every_class_a_name() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert set(CLASS_OF.values()) == set(range(len(NAMES))) - {SILENCE}
    assert [NAMES[index] for index in classes_of("tʃˈiːz")] == ["t", "sh", "front close vowel", "z"]
