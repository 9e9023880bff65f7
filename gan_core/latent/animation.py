"""A closed loop of states around the one on the screen: what play and the GIF show."""

from __future__ import annotations

import dataclasses
import math

from gan_core.latent.state import MAX_OFFSET, LatentState


def animate(state: LatentState, frames: int, *, component: int = 0, num_classes: int = 0) -> tuple[LatentState, ...]:
    """`frames` states that start where `state` is and come back to it, by the rule of its mode.

    sliders: component number `component` swings from end to end. plane: a circle around the middle. path and blend: from
    one end to the other and back. classes: one class after the other.
    """
    return tuple(_at(state, i / frames, component, num_classes) for i in range(frames))


def _at(state: LatentState, phase: float, component: int, num_classes: int) -> LatentState:
    """The state at `phase` in [0, 1) of the loop."""
    turn = 2 * math.pi * phase
    if state.mode == "sliders":
        offsets = [*state.components, *[0.0] * (component + 1 - len(state.components))]
        start = math.asin(offsets[component] / MAX_OFFSET)
        offsets[component] = round(MAX_OFFSET * math.sin(start + turn), 2)
        return dataclasses.replace(state, components=tuple(offsets))
    if state.mode == "plane":
        start = math.atan2(state.y - 0.5, state.x - 0.5)
        return dataclasses.replace(state, x=round(0.5 + 0.45 * math.cos(start + turn), 2), y=round(0.5 + 0.45 * math.sin(start + turn), 2))
    if state.mode == "classes":
        return dataclasses.replace(state, label=(state.label + int(phase * num_classes)) % max(num_classes, 1))
    start = math.acos(1 - 2 * state.t)
    return dataclasses.replace(state, t=round((1 - math.cos(start + turn)) / 2, 2))
