"""A voiceover whose sentences and pauses are known: each sentence spoken alone, then laid at its place."""

import io
from dataclasses import dataclass

import numpy as np
import soundfile
from numpy.typing import NDArray

from onset.timeline.time import SAMPLE_RATE_HZ
from onset.v1 import transcription_service_pb2 as pb
from onset.v1 import transcription_service_pb2_grpc
from tests.support.onset_process import OnsetProcess

_AUDIBLE = 10 ** (-45 / 20)


@dataclass(frozen=True)
class KnownVoice:
    """A voiceover and the truth about it, in samples of 48 kHz."""

    wav: bytes
    sentences: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    """Where each sentence sounds."""

    def pause_holds(self, sample: int) -> bool:
        """Whether nobody speaks at a sample."""
        return not any(start < sample < end for start, end in self.spans)


def speak_known(onset: OnsetProcess, sentences: tuple[str, ...], pauses_s: tuple[float, ...]) -> KnownVoice:
    """Speak sentences with these pauses after them."""
    stub = transcription_service_pb2_grpc.TranscriptionServiceStub(onset.channel)
    parts: list[NDArray[np.float32]] = []
    spans = []
    at = 0
    for sentence, pause_s in zip(sentences, pauses_s, strict=True):
        blob = stub.Synthesize(pb.SynthesizeRequest(script=sentence), timeout=120).audio
        spoken, rate = soundfile.read(io.BytesIO(onset.download(blob.sha256)), dtype="float32")
        assert rate == SAMPLE_RATE_HZ
        audible = np.flatnonzero(np.abs(spoken) > _AUDIBLE)
        spoken = spoken[audible[0] : audible[-1] + 1]
        spans.append((at, at + len(spoken)))
        parts += [spoken, np.zeros(round(pause_s * rate), np.float32)]
        at += len(parts[-2]) + len(parts[-1])
    file = io.BytesIO()
    soundfile.write(file, np.concatenate(parts), SAMPLE_RATE_HZ, format="WAV", subtype="PCM_16")
    return KnownVoice(file.getvalue(), sentences, tuple(spans))
