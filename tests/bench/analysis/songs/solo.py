"""One player: piano in several styles, guitar, harpsichord, music box, marimba, koto."""

from tests.bench.analysis.songs.layers import arp, bass, both, comp, sing, tune
from tests.bench.analysis.songs.players import (
    BRIGHT_PIANO,
    CELLO,
    E_PIANO,
    HARPSICHORD,
    KOTO,
    MARIMBA,
    MUSIC_BOX,
    NYLON,
    PIANO,
    VIBES,
)
from tests.bench.analysis.songs.score import Metre, Piece

FOUR, THREE, TWO, SIX = Metre(4), Metre(3), Metre(2), Metre(6, 0.5)
GROUP = "solo instruments"


def prelude() -> Piece:
    p = Piece("Prelude in broken chords", GROUP, 70, "C major", FOUR, human_ms=6, wander=0.012, room=0.1)
    p.band(piano=PIANO)
    chords = "C Dm7/C G7/B C Am/C D7/C G/B Cmaj7/B Am7 D7 G Gdim7"  # after Bach
    p.section(
        "A", chords, piano=both(bass("1-------1-------", 48, 74), arp("..123123..123123", 52, 68)), slower=(4, 0.8)
    )
    return p


def moonlight() -> Piece:
    p = Piece("Triplets by moonlight", GROUP, 54, "C# minor", FOUR, human_ms=7, wander=0.02, room=0.15)
    p.band(left=PIANO, triplets=PIANO, melody=PIANO)
    p.section(
        "A",
        "C#m C#m/B A,F#m G#m,G#7 C#m G#7 C#m F#m C#m/G# G#7",
        left=bass("1-----------", 37, 66),
        triplets=arp("012012012012", 56, 60),
        melody=both(
            sing(
                "............ | ............ | ............ | ............ | ...........x | x--x-----x-- |"
                " x--------x-- | x-----x-----",
                68,
                81,
                84,
                seed=3,
            )
        ),
        slower=(3, 0.75),
    )
    return p


def gymnopedie() -> Piece:
    p = Piece("Slow steps in three", GROUP, 72, "D major", THREE, human_ms=8, wander=0.02, room=0.2)
    p.band(left=PIANO, right=PIANO)
    air = (  # after Satie
        "z6 | z6 | z6 | z6 | z2 f2 a2 | g2 f2 c2 | B2 c2 d2 | A6 | F6 | F6 | F6 | F6 | z2 f2 a2 |"
        " g2 f2 c2 | B2 c2 d2 | A6 |"
    )
    p.section("A", "Gmaj7 Dmaj7 " * 8, left=both(bass("1.....", 38, 72, 1.0), comp("..x---", 60, 52)), right=tune(air))
    return p


def e_minor_prelude() -> Piece:
    p = Piece("Prelude over repeated chords", GROUP, 60, "E minor", FOUR, human_ms=7, wander=0.02, room=0.15)
    p.band(left=PIANO, right=PIANO)
    air = "B6 c2 | B6 c2 | B6 c2 | B6 _B2 | A6 B2 | A6 B2 | A6 B2 | A2 ^G2 A2 c2 | B6 c2 | B8 |"
    p.section(
        "A",
        "Em/G B7/F# Em Em7 Am/E B7/D# B7/D Am/C B7 Em",
        left=comp("xxxxxxxx", 56, 56, 0.9),
        right=tune(air, velocity=84),
        slower=(4, 0.75),
    )
    return p


def small_prelude() -> Piece:
    p = Piece("Small prelude in three", GROUP, 88, "A major", THREE, human_ms=8, wander=0.02, pickup=1.0, room=0.15)
    p.band(left=PIANO, right=PIANO)
    air = (  # after Chopin
        "E2 | c>d B2B2 | B4 E2 | d>e c2c2 | c4 E2 | c>d f2f2 | f4 c2 | c>B d2d2 | d4 E2 | c>d B2B2 |"
        " B4 E2 | d>e c2c2 | c4 e2 | f>g a2a2 | a4 f2 | d>c B2c2 | A4 z2 |"
    )
    p.section(
        "A",
        "E7 % A % F#7 % Bm % E7 % A % F#7 Bm E7 A",
        left=both(bass("1.....", 33, 74, 0.9), comp("..x-x-", 57, 58, 0.9)),
        right=tune(air, 1.0),
        slower=(3, 0.7),
    )
    return p


def sonatina() -> Piece:
    p = Piece("Sonata for beginners", GROUP, 132, "C major", FOUR, human_ms=6, wander=0.006)
    p.band(left=PIANO, right=PIANO)
    air = "c4 e2 g2 | B3 c/2d/2 c2 z2 | a4 g2 c'2 | g2 f/2e/2f e2 z2 |"  # after Mozart
    runs = "A B/2c/2d/2e/2f/2g/2 a g/2f/2e/2d/2c/2B/2 | G A/2B/2c/2d/2e/2f/2 g f/2e/2d/2c/2B/2A/2 |"
    p.section("A", "C G7,C F,C G7,C", left=arp("02120212", 48, 66), right=tune(air))
    p.section("B", "F C Dm G C F D7 G", left=comp("x---x---", 57, 66, 0.6), right=both(tune(runs)))
    p.section("A", "C G7,C F,C G7,C", times=1, left=arp("02120212", 48, 66), right=tune(air), slower=(3, 0.85))
    return p


def bagatelle() -> Piece:
    p = Piece(
        "Bagatelle counted in quick threes",
        GROUP,
        138,
        "A minor",
        Metre(3, 0.5),
        human_ms=7,
        wander=0.012,
        pickup=0.5,
        room=0.1,
    )
    p.band(left=PIANO, right=PIANO)
    air = (  # after Beethoven
        "e/2^d/2 | e/2^d/2e/2B/2=d/2c/2 | A z/2C/2E/2A/2 | B z/2E/2^G/2B/2 | c z/2E/2e/2^d/2 |"
        " e/2^d/2e/2B/2=d/2c/2 | A z/2C/2E/2A/2 | B z/2E/2c/2B/2 | A2 e/2^d/2 |"
    )
    p.section("A", "Am Am E7 Am Am Am E7 Am", times=2, left=arp("0.2.3.", 45, 66), right=tune(air, 0.5))
    p.section(
        "B",
        "C G Am E C G Am E7",
        left=arp("024024", 48, 66),
        right=sing("x.x-x- | x---xx | x-xxx- | x---..", 69, 88, 84, seed=5),
    )
    p.section(
        "A",
        "Am Am E7 Am Am Am E7 Am",
        times=2,
        left=arp("0.2.3.", 45, 66),
        right=tune(air[air.index("|") + 1 :]),
        slower=(3, 0.8),
    )
    return p


def entertainer() -> Piece:
    p = Piece("Rag for piano", GROUP, 76, "C major", TWO, human_ms=6)
    p.band(left=PIANO, right=PIANO)
    air = (  # after Joplin
        "E/2c E/2 c E/2c/2 | c3 c/2d/2 | ^d/2e/2c/2d/2 e/2B/2 d | d c2 D/2^D/2 | E/2c E/2 c E/2c/2 |"
        " c3 z/2A/2 | G/2^F/2A/2c/2 e d/2c/2 | A/2d3 z/2 |"
    )
    p.section(
        "A",
        "C F C G7 C F D7 G7",
        times=2,
        left=both(bass("1.5.", 36, 80, 0.5), comp(".x.x", 57, 66, 0.5)),
        right=tune(air),
    )
    return p


def boogie() -> Piece:
    p = Piece("Boogie-woogie", GROUP, 156, "C major", FOUR, swing=0.62, human_ms=6)
    p.band(left=BRIGHT_PIANO, right=BRIGHT_PIANO)
    p.section(
        "A",
        "C7 % % % F7 % C7 % G7 F7 C7 G7",
        times=2,
        left=bass("11336688 | 88886633", 36, 92, 0.7),
        right=both(
            sing("x.xx.xx- | xxxxx-.. | ..x-x-xx | x-xx-x--", 67, 88, 92, seed=6),
            comp("....x... | .x......", 62, 76, 0.5),
        ),
    )
    return p


def new_age() -> Piece:
    p = Piece("New-age piano with rubato", GROUP, 72, "A minor", FOUR, human_ms=8, wander=0.03, room=0.3)
    p.band(left=PIANO, right=PIANO)
    p.section(
        "A",
        "Am F C G",
        times=2,
        left=arp("02432342", 45, 66),
        right=sing("x---x-x- | x---.... | x-x-x--- | x-------", 67, 84, 80, seed=2),
    )
    p.section(
        "B",
        "Dm Am F E",
        times=2,
        left=arp("0243234202432342", 45, 66),
        right=sing("x-xxx-x- | x---x--- | xxx-x-x- | x-------", 69, 88, 88, seed=4),
        slower=(4, 0.7),
    )
    return p


def invention() -> Piece:
    p = Piece("Two-part invention", GROUP, 84, "D minor", FOUR, human_ms=5)
    p.band(right=HARPSICHORD, left=HARPSICHORD)
    subject = "D/2E/2F/2G/2 A/2B/2^C/2B/2 A/2G/2F/2E/2 F A | d f e/2d/2c/2B/2 A/2G/2F/2E/2 D2 |"
    p.section("A", "Dm Dm A7 Dm", right=tune(subject, shift=12), left=bass("1.5.8.5.", 38, 78, 0.6))
    p.section(
        "B",
        "F C7 F F",
        times=1,
        right=arp("2.1.0.1.", 65, 76, 0.6),
        left=tune("F/2G/2A/2B/2 c/2d/2E/2d/2 c/2B/2A/2G/2 A c | f a g/2f/2e/2d/2 c/2B/2A/2G/2 F2 |", shift=-12),
    )
    p.section(
        "A", "Dm Gm A7 Dm", times=2, right=both(tune(subject, shift=12)), left=tune(subject, shift=-12), slower=(2, 0.8)
    )
    return p


def romance() -> Piece:
    p = Piece("Guitar romance", GROUP, 104, "E minor", THREE, human_ms=8, wander=0.012, room=0.15)
    p.band(guitar=NYLON, low=NYLON)
    air = (
        "b2b2b2 | b2a2g2 | g2f2e2 | e2g2b2 | e'2e'2e'2 | e'2d'2c'2 | c'2b2a2 | a2b2c'2 | b2c'2b2 |"
        " ^d'2c'2b2 | b2a2g2 | g2f2e2 | f2f2f2 | f2g2f2 | e2e2e2 | e6 |"
    )
    p.section(
        "A",
        "Em % % % Am % % % B7 % Em % B7 % Em %",
        guitar=both(tune(air), arp(".21.21.21", 52, 56)),
        low=bass("1-----", 40, 78),
        slower=(3, 0.8),
    )
    return p


def etude() -> Piece:
    p = Piece("Guitar study in arpeggios", GROUP, 120, "A minor", FOUR, human_ms=7)
    p.band(guitar=NYLON, low=NYLON)
    p.section("A", "Am Dm E7 Am F Dm E7 Am", times=2, guitar=arp(".234.234", 45, 76), low=bass("1---5---", 40, 86))
    return p


def flamenco() -> Piece:
    p = Piece("Flamenco tangos", GROUP, 116, "A minor", FOUR, human_ms=8)
    p.band(guitar=NYLON, second=NYLON)
    p.section(
        "A",
        "Am G F E",
        times=4,
        guitar=comp("x.xoxxxox.xoxxxo", 58, 88, 0.5, strum=0.012),
        second=sing("x-xxx-x-xxxx---- | ................", 64, 81, 84, seed=7),
    )
    return p


def music_box() -> Piece:
    p = Piece("Music box", GROUP, 108, "C major", FOUR, human_ms=3, room=0.15)
    p.band(box=MUSIC_BOX, low=MUSIC_BOX)
    air = "c2c2g2g2 | a2a2g4 | f2f2e2e2 | d2d2c4 |"
    middle = "g2g2f2f2 | e2e2d4 | g2g2f2f2 | e2e2d4 |"
    p.section("A", "C F,C F,C G,C", box=tune(air, shift=12), low=arp("02120212", 60, 62))
    p.section("B", "C,F C,G C,F C,G", box=tune(middle, shift=12), low=arp("02120212", 60, 62))
    p.section("A", "C F,C F,C G,C", times=1, box=tune(air, shift=12), low=arp("02120212", 60, 62), slower=(6, 0.6))
    return p


def music_box_waltz() -> Piece:
    p = Piece("Music box in three", GROUP, 126, "F major", THREE, human_ms=3, room=0.1)
    p.band(box=MUSIC_BOX, low=MUSIC_BOX)
    p.section(
        "A",
        "F C7 F C7 Bb F C7 F",
        times=3,
        box=sing("x-x-x- | x---x- | x-xxx- | x-----", 77, 96, 88, seed=9),
        low=both(bass("1.....", 53, 66), comp("..x.x.", 67, 54)),
    )
    return p


def marimba() -> Piece:
    p = Piece("Marimba patterns", GROUP, 144, "G major", FOUR, human_ms=5, room=0.12)
    p.band(one=MARIMBA, two=MARIMBA, three=VIBES)
    p.section("A", "G % C %", times=2, one=arp("0.2.1.2.", 55, 92), two=arp(".2.123.3", 67, 70))
    p.section(
        "B",
        "Em % C D",
        times=3,
        one=arp("0.2.1.2.", 52, 96),
        two=arp("02.1.2.3", 64, 76),
        three=comp("x-------", 67, 66),
    )
    return p


def koto() -> Piece:
    p = Piece("Cherry blossoms", GROUP, 76, "A minor", FOUR, human_ms=9, wander=0.015, room=0.2)
    p.band(koto=KOTO, low=KOTO)
    air = (  # Sakura
        "A2A2B4 | A2A2B4 | A2B2c2B2 | A2BA F4 | E2C2E2F2 | E2EC B,4 | A2B2c2B2 | A2BA F4 | E2C2E2F2 |"
        " E2EC B,4 | A2A2B4 | A2A2B4 | E2F2BA F2 | E8 |"
    )
    p.section("A", "Am Am F F F E F F F E Am Am F E", koto=tune(air), low=bass("1---5---", 40, 72), slower=(4, 0.75))
    return p


def cello_suite() -> Piece:
    p = Piece("Cello alone", GROUP, 72, "G major", FOUR, human_ms=7, wander=0.015, room=0.25)
    p.band(cello=CELLO)
    figure = arp("0432434204324342", 43, 88, 0.95)  # after Bach
    p.section("A", "G C/G D/G G Em A7 D G", cello=figure)
    p.section("B", "G Am D7 G", cello=figure, slower=(3, 0.75))
    return p


def e_piano() -> Piece:
    p = Piece("Electric piano alone", GROUP, 88, "Eb major", FOUR, swing=0.58, swing_unit=0.25, human_ms=8)
    p.band(keys=E_PIANO, left=E_PIANO)
    p.section(
        "A",
        "Ebmaj9 Cm9 Abmaj7 Bb13",
        times=3,
        keys=both(
            comp("x--x--x-..x-x-..", 64, 74, 0.8), sing("..........x-x-x- | ..x---x-........", 72, 87, 80, seed=3)
        ),
        left=bass("1-----1-5---..b-", 36, 84),
    )
    return p


PIECES = (
    prelude,
    moonlight,
    gymnopedie,
    e_minor_prelude,
    small_prelude,
    sonatina,
    bagatelle,
    entertainer,
    boogie,
    new_age,
    invention,
    romance,
    etude,
    flamenco,
    music_box,
    music_box_waltz,
    marimba,
    koto,
    cello_suite,
    e_piano,
)
