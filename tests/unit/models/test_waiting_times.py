"""How long questions wait: as long as whoever asks, whatever the size of what is asked for."""

import re
import tomllib

import numpy as np
import pytest

from onset.runtime.picture_calls import PictureOrder, usual_timeout_s
from onset.runtime.settings import PROJECT_ROOT

LONGEST_S = 3600
"""Nobody waits longer: a job's scene has 900 s."""
POLICY = re.compile(r"default_timeout_microseconds: (\d+) allow_timeout_override: true")


@pytest.mark.parametrize("network", ["picture", "text_encoder", "denoiser", "vae_encoder", "vae_decoder", "imported"])
def test_a_queue_of_passes_that_take_minutes_leaves_the_limit_to_the_asker(network: str) -> None:
    """A pass of SDXL over 1024 pixels takes minutes on two cores, and three other orders may be first."""
    # What an import writes stands in a module that needs the models' environment.
    imported = PROJECT_ROOT / "services" / "onset" / "models" / "checkpoints" / "repository.py"
    shipped = PROJECT_ROOT / "model_repository" / network / "config.pbtxt"
    (limit_us,) = POLICY.findall((imported if network == "imported" else shipped).read_text())
    assert int(limit_us) >= LONGEST_S * 1_000_000


@pytest.mark.parametrize("catalog", ["catalog", "checkpoint"])
def test_the_engines_queues_wait_as_long(catalog: str) -> None:
    """Those of the picture model; every configuration that is written for an engine lets the asker say less."""
    path = PROJECT_ROOT / "services" / "onset" / "models" / "engines" / f"{catalog}.toml"
    waits = {each["name"]: each["serving"]["timeout_s"] for each in tomllib.loads(path.read_text())["network"]}
    passes = {"text_encoder", "denoiser", "vae_encoder", "vae_decoder"} if catalog == "catalog" else waits.keys()
    assert {name: waits[name] for name in passes} == dict.fromkeys(passes, LONGEST_S)


def test_the_usual_time_of_a_call_follows_from_the_work_asked() -> None:
    def limit_s(side_px: int, keyframes: int, steps: int) -> float:
        order = PictureOrder(
            prompt="sea",
            sound=np.zeros((keyframes, 16, 20), np.float32),
            palette=np.zeros((0, 3), np.uint8),
            seed=0,
            size=(side_px, side_px),
            steps=steps,
        )
        return usual_timeout_s(order)

    small = limit_s(256, 2, 24)
    assert limit_s(128, 2, 24) == small
    assert limit_s(1024, 2, 24) - 60 == 16 * (small - 60)
    assert limit_s(256, 4, 24) - 60 == 2 * (small - 60)
