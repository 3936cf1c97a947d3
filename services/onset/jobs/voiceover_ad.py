"""The workflow of a voiceover ad: which step follows which, and nothing else.

It must stay deterministic: given the recorded results of its steps it asks for the same steps in the same order.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from google.protobuf.json_format import MessageToDict, ParseDict

from onset.jobs.engine import Json, Steps
from onset.jobs.films import Film, check_planned, films
from onset.jobs.progress import ProgressBoard
from onset.jobs.stages import LONG_S, PATH, RENDER_S, SHORT_S, Stages
from onset.runtime.errors import OnsetError
from onset.runtime.status import to_status
from onset.runtime.wire import to_proto
from onset.timeline.brief import Size
from onset.timeline.time import FrameRate
from onset.v1 import video_service_pb2 as pb
from onset.v1.profile_pb2 import Profile

_VOICE_MODEL = "speech"
"""What speaks where the order brings no recording."""
_SLACK_S = 30.0
"""A step may take this much longer than the call in it, whose own deadline gives the better message."""


class VoiceoverAd:
    """Runs orders; holds what is not part of any one of them."""

    def __init__(self, stages: Stages, board: ProgressBoard) -> None:
        self._stages = stages
        self._board = board

    async def __call__(self, step: Steps, job_id: str, order: Json) -> Json:
        """Make one ad; the result is {"outputs", "films", "stages"} or {"error"}."""
        ad = order["voiceoverAd"]
        names = ["ingest", "analyze", "transcribe", "plan", "generate", "composite", "mark", "evaluate", "publish"]
        if not ad.get("voiceover"):
            names.insert(1, "synthesize")
        if ad["brief"].get("composeMusic"):
            names.insert(names.index("generate"), "compose")
        if ad.get("edit"):
            names.insert(names.index("plan") + 1, "edit")
        if ad.get("editPackage"):
            names.insert(names.index("publish"), "package")
        self._board.open(job_id, tuple(names))
        run = _Run(step, job_id, self._board)
        try:
            return await self._make(run, job_id, order)
        except _StageFailed as failure:
            return {"error": failure.status}
        finally:
            self._board.forget(job_id)

    async def _make(self, run: "_Run", job_id: str, order: Json) -> Json:
        stages = self._stages
        ad = ParseDict(order, pb.VideoSpec()).voiceover_ad
        made = films(ad, PATH)
        (files,) = await run("ingest", [run.step("ingest", stages.ingest, order, timeout_s=SHORT_S)])
        voice, music = files.get("voiceover"), files.get("music")
        if voice is None:
            (spoken,) = await run(
                "synthesize",
                [run.step("synthesize", stages.synthesize, ad.script, int(ad.brief.seed), timeout_s=LONG_S)],
            )
            voice = spoken["audio"]

        sounds = [voice] if music is None else [voice, music]
        analyses_due = [run.step("analyze", stages.analyze, sound, timeout_s=SHORT_S) for sound in sounds]
        transcript_due = run.step("transcribe", stages.transcribe, voice, ad.script, ad.language, timeout_s=LONG_S)
        analyses, (heard,) = await asyncio.gather(run("analyze", analyses_due), run("transcribe", [transcript_due]))
        heard_as = {"analysis": analyses[0]["analysis"], "transcript": heard["transcript"]}

        also = {} if music is None else {"musicAnalysis": analyses[1]["analysis"]}
        plans = await run(
            "plan",
            [
                run.step(
                    "plan",
                    stages.plan,
                    {"brief": MessageToDict(film.ad.brief), "brand": files["brands"][film.variant], **heard_as, **also},
                    timeout_s=SHORT_S,
                )
                for film in made
            ],
        )
        if "edit" in files:
            plans = await run(
                "edit",
                [run.step("edit", stages.edit, plan["timeline"], files["edit"], timeout_s=SHORT_S) for plan in plans],
            )
        # Whether every destination takes its film is known now, and nothing has been drawn yet.
        profiles = [_profiles(film, plan) for film, plan in zip(made, plans, strict=True)]
        sounds_of = [{"voice": voice, **bed} for bed in await self._beds(run, music, made, plans)]
        drawn = [(film, plan, size) for film, plan in zip(made, plans, strict=True) for size in film.sizes]
        clips = await run(
            "generate",
            [
                run.step("generate", stages.generate, job_id, plan["timeline"], scene, size, timeout_s=RENDER_S)
                for _, plan, pixels in drawn
                for size in [_json(pixels)]
                for scene in plan["scenes"]
            ],
        )
        rest = iter(clips)
        clips_of = {(film.label, size): [next(rest)["clip"] for _ in plan["scenes"]] for film, plan, size in drawn}
        jobs = [
            {
                **sounds,
                "timeline": plan["timeline"],
                "brand": files["brands"][film.variant],
                "captions": film.ad.brief.captions,
                "captionStyle": film.ad.brief.caption_style,
                "size": _json(target.size),
                "clips": clips_of[film.label, target.size],
                "profile": taken,
            }
            for film, plan, wanted, sounds in zip(made, plans, profiles, sounds_of, strict=True)
            for target, taken in zip(film.targets, wanted, strict=True)
        ]
        renditions = await run(
            "composite",
            [run.step("composite", stages.composite, job_id, each, timeout_s=RENDER_S) for each in jobs],
            total=sum(plan["frames"] * len(film.targets) for film, plan in zip(made, plans, strict=True)),
        )
        renditions = await self._marked(run, ad, jobs, renditions)
        verdicts = await run(
            "evaluate",
            [
                run.step(
                    "evaluate",
                    stages.evaluate,
                    job_id,
                    {**heard_as, **_measured_by(each), "rendition": rendition},
                    timeout_s=LONG_S,
                )
                for each, rendition in zip(jobs, renditions, strict=True)
            ],
        )
        packages = await self._packages(run, job_id, ad, heard_as["transcript"], jobs, renditions)
        outputs = [
            {
                **package,
                "rendition": rendition,
                "verdict": verdict["verdict"],
                "filmIndex": index,
                "profile": target.profile.name,
                "stem": target.stem,
            }
            for (index, target), rendition, verdict, package in zip(
                [(index, target) for index, film in enumerate(made) for target in film.targets],
                renditions,
                verdicts,
                packages,
                strict=True,
            )
        ]
        published = await run(
            "publish",
            [
                run.step(
                    "publish",
                    stages.publish,
                    _report(film, plan, heard_as, [each for each in outputs if each["filmIndex"] == index], run),
                    timeout_s=LONG_S,
                )
                for index, (film, plan) in enumerate(zip(made, plans, strict=True))
            ],
        )
        return {
            "outputs": outputs,
            "films": [
                {"label": film.label, "variant": film.variant, **found}
                for film, found in zip(made, published, strict=True)
            ],
            "stages": run.seconds,
        }

    async def _beds(self, run: "_Run", music: Json | None, made: Sequence[Film], plans: list[Json]) -> list[Json]:
        """For each film {"music"}: the order's own, or one composed to its cuts; {} without."""
        if music is not None or not any(film.ad.brief.compose_music for film in made):
            return [{} if music is None else {"music": music} for _ in made]
        return await run(
            "compose",
            [run.step("compose", self._stages.compose, plan["timeline"], timeout_s=SHORT_S) for plan in plans],
        )

    async def _marked(
        self, run: "_Run", ad: pb.VoiceoverAdSpec, jobs: list[Json], renditions: list[Json]
    ) -> list[Json]:
        """The renditions with their origin written into them."""
        about = {"title": ad.brief.title, "voiceModel": "" if ad.voiceover else _VOICE_MODEL}
        wanted = ("timeline", "clips", "brand", "voice", "music")
        orders = [
            {**about, **{name: job[name] for name in wanted if name in job}, "rendition": rendition}
            for job, rendition in zip(jobs, renditions, strict=True)
        ]
        marked = await run("mark", [run.step("mark", self._stages.mark, order, timeout_s=LONG_S) for order in orders])
        return [each["rendition"] for each in marked]

    async def _packages(
        self,
        run: "_Run",
        job_id: str,
        ad: pb.VoiceoverAdSpec,
        transcript: Json,
        jobs: list[Json],
        renditions: list[Json],
    ) -> list[Json]:
        """For each rendition {"editPackage"} if the order wants it, or {}."""
        if not ad.edit_package:
            return [{} for _ in jobs]
        exports = [
            {
                "timeline": job["timeline"],
                "size": job["size"],
                "title": ad.brief.title,
                "others": [
                    {"name": "captions.srt", "blob": rendition["srt"]},
                    {"name": "film.mp4", "blob": rendition["video"]},
                ],
            }
            for job, rendition in zip(jobs, renditions, strict=True)
        ]
        found = await run(
            "package",
            [
                run.step("package", self._stages.package, job_id, job, transcript, export, timeout_s=RENDER_S)
                for job, export in zip(jobs, exports, strict=True)
            ],
        )
        return [{"editPackage": each["package"]} for each in found]


def _measured_by(job: Json) -> Json:
    """What of a composite's order its evaluation needs too."""
    return {name: job[name] for name in ("timeline", "profile", "music") if name in job}


def _profiles(film: Film, plan: Json) -> list[Json]:
    """Each target's profile, fitted to the film as it was planned."""
    rate = FrameRate(film.ad.brief.frame_rate.numerator, film.ad.brief.frame_rate.denominator)
    try:
        taken = [check_planned(target, plan["frames"], rate) for target in film.targets]
    except OnsetError as error:
        raise _StageFailed(MessageToDict(to_status(error))) from error
    return [MessageToDict(to_proto(each, Profile)) for each in taken]


def _report(film: Film, plan: Json, heard_as: Json, outputs: list[Json], run: "_Run") -> Json:
    title = film.ad.brief.title
    return {
        **heard_as,
        "timeline": plan["timeline"],
        "title": f"{title} · {film.label}" if film.label else title,
        "renditions": [each["rendition"] for each in outputs],
        "verdicts": [each["verdict"] for each in outputs],
        "stageTimes": run.stage_times(),
        "videoNames": [f"{each['stem']}.mp4" for each in outputs],
    }


def _json(size: Size) -> Json:
    return {"width": size.width, "height": size.height}


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
