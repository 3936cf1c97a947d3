"""The command awaits Ctrl-C before it loads anything that takes time."""

import subprocess
import sys

SLOW = ("grpc", "numpy", "rich", "yaml", "onset.runtime.errors", "onset.cli.models")


def test_what_takes_time_to_load_is_loaded_where_ctrl_c_is_awaited() -> None:
    code = f"import sys, onset.cli.__main__; print([name for name in {SLOW!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


def test_ctrl_c_while_it_loads_is_one_word() -> None:
    code = """
import sys
from onset.cli.__main__ import main
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "onset.runtime.errors":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
sys.argv = ["onset", "doctor"]
main()
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "stopped\n")
