"""A killed process's job is finished by the next one, and finished steps do not run again."""

import signal
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("engine_job.py")


def test_job_survives_kill(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, SCRIPT, tmp_path, "die"], timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    resumed = subprocess.run(
        [sys.executable, SCRIPT, tmp_path, "live"], timeout=60, check=True, capture_output=True, text=True
    )
    assert "'names': ['first', 'second', 'third']" in resumed.stdout
    ran = (tmp_path / "ran.txt").read_text().split()
    assert ran.count("first") == 1, f"a recorded step ran again: {ran}"
    assert ran.count("second") == 2, f"the interrupted step must run again: {ran}"
