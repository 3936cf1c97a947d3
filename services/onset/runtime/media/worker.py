"""The confined child: does one job on the file at its standard input and prints its verdict as JSON.

Started by `sandbox.run_job` only, under the launcher's limits and without a network.
"""

import errno
import importlib
import json
import sys
from typing import Any

from onset.runtime.media.refusal import RefusedError


def main() -> None:
    """Do the job that the first argument describes."""
    request = json.loads(sys.argv[1])
    try:
        answer = {"verdict": "done", **_run(request.pop("job"), request)}
    except RefusedError as refusal:
        facts = {"reason": refusal.reason, "message": refusal.message, "facts": refusal.facts}
        answer = {"verdict": "refused", **facts}
    except MemoryError:
        answer = {"verdict": "too_much_memory"}
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        answer = {"verdict": "disk_full"}
    json.dump(answer, sys.stdout)


def _run(job: str, arguments: dict[str, Any]) -> dict[str, Any]:
    source = open(sys.stdin.fileno(), "rb", closefd=False)  # noqa: SIM115  (lives as long as the process)
    # Each job loads its own decoders only: a picture needs no codecs.
    module = importlib.import_module(f"onset.runtime.media._{job}_job")
    answer: dict[str, Any] = module.run(source, **arguments)
    return answer


if __name__ == "__main__":
    main()
