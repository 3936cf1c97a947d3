"""Noise of DDPM-trained networks as a straight walk.

With x = x_t / alpha_t = x_0 + sigma eps, the probability-flow equation is dx / dsigma = eps (Song, Meng & Ermon,
"DDIM", 2021; Karras et al., 2022), so Euler steps over falling sigmas are diffusers' EulerDiscreteScheduler.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

_KARRAS_RHO = 7.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a network was trained to be noised, and how its steps are laid."""

    sigmas: tuple[float, ...]
    """sigma_t = sqrt((1 - a_t) / a_t) of each training step, a_t the product of alphas; rising."""
    prediction: str
    """`epsilon`, or `v_prediction` (Salimans & Ho, 2022)."""
    spacing: str
    """`leading`, `linspace` or `trailing` (Lin et al., "Common noise schedules are flawed", 2024, table 2)."""
    steps_offset: int = 0
    """Added to leading steps."""
    karras: bool = False
    """Whether sigmas are spaced as by Karras et al. (2022), equation 5."""

    def times(self, steps: int, strength: float = 1.0) -> NDArray[np.float64]:
        """Falling sigmas to 0: all `steps` of them from noise alone, or the last of them, by their share `strength`."""
        trained = len(self.sigmas)
        if self.spacing == "linspace":
            at = np.linspace(0, trained - 1, steps)[::-1]
        elif self.spacing == "leading":
            at = np.arange(steps)[::-1] * (trained // steps) + self.steps_offset
        else:
            at = np.round(trained - np.arange(steps) * (trained / steps)) - 1
        walked = np.interp(at, np.arange(trained), self.sigmas)
        if self.karras:
            low, high = walked[-1] ** (1 / _KARRAS_RHO), walked[0] ** (1 / _KARRAS_RHO)
            walked = (high + np.linspace(0, 1, steps) * (low - high)) ** _KARRAS_RHO
        left_out = steps - max(1, round(steps * strength))
        return np.append(walked[left_out:], 0.0)

    def begun(self, noise: FloatArray, time: float) -> FloatArray:
        """Unit noise as the first x of a walk.

        Leading steps do not begin where nothing of a picture is left; the noise then stands for the picture, too, so
        that the network is given unit variance, as diffusers does.
        """
        return np.asarray(noise * (np.hypot(time, 1.0) if self.spacing == "leading" else time), np.float32)

    def timestep(self, sigma: float) -> float:
        """The training step, fractions allowed, at which the noise is `sigma`."""
        steps = np.arange(len(self.sigmas))
        if self.karras:
            return float(np.interp(np.log(max(sigma, 1e-10)), np.log(self.sigmas), steps))
        return float(np.interp(sigma, self.sigmas, steps))

    def seen(self, x: FloatArray, sigma: float) -> FloatArray:
        """What the network is given of x: the variance-preserving x_t."""
        return np.asarray(x / np.hypot(sigma, 1.0), np.float32)

    def direction(self, x: FloatArray, sigma: float, answer: FloatArray) -> FloatArray:
        """The network's answer at x as dx / dsigma, which is eps."""
        if self.prediction == "epsilon":
            return answer
        # v = alpha eps - sigma_vp x_0 with sigma = sigma_vp / alpha, solved for eps.
        alpha = 1 / np.hypot(sigma, 1.0)
        return np.asarray(alpha * answer + alpha**2 * sigma * x, np.float32)
