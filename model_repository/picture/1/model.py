"""Prompt, sound, palette and reference -> frames, by diffusion."""

from functools import partial

from onset.models.asking import ask
from onset.models.picture.catalog import Catalog
from onset.models.picture.checkpoint import heeding
from onset.models.picture.order import order_of
from onset.models.picture.sampler import pictures
from onset.models.served import Inputs, ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """The sampler. It holds no network; those that its checkpoints ask for warm themselves up."""

    def load(self) -> None:
        self.catalog = Catalog()

    def infer(self, inputs: Inputs, withdrawn: Withdrawn) -> Tensors:
        order = order_of(inputs)
        in_time = heeding(partial(ask, ends=inputs.ends), withdrawn)
        frames, latents = pictures(order, self.catalog.named(order.checkpoint, in_time), withdrawn)
        return {"FRAMES": frames, "LATENTS": latents}
