"""The pages about losses: what their figures and sentences say is what holds."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm

from gan_core.errors import GanError
from gan_core.paths import CHECKPOINTS
from web.lessons import gradients, lsgan, wgan
from web.lessons.lesson import Choice, Lesson, Slider
from web.ui.text import table

PAGES: dict[str, Lesson] = {"gradients": gradients.LESSON, "lsgan": lsgan.LESSON, "wgan": wgan.LESSON}
MAX_BYTES = 150_000


def ask(page: str, **query: Any) -> dict[str, Any]:
    lesson = PAGES[page]
    return lesson.compute(lesson.read({name: str(value) for name, value in query.items()}))


def readouts(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for panel in answer["panels"] for one in panel["readouts"]}


def said(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {(one if isinstance(one, str) else one[0]): ({} if isinstance(one, str) else one[1]) for one in answer["says"]}


def mark(answer: dict[str, Any], name: str, kind: str = "line") -> dict[str, Any]:
    return next(one for panel in answer["panels"] for one in panel["marks"] if one["name"] == name and one["kind"] == kind)


def all_words(page: str, answer: dict[str, Any]) -> None:
    """Everything an answer says has words in both languages, whose fields are there."""
    words = table(f"{page}_lesson")
    names = [name for panel in answer["panels"] for name in (panel["name"], panel["x"]["name"], panel["y"]["name"])]
    names += [one["name"] for panel in answer["panels"] for part in ("marks", "readouts") for one in panel[part]]
    assert set(names) - {""} <= set(words)
    for name, fields in said(answer).items():
        for text in words[name].values():
            assert "{" not in text.format(**fields)


# moving these two trains networks: a few values are enough
FEW = {"distance": (0.0, 1.5, 6.0), "steps": (0, 20, 200), "real_width": (0.3, 2.0), "fake_width": (0.3, 2.0), "width": (0.4, 1.0)}
FEW |= {"clip": (0.01, 0.5), "gp_weight": (0.1, 100.0), "gp_target": (0.25, 2.0), "a": (-2.0, 0.0), "b": (0.0, 2.0)}


@st.composite
def states(draw: st.DrawFn, page: str) -> dict[str, Any]:
    state = {}
    for name, control in PAGES[page].controls.items():
        if isinstance(control, Choice):
            state[name] = draw(st.sampled_from(control.options))
        elif name in FEW and page != "lsgan":
            state[name] = draw(st.sampled_from(FEW[name]))
        elif isinstance(control, Slider):
            state[name] = draw(st.floats(control.low, control.high))
    return state


@pytest.mark.parametrize("page", PAGES)
@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_controls_say_there_is_an_answer(page, data):
    answer = ask(page, **data.draw(states(page)))
    assert len(json.dumps(answer, allow_nan=False, separators=(",", ":"))) < MAX_BYTES
    all_words(page, answer)


@pytest.mark.parametrize(("page", "preset"), [(page, preset) for page, lesson in PAGES.items() for preset in lesson.presets])
def test_presets_have_answers_and_words(page, preset):
    answer = ask(page, **PAGES[page].presets[preset])
    all_words(page, answer)
    assert len(answer["panels"]) >= 2
    compile(answer["code"], preset, "exec")


@pytest.mark.parametrize(
    ("page", "preset"), [("gradients", "early"), ("gradients", "line_optimal"), ("lsgan", "pearson"), ("lsgan", "boundary_pearson")]
)
def test_the_python_beside_the_figure_runs(page, preset, shown, capsys):
    lesson = PAGES[page]
    exec(lesson.answer(lesson.read({}) | lesson.presets[preset])["code"], {})
    assert capsys.readouterr().out.strip()
    assert len(shown) == 1


def test_every_slope_told_is_its_closed_form():
    for logit in (-8, -4, 0.3, 8):
        numbers = readouts(ask("gradients", answer=logit, goal=0.5))
        for name in gradients.ROLES:
            assert numbers[f"{name}_now"]["value"] == pytest.approx(numbers[f"{name}_now"]["expected"], abs=1e-9)
    numbers = readouts(ask("gradients", against="probability", chance=0.1))
    assert numbers["non_saturating_now_of_d"]["value"] == pytest.approx(-10)


def test_early_training_is_called_so():
    assert "says_early" in said(ask("gradients", answer=-5))
    assert "says_even" in said(ask("gradients", answer=0))
    assert "says_fooled" in said(ask("gradients", answer=5))


def test_an_optimal_d_leaves_only_two_losses_a_pull():
    answer = ask("gradients", view="line")
    assert {"minimax_gone", "lsgan_gone_optimal", "hinge_optimal"} <= set(said(answer))
    numbers = readouts(answer)
    assert numbers["wgan_mean"]["value"] == pytest.approx(1)
    assert numbers["non_saturating_mean"]["value"] == pytest.approx(4 / 0.36, rel=1e-3)


def test_half_trained_d_leaves_least_squares_a_pull_and_a_well_trained_one_does_not():
    assert "lsgan_alive" in said(ask("gradients", view="line", critic="trained", steps=20))
    late = ask("gradients", view="line", critic="trained", steps=200)
    assert {"minimax_gone", "lsgan_gone_trained"} <= set(said(late))
    assert "line_untrained" in said(ask("gradients", view="line", critic="trained", steps=0))
    assert "line_same" in said(ask("gradients", view="line", distance=0))


def test_conditions_are_checked_live():
    assert "conditions_hold" in said(ask("lsgan"))
    numbers = readouts(ask("lsgan"))
    assert numbers["objective_pearson"]["value"] == pytest.approx(numbers["objective_pearson"]["expected"], abs=1e-9)
    other = ask("lsgan", a=0, b=1, c=1)
    assert {"condition_bc_fails", "condition_ba_fails", "what_is_minimised"} <= set(said(other))
    assert said(other)["what_is_minimised"] == {"constant": 0.5, "factor": 0.25}
    assert "objective_pearson" not in readouts(other)
    assert "pushes_everywhere" in said(ask("lsgan", a=0, b=1, c=0))
    assert "pushes_away" in said(ask("lsgan", a=0, b=1, c=0.3))
    assert "labels_equal" in said(ask("lsgan", a=1, b=1))
    assert "condition_ba_holds" in said(ask("lsgan", a=-1, b=1, c=1))


@pytest.mark.parametrize(("c", "everywhere"), [(-0.5, True), (0.0, True), (0.3, False)])
def test_where_the_step_of_g_leaves_the_data(c, everywhere):
    """The sentence against the force itself: towards the data is negative, D* rises to the left."""
    force = mark(ask("lsgan", a=0, b=1, c=c), "force_descent")
    x, pulls = np.array(force["x"]), np.array(force["y"])
    where = np.abs(pulls) > 1e-6
    assert bool((pulls[where] >= 0).all()) == everywhere
    assert len(x) == len(pulls)
    assert ("pushes_everywhere" in said(ask("lsgan", a=0, b=1, c=c))) == everywhere


def test_means_over_fakes_are_integrals():
    """Two Gaussians 4 apart of width 0.6: E of the force of each loss whose best D is smooth, tails included."""
    numbers = readouts(ask("gradients", view="line"))
    density = norm(4, 0.6).pdf

    def logit(x):
        return norm.logpdf(x, 0, 0.6) - norm.logpdf(x, 4, 0.6)

    slope = -4 / 0.36
    minimax = quad(lambda x: -density(x) * expit(logit(x)) * slope, -3, 9, points=(2, 4), limit=200)[0]
    assert numbers["minimax_mean"]["value"] == pytest.approx(minimax, rel=1e-6)
    least_squares = quad(
        lambda x: -density(x) * (1 - expit(logit(x))) * expit(logit(x)) * expit(-logit(x)) * slope, -3, 9, points=(2, 4), limit=200
    )
    assert numbers["lsgan_mean"]["value"] == pytest.approx(least_squares[0], rel=1e-6)
    assert numbers["minimax_mean"]["value"] == pytest.approx(0.0074, abs=5e-5)


def test_at_distance_0_nothing_is_left_to_learn():
    same = said(ask("wgan", distance=0))
    assert "d_saturated" not in same
    assert same["d_cannot"]["chance"] == pytest.approx(0.5, abs=0.05)
    assert same["penalty_at_zero"]["k"] > 0.5  # the penalty asks for a slope where W1 = 0
    assert readouts(ask("wgan", steps=0))["k_clip"]["value"] < 1e-3 or "untrained" in said(ask("wgan", steps=0))


@pytest.mark.parametrize("query", [{"clip": 0.5}, {"clip": 0.03}, {"view": "plane"}])
def test_an_estimate_is_at_most_k_w1(query):
    numbers = readouts(ask("wgan", **query))
    if "w1" in numbers:
        assert numbers["gap_clip"]["value"] <= numbers["k_clip"]["value"] * numbers["w1"]["value"] * (1 + 1e-6)
    assert numbers["k_clip"]["value"] > 0


@pytest.mark.parametrize("clip", [0.03, 0.5])
def test_straight_is_said_of_what_looks_straight(clip):
    answer = ask("wgan", clip=clip)
    bends = set()
    for name in ("clip", "penalty"):
        curve = mark(answer, f"critic_{name}")
        x, y = np.array(curve["x"]), np.array(curve["y"])
        slopes = np.abs(np.gradient(y, x))[(x > 0.1) & (x < 4.9)]
        if slopes.min() < 0.78 * slopes.max():
            bends.add(name)
    key = {frozenset(): "critic_linear", frozenset({"clip"}): "clip_bends", frozenset({"penalty"}): "penalty_bends"}.get(
        frozenset(bends), "critics_bend"
    )
    assert key in said(answer)


def test_g_goes_to_the_data_and_as_printed_flees():
    numbers = readouts(ask("wgan"))
    assert numbers["g_right"]["value"] < 5 < numbers["g_printed"]["value"]


def test_far_apart_lsgans_divergence_is_as_flat_as_js():
    curves = {name: np.array(mark(ask("lsgan"), name)["y"]) for name in ("delta", "js_scaled", "objective")}
    np.testing.assert_allclose(curves["objective"], curves["delta"], atol=1e-6)
    assert curves["delta"][-1] < 2
    assert np.diff(curves["delta"])[-1] < 1e-3
    assert np.abs(curves["delta"] - curves["js_scaled"]).max() < 0.2
    assert "divergence_flat" in said(ask("lsgan", distance=7))


def test_arrows_of_both_losses_have_one_scale():
    answer, rate = ask("lsgan", view="boundary", rate=0.2), 0.2
    for name in ("entropy", "squares"):
        arrows, numbers = (
            mark(answer, f"{name}_arrows", "arrows"),
            readouts({"panels": [p for p in answer["panels"] if p["name"] == f"{name}_plane"]}),
        )
        lengths = np.hypot(arrows["dx"], arrows["dy"]) / rate
        assert lengths[-14:].mean() == pytest.approx(numbers["pull_far"]["value"], rel=1e-4)
    assert "far_right_side" in said(answer)
    assert "far_wrong_side" in said(ask("lsgan", view="boundary", far_x=-2))


def test_a_critics_estimate_is_k_times_w1():
    numbers = readouts(ask("wgan"))
    for name in ("clip", "penalty"):
        assert numbers[f"gap_{name}"]["value"] / numbers[f"k_{name}"]["value"] == pytest.approx(numbers["w1"]["value"], rel=0.1)
    assert numbers["w1"]["value"] == pytest.approx(5, abs=1e-6)
    assert numbers["js_now"]["value"] == pytest.approx(np.log(2), abs=0.01)
    assert "d_saturated" in said(ask("wgan"))
    assert "untrained" in said(ask("wgan", steps=0))


def test_the_plane_says_what_clipping_does():
    assert "clip_vanishes" in said(ask("wgan", view="plane", clip=0.01))
    assert "clip_explodes" in said(ask("wgan", view="plane", clip=0.5))
    assert said(ask("wgan", view="plane"))["piled_up"]["share"] > 90
    assert "penalty_norms" in said(ask("wgan", view="plane"))
    heights = np.array(mark(ask("wgan", view="plane"), "norms_penalty", "bars")["y"])
    assert heights.sum() == pytest.approx(1, abs=1e-5)


def test_wrong_values_are_refused():
    for page, query in (("gradients", {"answer": "nan"}), ("lsgan", {"a": 7}), ("wgan", {"steps": 1e9}), ("wgan", {"clip": 0})):
        with pytest.raises(GanError):
            ask(page, **query)


def test_the_worst_row_is_the_one_that_stopped_early():
    """What is said of the recorded runs, read from their scores by hand."""
    epochs = {"steps": {}, "epochs": {}}
    for name, run in (("dcgan", "dcgan-cifar10"), ("lsgan", "lsgan-cifar10"), ("wgan_gp", "wgan-gp-cifar10")):
        lines = [json.loads(line) for line in (CHECKPOINTS / run / "scores.jsonl").read_text("utf-8").splitlines()]
        config = json.loads((CHECKPOINTS / run / "config.json").read_text("utf-8"))
        step = min(line["step"] for line in lines if line["step"] and line["scores"]["fid"]["value"] <= 50)
        epochs["steps"][name], epochs["epochs"][name] = step, step * config["batch_size"] * config["n_critic"] / 50_000
    for against, needed in epochs.items():
        answer = ask("wgan", view="rows", against=against, wanted=50)
        shown = readouts(answer)
        assert {name: shown[f"needed_{name}"]["value"] for name in needed} == pytest.approx(needed)
        fields = said(answer)["same_work" if against == "steps" else "same_time"]
        assert {name: fields[name] for name in needed} == pytest.approx(needed, abs=0.06)
    # what the sentences say: far ahead by G's steps, hardly by epochs
    assert epochs["steps"]["wgan_gp"] < min(epochs["steps"]["lsgan"], epochs["steps"]["dcgan"]) / 5
    assert max(epochs["epochs"].values()) < 2 * min(epochs["epochs"].values())
    assert "not_all_reach" in said(ask("wgan", view="rows", wanted=10))
