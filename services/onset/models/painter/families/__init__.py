"""One module a scene family: `compose(stage)` draws its composition once and returns the painter of its moments."""

from collections.abc import Callable
from importlib import import_module

from onset.models.painter.catalog import FAMILIES
from onset.models.painter.stage import FramePainter, Stage

COMPOSERS: dict[str, Callable[[Stage], FramePainter]] = {
    name: import_module(f"{__name__}.{name}").compose for name in FAMILIES
}
"""By the family's name in the catalog, which is also its module's."""
