"""What the voice detector learns from: true edges, scenes that keep their time, spectrograms as analysis makes them."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from onset.analysis.analyze import analyze
from onset.models.beat_tracker.corpus.espeak import Manner, speak
from onset.models.spectrograms import mel_db
from onset.models.voice_detector.corpus import beds, noises, people, spoiling, voices
from onset.models.voice_detector.corpus.packing import FLOOR_DB, packed, unpacked
from onset.models.voice_detector.corpus.pieces import pieces
from onset.models.voice_detector.corpus.scenes import SCENE_SAMPLES, compose
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support.model_checks import found_by
from tests.unit.analysis.sounds import syllables, tone


def test_pieces_begin_and_end_forty_decibels_under_their_peak() -> None:
    word = syllables(0.6, 130, 1)
    sound = np.concatenate([np.zeros(9000), word, np.full(12_000, 1e-4), 0.3 * word, np.zeros(500)]).astype(np.float32)
    first, second = pieces(sound)
    for piece in (first, second):
        assert abs(piece.size - word.size) < 0.012 * SAMPLE_RATE_HZ
        assert abs(piece[0]) < 0.02 * np.abs(piece).max()


def test_a_stop_consonant_does_not_cut_a_word() -> None:
    word = syllables(0.3, 130, 1)
    assert len(pieces(np.concatenate([word, np.zeros(4000), word]).astype(np.float32))) == 1


@pytest.mark.parametrize("spoil", [spoiling.toned, spoiling.in_a_room, spoiling.levelled, spoiling.coded])
def test_spoiling_keeps_the_time(spoil: Any) -> None:
    sound = np.zeros(2 * SAMPLE_RATE_HZ)
    sound[40_000:41_000] = tone(1500, 1000 / SAMPLE_RATE_HZ) * np.hanning(1000)
    spoilt = spoil(np.random.default_rng(4), sound)
    assert spoilt.shape == sound.shape
    lag = int(np.argmax(np.correlate(spoilt[39_000:43_000], sound[40_000:41_000], "valid"))) - 1000
    assert abs(lag) <= 0.003 * SAMPLE_RATE_HZ


@pytest.mark.parametrize("make", [*noises.STEADY, *noises.EVENTS])
def test_noises_are_finite_and_heard(make: Any) -> None:
    sound = make(np.random.default_rng(1), SAMPLE_RATE_HZ)
    assert sound.shape == (SAMPLE_RATE_HZ,)
    assert np.isfinite(sound).all()
    assert sound.std() > 0


def test_a_scene_says_where_its_voice_is() -> None:
    """Alone, or over a bed that is far softer in the voice's band, the marked frames are the loud ones."""
    voice = tone(2000, 0.8, 0.5).astype(np.float32)
    hum = tone(60, 16, 0.5).astype(np.float32)
    voiced_scenes = 0
    for seed in range(6):
        scene = compose(np.random.default_rng(seed), [[voice]], [hum])
        assert scene.samples.shape == (SCENE_SAMPLES,)
        assert np.abs(scene.samples).max() <= 1
        assert np.isfinite(scene.samples).all()
        assert scene.voiced.shape == (1 + SCENE_SAMPLES // 480,)
        assert 0 <= scene.voiced.min() <= scene.voiced.max() <= 1
        if scene.voiced.any():
            level = mel_db(scene.samples.astype(np.float32))[40:75].max(axis=0)
            assert np.median(level[scene.voiced == 1]) > np.median(level[scene.voiced == 0]) + 3, f"seed {seed}"
            voiced_scenes += 1
    assert 2 <= voiced_scenes <= 6
    again, once_more = (compose(np.random.default_rng(3), [[voice]], [hum]).samples for _ in range(2))
    np.testing.assert_array_equal(again, once_more)


def test_words_of_a_recording_are_cut_above_its_background_and_noisy_recordings_are_left_out(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    word = syllables(0.6, 130, 1)
    sound = np.concatenate([np.zeros(24_000), word / np.abs(word).max(), np.zeros(24_000)])
    for name, noise in (("quiet", 0.003), ("noisy", 0.05)):
        (tmp_path / name).mkdir()
        soundfile.write(tmp_path / name / "a.wav", 0.5 * sound + noise * rng.uniform(-1, 1, sound.size), SAMPLE_RATE_HZ)
    found = people.speakers(tmp_path, rng, 5)
    assert found.keys() == {"quiet"}
    (piece,) = found["quiet"]
    assert abs(piece.size - word.size) < 0.05 * SAMPLE_RATE_HZ


def test_nobody_is_trained_on_whom_the_benchmark_hears() -> None:
    listed = tomllib.loads(people.SOURCES.read_text(encoding="utf-8"))["sources"]
    assert not {source["package"] for source in listed} & {
        f"asterisk-core-sounds-{language}-g722" for language in ("en", "es", "fr", "it", "ru")
    }
    heard = {name for name, _ in voices.invented(np.random.default_rng(0), 150)}
    assert not heard & {f"espeak/{manner.voice}" for manner in voices.UNHEARD_MANNERS}
    assert voices.UNHEARD_FLITE_VOICE not in voices.FLITE_VOICES


def test_packing_keeps_whole_decibels() -> None:
    mel = np.random.default_rng(0).uniform(-90, 0, (3, 40, 128))
    np.testing.assert_allclose(unpacked(packed(mel)) + FLOOR_DB, mel.clip(FLOOR_DB), atol=0.5)


def test_beds_are_heard_all_along() -> None:
    for seed in range(8):
        bed = beds.bed(np.random.default_rng(seed), 4 * SAMPLE_RATE_HZ)
        assert bed.shape == (4 * SAMPLE_RATE_HZ,)
        assert np.isfinite(bed).all()
        assert bed.std() == pytest.approx(1, rel=1e-3)


def test_spectrograms_are_those_of_analysis() -> None:
    sound = syllables(1, 150, 3).astype(np.float32) * 0.1
    np.testing.assert_allclose(mel_db(sound), analyze(sound[None]).features.mel_db, atol=0.04)  # kept as float16


def test_an_unknown_voice_is_refused() -> None:
    with pytest.raises(ValueError, match="no voice 'tlh\\+nobody'"):
        speak("Hello", Manner("tlh+nobody"))


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `voice_detector_checks.py` finds."""
    result: dict[str, Any] = found_by(Path(__file__).with_name("voice_detector_checks.py"))
    return result


def test_the_served_network_computes_what_the_trained_one_does(facts: dict[str, Any]) -> None:
    assert max(facts["onnx_errors"].values()) < 1e-4, facts["onnx_errors"]


def test_the_network_is_small_and_looks_no_farther_than_it_says(facts: dict[str, Any]) -> None:
    assert facts["parameters"] < 500_000
    assert facts["change_beyond_reach"] == 0


def test_batches_are_what_the_network_hears_in_use(facts: dict[str, Any]) -> None:
    batch = facts["batch"]
    assert batch["shapes"] == [[40, 300, 128], [40, 300]]
    low, high = batch["range"]
    assert 0 <= low < high <= 1
    least, most, mean = batch["share"]
    assert least == 0
    assert most == 1
    assert 0.15 < mean < 0.6
    assert 0.1 < batch["without_voice"] < 0.5
    assert batch["louder"] > 0.05, "of 80 dB; the voice is not where it is said to be"


def test_a_batch_can_be_made_again(facts: dict[str, Any]) -> None:
    assert facts["batch"]["repeated"]


def test_training_learns_and_goes_on_after_a_break_as_without(facts: dict[str, Any]) -> None:
    """A voice that is one loud band is learnt in a few steps."""
    training = facts["training"]
    assert min(training["losses"][-3:]) < 0.9 * training["losses"][0]
    assert training["difference_after_a_break"] == 0
    assert training["progress"] == [0.5, 0.75]


@pytest.mark.parametrize("before", ["en-us+f3", "de+whisper", "it+klatt"])
def test_a_voice_of_espeak_is_its_own_whoever_spoke_before(before: str) -> None:
    """eSpeak never says a thing twice alike, so the mean spectrum must come back: the library has one voice at once."""

    def spectrum_db(voice: str) -> Any:
        samples = speak("A calm and sunny morning by the sea.", Manner(voice)).samples
        blocks = samples[: samples.size // 1024 * 1024].reshape(-1, 1024) * np.hanning(1024)
        return 20 * np.log10(np.abs(np.fft.rfft(blocks, axis=1)).mean(axis=0) + 1e-9)

    own, other, again = spectrum_db("en-us"), spectrum_db(before), spectrum_db("en-us")
    assert np.abs(other - own).mean() > 2.0
    assert np.abs(again - own).mean() < 1.2
