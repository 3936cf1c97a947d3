"""An imported checkpoint as the sampler sees one, its networks served by Triton."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onset.models.checkpoints.card import Card
from onset.models.checkpoints.limits import TIME_IDS
from onset.models.checkpoints.portions import rows_a_question
from onset.models.errors import InvalidInputError
from onset.models.picture.checkpoint import Ask, Tensors, by_rows
from onset.models.picture.order import FloatArray, Frames, Order
from onset.models.picture.walk import Guidance, passes, weighted


@dataclass(frozen=True, eq=False)
class Asked:
    """Conditions, one row a keyframe."""

    text: dict[str, FloatArray]
    """What the U-Net is told: TEXT (77, D); for SDXL also POOLED (P,) and TIME_IDS (6,). The same for all rows."""
    nothing: dict[str, FloatArray]
    """The same without words."""
    sound: FloatArray
    """(rows, 16, 20)."""
    guidance: Guidance

    def __len__(self) -> int:
        return len(self.sound)

    def __getitem__(self, rows: slice) -> "Asked":
        return Asked(self.text, self.nothing, self.sound[rows], self.guidance)


class Imported:
    """One of them. Implements `onset.models.picture.checkpoint.Checkpoint`."""

    def __init__(self, card: Card, ask: Ask) -> None:
        self.card, self._ask = card, ask

    def latent_shape(self, width: int, height: int) -> tuple[int, int, int]:
        """(C, h, w)."""
        return self.card.latent_channels, height // self.card.latent_factor, width // self.card.latent_factor

    def conditions(self, order: Order) -> Asked:
        """The prompt is read once for all keyframes; a palette is not heeded.

        Raises:
            InvalidInputError: a style reference was given.
        """
        if order.reference is not None:
            raise InvalidInputError(f"REFERENCE is given, but {self.card.name} has no input for a style")
        size = {}
        if self.card.pooled_width:
            corner = (order.height, order.width, 0, 0, order.height, order.width)
            size = {"TIME_IDS": np.array(corner, np.float32)}
            assert len(corner) == TIME_IDS
        prompts = np.array([[order.prompt.encode()], [b""]], np.object_)
        outputs = ("TEXT", "POOLED") if self.card.pooled_width else ("TEXT",)
        told = self._ask(self._named("text_encoder"), {"PROMPT": prompts}, outputs)
        kept = 0.0 if self.card.empty_prompt_is_zero else 1.0
        text, nothing = ({name: told[name][row] for name in outputs} for row in (0, 1))
        without = {name: kept * value for name, value in nothing.items()}
        return Asked({**text, **size}, {**without, **size}, order.sound, order.guidance)

    def times(self, steps: int, strength: float = 1.0) -> Sequence[float]:
        """Sigmas, falling to 0."""
        return [float(sigma) for sigma in self.card.schedule.times(steps, strength)]

    def noise_share(self, time: float) -> float:
        """Of one part of the picture and sigma parts of noise."""
        return time / (1 + time)

    def noised(self, latents: FloatArray, noise: FloatArray, time: float) -> FloatArray:
        """Latents with noise of standard deviation `time`; zeros stand for the start of a walk."""
        if not latents.any():
            return self.card.schedule.begun(noise, time)
        return np.asarray(latents + time * noise, np.float32)

    def velocity(self, latents: FloatArray, time: float, conditions: Asked) -> FloatArray:
        """D latents / d sigma = epsilon, guided."""
        schedule, count = self.card.schedule, len(latents)
        hears = self.card.hears
        asked = passes(conditions.guidance, ("text", "sound") if hears else ("text",))
        told = [conditions.nothing if "text" in one.missing else conditions.text for one in asked]
        heard = [hears and "sound" not in one.missing for one in asked]
        inputs: Tensors = {
            name: np.repeat(np.stack([row[name] for row in told]), count, axis=0) for name in conditions.text
        }
        inputs["LATENTS"] = np.tile(schedule.seen(latents, time), (len(asked), 1, 1, 1))
        inputs["TIMESTEP"] = np.full((len(asked) * count, 1), schedule.timestep(time), np.float32)
        inputs["SOUND"] = np.tile(conditions.sound, (len(asked), 1, 1))
        inputs["SOUND_MASK"] = np.repeat(heard, count)[:, None]
        answer = self._answer("denoiser", inputs, "ANSWER")
        guided = np.asarray(weighted(asked, np.split(answer, len(asked))), np.float32)
        return schedule.direction(latents, time, guided)

    def encode(self, frames: Frames) -> FloatArray:
        """Frames -> latents."""
        pictures = np.ascontiguousarray(frames.transpose(0, 3, 1, 2), np.float32) / 255
        return self._answer("vae_encoder", {"PICTURES": pictures}, "LATENTS")

    def decode(self, latents: FloatArray) -> Frames:
        """Latents -> frames."""
        pictures = self._answer("vae_decoder", {"LATENTS": latents}, "PICTURES")
        return np.asarray(np.round(pictures.transpose(0, 2, 3, 1) * 255), np.uint8)

    def _answer(self, network: str, feed: Tensors, output: str) -> FloatArray:
        return by_rows(self._ask, self._named(network), feed, output, rows_a_question(feed))

    def _named(self, network: str) -> str:
        return f"{self.card.name}_{network}"
