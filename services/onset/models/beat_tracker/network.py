"""The network: a mel spectrogram at 50 frames a second -> beats and downbeats.

Three parts. The front hears strokes in a few frames. The context is a dilated temporal convolutional network
(Davies & Böck, "Temporal convolutional networks for musical audio beat tracking", EUSIPCO 2019; Böck & Davis,
"Deconstruct, analyse, reconstruct", ISMIR 2020) on a clock of a quarter of the frames: bars are long, and there a layer
costs a quarter; it hears the harmony too. The back puts what the context knows onto the front's exact frames.

The receptive field is finite, so that a long sound can be heard in blocks.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, pad

from onset.models.beat_tracker.clips import MEL_BANDS

METRES = (2, 3, 4, 6)
"""Beats a bar that the network tells apart; in others it tells beats and downbeats."""
OUTPUTS = 2 + len(METRES)
"""Beat, downbeat, and each metre."""
STRIDE = 4
"""Frames in a step of the context, 80 ms: two steps are shorter than the shortest beat, 273 ms at 220 BPM."""
_DILATIONS = (1, 2, 4, 8, 16, 32, 64, 1, 2, 4, 8, 16, 32, 64)
"""In steps. Twice over the same range: the second pass compares what the first has found."""
_FRONT_REACH, _BACK_REACH = 6, 4
"""Frames that the front and the back look to either side."""
REACH_FRAMES = STRIDE * sum(_DILATIONS) + _FRONT_REACH + _BACK_REACH + STRIDE
"""An output depends on no input farther away than this: 20 s, ten bars of four at 120 BPM."""


class BeatTracker(nn.Module):
    """(B, T, 128) normalised mel -> (B, T, 6) logits of beat, downbeat and each of `METRES`; any T >= 1."""

    def __init__(self, width: int = 96, context_width: int = 256) -> None:
        super().__init__()
        self.bands = nn.Sequential(
            nn.Conv2d(1, 16, (3, 8), (1, 4), (1, 2)),
            nn.GELU(),
            nn.Conv2d(16, 32, (3, 8), (1, 4), (1, 2)),
            nn.GELU(),
        )
        self.join = nn.Linear(32 * MEL_BANDS // 16, width)
        self.front = nn.ModuleList(_Residual(width, dilation) for dilation in (1, 3))
        self.down = nn.Linear(STRIDE * width, context_width)
        self.harmony = nn.Linear(MEL_BANDS, context_width)
        self.context = nn.ModuleList(_Residual(context_width, dilation) for dilation in _DILATIONS)
        self.up = nn.Sequential(nn.LayerNorm(context_width), nn.Linear(context_width, STRIDE * width))
        self.back = nn.ModuleList(_Residual(width, dilation) for dilation in (1, 3))
        self.out = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, OUTPUTS))

    def forward(self, mel: Tensor) -> Tensor:
        """Logits; probabilities are the sigmoid of the first two and the softmax of the rest."""
        frames = mel.shape[1]
        x = self.bands(mel[:, None]).permute(0, 2, 1, 3).flatten(2)
        x = self.join(x)
        for layer in self.front:
            x = layer(x)
        steps = (frames + STRIDE - 1) // STRIDE
        # Which notes sound changes slowly and needs all bands; where a stroke lies within a step needs all frames.
        c = self.harmony(_in_steps(mel, steps).mean(2)) + self.down(_in_steps(x, steps).flatten(2))
        for layer in self.context:
            c = layer(c)
        x = x + self.up(c).unflatten(2, (STRIDE, -1)).flatten(1, 2)[:, :frames]
        for layer in self.back:
            x = layer(x)
        return self.out(x)


def _in_steps(x: Tensor, steps: int) -> Tensor:
    """(B, T, C) -> (B, steps, STRIDE, C), the last step filled with zeros."""
    # Not unflatten, whose trace for ONNX holds one length for ever.
    return pad(x, (0, 0, 0, STRIDE - 1))[:, : steps * STRIDE].reshape(x.shape[0], steps, STRIDE, x.shape[2])


class _Residual(nn.Module):
    """x + what a frame and its neighbours at a distance say."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(3 * width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        d = self.dilation
        length = x.shape[1]
        y = pad(self.norm(x), (0, 0, d, d))
        y = torch.cat((y[:, :length], y[:, d : d + length], y[:, 2 * d : 2 * d + length]), 2)
        return x + self.out(gelu(self.mix(y)))
