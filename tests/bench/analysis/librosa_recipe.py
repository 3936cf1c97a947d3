"""What one would write with librosa for the curves that Onset measures: each feature by the function of its name.

Where librosa has no function (flux, bands) it is three lines on its spectrum. Its nearest function stands for what
differs: `chroma_stft` sums whole bins where ours interpolates the frequencies of peaks, `yin` tells a pitch of every
frame where ours says in which there is one, and its beats have no bars.
"""

from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np

from onset.timeline.sound import HOP_SAMPLES

Steps = dict[str, Callable[[], object]]

FRAMING = {"n_fft": 2048, "hop_length": HOP_SAMPLES}
PITCH_HZ = {"fmin": 65, "fmax": 1000}
BANDS_HZ = (20, 250), (250, 4000), (4000, 16000)
PITCH, BEATS = "pitch (yin)", ("tempo curve", "tempo and beats")


def separate(path: Path) -> Steps:
    """Each from the signal."""
    signal, rate_hz = librosa.load(path, sr=None)

    def on_signal(function: Callable[..., object], **options: object) -> Callable[[], object]:
        return lambda: function(y=signal, sr=rate_hz, hop_length=HOP_SAMPLES, **options)

    def spectrum() -> np.ndarray:
        return np.abs(librosa.stft(signal, **FRAMING))

    return {
        "load": lambda: librosa.load(path, sr=None),
        "mel": lambda: librosa.power_to_db(librosa.feature.melspectrogram(y=signal, sr=rate_hz, **FRAMING)),
        "onset strength": on_signal(librosa.onset.onset_strength),
        "RMS": lambda: librosa.feature.rms(y=signal, hop_length=HOP_SAMPLES),
        "chroma": on_signal(librosa.feature.chroma_stft),
        "centroid": on_signal(librosa.feature.spectral_centroid),
        "rolloff": on_signal(librosa.feature.spectral_rolloff),
        "flatness": lambda: librosa.feature.spectral_flatness(y=signal, **FRAMING),
        "flux": lambda: _flux(spectrum()),
        "bands": lambda: _bands(spectrum(), rate_hz),
        PITCH: on_signal(librosa.yin, **PITCH_HZ),
        BEATS[0]: on_signal(librosa.feature.tempo, aggregate=None),
        BEATS[1]: on_signal(librosa.beat.beat_track),
    }


def shared(path: Path) -> Steps:
    """Each from one spectrum and one onset curve, where librosa takes them: what one writes in a second draft."""
    signal, rate_hz = librosa.load(path, sr=None)
    spectrum = np.abs(librosa.stft(signal, **FRAMING))
    mel_db = librosa.power_to_db(librosa.feature.melspectrogram(S=spectrum**2, sr=rate_hz))
    onsets = librosa.onset.onset_strength(S=mel_db, sr=rate_hz, hop_length=HOP_SAMPLES)
    clock = {"sr": rate_hz, "hop_length": HOP_SAMPLES}
    return {
        "load": lambda: librosa.load(path, sr=None),
        "spectrum": lambda: np.abs(librosa.stft(signal, **FRAMING)),
        "mel": lambda: librosa.power_to_db(librosa.feature.melspectrogram(S=spectrum**2, sr=rate_hz)),
        "onset strength": lambda: librosa.onset.onset_strength(S=mel_db, **clock),
        "RMS": lambda: librosa.feature.rms(S=spectrum),
        "chroma": lambda: librosa.feature.chroma_stft(S=spectrum**2, sr=rate_hz),
        "centroid": lambda: librosa.feature.spectral_centroid(S=spectrum, sr=rate_hz),
        "rolloff": lambda: librosa.feature.spectral_rolloff(S=spectrum, sr=rate_hz),
        "flatness": lambda: librosa.feature.spectral_flatness(S=spectrum),
        "flux": lambda: _flux(spectrum),
        "bands": lambda: _bands(spectrum, rate_hz),
        PITCH: lambda: librosa.yin(y=signal, **clock, **PITCH_HZ),
        BEATS[0]: lambda: librosa.feature.tempo(onset_envelope=onsets, aggregate=None, **clock),
        BEATS[1]: lambda: librosa.beat.beat_track(onset_envelope=onsets, **clock),
    }


def _flux(spectrum: np.ndarray) -> np.ndarray:
    return np.linalg.norm(np.diff(spectrum), axis=0)


def _bands(spectrum: np.ndarray, rate_hz: float) -> list[np.ndarray]:
    power, frequency_hz = spectrum**2, librosa.fft_frequencies(sr=rate_hz, n_fft=FRAMING["n_fft"])
    return [np.sqrt(power[(low <= frequency_hz) & (frequency_hz < high)].mean(axis=0)) for low, high in BANDS_HZ]
