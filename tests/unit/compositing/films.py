"""A film of everything that a film may show."""

from dataclasses import replace
from pathlib import Path

from onset.timeline.brief import TransitionKind
from onset.timeline.plan import LogoShow, Title, Transition, VisualKind
from tests.support.rendering import Job
from tests.unit.compositing.material import PUSH, SMALL, caption, flat, scene, small_order, timeline, write_clip


def long_film(folder: Path, frames: int = 800) -> Job:
    """Everything that a film may show, in scenes whose borders are no groups' borders, over 13 groups at 30/s."""
    kind = VisualKind
    blend, push, match = (
        Transition(TransitionKind.BLEND, 14),
        Transition(TransitionKind.PUSH, 9, 180.0),
        Transition(TransitionKind.COLOR_MATCH, 18),
    )
    plan = [
        scene(0, 110, camera=PUSH),
        scene(110, 233, kind.PRODUCT_SHOT, camera=PUSH, transition=blend, picture_id="bottle"),
        scene(233, 355, kind.BRAND_ASSET, camera=PUSH, transition=push, picture_id="view"),
        scene(355, 601, camera=PUSH, transition=match),
        scene(601, frames, kind.END_CARD, camera=PUSH, transition=blend),
    ]
    film = timeline(
        plan,
        captions=[caption("meet the new light", 2, 84), caption("it wakes you gently every day", 90, 260)],
        logo=[LogoShow(40, 600)],
    )
    film = replace(film, titles=(Title(95, 150, "Wake up with the sun", (97, 100, 103, 106, 110)),))
    colors = {0: (200, 120, 30), 1: (30, 60, 200), 3: (255, 180, 84), 4: (20, 20, 40)}
    clips = tuple(
        write_clip(folder / f"{index}.mkv", index, range(plan[index].start_frame, plan[index].end_frame, 20), SMALL,
                   flat(color))
        for index, color in colors.items()
    )  # fmt: skip
    return replace(small_order(folder, frames=frames), timeline=film, clips=clips, captions=True)
