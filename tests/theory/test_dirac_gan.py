"""Update rules against autograd and closed forms, eigenvalues against numeric Jacobians, and the paper's claims."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.errors import ConfigError
from gan_core.theory.dirac_gan import (
    OBJECTIVES,
    REMEDIES,
    RULES,
    DiracGan,
    bilinear_factor,
    measured_factor,
    spectral_radius,
    trajectory,
    update_matrix,
)

XY = DiracGan("wgan")
NODES, WEIGHTS = map(torch.tensor, np.polynomial.hermite_e.hermegauss(150))
WEIGHTS = WEIGHTS / WEIGHTS.sum()
coordinates = st.floats(-3, 3)
every_game = pytest.mark.parametrize(
    "game", [DiracGan(o, r, 0.7) for o in OBJECTIVES for r in REMEDIES], ids=lambda g: f"{g.objective}-{g.remedy}"
)


def autograd_pulls(game: DiracGan, theta: float, psi: float) -> tuple[float, float]:
    """The losses as the paper writes them, differentiated by torch."""
    g = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    d = torch.tensor(psi, dtype=torch.float64, requires_grad=True)

    def f(t: torch.Tensor) -> torch.Tensor:
        return t if game.objective == "wgan" else torch.nn.functional.logsigmoid(t)

    blur = game.strength * NODES if game.remedy == "noise" else torch.zeros_like(NODES)
    value = (WEIGHTS * (f((g + blur) * d) + f(-blur * d))).sum()
    loss_g = -(WEIGHTS * f(-(g + blur) * d)).sum() if game.objective == "non_saturating" else value
    if game.remedy == "r1":
        value = value - game.strength / 2 * d**2  # |grad_x D|^2 = psi^2
    if game.remedy == "gp":
        value = value - game.strength / 2 * (d.abs() - 1) ** 2
    (pull_g,) = torch.autograd.grad(-loss_g, g, create_graph=True)
    (pull_d,) = torch.autograd.grad(value, d, create_graph=True)
    if game.remedy == "consensus":
        energy = (pull_g**2 + pull_d**2) / 2
        extra_g, extra_d = torch.autograd.grad(energy, (g, d), allow_unused=True)
        pull_g, pull_d = pull_g - game.strength * extra_g, pull_d - game.strength * extra_d
    return pull_g.item(), pull_d.item()


@every_game
@given(coordinates, coordinates)
@settings(max_examples=25)
def test_pulls_are_the_gradients_of_the_losses(game: DiracGan, theta: float, psi: float) -> None:
    pulls = game.pulls(theta, psi)
    # blurring is an integral: trapezoids here, Gauss and Hermite in the oracle
    assert [float(one) for one in pulls] == pytest.approx(autograd_pulls(game, theta, psi), abs=1e-9 if game.remedy == "noise" else 1e-12)


@every_game
def test_jacobian_at_the_equilibrium_is_the_numeric_one(game: DiracGan) -> None:
    jacobian = game.jacobian()
    if game.remedy == "gp":
        assert jacobian is None
        return
    h = 1e-5
    numeric = np.array([np.subtract(game.pulls(*(h * e)), game.pulls(*(-h * e))) / (2 * h) for e in np.eye(2)]).T
    np.testing.assert_allclose(jacobian, numeric, atol=1e-9)
    np.testing.assert_allclose(game.pulls(0, 0), 0, atol=1e-15)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("game", [XY, DiracGan("minimax", "r1", 0.4), DiracGan("non_saturating", "noise", 0.9)], ids=lambda g: g.objective)
def test_update_matrix_is_the_derivative_of_the_update(rule: str, game: DiracGan) -> None:
    """Two steps from tiny starts, so that `optimistic` has something to remember."""
    h, rate = 1e-6, 0.3
    matrix = update_matrix(game.jacobian(), rate, rule)
    paths = [trajectory(game, tuple(h * e), rate=rate, steps=4, rule=rule) / h for e in np.eye(2)]
    for step in (2, 3):
        for path in paths:
            now, after = path[step], path[step + 1]
            state = np.concatenate([now, path[step - 1]]) if rule == "optimistic" else now
            np.testing.assert_allclose((matrix @ state)[:2], after, atol=1e-5)


# ------------------------------------------------------------------------------------------------------------------------- f = x y


@given(st.floats(0.001, 1.5), st.sampled_from(RULES))
def test_bilinear_factor_is_the_spectral_radius(rate: float, rule: str) -> None:
    assert bilinear_factor(rate, rule) == pytest.approx(spectral_radius(update_matrix(XY.jacobian(), rate, rule)), rel=1e-6)


@given(st.floats(0.05, 0.7), st.sampled_from(RULES), coordinates, coordinates)
@settings(max_examples=60)
def test_distance_grows_by_the_factor(rate: float, rule: str, x: float, y: float) -> None:
    start = (x + math.copysign(0.5, x), y)
    path = trajectory(XY, start, rate=rate, steps=500, rule=rule)
    meet = rule == "optimistic" and abs(rate - 0.5) < 0.1  # its two roots come together: t l^t
    assert measured_factor(path) == pytest.approx(bilinear_factor(rate, rule), abs=1e-2 if meet else 1e-8)
    if rule in ("simultaneous", "extragradient"):  # these turn and scale, nothing else: exact at every step
        expected = math.hypot(*start) * bilinear_factor(rate, rule) ** np.arange(501)
        np.testing.assert_allclose(np.hypot(*path.T), expected, rtol=1e-9)


def test_factor_of_a_straight_path_and_of_rest() -> None:
    halving = 0.5 ** np.arange(20)
    assert measured_factor(np.stack([halving, halving], axis=1)) == pytest.approx(0.5)
    assert math.isnan(measured_factor(np.zeros((20, 2))))


@given(st.floats(0.01, 1.9), coordinates, coordinates)
@settings(max_examples=40)
def test_alternating_keeps_area_and_its_ellipse(rate: float, x: float, y: float) -> None:
    assert np.linalg.det(update_matrix(XY.jacobian(), rate, "alternating")) == pytest.approx(1)
    path = trajectory(XY, (x, y), rate=rate, steps=200, rule="alternating")
    kept = path[:, 0] ** 2 - rate * path[:, 0] * path[:, 1] + path[:, 1] ** 2
    np.testing.assert_allclose(kept, kept[0], rtol=1e-7, atol=1e-9)


def test_steps_by_hand() -> None:
    def after(rule: str, steps: int = 1) -> list[float]:
        return trajectory(XY, (1, 2), rate=0.1, steps=steps, rule=rule)[-1].tolist()

    assert after("simultaneous") == pytest.approx([0.8, 2.1])
    assert after("alternating") == pytest.approx([0.8, 2.08])
    assert after("extragradient") == pytest.approx([0.79, 2.08])
    assert after("optimistic") == pytest.approx([0.8, 2.1])  # nothing to remember yet
    assert after("optimistic", 2) == pytest.approx([0.8 - 0.2 * 2.1 + 0.1 * 2, 2.1 + 0.2 * 0.8 - 0.1 * 1])


@given(st.floats(0.01, 1), st.floats(0, 1))
def test_remedies_for_xy_in_closed_form(rate: float, gamma: float) -> None:
    consensus = DiracGan("wgan", "consensus", gamma).jacobian()
    assert spectral_radius(update_matrix(consensus, rate, "simultaneous")) == pytest.approx(math.hypot(1 - rate * gamma, rate))
    r1 = DiracGan("wgan", "r1", gamma).jacobian()  # complex eigenvalues for gamma < 2: modulus^2 is the determinant
    assert spectral_radius(update_matrix(r1, rate, "simultaneous")) == pytest.approx(math.sqrt(1 - rate * gamma + rate**2))


@pytest.mark.parametrize(("rate", "inside"), [(0.577, True), (0.578, False)])
def test_optimistic_is_stable_up_to_one_over_root_3(rate: float, inside: bool) -> None:
    assert (bilinear_factor(rate, "optimistic") < 1) == inside


# ------------------------------------------------------------------------------------------------------------------------ Dirac-GAN


def test_the_recorded_preset() -> None:
    """theta = psi = 1, step 0.2, 500 steps: 1.41 -> 3.10, about 1.42, 0."""

    def radii(game: DiracGan, rule: str = "simultaneous") -> np.ndarray:
        return np.hypot(*trajectory(game, (1, 1), rate=0.2, steps=500, rule=rule).T)

    simultaneous = radii(DiracGan())
    assert simultaneous[0] == pytest.approx(1.41, abs=0.005)
    assert simultaneous[-1] == pytest.approx(3.10, abs=0.005)
    assert (np.diff(simultaneous) > 0).all()
    alternating = radii(DiracGan(), "alternating")
    assert alternating[-1] == pytest.approx(1.42, abs=0.005)
    assert 1.34 < alternating.min() <= alternating.max() < 1.423
    assert radii(DiracGan("minimax", "r1", 0.3))[-1] < 1e-5


@pytest.mark.parametrize("objective", ["minimax", "non_saturating"])
@pytest.mark.parametrize("gamma", [0.2, 1.0, 2.0])
def test_r1_eigenvalues_of_the_paper(objective: str, gamma: float) -> None:
    """-gamma/2 +- sqrt(gamma^2/4 - f'(0)^2): arXiv:1801.04406."""
    root = (gamma**2 / 4 - 0.25 + 0j) ** 0.5
    values = np.linalg.eigvals(DiracGan(objective, "r1", gamma).jacobian())
    np.testing.assert_allclose(np.sort_complex(values), np.sort_complex([-gamma / 2 - root, -gamma / 2 + root]), atol=1e-7)


@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.0])
def test_noise_eigenvalues_of_the_paper(sigma: float) -> None:
    """f''(0) sigma^2 +- sqrt(f''(0)^2 sigma^4 - f'(0)^2): arXiv:1801.04406, section 3."""
    root = (sigma**4 / 16 - 0.25 + 0j) ** 0.5
    values = np.linalg.eigvals(DiracGan("minimax", "noise", sigma).jacobian())
    np.testing.assert_allclose(np.sort_complex(values), np.sort_complex([-(sigma**2) / 4 - root, -(sigma**2) / 4 + root]), atol=1e-9)


def test_alternating_eigenvalues_of_the_paper() -> None:
    """On the unit circle while rate f'(0) <= 2: arXiv:1801.04406, section 2."""
    for rate in (0.2, 1.0, 3.9):
        moduli = np.abs(np.linalg.eigvals(update_matrix(DiracGan().jacobian(), rate, "alternating")))
        np.testing.assert_allclose(moduli, 1, atol=1e-9)
    assert spectral_radius(update_matrix(DiracGan().jacobian(), 4.1, "alternating")) > 1


def test_who_converges_as_the_paper_says() -> None:
    """R1 and noise come to rest at (0, 0); WGAN, clipped WGAN and WGAN-GP do not (section 3)."""

    def last_radii(game: DiracGan, rate: float = 0.1) -> np.ndarray:
        return np.hypot(*trajectory(game, (1, 1), rate=rate, steps=4000, rule="alternating").T)[-500:]

    for objective in ("minimax", "non_saturating"):
        assert last_radii(DiracGan(objective, "r1", 0.3)).max() < 1e-6
        assert last_radii(DiracGan(objective, "noise", 1.0)).max() < 1e-6
        assert last_radii(DiracGan(objective, "consensus", 1.0)).max() < 1e-6
    assert last_radii(XY).min() > 1
    assert last_radii(DiracGan("wgan", "noise", 1.0)).min() > 1  # f'' = 0: noise does nothing for it
    assert last_radii(DiracGan("wgan", "clip", 1.0)).max() > 0.5
    assert last_radii(DiracGan("wgan", "gp", 1.0)).max() > 0.05
    assert last_radii(DiracGan("wgan", "r1", 0.3)).max() < 1e-6


def test_clipping_keeps_the_line_flat() -> None:
    path = trajectory(DiracGan("wgan", "clip", 0.5), (1, 2), rate=0.2, steps=100)
    assert path[0].tolist() == [1, 0.5]
    assert np.abs(path[:, 1]).max() <= 0.5


def test_a_path_that_explodes_ends() -> None:
    path = trajectory(XY, (1, 1), rate=1.0, steps=2000)
    assert np.isnan(path[-1]).all()
    assert np.isfinite(path[:100]).all()
    assert measured_factor(path) == pytest.approx(math.sqrt(2))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: DiracGan("lsgan"), "objective: got 'lsgan'"),
        (lambda: DiracGan("wgan", "hope"), "remedy: got 'hope'"),
        (lambda: DiracGan("wgan", "r1", -1), "strength: got -1"),
        (lambda: DiracGan("wgan", "r1", math.nan), "strength: got nan"),
        (lambda: trajectory(XY, (1, 1), rate=0.1, steps=1, rule="x"), "rule: got 'x'"),
        (lambda: update_matrix(np.eye(2), 0.1, "x"), "rule: got 'x'"),
        (lambda: bilinear_factor(0.1, "x"), "rule: got 'x'"),
    ],
)
def test_mistakes_are_named(call, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        call()
