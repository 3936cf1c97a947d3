"""Parts played from Gravis UltraSound patches, as FreePats are: samples, looped and moved to each note's pitch."""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus.genres import families
from onset.models.beat_tracker.corpus.score import Performance
from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
_FILE_HEADER, _INSTRUMENT_HEADER, _LAYER_HEADER, _SAMPLE_HEADER = 129, 63, 47, 96
_SAMPLES_OFFSET = 6
_16_BIT, _UNSIGNED, _LOOPED = 1, 2, 4
_RELEASE_S = 0.12
_SUSTAINED = {"organ", "accordion", "violin", "cello", "strings", "choir", "brass", "trumpet", "sax", "wood", "flute",
              "synlead", "synpad", "voice", "tuba", "fantasia"}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One recording of a patch."""

    wave: Wave
    rate_hz: float
    low_hz: float
    high_hz: float
    root_hz: float
    loop: tuple[int, int] | None


@cache
def _load(path: Path) -> tuple[Sample, ...]:
    data = path.read_bytes()
    count = data[_FILE_HEADER + _INSTRUMENT_HEADER + _SAMPLES_OFFSET]
    at = _FILE_HEADER + _INSTRUMENT_HEADER + _LAYER_HEADER
    samples: list[Sample] = []
    for _ in range(count):
        size, loop_start, loop_end, rate, low, high, root = struct.unpack_from("<IIIHIII", data, at + 8)
        modes = data[at + 55]
        at += _SAMPLE_HEADER
        wide = bool(modes & _16_BIT)
        kind = ("<u2" if modes & _UNSIGNED else "<i2") if wide else ("u1" if modes & _UNSIGNED else "i1")
        wave = np.frombuffer(data, kind, size // (2 if wide else 1), at).astype(np.float32)
        if modes & _UNSIGNED:
            wave -= 32768 if wide else 128
        at += size
        width = 2 if wide else 1
        loop = (loop_start // width, loop_end // width) if modes & _LOOPED and loop_end > loop_start + 8 else None
        peak = max(float(np.abs(wave).max()), 1.0)
        samples.append(Sample(wave / np.float32(peak), rate, low / 1000, high / 1000, root / 1000, loop))
    return tuple(samples)


@cache
def catalogue(folder: Path) -> dict[tuple[str, int], Path]:
    """Patches by ("Tone_000" or "Drum_000", program or key)."""
    return {(path.parent.name, int(path.name[:3])): path for path in sorted(folder.glob("*_000/*.pat"))}


def can_play(folder: Path, part: Performance) -> bool:
    """Whether there is a patch for the part's instrument."""
    if part.role == "drums":
        return True
    return any(("Tone_000", program) in catalogue(folder) for program in families()[part.instrument])


def play(rng: Generator, folder: Path, part: Performance, length: int) -> Wave:
    """A part as (length,) samples."""
    patches = catalogue(folder)
    drums = part.role == "drums"
    programs = [] if drums else [p for p in families()[part.instrument] if ("Tone_000", p) in patches]
    program = int(rng.choice(programs)) if programs else 0
    made: dict[tuple[int, int], Wave] = {}
    wave = np.zeros(length, np.float32)
    for note in part.notes:
        path = patches.get(("Drum_000", note.pitch) if drums else ("Tone_000", program))
        if path is None:
            continue
        eighths = 12 if drums else int(np.ceil((note.end_s - note.start_s) * 8))
        if (note.pitch, eighths) not in made:
            sustained = part.instrument in _SUSTAINED
            made[note.pitch, eighths] = _note(_load(path), note.pitch, eighths / 8 + _RELEASE_S, drums, sustained)
        sound = made[note.pitch, eighths]
        start = round(note.start_s * SAMPLE_RATE_HZ)
        room = min(len(sound), length - start)
        if room > 0:
            wave[start : start + room] += sound[:room] * np.float32(note.velocity**1.5)
    return wave


def _note(samples: tuple[Sample, ...], pitch: int, seconds: float, drum: bool, sustained: bool) -> Wave:
    hz = 440 * 2 ** ((pitch - 69) / 12)
    sample = (
        samples[0]
        if drum
        else min(samples, key=lambda s: 0 if s.low_hz <= hz <= s.high_hz else abs(np.log(hz / s.root_hz)))
    )
    step = sample.rate_hz / SAMPLE_RATE_HZ * (1 if drum else hz / sample.root_hz)
    place = np.arange(int(seconds * SAMPLE_RATE_HZ)) * step
    if sample.loop and not drum:
        start, end = sample.loop
        place = np.where(place < end, place, start + (place - start) % (end - start))
    else:
        place = place[place < len(sample.wave) - 1]
    whole = np.minimum(place.astype(np.int64), len(sample.wave) - 2)
    part = (place - whole).astype(np.float32)
    sound = sample.wave[whole] * (1 - part) + sample.wave[whole + 1] * part
    if not sustained and not drum:
        sound = sound * np.exp(-np.arange(len(sound)) / (SAMPLE_RATE_HZ * 1.2 * 2 ** ((60 - pitch) / 24))).astype(
            np.float32
        )
    fade = min(len(sound), int(_RELEASE_S * SAMPLE_RATE_HZ))
    sound[len(sound) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound.astype(np.float32)
