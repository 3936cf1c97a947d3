"""Draw Aurora's logo: `python examples/aurora/make_logo.py`."""

from pathlib import Path

from vector import around, document, path, round_stroke

CORAL, AMBER = "#F28C6A", "#FFC56B"
EMBER = "#EC7A55"
"""Of the letters: a deeper coral, which can be read on the brand's night as well as on its cream."""
DAWN = (
    '<linearGradient id="dawn" x1="0" y1="0" x2="0" y2="1">'
    f'<stop offset="0" stop-color="{AMBER}"/><stop offset="1" stop-color="{CORAL}"/></linearGradient>'
)


def logo() -> str:
    """A half sun over its rays of dawn, and the name in round single-stroke letters."""
    bowl = "M{0} 118 a37 37 0 1 0 -74 0 a37 37 0 1 0 74 0"
    letters = [
        bowl.format(330) + " M330 81 v74",
        "M372 81 v37 a35 35 0 0 0 70 0 v-37 M442 81 v74",
        "M486 155 v-74 M486 118 a37 37 0 0 1 38 -37",
        bowl.format(628),
        "M668 155 v-74 M668 118 a37 37 0 0 1 38 -37",
        bowl.format(804) + " M804 81 v74",
    ]
    rays = " ".join(
        f"M{around(110, 128, 86, turn)} L{around(110, 128, 104, turn)}" for turn in (198, 234, 270, 306, 342)
    )
    return document(
        832,
        184,
        DAWN,
        path("M44 128 a66 66 0 0 1 132 0 Z", "url(#dawn)")
        + path(rays, extra=round_stroke(AMBER, 10))
        + path("M28 150 h164", extra=round_stroke(CORAL, 12))
        + path(" ".join(letters), extra=round_stroke(EMBER, 17) + ' stroke-linejoin="round"'),
    )


if __name__ == "__main__":
    (Path(__file__).parent / "logo.svg").write_text(logo(), "utf-8")
