"""Log-mel spectrogram -> tokens of sound."""

from onset.models.audio_encoder import AudioEncoder
from onset.models.places import weights_folder
from onset.models.served import ServedModel, Tensors, Withdrawn


class TritonPythonModel(ServedModel):
    """Whisper base's encoder."""

    def load(self) -> None:
        self.encoder = AudioEncoder(weights_folder() / "whisper-base")
        # Not run here: its working memory (400 MB) is taken at the first request, which many installations never send.

    def infer(self, inputs: Tensors, _withdrawn: Withdrawn) -> Tensors:
        return {"TOKENS": self.encoder.encode(inputs["MEL"])}
