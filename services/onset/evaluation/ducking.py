"""How far the bed is lowered under speech in the delivered sound, found with the music itself as the probe.

Voice and bed overlap, so no meter tells them apart; but the music is known. In each band of a short spectrum the gain
is sought with which the music is in the delivered sound; all bands together, each weighted by how little else sounds in
it, give the maximum-likelihood gain in noise of another spectrum (S. Kay, "Fundamentals of Statistical Signal
Processing: Estimation Theory", 1993, ch. 4 and 15). The bed's gain where nobody speaks, over that under speech, is the
depth.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from onset.evaluation.figure import judged, noted
from onset.evaluation.footage import Floats
from onset.timeline.bed import ATTACK, RELEASE, bridged, fade, loop_overlap
from onset.timeline.plan import MixPlan
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.timeline.verdict import Check

_SIZE, _HOP = 4096, 2048
_BAND_HZ = (60.0, 8000.0)
"""Above it AAC replaces noise by noise of its own, which is no longer the music's."""
_NEIGHBOURS = 9
_TOLERANCE_DB = 2.0
_LEAST_S = 0.35
"""Of bed with speech, and of bed without, that a figure must rest on."""
_MOST_ERROR_DB = 1.0
"""Standard error with which a figure is still one."""
_SURE = 2.0
"""Standard errors by which a figure must be out of its limit: a short film has little bed to measure."""
_PARTS = 6
_CODED = 0.01
"""Share of the music's strong bins' power down to which a coder keeps a bin as it was; weaker ones may be left out."""
_ROUNDS = 4
"""The weights need the gain, and the gain the weights; after these it moves no more."""
_TINY = 1e-12

Complex = NDArray[np.complex128]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Depth:
    """What was found."""

    depth_db: float
    error_db: float
    """Standard error, from parts of the sound against each other."""


def check_ducking(delivered: Floats, music: Path, mix: MixPlan, film_samples: int) -> list[Check]:
    """The figure, or why there is none.

    Args:
        delivered: (N,) mono sound of the film at 48 kHz, from presentation time 0 on.
        music: canonical WAV of the bed.
        mix: the plan.
        film_samples: length of the film, of which `delivered` may be the beginning.
    """
    found = measure_depth(delivered, _laid(music, len(delivered), mix, film_samples), mix)
    name, title, unit = "sound.ducking", "Bed lowered under speech", "dB"
    if isinstance(found, str):
        return [noted(name, title, 0.0, unit, f"cannot be measured: {found}")]
    return [
        judged(
            name,
            title,
            found.depth_db,
            unit,
            limit=f"{mix.duck_db:g} ± {_TOLERANCE_DB:g} dB",
            passed=abs(found.depth_db - mix.duck_db) <= _TOLERANCE_DB + _SURE * found.error_db,
            detail=f"the music's gain in the delivered sound, with speech and without, ± {found.error_db:.1f} dB; "
            "fails where it is out of its limit by more than twice that",
        )
    ]


def measure_depth(delivered: Floats, bed: Floats, mix: MixPlan) -> Depth | str:
    """The depth, or why it cannot be told.

    Args:
        delivered: (N,) mono.
        bed: (N,) mono, the music as it lies under the film before speech lowers it; NaN where that is not known.
        mix: the plan.
    """
    starts = np.arange(0, max(len(delivered) - _SIZE + 1, 0), _HOP)
    under, free = _places(starts, mix)
    known = np.array([np.isfinite(bed[start : start + _SIZE]).all() for start in starts], bool)
    gains = []
    for place, mask in (("with speech", under & known), ("without speech", free & known)):
        if mask.sum() * _HOP < _LEAST_S * SAMPLE_RATE_HZ:
            return f"the bed lies {place} for less than {_LEAST_S:g} s"
        gain = _gain(delivered, bed, starts[mask])
        if gain is None:
            return f"no bed is heard {place}"
        gains.append(gain)
    (low, low_error), (high, high_error) = gains
    error_db = math.hypot(low_error, high_error)
    if error_db > _MOST_ERROR_DB:
        return f"the bed is too soft beside all else (± {error_db:.1f} dB)"
    return Depth(20 * math.log10(high / low), error_db)


def _laid(music: Path, count: int, mix: MixPlan, film_samples: int) -> Floats:
    """(count,) the music as it is looped and faded under the film, mono; NaN in crossfades."""
    with soundfile.SoundFile(music) as file:
        period = file.frames - loop_overlap(file.frames, film_samples)
        samples = file.read(min(file.frames, count), dtype="float64", always_2d=True).mean(axis=1)
    turn, local = np.divmod(np.arange(count), period)
    pure = (turn == 0) | (local >= len(samples) - period)
    laid = np.where(pure, samples[np.minimum(local, len(samples) - 1)], np.nan)
    return laid if mix.score is not None else laid * fade(film_samples, 0, count)


def _places(starts: NDArray[np.int64], mix: MixPlan) -> tuple[Mask, Mask]:
    """Frames that lie wholly under speech, and frames that lie wholly outside of what speech lowers."""
    under, free = np.zeros(len(starts), bool), np.ones(len(starts), bool)
    ends = starts + _SIZE
    for span in bridged(mix.speech):
        under |= (span.start_sample <= starts) & (ends <= span.end_sample)
        free &= (ends <= span.start_sample - ATTACK) | (span.end_sample + RELEASE <= starts)
    return under, free


def _gain(delivered: Floats, bed: Floats, starts: NDArray[np.int64]) -> tuple[float, float] | None:
    """The music's gain over some frames and its standard error in dB; None if the music is not there."""
    heard, music = _spectra(delivered, starts), _spectra(bed, starts)
    power, own = np.abs(heard) ** 2, np.abs(music) ** 2
    if own.sum() <= _TINY:
        return None
    # A bin does not weigh itself: where voice and music happen to add up, it would count for less than it should.
    around = (uniform_filter1d(power, _NEIGHBOURS, axis=1) * _NEIGHBOURS - power) / (_NEIGHBOURS - 1)
    strong = _CODED * float((own**2).sum() / own.sum())
    shared = (heard * music.conj()).real
    gain = math.sqrt(power.sum() / own.sum())
    for _ in range(_ROUNDS):
        weight = 1.0 / np.maximum(around + gain**2 * strong, _TINY)
        gain = float((weight * shared).sum() / (weight * own).sum())
        if gain <= 0:
            return None
    parts = np.array_split(np.arange(len(starts)), min(_PARTS, len(starts)))
    tops = np.array([(weight[part] * shared[part]).sum() for part in parts])
    bottoms = np.array([(weight[part] * own[part]).sum() for part in parts])
    without = (tops.sum() - tops) / np.maximum(bottoms.sum() - bottoms, _TINY)
    spread = math.sqrt((len(parts) - 1) / len(parts) * float(np.sum((without - gain) ** 2)))
    return gain, 20 / math.log(10) * spread / gain


def _spectra(sound: Floats, starts: NDArray[np.int64]) -> Complex:
    """(frames, bins of the band)."""
    hertz = np.fft.rfftfreq(_SIZE, 1 / SAMPLE_RATE_HZ)
    band = (_BAND_HZ[0] <= hertz) & (hertz < _BAND_HZ[1])
    window = np.hanning(_SIZE)
    frames = np.stack([sound[start : start + _SIZE] for start in starts])
    return np.asarray(np.fft.rfft(frames * window, axis=1)[:, band], np.complex128)
