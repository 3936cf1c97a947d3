"""The network: a mel spectrogram at 50 frames a second -> beats, downbeats and the metre.

A temporal convolutional network as in Davies & Böck, "Temporal convolutional networks for musical audio beat tracking"
(EUSIPCO 2019), and Böck & Davis, "Deconstruct, analyse, reconstruct" (ISMIR 2020), on the clock of a `Listener`: in its
steps of 80 ms two are shorter than the shortest beat, 273 ms at 220 BPM.
"""

from onset.models.listener import Listener, reach_frames

METRES = (2, 3, 4, 6)
"""Beats a bar that the network tells apart; in others it tells beats and downbeats."""
OUTPUTS = 2 + len(METRES)
"""Beat, downbeat, and each metre."""
_DILATIONS = (1, 2, 4, 8, 16, 32, 64, 1, 2, 4, 8, 16, 32, 64)
"""In steps. Twice over the same range: the second pass compares what the first has found."""
REACH_FRAMES = reach_frames(_DILATIONS)
"""An output depends on no input farther away than this: 20 s, ten bars of four at 120 BPM."""


class BeatTracker(Listener):
    """(B, T, 128) normalised mel -> (B, T, 6) logits of beat, downbeat and each of `METRES`; any T >= 1.

    Probabilities are the sigmoid of the first two and the softmax of the rest.
    """

    def __init__(self) -> None:
        super().__init__(outputs=OUTPUTS, dilations=_DILATIONS, channels=(16, 32), width=96, context_width=256)
