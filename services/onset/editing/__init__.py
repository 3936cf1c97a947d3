"""Editing on: a timeline as editors' interchange files, and an editor's changes back as a timeline."""
