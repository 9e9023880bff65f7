"""Play every preset of the playground, and the four families, from many seeds, and write down how it ended: the numbers on the page.

    python scripts/playground_outcomes.py --seeds 20 [--only NAME ...]

Each game's row is appended to --rows as soon as it is over and not played again while preset and engine say the same, so it may be
stopped and started; then gan_core/playground/outcomes.json is written from the rows. Seeds start at 1000: lower ones found the presets.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gan_core.playground import Playground
from gan_core.playground.families import FAMILY_PRESETS
from gan_core.playground.outcomes import meets, mend, result
from gan_core.playground.presets import OUTCOMES, OUTCOMES_FILE, PRESETS2D, Goal, Preset2D

FIRST_SEED = 1000
MEASURE_STEPS = 200  # steps between two measurements
TOLD = ("modes", "near", "high_quality", "covered", "js", "w1", "floor_w1", "discriminator_loss", "generator_loss", "generator_grad_norm")
GAMES = PRESETS2D | {preset.name: preset for preset in FAMILY_PRESETS.values()}

Row = dict[str, Any]


def main() -> None:
    """Play what is missing, then write the summary."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--only", nargs="*", choices=GAMES, default=list(GAMES))
    parser.add_argument("--rows", type=Path, default=Path("runs/playground_outcomes.jsonl"))
    args = parser.parse_args()
    args.rows.parent.mkdir(parents=True, exist_ok=True)
    rows = read(args.rows)
    for seed in range(FIRST_SEED, FIRST_SEED + args.seeds):
        for name in args.only:
            preset = GAMES[name]
            if (key := f"{name}/{seed}/{digest(preset)}") not in rows:
                rows[key] = play(preset, seed)
                with args.rows.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"key": key, **rows[key]}) + "\n")
                write(rows)
                print(seed, name, "as described" if rows[key]["success"] else "otherwise", rows[key]["end"], flush=True)
    write(rows)


def write(rows: dict[str, Row]) -> None:
    """The summary, a line a preset; a preset without rows keeps the line it has."""
    outcomes = {name: summary(preset, rows) or OUTCOMES.get(name) for name, preset in GAMES.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in outcomes.items() if one]
    OUTCOMES_FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def read(path: Path) -> dict[str, Row]:
    """Rows of earlier calls by key."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {row.pop("key"): row for row in map(json.loads, lines)}


def digest(preset: Preset2D) -> str:
    """Of everything that decides how a preset ends, but the engine."""
    remedies = [(one.name, dict(one.changes), dict(one.goal), one.steps, one.anew) for one in preset.remedies]
    text = json.dumps([preset.config.to_json(), preset.steps, dict(preset.goal), remedies], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def play(preset: Preset2D, seed: int) -> Row:
    """One game to its end, then each remedy from there."""
    game = Playground(preset.config.changed(seed=seed))
    row = watch(game, preset.steps, preset.goal)
    recipe = game.recipe()
    row["remedies"] = {one.name: watch(mend(Playground.replay(recipe), one), one.steps, one.goal) for one in preset.remedies}
    return row


def watch(game: Playground, steps: int, goal: Goal) -> Row:
    """Play on and measure. `first`: steps until the goal was first met; `modes_step`, `modes_seconds`: until all modes were held."""
    row: Row = {"first": None, "modes_step": None, "modes_seconds": None}
    began, start, modes = time.perf_counter(), game.step_count, game.modes()
    for taken in measurements(steps):
        game.step(taken - (game.step_count - start))
        numbers = result(game)
        if row["first"] is None and meets(goal, numbers):
            row["first"] = taken
        if row["modes_step"] is None and modes is not None and numbers["modes"] == len(modes):
            row["modes_step"], row["modes_seconds"] = taken, round(time.perf_counter() - began, 3)
    numbers |= {"floor_w1": game.floor().w1}  # of real points in the fakes' place
    return row | {"success": meets(goal, numbers), "end": {name: float(f"{value:.4g}") for name, value in numbers.items()}}


def measurements(steps: int) -> Iterator[int]:
    """MEASURE_STEPS, 2 MEASURE_STEPS, ... and the end."""
    yield from range(MEASURE_STEPS, steps, MEASURE_STEPS)
    yield steps


def summary(preset: Preset2D, rows: dict[str, Row]) -> Row | None:
    """Counts and medians over all seeds that were played; None without any."""
    mine = [row for key, row in rows.items() if key.startswith(f"{preset.name}/") and key.endswith(digest(preset))]
    if not mine:
        return None
    remedies = {one.name: counted([row["remedies"][one.name] for row in mine]) | {"steps": one.steps} for one in preset.remedies}
    return counted(mine) | {"steps": preset.steps, "goal": {name: list(ends) for name, ends in preset.goal.items()}, "remedies": remedies}


def counted(rows: list[Row]) -> Row:
    """How many of how many ended as hoped for; medians of when that was first so, and of how it ended."""

    def found(name: str) -> list[float]:
        return [row[name] for row in rows if row[name] is not None]

    def median(values: list[float]) -> float | None:
        return float(f"{statistics.median(values):.4g}") if values else None

    ends = {name: [row["end"][name] for row in rows if name in row["end"]] for name in TOLD}
    return {
        "seeds": len(rows),
        "successes": sum(row["success"] for row in rows),
        "first_step": median(found("first")),  # of those that met the goal at any measurement
        "held_all_modes": len(found("modes_step")),
        "modes_step": median(found("modes_step")),
        "modes_seconds": median(found("modes_seconds")),
        "slowest_modes_seconds": max(found("modes_seconds"), default=None),
        "median": {name: median(values) for name, values in ends.items() if values},
    }


if __name__ == "__main__":
    main()
