"""The served beat tracker through the real Triton: clicks are heard, blocks do not show, bad input is refused."""

import re

import numpy as np
import pytest

from onset.analysis import triton_ears
from onset.analysis.ears import BEAT_FRAMES_PER_S
from onset.analysis.triton_ears import TritonEars
from onset.runtime import model_calls
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.triton import TritonClient
from onset.timeline.sound import FloatArray
from tests.triton_fixture import MakeTriton


@pytest.fixture(scope="module")
def client(make_triton: MakeTriton) -> TritonClient:
    """Of a Triton with this model alone: up in a second."""
    triton = make_triton(["beat_tracker"])
    triton.start()
    return TritonClient(triton.address)


def noise(frames: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).random((frames, 128), np.float32)


def clicks(tempo_bpm: float, frames: int) -> tuple[FloatArray, np.ndarray]:
    """Broad-band strokes that fade within 160 ms, every fourth with a deep one, and the frames they begin in."""
    mel = np.zeros((frames, 128), np.float32)
    beats = np.arange(10, frames - 8, 60 / tempo_bpm * BEAT_FRAMES_PER_S)
    for number, frame in enumerate(beats.round().astype(int)):
        fade = np.linspace(1, 0.3, 8)[:, None]
        mel[frame : frame + 8, 40:] = 0.8 * fade
        if number % 4 == 0:
            mel[frame : frame + 8, :20] = fade
    return mel, beats


@pytest.mark.parametrize("tempo_bpm", [80, 120, 160])
def test_activations_rise_on_the_strokes(client: TritonClient, tempo_bpm: float) -> None:
    mel, beats = clicks(tempo_bpm, 1500)
    beat, downbeat = model_calls.track_beats(client, mel).T[:2]
    frames = beats.round().astype(int)
    between = np.ones(len(mel), bool)
    between[(frames[:, None] + np.arange(-3, 4)).clip(0, len(mel) - 1)] = False
    at = np.array([beat[frame - 1 : frame + 2].max() for frame in frames])
    assert np.median(at) > 0.4, f"{tempo_bpm} BPM: {at.round(2)}"
    assert np.median(at) > 4 * np.median(beat[between])
    assert downbeat.mean() < beat.mean()


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 5, 499, 501])
def test_any_length_is_heard(client: TritonClient, frames: int) -> None:
    activations = model_calls.track_beats(client, noise(frames))
    assert activations.shape == (frames, 6)
    assert ((activations >= 0) & (activations <= 1)).all()
    np.testing.assert_allclose(activations[:, 2:].sum(axis=1), 1, atol=1e-4)


def test_silence_has_no_beat(client: TritonClient) -> None:
    assert model_calls.track_beats(client, np.zeros((1000, 128), np.float32))[:, :2].max() < 0.2


def test_a_long_sound_is_heard_as_in_one_piece(client: TritonClient) -> None:
    mel = np.concatenate([clicks(100 + 20 * k, 5001)[0] for k in range(6)])[:29_999]
    assert len(mel) > 2 * triton_ears.BLOCK_FRAMES - 2 * triton_ears.OVERLAP_FRAMES
    np.testing.assert_allclose(TritonEars(client).beats(mel), model_calls.track_beats(client, mel), atol=1e-3)


def test_a_sound_is_heard_alike_alone_and_in_a_batch(client: TritonClient) -> None:
    batch = np.stack([noise(300, seed) for seed in range(4)])
    together = client.infer("beat_tracker", {"MEL": batch}, timeout_s=20)["ACTIVATIONS"]
    np.testing.assert_allclose(together[2], model_calls.track_beats(client, batch[2])[:, :2], atol=1e-3)


def changed(value: float) -> FloatArray:
    mel = noise(20)
    mel[3, 5] = value
    return mel


REFUSALS = [
    (np.zeros((30_001, 128), np.float32), "MEL has 30001 frames, must be 1..30000"),
    (np.zeros((0, 128), np.float32), "MEL has 0 frames, must be 1..30000"),
    (np.zeros((5, 80), np.float32), "MEL"),
    (changed(np.nan), "MEL holds nan at [0, 3, 5]"),
    (changed(1.5), "must lie in 0..1"),
]


@pytest.mark.parametrize(("mel", "message"), REFUSALS, ids=[message for _, message in REFUSALS])
def test_bad_input_is_refused(client: TritonClient, mel: FloatArray, message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        model_calls.track_beats(client, mel)
