"""What analysis asks of the networks that listen; Triton serves them."""

from typing import Protocol

from onset.timeline.sound import FloatArray

BEAT_FRAMES_PER_S = 50
"""The beat tracker hears every second frame of the mel spectrogram."""
VOICE_FRAMES_PER_S = 100
RANGE_DB = 80.0
METRES = (2, 3, 4, 6)
"""Beats a bar that the beat tracker tells apart."""


class Mel(Protocol):
    """A normalised mel spectrogram, (T, 128): an array, or what is read a stretch at a time."""

    def __len__(self) -> int:
        """T."""

    def __getitem__(self, frames: slice, /) -> FloatArray:
        """A stretch of frames."""


class Ears(Protocol):
    """Networks that listen to a normalised mel spectrogram."""

    def beats(self, mel: Mel) -> FloatArray:
        """Probabilities of a beat and of a downbeat, perhaps of metres too.

        Args:
            mel: (T, 128) from `normalised`, 50 frames a second, T >= 1.

        Returns:
            (T, 2) in 0..1, or (T, 6) with the probabilities of `METRES`; frame k speaks of sample k * 960.
        """

    def voice(self, mel: Mel) -> FloatArray:
        """Probability of a voice, whatever sounds beside it.

        Args:
            mel: (T, 128) from `normalised`, 100 frames a second, T >= 1.

        Returns:
            (T,) in 0..1; frame k speaks of sample k * 480.
        """


def normalised(mel_db: FloatArray, loudest_db: float) -> FloatArray:
    """What the networks hear: 1 at the loudest, 0 at 80 dB below it.

    Args:
        mel_db: (128, T) as in `Features`.
        loudest_db: 99.9th percentile over the track's frames of each frame's loudest band; a live track's so far.

    Returns:
        (T, 128) in 0..1.
    """
    scaled: FloatArray = ((mel_db.T - loudest_db) / RANGE_DB + 1).clip(0, 1)
    return scaled
