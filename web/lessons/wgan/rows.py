"""The tab of the table's last row: FID over training of three objectives on the same networks, against G's steps and against epochs."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import Any, NamedTuple

from gan_core.figures.panels import axis, column, dots, line, panel, readout, rule, text
from gan_core.paths import CHECKPOINTS
from web.lessons.lesson import Choice, Formula, Json, Numbers, Slider, Switch, Values

IN_TAB = {"view": ("rows",)}
RUNS = {"dcgan": ("dcgan-cifar10", "generator"), "lsgan": ("lsgan-cifar10", "other"), "wgan_gp": ("wgan-gp-cifar10", "warning")}
PICTURES = 50_000  # of CIFAR-10, an epoch
# FID of the university deck's table on faces, and the shipped run of the same method on CIFAR-10, by Inception on 10,000 pictures
ROWS = {"gan": (250.55, "gan-cifar10"), "dcgan": (149.51, "dcgan-cifar10"), "wgan_gp": (288.76, "wgan-gp-cifar10")}

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "against": Choice(default="steps", options=("steps", "epochs"), when=IN_TAB),
    "wanted": Slider(default=50.0, low=10, high=90, step=1, plays=True, when=IN_TAB),
}
PRESETS: dict[str, dict[str, Any]] = {"worst_row": {"view": "rows"}, "in_epochs": {"view": "rows", "against": "epochs"}}
POINTS = {"worst_row": "stopped_early", "in_epochs": "same_time"}
FORMULAS = {"fid_over_training": Formula(r"n_\text{critic} = 5", "Gulrajani et al. 2017", "https://arxiv.org/abs/1704.00028")}


class Record(NamedTuple):
    """A recorded run: G's steps, epochs and FID of its checkpoints."""

    steps: tuple[int, ...]
    epochs: tuple[float, ...]
    fid: tuple[float, ...]

    def reached(self, target: float) -> int | None:
        """The first checkpoint whose FID is not above `target`."""
        return next((index for index, fid in enumerate(self.fid) if fid <= target), None)


@lru_cache(1)
def records() -> dict[str, Record]:
    """The scores that came with the runs, in the features of CIFAR-10's classifier on 10,000 pictures."""
    from gan_core.evaluation import read_record
    from gan_core.training.run_directory import RunDirectory

    found = {}
    for name, (run, _) in RUNS.items():
        config = RunDirectory(CHECKPOINTS / run).read_config()
        rows = sorted((row["step"], row["scores"]["fid"]["value"]) for row in read_record(CHECKPOINTS / run) if row["step"])
        shown = config.batch_size * config.n_critic  # pictures that D sees for one step of G
        found[name] = Record(
            tuple(step for step, _ in rows), tuple(step * shown / PICTURES for step, _ in rows), tuple(fid for _, fid in rows)
        )
    return found


def compute(values: Values) -> Json:
    """The curves, and where each first reaches the FID that is asked for."""
    known, target, against = records(), float(values["wanted"]), values["against"]
    marks: list[Json] = [rule("asked_fid", y=target)]
    readouts = []
    for name, (_, role) in RUNS.items():
        one = known[name]
        x = getattr(one, against)
        marks += [line(f"run_{name}", x, one.fid, role), dots(f"run_{name}", x, one.fid, role, size=2.5)]
        index = one.reached(target)
        if index is not None:
            marks.append(dots(f"run_{name}", [x[index]], [one.fid[index]], role, size=7))
        readouts.append(readout(f"needed_{name}", x[index] if index is not None else math.inf, digits=2))
    low, high = {"steps": (50, 40_000), "epochs": (0.8, 50)}[against]
    return {
        "panels": [
            panel(
                "fid_over_training",
                marks,
                x=axis(f"{against}_axis", low, high, scale="log"),
                y=axis("fid_axis", 4, 150, scale="log"),
                span=2,
                aspect=2.2,
                readouts=readouts,
            ),
            _tables(),
        ],
        "says": _says(known, target, against),
        "code": f"""from gan_core.evaluation import read_record
from gan_core.paths import CHECKPOINTS

for run in {[run for run, _ in RUNS.values()]}:
    print(run, [(row["step"], row["scores"]["fid"]["value"]) for row in read_record(CHECKPOINTS / run)])""",
    }


def _tables() -> Json:
    """The lecture's rows beside ours: other data, but the same order of the last."""
    marks = []
    for place, (name, (lecture, run)) in enumerate(ROWS.items()):
        card = json.loads((CHECKPOINTS / run / "metrics.json").read_text("utf-8"))
        ours = float(card["inception"]["generated"]["scores"]["fid"]["value"])
        for part, offset, fid, role in (("lecture_row", -0.2, lecture, "note"), ("our_row", 0.2, ours, "generator")):
            marks += [column(part, place + offset, fid, role, width=0.38), text("", place + offset, fid + 12, value=round(fid, 1))]
        marks.append(text(f"row_{name}", place, -22))
    return panel(
        "two_tables",
        marks,
        x=axis("rows_axis", -0.6, len(ROWS) - 0.4, ticks=[]),
        y=axis("table_axis", -40, 340, ticks=[0, 100, 200, 300]),
        span=2,
    )


def _says(known: dict[str, Record], target: float, against: str) -> list[Any]:
    ours, longest = known["wgan_gp"], known["dcgan"]
    ends = {"steps": ours.steps[-1], "fid": round(ours.fid[-1], 1), "others": longest.steps[-1], "best": round(longest.fid[-1], 1)}
    early: list[Any] = ["stopped_early", ends | {"lecture": ROWS["wgan_gp"][0]}]
    first = {name: one.reached(target) for name, one in known.items()}
    if any(index is None for index in first.values()):
        return [early, ["not_all_reach", {"target": target} | {name: round(one.epochs[-1]) for name, one in known.items()}]]
    reached = {name: round(getattr(known[name], against)[index], 1) for name, index in first.items() if index is not None}
    if against == "epochs":
        return [["same_time", {"target": target} | reached], early]
    return [early, ["same_work", {"target": target} | reached]]
