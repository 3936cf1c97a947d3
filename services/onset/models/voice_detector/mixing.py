"""Mixtures without end: a voice, or none, under music, noise and events, laid over each other in power.

All random numbers come from one generator of the device that mixes, so that a step can be made again.
"""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn.functional import avg_pool1d, grid_sample, interpolate

from onset.models.listener import MEL_BANDS
from onset.models.voice_detector.corpus.packing import FLOOR_DB
from onset.models.voice_detector.material import Material

RANGE_DB = 80.0
"""As in the analysis service: 1 at the loudest, 0 at 80 dB below it."""
LONGEST_FRAMES = 1000
"""Of a crop: a track has room for it, slowed down."""
_SILENCE_DB = -140.0
_STRETCH, _SHIFT_BANDS = 1.15, 3.0
"""Other tempi; other throats and other keys."""
_VOICE, _MUSIC, _NOISE, _EVENTS = 0.7, 0.6, 0.5, 0.2
"""How often each is in a mixture."""
_MUSIC_UNDER_DB, _NOISE_UNDER_DB, _EVENTS_UNDER_DB = (-4.0, 26.0), (2.0, 45.0), (-4.0, 22.0)
"""Under a voice while it speaks."""
_CERTAINLY = (0.72, 0.86)
"""Without a voice there is something to be mistaken for one: music, up to the second share noise, else events."""
_MOST_GAIN_DB = 35.0
"""Where a crop holds next to nothing of a track, it is not made as loud as all the rest."""
_UNEVEN, _SWITCHED, _DUCKED = 0.3, 0.15, 0.25
"""How often the music or the noise swells and fades; starts or stops; is ducked under the voice."""
_DULL, _THIN = 0.15, 0.1
"""How often the treble is missing, and the bass."""
_OTHERWISE_LOUD, _LOUDER_DB = 0.5, 7.0
"""How often something louder sounds elsewhere in the track, and by how much about."""


@dataclass(frozen=True, slots=True)
class Mixer:
    """Draws batches from the material."""

    material: Material
    random: Generator
    """On the material's device."""

    def batch(self, count: int, frames: int) -> tuple[Tensor, Tensor]:
        """(count, frames, 128) normalised mel and (count, frames) share of voice.

        Raises:
            ValueError: more frames than `LONGEST_FRAMES`.
        """
        if frames > LONGEST_FRAMES:
            raise ValueError(f"a crop has at most {LONGEST_FRAMES} frames, not {frames}")
        material = self.material
        voice, share = self._crops(material.voice, material.voiced, count, frames)
        spoken = self._chance(count, _VOICE)
        share = share * spoken[:, None]
        certainly = self._uniform(count) + spoken
        level = _level(voice, share)
        power = voice * _ratio(-level)[:, None, None] * spoken[:, None, None]
        beside = torch.zeros_like(power)
        for tracks, how_often, sure, under_db in (
            (material.music, _MUSIC, certainly < _CERTAINLY[0], _MUSIC_UNDER_DB),
            (material.noise, _NOISE, (certainly >= _CERTAINLY[0]) & (certainly < _CERTAINLY[1]), _NOISE_UNDER_DB),
            (material.events, _EVENTS, (certainly >= _CERTAINLY[1]) & (certainly < 1), _EVENTS_UNDER_DB),
        ):
            sound, _ = self._crops(tracks, None, count, frames)
            gain_db = -_level(sound, None) - self._between(count, *under_db)
            there = sure | self._chance(count, how_often)
            curve = self._course(count, frames, share)
            beside += sound * (_ratio(gain_db[:, None] + curve) * there[:, None])[..., None]
        power = power + beside + 2 * (power * beside).sqrt() * self._interference(count, frames)
        return self._heard(power), share

    def _crops(self, tracks: Tensor, voiced: Tensor | None, count: int, frames: int) -> tuple[Tensor, Tensor]:
        """(count, frames, 128) power and (count, frames) share of voice: cuts at other speeds, in other keys."""
        span = min(int(frames * _STRETCH) + 2, tracks.shape[1])
        which = torch.randint(len(tracks), (count, 1), generator=self.random, device=self.random.device)
        first = (self._uniform(count) * (tracks.shape[1] - span + 1)).long()[:, None]
        where = first + torch.arange(span, device=self.random.device)
        level = tracks[which, where].float()
        silent = level == 0
        level += self._uniform(*level.shape) - 0.5 + FLOOR_DB
        level[silent] = _SILENCE_DB
        stride = _STRETCH ** (2 * self._uniform(count) - 1)
        stride = torch.where(self._chance(count, 0.3), torch.ones_like(stride), stride)
        at = (torch.arange(frames, device=stride.device) * stride[:, None]) * (2 / (span - 1)) - 1
        bands = torch.linspace(-1, 1, MEL_BANDS, device=stride.device)
        shift = self._between(count, -_SHIFT_BANDS, _SHIFT_BANDS).round() * (2 / (MEL_BANDS - 1))
        grid = torch.stack(
            (
                (bands + shift[:, None])[:, None].expand(count, frames, MEL_BANDS),
                at[..., None].expand(count, frames, MEL_BANDS),
            ),
            dim=3,
        )
        cut = grid_sample(level[:, None], grid, padding_mode="border", align_corners=True)[:, 0]
        cut = cut + self._colour(count)[:, None]
        if voiced is None:
            return _ratio(cut), torch.zeros(count, frames, device=stride.device)
        spoken = voiced[which, where].float()[:, None, :, None] / 255
        line = torch.stack((torch.zeros_like(at), at), dim=2)[:, :, None]
        share = grid_sample(spoken, line, padding_mode="border", align_corners=True)[:, 0, :, 0]
        return _ratio(cut), share

    def _course(self, count: int, frames: int, share: Tensor) -> Tensor:
        """(count, frames) dB: how a sound swells, stops, or makes way for the voice."""
        knots = self._between(count * 6, -25, 0).view(count, 1, 6)
        swell = interpolate(knots, frames, mode="linear", align_corners=True)[:, 0]
        slope = torch.exp(self._between(count, 0, 5))[:, None] * torch.where(self._chance(count, 0.5), 1, -1)[:, None]
        place = torch.arange(frames, device=swell.device) - frames * self._uniform(count)[:, None]
        switch = (60 * place / slope).clamp(-60, 0)
        smooth = avg_pool1d(share[:, None], 41, stride=1, padding=20)[:, 0]
        duck = -smooth * self._between(count, 4, 14)[:, None]
        return (
            swell * self._chance(count, _UNEVEN)[:, None]
            + switch * self._chance(count, _SWITCHED)[:, None]
            + duck * self._chance(count, _DUCKED)[:, None]
        )

    def _interference(self, count: int, frames: int) -> Tensor:
        """(count, frames, 128) cosine of the phase between two sounds, averaged over the bins of a band."""
        raw = torch.randn(count * MEL_BANDS, 1, frames, generator=self.random, device=self.random.device)
        # Windows overlap by three quarters.
        smooth = avg_pool1d(raw, 3, stride=1, padding=1).view(count, MEL_BANDS, frames).transpose(1, 2) * 3**0.5
        bins = torch.linspace(1, 4, MEL_BANDS, device=raw.device) ** 2
        return (smooth * (0.5 / bins).sqrt()).clamp(-0.9, 0.9)

    def _colour(self, count: int) -> Tensor:
        """(count, 128) dB: a smooth response, as of another microphone or mix."""
        tilt = torch.randn(count, 1, generator=self.random, device=self.random.device) * 4
        knots = torch.randn(count, 1, 8, generator=self.random, device=self.random.device) * 3
        bumps = interpolate(knots, MEL_BANDS, mode="linear", align_corners=True)[:, 0]
        return bumps + tilt * torch.linspace(-1, 1, MEL_BANDS, device=tilt.device)

    def _heard(self, power: Tensor) -> Tensor:
        """(count, frames, 128) in 0..1: at a random level over the floor, normalised as analysis does."""
        count = len(power)
        band = torch.arange(MEL_BANDS, device=power.device)
        treble = -(band - self._between(count, 50, 120)[:, None]).clamp(min=0) * self._between(count, 2, 12)[:, None]
        bass = -(self._between(count, 3, 25)[:, None] - band).clamp(min=0) * self._between(count, 0.5, 4)[:, None]
        cut = treble * self._chance(count, _DULL)[:, None] + bass * self._chance(count, _THIN)[:, None]
        mel_db = 10 * torch.log10(power.clamp(min=1e-14)) + cut[:, None]
        loudest = mel_db.amax(dim=2).quantile(0.998, dim=1)
        mel_db += (self._between(count, -45, -4) - loudest)[:, None, None]
        mel_db.clamp_(min=FLOOR_DB)
        loudest = mel_db.amax(dim=2).quantile(0.998, dim=1)
        louder = torch.randn(count, generator=self.random, device=self.random.device).abs() * _LOUDER_DB
        loudest += louder * self._chance(count, _OTHERWISE_LOUD)
        return normalised(mel_db, loudest)

    def _uniform(self, *shape: int) -> Tensor:
        return torch.rand(shape, generator=self.random, device=self.random.device)

    def _between(self, count: int, low: float, high: float) -> Tensor:
        return low + (high - low) * self._uniform(count)

    def _chance(self, count: int, how_often: float) -> Tensor:
        return self._uniform(count) < how_often


def normalised(mel_db: Tensor, loudest_db: Tensor) -> Tensor:
    """(B, T, 128) in 0..1, from dB and (B,) the level that is 1."""
    return ((mel_db - loudest_db[:, None, None]) / RANGE_DB + 1).clamp(0, 1)


def _ratio(decibels: Tensor) -> Tensor:
    return torch.pow(10.0, decibels / 10)


def _level(power: Tensor, share: Tensor | None) -> Tensor:
    """(count,) dB: mean power while there is a voice, or of all."""
    total = power.sum(2)
    mean = total.mean(1) if share is None else (total * share).sum(1) / share.sum(1).clamp(min=1e-3)
    return (10 * torch.log10(mean.clamp(min=1e-14))).clamp(min=-_MOST_GAIN_DB)
