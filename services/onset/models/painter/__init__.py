"""The painter: a procedural illustrator of lit, layered scenes, steered by text, sound and a brand's palette."""

from onset.models.painter.catalog import FAMILIES, Family
from onset.models.painter.prompt import SceneParameters, scene_parameters
from onset.models.painter.scene import paint

__all__ = ["FAMILIES", "Family", "SceneParameters", "paint", "scene_parameters"]
