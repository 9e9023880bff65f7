"""The one visual language: Okabe-Ito colours, safe for colour-blind eyes, never used without a label or shape."""

REAL = "#0072B2"  # blue
GENERATED = "#D55E00"  # vermillion
GENERATOR = "#009E73"  # green
DISCRIMINATOR = "#CC79A7"  # purple
WARNING = "#E69F00"  # yellow
SKY = "#56B4E9"  # sky blue, for a further curve
BROWN, OLIVE, INDIGO = "#8C564B", "#6B7A00", "#5E4FA2"  # for figures of many curves
NOTE = "#7F8C99"  # neither player: axes, notes, a reference

# What a mark is about -> its colour
ROLES = {
    "real": REAL,
    "generated": GENERATED,
    "generator": GENERATOR,
    "discriminator": DISCRIMINATOR,
    "warning": WARNING,
    "other": SKY,
    "first": BROWN,
    "second": OLIVE,
    "third": INDIGO,
    "note": NOTE,
    "heat": NOTE,  # a map has its own colours
}

# The same for style sheets, as `--real` and so on; good and bad are never said by colour alone
CSS = ":root, :host {{ {} }}\n".format(
    " ".join(f"--{role}: {colour};" for role, colour in (ROLES | {"good": GENERATOR, "bad": GENERATED}).items())
)
