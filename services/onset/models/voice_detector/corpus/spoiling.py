"""What happens to a voice on its way: tone controls, rooms, narrow bands, codecs; all of it keeps the time."""

import io

import numpy as np
import scipy.signal
import soundfile

from onset.models.voice_detector.corpus.noises import Random, Samples, between
from onset.timeline.time import SAMPLE_RATE_HZ


def toned(rng: Random, sound: Samples) -> Samples:
    """Another microphone: a random smooth frequency response of some decibels."""
    octaves = np.log2(np.maximum(np.fft.rfftfreq(sound.size, 1 / SAMPLE_RATE_HZ), 30.0) / 30)
    gain_db = np.interp(octaves, np.arange(10), rng.normal(0, 4, 10))
    return np.fft.irfft(np.fft.rfft(sound) * 10 ** (gain_db / 20), sound.size)


def in_a_room(rng: Random, sound: Samples) -> Samples:
    """Exponentially decaying reflections after the direct sound."""
    reverberation_s, level_db = rng.uniform(0.1, 0.8), rng.uniform(-22, -4)
    count = int(reverberation_s * SAMPLE_RATE_HZ)
    tail = rng.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
    tail = between(tail, rng.uniform(80, 300), rng.uniform(3000, 9000))
    tail[: int(rng.uniform(0.002, 0.02) * SAMPLE_RATE_HZ)] = 0
    tail *= 10 ** (level_db / 20) / np.sqrt(np.sum(tail**2))
    reflected: Samples = scipy.signal.oaconvolve(sound, tail)[: sound.size]
    return sound + reflected


def levelled(rng: Random, sound: Samples) -> Samples:
    """A compressor without attack: quiet becomes louder, as broadcasters like it."""
    power = scipy.signal.lfilter([0.002], [1, -0.998], sound**2)
    level = np.sqrt(power / max(power.max(), 1e-12)) + 0.03
    return sound * level ** -rng.uniform(0.2, 0.6)


def narrowed(rng: Random, sound: Samples) -> Samples:
    """A telephone, a small loudspeaker, an old file."""
    return between(sound, rng.uniform(60, 300), rng.choice([3400.0, 5500.0, 7500.0, 11_000.0]))


def coded(rng: Random, sound: Samples) -> Samples:
    """Once through Ogg Vorbis at a low rate, which keeps the sample count."""
    peak = max(float(np.abs(sound).max()), 1e-9)
    file = io.BytesIO()
    soundfile.write(
        file, sound / peak * 0.9, SAMPLE_RATE_HZ, format="OGG", subtype="VORBIS", compression_level=rng.uniform(0.5, 1)
    )
    file.seek(0)
    heard, _ = soundfile.read(file, dtype="float64")
    decoded = np.zeros(sound.size)
    decoded[: heard.size] = heard[: sound.size]
    return decoded * peak / 0.9
