"""Numbers in, figures out: pure functions and the palette they share."""

from gan_core.figures.plotly_figure import to_plotly

__all__ = ["to_plotly"]
