"""The workflow of a voiceover ad: which step follows which, and nothing else.

It must stay deterministic: given the recorded results of its steps it asks for the same steps in the same order.
"""

import asyncio
from collections.abc import Sequence

from google.protobuf.json_format import MessageToDict, ParseDict

from onset.jobs.engine import Json, Steps
from onset.jobs.films import Film, check_planned, films, quality_of
from onset.jobs.finish import marked, packages
from onset.jobs.pieces import File, Heard, Planned, clip_notes
from onset.jobs.progress import ProgressBoard
from onset.jobs.run import Run, StageFailed
from onset.jobs.stages import LONG_S, PATH, RENDER_S, SHORT_S, Stages
from onset.runtime.errors import OnsetError
from onset.runtime.status import to_status
from onset.runtime.wire import to_proto
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.time import FrameRate
from onset.v1 import video_service_pb2 as pb
from onset.v1.profile_pb2 import Profile


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
        if ad.get("quality") == "RENDER_QUALITY_STORYBOARD":
            names[names.index("composite") :] = ["storyboard"]
        self._board.open(job_id, tuple(names))
        try:
            return await self._make(Run(step, job_id, self._board), order)
        except StageFailed as failure:
            return {"error": failure.status}
        finally:
            self._board.forget(job_id)

    async def _make(self, run: Run, order: Json) -> Json:
        ad = ParseDict(order, pb.VideoSpec()).voiceover_ad
        heard = await self._hear(run, order, ad)
        planned = await self._plan(run, films(ad, PATH), heard)
        files = await self._draw(run, planned, heard)
        if quality_of(ad) is RenderQuality.STORYBOARD:
            return {"outputs": [], "films": await self._storyboards(run, files), "stages": run.seconds}
        outputs = await self._deliver(run, files, heard)
        return {
            "outputs": outputs,
            "films": await self._publish(run, planned, files, outputs, heard),
            "stages": run.seconds,
        }

    async def _hear(self, run: Run, order: Json, ad: pb.VoiceoverAdSpec) -> Heard:
        stages = self._stages
        (found,) = await run("ingest", [run.step("ingest", stages.ingest, order, timeout_s=SHORT_S)])
        voice, music = found.get("voiceover"), found.get("music")
        if voice is None:
            due = run.step("synthesize", stages.synthesize, ad.script, int(ad.brief.seed), timeout_s=LONG_S)
            (spoken,) = await run("synthesize", [due])
            voice = spoken["audio"]
        sounds = [voice] if music is None else [voice, music]
        analyses_due = [run.step("analyze", stages.analyze, sound, timeout_s=SHORT_S) for sound in sounds]
        transcript_due = run.step("transcribe", stages.transcribe, voice, ad.script, ad.language, timeout_s=LONG_S)
        analyses, (said,) = await asyncio.gather(run("analyze", analyses_due), run("transcribe", [transcript_due]))
        facts = {"analysis": analyses[0]["analysis"], "transcript": said["transcript"]}
        music_facts = {} if music is None else {"musicAnalysis": analyses[1]["analysis"]}
        return Heard(found["brands"], voice, music, facts, music_facts, found.get("edit"))

    async def _plan(self, run: Run, made: Sequence[Film], heard: Heard) -> list[Planned]:
        orders = [
            {
                "brief": MessageToDict(film.ad.brief),
                "brand": heard.brands[film.variant],
                **heard.facts,
                **heard.music_facts,
            }
            for film in made
        ]
        plans = await run("plan", [run.step("plan", self._stages.plan, order, timeout_s=SHORT_S) for order in orders])
        if heard.edit is not None:
            due = [
                run.step("edit", self._stages.edit, plan["timeline"], heard.edit, timeout_s=SHORT_S) for plan in plans
            ]
            plans = await run("edit", due)
        # Whether every destination takes its film is known now, and nothing has been drawn yet.
        profiles = [_profiles(film, plan["frames"]) for film, plan in zip(made, plans, strict=True)]
        beds = await self._beds(run, heard.music, made, plans)
        return [
            Planned(index, film, plan["timeline"], plan["scenes"], plan["frames"], {"voice": heard.voice, **bed}, taken)
            for index, (film, plan, bed, taken) in enumerate(zip(made, plans, beds, profiles, strict=True))
        ]

    async def _beds(self, run: Run, music: Json | None, made: Sequence[Film], plans: list[Json]) -> list[Json]:
        """For each film {"music"}: the order's own, or one composed to its cuts; {} without."""
        if music is not None or not any(film.ad.brief.compose_music for film in made):
            return [{} if music is None else {"music": music} for _ in made]
        return await run(
            "compose",
            [run.step("compose", self._stages.compose, plan["timeline"], timeout_s=SHORT_S) for plan in plans],
        )

    async def _draw(self, run: Run, planned: Sequence[Planned], heard: Heard) -> list[File]:
        """Every scene's pictures, once for each size; the files that are to be made of them."""
        drawn = [(each, size) for each in planned for size in each.film.sizes]
        clips = iter(
            await run(
                "generate",
                [
                    run.step(
                        "generate",
                        self._stages.generate,
                        run.job_id,
                        each.timeline,
                        scene,
                        _json(size),
                        quality_of(each.film.ad) is RenderQuality.STORYBOARD,
                        timeout_s=RENDER_S,
                    )
                    for each, size in drawn
                    for scene in each.scenes
                ],
            )
        )
        clips_of = {(each.index, size): [next(clips)["clip"] for _ in each.scenes] for each, size in drawn}
        return [
            File(
                each,
                target,
                {
                    **each.sounds,
                    "timeline": each.timeline,
                    "brand": heard.brands[each.film.variant],
                    "captions": each.film.ad.brief.captions,
                    "captionStyle": each.film.ad.brief.caption_style,
                    "quality": each.film.ad.quality,
                    "size": _json(target.size),
                    "clips": clips_of[each.index, target.size],
                    "profile": taken,
                },
            )
            for each in planned
            for target, taken in zip(each.film.targets, each.profiles, strict=True)
        ]

    async def _storyboards(self, run: Run, files: Sequence[File]) -> list[Json]:
        """One sheet for each film, in the shape of its first file; `Film` messages in JSON."""
        firsts = list({each.planned.index: each for each in reversed(files)}.values())[::-1]
        due = [run.step("storyboard", self._stages.storyboard, each.order, timeout_s=LONG_S) for each in firsts]
        return [
            {
                "label": each.planned.film.label,
                "variant": each.planned.film.variant,
                "notes": clip_notes([each]),
                **sheet,
            }
            for each, sheet in zip(firsts, await run("storyboard", due), strict=True)
        ]

    async def _deliver(self, run: Run, files: Sequence[File], heard: Heard) -> list[Json]:
        """Render and measure; `VideoOutput` messages in JSON."""
        stages = self._stages
        renditions = await run(
            "composite",
            [run.step("composite", stages.composite, run.job_id, each.order, timeout_s=RENDER_S) for each in files],
            total=sum(each.planned.frames for each in files),
        )
        renditions = await marked(run, stages, files, renditions)
        measured = [
            {**heard.facts, **_measured_by(each.order), "rendition": rendition}
            for each, rendition in zip(files, renditions, strict=True)
        ]
        verdicts = await run(
            "evaluate",
            [run.step("evaluate", stages.evaluate, run.job_id, each, timeout_s=LONG_S) for each in measured],
        )
        taken_on = await packages(run, stages, files, renditions, heard)
        return [
            {
                **package,
                "rendition": rendition,
                "verdict": verdict["verdict"],
                "filmIndex": each.planned.index,
                "profile": each.target.profile.name,
                "stem": each.target.stem,
            }
            for each, rendition, verdict, package in zip(files, renditions, verdicts, taken_on, strict=True)
        ]

    async def _publish(
        self, run: Run, planned: Sequence[Planned], files: Sequence[File], outputs: Sequence[Json], heard: Heard
    ) -> list[Json]:
        """Reports and plans; `Film` messages in JSON."""
        notes = [clip_notes([file for file in files if file.planned is each]) for each in planned]
        reports = [
            _report(each, [output for output in outputs if output["filmIndex"] == each.index], heard, run)
            | {"notes": said}
            for each, said in zip(planned, notes, strict=True)
        ]
        published = await run(
            "publish", [run.step("publish", self._stages.publish, order, timeout_s=LONG_S) for order in reports]
        )
        return [
            {"label": each.film.label, "variant": each.film.variant, "notes": said, **found}
            for each, said, found in zip(planned, notes, published, strict=True)
        ]


def _measured_by(order: Json) -> Json:
    """What of a composite's order its evaluation needs too."""
    return {name: order[name] for name in ("timeline", "profile", "music") if name in order}


def _profiles(film: Film, frames: int) -> list[Json]:
    """Each target's profile, fitted to the film as it was planned."""
    rate = FrameRate(film.ad.brief.frame_rate.numerator, film.ad.brief.frame_rate.denominator)
    try:
        taken = [check_planned(target, frames, rate) for target in film.targets]
    except OnsetError as error:
        raise StageFailed(MessageToDict(to_status(error))) from error
    return [MessageToDict(to_proto(each, Profile)) for each in taken]


def _report(planned: Planned, outputs: Sequence[Json], heard: Heard, run: Run) -> Json:
    film = planned.film
    title = film.ad.brief.title
    return {
        **heard.facts,
        "timeline": planned.timeline,
        "title": f"{title} · {film.label}" if film.label else title,
        "renditions": [each["rendition"] for each in outputs],
        "verdicts": [each["verdict"] for each in outputs],
        "stageTimes": run.stage_times(),
        "videoNames": [f"{each['stem']}.mp4" for each in outputs],
    }


def _json(size: Size) -> Json:
    return {"width": size.width, "height": size.height}
