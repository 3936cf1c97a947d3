"""Marches, polkas, waltzes and other old dances."""

from tests.bench.analysis.songs.layers import bass, both, comp, drums, only, sing, tune
from tests.bench.analysis.songs.players import (
    ACCORDION,
    BRASS,
    CELLO,
    CLARINET,
    CONTRABASS,
    DOUBLE_BASS,
    HARPSICHORD,
    HONKY_TONK,
    HORNS,
    KIT,
    NYLON,
    ORCHESTRAL_KIT,
    PIANO,
    PICCOLO,
    STRINGS,
    TIMPANI,
    TROMBONE,
    TRUMPET,
    TUBA,
    VIOLIN,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, THREE, TWO, SIX_TWO = Metre(4), Metre(3), Metre(2), Metre(2, 1.5)


def parade() -> Piece:
    p = Piece("Parade march", "marches & dances", 116, "Bb major", TWO, human_ms=6)
    p.band(kit=ORCHESTRAL_KIT, tuba=TUBA, horns=HORNS, cornet=TRUMPET, bones=TROMBONE, piccolo=PICCOLO)
    roll = {"kick": "x...x...", "snare": "x.xxx.xx"}
    air = (
        "B2 d>B | f2 d2 | e d c B | c4 | c2 e>c | g2 e2 | f e d c | d4 | B2 d>B | f2 b2 | a g f e | d4 |"
        " e g f e | d f e d | c f A c | B4 |"
    )
    p.section(
        "A",
        "Bb % Eb F F % F Bb Bb % Eb Bb Eb Bb F Bb",
        kit=drums(90, **roll, crash=True),
        tuba=bass("1.5.", 29),
        horns=comp(".x.x", 60, 78, 0.5),
        cornet=tune(air),
        bones=only(8, 8, comp("x---", 54, 74)),
    )
    p.section(
        "B",
        "Eb Ab Bb7 Eb Eb Ab F7 Bb",
        times=2,
        key="Eb major",
        kit=drums(84, **roll),
        tuba=bass("1.5.", 29),
        horns=comp(".x.x", 60, 70, 0.5),
        cornet=sing("x---x-x- | x---x--- | x-xxx-x- | x-------", 58, 77, seed=3),
        piccolo=only(8, 8, sing("xxxxx-x- | x-xxx---", 79, 96, 80, seed=6)),
    )
    return p


def quickstep() -> Piece:
    p = Piece("Six-eight march", "marches & dances", 118, "F major", SIX_TWO, human_ms=6, pickup=0.5)
    p.band(kit=ORCHESTRAL_KIT, tuba=TUBA, horns=HORNS, trumpet=TRUMPET, clarinet=CLARINET)
    air = (
        "c | f3 a2 f | c3 A2 c | d2 d d2 e | f3- f2 c | f3 a2 f | g3 e2 c | d2 e f2 d | c3- c2 c |"
        " f3 a2 f | c3 A2 c | d2 d f2 d | c3 A2 c | B2 d c2 B | A2 c B2 A | G2 A B2 G | F3- F2 z |"
    )
    p.section(
        "A",
        "F F Bb F F C G7 C F F Bb F Bb F C F",
        times=2,
        kit=drums(90, kick="x.....", snare="x.xx.x", crash=True),
        tuba=bass("1..5..", 29),
        horns=comp("..x..x", 62, 74, 0.6),
        trumpet=tune(air, 0.5),
        clarinet=only(16, 16, sing("xxxxxx | x-xx-x", 70, 88, 78, seed=4)),
    )
    return p


def slow_march() -> Piece:
    p = Piece("Solemn march without drums", "marches & dances", 76, "C minor", FOUR, human_ms=7, wander=0.008, room=0.3)
    p.band(tuba=TUBA, bones=TROMBONE, horns=HORNS, trumpets=BRASS, timpani=TIMPANI)
    p.section(
        "A",
        "Cm G7/B Cm Ab Fm Cm/G G7 Cm",
        times=2,
        tuba=bass("1---1-1-1---5---", 29),
        bones=comp("x---x---x---x---", 54, 76, 0.8),
        horns=sing("x-----xxx-----x- | x---x---x-------", 58, 75, seed=2),
        trumpets=only(8, 8, comp("x-----x-x-------", 66, 82)),
        timpani=bass("1-----111---....", 36, 84),
        slower=(3, 0.75),
    )
    return p


def radetzky() -> Piece:
    p = Piece("Radetzky March", "marches & dances", 106, "D major", TWO, human_ms=7, pickup=0.5)
    p.band(kit=ORCHESTRAL_KIT, low=CONTRABASS, after=HORNS, violins=VIOLIN, flute=PICCOLO)
    air = (
        "A/2A/2 | A ^G/2A/2 A A/2A/2 | A ^G/2A/2 A A | d c B A | A ^G A A/2A/2 | A ^G/2A/2 A A/2A/2 |"
        " A ^G/2A/2 A d | c A B c | d2 z A/2A/2 |"
    )
    p.section(
        "A",
        "D D G,A D D D A7 D",
        times=4,
        kit=drums(84, kick="x...x...", snare="x...x.xx", fill={"kick": "x...x...", "snare": "xxxxX..."}),
        low=bass("1.5.", 36),
        after=comp(".x.x", 62, 78, 0.4),
        violins=tune(air, 0.5, 12, 98),
        flute=only(16, 16, tune(air, 0.5, 24, 80)),
    )
    return p


def polka() -> Piece:
    p = Piece("Polka", "marches & dances", 122, "G major", TWO, human_ms=7)
    p.band(kit=KIT, tuba=TUBA, box=ACCORDION, clarinet=CLARINET)
    p.section(
        "A",
        "G % D7 % D7 % G % G % C % D7 % G %",
        kit=drums(86, kick="x...x...", snare="..x...x."),
        tuba=bass("1.5."),
        box=comp(".x.x", 64, 78, 0.4),
        clarinet=sing("xxx-x-x- | xxx-x--- | x-xxxxx- | x-x-x-..", 67, 88, seed=1),
    )
    p.section(
        "B",
        "C % G % D7 % G G7 C % G % A7 D7 G %",
        key="C major",
        kit=drums(86, kick="x...x...", snare="..x...x.", crash=True),
        tuba=bass("1.5."),
        box=sing("x-x-xxxx | x-x-x---", 69, 88, seed=2),
        clarinet=comp(".x.x", 66, 70, 0.4),
    )
    return p


def bohemian() -> Piece:
    p = Piece("Accordion polka, no drums", "marches & dances", 108, "C major", TWO, human_ms=8)
    p.band(left=ACCORDION, right=ACCORDION, bass=DOUBLE_BASS)
    p.section(
        "A",
        "C % G7 % G7 % C %",
        times=2,
        bass=bass("1.5."),
        left=comp(".x.x", 55, 74, 0.5),
        right=sing("x-xxx-x- | x-x-x--- | xxxxx-x- | x---x-..", 67, 88, seed=18),
    )
    p.section(
        "B",
        "F % C % G7 % C %",
        times=2,
        bass=bass("1.5."),
        left=comp(".x.x", 55, 74, 0.5),
        right=sing("x---x-x- | x-xxx---", 69, 88, seed=20),
    )
    return p


def can_can() -> Piece:
    p = Piece("Can-can", "marches & dances", 146, "D major", TWO, human_ms=6)
    p.band(kit=ORCHESTRAL_KIT, low=CONTRABASS, after=STRINGS, violins=VIOLIN, brass=BRASS)
    gallop = (
        "d2 d2 | e/2g/2f/2e/2 a a | a b/2f/2 g g | g b/2g/2 f/2e/2 d | d2 d2 | e/2g/2f/2e/2 a a |"
        " a b/2f/2 g e | f/2e/2 d/2c/2 d2 |"
    )
    p.section(
        "A",
        "D A7 A7 D D A7 A7 D",
        times=3,
        kit=drums(88, kick="x.x.", snare=".x.x"),
        low=bass("1.5.", 36),
        after=comp(".x.x", 62, 74, 0.4),
        violins=tune(gallop),
    )
    p.section(
        "B",
        "G D A7 D G D E7 A7",
        times=2,
        kit=drums(94, kick="x.x.", snare=".x.x", crash=True),
        low=bass("1.5.", 36),
        after=comp(".x.x", 62, 74, 0.4),
        brass=sing("x---x--- | x-x-x---", 62, 79, 96, seed=3),
        violins=sing("xxxxxxxx", 74, 91, 76, seed=4),
    )
    return p


def viennese() -> Piece:
    p = Piece("Viennese waltz", "marches & dances", 174, "D major", THREE, human_ms=8, wander=0.01, room=0.2)
    p.band(low=CONTRABASS, after=STRINGS, violins=VIOLIN, horn=HORNS, kit=ORCHESTRAL_KIT)
    danube = (
        "D4 D2 | F4 A2 | A6 | z2 a4 | z2 f4 | z4 D2 | D4 F2 | A6 | z2 a4 | z2 g4 | z4 C2 | C4 E2 | B6 |"
        " z2 b4 | z2 g4 | z4 D2 |"
    )
    p.section(
        "A",
        "D % % % % % A7 % % % A7 % % % D %",
        times=2,
        low=bass("1.....", 36, 86, 0.5),
        after=comp("..x.x.", 64, 72, 0.4),
        violins=tune(danube, shift=0),
        kit=drums(70, kick="x.....", snare="..o.o."),
    )
    p.section(
        "B",
        "G % D % A7 % D % G % D % E7 A7 D %",
        low=bass("1.....", 36, 92, 0.5),
        after=comp("..x.x.", 64, 76, 0.4),
        violins=sing("x---x- | x-x-x- | x----- | x-x-x-", 69, 90, seed=3),
        horn=comp("x-----", 60, 66),
        kit=drums(80, kick="x.....", snare="..o.o.", crash=True),
    )
    return p


def musette() -> Piece:
    p = Piece("Musette waltz", "marches & dances", 192, "A minor", THREE, human_ms=8)
    p.band(box=ACCORDION, guitar=NYLON, bass=DOUBLE_BASS)
    p.section(
        "A",
        "Am % E7 % E7 % Am % Dm % Am % E7 % Am %",
        times=2,
        bass=bass("1-...."),
        guitar=comp("..x.x.", 60, 78, 0.5),
        box=sing("x-x-x- | x---x- | xxxxxx | x----- | x-x-x- | x-xxx-", 69, 88, seed=9),
    )
    p.section(
        "B",
        "F % C % G7 % C E7",
        times=2,
        bass=bass("1-...."),
        guitar=comp("..x.x.", 60, 78, 0.5),
        box=sing("x----- | x-x-x- | x-xxx- | x-----", 69, 89, seed=10),
    )
    return p


def minuet() -> Piece:
    p = Piece("Minuet in G", "marches & dances", 118, "G major", THREE, human_ms=7, wander=0.006)
    p.band(right=HARPSICHORD, left=HARPSICHORD)
    air = (  # after Petzold
        "d2 GABc | d2 G2 G2 | e2 cdef | g2 G2 G2 | c2 dcBA | B2 cBAG | F2 GABG | B2 A4 |"
        "d2 GABc | d2 G2 G2 | e2 cdef | g2 G2 G2 | c2 dcBA | B2 cBAG | A2 BAGF | G6 |"
    )
    low = (
        "G,4 A,2 | B,6 | C6 | B,6 | A,6 | G,6 | D2 B,2 G,2 | D2 D,C B,A, | B,4 A,2 | G,2 B,2 G,2 | C6 |"
        " B,2 CB,A,G, | A,4 F,2 | G,4 B,2 | C2 D2 D,2 | G,4 G,,2 |"
    )
    b = (
        "b2 gabg | a2 defd | g2 efgd | ^c2 B^cA2 | AB^cdef | g2 f2 e2 | f2 A2 ^c2 | d6 | d2 GFG2 |"
        " e2 GFG2 | d2 c2 B2 | AGFGA2 | DEFGAB | c2 B2 A2 | Bd G2 F2 | G6 |"
    )
    b_low = (
        "G,6 | F,6 | E,2 G,2 E,2 | A,4 A,,2 | A,6 | B,2 D2 ^C2 | D2 F,2 A,2 | D2 D,2 C2 | B,4 B,2 |"
        " C4 C2 | B,2 A,2 G,2 | D6 | D,4 F,2 | E,2 G,2 F,2 | G,2 B,,2 D,2 | G,6 |"
    )
    p.section("A", "G % C G Am G D D G % C G Am G D G", right=tune(air), left=tune(low))
    p.section("B", "G D Em A A G D D G C G D D Em D G", right=tune(b), left=tune(b_low), slower=(3, 0.8))
    return p


def mazurka() -> Piece:
    p = Piece("Mazurka", "marches & dances", 136, "A minor", THREE, human_ms=9, wander=0.02)
    p.band(right=PIANO, left=PIANO)
    p.section(
        "A",
        "Am % E7 Am Dm Am E7 Am",
        times=2,
        left=both(bass("1.....", 36, 82, 0.5), comp("..x.X.", 57, 66, 0.5)),
        right=sing("x..xx- | x--xx- | x-xxx- | x---x-", 67, 86, seed=5),
    )
    p.section(
        "B",
        "C G7 C G7 F C E7 Am",
        times=2,
        left=both(bass("1.....", 36, 86, 0.5), comp("..x.X.", 57, 70, 0.5)),
        right=sing("x-xxx- | x---x- | xxx-x- | x-----", 69, 88, seed=6),
        slower=(3, 0.8),
    )
    return p


def sarabande() -> Piece:
    p = Piece("Sarabande", "marches & dances", 58, "D minor", THREE, human_ms=8, wander=0.01, room=0.3)
    p.band(violins=STRINGS, cellos=CELLO, harpsichord=HARPSICHORD)
    air = "F2 F4 | E2 E4 | A2 A4 | G2 G4 | c2 c4 | B2 B4 | _B2 A2 G2 | ^c6 |"  # after Handel
    p.section(
        "A", "Dm A F C Am Bb Gm A", violins=tune(air), cellos=bass("1-1---", 38, 86), harpsichord=comp("x-x---", 60, 62)
    )
    p.section(
        "B",
        "Dm A F C Gm Dm A Dm",
        violins=both(
            tune("F2 F4 | E2 E4 | A2 A4 | G2 G4 | B2 B4 | A2 A4 | G2 F2 E2 | D6 |", shift=12, velocity=98),
            comp("x-x---", 62, 70),
        ),
        cellos=bass("1-1-5-", 38, 92),
        harpsichord=comp("x-xxx-", 60, 68),
        slower=(3, 0.8),
    )
    return p


def ragtime() -> Piece:
    p = Piece("Ragtime two-step", "marches & dances", 82, "C major", TWO, human_ms=7)
    p.band(right=HONKY_TONK, left=HONKY_TONK)
    p.section(
        "A",
        "C F C G7 C F D7 G7 C F C A7 Dm G7 C C",
        times=1,
        left=both(bass("1.5.", 36, 84, 0.5), comp(".x.x", 57, 72, 0.5)),
        right=sing("x.xx-xx- | xx-xx-x- | x-xx-xxx | x-x-x---", 67, 88, 90, seed=8),
    )
    p.section(
        "B",
        "G7 % C % G7 % C C7 F F#dim7 C A7 D7 G7 C C",
        left=both(bass("1.5.", 36, 88, 0.5), comp(".x.x", 57, 76, 0.5)),
        right=sing("xx-xx-x- | x-xx-x--", 69, 90, 94, seed=9),
    )
    return p


PIECES = (
    parade,
    quickstep,
    slow_march,
    radetzky,
    polka,
    bohemian,
    can_can,
    viennese,
    musette,
    minuet,
    mazurka,
    sarabande,
    ragtime,
)
