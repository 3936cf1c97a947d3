"""One pass over a sound: everything that later stages may know of it."""

from collections.abc import Iterable, Iterator

import numpy as np

from onset.analysis.features import FeatureRecorder
from onset.analysis.loudness import LoudnessMeter
from onset.analysis.rhythm import find_rhythm
from onset.analysis.spectrum import Spectrograph, frame_count
from onset.analysis.speech.recorder import SpeechRecorder
from onset.analysis.true_peak import TruePeakMeter
from onset.timeline.music import Metre
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, FloatArray, Loudness
from onset.timeline.time import SAMPLE_RATE_HZ

BLOCK_SAMPLES = 256 * HOP_SAMPLES
"""2.56 s: what is held of a sound at a time."""
LOUDEST_SAMPLE = 1e6
"""+120 dBFS; beyond it a float file holds something other than sound."""


def analyze(samples: FloatArray) -> AudioAnalysis:
    """Analyse a sound that is in memory.

    Args:
        samples: (channels, N) at 48 kHz, full scale 1, N >= 1, one or two channels.

    Raises:
        ValueError: wrong shape, or values that are no sound: NaN, infinite, or beyond +120 dBFS.
    """
    if samples.ndim != 2:
        raise ValueError(f"samples must be (channels, N), got shape {samples.shape}")
    blocks = (samples[:, start : start + BLOCK_SAMPLES] for start in range(0, samples.shape[1], BLOCK_SAMPLES))
    return analyze_blocks(blocks, channel_count=samples.shape[0], sample_count=samples.shape[1])


def analyze_blocks(blocks: Iterable[FloatArray], *, channel_count: int, sample_count: int) -> AudioAnalysis:
    """Analyse a sound that arrives in blocks; memory grows with the feature curves only.

    Args:
        blocks: (channels, n >= 1) at 48 kHz, full scale 1; how it is cut does not matter.
        channel_count: 1 or 2.
        sample_count: total length, at least 1.

    Raises:
        ValueError: as `analyze`, or the blocks are not as long as announced.
    """
    if channel_count not in (1, 2):
        raise ValueError(f"a sound has one or two channels, got {channel_count}")
    if sample_count < 1:
        raise ValueError("the sound is empty")
    spectrograph = Spectrograph(channel_count)
    features = FeatureRecorder(frame_count(sample_count))
    voice = SpeechRecorder(channel_count)
    loudness = LoudnessMeter(channel_count)
    true_peak = TruePeakMeter(channel_count)

    def record(spectra: Iterator[FloatArray]) -> None:
        for power in spectra:
            features.push(power)
            voice.push_power(power)

    position = 0
    for block in blocks:
        _check(block, channel_count, position)
        position += block.shape[1]
        if position > sample_count:
            raise ValueError(f"the sound is longer than the {sample_count} samples announced")
        voice.push(block)
        loudness.push(block)
        true_peak.push(block)
        record(spectrograph.push(block))
    if position < sample_count:
        raise ValueError(f"the sound ends after {position} of {sample_count} samples")
    record(spectrograph.finish())

    curves = features.finish()
    tempo, beats = find_rhythm(curves.onset_strength, sample_count)
    speech, pauses = voice.finish(None, curves.pitch_hz)
    integrated_lufs, range_lu = loudness.finish()
    return AudioAnalysis(
        sample_rate_hz=SAMPLE_RATE_HZ,
        sample_count=sample_count,
        hop_samples=HOP_SAMPLES,
        features=curves,
        tempo=tempo,
        beats=beats,
        metre=Metre(0, 0.0),
        tempo_curve=(),
        sections=(),
        swells=(),
        energy_arc=np.zeros(0, np.float32),
        keys=(),
        speech=speech,
        pauses=pauses,
        loudness=Loudness(integrated_lufs, range_lu, true_peak.finish()),
    )


def _check(block: FloatArray, channel_count: int, position: int) -> None:
    if block.ndim != 2 or block.shape[0] != channel_count:
        raise ValueError(f"blocks must be ({channel_count}, n), got shape {block.shape}")
    sound = np.abs(block) <= LOUDEST_SAMPLE
    if not sound.all():
        channel, offset = np.argwhere(~sound)[0]
        raise ValueError(f"sample {position + offset} of channel {channel} is {block[channel, offset]}, no sound")
