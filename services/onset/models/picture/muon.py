"""Muon: momentum whose matrices are made orthogonal (Jordan et al., 2024), for matrices and for convolutions.

PyTorch has one for matrices alone; the autoencoder is all convolutions. There it has not been shown to be better than
AdamW, with which the weights in this package were made.
"""

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor

_MOMENTUM = 0.95
_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
"""Coefficients of the quintic iteration that the paper chose for the steepest rise at zero."""
_ITERATIONS = 5


class Muon(torch.optim.Optimizer):
    """For parameters of two dimensions or more; those beyond the first are taken as one.

    Updates have the root mean square of AdamW's (Liu et al., "Muon is scalable for LLM training", 2025), so that both
    understand a learning rate alike.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float, weight_decay: float = 0.0) -> None:
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """Move every parameter that has a gradient."""
        assert closure is None
        for group in self.param_groups:
            alike: dict[tuple[int, int], list[Tensor]] = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is not None:
                    alike[parameter.shape[0], parameter[0].numel()].append(parameter)
            for (rows, columns), parameters in alike.items():
                updates = orthogonal(torch.stack([self._direction(parameter) for parameter in parameters]))
                scale = 0.2 * max(rows, columns) ** 0.5
                for parameter, update in zip(parameters, updates, strict=True):
                    parameter.mul_(1 - group["lr"] * group["weight_decay"])
                    parameter.add_(update.view_as(parameter), alpha=-group["lr"] * scale)

    def _direction(self, parameter: Tensor) -> Tensor:
        """Nesterov momentum as a matrix."""
        state = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        state["momentum"].lerp_(parameter.grad, 1 - _MOMENTUM)
        return parameter.grad.lerp(state["momentum"], _MOMENTUM).flatten(1)


def orthogonal(matrices: Tensor) -> Tensor:
    """(N, R, C) with all singular values brought near 1."""
    a, b, c = _NEWTON_SCHULZ
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    x = x.bfloat16()
    for _ in range(_ITERATIONS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).to(matrices.dtype)
