"""Errors of the served models."""


class InvalidInputError(ValueError):
    """The caller's tensors are wrong; the message says which and why."""


class AskedInVainError(Exception):
    """Another served model could not answer; the message is its own, the code Triton's."""

    def __init__(self, model: str, message: str, code: int) -> None:
        super().__init__(f"{model}: {message}")
        self.code = code


class WithdrawnError(Exception):
    """The caller cancelled its request while it was being served."""
