"""Sound shaped like speech, whose words and pauses are known to the sample, and Whisper results to go with it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onset.transcription.activity import SHORTEST_PAUSE_FRAMES, SPEECH_RATE_HZ, Activity

Spans = Sequence[tuple[float, float]]


def babble(
    duration_s: float, spans: Spans, *, level: float = 0.2, noise: float = 1e-5, seed: int = 0
) -> NDArray[np.float32]:
    """Voiced bursts, one per span in seconds, each with formants of its own, over faint noise, at 16 kHz."""
    random = np.random.default_rng(seed)
    sound = noise * random.standard_normal(round(duration_s * SPEECH_RATE_HZ))
    for start_s, end_s in spans:
        first, last = round(start_s * SPEECH_RATE_HZ), round(end_s * SPEECH_RATE_HZ)
        time_s = np.arange(last - first) / SPEECH_RATE_HZ
        formants_hz = random.uniform([300, 900, 2000], [800, 2000, 3500])
        harmonics_hz = 120.0 * np.arange(1, 50)
        weights = sum(np.exp(-(((harmonics_hz - formant_hz) / 150) ** 2)) for formant_hz in formants_hz) + 0.01
        voice = np.sin(2 * np.pi * time_s[:, None] * harmonics_hz) @ weights
        edge = np.minimum(1, np.minimum(np.arange(voice.size), np.arange(voice.size)[::-1]) / (0.012 * SPEECH_RATE_HZ))
        sound[first:last] += level * voice / np.sqrt(np.mean(voice**2)) * edge
    return sound.astype(np.float32)


def result(words: Sequence[tuple[str, float, float]], *, probability: float = 0.9, **segment: Any) -> dict[str, Any]:
    """A Whisper result of one segment with these words (text, start, end in seconds)."""
    entries = [
        {"word": f" {text}", "start": start_s, "end": end_s, "probability": probability}
        for text, start_s, end_s in words
    ]
    facts = {"avg_logprob": -0.2, "no_speech_prob": 0.02, "compression_ratio": 1.3, **segment}
    return {"language": "en", "segments": [{"start": 0.0, "end": 30.0, "text": "", **facts, "words": entries}]}


def between_pauses(activity: Activity) -> list[tuple[int, int]]:
    """Frame ranges of speech between pauses; islands with less than a pause between them are one."""
    joined: list[tuple[int, int]] = []
    for start, end in activity.islands:
        if joined and start - joined[-1][1] < SHORTEST_PAUSE_FRAMES:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
