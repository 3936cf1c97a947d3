"""Networks that take rows and give as many, each row's answer depending on that row alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from onset.models.networks import onnx_session, threads

Tensors = dict[str, np.ndarray]


class RowNetwork:
    """A loaded network.

    Rows are shared out among the threads, which is a third quicker than all threads at every operator: they need not
    wait for each other some thousand times a pass. ONNX Runtime's kernels for the CPU add up in an order that depends
    on the shape of a row, not on the number of rows or threads, so that a row's answer is the same bit by bit in every
    batch; a test holds them to it.
    """

    def __init__(self, path: Path, rows_at_once: Callable[[Tensors], int]) -> None:
        """Load the ONNX file at `path`.

        So many rows of given inputs a thread takes at a time: more would fall out of its cache and need more memory.
        """
        self._session = onnx_session(path)
        self._outputs = [output.name for output in self._session.get_outputs()]
        self._rows_at_once = rows_at_once
        self._threads = threads()
        self._pool = ThreadPoolExecutor(self._threads)

    def run(self, inputs: Tensors) -> Tensors:
        """Tensors (B, ...) by name -> tensors (B, ...) by name."""
        count = len(next(iter(inputs.values())))
        share = min(-(-count // self._threads), self._rows_at_once(inputs))
        parts = [
            {name: tensor[first : first + share] for name, tensor in inputs.items()} for first in range(0, count, share)
        ]
        answers = list(self._pool.map(self._answer, parts)) if len(parts) > 1 else [self._answer(parts[0])]
        columns = zip(*answers, strict=True)
        return {name: np.concatenate(column) for name, column in zip(self._outputs, columns, strict=True)}

    def _answer(self, part: Tensors) -> list[np.ndarray]:
        answer: list[np.ndarray] = self._session.run(None, part)
        return answer
