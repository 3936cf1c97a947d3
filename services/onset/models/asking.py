"""How one served model asks another. Imported by `model_repository/*/1/model.py` only."""

import time
from collections.abc import Mapping, Sequence

import numpy as np
import triton_python_backend_utils as pb

from onset.models.errors import AskedInVainError

_MICROSECONDS = 1_000_000


def ask(
    model: str, inputs: Mapping[str, np.ndarray], outputs: Sequence[str], *, ends: float | None = None
) -> dict[str, np.ndarray]:
    """The answer of a model in the same Triton.

    Args:
        model: its name.
        inputs: tensors by name.
        outputs: names of those that are wanted.
        ends: when the question is no longer to wait in that model's queue, on the monotonic clock: how long a pass
            takes there, and how many wait, nobody knows but the one who waits for us. None for as long as that queue
            holds any.

    Raises:
        AskedInVainError: it is not served, its queue is full, its process is dead, or it refused.
    """
    request = pb.InferenceRequest(
        model_name=model,
        requested_output_names=list(outputs),
        inputs=[pb.Tensor(name, np.ascontiguousarray(array)) for name, array in inputs.items()],
        timeout=0 if ends is None else max(1, round((ends - time.monotonic()) * _MICROSECONDS)),
        # What an engine gives would otherwise stay on the GPU, where numpy cannot read it.
        preferred_memory=pb.PreferredMemory(pb.TRITONSERVER_MEMORY_CPU, 0),
    )
    response = request.exec()
    if response.has_error():
        raise AskedInVainError(model, response.error().message(), response.error().code())
    return {name: pb.get_output_tensor_by_name(response, name).as_numpy() for name in outputs}


class AskedNetwork:
    """A network that is a model of its own: an engine on a GPU."""

    def __init__(self, model: str) -> None:
        self._model = model

    def run(self, outputs: Sequence[str], inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """The outputs that are named, in that order.

        Raises:
            AskedInVainError: as `ask`.
        """
        # Rows of one number each have an axis of one in Triton, which knows no rows without an axis.
        rows = {name: array[:, None] if array.ndim == 1 else array for name, array in inputs.items()}
        answer = ask(self._model, rows, outputs)
        return [answer[name] for name in outputs]
