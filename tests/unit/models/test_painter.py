"""The painter: a pure function of its arguments, smooth in time, steered by sound, in the brand's colours."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr

from onset.models.painter import FAMILIES, paint
from onset.models.painter.audio import FEATURES, NEUTRAL, Response
from onset.models.painter.palette import to_oklab

PALETTES = {
    "aurora": ("1B1F4B", "F28C6A", "FFC56B", "FFF4E4"),
    "teal": ("0F4C5C", "E36414", "FB8B24", "F2E9DC"),
    "violet": ("5B3CC4", "FF5D8F", "FFD166", "F7F4FF"),
    "green": ("1F5D45", "A3C585", "F4B942", "FAF6EC"),
    "one colour": ("2563EB",),
}
ASPECTS = ((72, 128), (128, 72), (80, 80), (80, 100))
FEW = ("mountains", "studio", "bokeh", "kitchen")


def palette(name: str) -> NDArray[np.uint8]:
    return np.array([[int(text[i : i + 2], 16) for i in (0, 2, 4)] for text in PALETTES[name]], np.uint8)


def neutral(frames: int) -> NDArray[np.float32]:
    return np.repeat(NEUTRAL[None], frames, axis=0)


def asking(family: str) -> str:
    return FAMILIES[family].description


def painted(
    family: str,
    *,
    time_s: tuple[float, ...] = (0.0,),
    colours: str = "aurora",
    seed: int = 3,
    size: tuple[int, int] = (81, 144),
    words: str = "",
) -> NDArray[np.uint8]:
    prompt = f"{asking(family)} {words}"
    return paint(prompt, neutral(len(time_s)), np.array(time_s, np.float32), palette(colours), seed, *size)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_fills_every_aspect(family: str) -> None:
    for k, (width, height) in enumerate(ASPECTS):
        colours = list(PALETTES)[k % len(PALETTES)]
        frames = painted(family, time_s=(7.3,), colours=colours, seed=k, size=(width, height))
        assert frames.shape == (1, height, width, 3)
        assert frames.dtype == np.uint8
        spread = np.percentile(frames.mean(axis=-1), 98) - np.percentile(frames.mean(axis=-1), 2)
        assert spread > 20, f"{family} {width}x{height} is a blank sheet (spread {spread:.0f})"


@pytest.mark.parametrize("family", FEW)
def test_same_arguments_give_the_same_bits_on_any_number_of_threads(family: str) -> None:
    threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        first = painted(family, time_s=(0.0, 1.7))
        cv2.setNumThreads(2)
        second = painted(family, time_s=(0.0, 1.7))
    finally:
        cv2.setNumThreads(threads)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("family", FEW)
def test_a_frame_does_not_depend_on_the_frames_painted_with_it(family: str) -> None:
    together = painted(family, time_s=(0.0, 0.5, 4.0))
    np.testing.assert_array_equal(together[2], painted(family, time_s=(4.0,))[0])


@pytest.mark.parametrize("family", FAMILIES)
def test_seeds_give_other_compositions(family: str) -> None:
    pictures = [painted(family, seed=seed, words="in the morning")[0].astype(np.float32) for seed in range(2)]
    for other in pictures[1:]:
        assert np.abs(other - pictures[0]).mean() > 2.0


@pytest.mark.parametrize("family", FAMILIES)
def test_pictures_change_smoothly_with_time(family: str) -> None:
    steps = (0.0, 1 / 30, 2 / 30, 4 / 30, 8 / 30)
    frames = painted(family, time_s=tuple(5.0 + step for step in steps)).astype(np.float32)
    change = [float(np.abs(frame - frames[0]).mean()) for frame in frames[1:]]
    assert 0 < change[-1] < 8
    assert change[0] < 1.0
    assert all(later >= 0.95 * earlier for earlier, later in zip(change[:-1], change[1:], strict=True)), change


@pytest.mark.parametrize("family", ["road", "winter", "celebration", "underwater"])
def test_nothing_pops_in_or_out(family: str) -> None:
    frames = painted(family, time_s=tuple(np.arange(0, 8, 0.4)), size=(64, 114))
    soft = np.stack([cv2.blur(frame, (5, 5)) for frame in frames]).astype(np.float32)
    change = np.abs(np.diff(soft, axis=0)).mean(axis=(1, 2, 3))
    assert change.max() < 3 * np.median(change) + 0.2, change.round(2)


def brightness(picture: NDArray[np.uint8]) -> float:
    return float(to_oklab(picture / 255)[..., 0].mean())


def warmth(picture: NDArray[np.uint8]) -> float:
    return float(to_oklab(picture / 255)[..., 2].mean())


def chroma(picture: NDArray[np.uint8]) -> float:
    lab = to_oklab(picture / 255)
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


def contrast(picture: NDArray[np.uint8]) -> float:
    return float(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).std())


def detail(picture: NDArray[np.uint8]) -> float:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean())


@pytest.mark.parametrize("family", FEW)
@pytest.mark.parametrize(
    ("feature", "seen"),
    [
        ("centroid", brightness),
        ("onset", brightness),
        ("warmth", warmth),
        ("rms", contrast),
        ("mid", chroma),
        ("treble", detail),
        ("flatness", detail),
    ],
)
def test_each_feature_moves_its_property(family: str, feature: str, seen: "type[float]") -> None:
    steps = np.linspace(0, 1, 7, dtype=np.float32)
    audio = neutral(len(steps))
    audio[:, FEATURES.index(feature)] = steps
    frames = paint(asking(family), audio, np.ones(len(steps), np.float32), palette("aurora"), 3, 81, 144)
    rho = spearmanr(steps, [seen(frame) for frame in frames])[0]
    assert rho > 0.9, f"{feature} moves {seen.__name__} with rho {rho:.2f}"


def test_bass_makes_lights_swell() -> None:
    audio = neutral(5)
    audio[:, FEATURES.index("bass")] = np.linspace(0, 1, 5)
    frames = paint("a glowing city at night", audio, np.zeros(5, np.float32), palette("aurora"), 3, 81, 144)
    light = [brightness(frame) for frame in frames]
    assert light == sorted(light)


def test_an_onset_is_no_flash() -> None:
    """A general flash is a change of 10 % of full relative luminance (WCAG 2.3.1); an onset stays well below it."""
    for family in FAMILIES:
        audio = neutral(2)
        audio[1, FEATURES.index("onset")] = 1.0
        frames = paint(asking(family), audio, np.zeros(2, np.float32), palette("violet"), 1, 64, 64) / 255.0
        linear = np.where(frames <= 0.04045, frames / 12.92, ((frames + 0.055) / 1.055) ** 2.4)
        luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
        assert luminance[1].mean() - luminance[0].mean() < 0.07, family


def test_chroma_turns_the_hue_within_bounds_and_flat_chroma_does_not() -> None:
    first = FEATURES.index("chroma_c")
    for pitch in range(12):
        features = NEUTRAL.copy()
        features[first:] = 0
        features[first + pitch] = 1
        assert abs(np.degrees(Response.to(features).hue_turn)) <= 16
    assert Response.to(NEUTRAL).hue_turn == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("family", ["studio", "geometry", "kitchen", "desert", "celebration", "rings", "desk"])
@pytest.mark.parametrize("colours", ["aurora", "teal", "green"])
def test_brand_colours_are_among_the_dominant_ones(family: str, colours: str) -> None:
    picture = painted(family, colours=colours, words="in the morning")[0]
    lab = to_oklab(picture.reshape(-1, 3) / 255).astype(np.float32)
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, 20, 1e-3)
    _, _, centres = cv2.kmeans(lab, 12, None, criteria, 1, cv2.KMEANS_PP_CENTERS)
    asked = to_oklab(palette(colours) / 255)
    nearest = np.linalg.norm(asked[:, None] - centres[None], axis=-1).min(axis=1)
    assert nearest.mean() < 0.12, nearest.round(2)


@pytest.mark.parametrize("words", ["at dawn", "at noon", "at dusk", "at night"])
def test_time_of_day_orders_the_light(words: str) -> None:
    night = brightness(painted("mountains", words="at night")[0])
    noon = brightness(painted("mountains", words="at noon")[0])
    assert night <= brightness(painted("mountains", words=words)[0]) <= noon
    assert noon - night > 0.2


@pytest.mark.parametrize("family", ["ocean", "space", "underwater", "bokeh", "stage", "celebration", "silk"])
def test_captions_find_a_calm_band(family: str) -> None:
    """Where captions stand in a vertical picture (60-78 % of its height) there is less detail than elsewhere."""
    grey = cv2.cvtColor(painted(family, size=(216, 384))[0], cv2.COLOR_RGB2GRAY).astype(np.float32)
    edges = np.abs(cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 1.5), cv2.CV_32F))
    assert edges[int(0.60 * 384) : int(0.78 * 384)].mean() < edges.mean()


def arguments(**changed: object) -> dict[str, object]:
    right: dict[str, object] = {
        "prompt": "mountains",
        "audio": neutral(2),
        "time_s": np.array([0, 1], np.float32),
        "palette": palette("aurora"),
        "seed": 0,
        "width": 64,
        "height": 64,
    }
    return right | changed


def with_value(feature: str, value: float) -> NDArray[np.float32]:
    audio = neutral(2)
    audio[1, FEATURES.index(feature)] = value
    return audio


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"width": 63}, "width must be 64..4096"),
        ({"height": 5000}, "height must be 64..4096"),
        ({"seed": -1}, "seed must not be negative"),
        ({"audio": neutral(3)}, r"audio must have shape \(2, 20\)"),
        ({"audio": np.zeros((2, 19), np.float32)}, r"audio must have shape \(2, 20\)"),
        ({"audio": with_value("rms", np.nan)}, r"audio\[1\] has a rms that is not finite"),
        ({"audio": with_value("bass", 1.5)}, r"audio\[1\] has bass 1.5, outside 0..1"),
        ({"time_s": np.zeros((2, 1), np.float32)}, "time_s must have shape"),
        ({"time_s": np.array([0, np.inf], np.float32)}, "time_s must be finite"),
        ({"palette": np.zeros((0, 3), np.uint8)}, "palette must have shape"),
        ({"palette": np.zeros((2, 4), np.uint8)}, "palette must have shape"),
        ({"palette": np.zeros((2, 3), np.float32)}, "palette must hold uint8"),
    ],
)
def test_bad_arguments_are_named(changed: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        paint(**arguments(**changed))  # type: ignore[arg-type]
