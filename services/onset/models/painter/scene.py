"""`paint`: a prompt, a sound, a palette and a seed become frames."""

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.audio import FEATURES, Response
from onset.models.painter.canvas import Canvas
from onset.models.painter.families import COMPOSERS
from onset.models.painter.finish import Finish
from onset.models.painter.light import MOODS, TIMES
from onset.models.painter.palette import Scheme
from onset.models.painter.prompt import SceneParameters, scene_parameters
from onset.models.painter.stage import Moment, Stage

MIN_SIDE_PX, MAX_SIDE_PX = 64, 4096


def paint(
    prompt: str,
    audio: NDArray[np.float32],
    time_s: NDArray[np.float32],
    palette: NDArray[np.uint8],
    seed: int,
    width: int,
    height: int,
) -> NDArray[np.uint8]:
    """Paint the moments of one scene.

    prompt: English; chooses the scene family, time of day and mood (see `scene_parameters`).
    audio: (T, 20) features in 0..1, columns as in `onset.models.painter.audio.FEATURES`.
    time_s: (T,) seconds since the scene started.
    palette: (P, 3) sRGB brand colours, most important first.
    seed: chooses the composition; non-negative.
    width, height: pixels, 64..4096 each.

    Returns sRGB frames (T, height, width, 3). The same arguments give the same bits.

    Raises:
        ValueError: an argument has the wrong shape, type or range; the text names it.
    """
    _check(audio, time_s, palette, seed, width, height)
    parameters = scene_parameters(prompt, seed)
    responses = [Response.to(features) for features in audio]
    finish = Finish(width, height, MOODS[parameters.mood], np.random.default_rng(seed))
    frames = np.empty((len(time_s), height, width, 3), np.uint8)
    for i, planes in enumerate(canvases(parameters, responses, time_s, palette, seed, width, height)):
        frames[i] = finish.apply(planes, responses[i])
    return frames


def canvases(
    parameters: SceneParameters,
    responses: Sequence[Response],
    time_s: NDArray[np.float32],
    palette: NDArray[np.uint8],
    seed: int,
    width: int,
    height: int,
) -> Iterator[NDArray[np.float32]]:
    """Yield the moments of one scene before they are finished: sRGB-encoded planes (3, height, width)."""
    mood = MOODS[parameters.mood]
    stage = Stage(
        width_px=width,
        height_px=height,
        scheme=Scheme.of(palette),
        light=TIMES[parameters.time_of_day],
        mood=mood,
        time_of_day=parameters.time_of_day,
        rng=np.random.default_rng([seed, zlib.crc32(parameters.family.encode())]),
    )
    paint_moment = COMPOSERS[parameters.family](stage)
    energy = mood.motion * (0.6 + 0.8 * parameters.energy)
    for response, at in zip(responses, time_s, strict=True):
        canvas = Canvas(width, height, zoom=response.zoom)
        paint_moment(canvas, Moment(float(at), response, energy))
        yield canvas.planes


def _check(
    audio: NDArray[np.float32],
    time_s: NDArray[np.float32],
    palette: NDArray[np.uint8],
    seed: int,
    width: int,
    height: int,
) -> None:
    for name, side in (("width", width), ("height", height)):
        if not MIN_SIDE_PX <= side <= MAX_SIDE_PX:
            raise ValueError(f"{name} must be {MIN_SIDE_PX}..{MAX_SIDE_PX} pixels, not {side}")
    if seed < 0:
        raise ValueError(f"seed must not be negative, not {seed}")
    if time_s.ndim != 1 or not len(time_s):
        raise ValueError(f"time_s must have shape (T,) with T >= 1, not {time_s.shape}")
    if not np.isfinite(time_s).all() or (time_s < 0).any():
        raise ValueError("time_s must be finite and not negative")
    if audio.shape != (len(time_s), len(FEATURES)):
        raise ValueError(f"audio must have shape ({len(time_s)}, {len(FEATURES)}), not {audio.shape}")
    if not np.isfinite(audio).all():
        frame, column = np.argwhere(~np.isfinite(audio))[0]
        raise ValueError(f"audio[{frame}] has a {FEATURES[column]} that is not finite")
    if (audio < 0).any() or (audio > 1).any():
        frame, column = np.argwhere((audio < 0) | (audio > 1))[0]
        raise ValueError(f"audio[{frame}] has {FEATURES[column]} {audio[frame, column]}, outside 0..1")
    if palette.ndim != 2 or palette.shape[1] != 3 or not 1 <= len(palette) <= 16:
        raise ValueError(f"palette must have shape (P, 3) with 1 <= P <= 16, not {palette.shape}")
    if palette.dtype != np.uint8:
        raise ValueError(f"palette must hold uint8, not {palette.dtype}")
