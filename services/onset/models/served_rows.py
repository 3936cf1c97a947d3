"""Base of the served models that are one network of rows. Imported by `model_repository/*/1/model.py` only."""

import numpy as np

from onset.models.checks import check_finite
from onset.models.errors import InvalidInputError, WithdrawnError
from onset.models.places import weights_folder
from onset.models.rows import RowNetwork
from onset.models.served import Inputs, ServedModel, Tensors, Withdrawn


class RowModel(ServedModel):
    """Rows in, rows out. Requests that come together run as one batch, which changes no answer."""

    network: str
    """The ONNX file, below the folder of weights."""
    grid: str
    """The input (B, C, height, width) by which the work goes."""
    cells_at_once: int
    """Height times width, over rows, that a thread takes at a time, but a row at least."""

    def example(self) -> Tensors:
        """Inputs to warm up with."""
        raise NotImplementedError

    def check(self, inputs: Tensors) -> None:
        """Refuse what the network cannot take.

        Raises:
            InvalidInputError: naming the tensor.
        """
        raise NotImplementedError

    def load(self) -> None:
        self._network = RowNetwork(weights_folder() / self.network, self._rows_at_once)
        self._network.run(self.example())

    def _rows_at_once(self, inputs: Tensors) -> int:
        return max(self.cells_at_once // inputs[self.grid][0, 0].size, 1)

    def infer_batch(self, batch: list[Inputs], withdrawn: list[Withdrawn]) -> list[Tensors | Exception]:
        # One caller's bad values must not fail the others: the good ones run.
        answers = [self._refusal(inputs, ask) for inputs, ask in zip(batch, withdrawn, strict=True)]
        good = [inputs for inputs, refusal in zip(batch, answers, strict=True) if refusal is None]
        served = iter(self._together(good)) if good else iter(())
        return [next(served) if refusal is None else refusal for refusal in answers]

    def _refusal(self, inputs: Tensors, withdrawn: Withdrawn) -> Exception | None:
        if withdrawn():
            return WithdrawnError()
        try:
            for name, tensor in inputs.items():
                if tensor.dtype == np.float32:
                    check_finite(tensor, name)
            self.check(inputs)
        except InvalidInputError as error:
            return error
        return None

    def _together(self, batch: list[Tensors]) -> list[Tensors]:
        rows = {name: np.concatenate([inputs[name] for inputs in batch]) for name in batch[0]}
        ends = np.cumsum([len(next(iter(inputs.values()))) for inputs in batch])[:-1]
        columns = {name: np.split(tensor, ends) for name, tensor in self._network.run(rows).items()}
        return [{name: parts[k] for name, parts in columns.items()} for k in range(len(batch))]


def check_sides(tensor: np.ndarray, name: str, low: int, high: int, step: int) -> None:
    """Refuse pictures or latents (B, C, height, width) of other sides.

    Raises:
        InvalidInputError: naming the shape.
    """
    if any(not low <= side <= high or side % step for side in tensor.shape[2:]):
        raise InvalidInputError(
            f"{name} has shape {list(tensor.shape)}, height and width must be multiples of {step} in {low}..{high}"
        )
