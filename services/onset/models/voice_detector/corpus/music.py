"""Music without a voice, from the beat tracker's composer and soundfonts, and leads that sing without words."""

import numpy as np

from onset.models.beat_tracker.corpus import soundfont
from onset.models.beat_tracker.corpus.clips import render
from onset.models.beat_tracker.corpus.compose import compose
from onset.models.beat_tracker.corpus.score import Performance, Sounding
from onset.models.beat_tracker.corpus.sources import Sources
from onset.models.voice_detector.corpus.noises import Random
from onset.models.voice_detector.corpus.voices import Sound
from onset.timeline.time import SAMPLE_RATE_HZ

PIECE_S = 16.0
_SINGING = ("voice", "choir", "sax", "violin", "cello", "flute", "wood", "trumpet", "synlead")
"""Families whose tones glide and swell as a voice's do."""
_SOLO, _LEAD = 0.15, 0.3
"""How often such a lead plays alone, and how often over a piece."""


def piece(rng: Random, sources: Sources) -> Sound:
    """Some seconds of music."""
    length = round(PIECE_S * SAMPLE_RATE_HZ)
    lead, choice = _lead(rng, sources, length), rng.random()
    if choice < _SOLO:
        return lead
    mix, _ = render(rng, compose(rng, PIECE_S + 1), sources, PIECE_S)
    if choice < _SOLO + _LEAD:
        mix = mix + lead * np.float32(mix.std() / max(float(lead.std()), 1e-6) * 10 ** (rng.uniform(-6, 9) / 20))
    return mix


def _lead(rng: Random, sources: Sources, length: int) -> Sound:
    """One player of long and short tones in steps and leaps, with breaths between phrases."""
    notes, at_s, pitch = [], rng.uniform(0, 1), int(rng.integers(50, 74))
    while at_s < length / SAMPLE_RATE_HZ:
        tone_s = float(np.exp(rng.uniform(np.log(0.12), np.log(1.6))))
        notes.append(Sounding(at_s, at_s + tone_s * rng.uniform(0.8, 1.05), pitch, rng.uniform(0.4, 1)))
        at_s += tone_s + (rng.uniform(0.1, 0.8) if rng.random() < 0.15 else 0)
        pitch = int(np.clip(pitch + rng.integers(-5, 6), 45, 84))
    performance = Performance("melody", str(rng.choice(_SINGING)), notes, 0.0)
    return soundfont.play(rng, sources.soundfonts, str(rng.choice(list(soundfont.BANKS))), performance, length)
