"""Crops of clips as the network meets sounds in use: at other tempi, levels and colours, cut off at both ends.

A batch is made where the network learns: on a GPU no processor could make crops as fast as they are learnt from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate, pad

from onset.models.beat_tracker.clips import FRAMES_PER_S, MEL_BANDS, Clip
from onset.models.beat_tracker.network import METRES

RANGE_DB = 80.0
"""As in the analysis service, which gives the network mels in 0..1: 1 at the loudest, 0 at 80 dB below it."""
TARGET_HALF_WIDTH = 2
"""Frames. A triangle over the exact time instead of the nearest frame: its neighbours then tell where between two
frames, 20 ms apart, a beat lies."""
NO_METRE = -1
"""Where no metre is to be told: before the first beat, after the last, and in metres that are none of `METRES`."""
_STRETCH = 1.15
_SHIFT_BANDS = 4
"""As other keys and other drums lie; more would move a bass drum's thump into the snare."""
_SILENCE_DB = -200.0
"""Normalised, this is 0 whatever the level."""
_QUIETEST_DB = -60.0
"""A crop is not amplified beyond this, so that silence stays silence."""
_NO_NOISE, _NO_EQUALISER, _NO_MASKS, _NO_STRETCH = 0.6, 0.3, 0.6, 0.2
"""How often each is left out."""
_EQUALISER_KNOTS = 6
_FAR_S = -1e6
"""In place of beats that a clip does not have."""


@dataclass(frozen=True, slots=True)
class Batch:
    """B crops of T frames."""

    mel: Tensor
    """(B, T, 128) float32 normalised."""
    events: Tensor
    """(B, T, 2) float32: beat and downbeat."""
    metre: Tensor
    """(B, T) int64 index of `METRES`, or `NO_METRE`."""


@dataclass(frozen=True, slots=True)
class Bank:
    """Clips side by side where crops are made: N frames of C clips with at most K beats each."""

    mel_db: Tensor
    """(N, 128) float16."""
    first: Tensor
    """(C,) of each clip's frames."""
    length: Tensor
    """(C,)"""
    loudest_db: Tensor
    """(C,)"""
    beats_s: Tensor
    """(C, K) float64."""
    is_downbeat: Tensor
    """(C, K) bool."""
    metre: Tensor
    """(C,) index of `METRES`, or `NO_METRE`."""

    @classmethod
    def of(cls, clips: Sequence[Clip], device: str) -> "Bank":
        """The bank of some clips."""
        most = max(1, *(len(clip.beats_s) for clip in clips))
        beats_s = np.full((len(clips), most), _FAR_S)
        is_downbeat = np.zeros((len(clips), most), np.bool_)
        for row, clip in enumerate(clips):
            beats_s[row, : len(clip.beats_s)] = clip.beats_s
            is_downbeat[row, : len(clip.beats_s)] = np.isin(clip.beats_s, clip.downbeats_s)
        length = torch.tensor([len(clip.mel_db) for clip in clips])
        metre = [METRES.index(clip.metre) if clip.metre in METRES else NO_METRE for clip in clips]
        return cls(
            torch.cat([torch.from_numpy(clip.mel_db) for clip in clips]).to(device),
            (length.cumsum(0) - length).to(device),
            length.to(device),
            torch.tensor([clip.loudest_db for clip in clips]).to(device),
            torch.from_numpy(beats_s).to(device),
            torch.from_numpy(is_downbeat).to(device),
            torch.tensor(metre).to(device),
        )

    def joined(self, other: "Bank") -> "Bank":
        """The clips of both."""
        most = max(self.beats_s.shape[1], other.beats_s.shape[1])
        both = (self, other)
        return Bank(
            torch.cat([bank.mel_db for bank in both]),
            torch.cat([self.first, other.first + len(self.mel_db)]),
            torch.cat([bank.length for bank in both]),
            torch.cat([bank.loudest_db for bank in both]),
            torch.cat([pad(bank.beats_s, (0, most - bank.beats_s.shape[1]), value=_FAR_S) for bank in both]),
            torch.cat([pad(bank.is_downbeat, (0, most - bank.is_downbeat.shape[1])) for bank in both]),
            torch.cat([bank.metre for bank in both]),
        )


def crops(bank: Bank, count: int, frames: int, random: torch.Generator) -> Batch:
    """Random crops, changed at random.

    Args:
        bank: to cut from; where a crop reaches beyond its clip there is silence.
        count: B.
        frames: T.
        random: of all that is random, on the bank's device.
    """
    device = bank.mel_db.device

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand((count, *shape), generator=random, device=device)

    def normal(deviation: float, *shape: int) -> Tensor:
        return deviation * torch.randn((count, *shape), generator=random, device=device)

    clip = torch.randint(len(bank.first), (count,), generator=random, device=device)
    # In frames of the clip from one frame of the crop to the next: above 1, the music gets faster.
    stride = torch.where(uniform(0, 1) < _NO_STRETCH, 1.0, _STRETCH ** uniform(-1, 1))
    slack = bank.length[clip] - frames * stride
    start = slack.clamp(max=0) + (uniform(0, 1) * slack.abs()).floor()
    mel_db, inside = _resampled(bank, clip, start, stride, frames)
    mel_db += torch.where(uniform(0, 1, 1) < _NO_EQUALISER, 0.0, _equaliser_db(normal))[:, None]
    mel_db = _shifted(mel_db, torch.randint(-_SHIFT_BANDS, _SHIFT_BANDS + 1, (count,), generator=random, device=device))
    # Steady noise 20 to 70 dB below the loudest, added in power.
    tilt_db = uniform(-30, 10, 1) * torch.linspace(0, 1, MEL_BANDS, device=device)
    floor_db = bank.loudest_db[clip, None] - uniform(20, 70, 1) + tilt_db
    floor_db[uniform(0, 1) < _NO_NOISE] = _SILENCE_DB
    mel_db = _power_sum_db(mel_db, floor_db[:, None] + normal(3.0, frames, MEL_BANDS))
    mel_db[~inside] = _SILENCE_DB
    # By the crop's own level as a live analysis does, by the clip's, or by one that is somewhat off.
    kind = uniform(0, 1)
    own_db = mel_db.amax(2).quantile(0.999, dim=1).clamp(min=_QUIETEST_DB)
    loudest_db = bank.loudest_db[clip] + torch.where(kind < 0.7, normal(4.0), 0.0)
    mel = _scaled(mel_db, torch.where(kind < 0.4, own_db, loudest_db)[:, None, None])
    masked = uniform(0, 1) > _NO_MASKS
    mel[_masks(masked, frames, uniform)] = 0
    positions = (bank.beats_s[clip] * FRAMES_PER_S - start[:, None]) / stride[:, None]
    return Batch(mel, _events(positions, bank.is_downbeat[clip], frames), _metre(positions, bank.metre[clip], frames))


def whole(clip: Clip, device: str = "cpu") -> Batch:
    """The clip as it is."""
    bank = Bank.of([clip], device)
    frames = len(clip.mel_db)
    positions = bank.beats_s * FRAMES_PER_S
    mel = _scaled(bank.mel_db[None].float(), bank.loudest_db)
    return Batch(mel, _events(positions, bank.is_downbeat, frames), _metre(positions, bank.metre, frames))


def triangles(positions: Tensor, frames: int) -> Tensor:
    """(B, frames) float32: 1 at each of `positions` ((B, K) fractional frames), falling to 0 in `TARGET_HALF_WIDTH`."""
    around = torch.arange(-TARGET_HALF_WIDTH, TARGET_HALF_WIDTH + 2, device=positions.device)
    near = positions.floor()[..., None] + around
    height = (1 - (near - positions[..., None]).abs() / TARGET_HALF_WIDTH).clamp(min=0)
    height = torch.where((near >= 0) & (near < frames), height, 0).float()
    target = torch.zeros((len(positions), frames), device=positions.device)
    return target.scatter_reduce_(1, near.clamp(0, frames - 1).long().flatten(1), height.flatten(1), "amax")


def _events(positions: Tensor, is_downbeat: Tensor, frames: int) -> Tensor:
    downbeats = torch.where(is_downbeat, positions, _FAR_S)
    return torch.stack([triangles(positions, frames), triangles(downbeats, frames)], dim=2)


def _metre(positions: Tensor, metre: Tensor, frames: int) -> Tensor:
    real = positions > _FAR_S / 2
    first = torch.where(real, positions, torch.inf).amin(1, keepdim=True)
    last = torch.where(real, positions, -torch.inf).amax(1, keepdim=True)
    at = torch.arange(frames, device=positions.device)
    return torch.where((at >= first) & (at <= last), metre[:, None], NO_METRE)


def _resampled(bank: Bank, clip: Tensor, start: Tensor, stride: Tensor, frames: int) -> tuple[Tensor, Tensor]:
    """Frames at start, start + stride, …, interpolated linearly, and which of them lie within the clip."""
    at = start[:, None] + stride[:, None] * torch.arange(frames, device=start.device)
    last = (bank.length[clip] - 1)[:, None]
    inside = (at >= 0) & (at <= last)
    at = at.clamp(min=0).minimum(last)
    before = at.floor().long()
    after = (before + 1).minimum(last)
    first = bank.first[clip, None]
    share = (at - before)[..., None]
    return torch.lerp(bank.mel_db[first + before].float(), bank.mel_db[first + after].float(), share), inside


def _equaliser_db(normal: Callable[..., Tensor]) -> Tensor:
    """(B, 128) smooth curves: a tilt and a few bumps of up to some 6 dB, as other rooms, speakers and mixes have."""
    bumps = interpolate(normal(3.0, 1, _EQUALISER_KNOTS), MEL_BANDS, mode="linear", align_corners=True)[:, 0]
    return bumps + normal(6.0, 1) * torch.linspace(-0.5, 0.5, MEL_BANDS, device=bumps.device)


def _shifted(mel_db: Tensor, bands: Tensor) -> Tensor:
    """Moved up by (B,) `bands`; the outermost bands are repeated."""
    source = (torch.arange(MEL_BANDS, device=mel_db.device) - bands[:, None]).clamp(0, MEL_BANDS - 1)
    return mel_db.gather(2, source[:, None].expand_as(mel_db))


def _power_sum_db(one_db: Tensor, other_db: Tensor) -> Tensor:
    """10 log10(10^(a/10) + 10^(b/10)), without overflow or loss."""
    return 10 / np.log(10) * torch.logaddexp(one_db * (np.log(10) / 10), other_db * (np.log(10) / 10))


def _scaled(mel_db: Tensor, loudest_db: Tensor) -> Tensor:
    return ((mel_db - loudest_db) / RANGE_DB + 1).clamp(0, 1)


def _masks(masked: Tensor, frames: int, uniform: Callable[..., Tensor]) -> Tensor:
    """(B, T, 128) a stretch of bands and up to two short ones of time (Park et al., "SpecAugment", 2019)."""
    band = torch.arange(MEL_BANDS, device=masked.device)
    frame = torch.arange(frames, device=masked.device)
    first_band = uniform(0, MEL_BANDS, 1)
    bands = (band >= first_band) & (band < first_band + uniform(1, 24, 1))
    times = torch.zeros((len(masked), frames), dtype=torch.bool, device=masked.device)
    for chance in (2 / 3, 1 / 3):
        start = uniform(0, frames, 1)
        times |= (frame >= start) & (frame < start + uniform(5, 40, 1)) & (uniform(0, 1, 1) < chance)
    return masked[:, None, None] & (bands[:, None] | times[..., None])
