"""The one visual language: Okabe-Ito colours, safe for colour-blind eyes, never used without a label or shape."""

REAL = "#0072B2"  # blue
GENERATED = "#D55E00"  # vermillion
GENERATOR = "#009E73"  # green
DISCRIMINATOR = "#CC79A7"  # purple
WARNING = "#E69F00"  # yellow
