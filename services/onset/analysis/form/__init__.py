"""The form of a piece: its sections, build-ups, drops, and how its energy moves."""

from onset.analysis.form.form import Form, find_form

__all__ = ["Form", "find_form"]
