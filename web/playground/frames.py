"""What is seen of a playground, packed for the browser: a JSON header and arrays small enough to be sent many times a second.

Layout: length of the header (uint32), the header (JSON, padded to 4 bytes), the arrays it names, each padded to 4 bytes; little-endian.
Positions are shorts, SHORT of them to one half of the view, so that points four times outside it are still told apart.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.playground import Frame, Measures, PlaygroundConfig, Scene

SHORT = 8192
SOFT = 0.3  # slope at which an arrow has half its length: a vanishing gradient is seen to vanish
KINDS = {np.dtype(np.int16): "i2", np.dtype(np.uint8): "u1", np.dtype(np.float32): "f4"}

Array = NDArray[Any]


def pack(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """One answer."""
    listed = [[name, KINDS[array.dtype], list(array.shape)] for name, array in arrays.items()]
    text = json.dumps({**header, "arrays": listed}, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    parts = [struct.pack("<I", len(text)), text]
    for array in arrays.values():
        content = np.ascontiguousarray(array).tobytes()
        parts.append(content + bytes(-len(content) % 4))
    return b"".join(parts)


def positions(points: Array, box: float) -> Array:
    """Points (..., 2) as shorts; what is not finite goes to the corner."""
    scaled = np.nan_to_num(points * (SHORT / box), nan=32767, posinf=32767, neginf=-32767)
    return np.clip(np.rint(scaled), -32767, 32767).astype(np.int16)


def latent_positions(z: Array, box: float) -> Array:
    """z (..., 1 or 2) as places in the plane; one number lies on the x axis."""
    return positions(np.concatenate([z, np.zeros_like(z)], axis=-1) if z.shape[-1] == 1 else z, box)


def heat_bytes(heat: Array, middle: float, sigmoid: bool) -> tuple[Array, float]:
    """The map as bytes around `middle`, and how far its ends are from there."""
    reach = 0.5 if sigmoid else float(np.nanmax(np.abs(np.nan_to_num(heat - middle)), initial=1e-6))
    share = np.nan_to_num((heat - middle) / reach, nan=0.0)
    return np.clip(np.rint(127.5 + 127.5 * share), 0, 255).astype(np.uint8), reach


def arrow_shorts(arrows: Array) -> Array:
    """Directions (N, 2) with lengths below 1: slope / (slope + SOFT)."""
    slopes = np.nan_to_num(arrows[:, 2:])
    lengths = np.linalg.norm(slopes, axis=1, keepdims=True)
    return np.rint(32767 * slopes / (lengths + SOFT)).astype(np.int16)


def middle_of(config: PlaygroundConfig, sigmoid: bool, numbers: Mapping[str, float]) -> float:
    """The value of D between real and fake: Wasserstein scores have no zero of their own."""
    if sigmoid:
        return 0.5
    if config.loss in ("wgan", "wgan_gp"):
        ends = [numbers.get(f"{kind}_score_mean", 0.0) for kind in ("real", "fake")]
        return float(np.nan_to_num(sum(ends) / 2))
    return 0.5 if config.loss == "lsgan" else 0.0


def still_parts(scene: Scene, config: PlaygroundConfig, near: float) -> tuple[dict[str, Any], dict[str, Array]]:
    """What stays: sent with a playground's first frame, and after its data have changed."""
    header = {
        "box": scene.box,
        "near": near,
        "latent_dim": config.latent_dim,
        "modes": None if scene.modes is None else np.round(scene.modes, 4).astype(float).tolist(),
    }
    arrays = {
        "real": positions(scene.real, scene.box),
        "grid_z": latent_positions(scene.z_grid, scene.box),
        "fake_z": latent_positions(scene.z, scene.box),
    }
    return header, arrays


def frame_parts(frame: Frame, config: PlaygroundConfig, box: float) -> tuple[dict[str, Any], dict[str, Array]]:
    """One moment."""
    middle = middle_of(config, frame.sigmoid, frame.numbers)
    heat, reach = heat_bytes(frame.heat, middle, frame.sigmoid)
    header = {
        "step": frame.step,
        "finite": frame.finite,
        "sigmoid": frame.sigmoid,
        "middle": round(middle, 4),
        "reach": round(reach, 4),
        "numbers": {name: float(f"{value:.5g}") for name, value in frame.numbers.items() if np.isfinite(value)},
    }
    arrays = {
        "heat": heat,
        "fake": positions(frame.fake, box),
        "grid": positions(frame.grid, box),
        "arrows": arrow_shorts(frame.arrows),
    }
    return header, arrays


def told(measures: Measures | None) -> dict[str, Any] | None:
    """Counts as JSON; None where there are none."""
    if measures is None:
        return None
    values = {name: getattr(measures, name) for name in measures.__dataclass_fields__}
    return {
        name: [round(one, 4) for one in value]
        if isinstance(value, tuple)
        else value
        if value is None or isinstance(value, int)
        else float(f"{value:.5g}")
        for name, value in values.items()
    }
