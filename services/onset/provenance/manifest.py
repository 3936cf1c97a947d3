"""What a C2PA manifest says of a film: https://spec.c2pa.org/, version 2 claims."""

from typing import Any

from onset.provenance.origin import Part, SourceType

MODELS_LABEL = "dev.onset.models"
"""Our own assertion: which model made what."""


def manifest(title: str, source: SourceType, parts: list[Part], ingredients: list[str], agent: dict[str, str]) -> Any:
    """The manifest's definition as the C2PA library takes it.

    Args:
        title: of the file.
        source: of the whole film.
        parts: that it is made of.
        ingredients: labels of the files that went in, in the order in which they are added.
        agent: `name` and `version` of this software.
    """
    created = {"action": "c2pa.created", "digitalSourceType": source.uri, "softwareAgent": agent}
    placed = [{"action": "c2pa.placed", "parameters": {"ingredientIds": [label]}} for label in ingredients]
    made = [
        {"part": part.name, "model": part.model, "digitalSourceType": part.source.uri} for part in parts if part.source
    ]
    return {
        "claim_generator_info": [agent],
        "title": title,
        "format": "video/mp4",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created, *placed]}},
            {"label": MODELS_LABEL, "data": {"models": made, "softwareVersion": agent["version"]}},
        ],
    }


def ingredient(label: str, title: str) -> dict[str, str]:
    """A file that went into the film."""
    return {"label": label, "title": title, "relationship": "componentOf"}
