"""How surely a sound steers a picture: rank correlation of each feature with the property that answers it."""

import cmath

import numpy as np
import torch
from numpy.typing import NDArray

from onset.models.painter.audio import FEATURES
from onset.models.picture.data import sounds
from onset.models.picture.grade import hue_turn
from onset.models.picture.properties import Properties, properties

ANSWERS = {
    "centroid": "brightness",
    "warmth": "temperature",
    "rms": "contrast",
    "mid": "saturation",
    "flatness": "texture",
    "treble": "sharpness",
    "bass": "openness",
    "onset": "flash",
    "chroma": "hue",
}
"""The property that answers each feature. The onset counts with what is left of those just before it."""

FloatArray = NDArray[np.float64]


def heard(windows: NDArray[np.float32]) -> FloatArray:
    """(N, 16, 20) -> (N, 9): what each of ANSWERS' features says at the picture's moment."""
    now = windows[:, sounds.NOW]
    turns = hue_turn(torch.from_numpy(now)).numpy()
    special = {"onset": sounds.flash(windows), "chroma": turns}
    return np.stack([special[n] if n in special else now[:, FEATURES.index(n)] for n in ANSWERS], axis=1)


def seen(pictures: list[NDArray[np.uint8]]) -> FloatArray:
    """Pictures of one scene -> (N, 9): the properties, of which only differences within the scene mean anything."""
    found = [properties(picture) for picture in pictures]
    usual = sum((p.hue / max(abs(p.hue), 1e-9) for p in found), 0j)
    return np.array([[_value(p, name, usual) for name in ANSWERS.values()] for p in found])


def _value(found: Properties, name: str, usual_hue: complex) -> float:
    if name == "hue":
        return cmath.phase(found.hue * usual_hue.conjugate()) / 2
    return float(getattr(found, name))


def correlations(features: list[FloatArray], answers: list[FloatArray]) -> FloatArray:
    """(9, 9) Spearman's rho of features (rows) and properties (columns) over scenes, each centred by itself.

    features, answers: per scene (N, 9). A property that never changes has rho 0.
    """
    x = np.concatenate([part - part.mean(axis=0) for part in features])
    y = np.concatenate([(part - part.mean(axis=0)) / (part.std(axis=0) + 1e-9) for part in answers])
    x_ranks, y_ranks = _ranks(x), _ranks(y)
    x_ranks, y_ranks = x_ranks - x_ranks.mean(axis=0), y_ranks - y_ranks.mean(axis=0)
    scale = np.sqrt((x_ranks**2).sum(axis=0)[:, None] * (y_ranks**2).sum(axis=0)[None])
    return np.asarray(np.divide(x_ranks.T @ y_ranks, scale, out=np.zeros_like(scale), where=scale > 1e-9))


def _ranks(columns: FloatArray) -> FloatArray:
    """Ranks down each column, ties sharing their mean."""
    ranks = np.empty_like(columns)
    for k, column in enumerate(columns.T):
        _, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
        ranks[:, k] = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return ranks
