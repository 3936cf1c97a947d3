"""The whole analysis: its invariants, its independence of blocks, and sounds that are hardly sounds."""

import dataclasses
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from onset.analysis.analyze import analyze, analyze_blocks
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, Features, FloatArray
from tests.support.ears import MarkedEars, marked
from tests.unit.analysis.sounds import RATE_HZ, click, drums, mono, speak, struck, tone

FEATURE_NAMES = [field.name for field in dataclasses.fields(Features)]


def assert_sane(analysis: AudioAnalysis, sample_count: int) -> None:
    frame_count = 1 + sample_count // HOP_SAMPLES
    assert (analysis.sample_count, analysis.sample_rate_hz, analysis.hop_samples) == (
        sample_count,
        RATE_HZ,
        HOP_SAMPLES,
    )
    features = analysis.features
    assert features.mel_db.shape == (128, frame_count)
    assert features.chroma.shape == (12, frame_count)
    for name in FEATURE_NAMES:
        curve = getattr(features, name)
        assert curve.shape[-1] == frame_count, name
        assert curve.dtype == (np.float16 if name == "mel_db" else np.float32), name
        assert np.all(np.isfinite(curve)), name
        assert name == "mel_db" or np.all(curve >= 0), name
    assert features.mel_db.min() >= -80
    assert features.chroma.max(initial=0) <= 1
    assert features.flatness.max(initial=0) <= 1
    numbers = (*dataclasses.astuple(analysis.tempo), *dataclasses.astuple(analysis.loudness))
    assert np.all(np.isfinite(numbers)), numbers
    assert 0 <= analysis.tempo.confidence <= 1
    beats = [beat.sample for beat in analysis.beats]
    assert beats == sorted(set(beats))
    assert all(0 <= beat < sample_count for beat in beats)
    assert all(np.isfinite(beat.strength) and 0 <= beat.strength <= 1 for beat in analysis.beats)
    spans = sorted((*analysis.speech, *analysis.pauses), key=lambda span: span.start_sample)
    assert all(a.end_sample <= b.start_sample for a, b in zip(spans, spans[1:], strict=False))
    assert all(span.end_sample <= sample_count for span in spans)


def assert_same(left: AudioAnalysis, right: AudioAnalysis) -> None:
    """To the last bit."""
    for field in dataclasses.fields(AudioAnalysis):
        if field.name not in {"features", "energy_arc"}:
            assert getattr(left, field.name) == getattr(right, field.name), field.name
    np.testing.assert_array_equal(left.energy_arc, right.energy_arc)
    for name in FEATURE_NAMES:
        np.testing.assert_array_equal(getattr(left.features, name), getattr(right.features, name), err_msg=name)


ODD_SOUNDS: dict[str, FloatArray] = {
    "silence": np.zeros((1, RATE_HZ), np.float32),
    "stereo silence": np.zeros((2, RATE_HZ), np.float32),
    "one sample": np.ones((1, 1), np.float32),
    "two samples": np.array([[1, -1]], np.float32),
    "10 ms": mono(tone(440, 0.01)),
    "a hop less one": mono(tone(440, 0.01))[:, :-1],
    "90 ms": mono(tone(440, 0.09)),
    "0.4 s": mono(tone(440, 0.4)),
    "a click at the start": struck([0.0], click(), 1),
    "a click at the end": struck([0.99], click(), 1),
    "one sample in silence": np.eye(1, RATE_HZ, 20_000, dtype=np.float32),
    "constant": np.ones((1, RATE_HZ), np.float32),
    "constant and speech": speak([0.2, 0.3, 0.2]).samples + np.float32(0.5),
    "clipped": np.clip(20 * drums(120, 3), -1, 1),
    "square": mono(np.sign(tone(50, 1))),
    "40 dB over full scale": 100 * drums(120, 2),
    "120 dB over full scale": np.clip(1e6 * mono(tone(440, 1)), -1e6, 1e6),
    "denormal": np.full((1, RATE_HZ), 1e-40, np.float32),
    "one bit of dither": mono(np.random.default_rng(0).choice([-1, 0, 1], RATE_HZ) / 32768),
    "highest frequency": mono(np.resize([0.5, -0.5], RATE_HZ).astype(float)),
    "opposite channels": np.concatenate((drums(120, 2), -drums(120, 2))),
    "one channel only": np.concatenate((drums(120, 2), 0 * drums(120, 2))),
}


@pytest.mark.parametrize("name", ODD_SOUNDS)
def test_odd_sounds_are_analysed_without_a_nan(name: str) -> None:
    sound = ODD_SOUNDS[name]
    with np.errstate(all="raise", under="ignore"):
        assert_sane(analyze(sound), sound.shape[1])


@given(
    count=st.integers(1, 60_000),
    channels=st.integers(1, 2),
    level_db=st.floats(-120, 40),
    kind=st.sampled_from(["noise", "speech", "sparse"]),
    seed=st.integers(0, 1000),
)
@settings(max_examples=40, deadline=None)
def test_any_sound_gives_a_sane_analysis(count: int, channels: int, level_db: float, kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    sound = rng.standard_normal((channels, count))
    if kind == "speech":
        sound *= np.abs(np.sin(np.arange(count) / 7000)) > 0.5
    elif kind == "sparse":
        sound *= rng.random((channels, count)) < 1e-3
    assert_sane(analyze((sound * 10 ** (level_db / 20)).astype(np.float32)), count)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e7])
@pytest.mark.parametrize("channel", [0, 1])
def test_values_that_are_no_sound_are_refused_with_their_place(value: float, channel: int) -> None:
    sound = np.concatenate((drums(120, 4), drums(120, 4)))
    sound[channel, 150_001] = value
    with pytest.raises(ValueError, match=f"sample 150001 of channel {channel}"):
        analyze(sound)


@pytest.mark.parametrize("shape", [(0, 100), (3, 100), (1, 0), (100,), (1, 100, 1)])
def test_wrong_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"channels|empty"):
        analyze(np.zeros(shape, np.float32))


@pytest.mark.parametrize("announced", [RATE_HZ - 1, RATE_HZ + 1])
def test_blocks_must_be_as_long_as_announced(announced: int, tmp_path: Path) -> None:
    blocks = np.split(drums(120, 1), 10, axis=1)
    with pytest.raises(ValueError, match=r"announced|ends after"):
        analyze_blocks(blocks, channel_count=1, sample_count=announced, ears=None, folder=tmp_path)


@given(cuts=st.sets(st.integers(0, 4 * RATE_HZ), max_size=8))
@settings(max_examples=15, deadline=None)
def test_blocks_do_not_matter(cuts: set[int]) -> None:
    sound = SPOKEN_DRUMS
    blocks = np.split(sound, sorted(cuts), axis=1)
    with tempfile.TemporaryDirectory() as folder:
        cut = analyze_blocks(
            blocks, channel_count=1, sample_count=sound.shape[1], ears=MarkedEars(), folder=Path(folder)
        )
    assert_same(cut, WHOLE)


@pytest.mark.parametrize("shift_frames", [1, 7, 50])
def test_a_shift_by_whole_frames_shifts_everything(shift_frames: int) -> None:
    sound = struck(np.arange(0.5, 8, 0.5), click(), 9)
    shift = shift_frames * HOP_SAMPLES
    plain, shifted = analyze(sound), analyze(np.pad(sound, ((0, 0), (shift, 0))))
    for name in FEATURE_NAMES:
        left, right = getattr(plain.features, name), getattr(shifted.features, name)[..., shift_frames:]
        np.testing.assert_allclose(left, right, rtol=1e-3, atol=1e-3, err_msg=name)
    assert [beat.sample + shift for beat in plain.beats] == [beat.sample for beat in shifted.beats]
    assert shifted.loudness.true_peak_dbtp == pytest.approx(plain.loudness.true_peak_dbtp, abs=0.01)


@pytest.mark.parametrize("shift", [1, 77, 4801])
def test_a_shift_of_speech_shifts_its_spans(shift: int) -> None:
    sound = speak([0.5, 0.3, 0.7, 0.4]).samples
    plain, shifted = analyze(sound), analyze(np.pad(sound, ((0, 0), (shift, 0))))
    assert len(plain.speech) == len(shifted.speech)
    for before, after in zip(plain.speech, shifted.speech, strict=True):
        assert abs(after.start_sample - before.start_sample - shift) <= 0.005 * RATE_HZ
        assert abs(after.end_sample - before.end_sample - shift) <= 0.005 * RATE_HZ


def test_both_channels_count_alike() -> None:
    sound = drums(120, 3)
    twice, swapped = np.concatenate((sound, sound)), np.concatenate((0 * sound, sound))
    np.testing.assert_allclose(analyze(twice).features.rms, analyze(sound).features.rms, rtol=1e-5)
    np.testing.assert_allclose(analyze(swapped).features.rms, analyze(sound).features.rms / np.sqrt(2), rtol=1e-5)


def test_matrix_products_are_not_spread_over_threads() -> None:
    analyze(tone(440, 0.1)[None].astype(np.float32))
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


SPOKEN_DRUMS = marked(150, 2, 4) + np.resize(speak([0.3, 0.5, 0.3]).samples, (1, 4 * RATE_HZ))
WHOLE = analyze(SPOKEN_DRUMS, MarkedEars())
assert WHOLE.beats
