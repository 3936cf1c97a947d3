"""Stands in for an engine where there is no GPU: the same network by ONNX Runtime, as the engine is configured."""

import json

from onset.models.engines.catalog import read_catalog
from onset.models.networks import onnx_session
from onset.models.served import Inputs, ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """Tensors in, tensors out."""

    def initialize(self, args: dict[str, str]) -> None:
        self.model = json.loads(args["model_config"])["name"]
        super().initialize(args)

    def load(self) -> None:
        (network,) = (network for network in read_catalog() if network.model == self.model)
        self.session = onnx_session(network.onnx)

    def infer(self, inputs: Inputs, _withdrawn: Withdrawn) -> Tensors:
        names = [value.name for value in self.session.get_outputs()]
        return dict(zip(names, self.session.run(names, dict(inputs)), strict=True))
