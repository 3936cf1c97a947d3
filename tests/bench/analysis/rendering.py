"""Scores played by a soundfont that training never hears, into cached sound files with their truth."""

import hashlib
import io
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from os import nice
from pathlib import Path

import mido
import numpy as np
import scipy.signal
import soundfile
import tinysoundfont
from numpy.typing import NDArray

from tests.bench.analysis.debian import BUILD, unpacked
from tests.bench.analysis.midi import DRUM_CHANNEL, midi, truth
from tests.bench.analysis.songs.catalogue import PIECES
from tests.bench.analysis.songs.score import Piece, Truth

Sound = NDArray[np.float32]

CLIPS = BUILD / "analysis" / "clips"
SOUNDFONT = ("fluid-soundfont-gm", "usr/share/sounds/sf2/FluidR3_GM.sf2")
DRUM_BANK = 128
HEADROOM_DB = -12.0
"""Gain of the synthesizer, so that a full band does not clip before it is levelled."""
TAIL_S = 1.5
WORKERS = 2
REVISION = 1
"""Raised when the sound changes though the scores do not."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A rendered piece."""

    name: str
    group: str
    path: Path
    truth: Truth
    has_drums: bool


@cache
def soundfont() -> bytes:
    """FluidR3 GM."""
    package, path = SOUNDFONT
    return (unpacked(package) / path).read_bytes()


def synthesize(file: bytes, rate_hz: int) -> Sound:
    """(2, N) sound of a MIDI file, each event on its sample."""
    synth = tinysoundfont.Synth(samplerate=rate_hz, gain=HEADROOM_DB)
    bank = synth.sfload(soundfont())
    parts: list[Sound] = []
    now_s, done = 0.0, 0

    def generate(until: int) -> None:
        nonlocal done
        if until > done:
            parts.append(np.frombuffer(synth.generate_simple(until - done), np.float32).copy())
            done = until

    for message in mido.MidiFile(file=io.BytesIO(file)):
        now_s += message.time
        generate(round(now_s * rate_hz))
        if message.type == "program_change":
            drums = message.channel == DRUM_CHANNEL
            synth.program_select(message.channel, bank, DRUM_BANK if drums else 0, message.program, drums)
        elif message.type == "control_change":
            synth.control_change(message.channel, message.control, message.value)
        elif message.type == "note_on":
            synth.noteon(message.channel, message.note, message.velocity)
        elif message.type == "note_off":
            synth.noteoff(message.channel, message.note)
    generate(done + round(TAIL_S * rate_hz))
    return np.concatenate(parts).reshape(-1, 2).T


def in_room(sound: Sound, rate_hz: int, level: float, random: np.random.Generator) -> Sound:
    """The sound and a room's decaying, darkening echo of it."""
    if level == 0:
        return sound
    decay_s = 0.4 + 2 * level
    time_s = np.arange(round(decay_s * rate_hz)) / rate_hz
    echo = random.standard_normal((2, len(time_s))) * 10 ** (-3 * time_s / decay_s)
    echo[:, : round(0.012 * rate_hz)] = 0
    echo = scipy.signal.sosfilt(scipy.signal.butter(1, 5000, fs=rate_hz, output="sos"), echo)
    echo *= level / np.sqrt(np.mean(np.sum(echo**2, axis=1)))
    wet = scipy.signal.fftconvolve(sound, echo, axes=1)[:, : sound.shape[1]]
    return (sound + wet).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Take:
    """All that decides how a piece sounds."""

    file: bytes
    lead_s: float
    """Silence before it."""
    rate_hz: int
    peak_db: float

    @classmethod
    def of(cls, piece: Piece) -> "Take":
        random = np.random.default_rng(piece.seed + 3)
        lead_s, rate_hz, peak_db = random.uniform(0.1, 0.8), random.choice([44_100, 48_000]), random.uniform(-8, -1)
        return cls(midi(piece), float(lead_s), int(rate_hz), float(peak_db))

    def path(self, piece: Piece) -> Path:
        slug = re.sub(r"[^a-z0-9]+", "-", piece.name.lower()).strip("-")
        settings = repr((REVISION, piece.room, self.lead_s, self.rate_hz, self.peak_db))
        return CLIPS / f"{slug}-{hashlib.sha256(self.file + settings.encode()).hexdigest()[:12]}.wav"


def clip(piece: Piece) -> Clip:
    """A piece with its truth, whether it is rendered or not."""
    take = Take.of(piece)
    has_drums = any(piece.instruments[name].drums for name in piece.notes)
    return Clip(piece.name, piece.group, take.path(piece), truth(piece, take.lead_s), has_drums)


def render(piece: Piece) -> None:
    """Write a piece's sound and its MIDI file."""
    take = Take.of(piece)
    sound = synthesize(take.file, take.rate_hz)
    sound = in_room(sound, take.rate_hz, piece.room, np.random.default_rng(piece.seed + 4))
    sound = np.pad(sound, ((0, 0), (round(take.lead_s * take.rate_hz), 0)))
    sound *= 10 ** (take.peak_db / 20) / np.abs(sound).max()
    path = take.path(piece)
    path.with_suffix(".mid").write_bytes(take.file)
    partial = path.with_suffix(".partial")
    soundfile.write(partial, sound.T, take.rate_hz, subtype="PCM_16", format="WAV")
    partial.rename(path)


def _render(index: int) -> None:
    render(PIECES[index]())


def clips() -> list[Clip]:
    """All clips in the catalogue's order; what is not in the cache is rendered."""
    CLIPS.mkdir(parents=True, exist_ok=True)
    found = [clip(make()) for make in PIECES]
    missing = [index for index, each in enumerate(found) if not each.path.exists()]
    if missing:
        soundfont()
        with ProcessPoolExecutor(WORKERS, get_context("spawn"), initializer=nice, initargs=(10,)) as pool:
            list(pool.map(_render, missing, chunksize=4))
    return found
