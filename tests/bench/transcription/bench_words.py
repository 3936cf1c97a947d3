"""How far words are from where they sound: `python -m tests.bench.transcription.bench_words` prints a table.

Starts Triton unless ONSET_TRITON_ADDRESS names one that runs.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import soxr

from onset.runtime import model_calls
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from onset.timeline.sound import FloatArray
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.transcription import script as scripts
from onset.transcription import transcript
from onset.transcription.activity import SPEECH_RATE_HZ, listen
from onset.transcription.forced_alignment import Phones
from onset.transcription.recognition import recognise
from tests.bench.transcription import truth
from tests.bench.transcription.truth import Utterance


@dataclass(slots=True)
class Errors:
    """Signed errors in milliseconds, and the time it took."""

    starts_ms: list[float] = field(default_factory=list)
    ends_ms: list[float] = field(default_factory=list)
    unaligned_ms: list[float] = field(default_factory=list)
    """Of starts, by the recogniser and the sound's edges alone."""
    matches: list[float] = field(default_factory=list)
    audio_s: float = 0.0
    recognise_s: float = 0.0

    def add(self, client: TritonClient, utterance: Utterance) -> None:
        """Transcribe one utterance with its script and compare every word whose time is known."""
        speech = soxr.resample(utterance.sound, SAMPLE_RATE_HZ, SPEECH_RATE_HZ)
        began = time.perf_counter()
        found = recognise(client, speech, scripts.clean(utterance.script), language="en")
        self.recognise_s += time.perf_counter() - began
        self.audio_s += utterance.sound.size / SAMPLE_RATE_HZ
        self.matches.append(found.script_match)
        unaligned = _unaligned(client, speech, utterance.script)
        for word, other, true in zip(found.words, unaligned.words, utterance.words, strict=True):
            if true.start is not None:
                self.starts_ms.append((word.start_sample - true.start) / SAMPLE_RATE_HZ * 1000)
                self.unaligned_ms.append((other.start_sample - true.start) / SAMPLE_RATE_HZ * 1000)
            if true.end is not None:
                self.ends_ms.append((word.end_sample - true.end) / SAMPLE_RATE_HZ * 1000)

    def row(self, name: str) -> str:
        """One line of the table."""
        return (
            f"| {name} | {_spread(self.starts_ms)} | {np.percentile(np.abs(self.unaligned_ms), 95):.0f} "
            f"| {_spread(self.ends_ms)} | {np.mean(self.matches):.0%} | {self.recognise_s / self.audio_s:.2f} |"
        )


def _unaligned(client: TritonClient, speech: FloatArray, script: str) -> Transcript:
    """The transcript if nobody could read its words aloud."""
    activity = listen(speech)
    result = model_calls.transcribe(client, speech, language="en")
    said = transcript.draft(result, activity, scripts.clean(script))
    unread = (np.zeros(0, np.int32),) * len(said.entries)
    return transcript.build(said, activity, Phones(np.zeros((activity.frame_count, 1), np.float32), unread))


def _spread(errors_ms: list[float]) -> str:
    if not errors_ms:
        return "- | - | - | -"
    size = np.abs(errors_ms)
    return f"{len(errors_ms)} | {np.median(size):.0f} | {np.percentile(size, 95):.0f} | {np.median(errors_ms):+.0f}"


def measure(client: TritonClient, utterances: Iterable[Utterance]) -> Errors:
    """Errors over a set of utterances.

    Raises:
        RuntimeError: this kind of utterance cannot be made here.
    """
    errors = Errors()
    for utterance in utterances:
        errors.add(client, utterance)
    return errors


@contextmanager
def _client() -> Iterator[TritonClient]:
    if address := os.environ.get("ONSET_TRITON_ADDRESS"):
        yield TritonClient(address)
    else:
        with EmbeddedTriton(Settings.from_environment().home) as triton:
            yield TritonClient(triton.address)


def main() -> None:
    """Print the table."""
    with _client() as client:
        client.wait_ready(120)
        kinds = {
            "words spoken alone, put at known places": truth.word_by_word(client),
            "sentences spoken alone, put at known places": truth.sentence_by_sentence(client),
            "connected speech, the voice's own durations": truth.connected(),
            "another voice (eSpeak NG), its word events": truth.other_voice(),
            "a person's words, put at known places": truth.a_person(),
        }
        print(
            "| truth | starts | median ms | p95 ms | bias ms | p95 unaligned | ends "
            "| median ms | p95 ms | bias ms | script heard | recognising, s/s |\n|---|" + "---:|" * 11
        )
        for name, utterances in kinds.items():
            try:
                print(measure(client, utterances).row(name), flush=True)
            except RuntimeError as error:
                print(f"{name}: left out, {error}", file=sys.stderr)
        print(
            "\nUnaligned: placed by Whisper's times and the sound's edges alone. The reader of phones was trained on\n"
            "other texts by Piper's voice, which speaks the first three, and on eSpeak NG; the person is nobody that\n"
            "it heard."
        )


if __name__ == "__main__":
    main()
