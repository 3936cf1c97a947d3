"""Loudness and true peak against ffmpeg's ebur128, the specification's own values, and their invariants."""

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.runtime import ffmpeg
from onset.runtime.meters.loudness import LoudnessMeter
from onset.runtime.meters.true_peak import BLOCK_SAMPLES, TruePeakMeter, block_peaks, interpolators
from onset.timeline.sound import FloatArray, Loudness
from tests.unit.analysis.sounds import RATE_HZ, drums, faded, mono, pink, seconds, speak, tone


def measure(sound: FloatArray, block_samples: int = 100_000) -> Loudness:
    loudness, true_peak = LoudnessMeter(sound.shape[0]), TruePeakMeter(sound.shape[0])
    for start in range(0, sound.shape[1], block_samples):
        loudness.push(sound[:, start : start + block_samples])
        true_peak.push(sound[:, start : start + block_samples])
    return Loudness(*loudness.finish(), true_peak.finish())


def measure_with_ffmpeg(sound: FloatArray, path: Path) -> Loudness:
    soundfile.write(path, sound.T, RATE_HZ, subtype="FLOAT")
    log = ffmpeg.measure(ffmpeg.open_file(path, container="wav").filter("ebur128", peak="true"), timeout_s=60)
    summary = log[log.rindex("Summary:") :]
    integrated, range_lu, peak = (float(re.search(rf"{name}: +(\S+)", summary)[1]) for name in ("I", "LRA", "Peak"))
    return Loudness(integrated, range_lu, peak)


def stereo(left: np.ndarray, right: np.ndarray) -> FloatArray:
    return np.concatenate((mono(left), mono(right)))


def swelling() -> FloatArray:
    level_db = -15 * (1 + np.sin(2 * np.pi * seconds(25) / 7))
    return mono(0.3 * pink(level_db.size) * 10 ** (level_db / 20))


def clipped() -> FloatArray:
    return np.clip(stereo(0.5 * pink(8 * RATE_HZ), 0.5 * pink(8 * RATE_HZ, 1)), -0.9, 0.9)


SOUNDS = {
    "sine": mono(faded(tone(997, 5, 1.0), 0.1)),
    "sine at a quarter of the rate": mono(faded(0.5 * np.sin(np.pi / 2 * np.arange(5 * RATE_HZ) + np.pi / 4), 0.1)),
    "square": mono(faded(np.sign(tone(441.3, 5)) * 0.5, 0.1)),
    "white noise": mono(faded(0.2 * np.random.default_rng(0).standard_normal(8 * RATE_HZ), 0.1)),
    "pink noise in stereo": stereo(0.1 * pink(8 * RATE_HZ), 0.05 * pink(8 * RATE_HZ, 1)),
    "clipped": clipped(),
    "swelling": swelling(),
    "speech": speak([0.2, 0.3, 1.5, 0.25, 2.7, 0.2, 0.4, 0.9]).samples,
    "drums": drums(120, 10),
    "loud, then quiet": mono(np.append(tone(997, 10, 0.5), tone(997, 10, 0.02))),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_agrees_with_ffmpeg(name: str, tmp_path: Path) -> None:
    ours, theirs = measure(SOUNDS[name]), measure_with_ffmpeg(SOUNDS[name], tmp_path / "sound.wav")
    assert ours.integrated_lufs == pytest.approx(theirs.integrated_lufs, abs=0.1)
    assert ours.range_lu == pytest.approx(theirs.range_lu, abs=0.1)
    assert ours.true_peak_dbtp == pytest.approx(theirs.true_peak_dbtp, abs=0.2)


@pytest.mark.parametrize("level_lufs", [-23, -33])
def test_ebu_tech_3341_stereo_sine(level_lufs: float) -> None:
    sine = tone(1000, 20, 10 ** (level_lufs / 20))
    assert measure(stereo(sine, sine)).integrated_lufs == pytest.approx(level_lufs, abs=0.1)


def test_ebu_tech_3341_gating() -> None:
    levels = [(-36, 10), (-23, 60), (-36, 10)]
    sine = np.concatenate([tone(1000, duration_s, 10 ** (level / 20)) for level, duration_s in levels])
    assert measure(stereo(sine, sine)).integrated_lufs == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize(("levels", "range_lu"), [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20)])
def test_ebu_tech_3342_range(levels: tuple[float, float], range_lu: float) -> None:
    sine = np.concatenate([tone(1000, 20, 10 ** (level / 20)) for level in levels])
    assert measure(stereo(sine, sine)).range_lu == pytest.approx(range_lu, abs=1)


@given(gain_db=st.floats(-20, 20), name=st.sampled_from(["speech", "drums", "pink noise in stereo"]))
@settings(max_examples=20, deadline=None)
def test_gain_moves_loudness_and_peak_by_itself(gain_db: float, name: str) -> None:
    plain, louder = measure(SOUNDS[name]), measure(SOUNDS[name] * np.float32(10 ** (gain_db / 20)))
    assert louder.integrated_lufs - plain.integrated_lufs == pytest.approx(gain_db, abs=0.02)
    assert louder.true_peak_dbtp - plain.true_peak_dbtp == pytest.approx(gain_db, abs=0.01)


@pytest.mark.parametrize("name", ["white noise", "clipped", "loud, then quiet", "speech"])
def test_true_peak_is_that_of_every_interpolated_value(name: str) -> None:
    between = [np.convolve(channel, taps) for channel in SOUNDS[name] for taps in interpolators()]
    peak = max(np.max(np.abs(values)) for values in (*between, SOUNDS[name]))
    assert measure(SOUNDS[name]).true_peak_dbtp == pytest.approx(20 * np.log10(peak), abs=1e-4)


@given(st.integers(0, 99), st.integers(1, 400), st.floats(0, 1))
def test_peaks_of_blocks_are_those_of_the_waveform(seed: int, count: int, above: float) -> None:
    sound = np.random.default_rng(seed).uniform(-0.5, 0.5, (2, count)).astype(np.float32)
    silence = np.zeros((2, 16), np.float32)
    around = np.concatenate((silence, sound, silence), axis=1)
    after = np.max([np.abs(np.convolve(c, taps, "valid"))[1:] for c in around for taps in interpolators()], axis=0)
    each = np.maximum(np.maximum(np.abs(sound).max(axis=0), after), np.append(0, after[:-1]))
    expected = np.array([each[start : start + BLOCK_SAMPLES].max() for start in range(0, count, BLOCK_SAMPLES)])
    found = block_peaks(sound, above)
    assert np.allclose(found[expected > above], expected[expected > above], atol=1e-5)
    assert (found <= np.maximum(expected, above) + 1e-5).all()


@given(block_samples=st.integers(500, 200_000))
@settings(max_examples=20, deadline=None)
def test_blocks_do_not_matter(block_samples: int) -> None:
    sound = SOUNDS["drums"][:, : 3 * RATE_HZ]
    whole, parts = measure(sound, sound.shape[1]), measure(sound, block_samples)
    assert parts.integrated_lufs == pytest.approx(whole.integrated_lufs, abs=1e-6)
    assert parts.true_peak_dbtp == pytest.approx(whole.true_peak_dbtp, abs=1e-3)


def test_silence_and_single_samples_have_finite_values() -> None:
    assert measure(np.zeros((2, RATE_HZ), np.float32)) == Loudness(-70, 0, -120)
    assert measure(np.ones((1, 1), np.float32)).true_peak_dbtp == pytest.approx(0, abs=0.01)


def test_a_sound_shorter_than_a_gating_block_is_measured_as_a_whole() -> None:
    long, short = tone(997, 2, 0.5), tone(997, 0.2, 0.5)
    assert measure(mono(short)).integrated_lufs == pytest.approx(measure(mono(long)).integrated_lufs, abs=0.3)
