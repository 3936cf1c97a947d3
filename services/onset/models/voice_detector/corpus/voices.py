"""Voices of several synthesizers: who speaks, and under which licence. People are in `people`.

==========  ======================================================================================================
`flite/…`   CMU Flite 2.2 (Debian's `flite`): awb, slt and kal16, recorded at Carnegie Mellon; free for any use with
            the copyright notice kept. `rms` is kept out of the training, for tests.
`piper/joe` Piper's en_US joe: recordings CC0, see `manifest.toml`
`espeak/…`  eSpeak NG (GPL-3.0): rules that make sound, no recordings; what it speaks is not covered by its licence
==========  ======================================================================================================
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from onset.models import places
from onset.models.beat_tracker.corpus.espeak import Manner, speak
from onset.models.voice_detector.corpus.texts import SENTENCES
from onset.timeline.time import SAMPLE_RATE_HZ

Sound = NDArray[np.float32]
"""(N,) at 48 kHz."""

FLITE_VOICES = ("awb", "slt", "kal16")
UNHEARD_FLITE_VOICE = "rms"
_LANGUAGES = (
    "en-us",
    "en-gb-x-rp",
    "en-gb-scotland",
    "de",
    "fr",
    "it",
    "es",
    "pl",
    "sv",
    "nl",
    "pt-br",
    "hi",
    "tr",
    "id",
)
_VARIANTS = (
    *("", "f1", "f2", "f4", "m1", "m2", "m3", "m5", "m7", "Alicia", "Andy", "Annie", "Gene", "Hugo", "Lee", "Marco"),
    *("Michael", "adam", "anika", "antonio", "belinda", "benjamin", "boris", "caleb", "david", "edward", "grandma"),
    *("iven", "john", "klatt", "klatt3", "linda", "max", "michel", "norbert", "pablo", "paul", "quincy", "steph"),
)
_HELD_OUT_VARIANTS = ("f2", "m7", "Gene", "linda", "max")
"""Validate and never train."""
UNHEARD_MANNERS = (
    Manner("en-us+f3", 165, 55),
    Manner("en-gb-x-rp+m4", 150, 40),
    Manner("fr+f5", 190, 60),
    Manner("de+m6", 200, 45, 70),
    Manner("it+Mario", 140, 50, 40),
)
"""For tests: variants that no training heard."""


def at_48_khz(samples: NDArray[np.floating], rate_hz: int) -> Sound:
    """The sound at the rate of analysis."""
    return np.asarray(soxr.resample(samples, rate_hz, SAMPLE_RATE_HZ, "HQ"), np.float32)


def espeak(text: str, manner: Manner) -> Sound:
    """Text spoken by eSpeak NG."""
    utterance = speak(text, manner)
    return at_48_khz(utterance.samples, utterance.rate_hz)


def flite(text: str, voice: str, *, stretch: float = 1.0) -> Sound:
    """Text spoken by Flite, as `flite_timed`."""
    samples, rate_hz, _ = flite_timed(text, voice, stretch=stretch)
    return at_48_khz(samples, rate_hz)


def flite_timed(text: str, voice: str, *, stretch: float) -> tuple[Sound, int, list[tuple[str, float]]]:
    """Text spoken by Flite, `stretch` times as slowly: its samples, their rate, and each phone with its end in s.

    Raises:
        FileNotFoundError: Debian's `flite` is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        setting = f"duration_stretch={stretch:.2f}"
        command = ["flite", "-voice", voice, "--setf", setting, "-psdur", "-t", text, "-o", path]
        told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
        samples, rate_hz = soundfile.read(path, dtype="float32")
    phones = (entry.rsplit(":", 1) for entry in told.split())
    return samples, int(rate_hz), [(name, float(end_s)) for name, end_s in phones]


def piper(orders: list[tuple[str, float, int]]) -> list[Sound]:
    """Texts spoken by Piper's voice, each with its speed and its seed."""
    spoken = said_by_piper("onset.models.voice_detector.corpus.piper", orders)
    return [at_48_khz(spoken[f"sound_{index}"], int(spoken["rate_hz"])) for index in range(len(orders))]


def said_by_piper(program: str, orders: Sequence[tuple[str, float, int]]) -> dict[str, NDArray[Any]]:
    """What a program that is told the voice's weights, a file to write and orders leaves, in the models' environment.

    Raises:
        RuntimeError: it failed.
    """
    python = places.environment_folder() / "bin" / "python"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.npz"
        done = subprocess.run(
            [python, "-m", program, places.weights_folder() / "piper-joe", path],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
            input=json.dumps(orders),
            capture_output=True,
            text=True,
            check=False,
            timeout=3600,
        )
        if done.returncode:
            raise RuntimeError(f"the voice failed: {done.stderr.strip().splitlines()[-1:]}")
        with np.load(path) as spoken:
            return dict(spoken)


def invented(rng: np.random.Generator, count: int, *, held_out: bool = False) -> Iterator[tuple[str, Sound]]:
    """Utterances of eSpeak's many voices, each with its voice: of those that train, or of those held out."""
    for _ in range(count):
        manner = drawn_manner(rng, held_out=held_out)
        yield f"espeak/{manner.voice}", espeak(_sentence(rng), manner)


def drawn_manner(rng: np.random.Generator, *, held_out: bool = False) -> Manner:
    """One of eSpeak's languages and voices, in any mood."""
    variants = _HELD_OUT_VARIANTS if held_out else tuple(name for name in _VARIANTS if name not in _HELD_OUT_VARIANTS)
    voice = "+".join(filter(None, (str(rng.choice(_LANGUAGES)), str(rng.choice(variants)))))
    return Manner(voice, int(rng.integers(110, 260)), int(rng.integers(20, 85)), int(rng.integers(10, 95)))


def imitated(rng: np.random.Generator, each: int) -> Iterator[tuple[str, Sound]]:
    """Utterances of Flite's and Piper's voices, each with its voice."""
    for voice in FLITE_VOICES:
        for _ in range(each):
            yield f"flite/{voice}", flite(_sentence(rng), voice, stretch=rng.uniform(0.75, 1.4))
    orders = [(_sentence(rng), rng.uniform(0.75, 1.5), int(rng.integers(1 << 30))) for _ in range(each)]
    yield from (("piper/joe", sound) for sound in piper(orders))


def _sentence(rng: np.random.Generator) -> str:
    return str(rng.choice(SENTENCES))
