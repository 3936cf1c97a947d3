"""Each curve agrees with librosa's function for it on the same spectrum, and lies on the frame clock."""

import librosa
import numpy as np
import pytest

from onset.analysis.analyze import analyze
from onset.analysis.filterbanks import MEL_RANGE_HZ, mel_triangles
from onset.analysis.onsets import LEAD_FRAMES
from onset.analysis.spectrum import FFT_SAMPLES, hann
from onset.timeline.sound import HOP_SAMPLES, Features, FloatArray
from tests.unit.analysis.sounds import RATE_HZ, click, drums, mono, pink, seconds, speak, struck, tone


def chirp() -> FloatArray:
    time_s = seconds(3)
    return mono(0.3 * np.sin(2 * np.pi * (100 * time_s + 1500 * time_s**2)) + 0.001 * pink(time_s.size))


SOUNDS = {
    "drums": drums(120, 3) + 0.001 * mono(pink(3 * RATE_HZ)),
    "chirp": chirp(),
    "speech": speak([0.3, 0.4, 0.2]).samples + 0.0005 * mono(pink(speak([0.3, 0.4, 0.2]).samples.size)),
}


@pytest.fixture(params=SOUNDS)
def sound(request: pytest.FixtureRequest) -> FloatArray:
    return SOUNDS[request.param]


@pytest.fixture
def features(sound: FloatArray) -> Features:
    return analyze(sound).features


@pytest.fixture
def power(sound: FloatArray) -> FloatArray:
    """librosa's spectrum in our units: full-scale sine 1, no constant offset."""
    scale = hann().sum() / (FFT_SAMPLES / 2)
    spectrum = librosa.stft(sound[0], n_fft=FFT_SAMPLES, hop_length=HOP_SAMPLES, window="hann", pad_mode="constant")
    power = np.abs(spectrum * scale) ** 2
    power[:2] = 0
    return power


def assert_close(ours: FloatArray, theirs: FloatArray, *, relative: float = 1e-3, absolute: float = 1e-6) -> None:
    assert ours.shape == theirs.shape
    worst = int(np.argmax(np.abs(ours - theirs)))
    np.testing.assert_allclose(ours, theirs, rtol=relative, atol=absolute, err_msg=f"worst at {worst}")


def mel_power(power: FloatArray) -> FloatArray:
    low_hz, high_hz = MEL_RANGE_HZ
    return librosa.feature.melspectrogram(S=power, sr=RATE_HZ, fmin=low_hz, fmax=high_hz, norm=None)


def test_mel_agrees_with_librosa(features: Features, power: FloatArray) -> None:
    theirs = librosa.power_to_db(mel_power(power), ref=1.0, amin=1e-8, top_db=None)
    assert_close(features.mel_db.astype(np.float32), theirs, absolute=0.04)  # half precision


def test_onset_strength_agrees_with_librosa(features: Features, power: FloatArray) -> None:
    levels = librosa.power_to_db(mel_power(power), ref=1.0, amin=1e-18, top_db=80)
    theirs = librosa.onset.onset_strength(S=levels, sr=RATE_HZ, hop_length=HOP_SAMPLES, center=False)
    assert_close(features.onset_strength[LEAD_FRAMES:], theirs[:-LEAD_FRAMES], absolute=0.01)


def test_rms_agrees_with_librosa(features: Features, power: FloatArray) -> None:
    # librosa divides by the frame's length squared, for a rectangular window.
    theirs = librosa.feature.rms(S=np.sqrt(power), frame_length=FFT_SAMPLES)[0] * FFT_SAMPLES / 2
    assert_close(features.rms, theirs)


def test_centroid_agrees_with_librosa(features: Features, power: FloatArray) -> None:
    assert_close(features.centroid_hz, librosa.feature.spectral_centroid(S=np.sqrt(power), sr=RATE_HZ)[0])


def test_rolloff_agrees_with_librosa(features: Features, power: FloatArray) -> None:
    theirs = librosa.feature.spectral_rolloff(S=power, sr=RATE_HZ, roll_percent=0.85)[0]
    one_bin_hz = RATE_HZ / FFT_SAMPLES
    assert_close(features.rolloff_hz, theirs, absolute=1.01 * one_bin_hz)
    assert np.mean(features.rolloff_hz != theirs.astype(np.float32)) < 0.02


def test_flatness_agrees_with_librosa(features: Features, power: FloatArray) -> None:
    theirs = librosa.feature.spectral_flatness(S=np.sqrt(power[2:]), amin=1e-18)[0]
    assert_close(features.flatness, theirs, absolute=1e-4)


def test_flux_is_the_distance_between_spectra(features: Features, power: FloatArray) -> None:
    distance = np.linalg.norm(np.diff(np.sqrt(power), axis=1), axis=0) / power.shape[0]
    assert_close(features.flux, np.append(0, distance).astype(np.float32), relative=1e-2, absolute=1e-8)


@pytest.mark.parametrize(("frequency_hz", "band"), [(120, "bass"), (1000, "mid"), (8000, "treble")])
def test_a_sine_is_in_its_band_with_its_amplitude(frequency_hz: float, band: str) -> None:
    features = analyze(mono(tone(frequency_hz, 1, amplitude=0.4))).features
    inside = slice(5, -5)
    for name in ("bass", "mid", "treble"):
        expected = 0.4 / np.sqrt(2) if name == band else 0
        np.testing.assert_allclose(getattr(features, name)[inside], expected, atol=3e-3, err_msg=name)
    np.testing.assert_allclose(features.rms[inside], 0.4 / np.sqrt(2), rtol=1e-3)
    assert np.all(np.abs(features.centroid_hz[inside] - frequency_hz) < 15)


def test_a_full_scale_sine_is_0_db() -> None:
    features = analyze(mono(tone(1000, 1, amplitude=1.0))).features
    loudest_db = 10 * np.log10(np.sum(10 ** (features.mel_db[:, 50] / 10)))
    assert abs(loudest_db) < 0.5, loudest_db


@pytest.mark.parametrize(("frequency_hz", "pitch_class"), [(261.63, 0), (440.0, 9), (739.99, 6)])
def test_chroma_starts_at_c(frequency_hz: float, pitch_class: int) -> None:
    chroma = analyze(mono(tone(frequency_hz, 1))).features.chroma
    assert np.all(np.argmax(chroma[:, 5:-5], axis=0) == pitch_class)


def test_onsets_lie_where_the_sound_begins() -> None:
    times_s = np.arange(0.5, 5, 0.437)
    background = 0.001 * mono(pink(5 * RATE_HZ))
    curve = analyze(struck(times_s, click(), 5) + background).features.onset_strength
    for time_s in times_s:
        frame = round(time_s * 100)
        found = frame - 10 + int(np.argmax(curve[frame - 10 : frame + 11]))
        assert abs(found - time_s * 100) <= 1.5, f"onset at {time_s:.3f} s found at {found / 100:.2f} s"


def test_a_constant_offset_changes_no_feature() -> None:
    sound = drums(100, 2)
    plain, offset = analyze(sound).features, analyze(sound + np.float32(0.3)).features
    inside = slice(5, -5)  # The offset's own start and end are audible.
    for name in ("rms", "bass", "mid", "treble", "flux"):
        np.testing.assert_allclose(
            getattr(offset, name)[inside], getattr(plain, name)[inside], atol=1e-4, rtol=1e-3, err_msg=name
        )


def test_silence_has_no_shape() -> None:
    features = analyze(np.zeros((1, RATE_HZ), np.float32)).features
    for name in ("chroma", "onset_strength", "rms", "centroid_hz", "rolloff_hz", "flux", "flatness", "bass"):
        assert not np.any(getattr(features, name)), name
    assert np.all(features.mel_db == -80)


def test_mel_triangles_are_librosas() -> None:
    low_hz, high_hz = MEL_RANGE_HZ
    theirs = librosa.filters.mel(sr=RATE_HZ, n_fft=FFT_SAMPLES, fmin=low_hz, fmax=high_hz, norm=None)
    np.testing.assert_allclose(mel_triangles(), theirs.T, atol=1e-6)
