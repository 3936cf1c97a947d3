"""Does what it is told, so that every way to fail can be tried on a real server."""

import os
import time

import numpy as np
import triton_python_backend_utils as pb

from onset.models.errors import AskedInVainError, InvalidInputError, WithdrawnError
from onset.models.served import Inputs, ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """Orders: `ok`, `ask in vain`, `reject`, `break`, `nan`, `die`, `work SECONDS`."""

    def load(self) -> None:
        pass

    def infer_batch(self, batch: list[Inputs], withdrawn: list[Withdrawn]) -> list[Tensors | Exception]:
        if any(inputs["ORDER"][0] == b"ask in vain" for inputs in batch):
            raise AskedInVainError("other", "Exceeds maximum queue size", pb.TritonError.UNAVAILABLE)
        return super().infer_batch(batch, withdrawn)

    def infer(self, inputs: Tensors, withdrawn: Withdrawn) -> Tensors:
        verb, *rest = inputs["ORDER"][0].decode().split()
        match verb:
            case "reject":
                raise InvalidInputError("ORDER is not to be obeyed")
            case "break":
                raise ZeroDivisionError("a defect")
            case "nan":
                return {"ANSWER": np.full(1, np.nan, np.float32)}
            case "die":
                os._exit(1)
            case "work":
                end = time.monotonic() + float(rest[0])
                while time.monotonic() < end:
                    if withdrawn():
                        raise WithdrawnError
                    time.sleep(0.02)
        return {"ANSWER": np.ones(1, np.float32)}
