"""One live stream, from its bytes to what is heard in each hop."""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np

from onset.analysis.ears import Ears
from onset.analysis.live.frame import LiveConfig, LiveFrame, Onset
from onset.analysis.live.intake import Intake
from onset.analysis.live.meter import HeardFrames, LiveMeter
from onset.analysis.live.onsets import LiveOnsets
from onset.analysis.live.scale import LiveScale
from onset.analysis.live.watch import Watch
from onset.timeline.sound import HOP_SAMPLES, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

_RMS, _RISE = 0, 1
"""Columns of a hop's rows."""


class LiveAnalyzer:
    """Hears one stream. What it says does not depend on how the stream is cut into chunks."""

    def __init__(self, config: LiveConfig, ears: Ears, executor: Executor) -> None:
        """Begin.

        Args:
            config: of the stream; valid.
            ears: the networks.
            executor: runs them.
        """
        self._hop_frames = config.hop_ms * SAMPLE_RATE_HZ // (1000 * HOP_SAMPLES)
        self._intake = Intake(config)
        self._meter = LiveMeter(config.channel_count)
        self._onsets = LiveOnsets()
        self._scale = LiveScale(1000 / config.hop_ms)
        self._watch = Watch(ears, executor)
        self._rows: list[FloatArray] = []
        self._chroma: list[FloatArray] = []
        self._new_onsets: list[Onset] = []
        self._told_frames = 0

    def push(self, data: bytes) -> Iterator[LiveFrame]:
        """The hops that these bytes complete.

        Raises:
            NoSoundError: bytes that are no sound of the configured format.
            OnsetError: the networks failed for good.
        """
        yield from self._told(self._meter.push(self._intake.take(data)))

    def finish(self) -> Iterator[LiveFrame]:
        """The last hops, once the stream has ended; the very last may be a part of one.

        Raises:
            OnsetError: the networks failed for good.
        """
        yield from self._told(self._meter.push(self._intake.finish()))
        yield from self._told(self._meter.finish())
        self._watch.finish()
        if self._rows:
            yield self._hop()

    def _told(self, heard: Iterator[HeardFrames]) -> Iterator[LiveFrame]:
        for frames in heard:
            measured = frames.features
            curves = (measured.rms, frames.rise, measured.bass, measured.mid, measured.treble)
            scalars = np.stack((*curves, measured.centroid_hz, measured.flatness), axis=1)
            for row, chroma, levels in zip(scalars, measured.chroma, measured.levels_db, strict=True):
                self._rows.append(row)
                self._chroma.append(chroma)
                self._new_onsets += self._onsets.push(float(row[_RISE]), float(row[_RMS]))
                self._watch.offer(levels)
                if len(self._rows) == self._hop_frames:
                    yield self._hop()

    def _hop(self) -> LiveFrame:
        self._told_frames += len(self._rows)
        sample = self._told_frames * HOP_SAMPLES
        hop, chroma = np.mean(self._rows, axis=0), np.mean(self._chroma, axis=0)
        hop[_RISE] = max(row[_RISE] for row in self._rows)  # of an onset, a mean would say nothing
        onsets, self._new_onsets = tuple(self._new_onsets), []
        self._rows, self._chroma = [], []
        return LiveFrame(
            sample=sample,
            rms=float(hop[_RMS]),
            features=self._scale.features(hop, chroma),
            onsets=onsets,
            voice=self._watch.heard.voice,
            beats=tuple(
                replace(beat, strength=self._onsets.strength_near(beat.sample)) for beat in self._watch.new_beats()
            ),
            pulse=self._watch.pulse_at(sample),
        )
