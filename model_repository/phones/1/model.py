"""Speech and its words -> which sounds are heard when, and which should be."""

import numpy as np

from onset.models.phones.listening import PhoneHearing
from onset.models.served import Inputs, ServedModel, Tensors, Withdrawn

_SECOND = 16_000


class TritonPythonModel(ServedModel):
    """Whisper's encoder with our reader of phones, and eSpeak NG's rules."""

    def load(self) -> None:
        self.hearing = PhoneHearing(self.network("whisper-base/phone_listener.onnx"))
        if not self.engine:  # an engine warms itself up, and may be loaded after this
            self.hearing.hear(
                np.full(_SECOND, 0.01, np.float32), np.array([b"ready"]), np.array([b"en"]), lambda: False
            )

    def infer(self, inputs: Inputs, withdrawn: Withdrawn) -> Tensors:
        heard = self.hearing.hear(inputs["AUDIO"], inputs["WORDS"], inputs["LANGUAGE"], withdrawn)
        return dict(zip(("LIKELIHOODS", "CLASSES", "LENGTHS"), heard, strict=True))
