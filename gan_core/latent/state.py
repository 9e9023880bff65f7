"""Everything that decides the picture on the screen, as one frozen value that fits in a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any
from urllib.parse import urlencode

import numpy as np

from gan_core.errors import GanError, LabelError
from gan_core.latent.found import read_z, write_z
from gan_core.latent.interpolation import bilinear, lerp, slerp
from gan_core.latent.seeds import z_from_seed
from gan_core.latent.truncation import truncate
from gan_core.link_numbers import parse_number, parse_whole

Array = np.ndarray

MODES = ("sliders", "plane", "path", "classes", "blend")
PATHS = {"slerp": slerp, "line": lerp}

MAX_SEED = 2**31 - 1
MAX_SAMPLES = 64  # samples of one seed that can be picked
MAX_COMPONENTS = 20
MAX_DIMENSIONS = 16  # raw dimensions moved at once
MAX_OFFSET = 3.0  # a component, in standard deviations of its coordinate
MAX_RAW_OFFSET = 5.0  # a raw dimension, in units of z
MAX_TRUNCATION = 1.5

DEFAULT_MODEL = "cgan-fashion-mnist"


@dataclass(frozen=True, kw_only=True)
class LatentState:
    """One point of latent space and how it was reached. `from_query` validates; the defaults are valid."""

    model: str = DEFAULT_MODEL
    label: int = 0
    seed: int = 0
    picks: tuple[int, int, int, int] = (0, 1, 2, 3)  # samples of the seed: A, and B, C, D for paths and planes
    mode: str = "sliders"
    components: tuple[float, ...] = ()  # offsets along the principal directions
    dimensions: tuple[tuple[int, float], ...] = ()  # (index, offset) of raw dimensions, by index
    truncation: float = 1.0
    x: float = 0.5  # plane: 0 = left (A, C), 1 = right (B, D)
    y: float = 0.5  # plane: 0 = top (A, B), 1 = bottom (C, D)
    keep_variance: bool = True
    t: float = 0.5  # path: 0 = A, 1 = B; blend: 0 = label, 1 = other
    path: str = "slerp"
    other: int = 1  # blend: the second class
    z: tuple[float, ...] = ()  # (latent_dim,) that a search found, in place of sample A: gan_core/latent/found.py

    def to_query(self) -> str:
        """The shortest query string `from_query` turns back into this state; "" for the defaults."""
        changed = {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name) != field.default}
        pairs = {name: write_z(value) if name == "z" else _write(value) for name, value in changed.items()}
        return urlencode(pairs, safe=",:/")

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> LatentState:
        """Inverse of `to_query`; keys it does not know (language, ...) are left alone.

        Raises:
            GanError: a value has the wrong form or is out of range; its fields name it, what was received and what is expected.
        """
        given = {field: read(field, query[field]) for field, read in _READERS.items() if field in query}
        return cls(**given)

    def check(self, num_classes: int, latent_dim: int) -> None:
        """Whether the state fits a model. Raises LabelError or GanError; an unconditional model ignores the labels."""
        for label in (self.label, self.other) if self.mode == "blend" else (self.label,):
            if num_classes and label >= num_classes:
                raise LabelError("label", received=label, expected=f"0 … {num_classes - 1}")
        if self.z and len(self.z) != latent_dim:
            raise GanError("value", field="z", received=len(self.z), expected=latent_dim)
        for index, _ in self.dimensions:
            if index >= latent_dim:
                raise GanError("value", field="dimensions", received=index, expected=f"0 … {latent_dim - 1}")


def compose(state: LatentState, directions: Array) -> Array:
    """The latent vector of a state: float32 (latent_dim,).

    First the point its mode chooses among the seed's samples, a found z in place of A; then truncation, then the sliders' offsets on top.

    Args:
        state: checked against the model it is for.
        directions: (K, latent_dim) principal directions; offsets beyond K have nothing to move.
    """
    samples = z_from_seed(state.seed, max(state.picks) + 1, directions.shape[1])[list(state.picks)].astype(np.float64)  # (4, d)
    if state.z:
        samples[0] = state.z
    z = samples[0]
    if state.mode == "plane":
        z = bilinear(samples, state.x, state.y, keep_variance=state.keep_variance)
    elif state.mode == "path":
        z = PATHS[state.path](samples[0], samples[1], state.t)
    z = truncate(z, state.truncation)
    offsets = np.array(state.components[: len(directions)], dtype=np.float64)
    z = z + offsets @ directions[: len(offsets)].astype(np.float64)
    for index, offset in state.dimensions:
        z[index] += offset
    return z.astype(np.float32)


def class_weights(state: LatentState, num_classes: int) -> Array:
    """The label G is given, as weights of the classes: float32 (num_classes,), one-hot except in a blend."""
    weights = np.zeros(num_classes, dtype=np.float32)
    if state.mode == "blend":
        weights[state.label] += 1 - state.t
        weights[state.other] += state.t
    else:
        weights[state.label] = 1
    return weights


# --- reading and writing one value -----------------------------------------------------------------------------------


def _write(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, tuple):
        return ",".join(f"{item[0]}:{_write(item[1])}" if isinstance(item, tuple) else _write(item) for item in value)
    return str(value)


def _refuse(field: str, received: str, expected: str) -> GanError:
    return GanError("value", field=field, received=repr(received[:40]), expected=expected)


def _integer(low: int, high: int) -> Callable[[str, str], int]:
    return partial(parse_whole, low=low, high=high)


def _number(low: float, high: float) -> Callable[[str, str], float]:
    return partial(parse_number, low=low, high=high)


def _one_of(*choices: str) -> Callable[[str, str], str]:
    def read(field: str, text: str) -> str:
        if text not in choices:
            raise _refuse(field, text, ", ".join(choices))
        return text

    return read


def _flag(field: str, text: str) -> bool:
    return _one_of("0", "1")(field, text) == "1"


def _model(field: str, text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text):
        raise _refuse(field, text, "a-z 0-9 - _ .")
    return text


def _picks(field: str, text: str) -> tuple[int, int, int, int]:
    parts = text.split(",")
    if len(parts) != 4:
        raise _refuse(field, text, f"0,1,2,3 (0 … {MAX_SAMPLES - 1})")
    first, second, third, fourth = (_integer(0, MAX_SAMPLES - 1)(field, part) for part in parts)
    return first, second, third, fourth


def _components(field: str, text: str) -> tuple[float, ...]:
    parts = text.split(",") if text else []
    if len(parts) > MAX_COMPONENTS:
        raise _refuse(field, text, f"1 … {MAX_COMPONENTS} × ({-MAX_OFFSET:g} … {MAX_OFFSET:g})")
    return tuple(_number(-MAX_OFFSET, MAX_OFFSET)(field, part) for part in parts)


def _dimensions(field: str, text: str) -> tuple[tuple[int, float], ...]:
    parts = [part.partition(":") for part in text.split(",")] if text else []
    if len(parts) > MAX_DIMENSIONS or not all(colon for _, colon, _ in parts):
        raise _refuse(field, text, f"17:0.5,42:-1 (≤ {MAX_DIMENSIONS})")
    offsets = {_integer(0, 1023)(field, index): _number(-MAX_RAW_OFFSET, MAX_RAW_OFFSET)(field, offset) for index, _, offset in parts}
    return tuple(sorted(offsets.items()))


# field: what reads it, as (field, text) -> value
_READERS: dict[str, Callable[[str, str], Any]] = {
    "model": _model,
    "label": _integer(0, 999),
    "seed": _integer(0, MAX_SEED),
    "picks": _picks,
    "mode": _one_of(*MODES),
    "components": _components,
    "dimensions": _dimensions,
    "truncation": _number(0, MAX_TRUNCATION),
    "x": _number(0, 1),
    "y": _number(0, 1),
    "keep_variance": _flag,
    "t": _number(0, 1),
    "path": _one_of(*PATHS),
    "other": _integer(0, 999),
    "z": read_z,
}
