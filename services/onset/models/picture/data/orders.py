"""What to paint: the endless, reproducible list of training scenes."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.audio import Response
from onset.models.painter.catalog import FAMILIES
from onset.models.painter.light import MOODS, TIMES
from onset.models.painter.palette import from_oklab
from onset.models.painter.prompt import SceneParameters
from onset.models.painter.scene import canvases
from onset.models.picture.data import sounds
from onset.models.picture.data.captions import caption

GROUP = 4
"""Scenes in a row that share palette, mood and, where it suits, time of day: each is a reference of the others."""
SIZES: tuple[tuple[int, int], ...] = ((256, 256), (192, 320), (320, 192))
"""Width and height: square, tall, wide."""
_SIZE_OF_MEMBER = (0, 1, 0, 2)
HELD_OUT_EVERY = 32
"""Every so many groups one is never trained on."""
_ENERGY = {"calm": 0.25, "dreamy": 0.35, "serious": 0.35, "energetic": 0.9, "bold": 0.75, "playful": 0.7}
_LONGEST_S = 8.0


@dataclass(frozen=True, eq=False)
class Order:
    """One scene to paint."""

    index: int
    family: str
    time_of_day: str
    mood: str
    palette: NDArray[np.uint8]
    """(P, 3) sRGB, 1..4 colours, most important first."""
    size: int
    """Index into SIZES."""
    time_s: float
    window: NDArray[np.float32]
    """(16, 20): the sound around the moment."""


def order(index: int) -> Order:
    """The scene number `index`; always the same."""
    group, member = divmod(index, GROUP)
    look = np.random.default_rng([group, 0])
    palette = draw_palette(look)
    mood = list(MOODS)[int(look.integers(len(MOODS)))] if look.random() < 0.75 else "natural"
    time = list(TIMES)[int(look.integers(len(TIMES)))]
    rng = np.random.default_rng([group, 1 + member])
    family = list(FAMILIES)[int(rng.integers(len(FAMILIES)))]
    times = FAMILIES[family].times
    if time not in times:
        time = times[int(rng.integers(len(times)))]
    return Order(
        index,
        family,
        time,
        mood,
        palette,
        _SIZE_OF_MEMBER[member],
        float(rng.uniform(0, _LONGEST_S)),
        sounds.windows(rng, 1)[0],
    )


def is_held_out(index: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether scenes of these numbers are for validation."""
    return np.asarray(index // GROUP % HELD_OUT_EVERY == HELD_OUT_EVERY - 1)


def caption_of(item: Order) -> str:
    """The scene's caption in words that training may show."""
    return caption(item.family, item.time_of_day, item.mood, np.random.default_rng([item.index, 7]))


def canvas_of(item: Order) -> NDArray[np.uint8]:
    """Paint the scene up to its finish: (3, height, width) in 0..255."""
    width, height = SIZES[item.size]
    parameters = SceneParameters(item.family, item.time_of_day, item.mood, _ENERGY.get(item.mood, 0.5))
    time_s = np.array([item.time_s], np.float32)
    (planes,) = canvases(parameters, [response_to(item.window)], time_s, item.palette, item.index, width, height)
    return np.asarray(np.clip(planes * 255 + 0.5, 0, 255), np.uint8)


def response_to(window: NDArray[np.float32]) -> Response:
    """What a canvas answers to a window (16, 20): the moment's features, and onsets that have not yet died away."""
    return replace(Response.to(window[sounds.NOW]), burst=float(sounds.flash(window[None])[0]))


def draw_palette(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A brand's colours: a primary, perhaps a related or opposed accent, a light or dark neutral, and a fourth."""
    hue, chroma, lightness = rng.uniform(0, 2 * np.pi), rng.uniform(0.05, 0.20), rng.uniform(0.30, 0.75)
    turn = rng.choice([0.5, 0.9, np.pi / 2, 2.1, np.pi]) * rng.choice([-1, 1]) + rng.normal(0, 0.15)
    accent = (rng.uniform(0.45, 0.85), rng.uniform(0.08, 0.20), hue + turn)
    neutral = (rng.uniform(0.88, 0.98), rng.uniform(0, 0.03), rng.uniform(0, 2 * np.pi))
    if rng.random() < 0.35:
        neutral = (rng.uniform(0.15, 0.28), rng.uniform(0, 0.05), hue)
    fourth = (rng.uniform(0.3, 0.85), rng.uniform(0.03, 0.16), hue + rng.uniform(-np.pi, np.pi))
    count = int(rng.choice([1, 2, 3, 4], p=[0.1, 0.2, 0.35, 0.35]))
    lch = np.array([(lightness, chroma, hue), accent, neutral, fourth][:count])
    lab = np.stack([lch[:, 0], lch[:, 1] * np.cos(lch[:, 2]), lch[:, 1] * np.sin(lch[:, 2])], axis=1)
    return np.asarray(np.round(from_oklab(lab) * 255), np.uint8)
