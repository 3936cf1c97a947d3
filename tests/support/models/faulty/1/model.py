"""Does what it is told, so that every way to fail can be tried on a real server."""

import os
import time

import numpy as np

from onset.models.errors import InvalidInputError, WithdrawnError
from onset.models.served import ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """Orders: `ok`, `reject`, `break`, `nan`, `die`, `work SECONDS`."""

    def load(self) -> None:
        pass

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
