"""Canonical sounds from arrays."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onset.runtime.media.canonical import CanonicalAudio, CanonicalWriter, open_canonical


def write_canonical(path: Path, samples: NDArray[np.float32]) -> CanonicalAudio:
    """Samples of shape (n,) or (n, channels) as a canonical file."""
    frames = samples.reshape(len(samples), -1)
    with CanonicalWriter(path, frames.shape[1]) as file:
        file.write(frames)
    return open_canonical(path)
