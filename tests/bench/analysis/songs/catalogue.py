"""Every piece of the test set."""

from tests.bench.analysis.songs import (
    classical,
    dance,
    dances,
    folk,
    forms,
    jazz,
    latin,
    rock,
    screen,
    solo,
    songs,
    urban,
)

PIECES = (
    *rock.PIECES,
    *dance.PIECES,
    *urban.PIECES,
    *jazz.PIECES,
    *latin.PIECES,
    *folk.PIECES,
    *dances.PIECES,
    *classical.PIECES,
    *solo.PIECES,
    *screen.PIECES,
    *songs.PIECES,
    *forms.PIECES,
)
