"""The Game page's figures: what they say is what theory says, for every choice and for any values."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.lessons import LESSONS
from web.lessons.lesson import Choice, Numbers, Slider
from web.ui.text import LANGUAGES, prose, table

LESSON = LESSONS["game"]
DEFAULTS = LESSON.read({})


def answer(**values: object) -> dict:
    return LESSON.compute(DEFAULTS | values)


def readouts(shown: dict) -> dict[str, float]:
    return {one["name"]: one["value"] for panel in shown["panels"] for one in panel["readouts"]}


def mark(shown: dict, panel: str, name: str) -> dict:
    (found,) = [one for part in shown["panels"] if part["name"] == panel for one in part["marks"] if one["name"] == name]
    return found


def choices(tab: str) -> list[dict[str, str]]:
    """Every combination of a tab's choices."""
    mine = {
        name: control.options
        for name, control in LESSON.controls.items()
        if isinstance(control, Choice) and tab in control.when.get("tab", ())
    }
    return [{"tab": tab} | dict(zip(mine, one, strict=True)) for one in itertools.product(*mine.values())]


@pytest.mark.parametrize("tab", LESSON.controls["tab"].options)
def test_every_choice_answers_with_figures_and_working_code(tab: str) -> None:
    for values in choices(tab):
        shown = answer(**values)
        assert len(shown["panels"]) >= 2
        assert len(json.dumps(shown, allow_nan=False)) < 150_000
        compile(shown["code"], "code", "exec")


@pytest.mark.parametrize("tab", LESSON.controls["tab"].options)
def test_the_code_shown_runs(tab: str, shown: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    exec(LESSON.answer(DEFAULTS | {"tab": tab})["code"], {})
    assert capsys.readouterr().out
    assert len(shown) == 1


def values_of(control: object) -> st.SearchStrategy:
    if isinstance(control, Choice):
        return st.sampled_from(control.options)
    if isinstance(control, Slider):
        return st.one_of(st.sampled_from([control.low, control.high]), st.floats(control.low, control.high))
    assert isinstance(control, Numbers)
    number = st.one_of(st.sampled_from([control.low, control.high, 0]), st.floats(control.low, control.high))
    return st.tuples(*[number] * len(control.default))


@given(st.fixed_dictionaries({name: values_of(control) for name, control in LESSON.controls.items()}))
@settings(max_examples=80)
def test_no_values_break_it(values: dict) -> None:
    assert json.loads(json.dumps(LESSON.compute(values), allow_nan=False))["panels"]


def test_all_that_is_said_has_words() -> None:
    known = set(table("game_lesson"))
    for tab in LESSON.controls["tab"].options:
        for values in [*choices(tab), *(dict(one) for one in LESSON.presets.values())]:
            for said in answer(**values)["says"]:
                assert (said if isinstance(said, str) else said[0]) in known
    assert {"many_equilibria", "dirac_step_too_large", "dirac_no_effect", "never_seen"} <= known


def test_matching_pennies() -> None:
    numbers = readouts(answer())
    assert numbers["game_value"] == 0
    assert numbers["row_share_1"] == numbers["column_share_1"] == 0.5
    assert numbers["row_gain"] == numbers["column_gain"] == 0
    p, q = DEFAULTS["shares"]
    assert numbers["payoff_chosen"] == pytest.approx((2 * p - 1) * (2 * q - 1))
    # the row player's best answer to q > 1/2 is its first row, worth 2 q - 1
    assert numbers["row_gain_chosen"] == pytest.approx((2 * q - 1) - (2 * p - 1) * (2 * q - 1))


def test_saddle_point_and_many_equilibria_are_said() -> None:
    assert ["saddle_found", {"row": 1, "column": 2}] in answer(**LESSON.presets["saddle"])["says"]
    assert answer(size="three", three=(0,) * 9)["says"][0] == "many_equilibria"


@pytest.mark.parametrize("rate", [0.05, 0.2, 1.0])
def test_measured_factors_agree_with_theory(rate: float) -> None:
    shown = answer(tab="xy", xy_rate=rate)
    factors = [one for panel in shown["panels"] for one in panel["readouts"]]
    assert len(factors) == 6
    for one in factors:
        assert one["value"] == pytest.approx(one["expected"], rel=1e-6)


@pytest.mark.parametrize("gamma", [0.2, 0.5, 1.0])
@pytest.mark.parametrize(
    ("method", "limit"),
    [
        ("extragradient", lambda gamma: 1),
        ("optimistic", lambda gamma: 1 / math.sqrt(3)),
        ("consensus", lambda gamma: 2 * gamma / (1 + gamma**2)),
        ("r1", lambda gamma: gamma),
    ],
)
def test_the_limits_of_the_step_size_that_are_told(method: str, limit: Callable[[float], float], gamma: float) -> None:
    for part, verdict in ((0.99, "xy_converges"), (1.01, "xy_diverges")):
        assert answer(tab="xy", method=method, xy_gamma=gamma, xy_rate=part * limit(gamma))["says"][0][0] == verdict


@pytest.mark.parametrize(
    ("method", "verdict"), [("simultaneous", "xy_diverges"), ("alternating", "xy_circles"), ("optimistic", "xy_converges")]
)
def test_the_verdict_on_xy(method: str, verdict: str) -> None:
    assert answer(tab="xy", method=method)["says"][0][0] == verdict


def test_the_recorded_dirac_preset() -> None:
    numbers = readouts(answer(tab="dirac"))
    assert numbers["radius_start"] == pytest.approx(1.41, abs=0.005)
    assert numbers["radius_plain_simultaneous"] == pytest.approx(3.10, abs=0.005)
    assert numbers["radius_plain_alternating"] == pytest.approx(1.42, abs=0.005)
    assert numbers["radius_cured_simultaneous"] < 1e-5
    assert numbers["spectral_plain_simultaneous"] == pytest.approx(math.hypot(1, 0.1))
    assert numbers["spectral_cured_simultaneous"] == pytest.approx(math.hypot(1 - 0.2 * 0.15, 0.2 * math.sqrt(0.25 - 0.15**2)))


def test_a_large_d_means_real_and_g_walks_towards_it() -> None:
    """D(x) = psi x, data at 0: psi < 0 takes the sample at theta = 1 for fake; G then goes left, D turns further down."""
    shown = answer(tab="dirac", remedy="none", objective="wgan", dirac_rate=0.1, dirac_start=(1.0, -0.5))
    path = mark(shown, "dirac_phase", "plain_simultaneous")
    assert path["x"][:2] == pytest.approx([1.0, 1.0 + 0.1 * -0.5])  # G climbs D: d(psi theta)/d theta = psi
    assert path["y"][:2] == pytest.approx([-0.5, -0.5 - 0.1 * 1.0])  # D lowers its answer to the sample, by theta
    critic, sample = mark(shown, "dirac_picture", "critic_line"), mark(shown, "dirac_picture", "generated_sample")
    assert sample["y"] == pytest.approx([-0.5])
    assert critic["y"][0] > 0 > critic["y"][1]
    exec(shown["code"], scope := {})  # the library has the paper's sign
    assert scope["path"][1] == pytest.approx([path["x"][1], -path["y"][1]])


def test_a_star_lies_under_no_other() -> None:
    for values in ({}, {"size": "three"}, {"size": "three", "three": (3, 1, 4, 2, 0, 1, 5, -1, 2)}):
        for panel in answer(**values)["panels"]:
            stars = [tuple(zip(one["x"], one["y"], strict=True)) for one in panel["marks"] if one.get("symbol") == "star"]
            assert len(stars) == len(set(stars)), panel["name"]


def test_remedies_that_do_nothing_are_not_praised() -> None:
    assert "dirac_no_effect" in answer(tab="dirac", objective="wgan", remedy="noise")["says"]
    assert "dirac_no_effect" in answer(tab="dirac", gamma=0.0)["says"]
    assert answer(tab="dirac", gamma=0.05, dirac_rate=1.0)["says"][-1][0] == "dirac_step_too_large"
    assert answer(tab="dirac")["says"][-1][0] == "dirac_converges"


def test_bayes_rule_on_the_screen() -> None:
    numbers = readouts(answer(tab="classes", query=1.0, means=(-1.0, 1.0), prior=0.25))
    assert numbers["bayes_here"] == pytest.approx(math.exp(2) / (math.exp(2) + 3))  # log odds 2 x + log(1/3)
    far = answer(tab="classes", query=6.0)["says"]
    assert any(one[0] == "never_seen" for one in far)
    equal, inside = (
        mark(answer(tab="classes", **values), "posterior", "by_logistic")["y"] for values in ({}, {"means": (0.0, 0.0), "width_b": 2.0})
    )
    assert equal[0] < 0.01 < 0.99 < equal[-1]
    assert max(inside) - min(inside) < 0.9  # a line cannot part what lies within


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_prose_has_what_the_errata_ask_for(spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.ui.text.language", lambda: spoken)
    why = prose("game.why")
    assert r"\min_G" in why
    assert "Markov" in why
    for section, sources in {"applications": ("1703.10593", "1609.04802", "1708.05509"), "ethics": ("C2PA", "2006.07397")}.items():
        assert all(source in prose(f"game.{section}") for source in sources)
