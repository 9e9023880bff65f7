"""A run as one HTML file to hand in or keep, which needs no server and no network: curves, film of samples, verdicts, scores, settings.

from gan_core.frozen import read_contents, run_figure
run_figure(read_contents(RunDirectory("runs/mine"))).show()
"""

from gan_core.frozen.contents import Contents, read_contents
from gan_core.frozen.figure import run_figure
from gan_core.frozen.page import LARGEST, freeze, freeze_space

__all__ = ["LARGEST", "Contents", "freeze", "freeze_space", "read_contents", "run_figure"]
