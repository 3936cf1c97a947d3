"""Checks of the caller's tensors, shared by the served models."""

import numpy as np

from onset.models.errors import InvalidInputError


def text_of(array: np.ndarray, name: str, max_characters: int) -> str:
    """The one string of a BYTES tensor.

    Raises:
        InvalidInputError: it is not valid UTF-8 or too long.
    """
    try:
        text = bytes(array.reshape(-1)[0]).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"{name} is not valid UTF-8 at byte {error.start}") from error
    if len(text) > max_characters:
        raise InvalidInputError(f"{name} has {len(text)} characters, at most {max_characters} are accepted")
    return text


def check_finite(array: np.ndarray, name: str) -> None:
    """Refuse NaN and infinities.

    Raises:
        InvalidInputError: naming the first offender's position.
    """
    finite = np.isfinite(array)
    if not finite.all():
        where = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise InvalidInputError(f"{name} holds {array[where]} at {list(where)}; all values must be finite")


def check_range(array: np.ndarray, name: str, low: float, high: float) -> None:
    """Refuse values outside low..high (and non-finite ones).

    Raises:
        InvalidInputError: naming the range found.
    """
    check_finite(array, name)
    if array.size and (array.min() < low or array.max() > high):
        raise InvalidInputError(f"{name} spans {array.min():g}..{array.max():g}, must lie in {low:g}..{high:g}")
