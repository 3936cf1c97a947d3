"""What a cut-down does to a voice: `python -m tests.bench.planning.bench_cutdowns` prints a table.

Voices whose words are known to the sample are heard by the real networks, cut down at every frame rate, mixed, and
recognised once more. Pauses and silences: shortest, median, longest. Least air: from a word that stays to the nearest
edge of its edit. Recognised: share of the words kept that are heard in the mix, which no recogniser finds all of. The
room's tone at joins is told against its level elsewhere.
Starts Triton unless ONSET_TRITON_ADDRESS names one that runs.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from onset.analysis.analyze import analyze
from onset.analysis.triton_ears import TritonEars
from onset.compositing.sound import pcm
from onset.compositing.sound.mix import write_mix
from onset.planning.ad import plan_voiceover_ad
from onset.runtime import model_calls
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import Settings
from onset.runtime.triton import TritonClient
from onset.timeline.brief import Brand, Brief, CallToAction, Colors, Cutdown, Size
from onset.timeline.edits import film_sample, transcript_on_film
from onset.timeline.plan import Timeline
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from onset.transcription import script as scripts
from onset.transcription.activity import SPEECH_RATE_HZ
from onset.transcription.recognition import recognise
from tests.bench.transcription import truth
from tests.bench.transcription.truth import Utterance

_NOISE = 0.001
"""-60 dBFS: a quiet home, not a studio."""
_JOIN = 480
"""Samples to either side of a join: the fades and as much again."""
RATES = [FrameRate.parse(text) for text in ("23.976", "25", "29.97", "30", "50", "59.94", "60")]
DURATIONS_S = (6.0, 15.0, 20.0, 30.0)
LONG = {
    "aurora": "Morning comes too early. The alarm screams, and the day begins in the dark. There is a gentler way. "
    "This is Aurora, the lamp that wakes you with light. Half an hour before your alarm, a slow sunrise fills the "
    "room. Your body feels it, and you wake calm and clear. At night, it sets with you. One dial. No phone by the bed. "
    "Aurora. Wake up with the light.",
    "bank": "Do you know where your money sleeps? Most banks lend it to whoever pays the most. Ours plants forests "
    "with it. Every account grows a hundred trees a year. You can watch them from space. There are no fees, and no "
    "small print. Opening an account takes four minutes. It works with the phone that you already have. A million "
    "people have switched since spring. They will never go back. Your salary arrives as always, and your rent leaves "
    "on time. The only thing that changes is what happens in between. Grow Bank. Open your account today.",
}
MUST_SAY = {
    "lamp": "no noise",
    "shoes": "weigh almost nothing",
    "energy": "cheaper",
    "kitchen": "sit back and relax",
    "aurora": "no phone by the bed",
    "bank": "a hundred trees a year",
}


@dataclass(slots=True)
class Figures:
    """Of all cut-downs of one length."""

    films: int = 0
    frame_errors: int = 0
    sample_errors: int = 0
    words_cut: int = 0
    words_let_in: int = 0
    said: int = 0
    rests_s: list[float] = field(default_factory=list)
    margins_ms: list[float] = field(default_factory=list)
    captions_before_ms: list[float] = field(default_factory=list)
    captions_ms: list[float] = field(default_factory=list)
    pauses_before_s: list[float] = field(default_factory=list)
    pauses_after_s: list[float] = field(default_factory=list)
    recognised: list[float] = field(default_factory=list)
    tone_db: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        """One line of the table."""
        return (
            f"| {name} | {self.films} | {self.frame_errors} | {self.sample_errors} | {self.words_cut} "
            f"| {self.words_let_in} | {min(self.margins_ms):.0f} | {self.said}/{self.films} "
            f"| {_middle(self.pauses_before_s)} | {_middle(self.pauses_after_s)} "
            f"| {_p95(self.captions_before_ms)} | {_p95(self.captions_ms)} | {np.mean(self.recognised):.1%} "
            f"| {_middle(self.rests_s)} | {_middle(self.tone_db)} |"
        )


def _p95(errors_ms: Sequence[float]) -> str:
    return f"{np.percentile(np.abs(errors_ms), 95):.0f}"


def _middle(values_s: Sequence[float]) -> str:
    if not values_s:
        return "-"
    low, middle, high = np.percentile(values_s, [0, 50, 100])
    return f"{low:.2f} {middle:.2f} {high:.2f}"


@dataclass(frozen=True, slots=True)
class Voice:
    """An utterance, and what the services know of it."""

    utterance: Utterance
    analysis: AudioAnalysis
    transcript: Transcript
    line: str
    noise: float
    """Root mean square of the room's noise; 0 for none."""

    @staticmethod
    def hear(client: TritonClient, utterance: Utterance, noise: float = 0.0) -> "Voice":
        """Analyse and transcribe, in a room with this noise."""
        hiss = noise * np.random.default_rng(5).standard_normal(utterance.sound.size, np.float32)
        utterance = replace(utterance, sound=utterance.sound + hiss)
        speech = soxr.resample(utterance.sound, SAMPLE_RATE_HZ, SPEECH_RATE_HZ)
        transcript = recognise(client, speech, scripts.clean(utterance.script), language="en")
        name = utterance.name.partition("/")[2]
        return Voice(utterance, analyze(utterance.sound[None], TritonEars(client)), transcript, MUST_SAY[name], noise)


def brief(duration_s: float, rate: FrameRate, line: str) -> Brief:
    """An order for a cut-down in which a line must be said."""
    return Brief(
        title="Cut-down",
        product="product",
        mood="",
        frame_rate=rate,
        sizes=(Size(1080, 1920),),
        duration_s=duration_s,
        moments=(),
        call_to_action=CallToAction("", "", ""),
        seed=1,
        captions=True,
        music_gain_db=-8.0,
        duck_db=14.0,
        cutdown=Cutdown(allowed=True, must_say=(line,), shortest_pause_s=0.15),
    )


BRAND = Brand("Aurora", Colors("#1b1f4b", "#f28c6a", "#ffc56b", "#fff4e4", "#1a1a2e"), ())


def measure(client: TritonClient, voices: Sequence[Voice], duration_s: float, folder: Path) -> Figures:
    """Cut every voice that is longer down to one length, at every frame rate; mix one of each."""

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return model_calls.embed_text(client, texts)

    figures = Figures()
    for voice in voices:
        if voice.transcript.words[-1].end_sample <= (duration_s + 0.1) * SAMPLE_RATE_HZ:
            continue
        for rate in RATES:
            order = brief(duration_s, rate, voice.line)
            timeline = plan_voiceover_ad(order, BRAND, voice.analysis, voice.transcript, None, embed)
            figures.films += 1
            figures.frame_errors += abs(timeline.duration_frames - round(Fraction(duration_s) * rate.per_second))
            _count_words(figures, voice, timeline)
        _hear_again(figures, client, voice, timeline, folder)
    return figures


def _count_words(figures: Figures, voice: Voice, timeline: Timeline) -> None:
    edits = timeline.mix.voice
    film = transcript_on_film(voice.transcript, edits)
    kept = {word.start_sample for word in film.words}
    figures.rests_s.append((timeline.sample_count - film.words[-1].end_sample) / SAMPLE_RATE_HZ)
    text = "".join(c for c in " ".join(word.text for word in film.words).lower() if c.isalnum() or c == " ")
    figures.said += voice.line in text
    figures.pauses_before_s += _pauses(voice.transcript)
    figures.pauses_after_s += _pauses(film)
    for word, true in zip(voice.transcript.words, voice.utterance.words, strict=True):
        if true.start is None or true.end is None:
            continue
        place = film_sample(edits, word.start_sample)
        overlaps = [min(true.end, e.source_end_sample) - max(true.start, e.source_start_sample) for e in edits]
        if place is None or place not in kept:
            figures.words_let_in += max(overlaps) > 0.02 * SAMPLE_RATE_HZ
            continue
        figures.words_cut += max(overlaps) < true.end - true.start - 0.02 * SAMPLE_RATE_HZ
        home = next(e for e in edits if e.start_sample <= place < e.end_sample)
        margin = min(true.start - home.source_start_sample, home.source_end_sample - true.end)
        figures.margins_ms.append(1e3 * margin / SAMPLE_RATE_HZ)
        figures.captions_before_ms.append(1e3 * (word.start_sample - true.start) / SAMPLE_RATE_HZ)
        figures.captions_ms.append(1e3 * (place - (true.start + home.shift_samples)) / SAMPLE_RATE_HZ)


def _pauses(transcript: Transcript) -> list[float]:
    return [(after.start_sample - one.end_sample) / SAMPLE_RATE_HZ for one, after in pairwise(transcript.sentences)]


def _hear_again(figures: Figures, client: TritonClient, voice: Voice, timeline: Timeline, folder: Path) -> None:
    """Mix the film's sound, recognise it without a script, and compare with the words kept."""
    soundfile.write(folder / "voice.wav", voice.utterance.sound, SAMPLE_RATE_HZ, subtype="FLOAT")
    write_mix(timeline, folder / "voice.wav", None, folder / "mix", lambda: False)
    mixed = pcm.Recorded(folder / "mix")[:]
    figures.sample_errors += abs(len(mixed) - timeline.sample_count)
    if voice.noise:
        joins = [edit.start_sample for edit in timeline.mix.voice[1:]]
        levels = [float(np.sqrt(np.mean(mixed[join - _JOIN : join + _JOIN, 0] ** 2))) for join in joins]
        figures.tone_db += [20 * np.log10(level / voice.noise) for level in levels]
    speech = np.asarray(soxr.resample(mixed[:, 0], SAMPLE_RATE_HZ, SPEECH_RATE_HZ), np.float32)
    script = " ".join(word.text for word in transcript_on_film(voice.transcript, timeline.mix.voice).words)
    figures.recognised.append(recognise(client, speech, script, language="en").script_match)


@contextmanager
def _client() -> Iterator[TritonClient]:
    if address := os.environ.get("ONSET_TRITON_ADDRESS"):
        yield TritonClient(address)
    else:
        with EmbeddedTriton(Settings.from_environment().home) as triton:
            yield TritonClient(triton.address)


def main() -> None:
    """Print the table."""
    with _client() as client, TemporaryDirectory() as folder:
        client.wait_ready(120)
        print(
            "| film | cut-downs | frames wrong | samples wrong | words cut | left-out words heard | least air ms "
            "| must-say said | pauses before s | pauses after s | words' times before, p95 ms | captions, p95 ms "
            "| recognised | silence at the end s | room's tone at joins dB |\n|---|" + "---:|" * 14
        )
        spoken = list(truth.connected({**truth.SCRIPTS, **LONG}))
        for noise, place in ((0.0, ""), (_NOISE, ", noisy room")):
            voices = [Voice.hear(client, utterance, noise) for utterance in spoken]
            for duration_s in DURATIONS_S:
                figures = measure(client, voices, duration_s, Path(folder))
                print(figures.row(f"{duration_s:g} s{place}"), flush=True)


if __name__ == "__main__":
    main()
