"""Sound that is good decodes to what it is known to be, whatever it comes in."""

import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from onset.runtime.errors import CancelledError, DeadlineError, OnsetError
from onset.runtime.media.audio import decode_audio, probe_audio
from onset.runtime.media.canonical import (
    HEADER_BYTES,
    LONGEST_S,
    CanonicalAudio,
    header,
    open_canonical,
)
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support.canonical import write_canonical
from tests.support.media_samples import (
    TONE_HZ,
    TONE_PEAK,
    children,
    dominant_hz,
    encode_sound,
    float_wav,
    tone,
    tone_level,
    wav,
)

DURATION_S = 1.5
PCM_TOLERANCE = 1e-3
LOSSY_TOLERANCE = 0.06

FORMATS = {
    # name, options of the encoder, rate, channels, codec, level tolerance, padding in seconds
    "wav 16 bit": ("a.wav", (), 44_100, 1, "pcm_s16le", PCM_TOLERANCE, 0.0),
    "wav 24 bit": ("a.wav", ("-c:a", "pcm_s24le"), 48_000, 2, "pcm_s24le", PCM_TOLERANCE, 0.0),
    "wav float": ("a.wav", ("-c:a", "pcm_f32le"), 96_000, 1, "pcm_f32le", PCM_TOLERANCE, 0.0),
    "wav 8 bit": ("a.wav", ("-c:a", "pcm_u8"), 8_000, 1, "pcm_u8", 0.02, 0.0),
    "wav rf64": ("a.wav", ("-rf64", "always"), 22_050, 1, "pcm_s16le", PCM_TOLERANCE, 0.0),
    "flac": ("a.flac", (), 44_100, 2, "flac", PCM_TOLERANCE, 0.0),
    "flac 192 kHz": ("a.flac", (), 192_000, 2, "flac", PCM_TOLERANCE, 0.0),
    "alac": ("a.m4a", ("-c:a", "alac"), 44_100, 2, "alac", PCM_TOLERANCE, 0.0),
    "aiff": ("a.aiff", (), 48_000, 2, "pcm_s16be", PCM_TOLERANCE, 0.0),
    "mp3": ("a.mp3", ("-b:a", "128k"), 44_100, 2, "mp3float", LOSSY_TOLERANCE, 0.001),
    "mp3 without a header": ("a.mp3", ("-write_xing", "0"), 16_000, 1, "mp3float", LOSSY_TOLERANCE, 0.12),
    "vorbis": ("a.ogg", (), 44_100, 2, "vorbis", LOSSY_TOLERANCE, 0.001),
    "opus": ("a.opus", (), 48_000, 2, "opus", LOSSY_TOLERANCE, 0.001),
    "flac in ogg": ("a.ogg", ("-c:a", "flac"), 48_000, 1, "flac", PCM_TOLERANCE, 0.0),
    "aac in m4a": ("a.m4a", (), 44_100, 2, "aac", LOSSY_TOLERANCE, 0.05),
    "aac stream": ("a.aac", (), 48_000, 1, "aac", LOSSY_TOLERANCE, 0.07),
    "opus in webm": ("a.webm", (), 48_000, 1, "opus", LOSSY_TOLERANCE, 0.001),
    "flac in matroska": ("a.mka", ("-c:a", "flac"), 44_100, 2, "flac", PCM_TOLERANCE, 0.0),
}


@pytest.mark.parametrize("case", FORMATS)
def test_a_tone_survives_every_format(case: str, tmp_path: Path) -> None:
    """Frequency, gain, length and channels are those that went in."""
    name, options, rate_hz, channels, codec, tolerance, padding_s = FORMATS[case]
    source = encode_sound(tmp_path / name, tone(DURATION_S, rate_hz=rate_hz, channels=channels), rate_hz, *options)
    source = source.rename(tmp_path / "misnamed.xyz")
    audio, facts = decode_audio(source, tmp_path / "sound.wav")
    assert (facts.codec, facts.sample_rate_hz, facts.channels) == (codec, rate_hz, channels)
    assert DURATION_S - 1e-9 <= facts.duration_s <= DURATION_S + padding_s
    assert audio.duration_s == pytest.approx(facts.duration_s, abs=1 / 48_000)
    assert audio.channels == channels
    middle = audio.samples()[24_000:48_000]
    for channel in middle.T:
        assert dominant_hz(channel) == pytest.approx(TONE_HZ, abs=0.5)
        assert tone_level(channel) == pytest.approx(TONE_PEAK, rel=tolerance)
    assert open_canonical(audio.path) == audio


def test_a_title_in_an_old_encoding_is_no_damage(tmp_path: Path) -> None:
    """WAV says nothing of the encoding of its texts; many programs write Latin-1."""
    info = b"INFOINAM" + struct.pack("<I", 6) + "Café\0".encode("latin-1") + b"\0"
    content = bytearray(wav(tone(0.5)) + b"LIST" + struct.pack("<I", len(info)) + info)
    struct.pack_into("<I", content, 4, len(content) - 8)
    source = tmp_path / "titled.wav"
    source.write_bytes(content)
    assert decode_audio(source, tmp_path / "sound.wav")[1].duration_s == 0.5


def test_samples_at_the_canonical_rate_pass_unchanged(tmp_path: Path) -> None:
    """No resampler, no dither, no gain: float sound at 48 kHz is bit-exact."""
    samples = np.random.default_rng(3).uniform(-1, 1, (20_000, 2)).astype(np.float32)
    (tmp_path / "in.wav").write_bytes(float_wav(samples))
    audio, _ = decode_audio(tmp_path / "in.wav", tmp_path / "out.wav")
    np.testing.assert_array_equal(audio.samples(), samples)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Artefacts are named by their digest, so this must hold."""
    source = encode_sound(tmp_path / "a.mp3", tone(1.0, rate_hz=44_100), 44_100)
    digests = set()
    for target in (tmp_path / "1.wav", tmp_path / "2.wav"):
        _, facts = decode_audio(source, target)
        assert facts == probe_audio(source)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("speaker", "left_gain", "right_gain"),
    [(0, 1.0, 0.0), (1, 0.0, 1.0), (2, 0.5**0.5, 0.5**0.5), (3, 0.0, 0.0), (4, 0.5**0.5, 0.0), (5, 0.0, 0.5**0.5)],
)
def test_surround_is_mixed_as_the_standard_says(
    speaker: int, left_gain: float, right_gain: float, tmp_path: Path
) -> None:
    """ITU-R BS.775: centre and surrounds at -3 dB into the front, no LFE."""
    samples = np.zeros((24_000, 6), np.float32)
    samples[:, speaker] = tone(0.5)[:, 0]
    samples[:, 0] += 0.002 * tone(0.5)[:, 0]  # never digital silence
    source = encode_sound(tmp_path / "surround.wav", samples, 48_000, "-channel_layout", "5.1", "-c:a", "pcm_f32le")
    audio, facts = decode_audio(source, tmp_path / "sound.wav")
    assert facts.channels == 6
    peaks = np.abs(audio.samples()).max(axis=0) / TONE_PEAK
    np.testing.assert_allclose(peaks, [left_gain, right_gain], atol=0.003)


def test_a_dc_offset_is_reported_and_kept(tmp_path: Path) -> None:
    """Removing it is a decision for those who analyze."""
    (tmp_path / "in.wav").write_bytes(float_wav(tone(1.0) * 0.5 + np.float32(0.1)))
    audio, facts = decode_audio(tmp_path / "in.wav", tmp_path / "out.wav")
    assert facts.dc_offset == pytest.approx(0.1, abs=1e-4)
    assert audio.mono().mean() == pytest.approx(0.1, abs=1e-4)


def test_a_stream_that_changes_its_layout_is_followed(tmp_path: Path) -> None:
    """MP3s are spliced with a cat: mono, then stereo at another rate."""
    options = ("-write_xing", "0", "-id3v2_version", "0")
    first = encode_sound(tmp_path / "1.mp3", tone(1.0, rate_hz=44_100), 44_100, *options)
    second = encode_sound(tmp_path / "2.mp3", tone(1.0, rate_hz=24_000, channels=2), 24_000, *options)
    (tmp_path / "both.mp3").write_bytes(first.read_bytes() + second.read_bytes())
    audio, _ = decode_audio(tmp_path / "both.mp3", tmp_path / "sound.wav")
    assert audio.duration_s == pytest.approx(2.0, abs=0.25)
    assert dominant_hz(audio.mono()[12_000:36_000]) == pytest.approx(TONE_HZ, abs=0.5)
    assert dominant_hz(audio.mono()[-36_000:-12_000]) == pytest.approx(TONE_HZ, abs=0.5)


def test_a_live_recording_without_length_is_taken(tmp_path: Path) -> None:
    """Recorders that cannot seek leave all ones for the size."""
    data = wav(tone(1.0))
    (tmp_path / "live.wav").write_bytes(data[:4] + b"\xff" * 4 + data[8:40] + b"\xff" * 4 + data[44:])
    assert probe_audio(tmp_path / "live.wav").duration_s == 1.0


def test_time_and_cancellation_end_the_child(tmp_path: Path) -> None:
    """Neither leaves a process or a file."""
    source = tmp_path / "in.wav"
    source.write_bytes(wav(tone(1.0)))
    before = children()
    errors: list[OnsetError] = []
    with pytest.raises(DeadlineError) as late:
        decode_audio(source, tmp_path / "out.wav", timeout_s=0.0)
    with pytest.raises(CancelledError) as withdrawn:
        decode_audio(source, tmp_path / "out.wav", cancelled=lambda: True)
    errors += [late.value, withdrawn.value]
    assert [error.reason for error in errors] == ["DECODE_TIMEOUT", "MEDIA_WORK_CANCELLED"]
    assert children() <= before
    assert list(tmp_path.iterdir()) == [source]


def test_canonical_files_know_when_they_are_not(tmp_path: Path) -> None:
    """A cut or foreign file is not opened."""
    path = tmp_path / "sound.wav"
    written = write_canonical(path, tone(0.5, channels=2))
    assert open_canonical(path) == written == CanonicalAudio(path, 2, 24_000)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(ValueError, match="not a complete canonical"):
        open_canonical(path)
    path.write_bytes(wav(tone(0.5)))
    with pytest.raises(ValueError, match="not a complete canonical"):
        open_canonical(path)


def test_the_longest_sound_fits_its_header() -> None:
    """Three hours of stereo do; what is longer than the limit is refused before it is written."""
    assert LONGEST_S > 3 * 3600
    assert len(header(2, LONGEST_S * SAMPLE_RATE_HZ)) == HEADER_BYTES
    with pytest.raises(struct.error):
        header(2, (LONGEST_S + 1) * SAMPLE_RATE_HZ)
