"""House, techno, trance, drum'n'bass and their kin."""

from tests.bench.analysis.songs.layers import arp, bass, both, comp, drums, only, sing, swell
from tests.bench.analysis.songs.players import (
    BRASS,
    BRIGHT_PIANO,
    CHOIR,
    E_PIANO,
    ELECTRONIC_KIT,
    FINGER_BASS,
    HALO_PAD,
    KIT,
    ORGAN,
    PAD,
    PLUCK,
    POLY_PAD,
    SAW,
    SQUARE,
    STRINGS,
    SYNTH_BASS,
    SYNTH_BASS_2,
    SYNTH_BRASS,
    SYNTH_STRINGS,
    TR808,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR = Metre(4)
FLOOR = "x...x...x...x..."


def piano_house() -> Piece:
    p = Piece("Piano house", "dance", 124, "C minor", FOUR, human_ms=2)
    p.band(kit=ELECTRONIC_KIT, bass=SYNTH_BASS, piano=BRIGHT_PIANO, strings=SYNTH_STRINGS)
    stabs = comp("x--x--x-.x--x-x-", 66, 86)
    p.section("A", "Cm Ab Fm G", piano=stabs, kit=drums(100, kick=FLOOR, shaker="xoxoxoxoxoxoxoxo"))
    p.section(
        "B",
        "Cm Ab Fm G",
        times=2,
        piano=stabs,
        bass=bass("..1...1...1..1b."),
        strings=comp("x---", 70, 58),
        kit=drums(
            104, kick=FLOOR, clap="....x.......x...", open="..x...x...x...x.", hat="xoxoxoxoxoxoxoxo", crash=True
        ),
    )
    return p


def deep_house() -> Piece:
    p = Piece("Deep house", "dance", 119, "F minor", FOUR, swing=0.55, swing_unit=0.25, human_ms=3, room=0.12)
    p.band(kit=TR808, bass=SYNTH_BASS_2, keys=E_PIANO, pad=PAD)
    p.section(
        "A",
        "Fm9 % Bbm9 %",
        times=4,
        keys=comp("...x--x....x--.. | ...x--x...x.x-..", 64, 74),
        pad=comp("x---", 62, 50),
        bass=bass("1..1..1...5.1.b."),
        kit=drums(100, kick=FLOOR, clap="....x.......x..g", open="..x...x...x...x."),
    )
    return p


def techno() -> Piece:
    p = Piece("Warehouse techno", "dance", 134, "A minor", FOUR, human_ms=1)
    p.band(kit=ELECTRONIC_KIT, bass=SYNTH_BASS, stab=POLY_PAD, lead=SQUARE)
    rumble = bass(".1111.111.11.111", 28, 80)
    p.section("A", "Am % % %", times=2, bass=rumble, kit=drums(106, kick=FLOOR, hat="..x...x...x...x."))
    p.section(
        "B",
        "Am % % %",
        times=2,
        bass=rumble,
        stab=comp("..x..x....x..x.. | ..x..x...x....x.", 64, 70),
        kit=drums(106, kick=FLOOR, open="..x...x...x...x.", clap="....x.......x...", ride="x.x.x.x.x.x.x.x."),
    )
    p.section(
        "C",
        "Am % F G",
        bass=rumble,
        lead=arp("0.3.1.5.0.3.2.6.", 57, 70),
        kit=drums(106, kick=FLOOR, open="..x...x...x...x.", clap="....x.......x..x"),
    )
    return p


def acid() -> Piece:
    p = Piece("Acid line", "dance", 128, "D minor", FOUR, human_ms=1)
    p.band(kit=TR808, acid=SAW, bass=SYNTH_BASS)
    line = arp("0.03.0103.0.2010 | 0.03.0103.0.5310", 38, 92, 0.8)
    p.section("A", "Dm % % %", acid=swell(line, 0.6, 1.0), kit=drums(104, kick=FLOOR))
    p.section(
        "B",
        "Dm % Dm C",
        times=3,
        acid=line,
        bass=bass("1.......1.....b.", 26),
        kit=drums(104, kick=FLOOR, open="..x...x...x...x.", clap="....x..x....x...", cow="..x..x..x..x..x."),
    )
    return p


def trance() -> Piece:
    p = Piece("Trance with a breakdown", "dance", 138, "E minor", FOUR, human_ms=1, room=0.2)
    p.band(kit=ELECTRONIC_KIT, bass=SYNTH_BASS, lead=SAW, pad=HALO_PAD, pluck=PLUCK)
    offbeat = bass("..1.  ..1.  ..1.  ..1.", 28)
    p.section(
        "A",
        "Em C G D",
        times=2,
        bass=offbeat,
        pluck=arp("0123412301234123", 64, 78),
        kit=drums(106, kick=FLOOR, open="..x...x...x...x."),
    )
    p.section(
        "B",
        "C D Em G",
        pad=comp("x---", 66, 78),
        pluck=swell(arp("0123412301234123", 64), 0.5, 0.9),
        kit=swell(drums(70, snare="................|................|x...x...x...x...|xxxxxxxxxxxxxxxx"), 0.6, 1.2),
    )
    p.section(
        "C",
        "Em C G D",
        times=2,
        bass=offbeat,
        lead=sing("x--x--x-x--x--x- | x-x-x-x-x---x---", 69, 88, seed=2),
        pad=comp("x---", 64, 60),
        kit=drums(108, kick=FLOOR, open="..x...x...x...x.", clap="....x.......x...", crash=True),
    )
    return p


def liquid() -> Piece:
    p = Piece("Liquid drum and bass", "dance", 174, "A minor", FOUR, human_ms=2, room=0.12)
    p.band(kit=KIT, bass=SYNTH_BASS_2, keys=E_PIANO, pad=PAD)
    breaks = {"kick": "x.........x.....", "snare": "....X..o.o..X..o", "hat": "x.x.x.x.x.x.x.x."}
    p.section(
        "A",
        "Am9 % Fmaj9 %",
        times=2,
        keys=comp("x-----x---x-----", 64),
        pad=comp("x---", 62, 54),
        kit=drums(84, hat="x.x.x.x.x.x.x.x.", rim="....x.......x..."),
    )
    p.section(
        "B",
        "Am9 % Fmaj9 % Dm9 % Em7 %",
        times=2,
        keys=comp("x-----x---x-----", 66),
        pad=comp("x---", 62, 54),
        bass=bass("1-----..1-..5-.."),
        kit=drums(102, **breaks, crash=True, fill={"snare": "x.xxX.xxxxX.xXxX", "kick": "x..x......x....."}),
    )
    return p


def jump_up() -> Piece:
    p = Piece("Two-step drum and bass", "dance", 171, "F minor", FOUR, human_ms=1)
    p.band(kit=ELECTRONIC_KIT, bass=SYNTH_BASS, stab=SYNTH_BRASS)
    p.section(
        "A",
        "Fm % Db Eb",
        times=5,
        bass=bass("1-.11-.8.1-.5-b-", 28, 100),
        stab=comp("............x-x- | ...x............", 62, 80),
        kit=drums(
            104, kick="x.....x...x.....", snare="....X.......X...", hat="x.xox.xox.xox.xo", open="..............x."
        ),
    )
    return p


def breakbeat() -> Piece:
    p = Piece("Big breakbeat", "dance", 131, "G minor", FOUR, human_ms=3)
    p.band(kit=KIT, bass=SYNTH_BASS, organ=ORGAN, brass=BRASS)
    beat = {"kick": "x.x.......xx....", "snare": "....X..o.o..X..o", "ride": "x.x.x.x.x.x.x.x."}
    p.section("A", "Gm % C %", times=2, bass=bass("1..1..8.1..5.7b."), kit=drums(104, **beat, crash=True))
    p.section(
        "B",
        "Gm Bb C Eb",
        times=2,
        bass=bass("1.1.1.1.5.5.1.1."),
        organ=comp("..x-..x-..x-x.x-", 64),
        brass=only(2, 6, comp("X-......X-X-....", 66)),
        kit=drums(106, **beat, fill={"snare": "x.xxx.xxxxxxXXXX", "kick": "x.....x.x......."}),
    )
    return p


def disco() -> Piece:
    p = Piece("String disco", "dance", 117, "E minor", FOUR, human_ms=4, room=0.1)
    p.band(kit=KIT, bass=FINGER_BASS, keys=E_PIANO, strings=STRINGS, brass=BRASS)
    beat = {"kick": FLOOR, "snare": "....X.......X...", "open": "..x...x...x...x.", "hat": "x.o.x.o.x.o.x.o."}
    p.section(
        "A",
        "Em Am D G",
        times=2,
        bass=bass("1.8.1.8.1.8.1.8."),
        keys=comp("..x.xx.x..x.xx.x", 64),
        kit=drums(98, **beat),
    )
    p.section(
        "B",
        "C D Em Em C D Em B7",
        bass=bass("1.8.1.8.1.8.b.b."),
        keys=comp("..x...x...x...x.", 64),
        strings=sing("x-------xxxxxxxx | x---x---x-------", 67, 88, seed=5),
        brass=comp("............X-X- | X---............", 66),
        kit=drums(102, **beat, tamb="x.x.x.x.x.x.x.x.", crash=True),
    )
    return p


def synthwave() -> Piece:
    p = Piece("Synthwave drive", "dance", 98, "B minor", FOUR, human_ms=1, room=0.2)
    p.band(kit=ELECTRONIC_KIT, bass=SYNTH_BASS, lead=SAW, pad=POLY_PAD, arp=SQUARE)
    p.section(
        "A",
        "Bm G D A",
        times=4,
        bass=bass("1111111111111111", 30, 88, 0.6),
        pad=comp("x---", 62, 68),
        arp=only(4, 12, arp("0246420246424642", 66, 66)),
        lead=only(8, 8, sing("x-----x-x---x--- | x---x---x-------", 66, 85, seed=1)),
        kit=drums(100, kick="x.......x.......", snare="....X.......X...", hat="x.x.x.x.x.x.x.x."),
    )
    return p


def hands_up() -> Piece:
    p = Piece("Eurodance", "dance", 148, "F# minor", FOUR, human_ms=1)
    p.band(kit=ELECTRONIC_KIT, bass=SYNTH_BASS, lead=SAW, choir=CHOIR)
    p.section(
        "A",
        "F#m D A E",
        times=2,
        bass=bass("..1...1...1...1."),
        lead=sing("x-.x-.x-x-x-x-.. | x-.x-.x-x---x---", 66, 85, seed=12),
        kit=drums(108, kick=FLOOR, open="..x...x...x...x.", clap="....x.......x..."),
    )
    p.section(
        "B",
        "D E F#m F#m D E A A",
        choir=comp("x---", 66, 80),
        lead=arp("0120120101201201", 66, 72),
        kit=drums(96, clap="....x.......x...", hat="..x...x...x...x."),
        bass=bass("1---------------"),
    )
    p.section(
        "A",
        "F#m D A E",
        bass=bass("..1...1...1...1."),
        lead=sing("x-.x-.x-x-x-x-.. | x-.x-.x-x---x---", 66, 85, seed=12),
        kit=drums(108, kick=FLOOR, open="..x...x...x...x.", clap="....x.......x...", crash=True),
    )
    return p


def halftime() -> Piece:
    p = Piece("Half-time wobble", "dance", 70, "E minor", FOUR, human_ms=1)
    p.band(kit=ELECTRONIC_KIT, bass=SYNTH_BASS, lead=SAW, pad=HALO_PAD)
    p.section(
        "A",
        "Em C Am B",
        pad=comp("x---", 62),
        lead=arp("0.2.1.3.0.2.1.4.", 64, 60),
        kit=drums(80, hat="x.x.x.x.x.x.x.x.", rim="....x.......x..."),
    )
    p.section(
        "B",
        "Em C Am B",
        times=2,
        bass=bass("1-.1.11-1-.1111-", 26, 104),
        pad=both(comp("x---", 64, 64)),
        kit=drums(108, kick="x.......x.x.....", snare="....X.......X...", hat="x.xxx.xxx.xxx.xx", crash=True),
    )
    return p


def minimal() -> Piece:
    p = Piece("Minimal house without a clap", "dance", 122, "D minor", FOUR, human_ms=2)
    p.band(kit=TR808, bass=SYNTH_BASS_2, pluck=PLUCK, strings=STRINGS)
    p.section(
        "A",
        "Dm % Gm %",
        times=4,
        bass=bass("1..1....1.....5."),
        pluck=arp("0..2..4..3..2..1 | 0..2..4..3..5..2", 62, 78),
        strings=only(8, 8, comp("x---", 68, 52)),
        kit=drums(104, kick=FLOOR, hat="..x...x...x...x.", shaker="x.xxx.xxx.xxx.xx"),
    )
    return p


PIECES = (
    piano_house,
    deep_house,
    techno,
    acid,
    trance,
    liquid,
    jump_up,
    breakbeat,
    disco,
    synthwave,
    hands_up,
    halftime,
    minimal,
)
