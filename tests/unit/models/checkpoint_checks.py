"""What is true of imported checkpoints, found out in the models' environment on tiny random ones, printed as JSON.

Argument: a folder to make them in. They are imported into ONSET_HOME; diffusers' own pictures lie beside their sources.
"""

import json
import sys
from pathlib import Path
from typing import Any

import adapter_checks
import checkpoint_refusals
import torch
from checkpoint_parity import parity

CASES = {"sd": (7, 5.0), "turbo": (3, 1.0), "xl": (6, 4.0)}
"""Steps and text guidance of each kind."""


def facts(root: Path) -> dict[str, Any]:
    """All of them."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return {kind: parity(kind, root, *asked) for kind, asked in CASES.items()} | {
        "refusals": checkpoint_refusals.refusals(root / "sd", root / "refused"),
        "failed": checkpoint_refusals.failed(root / "sd"),
        "training": adapter_checks.training(root),
    }


if __name__ == "__main__":
    print(f"\n{json.dumps(facts(Path(sys.argv[1])))}")
