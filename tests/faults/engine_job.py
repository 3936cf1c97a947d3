"""A process for test_engine_restart: three steps, each leaving a line when it really runs; dies inside the second."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from onset.jobs.engine import Engine, JobState, Steps

HOME = Path(sys.argv[1])
DIE = sys.argv[2] == "die"


async def note(name: str) -> dict[str, Any]:
    with (HOME / "ran.txt").open("a") as file:
        file.write(f"{name}\n")
    if DIE and name == "second":
        os.kill(os.getpid(), 9)
    return {"name": name}


async def workflow(step: Steps, job_id: str, order: dict[str, Any]) -> dict[str, Any]:
    first = await step("note", note, "first", timeout_s=10)
    pair = await asyncio.gather(step("note", note, "second", timeout_s=10), step("note", note, "third", timeout_s=10))
    return {"id": job_id, "order": order, "names": [item["name"] for item in (first, *pair)]}


engine = Engine(f"sqlite:///{HOME}/jobs.sqlite", workflow, executor_id="local", max_running=1, max_queued=4)
engine.launch()
if DIE:
    engine.enqueue("job", {"a": 1})


async def ended() -> None:
    async with asyncio.timeout(30):
        while (job := await asyncio.to_thread(engine.get, "job")) is None or job.state is not JobState.ENDED:
            await asyncio.sleep(0.05)


asyncio.run(ended())
job = engine.get("job")
assert job is not None
print(job.result)
engine.close()
