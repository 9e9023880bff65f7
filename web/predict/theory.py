"""Answers of the pages on games, divergences and losses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from web.predict.question import Outcome, Question, change, largest, nearest

if TYPE_CHECKING:
    from gan_core.losses import Loss

NUMBERS_01 = ("0.25", "0.5", "0.75", "1")
GRID = np.linspace(-12, 12, 4801)


# -------------------------------------------------------------------------------------------------------------------------- the game


def _bilinear(rule: str) -> Outcome:
    from gan_core.theory.dirac_gan import bilinear_factor

    factor = bilinear_factor(0.2, rule)
    return Outcome(change(1.0, factor), {"factor": factor})


def _rock_paper_scissors() -> Outcome:
    from gan_core.theory.matrix_games import nash_equilibrium

    row = nash_equilibrium([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]).row
    return Outcome("thirds" if np.ptp(row) < 1e-9 else "one", {"share": float(row[0])})


def _saddle_value() -> Outcome:
    from gan_core.theory.matrix_games import nash_equilibrium

    value = nash_equilibrium([[1, -1], [-1, 1]]).value
    return Outcome(nearest(value, ("-1", "0", "1")), {"value": value})


def _dirac(remedy: str, strength: float) -> Outcome:
    from gan_core.theory.dirac_gan import DiracGan

    jacobian = DiracGan("minimax", remedy, strength).jacobian()
    real = float(np.linalg.eigvals(np.asarray(jacobian, dtype=np.float64)).real.max())  # of the flow's eigenvalues
    return Outcome({"same": "circles", "down": "arrives", "up": "flees"}[change(0.0, real)], {"real": real})


# ------------------------------------------------------------------------------------------------------------------ discriminator


def _dstar() -> Outcome:
    from gan_core.divergences import optimal_discriminator

    answer = float(optimal_discriminator([0.6], [0.2])[0])
    return Outcome(nearest(answer, NUMBERS_01), {"answer": answer})


def _dstar_of_perfect() -> Outcome:
    from gan_core.divergences import optimal_discriminator
    from gan_core.theory.densities import Gaussian

    same = Gaussian(0.0, 1.0).pdf(GRID)
    answers = optimal_discriminator(same, same)
    return Outcome(nearest(float(answers.mean()), ("0", "0.5", "1")), {"answer": float(answers[len(GRID) // 2])})


def _value(distance: float) -> Outcome:
    from gan_core.divergences import js, optimal_discriminator, value_function
    from gan_core.theory.densities import Gaussian

    real, fake = (Gaussian(mean, 1.0).pdf(GRID) for mean in (-distance / 2, distance / 2))
    value = value_function(real, fake, optimal_discriminator(real, fake), GRID)
    return Outcome(nearest(value, ("0", "-0.693", "-1.386")), {"value": value, "js": js(real, fake, GRID)})


# -------------------------------------------------------------------------------------------------------------------- divergences


def _pulls_at_six() -> Outcome:
    from gan_core.theory.divergence_curves import curve

    slopes = {name: abs(float(curve(name, "uniform", 6.0, 0.5, 0.5).slope)) for name in ("js", "total_variation", "wasserstein")}
    return Outcome(largest(slopes), slopes)


def _js_apart() -> Outcome:
    from gan_core.theory.divergence_curves import curve

    value = float(curve("js", "uniform", 6.0, 0.5, 0.5).value)
    return Outcome(nearest(value, ("0", "0.693", "1", "infinite")), {"value": value})


def _kl_apart() -> Outcome:
    from gan_core.theory.divergence_curves import curve, is_infinite

    infinite = is_infinite("kl", "uniform", 6.0, 0.5, 0.5)
    value = math.inf if infinite else float(curve("kl", "uniform", 6.0, 0.5, 0.5).value)
    return Outcome(nearest(value, ("0", "0.693", "6", "infinite")))


def _wasserstein_doubles() -> Outcome:
    from gan_core.theory.divergence_curves import curve

    near, far = (float(curve("wasserstein", "gaussian", distance, 1.0, 1.0).value) for distance in (3.0, 6.0))
    return Outcome(nearest(far / near, ("1", "2", "4")), {"near": near, "far": far})


def _kl_directions() -> Outcome:
    from gan_core.theory.divergence_curves import curve

    values = {name: float(curve(name, "gaussian", 0.0, 1.0, 2.0).value) for name in ("kl", "reverse_kl")}
    same = change(*values.values()) == "same"
    return Outcome("equal" if same else largest(values), values)


# ------------------------------------------------------------------------------------------------------------------ losses of G


def _stronger_at(probability: float) -> Outcome:
    from gan_core.losses.cross_entropy import Minimax, NonSaturating
    from gan_core.toys.slopes import generator_slopes

    logit = math.log(probability / (1 - probability))
    losses: dict[str, Loss] = {"minimax": Minimax(), "non_saturating": NonSaturating()}
    slopes = {name: abs(float(generator_slopes(loss, [logit])[1][0])) for name, loss in losses.items()}
    same = change(*slopes.values()) == "same"
    return Outcome("equal" if same else largest(slopes), slopes)


def _critic_slope() -> Outcome:
    from gan_core.losses.wasserstein import Wasserstein
    from gan_core.toys.slopes import generator_slopes

    slope = abs(float(generator_slopes(Wasserstein(), [-10.0])[1][0]))
    return Outcome(nearest(slope, ("0", "1", "10")), {"slope": slope})


def _far_on_the_real_side() -> Outcome:
    from gan_core.losses.cross_entropy import NonSaturating
    from gan_core.losses.least_squares import LeastSquares
    from gan_core.toys.slopes import generator_slopes

    losses: dict[str, Loss] = {"least_squares": LeastSquares(0.0, 1.0, 1.0), "cross_entropy": NonSaturating()}
    slopes = {name: abs(float(generator_slopes(loss, [5.0])[1][0])) for name, loss in losses.items()}
    return Outcome(largest(slopes), slopes)


def _pearson_for_zero_one() -> Outcome:
    from gan_core.theory.least_squares import Labels

    labels = Labels(0.0, 1.0, 1.0)
    first, second = labels.conditions
    return Outcome("yes" if labels.holds else "no", {"first": first, "second": second})


def _best_least_squares() -> Outcome:
    from gan_core.theory.least_squares import Labels, best_answer

    answer = float(best_answer(Labels(0.0, 1.0, 1.0), [0.6], [0.2])[0])
    return Outcome(nearest(answer, NUMBERS_01), {"answer": answer})


def _steepest_critic() -> Outcome:
    from gan_core.toys.line import TwoGaussians, answers

    _, slopes = answers(TwoGaussians(5.0, 0.5, 0.5).wasserstein_potential, np.linspace(-2, 7, 91))
    steepest = float(np.abs(slopes).max())
    return Outcome(nearest(steepest, ("0", "1", "5")), {"steepest": steepest})


def _still_pulls() -> Outcome:
    from gan_core.losses.cross_entropy import Minimax
    from gan_core.losses.wasserstein import Wasserstein
    from gan_core.toys.line import TwoGaussians, answers
    from gan_core.toys.slopes import pull

    two = TwoGaussians(5.0, 0.5, 0.5)
    fakes = np.linspace(4.0, 6.0, 41)
    pulls = {}
    for name, loss, best in (("minimax", Minimax(), two.best("minimax")), ("critic", Wasserstein(), two.wasserstein_potential)):
        pulls[name] = float(np.abs(pull(loss, *answers(best, fakes))).mean())
    return Outcome(largest(pulls), pulls)


def _estimate_halves() -> Outcome:
    from gan_core.theory.divergence_curves import curve

    far, near = (float(curve("wasserstein", "gaussian", distance, 0.5, 0.5).value) for distance in (5.0, 2.5))
    return Outcome(nearest(near / far, ("0.25", "0.5", "1")), {"far": far, "near": near})


QUESTIONS = {
    "simultaneous": Question("game", {"tab": "xy", "method": "simultaneous"}, ("down", "same", "up"), lambda: _bilinear("simultaneous")),
    "alternating": Question("game", {"tab": "xy", "method": "alternating"}, ("down", "same", "up"), lambda: _bilinear("alternating")),
    "extragradient": Question("game", {"tab": "xy", "method": "extragradient"}, ("down", "same", "up"), lambda: _bilinear("extragradient")),
    "dirac_plain": Question("game", {"tab": "dirac", "remedy": "none"}, ("arrives", "circles", "flees"), lambda: _dirac("none", 0.0)),
    "dirac_r1": Question("game", {"tab": "dirac"}, ("arrives", "circles", "flees"), lambda: _dirac("r1", 0.3)),
    "rock_paper_scissors": Question("game", {"size": "three"}, ("one", "two", "thirds"), _rock_paper_scissors),
    "pennies": Question("game", {}, ("-1", "0", "1"), _saddle_value),
    "dstar": Question("discriminator", {"a": "0.6", "b": "0.2", "at": "0.75"}, NUMBERS_01, _dstar),
    "dstar_perfect": Question(
        "discriminator",
        {"view": "densities", "real_mean": "0", "generated_mean": "0", "generated_width": "1"},
        ("0", "0.5", "1"),
        _dstar_of_perfect,
    ),
    "value_perfect": Question(
        "discriminator",
        {"view": "densities", "real_mean": "0", "generated_mean": "0", "generated_width": "1"},
        ("0", "-0.693", "-1.386"),
        lambda: _value(0.0),
    ),
    "value_apart": Question(
        "discriminator",
        {"view": "densities", "real_mean": "-5", "generated_mean": "5", "generated_width": "1"},
        ("0", "-0.693", "-1.386"),
        lambda: _value(10.0),
    ),
    "pulls_at_six": Question(
        "divergences",
        {"family": "uniform", "width_real": "0.5", "width_generated": "0.5", "distance": "6", "ceiling": "12"}
        | {"pearson": "0", "lsgan": "0", "total_variation": "1", "wasserstein": "1"},
        ("js", "total_variation", "wasserstein"),
        _pulls_at_six,
    ),
    "js_apart": Question(
        "divergences",
        {"family": "uniform", "width_real": "0.5", "width_generated": "0.5", "distance": "6", "pearson": "0", "lsgan": "0"},
        ("0", "0.693", "1", "infinite"),
        _js_apart,
    ),
    "kl_apart": Question(
        "divergences",
        {"family": "uniform", "width_real": "0.5", "width_generated": "0.5", "distance": "6", "pearson": "0", "lsgan": "0", "kl": "1"},
        ("0", "0.693", "6", "infinite"),
        _kl_apart,
    ),
    "wasserstein_doubles": Question(
        "divergences",
        {"distance": "6", "ceiling": "12", "wasserstein": "1", "js": "0", "pearson": "0", "lsgan": "0"},
        ("1", "2", "4"),
        _wasserstein_doubles,
    ),
    "kl_directions": Question(
        "divergences",
        {"distance": "0", "width_generated": "2", "kl": "1", "reverse_kl": "1", "js": "0", "pearson": "0", "lsgan": "0"},
        ("kl", "reverse_kl", "equal"),
        _kl_directions,
    ),
    "sure_d": Question("gradients", {"answer": "-4.6"}, ("minimax", "non_saturating", "equal"), lambda: _stronger_at(0.01)),
    "unsure_d": Question("gradients", {"answer": "0"}, ("minimax", "non_saturating", "equal"), lambda: _stronger_at(0.5)),
    "fooled_d": Question("gradients", {"answer": "4.6"}, ("minimax", "non_saturating", "equal"), lambda: _stronger_at(0.99)),
    "critic_slope": Question("gradients", {"answer": "-8"}, ("0", "1", "10"), _critic_slope),
    "far_sample": Question(
        "lsgan", {"view": "boundary", "a": "0", "b": "1", "c": "1"}, ("least_squares", "cross_entropy"), _far_on_the_real_side
    ),
    "pearson_for_zero_one": Question("lsgan", {"a": "0", "b": "1", "c": "1"}, ("yes", "no"), _pearson_for_zero_one),
    "best_least_squares": Question("lsgan", {"a": "0", "b": "1", "c": "1"}, NUMBERS_01, _best_least_squares),
    "steepest_critic": Question("wgan", {}, ("0", "1", "5"), _steepest_critic),
    "still_pulls": Question("wgan", {}, ("minimax", "critic"), _still_pulls),
    "estimate_halves": Question("wgan", {"distance": "2.5"}, ("0.25", "0.5", "1"), _estimate_halves),
}
