"""Conversion of published weights into what the served models load. Runs in the models' environment.

Every converter is a function `(sources: Path, out: Path) -> None` from a folder with the manifest's files to a folder
that it fills.
"""
