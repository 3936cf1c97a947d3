"""Parts played by soundfonts, offline, through TinySoundFont."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from tinysoundfont import _tinysoundfont as tsf

from onset.models.beat_tracker.corpus.genres import families
from onset.models.beat_tracker.corpus.score import Performance, Sounding
from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
BANKS = {"timgm": "TimGM6mb.sf2", "opl3": "OPL-3_FM_128M.sf2"}
"""Complete General MIDI banks; sources.toml says where they come from and under which licence."""
KITS = {"pearl": "Black_Pearl_4_LV2.sf2", "zeppelin": "Red_Zeppelin_4_LV2.sf2"}
"""Banks of one drum kit each."""
_GM_KITS = (0, 8, 16, 24, 25, 32, 40)
_VOICES = 96
_LEAD_SAMPLES = {"opl3": 288}
"""How late a bank's percussion speaks (its envelopes rise over 6 ms): it is played that much early."""
_STEP_SAMPLES = 48
"""Events start on this grid (1 ms): fewer calls, and no listener hears it."""


@cache
def _bank(folder: Path, name: str) -> tsf.SoundFont:
    return tsf.SoundFont(str(folder / {**BANKS, **KITS}[name]))


def play(rng: Generator, folder: Path, bank: str, part: Performance, length: int) -> Wave:
    """One part as (length,) samples at 48 kHz.

    Args:
        rng: chooses among the programs of the instrument's family, and among kits.
        folder: where the soundfonts lie.
        bank: a key of `BANKS`, or of `KITS` for drums.
        part: what to play.
        length: samples to render.
    """
    font = tsf.SoundFont(_bank(folder, bank))
    font.set_output(tsf.OutputMode.Mono, SAMPLE_RATE_HZ, -6.0)
    font.set_max_voices(_VOICES)
    drums = part.role == "drums"
    if bank in KITS:
        font.channel_set_preset_index(0, 0)
    elif drums:
        font.channel_set_preset_number(0, int(rng.choice(_GM_KITS)) if rng.random() < 0.6 else 0, True)
    else:
        font.channel_set_preset_number(0, int(rng.choice(families()[part.instrument])), False)
    lead = _LEAD_SAMPLES.get(bank, 0)
    return _run(part.notes, length + lead, font.channel_note_on, font.channel_note_off, font.render)[lead:]


def _run(
    notes: list[Sounding],
    length: int,
    note_on: Callable[[int, int, float], None],
    note_off: Callable[[int, int], None],
    render: Callable[[memoryview], None],
) -> Wave:
    events: list[tuple[int, int, Sounding]] = []
    for note in notes:
        start = round(note.start_s * SAMPLE_RATE_HZ / _STEP_SAMPLES) * _STEP_SAMPLES
        end = max(round(note.end_s * SAMPLE_RATE_HZ / _STEP_SAMPLES) * _STEP_SAMPLES, start + _STEP_SAMPLES)
        events += [(start, 1, note), (end, 0, note)]
    events.sort(key=lambda event: event[:2])
    wave = np.zeros(length, np.float32)
    octets = memoryview(wave.view(np.uint8).data)
    at = 0
    for sample, starts, note in events:
        if sample >= length:
            break
        if sample > at:
            render(octets[4 * at : 4 * sample])
            at = sample
        if starts:
            note_on(0, note.pitch, note.velocity)
        else:
            note_off(0, note.pitch)
    render(octets[4 * at :])
    return wave
