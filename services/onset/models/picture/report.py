"""What a training has come to: pictures of unheard captions, and how surely sounds steer them."""

import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onset.models.picture import control, sheets
from onset.models.picture.conditions import Conditions
from onset.models.picture.data import sounds
from onset.models.picture.data.captions import TEST_WORDINGS, test_captions
from onset.models.picture.data.orders import SIZES, draw_palette
from onset.models.picture.data.tokens import CaptionEncoder
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.flow import guided, sampled
from onset.models.picture.shapes import FACTOR, MAX_COLOURS, STYLE_SIZE
from onset.models.picture.style import oklab
from onset.models.picture.vae import Autoencoder
from onset.models.picture.walk import Guidance

_CHUNK = 128
SOUNDS_PER_SCENE = 12


class Report:
    """Samples from two trained networks."""

    def __init__(
        self, denoiser: Denoiser, vae: Autoencoder, captions: CaptionEncoder, steps: int, *, distilled: bool = False
    ) -> None:
        """A `distilled` denoiser has learned its guidance and takes one pass a step."""
        self._denoiser, self._vae, self._steps = denoiser.eval(), vae.eval(), steps
        self._distilled = distilled
        self._device = next(denoiser.parameters()).device
        self._text, self._mask = captions.tests()
        self._words = test_captions()

    def write(self, out: Path, captions: int, scenes: int) -> None:
        """Sheets, samples and a printed table.

        captions: so many unheard ones of each family, up to TEST_WORDINGS. scenes: so many with 12 sounds each.
        """
        began = time.monotonic()
        self._text_test(out, captions)
        print(f"report: text after {time.monotonic() - began:.0f} s", flush=True)
        self._control_test(out, scenes)
        print(f"report: control after {time.monotonic() - began:.0f} s", flush=True)

    def sample(
        self,
        given: Conditions,
        guidance: Guidance,
        generator: torch.Generator,
        size: tuple[int, int] = SIZES[0],
        alike: int = 1,
    ) -> Tensor:
        """Latents of pictures of `size`; so many in a row are `alike`, of one noise."""
        width, height = size
        shape = (len(given) // alike, 4, height // FACTOR, width // FACTOR)
        noise = torch.randn(shape, generator=generator, device=self._device).repeat_interleave(alike, dim=0)
        velocity = self._velocity if self._distilled else guided(self._velocity, guidance)
        if not guidance.audio:
            given = given.without("sound")
        return torch.cat(
            [
                sampled(velocity, noise[at : at + _CHUNK], given[slice(at, at + _CHUNK)], self._steps)
                for at in range(0, len(given), _CHUNK)
            ]
        )

    def pictures(self, latents: Tensor) -> list[NDArray[np.uint8]]:
        """SRGB pictures."""
        with torch.no_grad():
            parts = [self._vae.decode(part).permute(0, 2, 3, 1) for part in latents.split(64)]
        return [picture for part in parts for picture in (part * 255 + 0.5).byte().cpu().numpy()]

    def given(
        self, captions: NDArray[np.intp], windows: NDArray[np.float32], palettes: NDArray[np.uint8]
    ) -> Conditions:
        """Conditions of test captions, sounds and (N, 4, 3) palettes, without a reference's style."""
        rows = torch.from_numpy(captions).to(self._device)
        yes = torch.ones(len(rows), dtype=torch.bool, device=self._device)
        return Conditions(
            text=self._text[rows],
            text_mask=self._mask[rows],
            sound=torch.from_numpy(windows).to(self._device),
            sound_mask=yes,
            palette=oklab(torch.from_numpy(palettes).to(self._device).float() / 255),
            palette_mask=yes[:, None].expand(-1, MAX_COLOURS),
            style=torch.zeros(len(rows), STYLE_SIZE, device=self._device),
            style_mask=~yes,
        )

    def _velocity(self, latents: Tensor, times: Tensor, given: Conditions) -> Tensor:
        with torch.autocast(self._device.type, torch.bfloat16):
            return self._denoiser(latents, times, given).float()

    def _text_test(self, out: Path, per_family: int) -> None:
        """One picture of each caption, sound missing; a sheet of some of them in all sizes."""
        rows = np.array([k for k in range(len(self._words)) if k % TEST_WORDINGS < per_family])
        rng = np.random.default_rng(5)
        palettes = np.stack([four_colours(rng) for _ in rows])
        given = self.given(rows, sounds.windows(rng, len(rows)), palettes)
        generator = torch.Generator(self._device).manual_seed(5)
        latents = self.sample(given, Guidance(audio=0.0), generator)
        np.savez(out / "text.npz", latents=latents.half().cpu().numpy(), captions=rows, palettes=palettes)
        shown = np.flatnonzero(rows % TEST_WORDINGS < 3)
        pictures = self.pictures(latents[shown])
        words = [self._words[k] for k in rows[shown]]
        first = np.flatnonzero(rows % TEST_WORDINGS == 0)
        for size in SIZES[1:]:
            pictures += self.pictures(self.sample(given[torch.from_numpy(first)], Guidance(), generator, size))
            words += [self._words[k] for k in rows[first]]
        sheets.write(str(out / "text.jpg"), sheets.sheet(pictures, words, 9))

    def _control_test(self, out: Path, scenes: int) -> None:
        """Sounds over scenes, of one noise each as keyframes have it; and ignored, of noises of their own."""
        rng = np.random.default_rng(6)
        count = scenes * SOUNDS_PER_SCENE
        captions = np.repeat(rng.permutation(len(self._words))[:scenes], SOUNDS_PER_SCENE)
        palettes = np.repeat(np.stack([four_colours(rng) for _ in range(scenes)]), SOUNDS_PER_SCENE, axis=0)
        windows = sounds.windows(rng, count)
        given = self.given(captions, windows, palettes)
        kept = {"windows": windows, "palettes": palettes, "captions": captions}
        features = np.split(control.heard(windows), scenes)
        strengths = {"on": Guidance(), "off": Guidance(audio=0.0)}
        if not self._distilled:
            strengths["half"] = Guidance(audio=1.5)
        for name, guidance in strengths.items():
            generator = torch.Generator(self._device).manual_seed(7)
            latents = self.sample(given, guidance, generator, alike=SOUNDS_PER_SCENE if guidance.audio else 1)
            kept[name] = latents.half().cpu().numpy()
            pictures = self.pictures(latents)
            answers = [control.seen(pictures[at : at + SOUNDS_PER_SCENE]) for at in range(0, count, SOUNDS_PER_SCENE)]
            found = np.diag(control.correlations(features, answers))
            table = " ".join(f"{a}>{b} {rho:.2f}" for (a, b), rho in zip(control.ANSWERS.items(), found, strict=True))
            print(f"report: audio {name}: {table}; least {found.min():.2f}", flush=True)
            if name == "on":
                some = pictures[: 8 * SOUNDS_PER_SCENE]
                words = [f"c{w[0]:.1f} w{w[1]:.1f} r{w[2]:.1f} m{w[3]:.1f}" for w in np.concatenate(features[:8])]
                sheets.write(str(out / "control.jpg"), sheets.sheet(some, words, SOUNDS_PER_SCENE))
        np.savez(out / "control.npz", **kept)


def four_colours(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A palette of four colours."""
    while len(palette := draw_palette(rng)) < MAX_COLOURS:
        pass
    return palette
