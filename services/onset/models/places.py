"""Where the models' environment, weights and logs lie. Standard library only."""

import os
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[3]
MODELS = (
    "whisper",
    "audio_encoder",
    "phones",
    "text_encoder",
    "beat_tracker",
    "voice_detector",
    "interpolator",
    "speech",
    "painter",
    "denoiser",
    "vae_encoder",
    "vae_decoder",
    "picture",
    "checkpoints",
)
"""Names of the served models, as in `model_repository/`."""


def home() -> Path:
    """Folder of all state: `ONSET_HOME`, else `.onset` in the project."""
    return Path(os.environ.get("ONSET_HOME") or PROJECT_ROOT / ".onset").expanduser().absolute()


def weights_folder() -> Path:
    """Folder of the converted weights, one subfolder per entry of the manifest."""
    return home() / "weights"


def environment_folder() -> Path:
    """The virtual environment that Triton's models run in."""
    return PROJECT_ROOT / ".venv-triton"
