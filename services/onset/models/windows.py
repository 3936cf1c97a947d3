"""Cutting a recording into the windows that Whisper hears one at a time, so that no cut falls into a word."""

from collections.abc import Iterator

import numpy as np

FRAME = 160
"""Samples per frame: 10 ms at 16 kHz, the hop of Whisper's spectrogram."""
MAX_FRAMES = 2900
"""Longest window, 29 s; Whisper hears 30."""
_MIN_FRAMES = 1500
_PAUSE_FRAMES = 25
_SILENCE_RMS = 1e-3
"""-60 dBFS: below this in every frame there is nothing to transcribe."""


def windows(audio: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Consecutive parts of `audio` ([samples] float32 at 16 kHz) with the index of their first frame.

    Each is at most 29 s long and, if more follows, ends in the quietest quarter second of its second half. Silent ones
    are left out: Whisper invents words for silence.
    """
    frames = -(-audio.size // FRAME)
    padded = np.zeros(frames * FRAME, np.float64)
    padded[: audio.size] = audio
    power = np.square(padded).reshape(frames, FRAME).mean(1)
    smooth = np.convolve(power, np.full(_PAUSE_FRAMES, 1 / _PAUSE_FRAMES), mode="same")
    start = 0
    while start < frames:
        end = frames
        if frames - start > MAX_FRAMES:
            end = start + _MIN_FRAMES + int(np.argmin(smooth[start + _MIN_FRAMES : start + MAX_FRAMES]))
        if power[start:end].max() > _SILENCE_RMS**2:
            yield start, audio[start * FRAME : end * FRAME]
        start = end
