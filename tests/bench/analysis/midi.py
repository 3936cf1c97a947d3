"""A score as a MIDI file, and the truth about it from the same tempo map."""

import bisect
import io
from operator import attrgetter

import mido
import numpy as np

from tests.bench.analysis.songs.score import Note, Piece, Truth

TICKS = 960
DRUM_CHANNEL = 9
BREATH_MS = 70.0
"""Silence before a slowly speaking instrument repeats a note."""


class Clock:
    """Score positions to ticks and to seconds, rounded as the file rounds them."""

    def __init__(self, piece: Piece) -> None:
        self.lead = max(0.0, -piece.tempo_map[0][0])
        points: dict[int, int] = {}
        for position, bpm in piece.tempo_map:
            points[self.tick(position)] = mido.bpm2tempo(bpm)
        self.points = sorted(points.items())
        self._ticks = np.array([tick for tick, _ in self.points])
        tempi = np.array([tempo for _, tempo in self.points]) / TICKS / 1e6
        self._per_tick_s = tempi
        self._starts_s = np.concatenate([[0.0], np.cumsum(np.diff(self._ticks) * tempi[:-1])])

    def tick(self, position: float) -> int:
        """Of a position in quarters."""
        return round((position + self.lead) * TICKS)

    def time_s(self, position: float) -> float:
        """Seconds from the beginning of the file."""
        tick = self.tick(position)
        index = int(np.searchsorted(self._ticks, tick, side="right")) - 1
        return float(self._starts_s[index] + (tick - self._ticks[index]) * self._per_tick_s[index])

    def ticks_in(self, milliseconds: float, position: float) -> int:
        """That much time there."""
        index = int(np.searchsorted(self._ticks, self.tick(position), side="right")) - 1
        return round(milliseconds / 1000 / self._per_tick_s[index])


def midi(piece: Piece) -> bytes:
    """A file of one track for each instrument, the players a little off."""
    clock = Clock(piece)
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    conductor = mido.MidiTrack()
    file.tracks.append(conductor)
    _append(conductor, [(tick, mido.MetaMessage("set_tempo", tempo=tempo)) for tick, tempo in clock.points])
    random = np.random.default_rng(piece.seed + 2)
    channel = 0
    for name, notes in piece.notes.items():
        instrument = piece.instruments[name]
        place = DRUM_CHANNEL if instrument.drums else channel
        if not instrument.drums:
            channel += 1 if channel != DRUM_CHANNEL - 1 else 2
        messages = [
            (0, mido.Message("program_change", channel=place, program=instrument.program)),
            (0, mido.Message("control_change", channel=place, control=7, value=instrument.volume)),
            (0, mido.Message("control_change", channel=place, control=10, value=instrument.pan)),
        ]
        again = _struck_again(notes)
        for note in notes:
            late_ms = float(np.clip(random.normal(0, piece.human_ms), -2 * piece.human_ms, 2 * piece.human_ms))
            shift = clock.ticks_in(min(10.0, max(-10.0, late_ms)) - instrument.early_ms, note.start)
            on = max(0, clock.tick(piece.swung(note.start)) + shift)
            end = clock.tick(piece.swung(note.start + note.length))
            if instrument.early_ms:  # a new stroke of the bow, a new breath
                end = min(end, clock.tick(piece.swung(again[note])) - clock.ticks_in(BREATH_MS, note.start))
            off = max(on + 10, end + shift - 4)
            key = {"channel": place, "note": note.pitch}
            messages.append((on, mido.Message("note_on", velocity=min(127, max(1, note.velocity)), **key)))
            messages.append((off, mido.Message("note_off", velocity=0, **key)))
        track = mido.MidiTrack()
        file.tracks.append(track)
        _append(track, messages)
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _struck_again(notes: list[Note]) -> dict[Note, float]:
    """When each note's key is struck the next time."""
    starts: dict[int, list[float]] = {}
    for note in sorted(notes, key=attrgetter("start")):
        starts.setdefault(note.pitch, []).append(note.start)
    never = max(note.start + note.length for note in notes) + 1
    return {
        note: next(iter(starts[note.pitch][bisect.bisect_right(starts[note.pitch], note.start) :]), never)
        for note in notes
    }


def _append(track: mido.MidiTrack, messages: list[tuple[int, mido.Message]]) -> None:
    now = 0
    for tick, message in sorted(messages, key=lambda pair: (pair[0], pair[1].type == "note_on")):
        track.append(message.copy(time=tick - now))
        now = tick


def truth(piece: Piece, lead_s: float) -> Truth:
    """Beats, downbeats, sections; `lead_s` is the silence before the file's beginning.

    Beats are counted from the first attack's to the last attack's.
    """
    clock = Clock(piece)
    starts = [piece.swung(note.start) for notes in piece.notes.values() for note in notes]
    first, last = min(starts), max(starts)
    beats, downbeats = [], []
    opening = piece.bar_starts[0][1]
    before = [-k * opening.beat for k in range(1, int(-first / opening.beat + 1e-6) + 1)]
    beats += before[::-1]
    for start, metre in piece.bar_starts:
        beats += [start + k * metre.beat for k in range(metre.beats)]
        downbeats.append(start)
    beats = [b for b in beats if b <= last + 1e-6]
    downbeats = [b for b in downbeats if b <= last + 1e-6]
    beats_s = np.array([clock.time_s(b) for b in beats]) + lead_s
    boundaries = [
        position
        for (position, label), (_, before_label) in zip(piece.sections[1:], piece.sections, strict=False)
        if label != before_label
    ]
    return Truth(
        beats_s=beats_s,
        downbeats_s=np.array([clock.time_s(b) for b in downbeats]) + lead_s,
        bpm=60 / float(np.median(np.diff(beats_s))),
        beats_per_bar=piece.metre.beats,
        sections_s=tuple(clock.time_s(b) + lead_s for b in boundaries),
        key=piece.key_name,
        start_s=clock.time_s(first) + lead_s,
        end_s=clock.time_s(last) + lead_s,
    )
