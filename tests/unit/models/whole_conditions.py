"""Conditions of Onset-mini, for the checks of its networks and of their training."""

import torch

from onset.models.convert.picture import example_conditions
from onset.models.picture.conditions import Conditions


def whole_conditions(count: int) -> Conditions:
    """Random conditions, none of them missing."""
    tensors = example_conditions(count).tensors()
    return Conditions(*(torch.ones_like(t) if t.dtype == torch.bool else t for t in tensors))
