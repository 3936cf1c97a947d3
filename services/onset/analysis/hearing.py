"""The one pass over a sound: all that is measured sample by sample and frame by frame."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from onset.analysis.features import FrameMeter
from onset.analysis.levels import LevelFile
from onset.analysis.recorder import FeatureRecorder
from onset.analysis.spectrum import Spectrograph, frame_count
from onset.analysis.speech.recorder import SpeechRecorder
from onset.runtime.blas import one_thread_a_product
from onset.runtime.meters.loudness import LoudnessMeter
from onset.runtime.meters.true_peak import TruePeakMeter
from onset.timeline.sound import FloatArray, Loudness

FEATURES_NAME = "features.safetensors"
_LEVELS_NAME = "levels"


class Hearing:
    """Instruments that a sound is played to, block by block; a context manager.

    Those that look at samples and those that look at spectra take about as long, and hear beside each other.
    """

    def __init__(self, channel_count: int, sample_count: int, folder: Path, *, unaided: bool) -> None:
        """Set them up.

        Args:
            channel_count: 1 or 2.
            sample_count: of the whole sound.
            folder: for the feature file and for work in progress.
            unaided: no network will listen, so that speech must be found by statistics.
        """
        one_thread_a_product()
        self._samples_thread = ThreadPoolExecutor(1, thread_name_prefix="samples")
        self.levels = LevelFile(folder / _LEVELS_NAME)
        self.features = FeatureRecorder(folder / FEATURES_NAME, frame_count(sample_count), self.levels)
        self.speech = SpeechRecorder(channel_count)
        self._spectrograph = Spectrograph(channel_count)
        self._meter = FrameMeter()
        self._loudness = LoudnessMeter(channel_count)
        self._true_peak = TruePeakMeter(channel_count)
        self._unaided = unaided

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._samples_thread.shutdown()
        self.levels.close()

    def push(self, block: FloatArray) -> None:
        """Hear the next (channels, n) samples."""
        samples_heard = self._samples_thread.submit(self._hear_samples, block)
        self._measure(self._spectrograph.push(block))
        samples_heard.result()

    def finish(self) -> FloatArray:
        """Hear the end; (T,) the loudest level of each frame in dB."""
        self._measure(self._spectrograph.finish())
        return self.levels.complete()

    def loudness(self) -> Loudness:
        """Of the whole sound, once it has ended."""
        integrated_lufs, range_lu = self._loudness.finish()
        return Loudness(integrated_lufs, range_lu, self._true_peak.finish())

    def _hear_samples(self, block: FloatArray) -> None:
        self.speech.push(block)
        self._loudness.push(block)
        self._true_peak.push(block)

    def _measure(self, spectra: Iterator[FloatArray]) -> None:
        for power in spectra:
            self.features.push(self._meter.measure(power))
            if self._unaided:
                self.speech.push_power(power)
