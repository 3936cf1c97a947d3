"""The network: a mel spectrogram at 100 frames a second -> whether a voice sounds.

Two convolutions over bands and time hear harmonics and formants; a stack of dilated convolutions over time (Bai, Kolter
and Koltun, "An empirical evaluation of generic convolutional and recurrent networks", 2018) hears how syllables come
and go.
"""

from torch import Tensor, nn
from torch.nn.functional import gelu

MEL_BANDS = 128
_DILATIONS = (1, 2, 4, 8, 16, 32, 64)
_FRONT_REACH = 2
REACH_FRAMES = sum(_DILATIONS) + _FRONT_REACH
"""An output depends on no input farther away than this: 1.3 s, some six syllables."""


class VoiceDetector(nn.Module):
    """(B, T, 128) normalised mel -> (B, T) logits; any T >= 1."""

    def __init__(self, width: int = 40) -> None:
        super().__init__()
        self.bands = nn.Sequential(
            nn.Conv2d(1, 8, (8, 3), (4, 1), (2, 1)),
            nn.GELU(),
            nn.Conv2d(8, 16, (8, 3), (4, 1), (2, 1)),
            nn.GELU(),
        )
        self.join = nn.Conv1d(16 * MEL_BANDS // 16, width, 1)
        self.context = nn.ModuleList(_Residual(width, dilation) for dilation in _DILATIONS)
        self.out = nn.Conv1d(width, 1, 1)

    def forward(self, mel: Tensor) -> Tensor:
        """Logits; probabilities are their sigmoid."""
        heard = self.bands(mel.transpose(1, 2)[:, None])
        x = self.join(heard.flatten(1, 2))
        for layer in self.context:
            x = layer(x)
        return self.out(gelu(x))[:, 0]


class _Residual(nn.Module):
    """x + what a frame and its neighbours at a distance say."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.look = nn.Conv1d(width, width, 3, dilation=dilation, padding=dilation)
        self.say = nn.Conv1d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.say(gelu(self.look(gelu(x))))
