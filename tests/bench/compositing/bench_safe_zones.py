"""Does anything that must be read, captions, headline, small logo, AI label, end card, leave the safe box of a profile?

Every profile at every size it takes, short and long words, light and dark brands, drawn with all of it and with none of
it: what differs outside the safe box by more than a trace is counted. Prints Markdown.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from onset.compositing.film import Film
from onset.compositing.planes import Planes
from onset.timeline.brief import CallToAction, CaptionStyle, Colors, Size
from onset.timeline.plan import LogoShow, Title, VisualKind
from onset.timeline.profile import Profile, profiles
from tests.support.rendering import Job
from tests.unit.compositing import material

FREE = (Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(1080, 1350), Size(640, 360))
"""Of a profile that takes any size."""
FRAMES, CARD = 120, 80
_TRACE = 6
"""Steps of 8 bits; less is rounding and the last of a shadow."""
DARK = material.COLORS
LIGHT = Colors("#f2a65a", "#7bb661", "#ff7a59", "#fff6ea", "#1b1f3b")
WORDS = {
    "usual words": (
        "the lamp that wakes you with light", "Mornings can be gentle again",
        CallToAction("Wake up with the light", "Try it for 30 nights", "aurora.example"),
    ),
    "long words": (
        "Donaudampfschifffahrtsgesellschaft unvorhersehbarerweise Straßenbahnhaltestelle",
        "Ten words make a headline that is hard to set",
        CallToAction("Unwiderstehlichkeitsbeweise für Sonnenaufgangsliebhaberinnen", "Jetzt unverbindlich ausprobieren",
                     "https://www.a-rather-long-address.example/with/a/path"),
    ),
}  # fmt: skip


def job(folder: Path, size: Size, made_for: Profile, colors: Colors, words: str, style: CaptionStyle) -> Job:
    """A film with everything laid over it; its ground is one colour."""
    said, hook, call = WORDS[words]
    scenes = [
        material.scene(0, 40),
        material.scene(40, CARD, VisualKind.PRODUCT_SHOT, picture_id="bottle"),
        material.scene(CARD, FRAMES, VisualKind.END_CARD),
    ]
    times = tuple(min(4 + 3 * index, 35) for index in range(len(hook.split())))
    film = replace(
        material.timeline(
            scenes,
            captions=[material.caption(said, start, start + 38) for start in (1, 41, 81)],
            logo=[LogoShow(0, CARD)],
            colors=colors,
            call=call,
        ),
        titles=(Title(2, 40, hook, times),),
        ai_label="AI-generated",
    )
    clips = tuple(
        material.write_clip(folder / f"{index}.mkv", index, (scene.start_frame,), size, material.flat((90,) * 3, size))
        for index, scene in enumerate(scenes)
    )
    kit, pictures = material.brand(folder)
    return Job(film, size, clips, kit, pictures, folder / "none", None, True, made_for, caption_style=style)


def bare(full: Job) -> Job:
    """The same film with nothing to read."""
    plain = replace(full.timeline, captions=(), logo=(), titles=(), ai_label="", call_to_action=material.NO_CALL)
    return replace(full, timeline=plain, captions=False)


def outside(full: Job) -> int:
    """Most pixels in any frame that differ from the bare film beyond the safe box."""
    safe = full.profile.safe_box(full.size)
    most = 0
    for (number, shown), (_, plain) in zip(frames(full), frames(bare(full)), strict=True):
        if 40 <= number < CARD:
            continue  # A headline or logo makes room for itself there: the product stands elsewhere without it.
        differs = np.abs(shown.astype(np.int16) - plain) > _TRACE
        differs[safe.top : safe.bottom, safe.left : safe.right] = False
        most = max(most, int(differs.sum()))
    return most


def frames(shown: Job) -> Iterator[tuple[int, np.ndarray]]:
    """Every fifth frame's luma."""
    target = Planes.empty(shown.size)
    with Film(shown.footing) as film:
        for number in range(0, FRAMES, 5):
            film.draw(number, target)
            yield number, target.y.copy()


def main() -> None:
    """Measure and print."""
    counted, wrong = 0, []
    for made_for in profiles().values():
        for size in made_for.sizes or FREE:
            for words in WORDS:
                for colors, brand in ((DARK, "dark"), (LIGHT, "light")):
                    style = tuple(CaptionStyle)[counted % len(CaptionStyle)]
                    with tempfile.TemporaryDirectory() as folder:
                        pixels = outside(job(Path(folder), size, made_for, colors, words, style))
                    counted += 1
                    if pixels:
                        wrong.append((made_for.name, size, words, brand, style.name, pixels))
    print(f"{counted} films, every profile at every size it takes, two brands, usual and very long words:")
    print(f"{len(wrong)} with a pixel of caption, headline, logo, label or end card outside the safe box.")
    for name, size, words, brand, captions, pixels in wrong:
        print(f"- {name}, {size.width}x{size.height}, {words}, {brand}, {captions.lower()}: {pixels} pixels")


if __name__ == "__main__":
    main()
