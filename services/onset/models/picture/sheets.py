"""Contact sheets: pictures in rows with words below them."""

import cv2
import numpy as np
from numpy.typing import NDArray

_LINE_PX = 15
_LETTERS_PER_256_PX = 42


def sheet(pictures: list[NDArray[np.uint8]], words: list[str], columns: int) -> NDArray[np.uint8]:
    """Lay out sRGB pictures of any sizes; each row is as high as its highest."""
    rows = []
    for start in range(0, len(pictures), columns):
        some = pictures[start : start + columns]
        height = max(len(picture) for picture in some) + 3 * _LINE_PX
        rows.append(
            np.hstack(
                [_labelled(p, text, height) for p, text in zip(some, words[start : start + columns], strict=True)]
            )
        )
    width = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0)), constant_values=255) for row in rows]
    return np.asarray(np.vstack(padded), np.uint8)


def _labelled(picture: NDArray[np.uint8], text: str, height: int) -> NDArray[np.uint8]:
    width = picture.shape[1]
    tile = np.full((height, width + 4, 3), 255, np.uint8)
    tile[: len(picture), :width] = picture
    letters = _LETTERS_PER_256_PX * width // 256
    for line in range(2):
        part = text[line * letters : (line + 1) * letters]
        at = (2, len(picture) + _LINE_PX * (line + 1) - 3)
        cv2.putText(tile, part, at, cv2.FONT_HERSHEY_SIMPLEX, 0.36, (0, 0, 0), 1, cv2.LINE_AA)
    return tile


def write(path: str, pictures: NDArray[np.uint8]) -> None:
    """Save an sRGB picture; the format follows from the name.

    Raises:
        OSError: it could not be written.
    """
    if not cv2.imwrite(path, pictures[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88]):
        raise OSError(f"cannot write {path}")
