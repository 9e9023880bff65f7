from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from scipy.stats import wasserstein_distance

from gan_core.errors import ConfigError
from gan_core.losses import LOSSES
from gan_core.losses.least_squares import LeastSquares
from gan_core.toys.clouds import FAKE_CLOUDS, REAL_CLOUDS, Plane, between, fake_cloud, real_cloud
from gan_core.toys.critic import Critic, CriticRecipe, RootMeanSquare, train_critic, trained
from gan_core.toys.line import TwoGaussians
from gan_core.toys.slopes import pull

APART = TwoGaussians(5, 0.5, 0.5)
QUICK = {"steps": 40, "every": 20, "hidden": (8, 8)}


@pytest.fixture(scope="module")
def run_of():
    def run(loss, two=APART, **changes):
        return trained(CriticRecipe(loss, **changes), two, 128)

    return run


# -------------------------------------------------------------------------------------------------------------- what is learnt


def test_a_sigmoid_discriminator_saturates_and_a_critic_does_not(run_of):
    fakes = APART.samples(128)[1]
    logits, slopes = run_of("non_saturating").answers(-1, fakes)
    assert np.abs(pull(LOSSES["minimax"], logits, slopes)).max() < 1e-3
    assert (1 / (1 + np.exp(-logits))).max() < 1e-3
    for name in ("wgan", "wgan_gp"):
        _, slopes = run_of(name).answers(-1, fakes)
        assert slopes.max() < 0  # towards the data, everywhere
        assert slopes.std() < 0.1 * np.abs(slopes).mean()  # nearly straight


@pytest.mark.parametrize(("distance", "weight"), [(2.0, 10.0), (5.0, 10.0), (5.0, 50.0), (8.0, 10.0)])
def test_the_penalty_holds_the_slope_a_little_above_its_target(run_of, distance, weight):
    """For a straight critic -g W1 + lambda (g - a)^2 is least at a + W1/(2 lambda)."""
    two = TwoGaussians(distance, 0.5, 0.5)
    slope = -run_of("wgan_gp", two, gp_weight=weight).answers(-1, np.linspace(0, distance, 50))[1].mean()
    assert slope == pytest.approx(1 + distance / (2 * weight), abs=0.12)


def test_the_penaltys_target_is_followed(run_of):
    slope = -run_of("wgan_gp", gp_target=0.5, gp_weight=50.0).answers(-1, np.linspace(0, 5, 50))[1].mean()
    assert slope == pytest.approx(0.5 + 5 / 100, abs=0.1)


@pytest.mark.parametrize("name", ["wgan", "wgan_gp"])
def test_a_critics_estimate_is_at_most_k_times_w1(run_of, name):
    """And not far below where the two are disjoint."""
    run = run_of(name)
    truth = wasserstein_distance(*APART.samples(128))
    share = run.gaps[1:] / (run.steepest[1:] * truth)
    assert (share <= 1 + 1e-4).all()
    assert share[-1] > 0.9
    assert run.gaps[0] == run.steepest[0] == 0  # it starts flat


@pytest.mark.parametrize("clip", [0.01, 0.03, 0.3])
def test_clipped_weights_pile_up_at_the_ends(clip):
    run = trained(CriticRecipe("wgan", clip_value=clip, hidden=(64, 64)), Plane(), 256)
    weights = run.weights[-1]
    assert np.abs(run.weights).max() <= np.float32(clip)
    assert np.mean(np.abs(weights) >= 0.99 * clip) > 0.8
    free = trained(CriticRecipe("wgan_gp", hidden=(64, 64)), Plane(), 256).weights[-1]
    assert np.mean(np.abs(free) >= 0.99 * np.abs(free).max()) < 0.01


def test_clipping_makes_gradients_vanish_or_explode_and_the_penalty_neither():
    plane = Plane()
    hats = between(*plane.samples(256))

    def median(loss, **changes):
        slopes = trained(CriticRecipe(loss, hidden=(64, 64), **changes), plane, 256).answers(-1, hats)[1]
        return np.median(np.linalg.norm(slopes, axis=1))

    assert median("wgan", clip_value=0.01) < 0.01
    assert median("wgan", clip_value=0.5) > 5
    assert median("wgan_gp") == pytest.approx(1, abs=0.25)


def test_least_squares_still_pulls_while_minimax_has_stopped_and_fades_as_d_gets_better(run_of):
    """The right half of errata 13: the gain is with a D that is not optimal."""
    two = TwoGaussians(4, 0.6, 0.6)
    fakes = two.samples(128)[1]
    loss = LeastSquares(a=0, b=1, c=1)
    sigmoid, squares = run_of("non_saturating", two), run_of("lsgan", two)

    def mean(run, loss, step):
        return -pull(loss, *run.answers(run.at(step), fakes)).mean()

    assert mean(squares, loss, 20) > 3 * mean(sigmoid, LOSSES["minimax"], 20) > 0
    assert mean(squares, loss, 200) < 0.3 * mean(squares, loss, 20)


def test_least_squares_learns_its_labels(run_of):
    run = run_of("lsgan", a=-1.0, b=2.0)
    real, fake = APART.samples(128)
    assert run.answers(-1, real)[0].mean() == pytest.approx(2, abs=0.15)
    assert run.answers(-1, fake)[0].mean() == pytest.approx(-1, abs=0.15)


def test_losses_fall_from_their_start(run_of):
    run = run_of("non_saturating")
    assert run.losses[0] == pytest.approx(2 * np.log(2), rel=1e-6)  # D = 1/2 everywhere
    assert run.losses[-1] < 0.01


# ------------------------------------------------------------------------------------------------------------- how it is computed


@pytest.mark.parametrize("loss", ["non_saturating", "wgan", "wgan_gp"])
def test_the_same_recipe_gives_the_same_critic_and_no_one_elses_random_numbers(loss):
    torch.manual_seed(1)
    before = torch.get_rng_state()
    one, other = (train_critic(CriticRecipe(loss, **QUICK), *APART.samples(32)) for _ in range(2))
    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(one.weights, other.weights)
    np.testing.assert_array_equal(one.gaps, other.gaps)
    assert one == other
    another = train_critic(CriticRecipe(loss, seed=1, **QUICK), *APART.samples(32))
    assert not np.array_equal(one.weights, another.weights)


def test_a_training_is_done_once(monkeypatch):
    import gan_core.toys.critic as module

    trainings = []
    train = module.train_critic
    monkeypatch.setattr(module, "train_critic", lambda *asked: trainings.append(asked) or train(*asked))
    recipe = CriticRecipe("hinge", seed=987, **QUICK)
    assert trained(recipe, APART, 32) is trained(dataclasses.replace(recipe), TwoGaussians(5, 0.5, 0.5), 32)
    assert len(trainings) == 1


def test_slopes_are_those_of_finite_differences(run_of):
    run, x, small = run_of("non_saturating"), np.linspace(0, 5, 11), 1e-2
    up, down = run.answers(5, x + small)[0], run.answers(5, x - small)[0]
    np.testing.assert_allclose(run.answers(5, x)[1], (up - down) / (2 * small), rtol=0.02, atol=0.02)


def test_the_network_is_torchs():
    critic = Critic(2, (5, 3))
    critic.initialise(torch.Generator().manual_seed(0))
    critic.theta = torch.randn(len(critic.theta), generator=torch.Generator().manual_seed(1))
    layers = []
    for weights, bias in zip(*(critic.theta.split(critic.sizes)[start::2] for start in (0, 1)), strict=True):
        layer = torch.nn.Linear(len(weights) // len(bias), len(bias))
        layer.weight.data, layer.bias.data = weights.view(-1, len(bias)).T, bias
        layers += [layer, torch.nn.SiLU()]
    points = torch.randn(7, 2, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(critic(points), torch.nn.Sequential(*layers[:-1])(points).squeeze(1))


@pytest.mark.parametrize("corrected", [True, False])
def test_the_optimiser_is_torchs(corrected):
    generator = torch.Generator().manual_seed(0)
    ours, theirs = (torch.ones(6) for _ in range(2))
    theirs.requires_grad_(True)
    adam, rmsprop = torch.optim.Adam([theirs], lr=0.1, betas=(0.0, 0.9)), torch.optim.RMSprop([theirs], lr=0.1)
    reference = adam if corrected else rmsprop
    optimiser = RootMeanSquare(ours, 0.1, 0.9 if corrected else 0.99, corrected)
    for _ in range(5):
        gradient = torch.randn(6, generator=generator)
        theirs.grad = gradient.clone()
        reference.step()
        optimiser.step(gradient)
    torch.testing.assert_close(ours, theirs.detach())


def test_snapshots_are_found_by_their_step(run_of):
    run = run_of("non_saturating")
    assert run.steps == tuple(range(0, 201, 10))
    assert [run.at(step) for step in (0, 5, 10, 199, 200, 1000)] == [0, 0, 1, 19, 20, 20]


@pytest.mark.parametrize(
    "wrong",
    [
        {"loss": "none"},
        {"loss": "wgan", "steps": 0},
        {"loss": "wgan", "steps": 5000},
        {"loss": "wgan", "every": 7},
        {"loss": "wgan", "clip_value": 0.0},
        {"loss": "wgan_gp", "gp_weight": -1.0},
        {"loss": "wgan_gp", "lr": float("nan")},
    ],
)
def test_wrong_recipes_are_refused(wrong):
    with pytest.raises(ConfigError):
        CriticRecipe(**wrong)


@pytest.mark.parametrize(("real", "fake"), [([1.0, 2.0], [1.0]), ([1.0], [float("nan")]), ([], [])])
def test_wrong_points_are_refused(real, fake):
    with pytest.raises(ConfigError):
        train_critic(CriticRecipe("wgan", **QUICK), real, fake)


# ------------------------------------------------------------------------------------------------------------------------ clouds


@pytest.mark.parametrize("real", REAL_CLOUDS)
@pytest.mark.parametrize("fake", FAKE_CLOUDS)
def test_clouds_fit_the_picture_and_do_not_change(real, fake):
    one, other = Plane(real, fake).samples(256), Plane(real, fake).samples(256)
    for cloud, again in zip(one, other, strict=True):
        assert cloud.shape == (256, 2)
        np.testing.assert_array_equal(cloud, again)
    assert np.abs(one[0]).max() < 3.2
    hats = between(*one)
    assert hats.min() >= min(cloud.min() for cloud in one)


def test_eight_gaussians_are_eight():
    points = real_cloud("eight", 800)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 2, atol=0.5)
    angles = np.round(np.arctan2(points[:, 1], points[:, 0]) / (np.pi / 4)) % 8
    assert np.bincount(angles.astype(int)).tolist() == [100] * 8


def test_unknown_clouds_are_refused():
    with pytest.raises(ConfigError, match="eight"):
        real_cloud("nine", 8)
    with pytest.raises(ConfigError, match="noisy"):
        fake_cloud("nine", np.zeros((8, 2)))
