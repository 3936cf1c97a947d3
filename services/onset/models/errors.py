"""Errors of the served models."""


class InvalidInputError(ValueError):
    """The caller's tensors are wrong; the message says which and why."""


class WithdrawnError(Exception):
    """The caller cancelled its request while it was being served."""
