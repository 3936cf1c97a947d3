"""The style of a reference picture as one vector: its light, its colours and where they lie, not what it shows."""

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate

from onset.models.picture.shapes import THUMBNAIL

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_HUES = 12
_LMS_OF_RGB = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB_OF_LMS = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def style_of(pictures: Tensor) -> Tensor:
    """(B, 3, H, W) in 0..1 -> (B, 42)."""
    return style_of_thumbnails(interpolate(pictures, size=(THUMBNAIL, THUMBNAIL), mode="area"))


def style_of_thumbnails(small: Tensor) -> Tensor:
    """(B, 3, 48, 48) in 0..1 -> (B, 42).

    Quantiles of OKLab's axes (15), a histogram of hues weighted by chroma (12), light over thirds of the picture (9),
    contrast at three scales (3), mean chroma, mean lightness and its deviation.
    """
    lab = oklab(small.permute(0, 2, 3, 1)).flatten(1, 2)
    quantiles = _quantiles(lab).flatten(1)
    chroma = (lab[..., 1] ** 2 + lab[..., 2] ** 2).sqrt()
    hue = torch.atan2(lab[..., 2], lab[..., 1]) / (2 * torch.pi) * _HUES
    centres = torch.arange(_HUES, device=lab.device)
    apart = (hue[..., None] - centres + _HUES / 2).remainder(_HUES) - _HUES / 2
    histogram = ((1 - apart.abs()).clamp(min=0) * chroma[..., None]).mean(1)
    light = lab[..., 0].unflatten(1, (THUMBNAIL, THUMBNAIL))[:, None]
    thirds = interpolate(light, size=(3, 3), mode="area").flatten(1)
    scales = [
        (light - interpolate(avg_pool2d(light, k), scale_factor=k, mode="nearest")).abs().mean((1, 2, 3))
        for k in (2, 6, 16)
    ]
    whole = [chroma.mean(1), lab[..., 0].mean(1), lab[..., 0].std(1)]
    # Brought to similar ranges: lightness spans 1, chroma about 0.2.
    return torch.cat(
        [quantiles * 2, histogram * 40, thirds * 2, torch.stack(scales, 1) * 20, torch.stack(whole, 1) * 4], dim=1
    )


def _quantiles(values: Tensor) -> Tensor:
    """(B, N, 3) -> (B, 3, 5), linear between neighbours; `torch.quantile` has no counterpart in ONNX."""
    ordered = values.sort(dim=1).values
    columns = []
    for quantile in _QUANTILES:
        place = quantile * (values.shape[1] - 1)
        below = int(place)
        columns.append(ordered[:, below].lerp(ordered[:, below + 1], place - below))
    return torch.stack(columns, dim=2)


def oklab(rgb: Tensor) -> Tensor:
    """sRGB-encoded (..., 3) in 0..1 to OKLab (Ottosson, 2020)."""
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb.clamp(min=0) + 0.055) / 1.055) ** 2.4)
    lms = linear @ rgb.new_tensor(_LMS_OF_RGB).T
    return lms.clamp(min=0).pow(1 / 3) @ rgb.new_tensor(_LAB_OF_LMS).T
