"""What a picture is asked to be: text, sound, palette and a reference's style, each of which may be missing."""

from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

FIELDS = ("text", "text_mask", "sound", "sound_mask", "palette", "palette_mask", "style", "style_mask")
"""Order of the tensors as a network's inputs."""


@dataclass(frozen=True, eq=False)
class Conditions:
    """Of a batch of B pictures; masks are bool, False where there is nothing to heed."""

    text: Tensor
    """(B, L, 384) token embeddings of MiniLM."""
    text_mask: Tensor
    """(B, L)."""
    sound: Tensor
    """(B, 16, 20) features around the moment, as `data.sounds` has them."""
    sound_mask: Tensor
    """(B,)."""
    palette: Tensor
    """(B, 4, 3) OKLab, most important first."""
    palette_mask: Tensor
    """(B, 4)."""
    style: Tensor
    """(B, 42) of `style.style_of`."""
    style_mask: Tensor
    """(B,)."""

    def without(self, *modalities: str) -> "Conditions":
        """The same with some of "text", "sound", "palette", "style" missing."""
        return replace(self, **{f"{name}_mask": torch.zeros_like(getattr(self, f"{name}_mask")) for name in modalities})

    def dropped(self, chances: dict[str, float], generator: torch.Generator | None = None) -> "Conditions":
        """Each modality left out of each picture by itself, with its own chance."""
        masks = {}
        for name, chance in chances.items():
            mask = getattr(self, f"{name}_mask")
            kept = torch.rand(len(mask), device=mask.device, generator=generator) >= chance
            masks[f"{name}_mask"] = mask & kept.reshape(-1, *[1] * (mask.ndim - 1))
        return replace(self, **masks)

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, rows: slice | Tensor) -> "Conditions":
        return Conditions(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def tensors(self) -> tuple[Tensor, ...]:
        """In the order of FIELDS."""
        return tuple(getattr(self, name) for name in FIELDS)

    @staticmethod
    def joined(parts: "list[Conditions]") -> "Conditions":
        """Several batches as one."""
        return Conditions(**{name: torch.cat([getattr(part, name) for part in parts]) for name in FIELDS})
