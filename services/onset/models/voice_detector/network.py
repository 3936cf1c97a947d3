"""The network: a mel spectrogram at 100 frames a second -> whether a voice sounds."""

from torch import Tensor

from onset.models.listener import Listener, reach_frames

_DILATIONS = (1, 2, 4, 8, 16, 1, 2, 4, 8, 16)
"""In steps of 40 ms. Twice over the same range: the second pass knows what the first has found."""
REACH_FRAMES = reach_frames(_DILATIONS)
"""An output depends on no input farther away than this: 2.6 s, a dozen syllables or a bar."""


class VoiceDetector(Listener):
    """(B, T, 128) normalised mel -> (B, T) logits; any T >= 1."""

    def __init__(self) -> None:
        super().__init__(outputs=1, dilations=_DILATIONS, channels=(12, 24), width=48, context_width=96)

    def forward(self, mel: Tensor) -> Tensor:
        """Logits; probabilities are their sigmoid."""
        return super().forward(mel)[..., 0]
