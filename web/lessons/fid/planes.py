"""The tab of shipped models: the real features' first two principal directions, and how much of FID lies in the first k of them.

Moments and projected points were measured ahead (`python -m scripts.measure_feature_planes`); distances are computed here.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.figures.panels import axis, dots, line, panel, readout, rule
from web.lessons.fid.contours import contours
from web.lessons.lesson import Choice, Formula, Json, Values

FILE = Path(__file__).with_name("planes.json")
MODELS = ("cgan-fashion-mnist", "cgan-mlp-fashion-mnist", "cgan-cifar10", "dcgan-cifar10", "wgan-gp-cifar10", "gan-cifar10")
IN_TAB = {"view": ("planes",)}
CONTROLS = {"model": Choice(default="dcgan-cifar10", options=MODELS, when=IN_TAB)}
PRESETS: dict[str, dict[str, Any]] = {
    "planes_dcgan": {"view": "planes"},
    "planes_gan": {"view": "planes", "model": "gan-cifar10"},
    "planes_clothes": {"view": "planes", "model": "cgan-fashion-mnist"},
}
POINTS = dict.fromkeys(PRESETS, "plane_and_all")
FORMULAS = {
    "feature_plane": Formula(r"\hat x = (\phi(x) - \mu_r)\,[u_1\ u_2], \quad \Sigma_r u_i = \lambda_i u_i"),
    "fid_of_first": Formula(r"\mathrm{FID}\ \text{of}\ (\phi(x) - \mu_r)\,[u_1 \dots u_k]"),
}


@lru_cache(1)
def _measured() -> Json:
    return json.loads(FILE.read_text(encoding="utf-8"))


def _of(model: str) -> tuple[Json, Json]:
    """What was measured of the model's data set, and of the model."""
    known = next(one for one in _measured().values() if model in one["models"])
    return known, known["models"][model]


def compute(values: Values) -> Json:
    """The plane with both Gaussians, and FID within the first k directions."""
    from gan_core.metrics import frechet_distance
    from gan_core.toys.ellipses import Gaussian

    known, fake = _of(values["model"])
    real = known["real"]
    gaussians = [Gaussian.of_moments(one["mean"], one["covariance"]) for one in (real, fake)]
    here = frechet_distance(*gaussians[0].moments, *gaussians[1].moments)
    everything, share = fake["fid"][-1], 100 * sum(known["shares"])
    points, others = np.array(fake["points"]), np.array(real["points"])
    across = np.concatenate([points, others])
    reach = 1.1 * float(np.abs(across).max())
    return {
        "panels": [
            panel(
                "feature_plane",
                [
                    dots("real_points", others[:, 0], others[:, 1], "real", size=2),
                    dots("fake_points", points[:, 0], points[:, 1], "generated", symbol="cross", size=2),
                    *contours("real_gaussian", gaussians[0], "real"),
                    *contours("fake_gaussian", gaussians[1], "generated"),
                ],
                x=axis("first_direction", -reach, reach),
                y=axis("second_direction", -reach, reach),
                aspect=1,
                readouts=[
                    readout("fid_in_plane", here, digits=3),
                    readout("fid_everywhere", everything, digits=3),
                    readout("variance_in_plane", share, digits=1, unit="%"),
                ],
            ),
            panel(
                "first_directions",
                [line("fid_of_first", known["kept"], fake["fid"], "generated"), rule("the_plane", x=2)],
                x=axis("kept_axis", 1, known["kept"][-1], scale="log"),
                y=axis("fid_axis", 0, 1.08 * everything),
            ),
        ],
        "says": [
            ["plane_and_all", {"here": float(f"{here:.3g}"), "all": float(f"{everything:.3g}"), "share": round(share)}],
            "plane_of_judge",
        ],
        "code": f"""import json
import numpy as np
from gan_core.metrics import frechet_distance
from gan_core.paths import project_file

measured = json.loads(project_file("web/lessons/fid/planes.json").read_text())
known = next(one for one in measured.values() if {values["model"]!r} in one["models"])
pair = known["real"], known["models"][{values["model"]!r}]
print(frechet_distance(*(np.array(one[key]) for one in pair for key in ("mean", "covariance"))))""",
    }
