"""What is done to rendered files before they are handed over: marks of origin, packages for editing on."""

from collections.abc import Sequence

from onset.jobs.engine import Json
from onset.jobs.pieces import File, Heard
from onset.jobs.run import Run
from onset.jobs.stages import LONG_S, RENDER_S, Stages

_VOICE_MODEL = "speech"
"""What speaks where the order brings no recording."""


async def marked(run: Run, stages: Stages, files: Sequence[File], renditions: Sequence[Json]) -> list[Json]:
    """The renditions with their origin written into them."""
    wanted = ("timeline", "clips", "brand", "voice", "music")
    orders = [
        {
            "title": each.ad.brief.title,
            "voiceModel": "" if each.ad.voiceover else _VOICE_MODEL,
            **{name: each.order[name] for name in wanted if name in each.order},
            "rendition": rendition,
        }
        for each, rendition in zip(files, renditions, strict=True)
    ]
    found = await run("mark", [run.step("mark", stages.mark, order, timeout_s=LONG_S) for order in orders])
    return [each["rendition"] for each in found]


async def packages(
    run: Run, stages: Stages, files: Sequence[File], renditions: Sequence[Json], heard: Heard
) -> list[Json]:
    """For each file {"editPackage"} if the order wants it, or {}."""
    if not any(each.ad.edit_package for each in files):
        return [{} for _ in files]
    exports = [
        {
            "timeline": each.order["timeline"],
            "size": each.order["size"],
            "title": each.ad.brief.title,
            "others": [
                {"name": "captions.srt", "blob": rendition["srt"]},
                {"name": "film.mp4", "blob": rendition["video"]},
            ],
        }
        for each, rendition in zip(files, renditions, strict=True)
    ]
    package, said = stages.package, heard.facts["transcript"]
    found = await run(
        "package",
        [
            run.step("package", package, run.job_id, each.order, said, export, timeout_s=RENDER_S)
            for each, export in zip(files, exports, strict=True)
        ],
    )
    return [{"editPackage": each["package"]} for each in found]
