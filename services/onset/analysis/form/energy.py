"""How the energy of a sound moves."""

import numpy as np

from onset.timeline.sound import Features, FloatArray

HOPS_PER_S = 100


def energy_arc(curves: Features) -> FloatArray:
    """(S,) one value a second, 0..1."""
    level = curves.rms[::HOPS_PER_S]
    return np.clip(level / max(float(np.max(level, initial=0)), 1e-5), 0, 1).astype(np.float32)
