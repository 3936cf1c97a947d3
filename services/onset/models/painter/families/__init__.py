"""One module a scene family: `compose(stage)` draws its composition once and returns the painter of its moments."""

from collections.abc import Callable

from onset.models.painter.families import mountains, studio, waves
from onset.models.painter.stage import FramePainter, Stage

COMPOSERS: dict[str, Callable[[Stage], FramePainter]] = {
    "mountains": mountains.compose,
    "studio": studio.compose,
    "waves": waves.compose,
}
"""By the family's name in the catalog."""
