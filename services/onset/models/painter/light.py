"""Light and mood: what the time of day and the feeling of a prompt mean for levels, temperature and contrast."""

from dataclasses import dataclass

import numpy as np

from onset.models.painter.palette import Colour


def _rgb(text: str) -> Colour:
    return np.array([int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


@dataclass(frozen=True)
class Light:
    """Levels are OKLab lightness for `Scheme.tone`; the other numbers are strengths in 0..1 unless said otherwise."""

    sky: tuple[float, float, float, float]
    """Zenith, upper, lower, horizon."""
    far: float
    """Level of the most distant land."""
    near: float
    """Level of the nearest land: the picture's dark."""
    wall: float
    floor: float
    key: Colour
    """Colour of the main light."""
    strength: float
    """Of the main light: rims, shafts, glows."""
    elevation: float
    """Of sun or moon: 0 on the horizon, 1 at the top of the sky."""
    warmth: float
    """OKLab shift of the lower sky towards amber; negative towards blue."""
    haze: float
    stars: float
    lamps: float
    """How much artificial light is on: windows, street lamps, lamps in rooms."""


TIMES: dict[str, Light] = {
    "dawn": Light((0.56, 0.70, 0.82, 0.93), 0.74, 0.30, 0.80, 0.66, _rgb("FFD2B5"), 0.8, 0.10, 0.020, 0.75, 0.10, 0.35),
    "morning": Light(
        (0.70, 0.80, 0.88, 0.95), 0.78, 0.36, 0.88, 0.74, _rgb("FFEBCF"), 0.7, 0.42, 0.008, 0.55, 0.0, 0.0
    ),
    "noon": Light((0.64, 0.76, 0.87, 0.95), 0.74, 0.38, 0.91, 0.78, _rgb("FFF8EA"), 0.6, 0.78, 0.0, 0.40, 0.0, 0.0),
    "golden hour": Light(
        (0.55, 0.68, 0.80, 0.92), 0.66, 0.25, 0.80, 0.62, _rgb("FFC27A"), 1.0, 0.20, 0.035, 0.70, 0.0, 0.25
    ),
    "dusk": Light((0.27, 0.40, 0.56, 0.78), 0.46, 0.16, 0.50, 0.38, _rgb("FFA98C"), 0.8, 0.05, 0.025, 0.65, 0.45, 0.85),
    "night": Light((0.13, 0.19, 0.28, 0.42), 0.34, 0.11, 0.32, 0.24, _rgb("CFE0FF"), 0.6, 0.55, -0.008, 0.50, 1.0, 1.0),
}
"""By name, in the order of the day."""


@dataclass(frozen=True)
class Mood:
    """How a feeling grades a picture; 1.0 or 0.0 leave it as it is."""

    contrast: float = 1.0
    saturation: float = 1.0
    lightness: float = 0.0
    warmth: float = 0.0
    haze: float = 1.0
    bloom: float = 1.0
    particles: float = 1.0
    motion: float = 1.0
    tilt: float = 0.0
    """How much diagonals take over from horizontals, 0..1."""


MOODS: dict[str, Mood] = {
    "calm": Mood(contrast=0.95, saturation=0.95, haze=1.15, motion=0.75, particles=0.7),
    "energetic": Mood(contrast=1.08, saturation=1.12, motion=1.35, particles=1.4, tilt=1.0, haze=0.8),
    "dreamy": Mood(contrast=0.92, lightness=0.015, haze=1.3, bloom=1.6, particles=1.3, motion=0.85),
    "bold": Mood(contrast=1.12, saturation=1.10, haze=0.7, bloom=0.8, tilt=0.7),
    "cosy": Mood(warmth=0.012, saturation=1.04, lightness=-0.01, bloom=1.2),
    "fresh": Mood(lightness=0.02, saturation=1.05, warmth=-0.006, haze=0.85),
    "luxurious": Mood(contrast=1.10, lightness=-0.035, warmth=0.008, saturation=0.95, bloom=1.25),
    "playful": Mood(saturation=1.12, lightness=0.01, particles=1.4, motion=1.15, tilt=0.5),
    "hopeful": Mood(lightness=0.015, warmth=0.008, bloom=1.25),
    "serious": Mood(contrast=1.04, saturation=0.88, lightness=-0.015, particles=0.5),
    "natural": Mood(),
}
"""By name; "natural" is what a prompt without a feeling gets."""
