"""Rock, pop, metal and blues."""

from tests.bench.analysis.songs.layers import arp, bass, both, chug, comp, drums, only, sing, swell, tune
from tests.bench.analysis.songs.players import (
    CLEAN_GUITAR,
    DISTORTION,
    DISTORTION_2,
    FINGER_BASS,
    HARMONICA,
    KIT,
    ORGAN,
    OVERDRIVE,
    PAD,
    PIANO,
    PICK_BASS,
    POWER_KIT,
    ROCK_ORGAN,
    ROOM_KIT,
    SQUARE,
    STEEL,
    STRINGS,
    TENOR_SAX,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR = Metre(4)
EIGHTHS = {"kick": "x...x.x...x.x...", "snare": "....X.......X...", "hat": "x.o.x.o.x.o.x.o."}
FILL = {"kick": "x...x...x...x...", "snare": "....X...o.xxXxxX", "high": "........xx......", "hat": "x.o.x.o........."}
TOM_FILL = {
    "snare": "xxxx............",
    "high": "....xxxx........",
    "mid": "........xxxx....",
    "low": "............xxXX",
}


def highway() -> Piece:
    p = Piece("Straight-eight rock", "rock & pop", 128, "E major", FOUR, human_ms=5, room=0.08)
    p.band(kit=POWER_KIT, bass=PICK_BASS, left=DISTORTION, right=DISTORTION_2, lead=OVERDRIVE)
    riff = chug("x.gx..x.g.x.x.g. | x.gx..x.x.x.X---", velocity=92)
    line = bass("1.1.1.1.1.1.1.1b", velocity=96)
    p.section("A", "E5 % A5 E5", left=riff, right=riff, bass=line, kit=drums(98, FILL, **EIGHTHS, crash=True))
    p.section(
        "B",
        "C#m E B A C#m E B B",
        left=comp("X---x-x-X---x-x-", 56),
        right=comp("x---------------", 60),
        bass=bass("1-1-1-1-5-5-1-b-"),
        lead=sing("x--xx-x-x---x-x- | x---x-x-x-------", 64, 83, seed=4),
        kit=drums(98, TOM_FILL, kick="x.....x.x.x.....", snare="....X.......X...", open="x...x...x...x..."),
    )
    p.section("A", "E5 % A5 E5", left=riff, right=riff, bass=line, kit=drums(100, FILL, **EIGHTHS, crash=True))
    return p


def garage() -> Piece:
    p = Piece("Sixties beat group", "rock & pop", 141, "A major", FOUR, human_ms=8)
    p.band(kit=ROOM_KIT, bass=FINGER_BASS, rhythm=CLEAN_GUITAR, organ=ORGAN)
    beat = {
        "kick": "x.......x.x.....",
        "snare": "....X.....x.X...",
        "ride": "x...x...x...x...",
        "tamb": "....x.......x...",
    }
    p.section(
        "A",
        "A D E D A D E E",
        kit=drums(92, **beat, fill=FILL),
        bass=bass("1--.5.1.1--.5.5."),
        rhythm=comp("..x...x...x.x.x.", 64),
        organ=sing("x-x-x---x-x-x--- | x---x-x-x-------", 64, 81, seed=2),
    )
    p.section(
        "B",
        "F#m D F#m D Bm E Bm E",
        kit=drums(92, **beat, fill=TOM_FILL, crash=True),
        bass=bass("1...1...5...8..."),
        rhythm=comp("x---..x-x---x-x-", 64),
        organ=comp("x---------------", 66, 60),
    )
    return p


def punk() -> Piece:
    p = Piece("Punk in a hurry", "rock & pop", 186, "G major", FOUR, human_ms=7)
    p.band(kit=POWER_KIT, bass=PICK_BASS, left=DISTORTION, right=DISTORTION_2)
    beat = {"kick": "x...x.x.", "snare": "..X...X.", "open": "x.x.x.x."}
    p.section(
        "A",
        "G5 C5 D5 C5",
        times=3,
        left=chug("xxxxxxxx", velocity=96),
        right=chug("x-x-xxxx"),
        bass=bass("11111111"),
        kit=drums(104, **beat, fill={"snare": "xxxxxxXX", "kick": "x.x.x.x."}, crash=True),
    )
    p.section(
        "B",
        "Em C G D",
        times=3,
        left=chug("x---x---"),
        right=chug("x-x-x-x-"),
        bass=bass("1-1-5-5-"),
        kit=drums(104, kick="x..xx...", snare="..X...X.", crash=True, ride="x.x.x.x."),
    )
    return p


def indie() -> Piece:
    p = Piece("Indie pop with pushed chords", "rock & pop", 104, "D major", FOUR, human_ms=6, room=0.1)
    p.band(kit=KIT, bass=FINGER_BASS, rhythm=CLEAN_GUITAR, lead=SQUARE, pad=PAD)
    push = "x--x--x-x-x---x- | --x--x--x-x---x-"
    p.section(
        "A",
        "D A Bm G",
        times=2,
        rhythm=comp(push, 64),
        bass=bass("1..1..1.1.1...5."),
        kit=drums(90, kick="x..x..x.x..x....", snare="....X.......X..o", hat="xoxoxoxoxoxoxoxo", fill=FILL),
    )
    p.section(
        "B",
        "G A F#m Bm G A D D",
        rhythm=comp("x-x-x-x-x-x-x-x-", 66, 64),
        pad=comp("x---------------", 62, 62),
        bass=bass("1...1.1...1.1.b."),
        lead=sing("..x-x-x---x-x--- | ..x-x-x-x-------", 69, 86, seed=7),
        kit=drums(94, kick="x.x...x.x.x...x.", snare="....X.......X...", open="..x...x...x...x.", crash=True),
    )
    return p


def piano_ballad() -> Piece:
    p = Piece("Piano pop ballad", "rock & pop", 68, "C major", FOUR, human_ms=8, wander=0.012, room=0.2)
    p.band(piano=PIANO, kit=ROOM_KIT, bass=FINGER_BASS, strings=STRINGS)
    p.section("A", "C G/B Am F", piano=both(comp("x---x---x---x---", 64, 62), bass("1-------1---5---", 36, 66)))
    p.section(
        "B",
        "F G Am C/E F G C C",
        piano=both(comp("x-x-x-x-x-x-x-x-", 66, 70), bass("1-------1---5---", 36, 74)),
        strings=comp("x---------------", 68, 66),
        bass=bass("1-----1-1---5---"),
        kit=drums(88, kick="x.....x.x.......", snare="....X.......X...", hat="x.x.x.x.x.x.x.x.", crash=True),
        slower=(2, 0.85),
    )
    return p


def power_ballad() -> Piece:
    p = Piece("Power ballad", "rock & pop", 76, "F major", FOUR, human_ms=6, room=0.15)
    p.band(guitar=STEEL, kit=POWER_KIT, bass=PICK_BASS, dist=DISTORTION, lead=OVERDRIVE, pad=PAD)
    p.section("A", "F C Dm Bb", guitar=arp("0214321402143214", 52, 76), pad=comp("x---------------", 60, 56))
    big = {"kick": "x.....x.x.x.....", "snare": "....X.......X...", "open": "x...x...x...x..."}
    p.section(
        "B",
        "Bb C F Dm Bb C F F",
        dist=chug("x---------x-x---"),
        bass=bass("1-----1-1---b---"),
        pad=comp("x---", 65),
        lead=sing("x---x-x---x-x--- | x-x-x---x-------", 69, 86, seed=3),
        kit=drums(104, TOM_FILL, **big, crash=True),
    )
    return p


def gallop() -> Piece:
    p = Piece("Galloping metal", "rock & pop", 156, "E minor", FOUR, human_ms=4)
    p.band(kit=POWER_KIT, bass=PICK_BASS, left=DISTORTION, right=DISTORTION_2, lead=OVERDRIVE)
    riff = chug("x-ggx-ggx-ggx-gg", velocity=98)
    p.section(
        "A",
        "E5 C5 D5 E5",
        times=2,
        left=riff,
        right=riff,
        bass=bass("1.111.111.111.11"),
        kit=drums(
            102, TOM_FILL, kick="x.xxx.xxx.xxx.xx", snare="....X.......X...", ride="x...x...x...x...", crash=True
        ),
    )
    p.section(
        "B",
        "C5 D5 E5 E5 C5 D5 B5 B5",
        left=chug("x-------x-------"),
        right=chug("x-------x-------"),
        bass=bass("1.1.1.1.1.1.1.1."),
        lead=sing("x-xxx-x-x-xxx-x- | xxxxx---x-x-x---", 64, 88, seed=11),
        kit=drums(102, kick="xxxxxxxxxxxxxxxx", snare="....X.......X...", crash=True, bell="x...x...x...x..."),
    )
    return p


def doom() -> Piece:
    p = Piece("Slow heavy riff", "rock & pop", 62, "D minor", FOUR, human_ms=6, room=0.15)
    p.band(kit=POWER_KIT, bass=PICK_BASS, left=DISTORTION, right=DISTORTION_2)
    riff = chug("X---x-X-x---g-g- | X---x-X-X-x-x---", velocity=100)
    beat = {"kick": "X.....x.X..x....", "snare": "....X.......X...", "ride": "x.x.x.x.x.x.x.x."}
    p.section("A", "D5 F5 D5 C5", left=riff, right=riff, bass=bass("1---1-1-1---1-1-"), kit=drums(104, **beat))
    p.section(
        "B",
        "Bb5 C5 D5 D5",
        left=chug("X-------X-------"),
        right=chug("X-------X-------"),
        bass=bass("1---1---1---b---"),
        kit=drums(
            104, TOM_FILL, kick="X.....x.X.x.....", snare="....X.......X..o", open="x...x...x...x...", crash=True
        ),
    )
    return p


def grunge() -> Piece:
    p = Piece("Quiet and loud", "rock & pop", 113, "A minor", FOUR, human_ms=8)
    p.band(kit=ROOM_KIT, bass=PICK_BASS, clean=CLEAN_GUITAR, dist=DISTORTION)
    p.section(
        "A",
        "Am C F E",
        times=2,
        clean=comp("x-.x..x-x-.x..xo", 60, 66),
        bass=bass("1-------1-----b-", velocity=84),
        kit=drums(80, TOM_FILL, kick="x......xx.......", snare="....x.......x...", hat="x.x.x.x.x.x.x.x."),
    )
    p.section(
        "B",
        "Am C F E",
        times=2,
        dist=chug("x--x--x-x--x--gg", velocity=104),
        bass=bass("1.11.11.1.11.111"),
        kit=drums(108, FILL, kick="x..x..x.x..x..x.", snare="....X.......X...", open="x...x...x...x...", crash=True),
    )
    return p


def shuffle() -> Piece:
    p = Piece("Blues shuffle", "rock & pop", 118, "A major", FOUR, swing=0.66, human_ms=7)
    p.band(kit=KIT, bass=FINGER_BASS, guitar=OVERDRIVE, harp=HARMONICA)
    p.section(
        "A",
        "A7 D7 A7 A7 D7 D7 A7 A7 E7 D7 A7 E7",
        times=1,
        guitar=comp("x.x.x.x.", 57, 74),
        bass=bass("1.3.5.6. | 8.6.5.3."),
        harp=sing("x-x-x-..xx-.x--- | ........", 64, 79, seed=5),
        kit=drums(
            92, kick="x...x...", snare="..X...X.", ride="x.xxx.xx", fill={"snare": "x.xxXxxX", "kick": "x...x..."}
        ),
    )
    return p


def slow_blues() -> Piece:
    p = Piece("Slow blues in twelve", "rock & pop", 58, "G major", Metre(4, 1.5), human_ms=9, room=0.12)
    p.band(kit=KIT, bass=FINGER_BASS, piano=PIANO, lead=OVERDRIVE, organ=ROCK_ORGAN)
    p.section(
        "A",
        "G7 C7 G7 G7 C7 C7 G7 G7",
        kit=drums(86, kick="x.....x..x..", snare="...X.....X..", hat="xooxooxooxoo"),
        bass=bass("1--3--5--6--"),
        piano=comp("xxxxxxxxxxxx", 64, 58),
        organ=comp("x-----------", 60, 54),
        lead=sing("...x-x-x-... | x--x-xxx---- | ......x-xx-x | x-----------", 62, 81, seed=9),
    )
    return p


def rising_sun() -> Piece:
    p = Piece("House of the Rising Sun", "rock & pop", 204, "A minor", Metre(6, 0.5), human_ms=6, pickup=0.5)
    p.band(guitar=CLEAN_GUITAR, bass=FINGER_BASS, kit=KIT, organ=ORGAN)
    melody = (
        "A | A3 B2 c | e2 d A3 | a2 a2 g2 | e6 | a3 a2 a | c'2 a g2 e | A2 A c B2 | A4 z2 |"  # the folk tune
        "A3 B2 c | e2 d A3 | a2 a g2 e | e6 | e3 e2 d | c2 B A3 | ^G3 B3 | A5 z"
    )
    p.section(
        "A",
        "Am C D F Am C E E Am C D F Am E Am E",
        guitar=arp("0 1 2 3 2 1", 52, 82),
        bass=bass("1----b", 28),
        kit=drums(84, kick="x....x", snare="...X..", hat="xooxoo", fill={"snare": "x.xXxx", "kick": "x....."}),
        organ=tune(melody, 0.5, -12, 84),
    )
    return p


def speeding() -> Piece:
    p = Piece("A band that speeds up", "rock & pop", 96, "E major", FOUR, human_ms=8)
    p.band(kit=KIT, bass=PICK_BASS, guitar=OVERDRIVE, sax=TENOR_SAX)
    p.section(
        "A",
        "E A E B",
        times=5,
        to_bpm=132,
        guitar=comp("x-x-.xx-x-x-.xxo", 58, 80),
        bass=bass("1.1.5.1.1.1.5.b."),
        sax=only(4, 12, sing("x-xx-x--x-x-x--- | ..x-x-x-x-------", 57, 76, seed=6)),
        kit=drums(96, FILL, kick="x..xx...x..xx...", snare="....X.......X..o", hat="x.x.x.x.x.x.x.x."),
    )
    return p


def rock_waltz() -> Piece:
    p = Piece("Rock waltz", "rock & pop", 138, "B minor", Metre(3), human_ms=6, room=0.1)
    p.band(kit=ROOM_KIT, bass=FINGER_BASS, guitar=CLEAN_GUITAR, dist=DISTORTION, strings=STRINGS)
    beat = {"kick": "x.....x.....", "snare": "....x...X...", "ride": "x...x...x..."}
    p.section(
        "A",
        "Bm G D A",
        times=3,
        guitar=arp("0.1.2.3.2.1.", 54),
        bass=bass("1---------b-"),
        kit=drums(82, kick="x...........", snare="....o...x...", hat="x...x...x..."),
    )
    p.section(
        "B",
        "Em G Bm A",
        times=3,
        dist=chug("x---x---x-x-"),
        strings=comp("x-----------", 68),
        bass=bass("1---1---5---"),
        kit=drums(98, **beat, crash=True, fill={"snare": "x.x.xxx.xxxx", "kick": "x...x...x..."}),
    )
    return p


def dropped_beat() -> Piece:
    p = Piece("Pop with a bar of two", "rock & pop", 122, "G major", FOUR, human_ms=5)
    p.band(kit=KIT, bass=PICK_BASS, guitar=STEEL, piano=PIANO)
    beat = {"kick": "x.....x.x.......", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."}
    for turn in range(3):
        p.section(
            "A",
            "G C Em D",
            guitar=comp("x-x-xoxox-x-xoxo", 60, strum=0.01),
            bass=bass("1---1-1-1---5-b-"),
            piano=sing("x-x-x---x-x-x--- | x-x-x-x-x-------", 67, 84, seed=8),
            kit=drums(92, **beat, crash=turn > 0),
        )
        p.section(
            "A",
            "Am",
            metre=Metre(2),
            guitar=comp("x---x---", 60),
            bass=bass("1---1---"),
            piano=comp("X-------", 66),
            kit=drums(96, kick="x...x...", snare="x.x.xxxx"),
        )
    p.section(
        "A",
        "G C Em D",
        guitar=swell(comp("x-x-xoxox-x-xoxo", 60), 1, 0.8),
        bass=bass("1---1-1-1---5-b-"),
        kit=drums(92, **beat, crash=True),
        piano=comp("x-------x-------", 66),
    )
    return p


PIECES = (
    highway,
    garage,
    punk,
    indie,
    piano_ballad,
    power_ballad,
    gallop,
    doom,
    grunge,
    shuffle,
    slow_blues,
    rising_sun,
    speeding,
    rock_waltz,
    dropped_beat,
)
