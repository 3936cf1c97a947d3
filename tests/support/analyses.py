"""Analyses of sounds of which only some things matter."""

import tempfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from onset.runtime.analyses import store_analysis
from onset.runtime.feature_file import FeatureWriter
from onset.runtime.storage import ObjectStore
from onset.timeline.brief import Blob
from onset.timeline.music import Metre, Tempo
from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, Features, FloatArray, Loudness
from onset.timeline.time import SAMPLE_RATE_HZ


def features(rms: FloatArray, onset_strength: FloatArray, **curves: FloatArray) -> Features:
    """Features with the given curves; the others say that nothing is there."""
    zeros = np.zeros(len(rms), np.float32)
    silent = dict.fromkeys(
        ("centroid_hz", "rolloff_hz", "flux", "flatness", "bass", "mid", "treble", "pitch_hz"), zeros
    )
    shapes = {
        "mel_db": np.full((128, len(rms)), -80, np.float32),
        "chroma": np.zeros((12, len(rms)), np.float32),
        "rms": rms.astype(np.float32),
        "onset_strength": onset_strength.astype(np.float32),
    }
    return Features(**{**silent, **shapes, **{name: curve.astype(np.float32) for name, curve in curves.items()}})


def analysis(sample_count: int, curves: Features, **known: object) -> AudioAnalysis:
    """An analysis in which nothing was found but what is named."""
    nothing = AudioAnalysis(
        sample_rate_hz=SAMPLE_RATE_HZ,
        sample_count=sample_count,
        hop_samples=HOP_SAMPLES,
        features=curves,
        tempo=Tempo(0.0, 0.0, 0.0),
        beats=(),
        metre=Metre(0, 0.0),
        tempo_curve=(),
        sections=(),
        swells=(),
        energy_arc=np.zeros(0, np.float32),
        keys=(),
        speech=(),
        pauses=(),
        loudness=Loudness(-20.0, 5.0, -3.0),
    )
    return replace(nothing, **known)  # type: ignore[arg-type]


def write_features(path: Path, curves: Features) -> None:
    """A feature file of curves that are in memory."""
    with FeatureWriter(path, curves.frame_count) as writer:
        for field in fields(Features):
            writer.write(field.name, 0, getattr(curves, field.name).T)


def stored(store: ObjectStore, known: AudioAnalysis) -> Blob:
    """An analysis as AnalysisService leaves it in the store."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "features"
        write_features(path, known.features)
        return store_analysis(store, known, path)
