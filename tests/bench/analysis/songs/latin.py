"""Bossa nova, samba, salsa, tango, reggae and ska."""

from tests.bench.analysis.songs.layers import arp, bass, both, comp, drums, only, sing, tune
from tests.bench.analysis.songs.players import (
    ACCORDION,
    BRASS,
    CLEAN_GUITAR,
    DOUBLE_BASS,
    FINGER_BASS,
    FLUTE,
    KIT,
    MARIMBA,
    MUTED_GUITAR,
    NYLON,
    ORGAN,
    PERCUSSION,
    PIANO,
    PIZZICATO,
    ROOM_KIT,
    STRINGS,
    TENOR_SAX,
    TROMBONE,
    TRUMPET,
    VIBES,
    VIOLIN,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, TWO = Metre(4), Metre(2)
BOSSA = "x..x..x...x..x.. | x.x...x..x..x..."


def bossa() -> Piece:
    p = Piece("Bossa nova", "latin & reggae", 134, "D major", FOUR, human_ms=7, room=0.1)
    p.band(kit=KIT, bass=DOUBLE_BASS, guitar=NYLON, flute=FLUTE)
    p.section(
        "A",
        "Dmaj7 % E7 % Em7 A7 Dmaj7 A7",
        times=2,
        guitar=comp("x..x..x. | ..x..x..", 60, 72),
        bass=bass("1--54--1"),
        kit=drums(76, kick="x..xx..x", rim="x..x..x. | ..x..x..", hat="xoxoxoxo"),
        flute=only(4, 12, sing("x---xx-x | x--x---- | ..xx-x-x | x-------", 67, 84, seed=3)),
    )
    p.section(
        "B",
        "Gmaj7 C9 F#m7 B7 Em7 A7 Dmaj7 %",
        guitar=comp("x..x..x. | ..x..x..", 60, 72),
        bass=bass("1--54--1"),
        kit=drums(78, kick="x..xx..x", rim="x..x..x. | ..x..x..", shaker="xoxoxoxo"),
        flute=sing("x-x---x- | x---x-x- | x-x-x--- | x-------", 69, 88, seed=5),
    )
    return p


def bossa_guitar() -> Piece:
    p = Piece(
        "Bossa for guitar and vibraphone, no drums",
        "latin & reggae",
        122,
        "A minor",
        FOUR,
        human_ms=8,
        wander=0.008,
        room=0.12,
    )
    p.band(guitar=NYLON, low=NYLON, vibes=VIBES)
    p.section(
        "A",
        "Am9 % D9 % Dm9 G13 Cmaj7 E7",
        times=2,
        low=bass("1---5---", 38, 88),
        guitar=comp("..x..x.x | x..x..x.", 60, 72, 0.5),
        vibes=sing("x--x--x- | x---.... | ..x-xx-x | x-------", 67, 84, 80, seed=12),
    )
    return p


def samba() -> Piece:
    p = Piece("Samba school", "latin & reggae", 104, "G major", TWO, human_ms=6)
    p.band(kit=PERCUSSION, perc=PERCUSSION, guitar=NYLON, bass=FINGER_BASS, brass=TROMBONE)
    p.section(
        "A",
        "G % E7 % Am % D7 %",
        times=4,
        kit=drums(96, low="....X...", mid="o.....o.", shaker="XooXXooX", snare="XggXgXgX | gXgXXggX"),
        perc=drums(84, agogo="x.x..x.. | ..x.x.x.", agogo2="....x..x | x.....x.", tamb="xooxxoox"),
        guitar=comp("x..x.x.x | .x.x..x.", 62, 72, 0.6),
        bass=bass("1..15..5"),
        brass=only(8, 24, sing("x-.xx-x- | x---.... | .xx-x-xx | x---....", 58, 74, seed=4)),
    )
    return p


def choro() -> Piece:
    p = Piece("Choro trio", "latin & reggae", 92, "C major", TWO, human_ms=8, room=0.08)
    p.band(flute=FLUTE, guitar=NYLON, low=NYLON, tamb=PERCUSSION)
    p.section(
        "A",
        "C % A7 % Dm % G7 % C C7 F Fm C/G G7 C G7",
        times=2,
        flute=sing("xxxxxxxx | x-xxx-x- | .xxxxxxx | x-x-x---", 69, 91, 84, seed=17),
        guitar=comp("x..x.x.. | .x.x..x.", 62, 66, 0.5),
        low=bass("1---5-b-", 40, 86),
        tamb=drums(66, tamb="XooXXooX"),
    )
    return p


def salsa() -> Piece:
    p = Piece("Salsa with montuno", "latin & reggae", 184, "C minor", FOUR, human_ms=6, room=0.08)
    p.band(piano=PIANO, bass=DOUBLE_BASS, perc=PERCUSSION, perc2=PERCUSSION, horns=BRASS, bones=TROMBONE)
    montuno = both(arp("0.23.1.2 | .2.3.1.2", 60, 84, 0.6), arp("0.23.1.2 | .2.3.1.2", 72, 78, 0.6))
    p.section(
        "A",
        "Cm Fm G7 Cm",
        times=4,
        piano=montuno,
        bass=bass("1..5..8. | ...5..1."),
        perc=drums(90, clave="..x.x... | x..x..x.", cow="x.x.x.x.", conga="......xx", slap="..x....."),
        perc2=drums(72, maracas="xoxoxoxo", bongo="xoxoxoxo"),
    )
    p.section(
        "B",
        "Fm % Cm % G7 % Cm %",
        times=2,
        piano=montuno,
        bass=bass("1..5..8. | ...5..1."),
        perc=drums(94, clave="..x.x... | x..x..x.", cow="x.x.xxx.", conga="......xx", slap="..x....."),
        perc2=drums(76, maracas="xoxoxoxo", timbale="........ | ......xx", bell="x.x.x.x."),
        horns=sing("x--x--x- | ..x-x-x- | x--x-x-- | x---....", 62, 80, 96, seed=3),
        bones=comp("......x- | x.x.....", 56, 84, 0.7),
    )
    return p


def cha_cha() -> Piece:
    p = Piece("Cha-cha-cha", "latin & reggae", 118, "G minor", FOUR, human_ms=6)
    p.band(piano=PIANO, bass=DOUBLE_BASS, perc=PERCUSSION, flute=FLUTE, strings=PIZZICATO)
    p.section(
        "A",
        "Gm Cm D7 Gm",
        times=4,
        piano=comp("..x...x...x.x.x.", 64, 78, 0.5),
        bass=bass("1.....5.8...5.b."),
        perc=drums(
            90,
            cow="X...x...X...x...",
            guiro="x...x.o.x...x.o.",
            conga="............x.x.",
            slap="....x...........",
            timbale="...............o",
        ),
        flute=only(4, 12, sing("x-x-..x-x-x-x--- | ..x-x-x-x-------", 70, 87, seed=9)),
        strings=only(8, 8, comp("x-.x-.x-x-......", 67, 76, 0.6)),
    )
    return p


def tango() -> Piece:
    p = Piece("Tango", "latin & reggae", 122, "D minor", FOUR, human_ms=8, wander=0.012, room=0.12)
    p.band(bandoneon=ACCORDION, violin=VIOLIN, piano=PIANO, bass=DOUBLE_BASS)
    p.section(
        "A",
        "Dm % A7 % A7 % Dm %",
        times=2,
        piano=comp("X.x.x.x.", 60, 84, 0.5),
        bass=bass("1.1.5.1.", velocity=96),
        bandoneon=comp("x.x.x.x.", 62, 74, 0.4),
        violin=sing("x--xx-x- | x-x-x--- | x.x.xx-x | x-------", 66, 86, seed=6),
    )
    p.section(
        "B",
        "Gm % Dm % A7 % Dm A7",
        piano=comp("x--x--x.", 60, 84, 0.6),
        bass=bass("1--1--5.", velocity=96),
        bandoneon=sing("x-xxxxxx | x---x-x- | xxxxx-x- | x---x...", 62, 81, seed=7),
        violin=comp("x-------", 70, 62),
        slower=(3, 0.8),
    )
    return p


def bolero() -> Piece:
    p = Piece("Bolero", "latin & reggae", 86, "A minor", FOUR, human_ms=8, room=0.15)
    p.band(guitar=NYLON, bass=DOUBLE_BASS, perc=PERCUSSION, trumpet=TRUMPET, strings=STRINGS)
    p.section(
        "A",
        "Am % Dm % E7 % Am %",
        times=2,
        guitar=arp("0123213201232132", 52, 76),
        bass=bass("1-------5---8---"),
        perc=drums(74, bongo="x.ooX.o.x.o.X.o.", maracas="x...x.x.x...x.x.", conga="............x.x."),
        trumpet=only(4, 12, sing("x---x-x-x------- | ..x-x-x-x-------", 62, 79, 78, seed=8)),
        strings=only(8, 8, comp("x---", 66, 54)),
    )
    return p


def reggaeton() -> Piece:
    p = Piece("Dembow", "latin & reggae", 93, "B minor", FOUR, human_ms=1)
    p.band(kit=KIT, bass=FINGER_BASS, pluck=MARIMBA, pad=STRINGS)
    p.section(
        "A",
        "Bm G D A",
        times=4,
        kit=drums(102, kick="x...x...x...x...", snare="...x..x....x..x.", hat="x.x.x.x.x.x.x.x."),
        bass=bass("1..1..1.1..1..5."),
        pluck=sing("x..x..x-..x.x.x- | x..x..x-........", 66, 83, seed=2),
        pad=comp("x---", 64, 50),
    )
    return p


def cumbia() -> Piece:
    p = Piece("Cumbia with accordion", "latin & reggae", 96, "E minor", TWO, human_ms=6)
    p.band(perc=PERCUSSION, bass=FINGER_BASS, accordion=ACCORDION, guitar=MUTED_GUITAR)
    p.section(
        "A",
        "Em % B7 % B7 % Em %",
        times=4,
        perc=drums(90, guiro="X.xxX.xx", conga="..x...xx", low="x.......", cow="x...x..."),
        bass=bass("1---5.8."),
        guitar=comp("..x...x.", 62, 70, 0.4),
        accordion=sing("..xxx-x- | x-xxx-.. | ..xxxxx- | x---....", 64, 83, seed=11),
    )
    return p


def habanera() -> Piece:
    p = Piece("Habanera", "latin & reggae", 62, "D minor", TWO, human_ms=8, wander=0.012, room=0.2)
    p.band(cello=DOUBLE_BASS, strings=PIZZICATO, melody=VIOLIN)
    air = "d2 (3^cc=c | _B2 A_A | G>G (3GAG | FFEF | (3DEF G>F | E2 D2 | z4 | z4 |"  # after Bizet
    p.section(
        "A",
        "Dm % % % % % % %",
        times=2,
        cello=both(bass("1--5 8-5-", 38, 92, 0.6)),
        strings=comp("...x..x.", 62, 66, 0.5),
        melody=tune(air, velocity=92),
    )
    return p


def one_drop() -> Piece:
    p = Piece(
        "One-drop reggae", "latin & reggae", 74, "A minor", FOUR, swing=0.53, swing_unit=0.25, human_ms=7, room=0.15
    )
    p.band(kit=ROOM_KIT, bass=FINGER_BASS, guitar=CLEAN_GUITAR, organ=ORGAN, sax=TENOR_SAX)
    p.section(
        "A",
        "Am Dm G C",
        times=3,
        kit=drums(
            96,
            kick="....x.......x...",
            rim="....X.......X...",
            hat="x.o.x.o.x.o.x.oo",
            fill={"snare": "x..x..x.x.x.xxxx", "kick": "....x.......x..."},
        ),
        bass=bass("1..1.3..5...3.1."),
        guitar=comp("..x...x...x...x.", 64, 80, 0.4),
        organ=comp(".x.x.x.x.x.x.x.x", 62, 56, 0.4),
        sax=only(4, 8, sing("..x-x---..x-x--- | x-x-x-----......", 60, 77, seed=5)),
    )
    return p


def steppers() -> Piece:
    p = Piece("Steppers dub", "latin & reggae", 70, "D minor", FOUR, human_ms=6, room=0.25)
    p.band(kit=KIT, bass=FINGER_BASS, guitar=CLEAN_GUITAR, keys=ORGAN)
    p.section(
        "A",
        "Dm % Gm Am",
        times=3,
        kit=drums(98, kick="x...x...x...x...", rim="....X.......X...", hat="x.x.x.x.x.x.x.xx"),
        bass=bass("1-1...5.1-1.3.5."),
        guitar=comp("..x...x...x...x.", 64, 78, 0.35),
        keys=only(4, 8, comp("..x..x....x.....", 66, 66, 0.5)),
    )
    return p


def ska() -> Piece:
    p = Piece("Ska", "latin & reggae", 150, "Bb major", FOUR, human_ms=6)
    p.band(kit=KIT, bass=FINGER_BASS, guitar=CLEAN_GUITAR, horns=BRASS, sax=TENOR_SAX)
    p.section(
        "A",
        "Bb Gm Cm F",
        times=3,
        kit=drums(96, kick="x...x...", snare="..X...X.", hat="x.x.x.x.", fill={"snare": "x.xxXxXX"}),
        bass=bass("1.3.5.3."),
        guitar=comp(".x.x.x.x", 66, 84, 0.35),
        horns=sing("x-xx-x-. | ..x-x--- | x-xx-x-x | x---....", 62, 79, 92, seed=15),
    )
    p.section(
        "B",
        "Eb Bb F Bb Eb Bb C7 F",
        kit=drums(98, kick="x..xx...", snare="..X...X.", ride="x.x.x.x.", crash=True),
        bass=bass("1.3.5.3."),
        guitar=comp(".x.x.x.x", 66, 84, 0.35),
        sax=sing("x-x-x--- | x-xxx-x-", 58, 77, seed=18),
        horns=comp("....x.x- | ........", 66, 90),
    )
    return p


PIECES = (
    bossa,
    bossa_guitar,
    samba,
    choro,
    salsa,
    cha_cha,
    tango,
    bolero,
    reggaeton,
    cumbia,
    habanera,
    one_drop,
    steppers,
    ska,
)
