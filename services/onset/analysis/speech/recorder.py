"""Where a voice speaks and where it pauses.

Frames of 10 ms are judged in critical bands, which finds a voice in noise; its edges come from a finer envelope, which
places them to a few milliseconds.
"""

import numpy as np
import scipy.ndimage
import scipy.signal
from numpy.typing import NDArray

from onset.analysis.filterbanks import BandsHz, rectangular
from onset.analysis.speech.noise import noise_floor
from onset.timeline.sound import HOP_SAMPLES, FloatArray, Pause, SpeechSpan
from onset.timeline.time import SAMPLE_RATE_HZ

SHORTEST_PAUSE_SAMPLES = SAMPLE_RATE_HZ * 150 // 1000
SHORTEST_SPEECH_SAMPLES = SAMPLE_RATE_HZ * 50 // 1000
"""Shorter bursts are clicks, not speech."""
STEP_SAMPLES = 120
"""2.5 ms: the grid on which edges lie."""
_STEPS_PER_HOP = HOP_SAMPLES // STEP_SAMPLES
_BARK_EDGES_HZ = (100, 200, 300, 400, 510, 630, 770, 920, 1080, 1270, 1480, 1720, 2000, 2320, 2700, 3150, 3700, 4400)
_VOICE_BANDS_HZ = (*zip(_BARK_EDGES_HZ[:-1], _BARK_EDGES_HZ[1:], strict=True), (4400.0, 5300.0), (5300.0, 7700.0))
"""Zwicker's critical bands in which voices have energy."""
_ENVELOPE_BANDS_HZ = ((100.0, 1_500.0), (2_000.0, 10_000.0))
"""Vowels and nasals; fricatives and bursts."""

_SURE_RATIO = 0.5
"""Steady noise stays below half of this."""
_POSSIBLE_RATIO = 0.1
_FRAME_SMOOTHING = 7
_EDGE_REACH_FRAMES = 10
"""How far beyond the judged frames the finer envelope may find an edge."""

_AUDIBLE_UNDER_LOUD = 1e-4
"""40 dB under the loud parts of a band nothing is heard beside them."""
_QUIETEST_POWER = 1e-9
_SHORT_STEPS, _SHORT_OVER_NOISE = 4, 1.7
_LONG_STEPS, _LONG_OVER_NOISE = 10, 1.6
"""In noise the long window says that there is sound, and the short one where it begins and ends."""


class SpeechRecorder:
    """Gathers what the detector needs from a sound that arrives in blocks."""

    def __init__(self, channel_count: int) -> None:
        self._bank = rectangular(_VOICE_BANDS_HZ)
        self._bands: list[FloatArray] = []
        self._filters = [
            scipy.signal.butter(2, band, "bandpass", fs=SAMPLE_RATE_HZ, output="sos").astype(np.float32)
            for band in _ENVELOPE_BANDS_HZ
        ]
        self._states = [np.zeros((sos.shape[0], channel_count, 2), np.float32) for sos in self._filters]
        self._pending = np.zeros((len(self._filters), 0), np.float32)
        self._envelopes: list[FloatArray] = []
        self._sample_count = 0

    def push(self, block: FloatArray) -> None:
        """Take (channels, n) samples."""
        self._sample_count += block.shape[1]
        power = np.empty((len(self._filters), block.shape[1]), np.float32)
        for index, sos in enumerate(self._filters):
            filtered, self._states[index] = scipy.signal.sosfilt(sos, block, axis=1, zi=self._states[index])
            np.mean(np.square(filtered), axis=0, out=power[index])
        power = np.concatenate((self._pending, power), axis=1)
        whole = power.shape[1] - power.shape[1] % STEP_SAMPLES
        self._envelopes.append(power[:, :whole].reshape(power.shape[0], -1, STEP_SAMPLES).mean(axis=2))
        self._pending = power[:, whole:]

    def push_power(self, power: FloatArray) -> None:
        """Take (frames, 1025) power spectra."""
        self._bands.append(power @ self._bank)

    def finish(
        self, voice_probability: FloatArray | None, pitch_hz: FloatArray
    ) -> tuple[tuple[SpeechSpan, ...], tuple[Pause, ...]]:
        """Speech and pauses, each in order; see `speech_and_pauses`.

        Args:
            voice_probability: (T,) from `Ears.voice`; None if nobody listened, which leaves the statistics of the
                bands: enough in quiet and in steady noise, while music is taken for a voice.
            pitch_hz: (T,) the smoothed pitch curve.
        """
        if self._pending.shape[1]:
            self._envelopes.append(self._pending.mean(axis=1, keepdims=True))
        envelope = np.concatenate(self._envelopes, axis=1)
        voiced = voice_steps(np.concatenate(self._bands).T, envelope)
        return speech_and_pauses(voiced, self._sample_count)


def voice_steps(bands: FloatArray, envelope: FloatArray) -> NDArray[np.bool_]:
    """Which steps of 2.5 ms hold a voice.

    Args:
        bands: (19, T) power in the critical bands, a frame each 480 samples.
        envelope: (2, S) power in the lower and the upper half of the voice's range, a step each 120 samples.
    """
    frames = _voice_frames(bands)
    near: NDArray[np.bool_] = scipy.ndimage.maximum_filter1d(frames, 2 * _EDGE_REACH_FRAMES + 1)
    frame_of_step = (np.arange(envelope.shape[1]) + _STEPS_PER_HOP // 2) // _STEPS_PER_HOP
    heard: NDArray[np.bool_] = _audible_steps(envelope) & near[np.minimum(frame_of_step, near.size - 1)]
    return heard


def _voice_frames(bands: FloatArray) -> NDArray[np.bool_]:
    """Frames in which speech is likelier than noise.

    The evidence is the log likelihood ratio of J. Sohn, N. S. Kim and W. Sung, "A statistical model-based voice
    activity detection" (1999), with hysteresis: what is possible counts where it touches what is sure.
    """
    noise = noise_floor(bands, _widths_hz(_VOICE_BANDS_HZ), frames_per_s=SAMPLE_RATE_HZ // HOP_SAMPLES)
    smooth = scipy.ndimage.uniform_filter1d(bands, _FRAME_SMOOTHING, axis=1)
    ratio = np.clip(smooth / np.maximum(noise, _inaudible(bands)), 1, 1e3)
    evidence = np.mean(ratio - np.log(ratio) - 1, axis=0)
    regions, region_count = scipy.ndimage.label(evidence > _POSSIBLE_RATIO)
    sure = np.zeros(region_count + 1, bool)
    sure[regions[evidence > _SURE_RATIO]] = True
    voiced: NDArray[np.bool_] = sure[regions]
    return voiced


def _audible_steps(envelope: FloatArray) -> NDArray[np.bool_]:
    noise = noise_floor(envelope, _widths_hz(_ENVELOPE_BANDS_HZ), frames_per_s=SAMPLE_RATE_HZ // STEP_SAMPLES)
    short = scipy.ndimage.uniform_filter1d(envelope, _SHORT_STEPS, axis=1)
    long = scipy.ndimage.uniform_filter1d(envelope, _LONG_STEPS, axis=1) > noise * _LONG_OVER_NOISE
    # The long window reaches half its length beyond a loud edge; there the short one decides.
    inside = scipy.ndimage.minimum_filter1d(long, _LONG_STEPS + 1, axis=1)
    over_noise = inside | (long & (short > noise * _SHORT_OVER_NOISE))
    audible: NDArray[np.bool_] = np.any(over_noise & (short > _inaudible(envelope)), axis=0)
    return audible


def _widths_hz(bands_hz: BandsHz) -> FloatArray:
    return np.array([high - low for low, high in bands_hz], np.float32)


def _inaudible(power: FloatArray) -> FloatArray:
    loud = np.percentile(power, 95, axis=1, keepdims=True)
    inaudible: FloatArray = np.maximum(loud * _AUDIBLE_UNDER_LOUD, _QUIETEST_POWER).astype(np.float32)
    return inaudible


def speech_and_pauses(voiced: NDArray[np.bool_], sample_count: int) -> tuple[tuple[SpeechSpan, ...], tuple[Pause, ...]]:
    """Spans of speech, and the pauses of at least 150 ms before, between and after them.

    Shorter gaps between speech belong to it, so the two tile the sound but for a shorter rest at either end.

    Args:
        voiced: (S,) for each step of 120 samples, the last of which may be partial.
        sample_count: length of the sound.
    """
    bounded = np.concatenate(([False], voiced, [False]))
    starts, ends = np.flatnonzero(bounded[1:] != bounded[:-1]).reshape(-1, 2).T * STEP_SAMPLES
    ends = np.minimum(ends, sample_count)
    apart = starts[1:] - ends[:-1] >= SHORTEST_PAUSE_SAMPLES
    starts = starts[np.concatenate(([True], apart))[: starts.size]]
    ends = ends[np.concatenate((apart, [True]))[: ends.size]]
    long = ends - starts >= SHORTEST_SPEECH_SAMPLES
    spoken = [(int(start), int(end)) for start, end in zip(starts[long], ends[long], strict=True)]
    gaps = zip((0, *(end for _, end in spoken)), (*(start for start, _ in spoken), sample_count), strict=True)
    pauses = tuple(Pause(start, end, 0.5) for start, end in gaps if end - start >= SHORTEST_PAUSE_SAMPLES)
    return tuple(SpeechSpan(start, end, 0.0) for start, end in spoken), pauses
