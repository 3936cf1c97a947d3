"""Ears for tests and benchmarks of speech."""

import numpy as np

from onset.analysis.ears import Mel
from onset.analysis.triton_ears import TritonEars
from onset.timeline.sound import FloatArray


class VoiceAlone(TritonEars):
    """The served voice detector; no beat is listened for, which takes most of the time."""

    def beats(self, mel: Mel) -> FloatArray:
        return np.zeros((len(mel), 2), np.float32)
