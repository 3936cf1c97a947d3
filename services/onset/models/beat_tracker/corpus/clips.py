"""One clip: composed, rendered, spoilt, heard."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus import (
    augment,
    chamber,
    machine,
    metronome,
    negatives,
    patches,
    soundfont,
    speech,
    synth,
)
from onset.models.beat_tracker.corpus.compose import compose
from onset.models.beat_tracker.corpus.features import mel_of
from onset.models.beat_tracker.corpus.patterns import DRUM_KEYS
from onset.models.beat_tracker.corpus.score import FloatArray, Performance, Piece
from onset.models.beat_tracker.corpus.sources import Sources
from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
LENGTH_S = (20.0, 40.0)
_NEGATIVES, _ENDINGS, _SPOKEN_OVER, _METRONOMES, _CHAMBER = 0.08, 0.2, 0.1, 0.06, 0.55
"""Shares of clips without a beat; of pieces that end inside the clip; of music under a voice; of bare beats; and of
chamber music among the other music."""
_LEAD_IN_S = 2.0
"""Half the clips start anywhere within a piece's first two seconds: a song is not always met at its first downbeat."""
_PALETTES = {
    False: {"timgm": 0.42, "opl3": 0.14, "patches": 0.34, "synth": 0.1},
    True: {"timgm": 0.17, "opl3": 0.13, "patches": 0.1, "synth": 0.6},
}
"""What plays the tonal parts of acoustic (False) and electronic (True) pieces."""
_DRUMS = {
    False: {"timgm": 0.24, "opl3": 0.08, "pearl": 0.2, "zeppelin": 0.2, "patches": 0.16, "machine": 0.12},
    True: {"timgm": 0.12, "opl3": 0.06, "pearl": 0.04, "zeppelin": 0.03, "patches": 0.05, "machine": 0.7},
}
_LOYALTY = 0.7
"""Chance that a part is played by the piece's own palette rather than by a newly drawn one."""
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


def make_clip(seed: int, index: int, sources: Sources) -> Clip:
    """Clip `index` of a corpus: the same for the same seed."""
    rng = np.random.default_rng([seed, index])
    length_s = float(rng.uniform(*LENGTH_S))
    if rng.random() < _NEGATIVES:
        kind, wave = negatives.make(rng, sources.soundfonts, sources.samples, length_s)
        nothing = np.zeros(0)
        return Clip(augment.spoil(rng, wave), nothing, nothing.astype(np.int8), 0, f"no:{kind}", "", drums=False)
    ends = rng.random() < _ENDINGS
    if rng.random() < _METRONOMES:
        piece = metronome.compose(rng, length_s + _LEAD_IN_S)
    else:
        write = chamber.compose if rng.random() < _CHAMBER else compose
        piece = write(rng, length_s * float(rng.uniform(0.75, 1)) if ends else length_s + _LEAD_IN_S, ends=ends)
    wave, bank = render(rng, piece, sources, length_s + _LEAD_IN_S)
    offset_s = float(rng.uniform(0, _LEAD_IN_S)) if rng.random() < 0.5 and not ends else -float(rng.uniform(0, 0.6))
    clip = cut(piece, wave, offset_s, length_s, bank)
    wave = clip.wave
    if rng.random() < _SPOKEN_OVER:
        wave = speak_over(rng, wave, length_s)
    return replace(clip, wave=augment.spoil(rng, wave))


def render(rng: Generator, piece: Piece, sources: Sources, length_s: float) -> tuple[Wave, str]:
    """All parts mixed, and the names of what played them."""
    length = int(length_s * SAMPLE_RATE_HZ)
    palette = _draw(rng, _PALETTES[piece.electronic])
    mix = np.zeros(length, np.float32)
    drums = np.zeros(length, np.float32)
    used: set[str] = set()
    for part in piece.parts:
        if part.role == "drums":
            name = _draw(rng, _DRUMS[piece.electronic])
        else:
            name = palette if rng.random() < _LOYALTY else _draw(rng, _PALETTES[piece.electronic])
        if name == "patches" and not patches.can_play(sources.patches, part):
            name = "timgm"
        wave = _play(rng, name, part, sources, length)
        used.add(name)
        wave *= _gain(wave, part)
        if part.role == "drums":
            drums += wave
        else:
            mix += wave
    if piece.pump:
        mix *= _ducking(rng, piece, length)
    return mix + drums, "+".join(sorted(used))


def _play(rng: Generator, name: str, part: Performance, sources: Sources, length: int) -> Wave:
    if name == "machine":
        return machine.play(rng, sources.samples, part, length)
    if name == "synth":
        return synth.play(rng, part, length)
    if name == "patches":
        return patches.play(rng, sources.patches, part, length)
    return soundfont.play(rng, sources.soundfonts, name, part, length)


def _draw(rng: Generator, shares: dict[str, float]) -> str:
    return str(rng.choice(list(shares), p=list(shares.values())))


def _ducking(rng: Generator, piece: Piece, length: int) -> Wave:
    """The gain of a compressor that the kick drives."""
    kicks_s = [n.start_s for p in piece.parts if p.role == "drums" for n in p.notes if n.pitch in DRUM_KEYS["k"]]
    time_s = np.arange(length) / SAMPLE_RATE_HZ
    if not kicks_s:
        return np.ones(length, np.float32)
    since_s = time_s - np.array(kicks_s)[np.maximum(np.searchsorted(kicks_s, time_s, side="right") - 1, 0)]
    since_s[since_s < 0] = 9
    depth, recovery_s = rng.uniform(0.4, 0.95), rng.uniform(0.06, 0.2)
    return (1 - depth * np.exp(-since_s / recovery_s)).astype(np.float32)


def speak_over(rng: Generator, wave: Wave, length_s: float) -> Wave:
    """A voice over the music, from 8 dB below it to 12 dB above."""
    voice = speech.speak(rng, length_s)
    voice = np.pad(voice, (0, max(0, len(wave) - len(voice))))[: len(wave)]
    scale = np.sqrt(np.mean(wave**2) / max(float(np.mean(voice**2)), 1e-9)) * 10 ** (rng.uniform(-8, 12) / 20)
    return (wave + voice * scale).astype(np.float32)


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
