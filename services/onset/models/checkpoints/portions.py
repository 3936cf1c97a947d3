"""How many rows an imported checkpoint's networks are asked for, and run, at once."""

from collections.abc import Callable, Mapping

import numpy as np

from onset.models.errors import WithdrawnError

Tensors = Mapping[str, np.ndarray]
_CELLS_A_PASS = {"LATENTS": 64 * 64, "PICTURES": 512 * 512}
"""Over its rows: a U-Net's attention among so many takes half a gigabyte."""

_PASSES_A_QUESTION = 4
"""A question waits for those of three other orders: of this length, for minutes and not for an hour."""


def rows_a_question(inputs: Tensors) -> int:
    """Of one network: four pictures of 512 pixels, one of 1024."""
    return _most(inputs, _PASSES_A_QUESTION)


def in_passes(
    run: Callable[[Tensors], list[np.ndarray]], inputs: Tensors, withdrawn: Callable[[], bool]
) -> list[np.ndarray]:
    """All outputs for all rows, run a few at a time.

    Raises:
        WithdrawnError: the caller gave up, found between two passes.
    """
    rows, most = _rows(inputs), _most(inputs, passes=1)
    parts = []
    for first in range(0, rows, most):
        if withdrawn():
            raise WithdrawnError
        parts.append(run({name: tensor[first : first + most] for name, tensor in inputs.items()}))
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _most(inputs: Tensors, passes: int) -> int:
    """Rows of so many passes, one at least; all of a text's."""
    for name, cells in _CELLS_A_PASS.items():
        if name in inputs:
            return max(passes * cells // inputs[name][0, 0].size, 1)
    return _rows(inputs)


def _rows(inputs: Tensors) -> int:
    return len(next(iter(inputs.values())))
