"""The tab of ways to give the label: what one more class costs in numbers and parameters, and what an equal budget made of three of them.

The comparison was recorded (ways.json says by which command); the parameters are counted here, on networks without memory.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.figures.panels import axis, column, line, panel, readout, rule, text
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

IN_TAB = {"view": ("ways",)}
WAYS = {"one_hot": "generated", "embedding": "real", "projection": "generator"}  # in the order of the slides
MOST = 1000  # classes
EMBEDDED = 50  # numbers of the course's embedding
RECORD = json.loads((Path(__file__).parent / "ways.json").read_text("utf-8"))

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "classes": Slider(default=10, low=2, high=MOST, step=1, log=True, plays=True, symbol="K", when=IN_TAB),
}
PRESETS: dict[str, dict[str, Any]] = {"ways_ten": {"view": "ways"}, "ways_thousand": {"view": "ways", "classes": 1000}}
POINTS = {"ways_ten": "order_contradicted", "ways_thousand": "one_hot_costs"}
FORMULAS = {
    "length_one_hot": Formula(r"y \in \{0, 1\}^K", "Mirza & Osindero 2014", "https://arxiv.org/abs/1411.1784"),
    "way_projection": Formula(r"D = \psi(\phi(x)) + v_y^\top \phi(x)", "Miyato & Koyama 2018", "https://arxiv.org/abs/1802.05637"),
}


@lru_cache(8)
def parameters(way: str, classes: int) -> int:
    """Of G and D together, for the course's Fashion-MNIST networks with that many classes."""
    import torch

    from gan_core.models import build_discriminator, build_generator
    from gan_core.presets import get_preset

    config = replace(get_preset("cgan-projection-fashion-mnist"), conditioning=way, num_classes=classes, class_names=())
    with torch.device("meta"):
        return sum(parameter.numel() for build in (build_generator, build_discriminator) for parameter in build(config).parameters())


def a_class(way: str) -> int:
    """Parameters that one more class adds: each way's count is a straight line in the number of classes."""
    return parameters(way, 3) - parameters(way, 2)


def without_label() -> int:
    """What the same networks have where no label is given: a one-hot vector of no class."""
    return parameters("one_hot", 2) - 2 * a_class("one_hot")


def compute(values: Values) -> dict[str, Any]:
    """Length of the label's vector and parameters against the number of classes, and the recorded comparison."""
    classes = round(values["classes"])
    x = np.unique(np.geomspace(2, MOST, 60).round())
    counts = {way: parameters(way, 2) + (x - 2) * a_class(way) for way in WAYS}
    now = {way: parameters(way, 2) + (classes - 2) * a_class(way) for way in WAYS}
    here = rule("here", x=classes)
    across = axis("classes_axis", 1.8, 1.1 * MOST, scale="log")
    compared = []
    for place, (way, role) in enumerate(WAYS.items()):
        compared += [
            column(f"way_{way}", place, RECORD["fid"][way], role),
            text("", place, RECORD["fid"][way] + 0.4, value=RECORD["fid"][way]),
        ]
    return {
        "panels": [
            panel(
                "label_length",
                [
                    here,
                    line("length_one_hot", x, x, WAYS["one_hot"]),
                    line("length_embedding", x, np.full_like(x, EMBEDDED), WAYS["embedding"]),
                ],
                x=across,
                y=axis("length_axis", 1.8, 1.1 * MOST, scale="log"),
                readouts=[readout("one_hot_length", classes), readout("embedding_length", EMBEDDED)],
            ),
            panel(
                "label_parameters",
                [
                    here,
                    line("no_label", x, np.full_like(x, without_label()), "note", dash=True),
                    *[line(f"way_{way}", x, counts[way], role) for way, role in WAYS.items()],
                ],
                x=across,
                y=axis("parameters_axis", 5e5, 2e7, scale="log"),
                readouts=[readout(f"parameters_{way}", now[way]) for way in WAYS] + [readout("parameters_none", without_label())],
            ),
            panel(
                "equal_budget",
                compared,
                x=axis("ways_axis", -0.6, len(WAYS) - 0.4, ticks=[]),
                y=axis("budget_axis", 0, 10),
                span=2,
                readouts=[readout(f"obeyed_{way}", RECORD["accuracy"][way], digits=1, unit="%") for way in WAYS],
            ),
        ],
        "says": _says(classes, now),
        "code": f"""from dataclasses import replace
from gan_core.models import build_discriminator, build_generator
from gan_core.presets import get_preset

config = get_preset("cgan-projection-fashion-mnist")
for way in {tuple(WAYS)}:
    changed = replace(config, conditioning=way, num_classes={classes}, class_names=())
    print(way, sum(one.numel() for build in (build_generator, build_discriminator) for one in build(changed).parameters()))""",
    }


def _says(classes: int, now: dict[str, int]) -> list[Any]:
    added = {way: count - without_label() for way, count in now.items()}
    share = round(100 * added["one_hot"] / now["one_hot"])
    costs = ["one_hot_costs", {"classes": classes, "a_class": a_class("one_hot"), "embedded": a_class("embedding"), "share": share}]
    fid = RECORD["fid"]
    order = "order_contradicted" if fid["embedding"] > fid["one_hot"] else "order_confirmed"
    said: list[Any] = [order, {"embedding": fid["embedding"], "one_hot": fid["one_hot"], "projection": fid["projection"]}]
    return [costs, said] if added["one_hot"] > without_label() else [said, costs]
