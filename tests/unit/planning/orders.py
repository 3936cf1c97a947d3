"""Orders whose voice is known to the sample: words, gaps, sentences, and an analysis that agrees with them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.timeline.brief import Blob, Brand, Brief, CallToAction, Colors, Moment, Picture, PictureRole, Size
from onset.timeline.music import Beat, Tempo
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, SpeechSpan
from onset.timeline.speech import Passage, Transcript, Word
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.support import analyses
from tests.support.analyses import features

SCRIPT = (
    "Mornings are hard. The alarm screams, and the room is dark. Meet Aurora, the lamp that wakes you with light. "
    "It rises slowly, like the sun over the mountains, and your body follows. No noise, no stress. "
    "Just a gentle start, every single day. Order your Aurora today."
)


@dataclass(frozen=True)
class SpokenWord:
    """A word, how long it takes, and the silence before it."""

    text: str
    gap_ms: int
    length_ms: int


def spoken(script: str, word_ms: int = 330, gap_ms: int = 20) -> tuple[SpokenWord, ...]:
    """A steady reading: 0.25 s pauses after commas, 0.6 s after sentences."""
    words, before = [], ""
    for text in script.split():
        gap = 600 if before.endswith((".", "!", "?")) else 250 if before.endswith(",") else gap_ms
        words.append(SpokenWord(text, gap if before else 100, word_ms))
        before = text
    return tuple(words)


def transcript_of(words: Sequence[SpokenWord]) -> Transcript:
    """Words on the voice's clock; sentences end at full stops, phrases at commas and pauses too."""
    at, found = 0, []
    for word in words:
        start = at + word.gap_ms * 48
        at = start + word.length_ms * 48
        found.append(Word(word.text, start, at, 0.9))
    return Transcript("en", tuple(found), _passages(found, words, ".!?,"), _passages(found, words, ".!?"), 1.0)


def _passages(found: Sequence[Word], words: Sequence[SpokenWord], marks: str) -> tuple[Passage, ...]:
    passages, first = [], 0
    for index, word in enumerate(found):
        last = index + 1 == len(found)
        pause = "," in marks and not last and words[index + 1].gap_ms >= 150
        if last or pause or word.text.endswith(tuple(marks)):
            run = found[first : index + 1]
            text = " ".join(item.text for item in run)
            passages.append(Passage(text, first, index + 1, run[0].start_sample, run[-1].end_sample))
            first = index + 1
    return tuple(passages)


def analysis_of(transcript: Transcript, trailing_ms: int = 300, seed: int = 0) -> AudioAnalysis:
    """Features of a voice that is loud in words, silent between them, with an onset at each word's start."""
    count = transcript.words[-1].end_sample + trailing_ms * 48
    hops = -(-count // HOP_SAMPLES) + 1
    dice = np.random.default_rng(seed)
    active = np.zeros(hops, dtype=bool)
    onset = dice.uniform(0, 0.05, hops)
    for word in transcript.words:
        first, end = word.start_sample // HOP_SAMPLES, max(word.end_sample // HOP_SAMPLES, 1)
        active[first:end] = True
        onset[first : first + 2] = dice.uniform(0.5, 2.0)
    level = np.where(active, 0.1 * (1 + 0.6 * np.sin(np.arange(hops) / 170)), 0.0)
    speech = tuple(SpeechSpan(word.start_sample, word.end_sample, 4.0) for word in transcript.words)
    return analysis(count, rms=level, onset=onset, speech=speech)


def analysis(
    count: int,
    *,
    rms: NDArray[np.float64],
    onset: NDArray[np.float64],
    speech: tuple[SpeechSpan, ...] = (),
    beats: tuple[Beat, ...] = (),
    confidence: float = 0.0,
) -> AudioAnalysis:
    """An analysis of `count` samples with the given curves; the rest follows from them."""
    hops = len(rms)

    curves = features(
        rms,
        onset,
        mel_db=np.full((128, hops), -40.0),
        chroma=np.tile(np.linspace(0, 1, 12)[:, None], (1, hops)),
        centroid_hz=800 + 4000 * rms,
        rolloff_hz=1600 + 4000 * rms,
        flux=onset,
        flatness=np.clip(0.3 - rms, 0, 1),
        bass=0.4 * rms,
        mid=0.9 * rms,
        treble=0.2 * rms,
    )
    bpm = 60 * SAMPLE_RATE_HZ / (beats[1].sample - beats[0].sample) if len(beats) > 1 else 0.0
    return analyses.analysis(count, curves, tempo=Tempo(bpm, bpm, confidence), beats=beats, speech=speech)


def music(seconds: float = 8.0, bpm: float = 100.0, confidence: float = 0.9) -> AudioAnalysis:
    """A bed with a steady pulse."""
    count = round(seconds * SAMPLE_RATE_HZ)
    hops = -(-count // HOP_SAMPLES) + 1
    period = 60 / bpm
    beats = tuple(
        Beat(
            round(number * period * SAMPLE_RATE_HZ),
            1.0 if number % 4 == 0 else 0.5,
            number // 4 + 1,
            number % 4 + 1,
            0.9,
        )
        for number in range(int(seconds / period))
    )
    onset = np.zeros(hops)
    onset[[beat.sample // HOP_SAMPLES for beat in beats]] = 1.0
    rms = 0.1 + 0.05 * np.cos(2 * np.pi * np.arange(hops) / 100 / period)
    return analysis(count, rms=rms, onset=onset, beats=beats, confidence=confidence)


_BLOB = Blob("0" * 64, 1, "image/png")
BRAND = Brand(
    "Aurora",
    Colors("#f4a261", "#264653", "#e76f51", "#fff8f0", "#1d1d1b"),
    (
        Picture("logo", PictureRole.LOGO, "the Aurora logo", _BLOB),
        Picture("lamp", PictureRole.PRODUCT_SHOT, "a round bedside lamp that glows like the sun", _BLOB),
        Picture("lamp-side", PictureRole.PRODUCT_SHOT, "the lamp from the side, with its wooden foot", _BLOB),
        Picture("bedroom", PictureRole.ASSET, "a bedroom with a made bed and a plant", _BLOB),
    ),
)

FPS_30 = FrameRate(30)


def brief(
    *,
    duration_s: float = 0.0,
    frame_rate: FrameRate = FPS_30,
    moments: tuple[Moment, ...] = (),
    seed: int = 7,
) -> Brief:
    """The Aurora order."""
    return Brief(
        title="Wake up with light",
        product="Aurora, the sunrise lamp",
        mood="calm, warm, hopeful",
        frame_rate=frame_rate,
        sizes=(Size(1080, 1920), Size(1920, 1080)),
        duration_s=duration_s,
        moments=moments,
        call_to_action=CallToAction("Wake up with light", "Order today", "aurora.example"),
        seed=seed,
        captions=True,
        music_gain_db=-12.0,
        duck_db=14.0,
    )


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Texts as bags of hashed words: what shares words lies near, and the domain needs no network to be tested."""
    vectors = np.full((len(texts), 384), 1e-3, np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().replace(".", " ").replace(",", " ").split():
            vectors[row, int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % 384] += 1.0
    return vectors
