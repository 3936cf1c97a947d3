"""A model that cannot be loaded."""

from onset.models.served import ServedModel


class TritonPythonModel(ServedModel):
    """Fails as one with broken weights does."""

    def load(self) -> None:
        raise RuntimeError("weights of unloadable are broken")
