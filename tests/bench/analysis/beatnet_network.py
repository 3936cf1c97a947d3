"""Run BeatNet's network on features. Runs in the models' environment.

Usage: python beatnet_network.py BEATNET.whl FEATURES_FOLDER ACTIVATIONS_FOLDER
"""

import io
import os
import sys
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

WEIGHTS = "BeatNet/models/model_1_weights.pt"
"""The one that its authors trained on all but GTZAN, and use in their examples."""


class Crnn(nn.Module):
    """A convolution along frequency, then two recurrent layers along time."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(1, 2, 10)
        self.linear0 = nn.Linear(262, 150)
        self.lstm = nn.LSTM(150, 150, 2, batch_first=True)
        self.linear = nn.Linear(150, 3)

    def forward(self, features: Tensor) -> Tensor:
        """(T, 272) to (T, 3) probabilities: a beat that is no downbeat, a downbeat, neither."""
        pooled = torch.max_pool1d(torch.relu(self.conv1(features[:, None])), 2)
        hidden, _ = self.lstm(self.linear0(pooled.flatten(1))[None])
        return torch.softmax(self.linear(hidden[0]), dim=1)


def main() -> None:
    """Every features file to an activations file."""
    wheel, inputs, outputs = map(Path, sys.argv[1:])
    os.nice(10)
    torch.set_num_threads(1)
    network = Crnn().eval()
    with zipfile.ZipFile(wheel) as archive:
        weights = torch.load(io.BytesIO(archive.read(WEIGHTS)), map_location="cpu", weights_only=True)
    network.load_state_dict(weights)
    for path in sorted(inputs.glob("*.npy")):
        with torch.inference_mode():
            beat, downbeat, _ = network(torch.from_numpy(np.load(path))).T.numpy()
        np.save(outputs / path.name, np.stack([beat + downbeat, downbeat], axis=1))


if __name__ == "__main__":
    main()
