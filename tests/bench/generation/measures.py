"""Motion between pictures, whether it falls on beats, and how much pictures flicker. Pure."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.signal import find_peaks
from scipy.stats import spearmanr

SIGMA_S = 0.05
"""Of beat alignment: three frames at 60 a second, as AIST++ has it (Li et al., 2021)."""
_LEAST_PROMINENCE = 0.5
"""Of a peak, in standard deviations of the motion."""

Curve = NDArray[np.float64]
Pictures = Sequence[NDArray[np.uint8]]


def luma(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W) in 0..1."""
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255


def motion(pictures: Pictures, times_s: Curve) -> Curve:
    """(T - 1,) mean change of luma between neighbours, a second."""
    lumas = [luma(picture) for picture in pictures]
    changes = [np.abs(after - before).mean() for before, after in zip(lumas, lumas[1:], strict=False)]
    return np.array(changes) / np.diff(times_s)


def peaks_s(moving: Curve, times_s: Curve) -> Curve:
    """When motion is strongest, in the middle between the two pictures that it is seen in."""
    padded = np.concatenate([[0], moving, [0]])
    found, _ = find_peaks(padded, prominence=_LEAST_PROMINENCE * moving.std())
    return ((times_s[1:] + times_s[:-1]) / 2)[found - 1]


def alignment(those_s: Curve, these_s: Curve) -> float:
    """Mean over `those` of exp(-d^2 / 2 sigma^2), d to the nearest of `these`: BAS of AIST++ if those are motion's."""
    distances = np.abs(those_s[:, None] - these_s[None, :]).min(axis=1)
    return float(np.exp(-(distances**2) / (2 * SIGMA_S**2)).mean())


def rho(heard: Curve, moving: Curve) -> float:
    """Spearman's correlation."""
    return float(spearmanr(heard, moving).statistic)


def warp_error(pictures: Pictures) -> float:
    """Mean squared error of each picture and the next one brought back by optical flow, where flows agree, times 1000.

    As E_warp of Lai et al., "Learning blind video temporal consistency" (2018), with DIS flow (Kroeger et al., 2016).
    """
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    errors = []
    for before, after in zip(pictures, pictures[1:], strict=False):
        grey = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (before, after)]
        there, back = flow.calc(grey[0], grey[1], None), flow.calc(grey[1], grey[0], None)
        height, width = grey[0].shape
        y, x = np.mgrid[:height, :width].astype(np.float32)
        at = (x + there[..., 0], y + there[..., 1])
        brought = cv2.remap(after, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        returned = there + cv2.remap(back, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        seen = (returned**2).sum(-1) < 0.01 * ((there**2).sum(-1) + (back**2).sum(-1)) + 0.5
        difference = ((brought.astype(np.float32) - before) / 255) ** 2
        errors.append(float(difference[seen].mean()) if seen.any() else 0.0)
    return 1000 * float(np.mean(errors))
