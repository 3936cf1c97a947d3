"""One request to the sampler, checked: tensors -> an order, or an error that says which tensor and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.models.checks import check_finite, check_range, text_of
from onset.models.errors import InvalidInputError
from onset.models.painter.audio import FEATURES
from onset.models.picture.data.sounds import TOKENS
from onset.models.picture.walk import Guidance

FloatArray = NDArray[np.float32]
Frames = NDArray[np.uint8]

MODES = ("keyframes", "path", "feedback", "clip")
MIN_SIDE_PX, MAX_SIDE_PX, SIDE_STEP_PX = 64, 1024, 32
"""The denoiser halves latents, which are an eighth of the picture, twice."""
MAX_PIXELS = 1 << 20
MAX_KEYFRAMES = 256
"""Twenty seconds of a clip at 12 frames a second."""
MAX_OUTPUT_BYTES = 96 << 20
"""Answers of all four instances fit into the shared memory that Triton is started with."""
MAX_STEPS = 100
MAX_SCALE = 20.0
MAX_PROMPT_CHARACTERS = 2000
MAX_COLOURS = 16
MAX_REFERENCE_PX = 4096
MIN_STRENGTH = 0.05
CAMERA_LIMITS = (("zoom", 0.5, 2.0), ("rotation", -180.0, 180.0), ("shift x", -1.0, 1.0), ("shift y", -1.0, 1.0))
"""Of the columns of CAMERA: a ratio, degrees, parts of the sides."""


@dataclass(frozen=True, eq=False)
class Order:
    """What one request asks for: K keyframes, T frames."""

    prompt: str
    sound: FloatArray
    """(K, 16, 20): the window of features around each keyframe, in 0..1."""
    palette: Frames
    """(P, 3) sRGB, P in 0..16, most important first."""
    reference: Frames | None
    """(H, W, 3) sRGB: whose style to take."""
    seed: int
    width: int
    """Pixels of what is sampled, as is the height."""
    height: int
    steps: int
    guidance: Guidance
    mode: str
    """One of MODES."""
    where: FloatArray | None
    """(T,) position along the keyframes, 0..K-1, monotone; of a path alone."""
    camera: FloatArray | None
    """(K, 4) zoom, rotation in degrees, shift x and y in parts of the sides; of feedback alone."""
    strength: float
    """How far back to noise feedback goes, 0.05..1."""
    latents: FloatArray | None
    """(K, C, h, w) keyframes known already, of a path; (1, C, h, w) the first frame, of feedback."""
    checkpoint: str
    """Empty: the one that Onset brings."""
    first: int = 0
    """How many of its scene's frames are before a clip's first."""

    @property
    def keyframes(self) -> int:
        """K."""
        return len(self.sound)


def order_of(tensors: Mapping[str, np.ndarray]) -> Order:
    """The order that a request's tensors make.

    Raises:
        InvalidInputError: naming the tensor and its limit.
    """
    mode = text_of(tensors["MODE"], "MODE", 32)
    if mode not in MODES:
        raise InvalidInputError(f"MODE is {mode!r}, must be one of {', '.join(MODES)}")
    _check_belonging(tensors, mode)
    sound = tensors["SOUND"]
    if sound.shape[1:] != (TOKENS, len(FEATURES)) or not 1 <= len(sound) <= MAX_KEYFRAMES:
        raise InvalidInputError(
            f"SOUND has shape {list(sound.shape)}, must be [1..{MAX_KEYFRAMES}, {TOKENS}, {len(FEATURES)}]"
        )
    check_range(sound, "SOUND", 0, 1)
    width, height = _size(tensors["SIZE"])
    where = _where(tensors.get("WHERE"), len(sound))
    frames = len(sound) if where is None else len(where)
    if frames * width * height * 3 > MAX_OUTPUT_BYTES:
        raise InvalidInputError(
            f"{frames} frames of {width}x{height} exceed {MAX_OUTPUT_BYTES >> 20} MiB; ask for fewer at a time"
        )
    return Order(
        prompt=_prompt(tensors["PROMPT"]),
        sound=sound,
        palette=_palette(tensors.get("PALETTE")),
        reference=_reference(tensors.get("REFERENCE")),
        seed=_whole(tensors["SEED"], "SEED", 0, np.iinfo(np.int64).max),
        width=width,
        height=height,
        steps=_whole(tensors["STEPS"], "STEPS", 1, MAX_STEPS),
        guidance=_guidance(tensors["SCALES"]),
        mode=mode,
        where=where,
        camera=_camera(tensors.get("CAMERA"), len(sound)),
        strength=_strength(tensors.get("STRENGTH")),
        latents=_latents(tensors.get("LATENTS"), mode, len(sound)),
        checkpoint=text_of(tensors["CHECKPOINT"], "CHECKPOINT", 200) if "CHECKPOINT" in tensors else "",
        first=_whole(tensors["FIRST"], "FIRST", 0, np.iinfo(np.int32).max) if "FIRST" in tensors else 0,
    )


def _check_belonging(tensors: Mapping[str, np.ndarray], mode: str) -> None:
    """What one mode needs, and what others would ignore."""
    needed = {"WHERE": ("path",), "CAMERA": ("feedback",), "STRENGTH": ("feedback",)}
    of_modes = {**needed, "LATENTS": ("path", "feedback"), "FIRST": ("clip",)}
    for name, modes in of_modes.items():
        if name in tensors and mode not in modes:
            raise InvalidInputError(f"{name} is for MODE {' and '.join(modes)}, not for {mode}")
        if name in needed and name not in tensors and mode in modes:
            raise InvalidInputError(f"{name} is missing: MODE {mode} needs it")


def _size(size: np.ndarray) -> tuple[int, int]:
    width, height = (int(side) for side in size)
    for name, side in (("width", width), ("height", height)):
        if not MIN_SIDE_PX <= side <= MAX_SIDE_PX or side % SIDE_STEP_PX:
            raise InvalidInputError(
                f"SIZE has {name} {side}, must be a multiple of {SIDE_STEP_PX} in {MIN_SIDE_PX}..{MAX_SIDE_PX}"
            )
    if width * height > MAX_PIXELS:
        raise InvalidInputError(f"SIZE is {width}x{height}, at most {MAX_PIXELS} pixels are sampled")
    return width, height


def _prompt(tensor: np.ndarray) -> str:
    prompt = text_of(tensor, "PROMPT", MAX_PROMPT_CHARACTERS)
    if not prompt.strip():
        raise InvalidInputError(f"PROMPT is empty, must have 1..{MAX_PROMPT_CHARACTERS} characters")
    return prompt


def _palette(palette: np.ndarray | None) -> np.ndarray:
    if palette is None:
        return np.zeros((0, 3), np.uint8)
    if palette.ndim != 2 or palette.shape[1] != 3 or len(palette) > MAX_COLOURS:
        raise InvalidInputError(f"PALETTE has shape {list(palette.shape)}, must be [0..{MAX_COLOURS}, 3]")
    return palette


def _reference(reference: np.ndarray | None) -> np.ndarray | None:
    if reference is None:
        return None
    if reference.ndim != 3 or reference.shape[2] != 3 or not all(1 <= n <= MAX_REFERENCE_PX for n in reference.shape):
        raise InvalidInputError(
            f"REFERENCE has shape {list(reference.shape)}, must be [1..{MAX_REFERENCE_PX}, 1..{MAX_REFERENCE_PX}, 3]"
        )
    return reference


def _whole(tensor: np.ndarray, name: str, low: int, high: int) -> int:
    value = int(tensor.reshape(-1)[0])
    if not low <= value <= high:
        raise InvalidInputError(f"{name} is {value}, must lie in {low}..{high}")
    return value


def _guidance(scales: np.ndarray) -> Guidance:
    if scales.shape not in ((4,), (5,)):
        raise InvalidInputError(
            f"SCALES has shape {list(scales.shape)}, must be [4] (text, audio, style, palette) or [5] (joint)"
        )
    check_range(scales, "SCALES", 0, MAX_SCALE)
    return Guidance(*(float(scale) for scale in scales))


def _where(where: np.ndarray | None, keyframes: int) -> np.ndarray | None:
    if where is None:
        return None
    if not len(where):
        raise InvalidInputError("WHERE is empty, must have a position for each frame")
    check_range(where, "WHERE", 0, keyframes - 1)
    falls = np.flatnonzero(np.diff(where) < 0)
    if len(falls):
        at = int(falls[0])
        raise InvalidInputError(f"WHERE falls from {where[at]:g} at [{at}] to {where[at + 1]:g}; it must be monotone")
    return where


def _camera(camera: np.ndarray | None, keyframes: int) -> np.ndarray | None:
    if camera is None:
        return None
    shape = (keyframes, len(CAMERA_LIMITS))
    if camera.shape != shape:
        raise InvalidInputError(
            f"CAMERA has shape {list(camera.shape)}, must be {list(shape)}: a row for each of SOUND"
        )
    for column, (name, low, high) in enumerate(CAMERA_LIMITS):
        check_range(camera[:, column], f"CAMERA[:, {column}] ({name})", low, high)
    return camera


def _strength(strength: np.ndarray | None) -> float:
    if strength is None:
        return 1.0
    check_range(strength, "STRENGTH", MIN_STRENGTH, 1)
    return float(strength[0])


def _latents(latents: np.ndarray | None, mode: str, keyframes: int) -> np.ndarray | None:
    if latents is None:
        return None
    rows = keyframes if mode == "path" else 1
    if latents.ndim != 4 or len(latents) != rows:
        raise InvalidInputError(f"LATENTS has shape {list(latents.shape)}, must have 4 axes and {rows} on the first")
    check_finite(latents, "LATENTS")
    return latents
