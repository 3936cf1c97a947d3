"""Pitch against sounds of known pitch: tones, glides, voices."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from onset.analysis.analyze import analyze
from onset.analysis.spectrum import BIN_COUNT
from onset.analysis.speech.pitch import HIGHEST_HZ, LOWEST_HZ, pitch_hz, smoothed
from onset.models.beat_tracker.corpus.espeak import Manner
from onset.models.voice_detector.corpus.voices import espeak
from onset.timeline.sound import FloatArray
from tests.unit.analysis.sounds import RATE_HZ, faded, mono, pink, seconds, tone


def harmonics(frequency_hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) a bright tone, partials up to 5 kHz, of this frequency at each sample."""
    phase = 2 * np.pi * np.cumsum(frequency_hz) / RATE_HZ
    count = int(5000 / frequency_hz.max())
    return 0.1 * np.sum([np.sin(k * phase) / k for k in range(1, count + 1)], axis=0)


def curve(sound: NDArray[np.floating]) -> FloatArray:
    return analyze(mono(sound)).features.pitch_hz


def period_of_all(monotone: NDArray[np.float64]) -> float:
    """Frequency in Hz of the first period at which a whole sound best repeats itself."""
    correlation = np.fft.irfft(np.abs(np.fft.rfft(monotone, 2 * monotone.size)) ** 2)[: RATE_HZ // 60]
    correlation[: RATE_HZ // 500] = 0
    peaks = scipy.signal.find_peaks(correlation, 0.85 * correlation.max())[0]
    return RATE_HZ / float(peaks[0])


@pytest.mark.parametrize("frequency_hz", [66, 82, 110, 147.3, 220, 330, 441, 660, 880])
def test_a_steady_tone(frequency_hz: float) -> None:
    heard = curve(harmonics(np.full(RATE_HZ, frequency_hz)))[5:-5]
    np.testing.assert_allclose(heard, frequency_hz, rtol=0.005)


@pytest.mark.parametrize("frequency_hz", [100, 250, 440, 900])
def test_a_pure_tone(frequency_hz: float) -> None:
    np.testing.assert_allclose(curve(tone(frequency_hz, 1))[5:-5], frequency_hz, rtol=0.01)


@pytest.mark.parametrize(("start_hz", "end_hz"), [(90, 180), (300, 120), (200, 400)])
def test_a_glide_of_an_octave_a_second(start_hz: float, end_hz: float) -> None:
    glide_hz = np.geomspace(start_hz, end_hz, 2 * RATE_HZ)
    heard, wanted = curve(harmonics(glide_hz))[5:-5], glide_hz[::480][5:195]
    np.testing.assert_allclose(heard[:190], wanted, rtol=0.02)


@pytest.mark.parametrize("snr_db", [None, 10])
def test_voices_on_one_pitch(snr_db: float | None) -> None:
    octaves = []
    for voice in ("en-us+m3", "en-us", "de", "fr+f4", "it+Michael"):
        for pitch in (25, 60):
            spoken = espeak("No more rain will run along my river.", Manner(voice, 150, pitch, 0)).astype(float)
            expected_hz = period_of_all(spoken)
            if snr_db is not None:
                spoken += pink(spoken.size) * spoken.std() * 10 ** (-snr_db / 20)
            heard_hz = curve(spoken)
            assert np.mean(heard_hz > 0) > 0.4, f"{voice} at {pitch} is hardly voiced"
            octaves.append(np.log2(heard_hz[heard_hz > 0] / expected_hz))
    off = np.mean(np.abs(np.concatenate(octaves)) > 0.4)
    assert off < 0.02, f"{off:.1%} of the frames are an octave off"


@pytest.mark.parametrize("sound", [np.zeros(RATE_HZ), 0.1 * pink(RATE_HZ), np.full(RATE_HZ, 0.5)])
def test_what_has_no_pitch(sound: NDArray[np.float64]) -> None:
    assert np.mean(curve(sound) > 0) < 0.02


def test_pitch_ends_with_the_voice() -> None:
    sound = np.zeros(2 * RATE_HZ)
    sound[RATE_HZ // 2 : RATE_HZ] = faded(harmonics(np.full(RATE_HZ // 2, 200.0)), 0.01)
    voiced = np.flatnonzero(curve(sound))
    assert abs(voiced[0] - 50) <= 3
    assert abs(voiced[-1] - 100) <= 3


def test_an_octave_error_and_a_lone_frame_are_mended() -> None:
    raw = np.full(100, 150, np.float32)
    raw[40:43], raw[70:72] = 75, 300
    np.testing.assert_array_equal(smoothed(raw), 150)
    lone = np.zeros(100, np.float32)
    lone[50] = 150
    assert not smoothed(lone).any()


def test_louder_is_not_higher() -> None:
    sound = harmonics(seconds(0.5) * 100 + 150)
    np.testing.assert_allclose(curve(sound), curve(0.01 * sound), rtol=1e-3)


@given(hnp.arrays(np.float32, st.tuples(st.integers(0, 6), st.just(BIN_COUNT)), elements=st.floats(0, 1e6, width=32)))
@settings(max_examples=50, deadline=None)
def test_any_spectrum_has_a_pitch_in_range_or_none(power: FloatArray) -> None:
    for hz in (pitch_hz(power), smoothed(pitch_hz(power))):
        assert hz.shape == power.shape[:1]
        assert hz.dtype == np.float32
        assert ((hz == 0) | ((hz > LOWEST_HZ * 0.95) & (hz < HIGHEST_HZ * 1.2))).all()


def test_seconds_are_independent_of_the_beginning() -> None:
    sound = np.concatenate((harmonics(np.linspace(100, 200, RATE_HZ)), np.zeros(RATE_HZ // 2)))
    later = np.concatenate((np.zeros(20 * 480), sound))
    np.testing.assert_allclose(curve(later)[20:], curve(sound), rtol=1e-3)
