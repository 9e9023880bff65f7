"""How marks look beside their colour (`palette`): the browser's lessons and plotly's figures read the same numbers.

`python -m scripts.write_constants` writes them for the browser: web/lessons/browser/style_table.mjs.
"""

# A role's dash beside other curves, as SVG has it: pixels drawn, pixels left out, ... A role without one is solid
DASHES = {
    "generated": "9 4",
    "generator": "2 4",
    "discriminator": "12 3 2 3",
    "warning": "16 4",
    "other": "6 3 2 3 2 3",
    "note": "4 4",
}
REFERENCE = "3 3"  # a curve that says `dash` itself
RULE = "5 4"

# Pixels
WIDTHS = {"line": 2.5, "note": 1.5, "outline": 1.2, "rule": 1.5, "arrows": 1.7, "discs": 1, "stroked": 2.2}

OPACITIES = {"area": 0.2, "bars": 0.6, "band": 0.13, "discs": 0.1, "outline": 0.55}
STROKED = ("cross",)  # symbols made of lines

MAP_INK = 0.6  # of a map's ends that part from its middle: points and arrows of the same colours must be seen on it
GRID = 0.11  # opacity of the lines behind a figure

# Marks that a legend lists; rules, bands, texts and handles carry their names themselves
LISTED = ("line", "area", "dots", "arrows", "bars", "heat", "discs")


def dash(role: str, *, reference: bool = False, alone: bool = False) -> str:
    """A curve's dash, "" where it is solid. `reference`: the curve says it is one; `alone`: its panel has no other."""
    if reference:
        return REFERENCE
    return "" if alone else DASHES.get(role, "")
