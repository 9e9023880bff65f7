"""GANs on points in the plane, fast enough to be watched: data, networks, training, measures, presets."""

from __future__ import annotations

from gan_core.playground.config import CHANGEABLE, CHOICES, DATA, RANGES, PlaygroundConfig
from gan_core.playground.game import Playground
from gan_core.playground.measures import Measures

__all__ = ["CHANGEABLE", "CHOICES", "DATA", "RANGES", "Measures", "Playground", "PlaygroundConfig"]
