"""From mix to delivered sound: one fixed gain and a limiter, encoded, measured as encoded, and corrected."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onset.compositing.sound import aac, pcm
from onset.compositing.sound.limiter import Samples, Stretches, limited
from onset.compositing.sound.loudness import Level, integrated_lufs, measure
from onset.runtime.errors import InternalError
from onset.runtime.heed import Cancelled, heeded
from onset.timeline.profile_rules import AudioRules

_PASSES = 6
_TOLERANCE_LU = 0.15
"""Half of what is promised: another meter may round otherwise."""
_STEPS = 12
_CLOSE_LU = 0.03
"""Before it is encoded: AAC moves loudness by as much."""
_LEAST_YIELD = 0.25
"""A limiter at work swallows part of a gain; no more than three quarters of it are reckoned with."""
_MOST_DRIVE_DB = 15.0
"""Of gain above what the loudness would need without a limiter: beyond it hardly anything comes but what is quiet, the
noise of rooms above all.
"""
_SAME_DB = 1e-6
"""Gains that differ by less give the same sound."""
_HEADROOM_DB = 0.3
"""What AAC typically adds to peaks: so one pass is enough for most mixes."""
_METERS_DB = 0.02
"""Below the ceiling that peaks are kept: by no more than this do meters differ."""
_STUMBLE_DB = 0.5
"""More than this AAC adds by stumbling over one moment, which it need not do again where all is a little lower: only
if it does are peaks lowered by as much as it takes.
"""
_BEYOND_DB = 0.05
"""By how much more than it was passed the ceiling is lowered for the next pass."""


@dataclass(frozen=True, slots=True)
class _Mix:
    """A programme that is not silent."""

    samples: Stretches
    level: Level
    cancelled: Cancelled

    def limited(self, gain_db: float, ceiling_dbtp: float) -> Iterator[Samples]:
        """Blocks with a gain and under a ceiling."""
        return heeded(limited(self.samples, gain_db=gain_db, ceiling_dbtp=ceiling_dbtp), self.cancelled)


def master(mix: Path, folder: Path, rules: AudioRules, cancelled: Cancelled) -> Path:
    """Level a mix and encode it as AAC; the encoded file, of those that keep the ceiling the nearest in loudness.

    The gain is found before anything is encoded. What was encoded is decoded and measured: AAC moves loudness and
    peaks a little, and if by too much, the next pass aims as far beside them. What the limiter swallows is no reason
    for another pass: a mix of lone peaks stays quieter than it should be. A programme of silence is encoded as it is.

    Args:
        mix: the programme as `pcm` has it.
        folder: for the result, and those that were not good enough.
        rules: loudness, ceiling and bit rate of the destination.
        cancelled: polled every few seconds of sound.

    Raises:
        FfmpegError: ENCODER_FAILED.
        ResourceExhaustedError: DISK_FULL.
        CancelledError: `cancelled` returned true.
        InternalError: PEAK_ABOVE_CEILING, no pass kept the ceiling; SOUND_LOST, what was encoded is silent.
    """
    level = measure(heeded(pcm.blocks(mix), cancelled))
    if level.silent:
        silence = folder / "sound.m4a"
        aac.encode(heeded(pcm.blocks(mix), cancelled), silence, rules.bit_rate_kbps)
        return silence
    programme = _Mix(pcm.Recorded(mix), level, cancelled)
    aim, ceiling = rules.target_lufs, rules.true_peak_dbtp - _HEADROOM_DB
    gain = aim - level.integrated_lufs
    most = gain + _MOST_DRIVE_DB
    best: tuple[float, Path] | None = None
    before: tuple[float, float] | None = None
    for number in range(_PASSES):
        gain, loudness = _gain_db(programme, gain, most, aim, ceiling)
        if before is not None and abs(gain - before[0]) < _SAME_DB and ceiling == before[1]:
            break
        before = gain, ceiling
        encoded = folder / f"sound-{number}.m4a"
        aac.encode(programme.limited(gain, ceiling), encoded, rules.bit_rate_kbps)
        heard = measure(heeded(aac.decode(encoded), cancelled))
        if heard.silent:
            raise InternalError("SOUND_LOST", f"A mix of {level.integrated_lufs:.1f} LUFS is silent once encoded.")
        error = rules.target_lufs - heard.integrated_lufs
        over = heard.true_peak_dbtp - (rules.true_peak_dbtp - _METERS_DB)
        if over <= 0 and (best is None or abs(error) < best[0]):
            best = abs(error), encoded
        if over <= 0 and (abs(error) <= _TOLERANCE_LU or (error > 0 and gain >= most)):
            break
        aim = rules.target_lufs + loudness - heard.integrated_lufs
        lower = max(0.0, over + _BEYOND_DB)
        ceiling -= min(lower, _STUMBLE_DB) if number == 0 else lower
    if best is None:
        raise InternalError(
            "PEAK_ABOVE_CEILING", f"The sound peaks {over:.2f} dB above its ceiling after {_PASSES} passes."
        )
    return best[1]


def _gain_db(mix: _Mix, first: float, most: float, aim_lufs: float, ceiling_dbtp: float) -> tuple[float, float]:
    """The gain with which the limited mix is as loud as it should be, or nearly so where the limiter forbids it.

    Of a gain that drives the limiter less arrives than went in, so each step follows the secant of the last two.

    Args:
        mix: the programme.
        first: gain in dB to begin with.
        most: gain in dB that it never exceeds.
        aim_lufs: how loud it should be before it is encoded.
        ceiling_dbtp: of the limiter.

    Returns:
        The gain in dB and the loudness, before it is encoded, that it gives.
    """
    plain = min(aim_lufs - mix.level.integrated_lufs, most)
    if mix.level.true_peak_dbtp + plain <= ceiling_dbtp:
        return plain, mix.level.integrated_lufs + plain
    gain, loudness = first, integrated_lufs(mix.limited(first, ceiling_dbtp), 2)
    tried: tuple[float, float] | None = None
    for _ in range(_STEPS):
        error = aim_lufs - loudness
        further = min(gain + error / _yield_of(tried, (gain, loudness)), most)
        if abs(error) <= _CLOSE_LU or abs(further - gain) < _SAME_DB:
            break
        tried = gain, loudness
        gain, loudness = further, integrated_lufs(mix.limited(further, ceiling_dbtp), 2)
    return gain, loudness


def _yield_of(before: tuple[float, float] | None, now: tuple[float, float]) -> float:
    """LU that a decibel of gain brought, by the last two steps' (gain, loudness)."""
    if before is None or abs(now[0] - before[0]) < 1e-6:
        return 1.0
    return min(1.0, max(_LEAST_YIELD, (now[1] - before[1]) / (now[0] - before[0])))
