"""Tune the four families of the playground, each by the same rule, and print what was tried.

    python scripts/tune_families.py [--data ring grid] [--families gan r3gan flow drifting]

The rule: networks, batch, data, steps and random numbers are the same for all. Each family gets the same 17 tries: Adam with each of LR and
BETA1, and then, with the best of these, the other two values of the one knob that is its own (OWN). The best has the lowest mean over SEEDS
of W1 between 256 real points and 256 fakes when the steps are over. Outcomes are counted on other seeds (scripts/playground_outcomes.py).
"""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from gan_core.playground import Playground
from gan_core.playground.families import DATA, FAMILIES, family_config
from gan_core.playground.outcomes import result

Settings = dict[str, Any]

LR, BETA1, SEEDS = (5e-4, 1e-3, 2e-3, 4e-3, 8e-3), (0.0, 0.5, 0.9), (0, 1, 2)
LOST = 10.0  # the W1 of a game whose numbers have ended
# The first value is that of the first fifteen tries
OWN: dict[str, tuple[Settings, ...]] = {
    "gan": ({"ratio": 1.0}, {"ratio": 0.5}, {"ratio": 2.0}),  # D's learning rate to G's
    "r3gan": tuple({"r1_weight": weight, "r2_weight": weight} for weight in (0.1, 0.02, 0.5)),
    "flow": ({"flow_steps": 10}, {"flow_steps": 5}, {"solver": "euler", "flow_steps": 20}),  # at most 20 passes: more are always better
    "drifting": tuple({"drift_temperature": temperature} for temperature in (0.2, 0.1, 0.4)),
}


def settings_of(lr: float, beta1: float, own: Settings) -> Settings:
    """As a game takes them."""
    others = {name: value for name, value in own.items() if name != "ratio"}
    return {"generator_lr": lr, "discriminator_lr": lr * own.get("ratio", 1.0), "beta1": beta1, **others}


def score(family: str, data: str, settings: Settings) -> float:
    """Mean W1 over SEEDS."""
    ends = []
    for seed in SEEDS:
        game = Playground(family_config(data, family, seed=seed, **settings))
        game.step(DATA[data][1])
        ends.append(result(game).get("w1", LOST))
    return statistics.mean(ends)


def tune(family: str, data: str) -> Settings:
    """The best settings; prints every try."""
    tried: list[tuple[float, float, float, Settings]] = []

    def attempt(lr: float, beta1: float, own: Settings) -> None:
        tried.append((score(family, data, settings_of(lr, beta1, own)), lr, beta1, own))
        print(f"| {data} | {family} | {lr:g} | {beta1:g} | {own} | {tried[-1][0]:.4f} |", flush=True)

    for lr in LR:
        for beta1 in BETA1:
            attempt(lr, beta1, OWN[family][0])
    _, lr, beta1, _ = min(tried, key=lambda one: one[0])
    for own in OWN[family][1:]:
        attempt(lr, beta1, own)
    _, lr, beta1, own = min(tried, key=lambda one: one[0])
    return settings_of(lr, beta1, own)


def main() -> None:
    """A row a try, then what is best."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", choices=DATA, default=list(DATA))
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    args = parser.parse_args()
    print("| data | family | lr | beta1 | its own | mean W1 |\n| --- | --- | --- | --- | --- | --- |", flush=True)
    best = {(data, family): tune(family, data) for data in args.data for family in args.families}
    for (data, family), settings in best.items():
        print(data, family, settings)


if __name__ == "__main__":
    main()
