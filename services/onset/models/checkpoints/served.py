"""An imported checkpoint's networks as Triton's Python models; used by the files that `repository` writes."""

from onset.models.checkpoints.portions import in_passes
from onset.models.checkpoints.prompts import Tokenizers
from onset.models.checks import check_finite, text_of
from onset.models.networks import onnx_session
from onset.models.picture.order import MAX_PROMPT_CHARACTERS
from onset.models.places import weights_folder
from onset.models.served import Inputs, ServedModel, Tensors, Withdrawn


class Network(ServedModel):
    """Tensors in, tensors out, by the graph's own names; requests run one by one, as one alone fills a processor."""

    checkpoint = network = ""

    def load(self) -> None:
        """Not run here: the memory that a picture takes is taken when one is asked for."""
        self.session = onnx_session(weights_folder() / self.checkpoint / f"{self.network}.onnx")
        self.outputs = [output.name for output in self.session.get_outputs()]

    def infer(self, inputs: Inputs, withdrawn: Withdrawn) -> Tensors:
        for name, tensor in inputs.items():
            check_finite(tensor, name)
        return self.answer(inputs, withdrawn)

    def answer(self, inputs: Tensors, withdrawn: Withdrawn) -> Tensors:
        """Of the network, for a few rows at a time."""
        columns = in_passes(lambda rows: self.session.run(None, rows), inputs, withdrawn)
        return dict(zip(self.outputs, columns, strict=True))


class TextEncoder(Network):
    """Prompts -> what CLIP makes of their first 77 tokens."""

    def load(self) -> None:
        """With the tokenizers."""
        super().load()
        self.tokenizers = Tokenizers(weights_folder() / self.checkpoint)

    def infer(self, inputs: Inputs, withdrawn: Withdrawn) -> Tensors:
        rows = enumerate(inputs["PROMPT"])
        prompts = [text_of(row, f"PROMPT[{number}]", MAX_PROMPT_CHARACTERS) for number, row in rows]
        return self.answer(self.tokenizers.ids(prompts), withdrawn)
