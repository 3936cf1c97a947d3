"""The yardstick: BeatNet's published CRNN (Heydari, Cwitkowitz, Duan, ISMIR 2021; weights CC-BY-4.0), bench only.

Its package needs madmom, whose filterbank is rebuilt here from its definition (Böck et al., 2016): Hann frames of 1411
samples every 441 at 22,050 Hz, magnitudes of 705 bins, area-normalised triangles at 24 an octave around 440 Hz in
30-17,000 Hz, log10(1 + x), stacked with their rise since the frame before: 272 values.
"""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onset.runtime.settings import PROJECT_ROOT
from tests.bench.analysis.debian import BUILD

Curve = NDArray[np.float32]

RELEASE = "BeatNet==1.1.3"
RATE_HZ, FRAME, HOP = 22_050, 1411, 441
BINS = FRAME // 2
BANDS_PER_OCTAVE, LOWEST_HZ, HIGHEST_HZ, REFERENCE_HZ = 24, 30.0, 17_000.0, 440.0
WIDTH = 272


def wheel() -> Path:
    """The release, fetched at the first call."""
    folder = BUILD / "beatnet"
    folder.mkdir(parents=True, exist_ok=True)
    if not list(folder.glob("*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), RELEASE]
        subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


@cache
def filterbank() -> Curve:
    """(705, 136) triangles; frequencies that fall on one bin share a filter."""
    bin_hz = np.arange(BINS) * RATE_HZ / (2 * BINS)
    low = np.floor(np.log2(LOWEST_HZ / REFERENCE_HZ) * BANDS_PER_OCTAVE)
    high = np.ceil(np.log2(HIGHEST_HZ / REFERENCE_HZ) * BANDS_PER_OCTAVE)
    centers_hz = REFERENCE_HZ * 2 ** (np.arange(low, high) / BANDS_PER_OCTAVE)
    centers_hz = centers_hz[(centers_hz >= LOWEST_HZ) & (centers_hz <= HIGHEST_HZ)]
    above = np.searchsorted(bin_hz, centers_hz).clip(1, BINS - 1)
    nearer_below = centers_hz - bin_hz[above - 1] < bin_hz[above] - centers_hz
    corners = np.unique(above - nearer_below)
    filters = np.zeros((BINS, len(corners) - 2), np.float32)
    for index, (start, center, stop) in enumerate(zip(corners, corners[1:], corners[2:], strict=False)):
        if stop - start < 2:
            filters[start, index] = 1
            continue
        rising, falling = np.linspace(0, 1, center - start, False), np.linspace(1, 0, stop - center, False)
        triangle = np.concatenate([rising, falling])
        filters[start:stop, index] = triangle / triangle.sum()
    return filters


def features(sound: Curve) -> Curve:
    """(T, 272) of a mono sound at 22,050 Hz, 50 frames a second, the first one centred on the first sample."""
    count = -(-len(sound) // HOP)
    padded = np.pad(sound, (FRAME // 2, FRAME))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[: count * HOP : HOP]
    spectra = np.abs(np.fft.rfft(frames * np.hanning(FRAME), axis=1))[:, :BINS]
    bands = np.log10(1 + spectra @ filterbank())
    rise = np.maximum(np.diff(bands, axis=0, prepend=bands[:1]), 0)
    return np.hstack([bands, rise]).astype(np.float32)


def activations(inputs: Path, outputs: Path) -> None:
    """Run the network on every .npy of features in one folder, (T, 2) probabilities of beat and downbeat into another.

    A downbeat counts as a beat.
    """
    python = PROJECT_ROOT / ".venv-triton" / "bin" / "python"
    script = Path(__file__).with_name("beatnet_network.py")
    subprocess.run([python, script, wheel(), inputs, outputs], check=True)
