"""Strings, orchestra and choir, most of it after famous themes."""

from tests.bench.analysis.songs.layers import arp, bass, both, comp, drums, only, sing, tune
from tests.bench.analysis.songs.players import (
    BASSOON,
    BRASS,
    CELLO,
    CHOIR,
    CHURCH_ORGAN,
    CLARINET,
    CONTRABASS,
    FLUTE,
    HARP,
    HARPSICHORD,
    HORNS,
    LOW_STRINGS,
    OBOE,
    ORCHESTRAL_KIT,
    PIZZICATO,
    STRINGS,
    TIMPANI,
    TRUMPET,
    VIOLA,
    VIOLIN,
    VIOLIN_2,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, THREE, TWO, SIX = Metre(4), Metre(3), Metre(2), Metre(6, 0.5)
GROUP = "classical"


def ode_to_joy() -> Piece:
    p = Piece("Ode to Joy for strings", GROUP, 112, "D major", FOUR, human_ms=8, room=0.25)
    p.band(violin=VIOLIN, viola=VIOLA, cello=CELLO, bass=CONTRABASS, horns=HORNS)
    air = "F2F2G2A2 | A2G2F2E2 | D2D2E2F2 | F3E E4 | F2F2G2A2 | A2G2F2E2 | D2D2E2F2 | E3D D4 |"
    middle = "E2E2F2D2 | E2FGF2D2 | E2FGF2E2 | D2E2A,4 | F2F2G2A2 | A2G2F2E2 | D2D2E2F2 | E3D D4 |"
    p.section(
        "A", "D A D A D A D A,D", cello=tune(air, shift=-12, velocity=100), bass=only(4, 4, bass("1---5---", 36, 70))
    )
    p.section(
        "A",
        "D A D A D A D A,D",
        violin=tune(air, shift=12),
        viola=comp("x-x-x-x-", 60, 70, 0.8),
        cello=bass("1-5-1-5-", 43, 84),
    )
    p.section(
        "B",
        "A A A,Bm D,A D A D A,D",
        violin=tune(middle, shift=12, velocity=100),
        viola=comp("x-x-x-x-", 60, 76, 0.8),
        cello=bass("1-5-3-5-", 43, 88),
        horns=comp("x---x---", 60, 70),
        slower=(3, 0.85),
    )
    return p


def canon() -> Piece:
    p = Piece("Canon on eight notes", GROUP, 58, "D major", FOUR, human_ms=8, room=0.25)
    p.band(cello=CELLO, harpsichord=HARPSICHORD, one=VIOLIN, two=VIOLIN_2)
    ground = "D2A,2B,2F,2 | G,2D,2G,2A,2 |"  # after Pachelbel
    slow = "f2e2d2c2 | B2A2B2c2 |"
    moving = "d2c2B2A2 | G2F2G2E2 |"
    quick = "dfag fdfe | dBdA GBAG |"
    chords = "D,A,Bm,F#m G,D,G,A"
    p.section("A", chords, cello=tune(ground, shift=-12), harpsichord=comp("x-x-x-x-", 60, 62))
    p.section(
        "B",
        chords,
        times=2,
        cello=tune(ground, shift=-12),
        harpsichord=comp("x-x-x-x-", 60, 62),
        one=tune(slow + moving),
    )
    p.section(
        "C",
        chords,
        times=2,
        cello=tune(ground, shift=-12),
        harpsichord=comp("xxxxxxxx", 60, 62),
        one=tune(quick),
        two=tune(slow + moving, velocity=82),
        slower=(2, 0.8),
    )
    return p


def serenade() -> Piece:
    p = Piece("Serenade for strings", GROUP, 134, "G major", FOUR, human_ms=7, room=0.15)
    p.band(violin=VIOLIN, second=STRINGS, low=LOW_STRINGS)
    call = "g2 zd g2 zd | gdgb d'2 z2 | c'2 za c'2 za | c'afa d2 z2 |"  # after Mozart
    p.section(
        "A",
        "G G D D",
        times=1,
        violin=both(tune(call), tune(call, shift=-12)),
        second=comp("x..xx..x | xxxxx...", 60, 84, 0.6),
        low=bass("1..11..1", 36, 90, 0.6),
    )
    p.section(
        "B",
        "G D7 G D7 G C D G",
        times=2,
        violin=sing("x---xxx- | x-xxx-x- | xxxxx-x- | x---x-..", 69, 88, seed=4),
        second=comp("xxxxxxxx", 62, 68, 0.6),
        low=bass("11111111", 36, 82, 0.6),
    )
    p.section(
        "A",
        "G G D D",
        violin=both(tune(call), tune(call, shift=-12)),
        second=comp("x..xx..x", 60, 84, 0.6),
        low=bass("1..11..1", 36, 90, 0.6),
    )
    return p


def spring() -> Piece:
    p = Piece("Spring concerto", GROUP, 106, "E major", FOUR, human_ms=7, pickup=0.5, room=0.2)
    p.band(violin=VIOLIN, tutti=STRINGS, low=CELLO, harpsichord=HARPSICHORD)
    air = (
        "e | g g g f/2e/2 b3 b/2a/2 | g g g f/2e/2 b3 b/2a/2 | g a/2b/2 a g f d B z |"
        " g g g f/2e/2 b3 b/2a/2 | g a/2b/2 a g f2 z e | g a/2b/2 a g a b2 e | g a/2b/2 a g a b2 e |"
        " c' b a g/2f/2 e4 |"
    )
    p.section(
        "A",
        "E E E,B E E,B E E B,E",
        times=2,
        violin=tune(air, 0.5),
        tutti=comp("x-x-x-x-", 64, 70, 0.6),
        low=bass("1.1.1.1.", 40, 84, 0.6),
        harpsichord=comp("xxxxxxxx", 62, 56, 0.5),
    )
    return p


def allegretto() -> Piece:
    p = Piece("Allegretto in two", GROUP, 74, "A minor", TWO, human_ms=8, room=0.25)
    p.band(low=CELLO, viola=VIOLA, violin=STRINGS, wind=CLARINET)
    p.section(
        "A", "Am E Am C G7 C B7 E", times=1, low=bass("1-115-5-", 36, 80, 0.6), viola=comp("x-xxx-x-", 57, 72, 0.6)
    )
    p.section(
        "A",
        "Am E Am C G7 C B7 E",
        low=bass("1-115-5-", 36, 84, 0.6),
        viola=sing("x---x-x- | x---x---", 55, 72, 84, seed=3),
        violin=comp("x-xxx-x-", 64, 74, 0.6),
    )
    p.section(
        "B",
        "A E A D E A B7 E",
        key="A major",
        low=arp("012012", 45, 66),
        wind=sing("x---x--- | x-x-x---", 64, 81, 88, seed=4),
        violin=comp("x---", 64, 62),
    )
    return p


def surprise() -> Piece:
    p = Piece("Andante with a surprise", GROUP, 78, "C major", TWO, human_ms=7, room=0.2)
    p.band(violin=VIOLIN, pizz=PIZZICATO, low=CELLO, tutti=STRINGS, drum=TIMPANI)
    air = "C C E E | G G E2 | F F D D | B, B, G,2 | C C E E | G G E2 | c c ^F F | G2 z2 |"  # after Haydn
    p.section(
        "A",
        "C C F,D G C C D7 G",
        violin=tune(air, shift=12, velocity=78, gate=0.6),
        low=bass("1.1.", 36, 66, 0.5),
        pizz=comp(".x.x", 60, 58, 0.4),
    )
    p.section(
        "A",
        "C C F,D G C C D7 G",
        violin=tune(air, shift=12, velocity=64, gate=0.5),
        pizz=comp("x.x.", 60, 62, 0.4),
        low=bass("1.1.", 36, 66, 0.4),
        tutti=only(7, 1, comp("..X.", 64, 118)),
        drum=only(7, 1, bass("..1.", 36, 120)),
    )
    p.section(
        "B",
        "G G7 C C F C G7 C",
        times=2,
        violin=sing("x-xxx-x- | x---x--- | x-x-xxx- | x---....", 69, 86, seed=6),
        tutti=comp("x.x.", 62, 72, 0.6),
        low=bass("1.5.", 36, 80, 0.6),
    )
    return p


def morning() -> Piece:
    p = Piece("Morning in six", GROUP, 146, "E major", SIX, human_ms=8, wander=0.012, room=0.3)
    p.band(flute=FLUTE, oboe=OBOE, strings=STRINGS, low=CELLO, horns=HORNS)
    call = "b g f e f g | b g f e f/2g/2f/2g/2 | b g b c' g c' | b g f e3 |"
    p.section(
        "A",
        "E E C#m E",
        times=2,
        flute=only(0, 4, tune(call)),
        oboe=only(4, 4, tune(call, shift=0)),
        strings=comp("x-----", 62, 58),
        low=bass("1-----", 40, 66),
    )
    p.section(
        "B",
        "E B7 E B7 A E B7 E",
        strings=both(tune(call + call, shift=0, velocity=104), comp("x--x--", 62, 74)),
        low=bass("1--5--", 40, 84),
        horns=comp("x-----", 60, 70),
        slower=(6, 0.8),
    )
    return p


def mountain_king() -> Piece:
    p = Piece("In the mountain hall, faster and faster", GROUP, 104, "B minor", FOUR, human_ms=6)
    p.band(low=PIZZICATO, bassoon=BASSOON, violin=PIZZICATO, tutti=STRINGS, brass=BRASS, kit=ORCHESTRAL_KIT)
    air = "B,CDE FDF2 | ^E^CE2 =E=CE2 | B,CDE FDFB | AFDF A4 |"
    chords = "Bm F#,F Bm D"
    p.section(
        "A",
        chords,
        times=2,
        low=tune(air, shift=-12, velocity=84, gate=0.5),
        bassoon=tune(air, shift=-12, velocity=66, gate=0.5),
    )
    p.section(
        "A",
        chords,
        times=2,
        to_bpm=126,
        violin=tune(air, velocity=92, gate=0.5),
        bassoon=comp("x.x.x.x.", 52, 72, 0.4),
        low=bass("1.5.1.5.", 35, 84, 0.5),
    )
    p.section(
        "A",
        chords,
        times=2,
        bpm=126,
        to_bpm=160,
        violin=tune(air, shift=12),
        tutti=tune(air, velocity=96, gate=0.6),
        brass=comp(".x.x.x.x", 60, 80, 0.4),
        low=bass("1.5.1.5.", 35, 92, 0.5),
        kit=drums(86, kick="x...x...", snare="..x...x.", crash=True),
    )
    return p


def lullaby() -> Piece:
    p = Piece("Lullaby", GROUP, 80, "F major", THREE, human_ms=8, wander=0.015, pickup=1.0, room=0.25)
    p.band(violin=VIOLIN, harp=HARP, strings=STRINGS)
    air = (  # after Brahms
        "AA | c3 A A2 | c4 Ac | f2 e3 d | d2 c2 GA | B2 G2 GA | B4 GB | ed c2 e2 | f4 FF | f4 dB |"
        " c4 AF | B2 c2 d2 | c4 FF | f4 dB | c4 AF | B2 A2 G2 | F4 z2 |"
    )
    p.section(
        "A",
        "F F F C7 C7 C7 C7 F Bb F C F Bb F C7 F",
        violin=tune(air, 1.0),
        harp=both(bass("1.....", 41, 74), comp("..x.x.", 60, 60)),
        strings=only(8, 8, comp("x-----", 62, 54)),
        slower=(3, 0.75),
    )
    return p


def donna() -> Piece:
    p = Piece("Fickle aria in three", GROUP, 142, "B major", THREE, human_ms=8, wander=0.012, room=0.15)
    p.band(voice=TRUMPET, pizz=PIZZICATO, strings=STRINGS, low=CONTRABASS)
    air = "f2f2f2 | a3g e2 | e2e2e2 | g3f d2 | d2f2e2 | e2 c4 | c2e2d2 | d6 |"  # after Verdi
    p.section(
        "A",
        "B F#7 F#7 B B F#7 F#7 B",
        times=2,
        voice=tune(air),
        pizz=bass("1.....", 47, 84, 0.4),
        strings=comp("..x.x.", 62, 70, 0.4),
        low=bass("1.....", 35, 84, 0.4),
    )
    p.section(
        "B",
        "G#m D# G#m D# E B F#7 B",
        times=2,
        voice=sing("x---x- | x-xxx- | x---x- | x-----", 66, 84, seed=4),
        strings=comp("..x.x.", 62, 74, 0.4),
        low=bass("1.....", 35, 90, 0.4),
        pizz=arp("0.2.3.", 47, 66, 0.4),
    )
    return p


def largo() -> Piece:
    p = Piece("Largo of the new world", GROUP, 54, "Db major", FOUR, human_ms=8, wander=0.015, room=0.35)
    p.band(horn=OBOE, strings=STRINGS, low=CELLO, choir=CHOIR)
    air = "F>A A2 F>E D2 | E>F A>F E4 | F>A A2 F>E D2 | E>F E>D D4 |"  # after Dvorak
    p.section("A", "Db Db,Ab Db Gb,Db", horn=tune(air), strings=comp("x-------", 61, 62), low=bass("1---5---", 37, 70))
    p.section(
        "A",
        "Db Db,Ab Db Gb,Db",
        horn=tune(air, velocity=96),
        strings=comp("x---x---", 61, 70),
        low=bass("1---5---", 37, 78),
        choir=comp("x-------", 64, 56),
        slower=(2, 0.8),
    )
    return p


def moldau() -> Piece:
    p = Piece("The river in six", GROUP, 168, "E minor", SIX, human_ms=7, pickup=0.5, room=0.25)
    p.band(violin=VIOLIN, waves=VIOLA, low=CELLO, oboe=OBOE, horns=HORNS)
    air = (  # the folk tune of Smetana's river
        "B, | E2 F G2 A | B3 B3 | c3 c3 | B3- B2 B | A3 A3 | G3- G2 G | F3 F3 | E3- E2 z |"
    )
    p.section(
        "A",
        "Em Em Am Em Am Em B7 Em",
        times=2,
        violin=tune(air, 0.5, 12),
        oboe=only(8, 8, comp("x-----", 67, 60)),
        waves=arp("012321", 52, 62),
        low=bass("1--5--", 40, 78),
    )
    p.section(
        "B",
        "G G D G C G D7 G",
        violin=tune(
            "B2 c d2 e | d3 B3 | A2 B c2 A | B3 G3 | e2 e e2 d | d3 B3 | A2 B A2 F | G6 |", shift=12, velocity=100
        ),
        waves=arp("012321", 55, 66),
        low=bass("1--5--", 40, 84),
        horns=comp("x-----", 60, 66),
    )
    return p


def chorale() -> Piece:
    p = Piece("Chorale for four voices", GROUP, 76, "G major", FOUR, human_ms=9, wander=0.01, pickup=1.0, room=0.4)
    p.band(soprano=CHOIR, alto=CHOIR, tenor=CHOIR, bass=CHOIR)
    hundredth = (
        "G2 | G2F2E2D2 | G2A2B2B2 | B2B2A2G2 | c2B2A2G2 | A2B2A2G2 | E2F2G2d2 | B2G2A2c2 | B2A2G4 |"  # Old Hundredth
    )
    alto = "D2 | D2D2B,2B,2 | D2F2G2G2 | G2G2F2E2 | E2D2F2D2 | D2D2C2D2 | C2D2D2D2 | D2E2F2E2 | D2F2D4 |"
    tenor = (
        "B,2 | B,2A,2G,2F,2 | B,2D2D2D2 | D2D2D2B,2 | A,2G,2D2B,2 | F,2G,2F,2G,2 | G,2A,2B,2A,2 |"
        " G,2C2D2C2 | G,2D2B,4 |"
    )
    low = (
        "G,2 | G,2D,2E,2B,,2 | G,2D,2G,2G,2 | G,2G,2D,2E,2 | A,2G,2D,2G,2 | D,2G,2D,2B,,2 |"
        " C,2D,2G,2F,2 | G,2E,2D,2C,2 | G,2D,2G,4 |"
    )
    p.section(
        "A",
        "G G G Am D Em G G",
        soprano=tune(hundredth, 1.0),
        alto=tune(alto, 1.0, 0, 80),
        tenor=tune(tenor, 1.0, 0, 80),
        bass=tune(low, 1.0, 0, 88),
        slower=(3, 0.75),
    )
    return p


def organ_hymn() -> Piece:
    p = Piece("Hymn for organ and brass", GROUP, 92, "Eb major", FOUR, human_ms=7, room=0.4)
    p.band(organ=CHURCH_ORGAN, pedal=CHURCH_ORGAN, trumpet=TRUMPET)
    p.section(
        "A",
        "Eb Bb/D Cm Gm Ab Eb/G Fm Bb",
        times=1,
        organ=comp("x---x---x---x---", 62, 80, 0.88),
        pedal=bass("1---5---1---b---", 36, 80, 0.85),
    )
    p.section(
        "B",
        "Cm Ab Eb Bb Cm Fm Bb7 Eb",
        times=1,
        organ=comp("x---x-x-x---x---", 65, 86, 0.88),
        pedal=bass("1---5---1---b---", 36, 84, 0.85),
        trumpet=sing("x---x---x-x-x--- | x---x-x-x-------", 63, 80, 92, seed=5),
        slower=(3, 0.8),
    )
    return p


def quartet() -> Piece:
    p = Piece("String quartet finale", GROUP, 152, "D minor", TWO, human_ms=8, room=0.1)
    p.band(violin=VIOLIN, second=VIOLIN_2, viola=VIOLA, cello=CELLO)
    p.section(
        "A",
        "Dm % A7 % A7 % Dm % Gm % Dm % E7 % A7 %",
        violin=sing("x-xxx-x- | x-x-x--- | xxxxx-x- | x---x-..", 69, 88, seed=2),
        second=comp(".x.x", 64, 68, 0.4),
        viola=comp(".x.x", 59, 66, 0.4),
        cello=bass("1.5.", 38, 84, 0.5),
    )
    p.section(
        "B",
        "F % C7 % C7 % F % Bb % F % C7 % F A7",
        violin=sing("x---x-x- | x-xxx---", 69, 88, seed=3),
        second=arp("0121", 60, 66),
        viola=arp("2101", 53, 64),
        cello=bass("1---", 38, 80),
    )
    p.section(
        "A",
        "Dm % A7 % A7 % Dm % Gm % Dm % A7 % Dm %",
        violin=sing("x-xxx-x- | x-x-x--- | xxxxx-x- | x---x-..", 69, 88, seed=2),
        second=comp(".x.x", 64, 68, 0.4),
        viola=comp(".x.x", 59, 66, 0.4),
        cello=bass("1.5.", 38, 84, 0.5),
    )
    return p


def adagio() -> Piece:
    p = Piece("Adagio for strings and organ", GROUP, 52, "G minor", THREE, human_ms=8, wander=0.012, room=0.35)
    p.band(organ=CHURCH_ORGAN, pizz=PIZZICATO, violin=VIOLIN, strings=STRINGS)
    p.section("A", "Gm Gm/F Eb Cm D D7", times=1, pizz=arp("0.1.2. ", 43, 84), organ=comp("x-----", 60, 52))
    p.section(
        "B",
        "Gm Gm/F Eb Cm D7 Gm",
        times=1,
        pizz=bass("1.5.8.", 43, 84),
        organ=comp("x-----", 60, 54),
        violin=sing("x-xxx- | x---xx | x-xxx- | x-----", 67, 84, 88, seed=8),
        strings=comp("x-----", 64, 50),
    )
    return p


PIECES = (
    ode_to_joy,
    canon,
    serenade,
    spring,
    allegretto,
    surprise,
    morning,
    mountain_king,
    lullaby,
    donna,
    largo,
    moldau,
    chorale,
    organ_hymn,
    quartet,
    adagio,
)
