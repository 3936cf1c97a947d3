"""Weights that set-up has not made of what there is now are found."""

import shutil
import tomllib
from pathlib import Path

import pytest

from onset.runtime.settings import PROJECT_ROOT
from onset.runtime.weights import STAMP, fingerprint, outdated

MODELS = PROJECT_ROOT / "services" / "onset" / "models"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the manifest and some converters."""
    folder = tmp_path / "models"
    (folder / "beat_tracker").mkdir(parents=True)
    shutil.copytree(MODELS / "convert", folder / "convert", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manifest.toml", "beat_tracker/network.py"):
        shutil.copyfile(MODELS / name, folder / name)
    return folder


@pytest.fixture
def weights(tmp_path: Path, models: Path) -> Path:
    """All of them, just set up."""
    for entry in tomllib.loads((models / "manifest.toml").read_text())["weights"]:
        folder = tmp_path / "weights" / entry["name"]
        folder.mkdir(parents=True)
        (folder / STAMP).write_text(fingerprint(models, [file["sha256"] for file in entry["files"]]))
    return tmp_path / "weights"


def test_what_was_set_up_is_up_to_date(models: Path, weights: Path) -> None:
    assert outdated(models, weights) == []


def test_what_is_missing_is_named(models: Path, weights: Path) -> None:
    shutil.rmtree(weights / "beat-tracker")
    (weights / "onset-mini" / STAMP).unlink()
    assert outdated(models, weights) == ["beat-tracker", "onset-mini"]


def test_another_weight_file_makes_its_entry_outdated(models: Path, weights: Path) -> None:
    manifest = models / "manifest.toml"
    entry = next(e for e in tomllib.loads(manifest.read_text())["weights"] if e["name"] == "voice-detector")
    manifest.write_text(manifest.read_text().replace(entry["files"][0]["sha256"], "0" * 64))
    assert outdated(models, weights) == ["voice-detector"]


@pytest.mark.parametrize("file", ["convert/whisper.py", "beat_tracker/network.py"])
def test_other_converting_code_makes_all_outdated(models: Path, weights: Path, file: str) -> None:
    (models / file).write_text("# another network\n")
    assert sorted(outdated(models, weights)) == sorted(folder.name for folder in weights.iterdir())
