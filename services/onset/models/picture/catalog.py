"""The checkpoints by name."""

from functools import cached_property
from typing import Any

import numpy as np

from onset.models.checkpoints.card import FILE, card_of
from onset.models.checkpoints.imported import Imported
from onset.models.errors import InvalidInputError
from onset.models.picture.checkpoint import Ask, Checkpoint
from onset.models.picture.onset_mini import NAME, OnsetMini
from onset.models.picture.order import FloatArray
from onset.models.places import weights_folder


class Catalog:
    """Opens checkpoints."""

    def __init__(self) -> None:
        # Of now, as are the networks that Triton serves: what is imported later is for its next start.
        self._imported = {file.parent.name: file.read_bytes() for file in weights_folder().glob(f"[!.]*/{FILE}")}

    def named(self, name: str, ask: Ask) -> Checkpoint[Any]:
        """The checkpoint of a name, "" for Onset's own; it reaches its networks by `ask`.

        Raises:
            InvalidInputError: there is none, or its card is damaged or of another version of Onset.
        """
        if name in ("", NAME):
            return OnsetMini(ask, self._style_of)
        if name not in self._imported:
            others = ", ".join(sorted((NAME, *self._imported)))
            raise InvalidInputError(
                f"CHECKPOINT {name!r} is not at hand; at hand are {others}. What was imported since Triton started is "
                "there from its next start on"
            )
        return Imported(card_of(name, self._imported[name]), ask)

    def _style_of(self, thumbnails: FloatArray) -> FloatArray:
        (style,) = self._style_net.run(None, {"THUMBNAILS": thumbnails})
        return np.asarray(style)

    @cached_property
    def _style_net(self) -> Any:
        # Loaded when the first reference comes: most instances never see one, and do without ONNX Runtime.
        from onset.models.networks import onnx_session  # noqa: PLC0415

        return onnx_session(weights_folder() / NAME / "style.onnx")
