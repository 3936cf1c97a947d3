"""Decodes damaged sounds one after the other, in this process, and says of each what came of it.

`python -m tests.support.decoding_worker FOLDER FIRST LAST`: prints `start SEED`, then a JSON line with the outcome. A
process of its own, so that whoever reads notices a decoder that dies or never ends, and knows of which file.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path

from onset.runtime.media import _audio_job
from onset.runtime.media.audio import MEMORY_BYTES
from onset.runtime.media.canonical import open_canonical
from onset.runtime.media.refusal import RefusedError
from onset.runtime.media.sniff import sniff
from tests.support.damage import SOUNDS, damaged

MAX_DURATION_S = 30.0


def main() -> None:
    """Decode the seeds asked for."""
    folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sounds = {name: (folder / name).read_bytes() for name in SOUNDS}
    for seed in range(first, last):
        print("start", seed, flush=True)
        name, data = damaged(sounds, seed)
        print(json.dumps({"seed": seed, "name": name, "outcome": _outcome(data)}), flush=True)


def _outcome(data: bytes) -> str:
    """`decoded`, the reason of a refusal, or what is wrong."""
    with tempfile.TemporaryFile() as source, tempfile.NamedTemporaryFile(suffix=".wav") as target:
        source.write(data)
        source.seek(0)
        try:
            found = sniff(source, wanted="audio")
            facts = _audio_job.run(
                source,
                container=found.name,
                demuxer=found.decoder,
                max_duration_s=MAX_DURATION_S,
                output=target.fileno(),
            )
        except RefusedError as refusal:
            plain = refusal.reason.isupper() and refusal.message.endswith(".") and "\n" not in refusal.message
            return refusal.reason if plain else f"wrong: {refusal.reason}: {refusal.message!r}"
        except MemoryError:
            return "MEDIA_TOO_COMPLEX"
        except Exception as error:  # the worker of Onset would end with this, and the caller be told INTERNAL
            return f"wrong: {type(error).__name__}: {error}"
        return _judged(Path(target.name), facts)


def _judged(path: Path, facts: dict[str, object]) -> str:
    audio = open_canonical(path)
    samples = audio.samples()
    if audio.sample_count != facts["output_sample_count"] or audio.channels != facts["output_channels"]:
        return f"wrong: the file holds {audio.sample_count} samples, the facts say {facts}"
    if not abs(samples).max() < 200:  # also where it is NaN
        return f"wrong: a sample of {abs(samples).max()}"
    if audio.duration_s > MAX_DURATION_S + 1:
        return f"wrong: {audio.duration_s} s"
    return "decoded"


if __name__ == "__main__":
    main()
