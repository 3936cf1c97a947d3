"""Country, bluegrass, fiddle tunes and folk songs."""

from tests.bench.analysis.songs.layers import arp, bass, both, comp, drums, only, sing, tune
from tests.bench.analysis.songs.players import (
    ACCORDION,
    BANJO,
    BRUSHES,
    CHOIR,
    DOUBLE_BASS,
    FIDDLE,
    FINGER_BASS,
    FLUTE,
    HARMONICA,
    HARP,
    KIT,
    NYLON,
    OOHS,
    OVERDRIVE,
    PERCUSSION,
    PIANO,
    RECORDER,
    STEEL,
    STEEL_2,
    STRINGS,
    WHISTLE,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, THREE, TWO, SIX, JIG = Metre(4), Metre(3), Metre(2), Metre(6, 0.5), Metre(2, 1.5)


def country() -> Piece:
    p = Piece("Country shuffle", "folk & country", 124, "G major", FOUR, swing=0.64, human_ms=7)
    p.band(kit=BRUSHES, bass=DOUBLE_BASS, guitar=STEEL, fiddle=FIDDLE)
    p.section(
        "A",
        "G G7 C G G Em A7 D7 G G7 C G G D7 G G",
        kit=drums(92, kick="x...x...", snare="o.Xxo.Xx"),
        bass=bass("1...5..."),
        guitar=comp("o.x.o.xx", 60, 74, strum=0.012),
        fiddle=only(4, 12, sing("x---x-x- | x-x-x--- | xxx-x-x- | x-------", 62, 83, seed=2)),
    )
    return p


def outlaw() -> Piece:
    p = Piece("Country rock backbeat", "folk & country", 108, "A major", FOUR, human_ms=7)
    p.band(kit=KIT, bass=FINGER_BASS, guitar=STEEL, lead=OVERDRIVE, harp=HARMONICA)
    p.section(
        "A",
        "A D A E A D E A",
        times=2,
        kit=drums(92, kick="x.....x.x.......", snare="....X.......X...", hat="x.x.x.x.x.x.x.x."),
        bass=bass("1---..1-5---..b-"),
        guitar=comp("x---x-xo..xox-xo", 60, strum=0.012),
        harp=only(4, 4, sing("x---x-x-x------- | ..x-x-x-x---....", 64, 81, seed=4)),
        lead=only(8, 8, sing("x-xxx-x-..x-x--- | x---x-x-x-------", 64, 83, 80, seed=6)),
    )
    return p


def bluegrass() -> Piece:
    p = Piece("Bluegrass breakdown", "folk & country", 132, "G major", TWO, human_ms=6)
    p.band(bass=DOUBLE_BASS, guitar=STEEL, banjo=BANJO, mandolin=STEEL_2, fiddle=FIDDLE)
    p.section(
        "A",
        "G % C % G % D % G % C % G D G %",
        times=2,
        bass=bass("1...5...", velocity=100),
        guitar=comp("o.x.o.x.", 60, 70, 0.5),
        mandolin=comp("..X...X.", 67, 86, 0.3),
        banjo=arp("02130213 | 03120321", 62, 82, 0.9),
        fiddle=only(16, 16, sing("xxxxx-xx | x-xxx-x- | xxxxxxxx | x-xxx---", 67, 88, seed=13)),
    )
    return p


def jig() -> Piece:
    p = Piece("Irish jig", "folk & country", 114, "G major", JIG, human_ms=7, pickup=0.5)
    p.band(fiddle=FIDDLE, whistle=WHISTLE, guitar=STEEL, drum=PERCUSSION)
    washerwoman = (
        "d | B2 G G2 D | G2 G B G B | d2 c B2 A | c2 A A3 | A2 F F2 D | F2 F A c e | d c B c A F | G3 G2 d |"
        "B2 G G2 D | G2 G B G B | d2 c B2 A | c2 A A2 B | c B c d c B | A G A B A G | F E D c A F | G3 G3 |"
        "g f g d g d | g d g b g d | f2 d d2 f | a2 f d2 f | e2 c c2 e | g2 e c2 e | d c B c A F | G3 G3"
    )
    p.section(
        "A",
        "G G G D D D D G G G G D C G D G",
        fiddle=tune(washerwoman, 0.5, 0, 92),
        guitar=comp("x-xx-x", 60, 72, strum=0.01),
        drum=drums(74, low="x.gx.g"),
    )
    p.section(
        "B",
        "G G D D C C D G",
        fiddle=tune(
            "g f g d g d | g d g b g d | f2 d d2 f | a2 f d2 f | e2 c c2 e | g2 e c2 e | d c B c A F | G3 G3", 0, 0, 92
        ),
        whistle=tune(
            "g f g d g d | g d g b g d | f2 d d2 f | a2 f d2 f | e2 c c2 e | g2 e c2 e | d c B c A F | G3 G3", 0, 0, 78
        ),
        guitar=comp("x-xx-x", 60, 76, strum=0.01),
        drum=drums(80, low="x.gx.x"),
    )
    return p


def kesh() -> Piece:
    p = Piece("Jig of flute and bouzouki, no drums", "folk & country", 106, "D major", JIG, human_ms=8)
    p.band(flute=FLUTE, guitar=STEEL, box=ACCORDION)
    p.section(
        "A",
        "D D G A D D A D",
        times=2,
        flute=tune(
            "f2 d A d f | e d c d2 A | B2 d g2 f | e d e a3 | f2 d A d f | e d c d e f | g f e c d e | d3 d3",
            velocity=90,
        ),
        guitar=comp("x-xx-x", 60, 70, strum=0.01),
    )
    p.section(
        "B",
        "D A G A D A G,A D",
        times=2,
        flute=tune(
            "a2 f d f a | a g f e2 c | d B G B d g | f e d e2 A | a2 f d f a | a g f e d c | B g f e d c | d3 d3",
            velocity=92,
        ),
        box=comp("x-----", 66, 60),
        guitar=comp("x-xx-x", 60, 74, strum=0.01),
    )
    return p


def reel() -> Piece:
    p = Piece("Reel", "folk & country", 108, "D major", TWO, swing=0.53, swing_unit=0.25, human_ms=7)
    p.band(fiddle=FIDDLE, guitar=STEEL, box=ACCORDION, drum=PERCUSSION)
    turn = "f/2e/2d/2f/2 a/2f/2d/2f/2 | e/2d/2c/2e/2 a/2e/2c/2e/2 | d/2A/2F/2A/2 B/2d/2g/2f/2 | e/2d/2c/2e/2 d2 |"
    second = "a/2b/2a/2f/2 d/2f/2a/2f/2 | g/2a/2g/2e/2 c/2e/2g/2e/2 | f/2g/2f/2d/2 B/2d/2g/2f/2 | e/2a/2c/2e/2 d2 |"
    p.section(
        "A",
        "D A D,G A,D",
        times=4,
        fiddle=tune(turn),
        guitar=comp("x.xxx.xx", 60, 72, 0.6, strum=0.01),
        drum=only(8, 8, drums(70, low="x.goX.go")),
    )
    p.section(
        "B",
        "D G D,G A,D",
        times=4,
        fiddle=tune(second),
        box=tune(second, velocity=72),
        guitar=comp("x.xxx.xx", 60, 78, 0.6, strum=0.01),
        drum=drums(76, low="x.goX.go"),
    )
    return p


def drunken_sailor() -> Piece:
    p = Piece("Drunken Sailor", "folk & country", 112, "D minor", TWO, human_ms=8, room=0.1)
    p.band(choir=CHOIR, box=ACCORDION, bass=FINGER_BASS, stomp=PERCUSSION)
    verse = (
        "A A/2A/2 A A/2A/2 | A D F A | G G/2G/2 G G/2G/2 | G C E G | A A/2A/2 A A/2A/2 | A B c d | c A G E | D2 D2 |"
    )
    p.section(
        "A",
        "Dm % C % Dm % C Dm",
        times=2,
        choir=tune(verse, velocity=96),
        box=comp("x.x.", 62, 74, 0.5),
        bass=bass("1.5."),
        stomp=drums(84, low="x.x.", clap=".x.x"),
    )
    p.section(
        "B",
        "Dm % C % Dm % C Dm",
        choir=tune("A2 A2 | A D F A | G2 G2 | G C E G | A2 A2 | A B c d | c A G E | D2 D2 |", velocity=104),
        box=sing("x-xxx-x- | x-x-x---", 67, 84, seed=3),
        bass=bass("1.5."),
        stomp=drums(90, low="x.x.", clap=".x.x", tamb="xxxx"),
    )
    return p


def clementine() -> Piece:
    p = Piece("Clementine", "folk & country", 112, "F major", THREE, human_ms=8, pickup=1.0)
    p.band(guitar=STEEL, bass=DOUBLE_BASS, voice=HARMONICA)
    air = "F>F | F2 C2 A>A | A2 F2 F>A | c3 c B>A | G4 G>A | B2 B2 A>G | A2 F2 F>A | G3 C E>G | F4 F>F |"
    p.section(
        "A",
        "F % F C7 C7 F C7 F",
        times=3,
        voice=tune(air, 1.0),
        guitar=comp("o-x-x-", 58, 74, strum=0.015),
        bass=bass("1-----"),
    )
    return p


def amazing_grace() -> Piece:
    p = Piece("Amazing Grace", "folk & country", 82, "G major", THREE, human_ms=9, wander=0.02, pickup=1.0, room=0.3)
    p.band(choir=OOHS, piano=PIANO)
    air = (
        "D2 | G4 (3BAG | B4 A2 | G4 E2 | D4 D2 | G4 (3BAG | B4 A2 | d6- | d4 B2 | d4 (3BAG | B4 A2 |"
        " G4 E2 | D4 D2 | G4 (3BAG | B4 A2 | G6- | G4 z2"
    )
    p.section(
        "A",
        "G % C G G Em D D G % C G G D G G",
        choir=tune(air, 1.0, 0, 92),
        piano=both(comp("x-x-x-", 60, 58), bass("1-----", 36, 66)),
        slower=(4, 0.75),
    )
    return p


def greensleeves() -> Piece:
    p = Piece("Greensleeves", "folk & country", 152, "A minor", SIX, human_ms=8, wander=0.012, pickup=0.5, room=0.15)
    p.band(guitar=NYLON, recorder=RECORDER)
    air = "A | c2 d e>fe | d2 B G>AB | c2 A A>^GA | B2 ^G E2 A | c2 d e>fe | d2 B G>AB | c>BA ^G>^F^G | A3 A3 |"
    chorus = "g3 g>fe | d2 B G>AB | c2 A A>^GA | B2 ^G E3 | g3 g>fe | d2 B G>AB | c>BA ^G>^F^G | A3 A3 |"
    p.section("A", "Am G Am E Am G Am,E Am", times=1, recorder=tune(air, 0.5), guitar=arp("012321", 45, 82))
    p.section("B", "C G Am E C G Am,E Am", times=1, recorder=tune(chorus, velocity=98), guitar=arp("012321", 45, 86))
    p.section(
        "A",
        "Am G Am E Am G Am,E Am",
        recorder=tune(air[1:].lstrip(" |"), velocity=86),
        guitar=arp("012321", 45, 78),
        slower=(4, 0.75),
    )
    return p


def scarborough() -> Piece:
    p = Piece("Scarborough Fair", "folk & country", 116, "D minor", THREE, human_ms=8, room=0.15)
    p.band(guitar=STEEL, flute=FLUTE, strings=STRINGS)
    air = (
        "D4 D2 | A2 A2 A2 | E3 F E2 | D6 |z2 A2 c2 | d4 c2 | A2 =B2 G2 | A6 | z4 d2 | d4 d2 | c4 A2 |"
        " A2 G2 F2 | E2 C4 | D4 A2 | G4 F2 | E2 D2 C2 | D6 |"
    )
    p.section("A", "Dm Am C Dm Dm F G Am Dm F C F C Dm C C Dm", times=1, guitar=arp("021321", 50, 80), flute=tune(air))
    p.section(
        "B",
        "Dm F C Dm Bb C Dm Dm",
        guitar=arp("021321", 50, 84),
        strings=comp("x-----", 62, 60),
        flute=sing("x-x-x- | x---x- | x-xxx- | x-----", 67, 82, seed=4),
    )
    return p


def auld_lang_syne() -> Piece:
    p = Piece("Auld Lang Syne", "folk & country", 88, "F major", FOUR, human_ms=8, wander=0.01, pickup=1.0, room=0.2)
    p.band(piano=PIANO, choir=CHOIR)
    air = "C2 | F3 F F2 A2 | G3 F G2 A2 | F3 F A2 c2 | d6 d2 | c3 A A2 F2 | G3 F G2 A2 | F3 D D2 C2 | F6 d2 |"
    p.section(
        "A",
        "F C7 F Bb F C7 Bb,C F",
        piano=both(tune(air, 1.0, 0, 90), comp("x-x-x-x-", 58, 56), bass("1---5---", 36, 66)),
    )
    p.section(
        "B",
        "F C7 F Bb F C7 Bb,C F",
        choir=tune(
            "c3 A A2 F2 | G3 F G2 d2 | c3 A A2 c2 | d6 d2 | c3 A A2 F2 | G3 F G2 A2 | F3 D D2 C2 | F8 |", velocity=96
        ),
        piano=both(comp("x-x-x-x-", 60, 66), bass("1-5-8-5-", 36, 72)),
        slower=(4, 0.7),
    )
    return p


def silent_night() -> Piece:
    p = Piece("Silent Night", "folk & country", 128, "C major", SIX, human_ms=8, wander=0.015, room=0.25)
    p.band(guitar=NYLON, voice=CHOIR)
    air = (
        "G>AG E3 | G>AG E3 | d2 d B3 | c2 c G3 | A2 A c>BA | G>AG E3 | A2 A c>BA | G>AG E3 | d2 d f>dB |"
        " c3 e3 | c>GE G>FD | C6 |"
    )
    p.section("A", "C C G C F C F C G C C,G C", voice=tune(air), guitar=arp("012321", 48, 78), slower=(4, 0.75))
    return p


def oh_susanna() -> Piece:
    p = Piece("Oh! Susanna", "folk & country", 106, "D major", TWO, human_ms=7, pickup=0.5)
    p.band(banjo=BANJO, bass=DOUBLE_BASS, guitar=STEEL, harp=HARMONICA)
    air = "D/2E/2 | F A A>B | A F D>E | F F E D | E3 D/2E/2 | F A A>B | A F D>E | F F E E | D3 z |"
    chorus = "G2 G2 | B B2 B | A A F D | E3 D/2E/2 | F A A>B | A F D>E | F F E E | D4 |"
    p.section(
        "A",
        "D % % A7 D % A7 D",
        times=2,
        harp=tune(air, 0.5),
        banjo=arp("02130213", 62, 76),
        bass=bass("1.5."),
        guitar=comp(".x.x", 60, 70, 0.5),
    )
    p.section(
        "B",
        "G % D A7 D % A7 D",
        times=2,
        harp=tune(chorus, velocity=98),
        banjo=arp("03120312", 62, 80),
        bass=bass("1.5."),
        guitar=comp(".x.x", 60, 74, 0.5),
    )
    return p


def kalinka() -> Piece:
    p = Piece("Kalinka, faster and faster", "folk & country", 88, "D minor", TWO, human_ms=7)
    p.band(box=ACCORDION, bass=DOUBLE_BASS, strum=STEEL_2, melody=FIDDLE)
    air = "z2 A2 | G E/2F/2 G E/2F/2 | G F/2E/2 D A | A G/2F/2 G E/2F/2 | G F/2E/2 D2 |"
    p.section(
        "A",
        "A7 A7 Dm A7 Dm",
        times=8,
        to_bpm=164,
        melody=tune(air, shift=12),
        box=comp(".x.x", 64, 76, 0.5),
        bass=bass("1.5.", velocity=100),
        strum=comp("xxxx", 66, 66, 0.5),
    )
    return p


def campfire() -> Piece:
    p = Piece("Strummed guitar alone", "folk & country", 94, "G major", FOUR, human_ms=9, wander=0.01)
    p.band(guitar=STEEL)
    p.section(
        "A",
        "G D Em C",
        times=2,
        guitar=both(comp("x---x-xo..xox-xo", 60, 80, strum=0.015), bass("1---------------", 40, 84)),
    )
    p.section(
        "B",
        "C G D Em C G D D",
        guitar=both(comp("x-xox-xoxoxox-xo", 62, 88, strum=0.015), bass("1-------1-------", 40, 88)),
        slower=(2, 0.8),
    )
    return p


def travis() -> Piece:
    p = Piece(
        "Fingerpicked guitar with alternating thumb", "folk & country", 100, "C major", FOUR, human_ms=8, wander=0.008
    )
    p.band(thumb=STEEL, fingers=STEEL)
    p.section(
        "A", "C Am F G C Am Dm,G C", times=2, thumb=bass("1.5.1.5.", 40, 88), fingers=arp("4..3.4.3 | ..5.4.3.", 55, 78)
    )
    p.section(
        "B",
        "F G Em Am F G C C",
        thumb=bass("1.5.1.5.", 40, 90),
        fingers=arp("5.4.3.4. | .5.4.3..", 55, 84),
        slower=(3, 0.8),
    )
    return p


def harp_waltz() -> Piece:
    p = Piece("Harp air in three", "folk & country", 92, "Eb major", THREE, human_ms=9, wander=0.02, room=0.3)
    p.band(harp=HARP, low=HARP)
    p.section(
        "A",
        "Eb Bb/D Cm Ab Eb/G Fm Bb7 Eb",
        times=2,
        low=bass("1-----", 36, 80),
        harp=both(arp("024642", 51, 66), sing("x---x- | x-x-x- | x-xxx- | x-----", 70, 87, 88, seed=7)),
        slower=(3, 0.75),
    )
    return p


PIECES = (
    country,
    outlaw,
    bluegrass,
    jig,
    kesh,
    reel,
    drunken_sailor,
    clementine,
    amazing_grace,
    greensleeves,
    scarborough,
    auld_lang_syne,
    silent_night,
    oh_susanna,
    kalinka,
    campfire,
    travis,
    harp_waltz,
)
