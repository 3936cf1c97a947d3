"""What the training is made of: what Whisper hears of the corpus, kept beside it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from whisper.audio import log_mel_spectrogram, pad_or_trim
from whisper.model import AudioEncoder

from onset.models.files import replacing


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """N windows of S steps of 20 ms; fp16, as memory is short."""

    heard: Tensor
    """(N, S, 512) Whisper's tokens."""
    mel: Tensor
    """(N, 80, 2 S) Whisper's spectrogram."""
    classes: Tensor
    """(N, 2 S) uint8."""

    def crop(self, windows: Tensor, starts: Tensor, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """(B, steps, 512), (B, 80, 2 steps) and (B, 2 steps) of some windows, from some steps on."""
        places = list(zip(windows.tolist(), starts.tolist(), strict=True))
        heard = torch.stack([self.heard[n, s : s + steps] for n, s in places]).float()
        mel = torch.stack([self.mel[n, :, 2 * s : 2 * (s + steps)] for n, s in places]).float()
        return heard, mel, torch.stack([self.classes[n, 2 * s : 2 * (s + steps)] for n, s in places]).long()


def read(folder: Path, pattern: str, encoder: AudioEncoder) -> Material:
    """All shards whose names fit, heard now or before.

    Raises:
        FileNotFoundError: there are none.
    """
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise FileNotFoundError(f"{folder} has no {pattern}; onset.models.phones.corpus makes them")
    shards = [_shard(path, encoder) for path in paths]
    return Material(*(torch.from_numpy(np.concatenate([shard[key] for shard in shards])) for key in _KEYS))


_KEYS = ("heard", "mel", "classes")


def _shard(path: Path, encoder: AudioEncoder) -> dict[str, np.ndarray]:
    kept = path.with_suffix(".heard.npz")
    if not kept.exists():
        with np.load(path) as shard:
            sounds, classes = shard["sounds"], shard["classes"]
        steps = classes.shape[1] // 2
        parts = [_heard(encoder, sound, steps) for sound in sounds]
        with replacing(kept) as unfinished, unfinished.open("wb") as file:
            np.savez(
                file,
                heard=np.stack([heard for heard, _ in parts]),
                mel=np.stack([mel for _, mel in parts]),
                classes=classes,
            )
    with np.load(kept) as shard:
        return {key: shard[key] for key in _KEYS}


@torch.inference_mode()
def _heard(encoder: AudioEncoder, sound: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Filled up with silence to 30 s, as it is when it is served."""
    samples = torch.from_numpy(sound.astype(np.float32) / 32767)
    mel = log_mel_spectrogram(pad_or_trim(samples))
    heard = encoder(mel[None])[0, :steps]
    return heard.half().numpy(), mel[:, : 2 * steps].half().numpy()
