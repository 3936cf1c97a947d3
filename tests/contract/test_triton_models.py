"""The served models through the real Triton: what they promise, and how they refuse bad input."""

import re
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pytest
import soxr

from onset.runtime import model_calls
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.triton import TritonClient

SCRIPT = (
    "Every morning starts with a single cup of coffee. We roast our beans slowly, over an open fire, "
    "in small batches.\n\nTaste the difference today. Order now, and your first bag is free."
)
SCENE = {
    "prompt": "mountains at sunrise",
    "audio": np.full((2, 20), 0.4, np.float32),
    "time_s": np.array([0.0, 0.5], np.float32),
    "palette": np.array([[240, 120, 60], [30, 40, 90]], np.uint8),
    "seed": 3,
    "width": 96,
    "height": 160,
}


@pytest.fixture(scope="module")
def speech(triton_client: TritonClient) -> tuple[np.ndarray, int]:
    return model_calls.synthesize(triton_client, SCRIPT, seed=7)


@pytest.fixture(scope="module")
def heard(triton_client: TritonClient, speech: tuple[np.ndarray, int]) -> dict[str, Any]:
    return model_calls.transcribe(triton_client, at_16_khz(*speech))


def at_16_khz(audio: np.ndarray, rate_hz: int) -> np.ndarray:
    return soxr.resample(audio, rate_hz, 16_000).astype(np.float32)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def test_speech_is_the_same_for_the_same_seed_and_another_for_another(
    triton_client: TritonClient, speech: tuple[np.ndarray, int]
) -> None:
    audio, rate_hz = speech
    assert rate_hz == 22_050
    assert audio.dtype == np.float32
    assert np.abs(audio).max() == pytest.approx(0.9, abs=1e-3)
    np.testing.assert_array_equal(model_calls.synthesize(triton_client, SCRIPT, seed=7)[0], audio)
    assert not np.array_equal(model_calls.synthesize(triton_client, SCRIPT, seed=8)[0], audio)


def test_speech_follows_the_speed(triton_client: TritonClient) -> None:
    slow, fast = (model_calls.synthesize(triton_client, SCRIPT, speed=speed)[0].size for speed in (0.8, 1.6))
    # The fastest sounds have a shortest length, so that speech does not shrink quite as much as asked.
    assert 1.6 < slow / fast < 2.1


def test_speech_pauses_between_sentences_and_longer_between_paragraphs(speech: tuple[np.ndarray, int]) -> None:
    audio, rate_hz = speech
    silent = np.flatnonzero(np.diff(np.concatenate([[1], (audio != 0).astype(int), [1]])))
    pauses_s = np.diff(silent)[::2] / rate_hz
    np.testing.assert_allclose(pauses_s[pauses_s > 0.3], [0.45, 0.9, 0.45], atol=0.01)


def test_whisper_hears_what_the_voice_says(heard: dict[str, Any]) -> None:
    spoken, text = words(SCRIPT), words(" ".join(segment["text"] for segment in heard["segments"]))
    assert heard["language"] == "en"
    assert SequenceMatcher(None, spoken, text).ratio() > 0.9, text


def test_whispers_times_are_in_order_and_within_the_recording(
    heard: dict[str, Any], speech: tuple[np.ndarray, int]
) -> None:
    times = [t for s in heard["segments"] for word in s["words"] for t in (word["start"], word["end"])]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= speech[0].size / speech[1] + 0.1
    for segment in heard["segments"]:
        assert segment["start"] == segment["words"][0]["start"]
        assert segment["end"] == segment["words"][-1]["end"]
        assert all(0 <= word["probability"] <= 1 for word in segment["words"])


def test_whisper_joins_windows_without_losing_or_repeating_words(
    triton_client: TritonClient, speech: tuple[np.ndarray, int]
) -> None:
    """Longer than one window of 30 s: the same speech three times, with the seconds between that a pause has."""
    once = at_16_khz(*speech)
    audio = np.concatenate([once, np.zeros(16_000, np.float32)] * 3)
    assert audio.size > 31 * 16_000
    result = model_calls.transcribe(triton_client, audio, language="en")
    text = words(" ".join(segment["text"] for segment in result["segments"]))
    assert SequenceMatcher(None, words(SCRIPT) * 3, text).ratio() > 0.9, text


def test_whisper_hears_nothing_in_silence(triton_client: TritonClient) -> None:
    assert model_calls.transcribe(triton_client, np.zeros(16_000, np.float32))["segments"] == []


def test_sentences_of_like_meaning_are_near(triton_client: TritonClient) -> None:
    texts = ["a lamp that wakes you gently", "morning light in the bedroom", "the quarterly tax report"]
    vectors = model_calls.embed_text(triton_client, texts)
    assert vectors.shape == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.3 > vectors[0] @ vectors[2]
    assert model_calls.embed_text(triton_client, []).shape == (0, 384)


def test_a_text_means_the_same_alone_and_in_a_batch(triton_client: TritonClient) -> None:
    texts = [f"text number {n}, " + "and more " * n for n in range(70)]
    together = model_calls.embed_text(triton_client, texts)
    np.testing.assert_allclose(together[65:66], model_calls.embed_text(triton_client, texts[65:66]), atol=1e-4)


def test_the_audio_encoder_gives_a_token_per_20_ms(triton_client: TritonClient) -> None:
    mel = np.zeros((1, 80, 3000), np.float32)
    tokens = model_calls.encode_audio(triton_client, mel)
    assert tokens.shape == (1, 1500, 512)
    assert np.isfinite(tokens).all()


def textured(shift_px: int) -> np.ndarray:
    """A smooth texture [240, 320, 3] moved to the left."""
    y, x = np.mgrid[:240, :320].astype(np.float64)
    x += shift_px
    planes = [127 + 50 * np.sin(x / (9 + c)) * np.cos(y / (7 + c)) + 40 * np.sin((x + y) / (23 + c)) for c in range(3)]
    return np.stack(planes, -1).round().astype(np.uint8)


def psnr_db(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((a.astype(float) - b) ** 2)))


def test_frames_between_follow_the_motion(triton_client: TritonClient) -> None:
    frames = model_calls.interpolate(triton_client, textured(0), textured(8), [0.25, 0.5, 0.75])
    inside = np.s_[16:-16, 16:-16]
    for frame, shift_px in zip(frames, (2, 4, 6), strict=True):
        moved = psnr_db(frame[inside], textured(shift_px)[inside])
        mixed = psnr_db((textured(0).astype(float) + textured(8))[inside] / 2, textured(shift_px)[inside])
        assert moved > max(30, mixed + 6), f"shift {shift_px}: {moved:.1f} dB, a mixture has {mixed:.1f} dB"


def test_frames_that_have_nothing_in_common_are_dissolved(triton_client: TritonClient) -> None:
    rng = np.random.default_rng(1)
    a, b = (np.kron(rng.integers(0, 255, (15, 20, 3)), np.ones((16, 16, 1))).astype(np.uint8) for _ in range(2))
    (frame,) = model_calls.interpolate(triton_client, a, b, [0.25])
    np.testing.assert_allclose(frame, 0.75 * a + 0.25 * b, atol=1.01)


def test_a_still_stays_as_it_is(triton_client: TritonClient) -> None:
    still = textured(0)
    np.testing.assert_array_equal(model_calls.interpolate(triton_client, still, still, [0.5])[0], still)


@pytest.mark.parametrize(("height", "width"), [(16, 16), (37, 53), (64, 1000), (1000, 64)])
def test_any_size_can_be_interpolated(triton_client: TritonClient, height: int, width: int) -> None:
    a = np.full((height, width, 3), 10, np.uint8)
    (frame,) = model_calls.interpolate(triton_client, a, a + 100, [0.5])
    np.testing.assert_allclose(frame, 60, atol=8)


def test_the_painter_paints_the_same_picture_again(triton_client: TritonClient) -> None:
    frames = model_calls.paint(triton_client, **SCENE)
    assert frames.shape == (2, 160, 96, 3)
    assert frames.std() > 10
    np.testing.assert_array_equal(model_calls.paint(triton_client, **SCENE), frames)
    assert not np.array_equal(model_calls.paint(triton_client, **{**SCENE, "seed": 4}), frames)


def changed(array: np.ndarray, where: Any, value: float) -> np.ndarray:
    array = array.copy()
    array[where] = value
    return array


PAINTER_REFUSALS = [
    ({"width": 62}, "SIZE has width 62, must be even and lie in 64..4096"),
    ({"height": 101}, "SIZE has height 101, must be even"),
    ({"width": 4098}, "SIZE has width 4098"),
    ({"seed": -1}, "SEED is -1, must not be negative"),
    ({"palette": np.zeros((0, 3), np.uint8)}, "PALETTE has 0 colours"),
    ({"palette": np.zeros((17, 3), np.uint8)}, "PALETTE has 17 colours"),
    ({"time_s": np.zeros(3, np.float32)}, "AUDIO has 2 rows and TIME 3"),
    ({"time_s": np.array([0, -1], np.float32)}, "TIME holds -1, must not be negative"),
    ({"time_s": np.array([0, np.inf], np.float32)}, "TIME holds inf at [1]"),
    ({"audio": changed(SCENE["audio"], (1, 3), np.nan)}, "AUDIO holds nan at [1, 3]"),  # type: ignore[arg-type]
    ({"audio": changed(SCENE["audio"], (0, 0), 1.5)}, "AUDIO spans 0.4..1.5, must lie in 0..1"),  # type: ignore[arg-type]
    ({"audio": np.zeros((2, 19), np.float32)}, "AUDIO"),
    ({"prompt": "x" * 2001}, "PROMPT has 2001 characters, at most 2000"),
]


@pytest.mark.parametrize(("change", "message"), PAINTER_REFUSALS, ids=[m for _, m in PAINTER_REFUSALS])
def test_the_painter_refuses(triton_client: TritonClient, change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        model_calls.paint(triton_client, **{**SCENE, **change})


def test_the_painter_refuses_more_frames_than_fit_an_answer(triton_client: TritonClient) -> None:
    many = {"audio": np.zeros((6, 20), np.float32), "time_s": np.zeros(6, np.float32), "width": 4096, "height": 4096}
    with pytest.raises(InvalidArgumentError, match="6 frames of 4096x4096 exceed 256 MiB"):
        model_calls.paint(triton_client, **{**SCENE, **many})


FRAME = np.zeros((64, 64, 3), np.uint8)
INTERPOLATOR_REFUSALS = [
    ((FRAME, np.zeros((64, 66, 3), np.uint8), [0.5]), "FRAME_A is [64, 64, 3] and FRAME_B [64, 66, 3]"),
    ((FRAME[:8], FRAME[:8], [0.5]), "frames are 64x8, sides must lie in 16..4096"),
    ((FRAME, FRAME, [0.0]), "TIMESTEP spans 0..0, must lie within (0, 1)"),
    ((FRAME, FRAME, [0.5, 1.0]), "TIMESTEP spans 0.5..1"),
    ((FRAME, FRAME, [np.nan]), "TIMESTEP holds nan at [0]"),
    ((FRAME, FRAME, []), "TIMESTEP is empty"),
    ((FRAME[..., :2], FRAME[..., :2], [0.5]), "FRAME_"),
]


@pytest.mark.parametrize(("arguments", "message"), INTERPOLATOR_REFUSALS, ids=[m for _, m in INTERPOLATOR_REFUSALS])
def test_the_interpolator_refuses(triton_client: TritonClient, arguments: Any, message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        model_calls.interpolate(triton_client, *arguments)


@pytest.mark.parametrize(
    ("text", "speed", "message"),
    [
        ("", 1.0, "TEXT holds nothing that can be spoken"),
        ("... !? \n\n --", 1.0, "TEXT holds nothing that can be spoken"),
        ("hello", 0.2, "SPEED is 0.2, must lie in 0.5..2"),
        ("hello", float("nan"), "SPEED is nan"),
        ("a" * 10_001, 1.0, "TEXT has 10001 characters, at most 10000"),
    ],
)
def test_the_voice_refuses(triton_client: TritonClient, text: str, speed: float, message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        model_calls.synthesize(triton_client, text, speed=speed)


@pytest.mark.parametrize("text", ["Café, naïve, 😀 and 日本.", "x", "word " * 300, "1,234.50 USD & 3 * 4"])
def test_the_voice_speaks_whatever_has_words(triton_client: TritonClient, text: str) -> None:
    audio, rate_hz = model_calls.synthesize(triton_client, text, speed=2)
    assert audio.size > 0.1 * rate_hz
    assert np.isfinite(audio).all()


WHISPER_REFUSALS: list[tuple[np.ndarray, dict[str, str], str]] = [
    (np.zeros(0, np.float32), {}, "AUDIO lasts 0 s"),
    (np.zeros(601 * 16_000, np.float32), {}, "AUDIO lasts 601 s"),
    (changed(np.zeros(1600, np.float32), 7, np.nan), {}, "AUDIO holds nan at [7]"),
    (np.zeros(1600, np.float32), {"language": "klingon"}, "LANGUAGE is 'klingon'"),
    (np.zeros(1600, np.float32), {"prompt": "x" * 1001}, "PROMPT has 1001 characters"),
]


@pytest.mark.parametrize(("audio", "options", "message"), WHISPER_REFUSALS, ids=[m for *_, m in WHISPER_REFUSALS])
def test_whisper_refuses(triton_client: TritonClient, audio: np.ndarray, options: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        model_calls.transcribe(triton_client, audio, **options)  # type: ignore[arg-type]


def test_bytes_that_are_no_text_are_refused(triton_client: TritonClient) -> None:
    texts = np.array([[b"fine"], [b"\xff\xfe"]], np.object_)
    with pytest.raises(InvalidArgumentError, match=re.escape("TEXT[1] is not valid UTF-8 at byte 0")):
        triton_client.infer("text_encoder", {"TEXT": texts}, timeout_s=20)


def test_a_spectrogram_that_is_not_finite_is_refused(triton_client: TritonClient) -> None:
    mel = changed(np.zeros((1, 80, 3000), np.float32), (0, 3, 5), np.inf)
    with pytest.raises(InvalidArgumentError, match=re.escape("MEL holds inf at [0, 3, 5]")):
        model_calls.encode_audio(triton_client, mel)
