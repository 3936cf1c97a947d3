"""Recordings of people; people.toml says where they come from and under which licence."""

import subprocess
from collections import defaultdict
from importlib import resources
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import scipy.ndimage

from onset.models.voice_detector.corpus.noises import Random
from onset.models.voice_detector.corpus.pieces import faded
from onset.models.voice_detector.corpus.voices import Sound
from onset.timeline.time import SAMPLE_RATE_HZ

SOURCES = resources.files(__package__).joinpath("people.toml")
HELD_OUT = ("sphinx", "ktuberling/de", "ktuberling/el", "ktuberling/nn", "klettres/cs")
"""Speakers that validate and never train."""
_SOUNDS = (".wav", ".ogg", ".opus", ".gsm")
_BLOCK_SAMPLES = SAMPLE_RATE_HZ // 100
_BRIDGED_BLOCKS = 12
"""The silence in a stop consonant is shorter."""
_SHORTEST_BLOCKS = 12
_AUDIBLE = 10 ** (-35 / 20)
"""Of the loudest block: a volunteer's room is not as quiet as a synthesizer's."""
_OVER_BACKGROUND = 3.0
_NOISIEST = 10 ** (-24 / 20)
"""A background that hides more of the words' edges than this spoils a recording."""
_QUIETEST_WORD = 10 ** (-15 / 20)
_CLEARLY, _MOSTLY = 10 ** (-25 / 20), 0.6


def speakers(folder: Path, rng: Random, each: int) -> dict[str, list[Sound]]:
    """Words of everybody below `folder`, cut to their edges, of at most `each` recordings of each.

    Raises:
        FileNotFoundError: there is nobody.
    """
    recordings = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        # Some of the prompts are empty files.
        if path.suffix in _SOUNDS and path.stat().st_size > 0:
            parts = path.relative_to(folder).parts
            # Two of the packages hold a folder for each language.
            recordings["/".join(parts[:2] if parts[0] in ("ktuberling", "klettres") else parts[:1])].append(path)
    if not recordings:
        raise FileNotFoundError(f"{folder} holds no recordings; people.toml says which packages belong there")
    said = {}
    for name, paths in recordings.items():
        chosen = rng.permutation(len(paths))[:each].tolist()
        said[name] = [piece for index in chosen for piece in _words(_decoded(paths[index]))]
    return {name: words for name, words in said.items() if words}


def _decoded(path: Path) -> Sound:
    # A short file without a header is not recognised.
    known = ["-f", "gsm"] if path.suffix == ".gsm" else []
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *known, "-i", path]
    command += ["-f", "f32le", "-ac", "1", "-ar", str(SAMPLE_RATE_HZ), "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return np.frombuffer(done.stdout, np.float32)


def _words(sound: Sound) -> list[Sound]:
    """Pieces that stand out of the recording's own background; none of one that is noisy."""
    whole = sound[: sound.size - sound.size % _BLOCK_SAMPLES]
    level = np.sqrt(np.mean(np.square(whole.reshape(-1, _BLOCK_SAMPLES)), axis=1)) if whole.size else np.zeros(1)
    loudest = float(level.max())
    audible = max(float(np.percentile(level, 10)) * _OVER_BACKGROUND, loudest * _AUDIBLE)
    if loudest == 0 or audible > loudest * _NOISIEST:
        return []
    kept = np.repeat(scipy.ndimage.maximum_filter1d(level, _BRIDGED_BLOCKS) > audible, _BLOCK_SAMPLES)
    regions = scipy.ndimage.find_objects(scipy.ndimage.label(kept)[0])
    words = (_trimmed(whole[region], audible) for region in regions)
    return [word for word in words if _is_spoken(word, loudest)]


def _trimmed(sound: Sound, audible: float) -> Sound:
    """From the first to the last block that is audible."""
    loud = np.flatnonzero(np.sqrt(np.mean(np.square(sound.reshape(-1, _BLOCK_SAMPLES)), axis=1)) > audible)
    return faded(sound[loud[0] * _BLOCK_SAMPLES : (loud[-1] + 1) * _BLOCK_SAMPLES])


def _is_spoken(word: Sound, loudest: float) -> bool:
    """Whether a piece is long and loud and sounds most of the time; others are breaths, noises of lips, hiss."""
    level = np.sqrt(np.mean(np.square(word.reshape(-1, _BLOCK_SAMPLES)), axis=1))
    return bool(
        level.size >= _SHORTEST_BLOCKS
        and level.max() > loudest * _QUIETEST_WORD
        and np.mean(level > level.max() * _CLEARLY) > _MOSTLY
    )
