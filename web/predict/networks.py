"""Answers of Transposed convolution, Latent, Playground and the recorded failures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gan_core.errors import CheckpointError
from web.predict.question import Outcome, Question, change, nearest

if TYPE_CHECKING:
    from gan_core.playground.game import Playground

LATENT_DIM = 100
ONES = {size: ";".join([",".join(["1"] * size)] * size) for size in (2, 3, 4, 7)}


def _transposed(i: int, k: int, s: int, p: int, options: tuple[str, ...]) -> Outcome:
    from gan_core.conv_arithmetic import conv_transpose_output_size

    size = conv_transpose_output_size(i, k, stride=s, padding=p)
    return Outcome(nearest(size, options), {"size": size})


def _plain(i: int, k: int, s: int, p: int, d: int, options: tuple[str, ...]) -> Outcome:
    from gan_core.conv_arithmetic import conv_output_size

    size = conv_output_size(i, k, s, p, d)
    return Outcome(nearest(size, options), {"size": size})


def _even_stamps() -> Outcome:
    """The kernel whose stamps cover every inner cell equally often, at stride 2."""
    from gan_core.conv_arithmetic import overlap_count

    counts = {k: overlap_count(6, k, stride=2)[k:-k, k:-k] for k in (3, 4)}
    even = [k for k, inner in counts.items() if np.ptp(inner) == 0]
    return Outcome(str(even[0]) if len(even) == 1 else "both", {f"most_{k}": int(inner.max()) for k, inner in counts.items()})


def _products() -> Outcome:
    from gan_core.conv_arithmetic import conv_transpose2d_scatter

    frames = conv_transpose2d_scatter(np.ones((2, 2)), np.ones((3, 3)), stride=2).frames
    count = sum(len(frame.terms) for frame in frames)
    return Outcome(nearest(count, ("9", "25", "36")), {"count": count})


def _norms(points: np.ndarray) -> float:
    return float(np.linalg.norm(points, axis=1).mean())


def _latents() -> tuple[np.ndarray, np.ndarray]:
    from gan_core.latent.seeds import z_from_seed

    z = z_from_seed(0, 400, LATENT_DIM)
    return z[:200], z[200:]


def _norm_of_z() -> Outcome:
    norm = _norms(_latents()[0])
    return Outcome(nearest(norm, ("1", "10", "100")), {"norm": norm})


def _halfway(path: str) -> Outcome:
    from gan_core.latent.interpolation import lerp, slerp

    along = {"lerp": lerp, "slerp": slerp}[path]
    starts, ends = _latents()
    norm = _norms(np.stack([along(start, end, 0.5) for start, end in zip(starts, ends, strict=True)]))
    return Outcome(nearest(norm, ("5", "7", "10")), {"norm": norm, "ends": _norms(starts)})


def _truncated() -> Outcome:
    from gan_core.latent.truncation import truncate

    before, _ = _latents()
    after = truncate(before, 0.5)
    return Outcome(change(_norms(before), _norms(after)), {"before": _norms(before), "after": _norms(after)})


def _played(preset: str, steps: int, **settings: float) -> Playground:
    """A preset's game with seed 0, some settings changed, after so many steps."""
    from gan_core.playground.game import Playground
    from gan_core.playground.presets import PRESETS2D

    game = Playground(PRESETS2D[preset].config.changed(**settings))
    game.step(steps)
    return game


def _modes(preset: str) -> Outcome:
    from gan_core.playground.outcomes import result
    from gan_core.playground.presets import PRESETS2D

    modes = result(_played(preset, PRESETS2D[preset].steps))["modes"]
    return Outcome("all_modes" if modes == 8 else "one_mode" if modes <= 1 else "some_modes", {"modes": modes})


def _ring_without_r1() -> Outcome:
    """G's gradient norm, its mean over what was recorded."""
    norms = {
        name: float(np.mean(_played("ring", 2000, r1_weight=weight).history()["generator_grad_norm"]))
        for name, weight in {"with_r1": 0.1, "without": 0.0}.items()
    }
    return Outcome(change(norms["with_r1"], norms["without"]), norms)


def _diagnosed(run: str) -> Outcome:
    """What the doctor finds in the recorded numbers."""
    from gan_core.training.doctor import examine
    from gan_core.training.history import History
    from web.runs.catalogue import config_of, find_run

    directory = find_run(run)
    if directory is None:
        raise CheckpointError("missing_path", field="run", received=repr(run))
    history = History(directory)
    history.refresh()
    finding = examine(history, config_of(directory), "finished")
    return Outcome(finding.name, {"step": finding.step})


FINDINGS = ("complete_collapse", "partial_collapse", "generator_loss_rising", "label_ignored")
WON = ("complete_collapse", "generator_wins", "generator_loss_rising", "label_ignored")
FAILURES = {  # what is to be chosen among, of each recorded failure
    "failure-complete-collapse": FINDINGS,
    "failure-partial-collapse": FINDINGS,
    "failure-convergence": FINDINGS,
    "failure-generator-wins": WON,
    "failure-ignored-label": FINDINGS,
    "failure-cgan-collapse": FINDINGS,
    "failure-lsgan": FINDINGS,
}
QUESTIONS = {
    "transposed_usual": Question(
        "convolution",
        {"x": ONES[4], "w": ONES[4], "stride": "2", "padding": "1"},
        ("6", "7", "8", "10"),
        lambda: _transposed(4, 4, 2, 1, ("6", "7", "8", "10")),
    ),
    "transposed_odd": Question(
        "convolution",
        {"x": ONES[4], "w": ONES[3], "stride": "2", "padding": "1"},
        ("6", "7", "8", "9"),
        lambda: _transposed(4, 3, 2, 1, ("6", "7", "8", "9")),
    ),
    "transposed_no_stride": Question(
        "convolution", {"x": ONES[4], "w": ONES[3]}, ("2", "4", "6"), lambda: _transposed(4, 3, 1, 0, ("2", "4", "6"))
    ),
    "plain_stride": Question(
        "convolution",
        {"tab": "convolution", "x": ONES[7], "w": ONES[3], "stride": "2", "padding": "1"},
        ("3", "4", "7"),
        lambda: _plain(7, 3, 2, 1, 1, ("3", "4", "7")),
    ),
    "plain_dilated": Question(
        "convolution",
        {"tab": "convolution", "x": ONES[7], "w": ONES[3], "dilation": "2"},
        ("3", "5", "7"),
        lambda: _plain(7, 3, 1, 0, 2, ("3", "5", "7")),
    ),
    "even_stamps": Question("convolution", {"tab": "checkerboard"}, ("3", "4", "both"), _even_stamps),
    "products": Question("convolution", {"x": ONES[2], "w": ONES[3], "stride": "2"}, ("9", "25", "36"), _products),
    "norm_of_z": Question("latent", {}, ("1", "10", "100"), _norm_of_z),
    "lerp_halfway": Question("latent", {"mode": "path", "path": "line", "t": "0.5"}, ("5", "7", "10"), lambda: _halfway("lerp")),
    "slerp_halfway": Question("latent", {"mode": "path", "path": "slerp", "t": "0.5"}, ("5", "7", "10"), lambda: _halfway("slerp")),
    "truncated": Question("latent", {"truncation": "0.5"}, ("down", "same", "up"), _truncated),
    "ring": Question("playground", {"preset": "ring"}, ("all_modes", "some_modes", "one_mode"), lambda: _modes("ring")),
    "ring_without_r1": Question("playground", {"preset": "ring", "r1_weight": "0"}, ("down", "same", "up"), _ring_without_r1),
    "partial": Question(
        "playground", {"preset": "partial_collapse"}, ("all_modes", "some_modes", "one_mode"), lambda: _modes("partial_collapse")
    ),
} | {run.replace("-", "_"): Question("train", {"run": run}, options, partial(_diagnosed, run)) for run, options in FAILURES.items()}
