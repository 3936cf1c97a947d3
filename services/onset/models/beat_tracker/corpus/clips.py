"""One clip: composed, rendered, spoilt, heard."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus import augment, soundfont
from onset.models.beat_tracker.corpus.compose import compose
from onset.models.beat_tracker.corpus.features import mel_of
from onset.models.beat_tracker.corpus.score import FloatArray, Performance, Piece
from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
LENGTH_S = (20.0, 40.0)
_ROLE_DB = {"drums": -20.0, "bass": -22.0, "chords": -24.0, "pad": -28.0, "melody": -24.0}
"""RMS of each role before a player's own gain: a plain mix."""


@dataclass(frozen=True)
class Clip:
    """Sound and truth."""

    wave: Wave
    """(n,) at 48 kHz."""
    beats_s: FloatArray
    positions: NDArray[np.int8]
    metre: int
    genre: str
    bank: str
    drums: bool


def make_clip(seed: int, index: int, soundfonts: Path) -> Clip:
    """Clip `index` of a corpus: the same for the same seed."""
    rng = np.random.default_rng([seed, index])
    length_s = float(rng.uniform(*LENGTH_S))
    piece = compose(rng, length_s + 2)
    wave, bank = render(rng, piece, soundfonts, length_s + 2)
    offset_s = float(rng.uniform(0, 2)) if rng.random() < 0.5 else -float(rng.uniform(0, 0.6))
    clip = cut(piece, wave, offset_s, length_s, bank)
    return Clip(
        augment.spoil(rng, clip.wave), clip.beats_s, clip.positions, clip.metre, clip.genre, clip.bank, clip.drums
    )


def render(rng: Generator, piece: Piece, soundfonts: Path, length_s: float) -> tuple[Wave, str]:
    """All parts mixed, and the name of what played them."""
    length = int(length_s * SAMPLE_RATE_HZ)
    bank = str(rng.choice(list(soundfont.BANKS)))
    kit = str(rng.choice([bank, *soundfont.KITS])) if not piece.electronic else bank
    mix = np.zeros(length, np.float32)
    for part in piece.parts:
        wave = soundfont.play(rng, soundfonts, kit if part.role == "drums" else bank, part, length)
        mix += wave * _gain(wave, part)
    return mix, bank if kit == bank else f"{bank}+{kit}"


def _gain(wave: Wave, part: Performance) -> np.float32:
    """Brings a part to its role's level while it sounds."""
    levels = augment.level_db(wave, SAMPLE_RATE_HZ // 10)
    sounding = levels[levels > levels.max() - 40]
    rms_db = 10 * np.log10(np.mean(10 ** (sounding / 10)))
    return np.float32(10 ** ((_ROLE_DB[part.role] + part.gain_db - max(rms_db, -70.0)) / 20))


def cut(piece: Piece, wave: Wave, offset_s: float, length_s: float, bank: str) -> Clip:
    """The `length_s` from `offset_s` (negative: silence first) on, with the beats that fall into it."""
    shift = round(offset_s * SAMPLE_RATE_HZ)
    length = round(length_s * SAMPLE_RATE_HZ)
    padded = np.pad(wave, (max(0, -shift), 0))[max(0, shift) :]
    padded = np.pad(padded, (0, max(0, length - len(padded))))[:length]
    beats_s = piece.beats_s - shift / SAMPLE_RATE_HZ
    inside = (beats_s >= 0) & (beats_s < length / SAMPLE_RATE_HZ)
    return Clip(
        padded, beats_s[inside], piece.positions[inside], piece.metre, piece.genre, bank,
        any(part.role == "drums" for part in piece.parts),
    )  # fmt: skip


def record(clip: Clip, index: int) -> dict[str, object]:
    """The shard's entries of a clip; the package's docstring names them."""
    mel, loudest_db = mel_of(clip.wave)
    tempo_bpm = 60 / float(np.median(np.diff(clip.beats_s))) if len(clip.beats_s) > 1 else 0.0
    entries = {
        "mel": mel,
        "loudest_db": loudest_db,
        "beats": clip.beats_s,
        "positions": clip.positions,
        "metre": np.int8(clip.metre),
        "has_beat": np.bool_(len(clip.beats_s) > 0),
        "tempo_bpm": np.float32(tempo_bpm),
        "genre": clip.genre,
        "bank": clip.bank,
        "drums": np.bool_(clip.drums),
    }
    return {f"{key}_{index}": value for key, value in entries.items()}
