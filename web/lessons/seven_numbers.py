"""Same pictures, seven numbers: one change at a time to real pictures, and which score sees it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.figures.panels import axis, dots, heat, line, panel, readout, rule
from web.lessons.lesson import Choice, Formula, Json, Lesson, Slider, Values

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.metrics import Extracted, Measured
    from gan_core.toys.changes import Pool

FILE = Path(__file__).with_name("seven_numbers.json")  # written by scripts/measure_seven_numbers.py
DATASETS = {"fashion": "fashion-mnist", "cifar": "cifar10"}
CHANGES = ("blur", "jpeg", "resize", "fewer", "copied", "left_out", "contrast")
FILTERS = ("pillow", "torch", "tensorflow")
STEPS = 7
DISTANCES = {"fid": "generated", "kid": "warning", "mind": "discriminator"}
SHARES = {"precision": "generated", "recall": "real", "density": "discriminator", "coverage": "generator", "accuracy": "warning"}
NAMES = {"fid": "FID", "kid": "KID", "mind": "MIND"} | {name: name for name in SHARES}
SEEN = 1.0  # half-widths of a score's own interval from which it sees a change
ROWS, COLUMNS, SIDE = 2, 5, 28
FRESH, KNOWN = 2000, 1000  # live: pictures to be changed, and pictures to be copied


def compute(values: Values) -> Json:
    """The panels for one change."""
    live = values["view"] == "live"
    data = "fashion" if live else values["data"]
    change = f"resize_{values['filter']}" if values["change"] == "resize" else values["change"]
    found = _live(change, int(values["count"])) if live else _ahead(data)[change]
    step = int(values["step"])
    names = [name for name in (*DISTANCES, *SHARES, "authenticity") if name in found["values"]]
    worse = {name: [_worse(found, name, value) for value in found["values"][name]] for name in names}
    pictures = [_pictures_panel(change, step)] if data == "fashion" else []
    shares = SHARES | ({"authenticity": "note"} if "authenticity" in names else {})
    return {
        "panels": [_curves("distances", DISTANCES, worse, found, step), _curves("shares", shares, worse, found, step), *pictures],
        "says": _says(values["change"], _strength(change, step, found["n"]), step, worse, found),
        **({"code": _code(change, step, int(values["count"]))} if live else {}),
    }


# -------------------------------------------------------------------------------------------------------------------- what is measured


@lru_cache(2)
def _ahead(data: str) -> dict[str, Json]:
    """Every change of a data set as it was measured ahead."""
    known = json.loads(FILE.read_text(encoding="utf-8"))[DATASETS[data]]
    about = {part: known[part] for part in ("n", "floor", "spread")}
    return {name: about | {"values": values} for name, values in known["changes"].items()}


@lru_cache(1)
def _pool() -> Pool:
    """The embedded pictures that are changed, and those that are copied."""
    import torch

    from gan_core.data import load_dataset
    from gan_core.toys.changes import Pictures, Pool
    from web.lessons.classified_images import SEED

    data = load_dataset("fashion-mnist-10k")
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(SEED))  # the reference is the first of it
    fresh, known = (Pictures(data.images[rows], data.labels[rows]) for rows in order[-FRESH - KNOWN :].split((FRESH, KNOWN)))
    return Pool(fresh, known)


@lru_cache(1)
def _reference() -> Extracted:
    """Other embedded pictures as the classifier sees them, and those that are copied."""
    from dataclasses import replace

    from gan_core.metrics import classify
    from web.lessons.classified_images import classifier, judged

    return replace(judged("reference").seen, training=classify(classifier(), _pool().training.images).features)


@lru_cache(64)
def _live(change: str, n: int) -> Json:
    """The same with few pictures, computed now."""
    from gan_core.toys.changes import CHANGES as ALL

    answers = [_answer(change, n, step) for step in range(len(ALL[change].strengths))]
    plain = answers[0]
    intervals = {name: measured.interval() for name, measured in plain.items()}
    kept = [name for name in plain if name != "authenticity" or change == "copied"]
    return {
        "n": n,
        "floor": {name: plain[name].value for name in kept},
        "spread": {name: max((found.high - found.low) / 2, 1e-9) for name in kept if (found := intervals[name])},
        "values": {name: [answer[name].value for answer in answers] for name in kept},
    }


def _answer(change: str, n: int, step: int) -> dict[str, Measured]:
    from dataclasses import replace

    from gan_core.metrics import classify
    from gan_core.toys.changes import changed, scores
    from web.lessons.classified_images import classifier

    real = _reference()
    images, labels = changed(change, _pool(), n, step)
    reference = replace(real, features=real.features[:n], training=real.training if change == "copied" else None)
    return scores(reference, classify(classifier(), images, labels))


def _worse(found: Json, name: str, value: float) -> float:
    from gan_core.toys.changes import worse_by

    return worse_by(name, value, found["floor"][name], found["spread"][name])


# ------------------------------------------------------------------------------------------------------------------------- figures


def _curves(title: str, roles: dict[str, str], worse: dict[str, list[float]], found: Json, step: int) -> Json:
    """How much worse than real each score says it is, against the strength; between the rules it is blind."""
    steps = list(range(STEPS))
    marks = [rule("blind", y=SEEN), rule("", y=-SEEN), rule("", y=0, dash=False), rule("", x=step)]
    marks += [line(name, steps, worse[name], role, dash=name in ("mind", "coverage")) for name, role in roles.items()]
    marks += [dots(name, [step], [worse[name][step]], role, size=5) for name, role in roles.items()]
    return panel(
        title,
        marks,
        x=axis("strength", 0, STEPS - 1, ticks=steps),
        y=axis("worse", scale="symlog", constant=SEEN),
        readouts=[readout(name, found["values"][name][step]) for name in roles],
    )


def _pictures_panel(change: str, step: int) -> Json:
    """Ten of the pictures as they are now."""
    from gan_core.toys.changes import changed

    images = _spread_out(changed(change, _pool(), 100, step).images, ROWS * COLUMNS)
    shown = np.pad(images[:, 0].numpy().astype(float), ((0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    mosaic = shown.reshape(ROWS, COLUMNS, SIDE + 2, SIDE + 2).transpose(0, 2, 1, 3).reshape(ROWS * (SIDE + 2), COLUMNS * (SIDE + 2))
    return panel(
        "pictures",
        [heat("grey", mosaic[::-1], x=(0, COLUMNS), y=(0, ROWS))],
        x=axis("columns", 0, COLUMNS, ticks=[]),
        y=axis("rows", 0, ROWS, ticks=[]),
        aspect=COLUMNS / ROWS,
        span=2,
    )


def _spread_out(images: Tensor, count: int) -> Tensor:
    """So many of them, evenly from first to last; again from the first where there are fewer."""
    places = np.linspace(0, len(images) - 1, count).round().astype(int)
    return images[places]


def _strength(change: str, step: int, n: int) -> float:
    """How strong the change is, as its sentence says it: pixels, quality, classes, a factor, per cent, or pictures."""
    from gan_core.toys.changes import CHANGES as ALL
    from gan_core.toys.changes import fewer_of

    value = ALL[change].strengths[step]
    if change == "fewer":
        return fewer_of(n, value)
    return round(100 * value) if change == "copied" or change.startswith("resize") else value


def _says(change: str, strength: float, step: int, worse: dict[str, list[float]], found: Json) -> list[Any]:
    """How strong the change is; which scores see it, which are blind, and which call it better than real."""
    now = {NAMES.get(name, name): values[step] for name, values in worse.items()}
    if step == 0:
        return [["unchanged", {"n": found["n"]}], f"about_{change}"]
    loudest = max(now, key=lambda name: now[name])
    blind = [name for name, value in now.items() if abs(value) < SEEN]
    fooled = [name for name, value in now.items() if value <= -SEEN]
    says: list[Any] = [[f"is_{change}", {"value": strength}]]
    if now[loudest] >= SEEN:
        says.append(["loudest", {"name": loudest, "times": round(now[loudest], 1)}])
    if blind:
        says.append(["blind_to_it", {"names": ", ".join(blind)}])
    if fooled:
        says.append(["better_than_real", {"names": ", ".join(fooled)}])
    return [*says, f"about_{change}"]


def _code(change: str, step: int, n: int) -> str:
    return f"""import torch
from gan_core.data import load_dataset
from gan_core.metrics import classify, load_classifier
from gan_core.toys.changes import Pictures, Pool, changed, scores

data, judge = load_dataset("fashion-mnist-10k"), load_classifier()
order = torch.randperm(len(data), generator=torch.Generator().manual_seed(0))
fresh, known = (Pictures(data.images[rows], data.labels[rows]) for rows in order[-{FRESH + KNOWN}:].split(({FRESH}, {KNOWN})))
images, labels = changed("{change}", Pool(fresh, known), {n}, {step})
real = classify(judge, data.images[order[:{n}]], data.labels[order[:{n}]])
print({{name: found.value for name, found in scores(real, classify(judge, images, labels)).items()}})"""


AHEAD, LIVE = {"view": ("ahead",)}, {"view": ("live",)}
MIND, BALLS = "https://arxiv.org/abs/2605.06797", "https://arxiv.org/abs/2002.09797"

LESSON = Lesson(
    name="seven_numbers",
    controls={
        "view": Choice(default="ahead", options=("ahead", "live"), tabs=True),
        "change": Choice(default="blur", options=CHANGES),
        "filter": Choice(default="pillow", options=FILTERS, when={"change": ("resize",)}),
        "data": Choice(default="fashion", options=tuple(DATASETS), when=AHEAD),
        "step": Slider(default=3, low=0, high=STEPS - 1, step=1, plays=True),
        "count": Slider(default=100, low=100, high=200, step=50, symbol="N", when=LIVE),
    },
    compute=compute,
    presets={
        "blur": {"view": "ahead", "change": "blur"},
        "jpeg": {"view": "ahead", "change": "jpeg", "step": 2},
        "skips": {"view": "ahead", "change": "resize", "filter": "torch", "step": 4},
        "few": {"view": "ahead", "change": "fewer", "step": 5},
        "copied": {"view": "ahead", "change": "copied", "step": 6},
        "class_gone": {"view": "ahead", "change": "left_out", "step": 1},
        "pale": {"view": "ahead", "change": "contrast", "step": 2},
        "live": {"view": "live", "change": "blur", "step": 2},
    },
    headline=("fid", "precision", "recall"),
    points=dict.fromkeys(("blur", "jpeg", "skips", "few", "copied", "class_gone", "pale"), "loudest") | {"live": "blind_to_it"},
    formulas={
        "fid": Formula(
            r"|\mu_r - \mu_g|^2 + \operatorname{Tr}\left(\Sigma_r + \Sigma_g - 2 (\Sigma_r \Sigma_g)^{1/2}\right)",
            "Heusel et al. 2017, eq. 6",
            "https://arxiv.org/abs/1706.08500",
        ),
        "kid": Formula(
            r"\operatorname{MMD}^2 \text{ with } k(x, y) = \left(x \cdot y / D + 1\right)^3",
            "Bińkowski et al. 2018, § 4",
            "https://arxiv.org/abs/1801.01401",
        ),
        "mind": Formula(r"3 D \, \mathbb{E}_u \int_0^1 \left(F^{-1}_{r,u}(q) - F^{-1}_{g,u}(q)\right)^2 dq", "Berthet et al. 2026", MIND),
        "density": Formula(r"\frac{1}{kM} \sum_j \sum_i \mathbb{1}\left[y_j \in B(x_i)\right]", "Naeem et al. 2020, § 3", BALLS),
        "coverage": Formula(r"\frac{1}{N} \sum_i \mathbb{1}\left[\exists j: y_j \in B(x_i)\right]", "Naeem et al. 2020, § 3", BALLS),
    },
)
