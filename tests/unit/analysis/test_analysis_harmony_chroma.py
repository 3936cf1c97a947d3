"""Chroma: notes lie on their pitch classes and hardly anywhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.analysis.harmony.chroma import pitch_classes
from onset.analysis.spectrum import Spectrograph
from onset.timeline.sound import FloatArray
from tests.support import songs
from tests.unit.analysis.sounds import mono, pink, tone


def chroma_of(samples: FloatArray) -> FloatArray:
    """(12, T) without the frames that the sound's edges cut."""
    spectrograph = Spectrograph(samples.shape[0])
    power = np.concatenate([*spectrograph.push(samples), *spectrograph.finish()])
    return pitch_classes(power)[5:-5].T


@pytest.mark.parametrize("pitch", range(48, 96))
def test_a_tone_lies_on_its_pitch_class_alone(pitch: int) -> None:
    chroma = chroma_of(mono(tone(440 * 2 ** ((pitch - 69) / 12), 0.5)))
    assert np.all(chroma[pitch % 12] == 1)
    others = np.delete(chroma, pitch % 12, axis=0)
    assert others.max() < 0.2, others.max(axis=1)


@pytest.mark.parametrize("voice", ["organ", "strings"])
def test_the_notes_of_a_chord_are_its_strongest_pitch_classes(voice: str) -> None:
    for tonic in range(12):
        chord = [55 + tonic, 59 + tonic, 62 + tonic]
        chroma = chroma_of(songs.play([songs.Note(voice, 0, 2, pitch, 0.2) for pitch in chord], 2)).mean(axis=1)
        own = chroma[[pitch % 12 for pitch in chord]]
        assert own.min() > np.delete(chroma, [pitch % 12 for pitch in chord]).max(), (tonic, chroma)


def test_noise_has_no_pitch_class_of_its_own() -> None:
    chroma = chroma_of(mono(0.1 * pink(480_000))).mean(axis=1)
    assert chroma.max() < 1.3 * chroma.min(), chroma


def test_silence_and_a_constant_have_none() -> None:
    assert not pitch_classes(np.zeros((3, 1025), np.float32)).any()
    assert not pitch_classes(np.ones((3, 1025), np.float32)).any()
    assert pitch_classes(np.zeros((0, 1025), np.float32)).shape == (0, 12)


@given(seed=st.integers(0, 2**32 - 1), decibels=st.floats(-180, 60))
def test_chroma_is_in_range_whatever_the_spectrum(seed: int, decibels: float) -> None:
    rng = np.random.default_rng(seed)
    power = (rng.exponential(size=(4, 1025)) ** rng.uniform(0.1, 8) * 10 ** (decibels / 10)).astype(np.float32)
    chroma = pitch_classes(power)
    assert np.all(np.isfinite(chroma))
    assert chroma.min() >= 0
    assert chroma.max() <= 1
