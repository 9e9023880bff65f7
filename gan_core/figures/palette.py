"""The one visual language: Okabe-Ito colours, safe for colour-blind eyes, never used without a label or shape."""

REAL = "#0072B2"  # blue
GENERATED = "#D55E00"  # vermillion
GENERATOR = "#009E73"  # green
DISCRIMINATOR = "#CC79A7"  # purple
WARNING = "#E69F00"  # yellow
SKY = "#56B4E9"  # sky blue, for a further curve
NOTE = "#7F8C99"  # neither player: axes, notes, a reference

# What a mark is about -> its colour
ROLES = {
    "real": REAL,
    "generated": GENERATED,
    "generator": GENERATOR,
    "discriminator": DISCRIMINATOR,
    "warning": WARNING,
    "other": SKY,
    "note": NOTE,
    "heat": NOTE,  # a map has its own colours
}

# The same for style sheets, as `--real` and so on; good and bad are never said by colour alone
CSS = ":root, :host {{ {} }}\n".format(
    " ".join(f"--{role}: {colour};" for role, colour in (ROLES | {"good": GENERATOR, "bad": GENERATED}).items())
)
