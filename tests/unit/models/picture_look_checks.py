"""What is true of how Onset-mini's pictures are graded and judged, found out in the models' environment, as JSON."""

import json

import numpy as np
import torch

from onset.models.painter.audio import FEATURES
from onset.models.picture import control
from onset.models.picture.data import sounds
from onset.models.picture.grade import graded
from onset.models.picture.shapes import STYLE_SIZE
from onset.models.picture.style import style_of


def facts() -> dict[str, object]:
    """All of them."""
    return {
        "grade": _grade(),
        "style": _style(),
        "correlations": _correlations(),
    }


def _grade() -> dict[str, object]:
    """Rank correlations of sounds and properties on graded pictures of a fixed scene."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[0:192, 0:192] / 192
    scene = np.stack([0.3 + 0.4 * rows, 0.35 + 0.3 * columns, 0.6 - 0.3 * rows])
    scene[:, (rows - 0.7) ** 2 + (columns - 0.3) ** 2 < 0.02] = [[0.8], [0.3], [0.25]]
    scene[:, (rows - 0.3) ** 2 + (columns - 0.75) ** 2 < 0.02] = [[0.2], [0.5], [0.75]]
    scene[:, (rows > 0.5) & (columns > 0.5) & (columns * 192 % 24 < 12)] *= 0.7
    windows = sounds.windows(rng, 120)
    canvas = torch.from_numpy(scene.astype(np.float32))[None].expand(120, -1, -1, -1)
    flash = torch.from_numpy(sounds.flash(windows))
    pictures = graded(canvas, torch.from_numpy(windows[:, sounds.NOW]), flash)
    pixels = (pictures.clamp(0, 1).permute(0, 2, 3, 1) * 255 + 0.5).byte().numpy()
    found = control.correlations([control.heard(windows)], [control.seen(list(pixels))])
    half = graded(canvas[:1], torch.full((1, len(FEATURES)), 0.5), torch.zeros(1))
    return {
        "own": dict(zip(control.ANSWERS, np.diag(found).tolist(), strict=True)),
        "finite": bool(torch.isfinite(pictures).all()),
        "neutral_change": float((half - canvas[:1])[:, :, 48:144, 48:144].abs().mean()),
    }


def _style() -> dict[str, object]:
    """A style is of the look, not of the size."""
    torch.manual_seed(3)
    picture = torch.rand(1, 3, 6, 6).repeat_interleave(48, 2).repeat_interleave(48, 3)
    small, large = style_of(picture[:, :, ::3, ::3]), style_of(picture)
    return {
        "size": list(large.shape) == [1, STYLE_SIZE],
        "same": float((small - large).abs().max()),
        "other": float((style_of(1 - picture) - large).abs().max()),
        "grey_is_finite": bool(torch.isfinite(style_of(torch.zeros(1, 3, 64, 64))).all()),
    }


def _correlations() -> dict[str, float]:
    """Of a property that follows, one that does the opposite and one that never changes."""
    rng = np.random.default_rng(0)
    features = [rng.random((10, 9)) for _ in range(5)]
    answers = [part**3 + 10 * k for k, part in enumerate(features)]
    for part in answers:
        part[:, 1] *= -1
        part[:, 2] = 4.0
    rho = np.diag(control.correlations(features, answers))
    return {"follows": float(rho[0]), "opposes": float(rho[1]), "constant": float(rho[2])}


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))
