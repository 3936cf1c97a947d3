"""Keys: the right one of 24, changes followed, none where there is no harmony."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.analysis.harmony import find_keys
from onset.timeline.music import Mode
from onset.timeline.sound import HOP_SAMPLES, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support.analyses import features
from tests.support.curves import curves_of
from tests.support.songs import MAJOR, MINOR, Material, compose
from tests.unit.analysis.sounds import drums, mono, pink, speak

CADENCES = {Mode.MAJOR: (MAJOR, (0, 3, 4, 0)), Mode.MINOR: (MINOR, (0, 3, 6, 0))}


@pytest.mark.parametrize("mode", [Mode.MAJOR, Mode.MINOR])
@pytest.mark.parametrize("tonic", range(12))
def test_a_cadence_with_bass_and_drums_is_in_its_key(tonic: int, mode: Mode) -> None:
    scale, chords = CADENCES[mode]
    song = compose([("A", Material(8, chords, comping_voice="strings"))], tempo_bpm=160, tonic=tonic, scale=scale)
    samples = song.sound()
    (key,) = find_keys(curves_of(samples), samples.shape[1])
    assert (key.tonic, key.mode) == (tonic, mode)
    assert (key.start_sample, key.end_sample) == (0, samples.shape[1])
    assert key.confidence > 0.4


def test_modulations_are_followed() -> None:
    keys = [(0, MAJOR), (2, MAJOR), (2, MINOR), (8, MINOR)]
    form = [
        (label, Material(12, (0, 3, 4, 0) if scale is MAJOR else (0, 3, 6, 0), tonic=tonic, scale=scale))
        for label, (tonic, scale) in zip("ABCD", keys, strict=True)
    ]
    song = compose(form, tempo_bpm=140)
    found = find_keys(curves_of(song.sound()), round(song.duration_s * SAMPLE_RATE_HZ))
    assert [(key.tonic, key.mode) for key in found] == [
        (tonic, Mode.MAJOR if scale is MAJOR else Mode.MINOR) for tonic, scale in keys
    ]
    late_s = [key.start_sample / SAMPLE_RATE_HZ - start_s for key, start_s in zip(found, song.starts_s, strict=True)]
    assert max(np.abs(late_s)) < 3, late_s


@pytest.mark.parametrize(
    "samples",
    [
        drums(120, 20),
        speak([0.1, 0.2, 0.3, 0.4] * 8).samples,
        mono(0.1 * pink(20 * SAMPLE_RATE_HZ)),
        mono(np.zeros(SAMPLE_RATE_HZ)),
        mono(np.zeros(1)),
    ],
    ids=["drums", "speech", "noise", "silence", "one sample"],
)
def test_there_is_no_key_where_there_is_no_harmony(samples: FloatArray) -> None:
    assert find_keys(curves_of(samples), samples.shape[1]) == ()


def test_a_song_between_stretches_of_noise_has_its_key_alone() -> None:
    noise = 0.05 * pink(15 * SAMPLE_RATE_HZ).astype(np.float32)
    song = compose([("A", Material(8, (0, 3, 4, 0)))], tempo_bpm=120, tonic=5).sound()[0]
    samples = np.concatenate((noise, song, noise))[None]
    (key,) = find_keys(curves_of(samples), samples.shape[1])
    assert (key.tonic, key.mode) == (5, Mode.MAJOR)
    edges_s = key.start_sample / SAMPLE_RATE_HZ, key.end_sample / SAMPLE_RATE_HZ
    assert edges_s == pytest.approx((15, 15 + 16), abs=2.5)


@given(frame_count=st.integers(1, 2500), seed=st.integers(0, 2**32 - 1), pitches=st.integers(0, 12))
def test_keys_are_in_order_within_the_sound(frame_count: int, seed: int, pitches: int) -> None:
    rng = np.random.default_rng(seed)
    chroma = rng.uniform(size=(12, frame_count)) * (rng.permutation(12) < pitches)[:, None]
    curves = features(rng.uniform(size=frame_count), np.zeros(frame_count), chroma=chroma)
    sample_count = (frame_count - 1) * HOP_SAMPLES + 1
    keys = find_keys(curves, sample_count)
    assert keys == find_keys(curves, sample_count)
    edges = [edge for key in keys for edge in (key.start_sample, key.end_sample)]
    assert edges == sorted(edges)
    assert all(edge <= sample_count for edge in edges)
    assert all(0 < key.confidence <= 1 for key in keys)
