"""Captions in every script, and pictures to lay them over."""

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.planning.caption_words import pieces
from onset.timeline.brief import Colors, Size
from onset.timeline.plan import Caption, CaptionWord
from onset.timeline.time import FrameRate

RATE = FrameRate(30)
FRAMES = 90
SAMPLES = {
    "Latin": "soft light wakes you gently",
    "long words": "Donaudampfschifffahrtsgesellschaft meets unputdownable",
    "Cyrillic": "мягкий свет будит вас",
    "Arabic": "ضوء Aurora يوقظك بلطف كل صباح",
    "Hebrew": "אור רך מעיר אותך",
    "Devanagari": "धीरे-धीरे रोशनी आपको जगाती है",
    "Thai": "ตื่นขึ้นพร้อมแสงนุ่มนวล ทุกเช้า",
    "Japanese": "やさしい光で目覚める朝を。",
    "Chinese": "用光唤醒你的每一个早晨",
    "Korean": "빛으로 깨어나는 아침",
    "emoji": "Wake up ☀️ feel great 🔥 👩‍💻",
}
DARK = Colors("#3b4cca", "#7a5cff", "#ffb454", "#0d1021", "#f5f3ff")
LIGHT = Colors("#0f766e", "#5eead4", "#e63946", "#fffaf2", "#1c1917")
Picture = NDArray[np.uint8]


def caption(text: str, start: int = 0, end: int = FRAMES) -> Caption:
    """A text as the planner divides it, its words evenly in time."""
    parts = pieces(text)
    first, last = RATE.sample_of_frame(start), RATE.sample_of_frame(end - 3)
    edges = [first + round((last - first) * index / len(parts)) for index in range(len(parts) + 1)]
    words = (
        CaptionWord(part, begin, until - 600, follows)
        for (part, follows), begin, until in zip(parts, edges, edges[1:], strict=False)
    )
    return Caption(start, end, tuple(words))


def pictures(size: Size) -> dict[str, Picture]:
    """(H, W, 3) sRGB: what is easy to read on, what is hard, and what is hardest."""
    across, down = np.arange(size.width), np.arange(size.height)
    shape = (size.height, size.width, 3)
    board = np.add.outer(down // 6, across // 6) % 2 * 255
    small = np.random.default_rng(1).integers(0, 256, (size.height // 4, size.width // 4, 3), dtype=np.uint8)
    return {
        "white": np.full(shape, 255, np.uint8),
        "mid-grey": np.full(shape, 128, np.uint8),
        "black": np.zeros(shape, np.uint8),
        "chequerboard": np.repeat(board[..., None], 3, axis=2).astype(np.uint8),
        "busy": np.asarray(cv2.resize(small, (size.width, size.height), interpolation=cv2.INTER_NEAREST), np.uint8),
        "evening": _evening(size),
    }


def _evening(size: Size) -> Picture:
    """A sky that fades into a bright window: dark at one side, glaring at the other."""
    x = np.linspace(0, 1, size.width)[None, :, None]
    y = np.linspace(0, 1, size.height)[:, None, None]
    sky = np.array([38, 40, 84]) * (1 - y) + np.array([250, 176, 120]) * y
    window = np.exp(-(((x - 0.72) / 0.2) ** 2) - ((y - 0.55) / 0.16) ** 2)
    return np.asarray(np.clip(sky + (np.array([255, 250, 236]) - sky) * window, 0, 255), np.uint8)
