"""The psychophysical map's last part: what the sound of a moment does to a painted canvas.

The painter's own finish answers the same features, gently; here each answer is wide enough to be seen and measured by
itself, and computed for a batch at once, so that one painted canvas is heard with many sounds.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import interpolate, pad

from onset.models.painter.audio import FEATURES

BRIGHTNESS = 0.6
"""Gain of the light from the darkest sound to the brightest."""
CONTRAST = 0.7
SATURATION = 0.8
TEMPERATURE = 0.28
HUE_TURN = math.radians(26.0)
"""At most, either way: a brand's colours stay recognisable."""
TEXTURE = 0.09
PULSE = 0.65
FLASH = 0.55
_SOFTNESS_PX = 1.1
"""Gaussian width, at a shorter side of 256 pixels, of the detail that the treble takes or adds."""
_LUMA = (0.2126, 0.7152, 0.0722)
_FLASH_COLOUR = (1.0, 0.96, 0.88)
_PITCH_ANGLES = tuple(2 * math.pi * (pitch * 7 % 12) / 12 for pitch in range(12))
"""Around the circle of fifths, as the painter turns the hue."""


def graded(canvas: Tensor, sound: Tensor, flash: Tensor) -> Tensor:
    """Finished pictures (B, 3, H, W) in 0..1 of canvases (B, 3, H, W) in 0..1.

    sound: (B, 20) features of the moment. flash: (B,) light of the latest onsets.
    """
    f = {name: sound[:, k, None, None, None] for k, name in enumerate(FEATURES[:8])}
    x = _bloomed(canvas)
    x = _sharpened(x, 2.0 * (f["treble"] - 0.5))
    matrix, contrast = _colour(sound)
    # About the picture's own mean, so that contrast does not change how bright a dark scene is.
    middle = x.mean((1, 2, 3), keepdim=True)
    x = torch.einsum("bij,bjhw->bihw", matrix, middle + contrast[:, None, None, None] * (x - middle))
    radius = _radius(x)
    x = x * (1 - PULSE * (1 - f["bass"]) * _smooth_step(radius, 0.6, 1.35))
    x = x * (1 + TEXTURE * f["flatness"] ** 2.5 * _weave(x))
    glow = FLASH * flash[:, None, None, None] * torch.exp(-((radius / 0.42) ** 2))
    colour = x.new_tensor(_FLASH_COLOUR)[:, None, None]
    x = x.clamp(0, 1)
    return x + glow * colour * (1 - x)


def _colour(sound: Tensor) -> tuple[Tensor, Tensor]:
    """Saturation, temperature, hue and brightness as one matrix (B, 3, 3); contrast (B,)."""
    rms, mid, centroid, warmth = (sound[:, FEATURES.index(name)] for name in ("rms", "mid", "centroid", "warmth"))
    eye = torch.eye(3, device=sound.device)
    luma = torch.tensor(_LUMA, device=sound.device).expand(3, 3)
    saturation = (1 + SATURATION * (mid - 0.5))[:, None, None]
    saturate = saturation * eye + (1 - saturation) * luma
    warm = TEMPERATURE * (warmth - 0.5) - 0.15 * TEMPERATURE * (centroid - 0.5)
    temper = torch.diag_embed(torch.stack([1 + 1.1 * warm, 1 + 0.1 * warm, 1 - 1.5 * warm], dim=1))
    gain, contrast = 1 + BRIGHTNESS * (centroid - 0.5), 1 + CONTRAST * (rms - 0.5)
    return gain[:, None, None] * temper @ saturate @ _hue_rotation(hue_turn(sound)), contrast


def hue_turn(sound: Tensor) -> Tensor:
    """(B, 20) -> (B,) radians: the chroma's pull around the circle of fifths; none if it pulls nowhere."""
    chroma = sound[:, FEATURES.index("chroma_c") :]
    pull = (chroma * torch.tensor(_PITCH_ANGLES, device=sound.device).sin()).sum(1) / chroma.sum(1).clamp(min=1)
    return HUE_TURN * torch.tanh(1.6 * pull)


def _hue_rotation(angle: Tensor) -> Tensor:
    """(B, 3, 3) rotations about the grey axis (Rodrigues)."""
    k = 1 / math.sqrt(3)
    cross = torch.tensor([[0, -k, k], [k, 0, -k], [-k, k, 0]], device=angle.device)
    sine, cosine = angle.sin()[:, None, None], angle.cos()[:, None, None]
    return torch.eye(3, device=angle.device) + sine * cross + (1 - cosine) * cross @ cross


def _bloomed(x: Tensor) -> Tensor:
    """Bright areas spill softly over their surroundings."""
    small = interpolate(x, scale_factor=0.25, mode="area")
    bright = ((small.amax(1, keepdim=True) - 0.62) / 0.38).clamp(0, 1) ** 2
    spill = _blurred(small * bright, 1.5, 5) + _blurred(small * bright, 5.0, 15)
    light = interpolate(spill, size=x.shape[2:], mode="bilinear")
    return x + 0.08 * light * (1 - x)


def _sharpened(x: Tensor, amount: Tensor) -> Tensor:
    """Unsharp mask; a negative amount softens. The amount broadcasts over (B, 3, H, W)."""
    sigma = _SOFTNESS_PX * min(x.shape[2:]) / 256
    return x + amount * (x - _blurred(x, sigma, math.ceil(3 * sigma)))


def _blurred(x: Tensor, sigma: float, reach: int) -> Tensor:
    """Separable Gaussian as a sum of shifted copies, ten times as fast here as a convolution; borders are held."""
    bell = [math.exp(-0.5 * (k / sigma) ** 2) for k in range(-reach, reach + 1)]
    weights = [value / sum(bell) for value in bell]
    height, width = x.shape[2:]
    wide = pad(x, (reach, reach, 0, 0), mode="replicate")
    rows = weights[0] * wide[..., :width]
    for k, weight in enumerate(weights[1:], 1):
        rows.add_(wide[..., k : k + width], alpha=weight)
    tall = pad(rows, (0, 0, reach, reach), mode="replicate")
    result = weights[0] * tall[:, :, :height]
    for k, weight in enumerate(weights[1:], 1):
        result.add_(tall[:, :, k : k + height], alpha=weight)
    return result


def _radius(x: Tensor) -> Tensor:
    """(H, W): 0 at the middle, 1 at the middle of each border."""
    rows = torch.linspace(-1, 1, x.shape[2], device=x.device)[:, None]
    columns = torch.linspace(-1, 1, x.shape[3], device=x.device)[None, :]
    return torch.sqrt(rows**2 + columns**2)


def _weave(x: Tensor) -> Tensor:
    """(H, W) of unit deviation: a linen of 8-pixel threads. Regular, because a decoder can repeat it, unlike noise."""
    rows = torch.arange(x.shape[2], device=x.device)[:, None] * (2 * math.pi / 8)
    columns = torch.arange(x.shape[3], device=x.device)[None, :] * (2 * math.pi / 8)
    return torch.cos(rows + columns) + torch.cos(rows - columns) * 0.7 + torch.cos(2 * columns + rows) * 0.7


def _smooth_step(x: Tensor, low: float, high: float) -> Tensor:
    share = ((x - low) / (high - low)).clamp(0, 1)
    return share * share * (3 - 2 * share)
