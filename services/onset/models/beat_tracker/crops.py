"""Crops of clips as the network meets sounds in use: at other tempi, levels and colours, cut off at both ends."""

import numpy as np

from onset.models.beat_tracker.clips import FRAMES_PER_S, MEL_BANDS, Clip

RANGE_DB = 80.0
"""As in the analysis service, which gives the network mels in 0..1: 1 at the loudest, 0 at 80 dB below it."""
TARGET_HALF_WIDTH = 2.0
"""Frames. A triangle over the exact time instead of the nearest frame: its neighbours then tell where between two
frames, 20 ms apart, a beat lies."""
_STRETCH = 1.15
_SHIFT_BANDS = 4
"""As other keys and other drums lie; more would move a bass drum's thump into the snare."""
_SILENCE_DB = -200.0
"""Normalised, this is 0 whatever the level."""
_QUIETEST_DB = -60.0
"""A crop is not amplified beyond this, so that silence stays silence."""
_NO_NOISE, _NO_EQUALISER, _NO_MASKS, _NO_STRETCH = 0.6, 0.3, 0.6, 0.2
"""How often each is left out."""


def crop(clip: Clip, frames: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A random crop, changed at random.

    Args:
        clip: to cut from; where the crop reaches beyond it there is silence.
        frames: length of the crop.
        rng: of all that is random.

    Returns:
        (frames, 128) float32 normalised mel and (frames, 2) float32 targets.
    """
    # In frames of the clip from one frame of the crop to the next: above 1, the music gets faster.
    stride = 1.0 if rng.random() < _NO_STRETCH else _STRETCH ** rng.uniform(-1, 1)
    start = _start(len(clip.mel_db), frames * stride, rng)
    mel_db, inside = _resampled(clip.mel_db, start, stride, frames)
    if rng.random() > _NO_EQUALISER:
        mel_db += _equaliser_db(rng)
    mel_db = _shifted(mel_db, int(rng.integers(-_SHIFT_BANDS, _SHIFT_BANDS + 1)))
    if rng.random() > _NO_NOISE:
        mel_db = _noisy(mel_db, clip.loudest_db, rng)
    mel_db[~inside] = _SILENCE_DB
    mel = _normalised(mel_db, clip.loudest_db, rng)
    if rng.random() > _NO_MASKS:
        _mask(mel, rng)
    times = ((events_s * FRAMES_PER_S - start) / stride for events_s in (clip.beats_s, clip.downbeats_s))
    return mel, np.stack([triangles(positions, frames) for positions in times], axis=1)


def whole(clip: Clip) -> tuple[np.ndarray, np.ndarray]:
    """The clip as it is: (T, 128) normalised mel and (T, 2) targets."""
    frames = len(clip.mel_db)
    mel = _scaled(clip.mel_db.astype(np.float32), clip.loudest_db)
    events = (clip.beats_s, clip.downbeats_s)
    return mel, np.stack([triangles(events_s * FRAMES_PER_S, frames) for events_s in events], axis=1)


def triangles(positions: np.ndarray, frames: int) -> np.ndarray:
    """(frames,) float32: 1 at each of `positions` (in frames, fractional), falling to 0 in `TARGET_HALF_WIDTH`."""
    target = np.zeros(frames, np.float32)
    reach = int(TARGET_HALF_WIDTH)
    near = np.floor(positions)[:, None] + np.arange(-reach, reach + 2)
    height = np.maximum(1 - np.abs(near - positions[:, None]) / TARGET_HALF_WIDTH, 0)
    inside = (near >= 0) & (near < frames)
    np.maximum.at(target, near[inside].astype(np.int64), height[inside].astype(np.float32))
    return target


def _start(available: int, wanted: float, rng: np.random.Generator) -> float:
    """First frame of the crop, negative where a short clip does not begin with it."""
    slack = available - wanted
    return float(rng.integers(int(min(slack, 0)), int(max(slack, 0)) + 1))


def _resampled(mel_db: np.ndarray, start: float, stride: float, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """Frames at start, start + stride, …, interpolated linearly, and which of them lie within the clip."""
    at = start + stride * np.arange(frames)
    inside = (at >= 0) & (at <= len(mel_db) - 1)
    at = at.clip(0, len(mel_db) - 1)
    before = np.minimum(at.astype(np.int64), max(len(mel_db) - 2, 0))
    if stride == 1.0:
        return mel_db[at.astype(np.int64)].astype(np.float32), inside
    share = (at - before).astype(np.float32)[:, None]
    after = np.minimum(before + 1, len(mel_db) - 1)
    return mel_db[before].astype(np.float32) * (1 - share) + mel_db[after].astype(np.float32) * share, inside


def _equaliser_db(rng: np.random.Generator) -> np.ndarray:
    """(128,) a smooth curve: a tilt and a few bumps of up to some 6 dB, as other rooms, speakers and mixes have."""
    band = np.linspace(0, 1, MEL_BANDS)
    knots = rng.normal(0, 3, 6)
    curve = np.interp(band, np.linspace(0, 1, 6), knots) + rng.normal(0, 6) * (band - 0.5)
    return np.asarray(curve, np.float32)


def _shifted(mel_db: np.ndarray, bands: int) -> np.ndarray:
    """Moved up by `bands`; the outermost bands are repeated."""
    return mel_db[:, np.clip(np.arange(MEL_BANDS) - bands, 0, MEL_BANDS - 1)]


def _noisy(mel_db: np.ndarray, loudest_db: float, rng: np.random.Generator) -> np.ndarray:
    """With steady noise 20 to 70 dB below the loudest, added in power."""
    tilt = rng.uniform(-30, 10) * np.linspace(0, 1, MEL_BANDS)
    floor = loudest_db - rng.uniform(20, 70) + tilt
    noise = floor + rng.normal(0, 3, mel_db.shape)
    power = np.exp2(mel_db * np.float32(0.33219281)) + np.exp2(noise.astype(np.float32) * np.float32(0.33219281))
    return np.asarray(np.log2(power) * np.float32(3.0103), np.float32)


def _normalised(mel_db: np.ndarray, loudest_db: float, rng: np.random.Generator) -> np.ndarray:
    """Normalised by the clip's own level, by the crop's as a live analysis does, or by a level that is somewhat off."""
    kind = rng.random()
    if kind < 0.4:
        loudest_db = max(float(np.percentile(mel_db.max(axis=1), 99.9)), _QUIETEST_DB)
    elif kind < 0.7:
        loudest_db += rng.normal(0, 4)
    return _scaled(mel_db, loudest_db)


def _scaled(mel_db: np.ndarray, loudest_db: float) -> np.ndarray:
    return np.clip((mel_db - np.float32(loudest_db)) / np.float32(RANGE_DB) + 1, 0, 1)


def _mask(mel: np.ndarray, rng: np.random.Generator) -> None:
    """Silence a stretch of bands and up to two short stretches of time (Park et al., "SpecAugment", 2019), in place."""
    first = int(rng.integers(0, MEL_BANDS))
    mel[:, first : first + int(rng.integers(1, 24))] = 0
    for _ in range(int(rng.integers(0, 3))):
        start = int(rng.integers(0, len(mel)))
        mel[start : start + int(rng.integers(5, 40))] = 0
