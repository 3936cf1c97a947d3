"""A network that listens: a mel spectrogram -> a few logits for each of its frames. What is learnt there is its user's.

Three parts. The front hears strokes and sounds in a few frames. The context is a dilated temporal convolutional network
(Bai, Kolter and Koltun, "An empirical evaluation of generic convolutional and recurrent networks for sequence
modeling", 2018) on a clock of a quarter of the frames, where a layer costs a quarter; it hears all bands too. The back
puts what the context knows onto the front's exact frames.

The receptive field is finite, so that a long sound can be heard in blocks.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, pad

MEL_BANDS = 128
STRIDE = 4
"""Frames in a step of the context."""
_BAND_STRIDE = 4
"""Bands from one convolution's place to the next, twice."""
_FRONT_REACH, _BACK_REACH = 6, 4
"""Frames that the front and the back look to either side."""


def reach_frames(dilations: Sequence[int]) -> int:
    """An output of a listener with these dilations depends on no input farther away than this."""
    return STRIDE * sum(dilations) + _FRONT_REACH + _BACK_REACH + STRIDE


class Listener(nn.Module):
    """(B, T, 128) normalised mel -> (B, T, outputs) logits; any T >= 1."""

    def __init__(
        self, *, outputs: int, dilations: Sequence[int], channels: tuple[int, int], width: int, context_width: int
    ) -> None:
        """Make one.

        Args:
            outputs: logits of each frame.
            dilations: of the context's layers, in steps.
            channels: of the two convolutions over bands and time.
            width: of front and back.
            context_width: of the context.
        """
        super().__init__()
        first, second = channels
        self.bands = nn.Sequential(
            nn.Conv2d(1, first, (3, 8), (1, _BAND_STRIDE), (1, 2)),
            nn.GELU(),
            nn.Conv2d(first, second, (3, 8), (1, _BAND_STRIDE), (1, 2)),
            nn.GELU(),
        )
        self.join = nn.Linear(second * MEL_BANDS // _BAND_STRIDE**2, width)
        self.front = nn.ModuleList(_Residual(width, dilation) for dilation in (1, 3))
        self.down = nn.Linear(STRIDE * width, context_width)
        self.harmony = nn.Linear(MEL_BANDS, context_width)
        self.context = nn.ModuleList(_Residual(context_width, dilation) for dilation in dilations)
        self.up = nn.Sequential(nn.LayerNorm(context_width), nn.Linear(context_width, STRIDE * width))
        self.back = nn.ModuleList(_Residual(width, dilation) for dilation in (1, 3))
        self.out = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, outputs))

    @property
    def hidden_parts(self) -> tuple[nn.Module, ...]:
        """Of which all matrices lie between hidden layers."""
        return self.front, self.down, self.context, self.up, self.back

    def forward(self, mel: Tensor) -> Tensor:
        """Logits."""
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
