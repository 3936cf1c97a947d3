"""A 30 s voiceover to one finished 1080x1920 ad at 30 frames a second, from a cold start, with the stages' times.

Prints Markdown. The voice is Onset's own, spoken beforehand; nothing of the ad itself is in the store.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import soundfile

from onset.v1 import transcription_service_pb2, transcription_service_pb2_grpc
from tests.support.memory import PeakMemory
from tests.support.onset_process import OnsetProcess

AURORA = Path(__file__).parents[3] / "examples" / "aurora"
GOAL_S, GOAL_GIB, GOAL_READY_S = 90, 6, 30
MORE = "\n\nOrder it today, sleep better tonight, and send it back if you miss the noise.\n"
"""Makes the example's voice about thirty seconds long."""


def speak(onset: OnsetProcess, script: str) -> bytes:
    """The script as a canonical WAV."""
    stub = transcription_service_pb2_grpc.TranscriptionServiceStub(onset.channel)
    blob = stub.Synthesize(transcription_service_pb2.SynthesizeRequest(script=script), timeout=120).audio
    return onset.download(blob.sha256)


def make_ad(onset: OnsetProcess, home: Path) -> tuple[float, str, int]:
    """Seconds from the command to the files, what it printed, and the peak memory of it and its children in bytes."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "onset.cli", "ad", "--brief", home / "brief.yaml", "--out", home / "out"],
        env=onset.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    with PeakMemory(process.pid) as memory:
        told, _ = process.communicate(timeout=1800)
    if process.returncode:
        sys.exit(f"onset ad ended with {process.returncode}")
    return time.monotonic() - began, told, memory.peak_bytes


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        began = time.monotonic()
        with OnsetProcess(home / "voice") as onset:
            ready_s = time.monotonic() - began
            voice = speak(onset, (AURORA / "script.txt").read_text() + MORE)
        (home / "voice.wav").write_bytes(voice)
        brief = (AURORA / "brief.yaml").read_text()
        lines = [line for line in brief.splitlines() if not line.startswith(("formats", "script"))]
        lines = [
            line.replace(": ", f": {AURORA}/", 1) if line.startswith(("brand:", "music:")) else line for line in lines
        ]
        (home / "brief.yaml").write_text("\n".join([*lines, 'formats: ["9:16"]', f"voiceover: {home}/voice.wav"]))

        cold = OnsetProcess(home / "cold")
        total_s, told, peak_bytes = make_ad(cold, home)
        with OnsetProcess(home / "warm") as warm:
            warm_s, _, _ = make_ad(warm, home)
        timeline = json.loads((home / "out" / "timeline.json").read_text())
        rate = timeline["frame_rate"]
        film_s = timeline["duration_frames"] * rate["denominator"] / rate["numerator"]
        peak_gib = peak_bytes / (1 << 30)
        voice_s = soundfile.info(home / "voice.wav").duration
    stages = [
        line.split() for line in told.splitlines() if line.endswith(tuple("0123456789")) and len(line.split()) == 2
    ]
    print("| figure | value | goal |")
    print("|---|---|---|")
    print(f"| voice | {voice_s:.1f} s | 30 s |")
    print(f"| film | {film_s:.1f} s, {len(timeline['scenes'])} scenes | – |")
    print(f"| from the command to the files, Onset up | {warm_s:.1f} s | < {GOAL_S} s |")
    print(f"| the same with Onset started for the occasion | {total_s:.1f} s | < {GOAL_S} s |")
    print(f"| peak memory of all processes (PSS) | {peak_gib:.2f} GiB | < {GOAL_GIB} GiB |")
    print(f"| `onset up` ready | {ready_s:.1f} s | < {GOAL_READY_S} s |")
    print("\n| stage | seconds |\n|---|--:|")
    for stage, seconds in stages:
        print(f"| {stage} | {seconds} |")


if __name__ == "__main__":
    main()
