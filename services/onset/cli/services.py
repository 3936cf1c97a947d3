"""All services of one Onset. To import them takes seconds: the stack does so while Triton loads its models."""

from onset.analysis.server import register as register_analysis
from onset.compositing.server import register as register_compositing
from onset.editing.server import register as register_editing
from onset.evaluation.server import register as register_evaluation
from onset.generation.server import register as register_generation
from onset.planning.server import register as register_planning
from onset.provenance.server import register as register_provenance
from onset.runtime.server import Register
from onset.transcription.server import register as register_transcription

SERVICES: tuple[Register, ...] = (
    register_analysis,
    register_transcription,
    register_planning,
    register_generation,
    register_compositing,
    register_evaluation,
    register_editing,
    register_provenance,
)
"""All but the front door."""
