"""GANs on points in the plane, fast enough to be watched: data, networks, training, measures, presets."""

from __future__ import annotations

from gan_core.playground.config import CHANGEABLE, CHOICES, RANGES, PlaygroundConfig
from gan_core.playground.engine import Playground
from gan_core.playground.frame import Frame, Scene, Stage
from gan_core.playground.measures import Measures
from gan_core.playground.objectives import OBJECTIVES
from gan_core.playground.points import DATA
from gan_core.playground.script import to_python

__all__ = [
    "CHANGEABLE",
    "CHOICES",
    "DATA",
    "OBJECTIVES",
    "RANGES",
    "Frame",
    "Measures",
    "Playground",
    "PlaygroundConfig",
    "Scene",
    "Stage",
    "to_python",
]
