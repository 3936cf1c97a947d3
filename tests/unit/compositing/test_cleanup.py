"""Treatments of a voice: what they gain on known faults, what they leave alone, and that no sample moves."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing.sound.cleanup import stft
from onset.compositing.sound.cleanup.level import gain_curve_db
from onset.compositing.sound.cleanup.treat import treat
from onset.runtime.media.canonical import CanonicalWriter
from onset.timeline.brief import VoiceTreatment
from tests.support import spoiled

RATE = 48_000


def never() -> bool:
    return False


def treated(folder: Path, samples: np.ndarray, *treatments: VoiceTreatment) -> np.ndarray:
    soundfile.write(folder / "voice.wav", samples.astype(np.float32), RATE, subtype="FLOAT")
    treat(folder / "voice.wav", treatments, folder / "treated.wav", never)
    result, rate = soundfile.read(folder / "treated.wav")
    assert rate == RATE
    assert result.shape == samples.shape, "no sample more or less"
    assert sorted(path.name for path in folder.iterdir()) == ["treated.wav", "voice.wav"]
    return np.asarray(result)


def delay(clean: np.ndarray, other: np.ndarray) -> int:
    size = 1 << (2 * len(clean) - 1).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(other, size) * np.conj(np.fft.rfft(clean, size)), size)
    at = int(likeness.argmax())
    return at if at < size // 2 else at - size


@pytest.mark.parametrize("treatment", VoiceTreatment)
def test_no_treatment_moves_the_voice(tmp_path: Path, treatment: VoiceTreatment) -> None:
    clean = spoiled.voice()
    assert delay(clean, treated(tmp_path, spoiled.with_noise(clean, 25), treatment)) == 0


@pytest.mark.parametrize(("snr_db", "gain_db", "pauses_db"), [(5, 3, 13), (10, 2, 12), (20, 1, 7)])
def test_noise_is_lowered_and_the_voice_is_clearer(
    tmp_path: Path, snr_db: float, gain_db: float, pauses_db: float
) -> None:
    clean = spoiled.voice()
    noisy, speech = spoiled.with_noise(clean, snr_db), spoiled.spoken(clean)
    result = treated(tmp_path, noisy, VoiceTreatment.DENOISE)
    assert spoiled.snr_db(clean, result, speech) > snr_db + gain_db
    assert spoiled.level_db(result, ~speech) < spoiled.level_db(noisy, ~speech) - pauses_db


@pytest.mark.parametrize("treatment", [VoiceTreatment.DENOISE, VoiceTreatment.DEESS, VoiceTreatment.DECLICK])
def test_a_clean_voice_is_hardly_touched(tmp_path: Path, treatment: VoiceTreatment) -> None:
    clean = spoiled.voice()
    everywhere = np.ones(len(clean), bool)
    assert spoiled.snr_db(clean, treated(tmp_path, clean, treatment), everywhere) > 25


def test_clicks_are_mended(tmp_path: Path) -> None:
    clean = spoiled.voice()
    clicked, everywhere = spoiled.with_clicks(clean), np.ones(len(clean), bool)
    result = treated(tmp_path, clicked, VoiceTreatment.DECLICK)
    assert spoiled.snr_db(clean, result, everywhere) > spoiled.snr_db(clean, clicked, everywhere) + 12


def test_harsh_sibilants_are_softened_and_vowels_left_alone(tmp_path: Path) -> None:
    clean = spoiled.voice()
    harsh, hiss = spoiled.with_harshness(clean), spoiled.sibilant(clean)
    result = treated(tmp_path, harsh, VoiceTreatment.DEESS)
    lowered = spoiled.level_db(spoiled.sibilance(harsh), hiss) - spoiled.level_db(spoiled.sibilance(result), hiss)
    assert 5 < lowered < 12
    near = np.convolve(hiss, np.ones(2400), mode="same") > 0
    assert spoiled.snr_db(harsh, result, spoiled.spoken(clean) & ~near) > 35


def test_phrases_are_brought_together_and_pauses_are_not_pumped(tmp_path: Path) -> None:
    clean = spoiled.voice()
    uneven, speech = spoiled.with_steps(clean), spoiled.spoken(clean)
    result = treated(tmp_path, uneven, VoiceTreatment.LEVEL)
    thirds = np.array_split(np.arange(len(clean)), 3)

    def spread(samples: np.ndarray) -> float:
        levels = [spoiled.level_db(samples[third], speech[third]) for third in thirds]
        return max(levels) - min(levels)

    assert spread(uneven) > 8
    assert spread(result) < 4
    assert np.abs(result).max() <= 1


def test_all_treatments_together_keep_length_and_place(tmp_path: Path) -> None:
    clean = spoiled.voice()
    result = treated(tmp_path, spoiled.with_clicks(spoiled.with_noise(clean, 20)), *reversed(VoiceTreatment))
    assert delay(clean, result) == 0


@pytest.mark.parametrize("treatment", VoiceTreatment)
@pytest.mark.parametrize("samples", [np.zeros(4800), np.zeros((4800, 2)), np.full(1, 0.5), np.zeros((3, 2))])
def test_silence_and_slivers_come_back(tmp_path: Path, treatment: VoiceTreatment, samples: np.ndarray) -> None:
    assert np.isfinite(treated(tmp_path, samples, treatment)).all()


@given(st.integers(1, 9000), st.integers(1, 2), st.sampled_from([256, 1024]), st.integers(0, 99))
@settings(max_examples=25)
def test_untouched_spectra_give_back_the_sound(
    tmp_path_factory: pytest.TempPathFactory, count: int, channels: int, size: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("spectra")
    samples = np.random.default_rng(seed).normal(size=(count, channels)).clip(-1, 1)
    soundfile.write(folder / "in.wav", samples, RATE, subtype="FLOAT")
    with (
        soundfile.SoundFile(folder / "in.wav") as source,
        CanonicalWriter(folder / "out.wav", channels) as target,
    ):
        stft.reshape(source, target, stft.Frames(size), lambda batch: batch, never)
    result, _ = soundfile.read(folder / "out.wav", always_2d=True)
    assert result.shape == samples.shape
    assert np.abs(result - samples).max() < 1e-6


@given(st.lists(st.floats(0, 1), min_size=1, max_size=600))
def test_levelling_moves_slowly_and_within_its_bounds(power: list[float]) -> None:
    gains = gain_curve_db(np.array(power))
    assert gains.shape == (len(power),)
    assert np.abs(gains).max() <= 12.0
    assert np.abs(np.diff(gains)).max(initial=0.0) < 1.0
