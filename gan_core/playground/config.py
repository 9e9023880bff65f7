"""One frozen, validated, JSON-able description of a game in the plane."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gan_core.config import CHOICES as TRAINING_CHOICES
from gan_core.config import RANGES as TRAINING_RANGES
from gan_core.errors import ConfigError

DATA = ("ring", "grid", "line", "moons", "swiss_roll", "blobs", "spiral", "checkerboard", "text", "points")
MAX_POINTS = 2000  # drawn by hand, or of an outline
MAX_LETTERS = 12
REACH = 3.0  # drawn points lie within +-REACH

CHOICES: dict[str, tuple[object, ...]] = {
    "family": ("adversarial", "flow", "drifting"),
    "data": DATA,
    "latent_dim": (1, 2),
    "latent": ("uniform", "normal"),
    "loss": TRAINING_CHOICES["loss"],
    "optimizer": ("adam", "rmsprop", "sgd"),
    "solver": ("heun", "euler"),
}

# field: (low, high), both accepted.
RANGES: dict[str, tuple[float, float]] = {
    "data_scale": (0.1, 10),
    "r1_weight": (0, 1000),
    "r2_weight": (0, 1000),
    "gp_weight": (0, 1000),
    "clip_value": TRAINING_RANGES["clip_value"],
    "generator_lr": (0, 1),
    "discriminator_lr": (0, 1),
    "beta1": TRAINING_RANGES["beta1"],
    "beta2": TRAINING_RANGES["beta2"],
    "batch_size": (2, 1024),
    "discriminator_steps": (1, 20),
    "generator_steps": (1, 20),
    "flow_steps": (1, 100),
    "drift_temperature": (0.05, 10),
    "seed": TRAINING_RANGES["seed"],
}
MAX_LAYERS, MAX_WIDTH = 5, 512

# What may change without new networks.
CHANGEABLE = (
    "data", "points", "text", "data_scale", "latent", "loss", "r1_weight", "r2_weight", "gp_weight", "clip_value", "optimizer",
    "generator_lr", "discriminator_lr", "beta1", "beta2", "batch_size", "discriminator_steps", "generator_steps",
    "solver", "flow_steps", "drift_temperature",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PlaygroundConfig:
    """Everything that decides a game in the plane; the defaults end well. Frozen; raises ConfigError when a value or a pair is wrong.

    A step is `discriminator_steps` updates of D, then `generator_steps` of G.

    Two families play no game: there is no D, and G learns alone. With x real, z noise and x_hat = G(z):

    - "flow" (arXiv:2210.02747 equation 23 without sigma_min): G is a velocity v(x, t), and lowers E|v((1 - t) z + t x, t) - (x - z)|^2, t
      uniform in [0, 1); samples are where z is carried to along v from t = 0 to 1. Needs latent_dim = 2.
    - "drifting" (arXiv:2602.04770): G lowers E|x_hat - stopgrad(x_hat + V(x_hat))|^2 with the field V of the paper's algorithm 2:
      gan_core/engine/drifting.h.
    """

    family: str = "adversarial"

    # Data
    data: str = "ring"
    points: tuple[tuple[float, float], ...] = ()  # for data = "points": drawn, or the outline of a picture
    text: str = ""  # for data = "text"
    data_scale: float = 1.0  # the networks see the points divided by it

    # Networks
    latent_dim: int = 2
    latent: str = "normal"  # or uniform in [-1, 1]
    generator_hidden: tuple[int, ...] = (64, 64)
    discriminator_hidden: tuple[int, ...] = (64, 64)

    # Objective
    loss: str = "non_saturating"
    r1_weight: float = 0.1  # gamma of R1, on real points; 0 = off
    r2_weight: float = 0.0  # gamma of R2, on fakes; 0 = off
    gp_weight: float = 0.1  # lambda, wgan_gp only
    clip_value: float = 0.01  # wgan only

    # Optimisation
    optimizer: str = "adam"
    generator_lr: float = 1e-3
    discriminator_lr: float = 2e-3
    beta1: float = 0.5  # adam
    beta2: float = 0.999  # adam; rmsprop's decay
    batch_size: int = 128
    discriminator_steps: int = 1
    generator_steps: int = 1
    seed: int = 0

    # Without an opponent
    solver: str = "heun"  # flow only: how z is carried; Heun asks G twice a step, Euler once
    flow_steps: int = 10  # flow only
    drift_temperature: float = 0.2  # drifting only: width of the kernel, in the networks' units

    def __post_init__(self) -> None:
        _check_types(self)
        for field, expected in CHOICES.items():
            if getattr(self, field) not in expected:
                raise ConfigError("value", field=field, received=repr(getattr(self, field))[:40], expected=", ".join(map(str, expected)))
        for field, (low, high) in RANGES.items():
            if not low <= getattr(self, field) <= high:
                raise ConfigError("value", field=field, received=getattr(self, field), expected=f"{low} to {high}")
        if self.family == "flow" and self.latent_dim != 2:
            raise ConfigError("value", field="latent_dim", received=self.latent_dim, expected="2")  # z is carried through the plane
        _check_points(self)

    def to_json(self) -> dict[str, Any]:
        """Plain dict that `from_json` turns back into an equal config; what is not used is left out."""
        values = {key: list(value) if isinstance(value, tuple) else value for key, value in dataclasses.asdict(self).items()}
        values["points"] = [list(point) for point in self.points]
        return {key: value for key, value in values.items() if value or key not in ("points", "text")}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> PlaygroundConfig:
        """Inverse of `to_json`. Raises ConfigError on unknown keys or bad values."""
        return cls().changed(**values)

    def changed(self, /, **settings: Any) -> PlaygroundConfig:
        """A copy with other settings; lists stand for tuples. Raises ConfigError."""
        known = [field.name for field in dataclasses.fields(self)]
        for key in settings:
            if key not in known:
                raise ConfigError("unknown_setting", received=repr(key)[:40], expected=", ".join(known))
        plain = {key: _tuples(value) for key, value in settings.items()}
        return dataclasses.replace(self, **plain)


def _tuples(value: Any) -> Any:
    """Lists as tuples, two levels deep; points as floats."""
    if not isinstance(value, list | tuple):
        return value
    return tuple(tuple(item) if isinstance(item, list | tuple) else item for item in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_types(config: PlaygroundConfig) -> None:
    """JSON and web forms bring any type: accept an int for a float, nothing else."""
    for field in dataclasses.fields(config):
        value, wanted = getattr(config, field.name), str(field.type)
        if field.name.endswith("hidden"):
            fine = (
                isinstance(value, tuple)
                and 1 <= len(value) <= MAX_LAYERS
                and all(type(item) is int and 1 <= item <= MAX_WIDTH for item in value)
            )
            wanted = f"1 to {MAX_LAYERS} widths of 1 to {MAX_WIDTH}"
        elif field.name == "points":
            fine = isinstance(value, tuple) and all(
                isinstance(point, tuple) and len(point) == 2 and all(map(_is_number, point)) for point in value
            )
            wanted = "a list of pairs of numbers"
        else:
            fine = {"int": type(value) is int, "float": _is_number(value), "str": isinstance(value, str)}[wanted]
            wanted = f"a value of type {wanted}"
        if not fine:
            raise ConfigError("value", field=field.name, received=repr(value)[:40], expected=wanted)


def _check_points(config: PlaygroundConfig) -> None:
    """Drawn points and texts are there when asked for, and bounded."""
    if len(config.points) > MAX_POINTS or (config.data == "points" and len(config.points) < 2):
        raise ConfigError("value", field="points", received=f"{len(config.points)} points", expected=f"2 to {MAX_POINTS} points")
    if any(abs(coordinate) > REACH for point in config.points for coordinate in point):
        raise ConfigError("value", field="points", received="a point far outside", expected=f"coordinates from {-REACH:g} to {REACH:g}")
    if len(config.text) > MAX_LETTERS or (config.data == "text" and not config.text.strip()):
        raise ConfigError("value", field="text", received=repr(config.text[:40]), expected=f"1 to {MAX_LETTERS} letters")
