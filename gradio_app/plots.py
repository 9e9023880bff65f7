"""Figures that move: JS against Pearson's chi-square as two densities part, and the curves of a recorded run."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import gradio as gr
import numpy as np

from gan_core.divergences import js, lsgan_divergence
from gan_core.errors import GanError
from gan_core.figures import to_plotly
from gan_core.figures.panels import area, axis, dots, line, panel
from gan_core.frozen import read_contents, run_figure
from gan_core.paths import CHECKPOINTS
from gan_core.toys.line import TwoGaussians
from gan_core.training.run_directory import RunDirectory
from gan_core.translations import table
from gradio_app.answers import answered
from gradio_app.models import model_names
from gradio_app.words import words

X = np.linspace(-20, 28, 1201)
FAR, WIDTHS = 8.0, (0.3, 2.0)
SHIFTS = np.linspace(0, FAR, 33)


def build_plots(accordion: gr.Accordion, language: str) -> None:
    """Two tabs; drawn when they are opened first."""
    say = words("gradio_demo", language)
    live: dict[str, Any] = {"show_progress": "hidden", "trigger_mode": "always_last", "api_visibility": "private"}
    with gr.Tab(say["plot_divergences"]):
        with gr.Row():
            distance = gr.Slider(0, FAR, 2, step=0.1, label=say["distance"])
            real, fake = (gr.Slider(*WIDTHS, 1, step=0.1, label=say[name]) for name in ("width_real", "width_fake"))
        with gr.Row():
            curves, densities = gr.Plot(show_label=False), gr.Plot(show_label=False)
    with gr.Tab(say["plot_run"]):
        run = gr.Dropdown(recorded_runs(), value=recorded_runs()[0], label=say["run"], filterable=False)
        history = gr.Plot(show_label=False)
    draw = answered(partial(divergences, language), cost=2, language=language)
    drawn: dict[str, Any] = {"inputs": [distance, real, fake], "outputs": [curves, densities]} | live
    gr.on([accordion.expand, distance.input, real.input, fake.input], draw, **drawn)
    gr.on([accordion.expand, run.input], answered(partial(curves_of_run, language), cost=4, language=language), run, history, **live)


def divergences(language: str, distance: float, width_real: float, width_fake: float) -> list[Any]:
    """Both divergences against the distance, and the two densities. Raises GanError."""
    for name, value, low, high in (
        ("distance", distance, 0, FAR),
        ("width_real", width_real, *WIDTHS),
        ("width_fake", width_fake, *WIDTHS),
    ):
        if not isinstance(value, int | float) or not low <= value <= high:
            raise GanError("value", field=name, received=repr(value)[:40], expected=f"{low:g} … {high:g}")
    two, words_of = TwoGaussians(distance, width_real, width_fake), table("gradio_demo")
    p, q = two.real_density(X), two.fake_density(X)
    marks = []
    for name, role, measure in (("js", "other", _js), ("pearson", "generator", lsgan_divergence)):
        along = [measure(p, TwoGaussians(shift, width_real, width_fake).fake_density(X), X) for shift in SHIFTS]
        marks += [line(name, SHIFTS, along, role), dots(name, [distance], [measure(p, q, X)], role, size=6)]
    curves = panel("plot_divergences", marks, x=axis("distance", 0, FAR), y=axis("divergence", 0, 2.1))
    shown = (X >= -5) & (X <= 13)
    fills = [area("real_density", X[shown], p[shown], "real"), area("fake_density", X[shown], q[shown], "generated")]
    densities = panel("densities", fills, x=axis("position", -5, 13), y=axis("density"))
    return [to_plotly(one, words_of, language) for one in (curves, densities)]


def _js(p: Any, q: Any, x: Any) -> float:
    """Scaled to end at 2, as Pearson's does."""
    return js(p, q, x) * 2 / np.log(2)


@cache
def recorded_runs() -> tuple[str, ...]:
    """Folders of the shipped runs with their numbers: the models of this demo first, the recorded failures last."""
    names = sorted(path.parent.name for path in CHECKPOINTS.glob("*/stats.jsonl"))
    return tuple(sorted(names, key=lambda name: (name not in model_names(), name.startswith("failure"), name)))


def curves_of_run(language: str, name: str) -> Any:
    """The curves of a recorded run, with what the doctor said. Raises GanError."""
    if name not in recorded_runs():
        raise GanError("value", field="run", received=repr(name)[:40], expected=", ".join(recorded_runs()))
    return _run_figure(name, language)


@cache
def _run_figure(name: str, language: str) -> Any:
    return run_figure(read_contents(RunDirectory(CHECKPOINTS / name)), language)
