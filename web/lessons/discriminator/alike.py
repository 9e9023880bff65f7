"""The tab of sameness: ten different pictures and ten alike cost G the same, for its loss looks at one picture at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from gan_core.figures.panels import axis, column, heat, panel, readout
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

TEN, COLUMNS = 10, 5

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {}  # the class is chosen with that of the tab before
PRESETS: dict[str, dict[str, Any]] = {
    "ten_trousers": {"view": "alike", "own_class": "1"},
    "ten_dresses": {"view": "alike", "own_class": "3"},
}
POINTS = {"ten_trousers": "no_penalty", "ten_dresses": "no_penalty"}
FORMULAS = {
    "alike_losses": Formula(
        r"L_G = -\tfrac{1}{10} \textstyle\sum_i \log D(G(z_i))", "Goodfellow et al. 2014, § 3", "https://arxiv.org/abs/1406.2661"
    ),
    "spread_different": Formula(r"\operatorname{mean}_{i<j} \sqrt{\operatorname{mean}\,(x_i - x_j)^2}"),
}


def compute(values: Values) -> dict[str, Any]:
    """Ten pictures, one of others ten times whose loss is nearest, and what G's loss says to both."""
    from web.lessons.discriminator.pictures import mosaic, of_class

    images, answers = of_class(int(values["own_class"]))
    losses = -np.log(answers)
    of_ten = float(losses[:TEN].mean())
    chosen = TEN + int(np.abs(losses[TEN:] - of_ten).argmin())
    different, alike = images[:TEN], images[chosen].expand(TEN, -1, -1, -1)
    of_alike = float(losses[[chosen] * TEN].mean())
    spreads = {"different": _spread(different.numpy()), "alike": _spread(alike.numpy())}
    panels = [
        panel(
            f"ten_{name}",
            [heat("grey", mosaic(ten, COLUMNS), x=(0, COLUMNS), y=(0, TEN // COLUMNS))],
            x=axis("pictures_axis", 0, COLUMNS, ticks=[]),
            y=axis("pictures_axis", 0, TEN // COLUMNS, ticks=[]),
            aspect=COLUMNS / (TEN // COLUMNS),
            readouts=[readout(f"spread_{name}", spreads[name])],
        )
        for name, ten in (("different", different), ("alike", alike))
    ]
    return {
        "panels": [
            *panels,
            panel(
                "alike_losses",
                [column("loss_of_different", 0, of_ten, "generator"), column("loss_of_alike", 1, of_alike, "warning")],
                x=axis("pictures_axis", -0.8, 1.8, ticks=[]),
                y=axis("term_axis", 0, max(1.0, 1.2 * of_ten)),
                span=2,
                readouts=[readout("loss_different", of_ten, digits=5), readout("loss_alike", of_alike, digits=5)],
            ),
        ],
        "says": [
            ["no_penalty", {"gap": float(f"{abs(of_ten - of_alike):.1g}"), "spread": round(spreads["different"], 2)}],
            "who_could_see",
        ],
    }


def _spread(pictures: Any) -> float:
    """Mean distance of two of them: the root of the mean squared difference of pixels in [-1, 1]."""
    flat = pictures.reshape(len(pictures), -1).astype(float)
    distances = np.sqrt(((flat[:, None] - flat[None]) ** 2).mean(axis=2))
    return float(distances[np.triu_indices(len(flat), 1)].mean())
