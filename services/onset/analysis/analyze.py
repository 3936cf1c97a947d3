"""From a sound to everything that later stages may know of it."""

import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np

from onset.analysis.blocks import NoSoundError, even_blocks, read_ahead
from onset.analysis.ears import BEAT_FRAMES_PER_S, VOICE_FRAMES_PER_S, Ears
from onset.analysis.form import find_form
from onset.analysis.harmony import find_keys
from onset.analysis.hearing import Hearing
from onset.analysis.listening import TrackMel
from onset.analysis.rhythm.find import find_rhythm
from onset.analysis.rhythm.second_hearing import heard_again
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ


def analyze(samples: FloatArray, ears: Ears | None = None) -> AudioAnalysis:
    """Analyse a sound that is in memory.

    Args:
        samples: (channels, N) at 48 kHz, full scale 1, N >= 1, one or two channels.
        ears: as for `analyze_blocks`.

    Raises:
        NoSoundError: wrong shape, or values that are no sound: NaN, infinite, or beyond +120 dBFS.
    """
    if samples.ndim != 2:
        raise NoSoundError(f"samples must be (channels, N), got shape {samples.shape}")
    with tempfile.TemporaryDirectory(prefix="onset-") as folder:  # the features' mapping outlives it
        return analyze_blocks(
            [samples], channel_count=samples.shape[0], sample_count=samples.shape[1], ears=ears, folder=Path(folder)
        )


def analyze_blocks(
    blocks: Iterable[FloatArray], *, channel_count: int, sample_count: int, ears: Ears | None, folder: Path
) -> AudioAnalysis:
    """Analyse a sound that arrives in blocks, in memory that hardly grows with its length.

    Args:
        blocks: (channels, n) at 48 kHz, full scale 1; how it is cut does not matter.
        channel_count: 1 or 2.
        sample_count: total length, at least 1.
        ears: the networks that listen.
        folder: empty; left with the feature file `hearing.FEATURES_NAME`, to which the analysis' features are mapped.

    Raises:
        NoSoundError: as `analyze`, or the blocks are not as long as announced.
    """
    if channel_count not in (1, 2):
        raise NoSoundError(f"a sound has one or two channels, got {channel_count}")
    if sample_count < 1:
        raise NoSoundError("the sound is empty")
    even = read_ahead(even_blocks(blocks, channel_count, sample_count))
    with closing(even), Hearing(channel_count, sample_count, folder, unaided=ears is None) as hearing:
        for block in even:
            hearing.push(block)
        return _concluded(hearing, sample_count, ears)


def _concluded(hearing: Hearing, sample_count: int, ears: Ears | None) -> AudioAnalysis:
    """What follows from all that was heard; the networks listen while the rest is worked out."""
    loudest_db = hearing.finish()
    with ThreadPoolExecutor(1, thread_name_prefix="ears") as pool:
        activations = voice = None
        mel = TrackMel(hearing.levels, loudest_db, BEAT_FRAMES_PER_S)
        if ears is not None:
            activations = pool.submit(ears.beats, mel)
            voice = pool.submit(ears.voice, TrackMel(hearing.levels, loudest_db, VOICE_FRAMES_PER_S))
        features = hearing.features.finish(np.max(loudest_db, keepdims=True))
        loudness = hearing.loudness()
        keys = find_keys(features, sample_count)
        heard = activations.result() if activations else np.zeros((0, 2), np.float32)
        rhythm = find_rhythm(heard, features.onset_strength, sample_count, mel)
        if ears is not None:
            rhythm = heard_again(rhythm, heard, features.onset_strength, sample_count, mel, ears)
        form = find_form(features, rhythm.beats, keys, sample_count)
        speech, pauses = hearing.speech.finish(voice.result() if voice else None, features.pitch_hz)
    return AudioAnalysis(
        sample_rate_hz=SAMPLE_RATE_HZ,
        sample_count=sample_count,
        hop_samples=HOP_SAMPLES,
        features=features,
        tempo=rhythm.tempo,
        beats=rhythm.beats,
        metre=rhythm.metre,
        tempo_curve=rhythm.tempo_curve,
        sections=form.sections,
        swells=form.swells,
        energy_arc=form.energy_arc,
        keys=keys,
        speech=speech,
        pauses=pauses,
        loudness=loudness,
    )
