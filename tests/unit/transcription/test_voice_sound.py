"""Voice files are read as the recogniser needs them and written as every later stage needs them."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from onset.timeline.time import SAMPLE_RATE_HZ
from onset.transcription import synthesis, voice_file
from onset.transcription.activity import SPEECH_RATE_HZ
from onset.transcription.errors import SpeechError
from tests.unit.transcription.sounds import babble


def tone(seconds: float, channels: int = 1) -> np.ndarray:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ)
    return np.repeat(wave[:, None], channels, axis=1)


@pytest.mark.parametrize("subtype", ["PCM_16", "FLOAT"])
@pytest.mark.parametrize("seconds", [0.0, 0.3, 25.0])
def test_a_canonical_file_is_heard_at_16_khz_without_delay(tmp_path: Path, subtype: str, seconds: float) -> None:
    soundfile.write(tmp_path / "voice.wav", tone(seconds, channels=2), SAMPLE_RATE_HZ, subtype=subtype)
    speech = voice_file.read(tmp_path / "voice.wav", 60)
    assert speech.duration_s == pytest.approx(seconds)
    assert abs(speech.samples.size - round(seconds * SPEECH_RATE_HZ)) <= 1
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(speech.samples.size) / SPEECH_RATE_HZ)
    np.testing.assert_allclose(speech.samples[400:-400], expected[400:-400], atol=0.005)


@pytest.mark.parametrize(("rate_hz", "channels", "kind"), [(44_100, 1, "WAV"), (48_000, 3, "WAV"), (48_000, 1, "FLAC")])
def test_other_sound_is_refused(tmp_path: Path, rate_hz: int, channels: int, kind: str) -> None:
    soundfile.write(tmp_path / "voice", tone(0.1, channels), rate_hz, format=kind)
    with pytest.raises(SpeechError) as caught:
        voice_file.read(tmp_path / "voice", 60)
    assert (caught.value.reason, caught.value.field) == ("SOUND_NOT_CANONICAL", "audio")


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "voice.wav").write_bytes(b"RIFF but no more")
    with pytest.raises(SpeechError, match="this is"):
        voice_file.read(tmp_path / "voice.wav", 60)


def test_values_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    samples = tone(0.1)
    samples[7] = np.nan
    soundfile.write(tmp_path / "voice.wav", samples, SAMPLE_RATE_HZ, subtype="FLOAT")
    with pytest.raises(SpeechError, match="not finite"):
        voice_file.read(tmp_path / "voice.wav", 60)


def test_a_recording_over_the_limit_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "voice.wav", tone(2.0), SAMPLE_RATE_HZ)
    with pytest.raises(SpeechError, match=r"lasts 2\.0 s; the limit is 1 s") as caught:
        voice_file.read(tmp_path / "voice.wav", 1)
    assert caught.value.reason == "AUDIO_TOO_LONG"


@pytest.mark.parametrize("level", [0.001, 0.05, 0.9])
def test_a_mastered_voice_is_loud_safe_and_framed_by_silence(level: float) -> None:
    voice = synthesis.mastered(babble(2.0, [(0.0, 0.8), (1.2, 2.0)], level=level), SPEECH_RATE_HZ)
    assert voice.size == 2 * SAMPLE_RATE_HZ + synthesis.LEAD_IN + synthesis.TAIL
    assert not voice[: synthesis.LEAD_IN].any()
    assert not voice[-synthesis.TAIL :].any()
    assert np.abs(voice).max() <= synthesis.PEAK + 1e-6
    active = voice[synthesis.LEAD_IN + 4800 : synthesis.LEAD_IN + 33_600]
    assert 10 * np.log10(np.mean(active**2)) == pytest.approx(synthesis.LEVEL_DB, abs=2.0)


@pytest.mark.parametrize(
    "samples", [np.zeros(16_000, np.float32), np.full(16_000, np.nan, np.float32), np.zeros(0, np.float32)]
)
def test_a_voice_that_says_nothing_is_an_error(samples: np.ndarray) -> None:
    with pytest.raises(ValueError, match="the voice"):
        synthesis.mastered(samples, SPEECH_RATE_HZ)


def test_written_bytes_are_canonical_and_always_the_same(tmp_path: Path) -> None:
    voice = synthesis.mastered(babble(1.0, [(0.1, 0.9)]), SPEECH_RATE_HZ)
    data = voice_file.wav_bytes(voice)
    assert data == voice_file.wav_bytes(voice.copy())
    (tmp_path / "voice.wav").write_bytes(data)
    info = soundfile.info(tmp_path / "voice.wav")
    assert (info.format, info.subtype, info.samplerate, info.channels) == ("WAV", "PCM_16", SAMPLE_RATE_HZ, 1)
    np.testing.assert_allclose(soundfile.read(tmp_path / "voice.wav")[0], voice, atol=0.51 / 32768)
