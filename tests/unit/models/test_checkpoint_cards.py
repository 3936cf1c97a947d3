"""Cards of imported checkpoints: what is written is read, and one that is broken stands in nobody's way."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onset.models.checkpoints.card import FILE, Card, read_card
from onset.models.checkpoints.schedule import Schedule
from onset.models.errors import InvalidInputError
from onset.models.picture.at_hand import checkpoints

CARD = Card(
    name="whole",
    architecture="sd",
    schedule=Schedule((0.1, 1.0, 14.6), "epsilon", "leading", 1),
    latent_channels=4,
    latent_factor=8,
    text_width=768,
    pooled_width=0,
    empty_prompt_is_zero=False,
    hears=False,
    native_side_px=512,
    default_steps=30,
    default_guidance=7,
    source="/sources/whole",
    sha256={"unet/config.json": "00"},
    exported_sha256={"denoiser.onnx": "00"},
    licence="",
)


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def damage(text: bytes) -> bytes:
        value = json.loads(text)
        change(value)
        return json.dumps(value).encode()

    return damage


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda text: text[: len(text) // 2],
    "empty": lambda _: b"",
    "a list": lambda _: b"[]",
    "a number": lambda _: b"7",
    "not text": lambda _: b"\xff\xfe\x00",
    "of another format": changed(lambda card: card.update(format=99)),
    "of no format": changed(lambda card: card.pop("format")),
    "without a field": changed(lambda card: card.pop("licence")),
    "with a field more": changed(lambda card: card.update(mood="calm")),
    "without a side": changed(lambda card: card.update(native_side_px=None)),
    "without a schedule": changed(lambda card: card.update(schedule=None)),
    "without sigmas": changed(lambda card: card["schedule"].pop("sigmas")),
    "of one sigma": changed(lambda card: card["schedule"].update(sigmas=1.0)),
    "with a field more in its schedule": changed(lambda card: card["schedule"].update(shift=3.0)),
}


def written(weights: Path, name: str) -> Path:
    folder = weights / name
    folder.mkdir()
    replace(CARD, name=name).write(folder)
    return folder


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert read_card(written(tmp_path, "whole")) == CARD


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_broken_card_is_told_and_the_other_checkpoints_stay(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    broken = written(tmp_path, "broken")
    written(tmp_path, "whole")
    (broken / FILE).write_bytes(damage((broken / FILE).read_bytes()))
    with pytest.raises(InvalidInputError, match=r"CHECKPOINT 'broken' cannot be read: .* import it again"):
        read_card(broken)
    assert [found.name for found in checkpoints(tmp_path)] == ["whole"]
