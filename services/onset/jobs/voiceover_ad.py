"""The workflow of a voiceover ad: which step follows which, and nothing else.

It must stay deterministic: given the recorded results of its steps it asks for the same steps in the same order.
"""

import asyncio
from collections.abc import Awaitable, Callable

from google.protobuf.json_format import MessageToDict

from onset.jobs.engine import Json, Steps
from onset.jobs.progress import ProgressBoard
from onset.jobs.stages import LONG_S, RENDER_S, SHORT_S, Stages
from onset.runtime.wire import to_proto
from onset.timeline.brief import Size
from onset.timeline.naming import file_stem
from onset.timeline.profile import DEFAULT, profile
from onset.v1.profile_pb2 import Profile

_SLACK_S = 30.0
"""A step may take this much longer than the call in it, whose own deadline gives the better message."""


class VoiceoverAd:
    """Runs orders; holds what is not part of any one of them."""

    def __init__(self, stages: Stages, board: ProgressBoard) -> None:
        self._stages = stages
        self._board = board

    async def __call__(self, step: Steps, job_id: str, order: Json) -> Json:
        """Make one ad; the result is {"outputs", "timeline", "report", "stages"} or {"error"}."""
        ad = order["voiceoverAd"]
        names = ["ingest", "analyze", "transcribe", "plan", "generate", "composite", "evaluate", "publish"]
        if not ad.get("voiceover"):
            names.insert(1, "synthesize")
        self._board.open(job_id, tuple(names))
        run = _Run(step, job_id, self._board)
        try:
            return await self._make(run, job_id, order)
        except _StageFailed as failure:
            return {"error": failure.status}
        finally:
            self._board.forget(job_id)

    async def _make(self, run: "_Run", job_id: str, order: Json) -> Json:
        ad, stages = order["voiceoverAd"], self._stages
        brief, script, seed = ad["brief"], ad.get("script", ""), int(ad["brief"].get("seed", 0))
        (files,) = await run("ingest", [run.step("ingest", stages.ingest, order, timeout_s=SHORT_S)])
        brand, music = files["brand"], files.get("music")
        voice = files.get("voiceover")
        if voice is None:
            (spoken,) = await run(
                "synthesize", [run.step("synthesize", stages.synthesize, script, seed, timeout_s=LONG_S)]
            )
            voice = spoken["audio"]

        sounds = [voice] if music is None else [voice, music]
        analyses_due = [run.step("analyze", stages.analyze, sound, timeout_s=SHORT_S) for sound in sounds]
        transcript_due = run.step(
            "transcribe", stages.transcribe, voice, script, ad.get("language", ""), timeout_s=LONG_S
        )
        analyses, (heard,) = await asyncio.gather(run("analyze", analyses_due), run("transcribe", [transcript_due]))
        transcript, analysis = heard["transcript"], analyses[0]["analysis"]

        plan_order = {"brief": brief, "brand": brand, "analysis": analysis, "transcript": transcript}
        if music is not None:
            plan_order["musicAnalysis"] = analyses[1]["analysis"]
        (plan,) = await run("plan", [run.step("plan", stages.plan, plan_order, timeout_s=SHORT_S)])
        timeline, sizes = plan["timeline"], brief["sizes"]

        clips = await run(
            "generate",
            [
                run.step("generate", stages.generate, job_id, timeline, scene, size, timeout_s=RENDER_S)
                for size in sizes
                for scene in plan["scenes"]
            ],
        )
        per_size = len(plan["scenes"])
        taken = MessageToDict(to_proto(profile(DEFAULT), Profile))
        common = {
            "timeline": timeline,
            "brand": brand,
            "voice": voice,
            "captions": bool(brief.get("captions")),
            "profile": taken,
        }
        if music is not None:
            common["music"] = music
        composite_orders = [
            {**common, "size": size, "clips": [clip["clip"] for clip in clips[at * per_size : (at + 1) * per_size]]}
            for at, size in enumerate(sizes)
        ]
        renditions = await run(
            "composite",
            [
                run.step("composite", stages.composite, job_id, composite_order, timeout_s=RENDER_S)
                for composite_order in composite_orders
            ],
            total=plan["frames"] * len(sizes),
        )

        known = {"timeline": timeline, "transcript": transcript, "analysis": analysis}
        judged = {**known, "profile": taken}
        verdicts = await run(
            "evaluate",
            [
                run.step(
                    "evaluate",
                    stages.evaluate,
                    job_id,
                    {**judged, "rendition": rendition},
                    timeout_s=LONG_S,
                )
                for rendition in renditions
            ],
        )
        report_order = {
            **known,
            "title": brief["title"],
            "renditions": renditions,
            "verdicts": [verdict["verdict"] for verdict in verdicts],
            "stageTimes": run.stage_times(),
            "videoNames": [f"{file_stem(brief['title'], Size(**size))}.mp4" for size in sizes],
        }
        (published,) = await run("publish", [run.step("publish", stages.publish, report_order, timeout_s=LONG_S)])
        return {
            "outputs": [
                {"rendition": rendition, "verdict": verdict["verdict"]}
                for rendition, verdict in zip(renditions, verdicts, strict=True)
            ],
            **published,
            "stages": run.seconds,
        }


class _StageFailed(Exception):  # noqa: N818
    """Carries a step's recorded error out of the workflow."""

    def __init__(self, status: Json) -> None:
        super().__init__(status.get("message", ""))
        self.status = status


class _Run:
    """One job's way through its stages: keeps times and progress."""

    def __init__(self, steps: Steps, job_id: str, board: ProgressBoard) -> None:
        self._steps = steps
        self._job_id = job_id
        self._board = board
        self.seconds: dict[str, float] = {}

    def step(
        self, name: str, function: Callable[..., Awaitable[Json]], *args: object, timeout_s: float
    ) -> Awaitable[Json]:
        """Take a step's place in the workflow."""
        return self._steps(name, function, *args, timeout_s=timeout_s + _SLACK_S)

    async def __call__(self, stage: str, steps: list[Awaitable[Json]], total: int | None = None) -> list[Json]:
        """Run a stage's steps together; their values. The first error ends the job, after all steps have ended."""
        self._board.begin(self._job_id, stage, total or len(steps))
        results = await asyncio.gather(*steps)
        for result in results:
            if "error" in result:
                raise _StageFailed(result["error"])
        if results:
            self.seconds[stage] = max(r["ended"] for r in results) - min(r["began"] for r in results)
        self._board.end(self._job_id, stage, self.seconds.get(stage, 0.0))
        return [result["value"] for result in results]

    def stage_times(self) -> list[Json]:
        """The stages so far, as `StageTime` messages in JSON."""
        return [{"stage": stage, "seconds": seconds} for stage, seconds in self.seconds.items()]
