"""The corner mark is legible over anything: cut-outs turn white, logos with a ground of their own stay."""

import numpy as np
import pytest

from onset.compositing.marks import in_corner


def logo(*, ground: bool) -> np.ndarray:
    rgba = np.zeros((40, 120, 4), np.uint8)
    if ground:
        rgba[:] = (255, 255, 255, 255)
    rgba[0, 0] = rgba[-1, -1] = (255, 120, 80, 255)
    rgba[10:30, 10:50] = (255, 120, 80, 255)
    return rgba


@pytest.mark.parametrize("ground", [False, True])
def test_cut_outs_turn_white(ground: bool) -> None:
    mark, margin = in_corner(logo(ground=ground), "", 120, 40, 10.0)
    inner = mark[margin:-margin, margin:-margin]
    body = inner[12:28, 14:46, :3].reshape(-1, 3).mean(0)
    if ground:
        np.testing.assert_allclose(body, (255, 120, 80), atol=3)
    else:
        np.testing.assert_allclose(body, (255, 255, 255), atol=3)


def test_shadow_is_dark_and_outside() -> None:
    mark, margin = in_corner(logo(ground=False), "", 120, 40, 10.0)
    assert margin > 0
    beside = mark[margin + 20, margin + 55]
    assert beside[3] > 0
    assert beside[:3].max() < 128


def test_name_stands_in_for_a_missing_logo() -> None:
    mark, _ = in_corner(None, "Onset", 120, 40, 10.0)
    assert mark[..., 3].max() == 255
