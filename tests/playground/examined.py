"""What the doctor says of a game that is played in Python; in the app the browser asks its own half (web/runs/browser/diagnose.mjs)."""

from __future__ import annotations

from typing import Any

from gan_core.playground import Playground
from gan_core.training.diagnostics import Finding, SampleStatistics, follow


def examine(game: Playground) -> dict[str, Any]:
    """The finding on what was seen since the last change."""
    since = game.scene()["since"]
    curves = game.history()
    rows = curves["step"] > since
    curves = {name: values[rows] for name, values in curves.items()}
    curves["step"] = curves["step"] - since
    measurements = [
        SampleStatistics(
            int(one["step"] - since), None if one["shares"] is None else tuple(one["shares"]), one["diversity"], one["quality"]
        )
        for one in game.measurements()
    ]
    state, code = ("running", "") if game.finite else ("failed", "not_finite")
    unseen = game.finite and not measurements
    finding = (
        Finding("too_early", 0, advice=("patience",)) if unseen else follow(game.config, curves, measurements, state, code)
    ).to_json()
    return finding | {"step": finding["step"] + since}
