"""What web/latent/browser/compose.mjs must compute too: its unit tests read the numbers below from a file, held equal to them here.

`python tests/latent/test_browser_twin.py` writes the file anew.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gan_core.latent.animation import animate
from gan_core.latent.seeds import z_from_seed
from gan_core.latent.sheets import SHEETS
from gan_core.latent.state import LatentState, class_weights, compose

FILE = Path(__file__).parents[1] / "browser_unit" / "latent" / "compose.json"
LATENT_DIM = 6
CLASSES = 4
DIRECTIONS = np.linalg.qr(z_from_seed(11, LATENT_DIM, LATENT_DIM).astype(np.float64))[0][:3].astype(np.float32)  # (3, latent_dim)

STATES = {
    "one sample": LatentState(seed=1, picks=(3, 0, 1, 2)),
    "truncated": LatentState(truncation=0.5),
    "along the directions": LatentState(components=(1.5, 0.0, -3.0)),
    "offsets beyond the directions": LatentState(components=(0.0, 0.0, 0.0, 2.0)),
    "raw dimensions": LatentState(dimensions=((0, -1.0), (5, 0.25))),
    "offsets after truncation": LatentState(truncation=0.0, components=(1.0,), dimensions=((2, 4.0),)),
    "middle of the plane": LatentState(mode="plane", seed=3),
    "in the plane, variance kept": LatentState(mode="plane", x=0.2, y=0.9, truncation=1.2),
    "in the plane, variance lost": LatentState(mode="plane", x=0.2, y=0.9, keep_variance=False),
    "a corner of the plane": LatentState(mode="plane", x=1.0, y=0.0),
    "a great circle": LatentState(mode="path", t=0.3),
    "a straight line": LatentState(mode="path", path="line", t=0.3),
    "a sample and itself": LatentState(mode="path", picks=(2, 2, 0, 1), t=0.7),
    "ends of a path": LatentState(mode="path", t=1.0, seed=2147483647),
    "a class": LatentState(mode="classes", label=3),
    "a blend": LatentState(mode="blend", label=1, other=2, t=0.25),
    "a found z": LatentState(z=(1.0, -3.96875, 0.03125, 0.0, 2.5, -0.5), components=(0.5,), truncation=0.8),
    "from a found z": LatentState(mode="path", t=0.25, z=(1.0, -3.96875, 0.03125, 0.0, 2.5, -0.5)),
    "a blend of a class with itself": LatentState(mode="blend", label=2, other=2, t=0.25),
}
SEEDS = (0, 1, 7, 123456, 2**31 - 1)
SIZES = {"grid": 5, "plane": 3, "line": 4, "slerp": 4, "blend": 5, "classes": 4}


def contents() -> dict[str, Any]:
    """All numbers of the file."""
    states = {
        name: {
            "state": dataclasses.asdict(state),
            "samples": z_from_seed(state.seed, 4, LATENT_DIM).ravel().tolist(),
            "z": compose(state, DIRECTIONS).tolist(),
            "weights": class_weights(state, CLASSES).tolist(),
        }
        for name, state in STATES.items()
    }
    start = LatentState(seed=7, picks=(9, 1, 2, 3), components=(1.0,), dimensions=((2, 0.5),))
    sheets = {kind: [dataclasses.asdict(state) for state in SHEETS[kind][0](start, n)] for kind, n in SIZES.items()}
    links = {state.to_query(): dataclasses.asdict(state) for state in STATES.values()}
    loops = {
        name: [dataclasses.asdict(frame) for frame in animate(state, 7, component=1, num_classes=CLASSES)] for name, state in STATES.items()
    }
    drawn = {seed: z_from_seed(seed, 2000, LATENT_DIM).ravel() for seed in SEEDS}
    return {
        "seeds": [{"seed": seed, "sum": float(z.sum(dtype=np.float64)), "every": z[::100].tolist()} for seed, z in drawn.items()],
        "latentDim": LATENT_DIM,
        "classes": CLASSES,
        "directions": DIRECTIONS.ravel().tolist(),
        "states": states,
        "sheets": {"start": dataclasses.asdict(start), "n": SIZES, "states": sheets},
        "defaults": dataclasses.asdict(LatentState()),
        "links": links,
        "loops": loops,
    }


def test_the_file_holds_what_is_computed_here() -> None:
    written, computed = json.loads(FILE.read_text(encoding="utf-8")), json.loads(json.dumps(contents()))
    assert written["directions"] == pytest.approx(computed["directions"], abs=1e-6)
    assert written["states"].keys() == computed["states"].keys()
    for name, case in computed["states"].items():
        assert written["states"][name]["z"] == pytest.approx(case["z"], abs=1e-5), name
        assert written["states"][name]["samples"] == pytest.approx(case["samples"], abs=1e-6), name
        assert written["states"][name]["weights"] == case["weights"], name
        assert written["states"][name]["state"] == case["state"], name
    assert written["seeds"] == computed["seeds"]
    assert {key: written[key] for key in ("sheets", "defaults", "links", "loops")} == {
        key: computed[key] for key in ("sheets", "defaults", "links", "loops")
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(contents()) + "\n", encoding="utf-8")
