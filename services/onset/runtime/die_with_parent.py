"""Run a command that the kernel kills when its parent dies: `python die_with_parent.py PARENT_PID COMMAND…`.

A small process of its own, because code between fork and exec is not safe in a program with threads.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for the signal, make sure the parent has not died before, and become the command."""
    parent, *command = sys.argv[1:]
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() == int(parent):
        os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
