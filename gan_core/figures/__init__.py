"""Numbers in, figures out: pure functions and the palette they share."""

from gan_core.figures.plotly_figure import to_plotly
from gan_core.figures.plotly_surface import to_surface

__all__ = ["to_plotly", "to_surface"]
