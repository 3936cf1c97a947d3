"""How a song is put together from its parts."""

from tests.bench.analysis.songs.score import Layer, Piece


def play(piece: Piece, parts: dict[str, tuple[str, int, dict[str, Layer]]], order: str) -> Piece:
    """Append parts in the order of their labels."""
    for label in order.split():
        chords, times, layers = parts[label]
        piece.section(label, chords, times=times, **layers)
    return piece
