"""Launcher: give up the network, accept limits, die with the parent, then become another program.

Run as a script (`python -I -S confine.py OPTIONS -- PROGRAM ARGS…`), it needs the standard library only and starts in
about 20 ms. A launcher and not a `preexec_fn`, because Python code between fork and exec can deadlock in a process
with threads, and every gRPC server has threads. Limits, the system call filter and the parent-death signal all survive
`exec`, so the program itself needs to know nothing of this.
"""

import argparse
import ctypes
import os
import platform
import resource
import signal
import struct
import sys

CANNOT_CONFINE = 121
"""Exit status of the launcher when it could not confine the program and so did not start it."""

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_LOAD_WORD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_IF_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K
_ALLOW = 0x7FFF0000
_FAIL_WITH_EACCES = 0x00050000 | 13
_KILL_PROCESS = 0x80000000
_OFFSET_OF_NUMBER = 0
_OFFSET_OF_ARCHITECTURE = 4

_X32_BIT = 0x40000000
"""x86-64 kernels accept the same calls a second time under these numbers."""

_SYSTEM_CALLS: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (0xC000003E, {"socket": 41, "ptrace": 101, "process_vm_writev": 311, "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, {"socket": 198, "ptrace": 117, "process_vm_writev": 271, "io_uring_setup": 425}),
}
"""Per machine: its audit architecture, and the calls denied: those that open a socket (io_uring opens them too) or
reach into another process."""


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def network_filter(machine: str) -> bytes:
    """The seccomp program (classic BPF) that makes the denied calls fail with EACCES.

    Raises:
        OSError: the machine's system calls are not known here.
    """
    if machine not in _SYSTEM_CALLS:
        raise OSError(f"no system call filter for {machine}; known are {', '.join(sorted(_SYSTEM_CALLS))}")
    architecture, denied = _SYSTEM_CALLS[machine]
    numbers = sorted(denied.values())
    return b"".join(
        [
            _instruction(_LOAD_WORD, _OFFSET_OF_ARCHITECTURE),
            _instruction(_JUMP_IF_EQUAL, architecture, if_true=1),
            _instruction(_RETURN, _KILL_PROCESS),
            _instruction(_LOAD_WORD, _OFFSET_OF_NUMBER),
            _instruction(_JUMP_IF_AT_LEAST, _X32_BIT, if_true=len(numbers) + 1),
            *(_instruction(_JUMP_IF_EQUAL, number, if_true=len(numbers) - i) for i, number in enumerate(numbers)),
            _instruction(_RETURN, _ALLOW),
            _instruction(_RETURN, _FAIL_WITH_EACCES),
        ]
    )


def _prctl(option: int, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    values = [ctypes.c_ulong(value) for value in (*arguments, *([0] * (4 - len(arguments))))]
    if libc.prctl(option, *values) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}): {os.strerror(code)}")


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends.

    Raises:
        OSError: the parent is gone already.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise OSError("the parent process ended during the start")


def leave_network() -> None:
    """Deny this process, and all that it becomes or starts, every new socket."""
    program = network_filter(platform.machine())
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header))


def accept_limits(*, memory_bytes: int, cpu_s: int, file_bytes: int) -> None:
    """Set the resource limits; 0 leaves one as it is. Exceeding the file limit fails the write instead of killing."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for which, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, file_bytes),
    ):
        if limit:
            resource.setrlimit(which, (limit, limit))


def main() -> None:
    """Confine this process as the options say and become the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--memory-bytes", type=int, default=0)
    parser.add_argument("--cpu-s", type=int, default=0)
    parser.add_argument("--file-bytes", type=int, default=0)
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    try:
        die_with(options.parent)
        leave_network()
        accept_limits(memory_bytes=options.memory_bytes, cpu_s=options.cpu_s, file_bytes=options.file_bytes)
        os.execv(options.program[0], options.program)  # noqa: S606  (never through a shell)
    except OSError as error:
        print(f"cannot confine {options.program[0]}: {error}", file=sys.stderr)
        sys.exit(CANNOT_CONFINE)


if __name__ == "__main__":
    main()
