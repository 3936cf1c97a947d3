"""The one error of these commands."""


class EngineError(Exception):
    """Something cannot be exported, built or laid out; the message names the network, the target and the remedy."""
