"""Each item of the errata that can be computed is computed; here every number is held against another way to get it."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import linalg
from scipy.integrate import quad
from scipy.optimize import linprog
from scipy.stats import binomtest, norm
from torch import nn
from torch.nn.functional import conv2d, conv_transpose2d

from gan_core.config import TrainingConfig
from gan_core.data import load_dataset
from gan_core.losses import build_loss
from gan_core.metrics import classify, load_classifier
from gan_core.models import build_discriminator, build_generator
from gan_core.playground import collapse_remedies
from gan_core.presets import get_preset
from web.reference.evidence import EVIDENCE, arithmetic, formulas, networks, quality, theory

ROOT = Path(__file__).parents[3]
SLOW = {17: "measured below, once", 18: "on fewer pictures below", 24: "played below, once"}


def tensor(rows) -> torch.Tensor:
    return torch.tensor(rows, dtype=torch.float64)[None, None]


@pytest.mark.parametrize("number", [number for number in EVIDENCE if number not in SLOW])
def test_evidence_holds_and_repeats(number):
    found = EVIDENCE[number].compute()
    assert found.holds
    assert all(len(row) == len(found.columns) for row in found.rows)
    assert found == EVIDENCE[number].compute()


def test_the_quick_ones_do_without_torch():
    program = """
import sys
from web.reference.evidence import EVIDENCE
assert [proof.compute().holds for proof in EVIDENCE.values() if proof.quick]
print([name for name in ("torch", "scipy") if name in sys.modules])
"""
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


# ------------------------------------------------------------------------------------------------------- transposed convolution


def test_item_1_filters_are_no_kernel():
    found = arithmetic.filters_are_no_kernel()
    with torch.device("meta"):  # no memory for eight thousand million weights
        layers = {kernel: nn.ConvTranspose2d(512, 256, kernel, 2, 1, bias=False) for kernel in (256, 4)}
        sides = {kernel: layer(torch.empty(1, 512, 2, 2)).shape[-1] for kernel, layer in layers.items()}
    assert (found.fields["wrong_size"], found.fields["right_size"]) == (sides[256], sides[4])
    assert (found.fields["wrong_weights"], found.fields["right_weights"]) == (layers[256].weight.numel(), layers[4].weight.numel())
    for kernel, stride, padding, extra, covering in found.rows:
        ones = torch.ones(1, 1, 8, 8)
        counts = conv_transpose2d(ones, torch.ones(1, 1, kernel, kernel), None, stride, padding, extra)[..., 4:-4, 4:-4]
        assert covering == ", ".join(str(int(count)) for count in counts.unique())


def test_item_1_keras_and_torch_crop_other_rows():
    found = arithmetic.filters_are_no_kernel()
    x, kernel = tensor(arithmetic.X), tensor(arithmetic.NINE)
    whole = conv_transpose2d(x, kernel, None, 2)
    assert torch.equal(tensor(found.fields["torch"]), conv_transpose2d(x, kernel, None, 2, 1, 1))
    assert torch.equal(tensor(found.fields["keras"]), whole[..., :-1, :-1])  # SAME: 5x5 without its last row and column


def test_item_27_sizes_there_and_back():
    for stride, padding, up, down in formulas.which_example().rows:
        side, bigger = (int(part.split("×")[0]) for part in up.split(" → "))
        assert conv_transpose2d(torch.ones(1, 1, side, side), torch.ones(1, 1, 3, 3), None, stride, padding).shape[-1] == bigger
        assert conv2d(torch.ones(1, 1, bigger, bigger), torch.ones(1, 1, 3, 3), None, stride, padding).shape[-1] == side
        assert down == f"{bigger}×{bigger} → {side}×{side}"


def test_item_10_only_the_rotated_kernel_agrees():
    found = arithmetic.rotated_kernel()
    x = w = tensor([[1, 2], [3, 4]])
    expected = conv_transpose2d(x, w)
    padded = nn.functional.pad(x, (1, 1, 1, 1))
    assert torch.equal(tensor(found.fields["first"]), expected)
    assert torch.equal(tensor(found.fields["rotated"]), conv2d(padded, w.flip(2, 3)))
    assert torch.equal(tensor(found.fields["unrotated"]), conv2d(padded, w))
    assert not torch.equal(tensor(found.fields["unrotated"]), expected)
    symmetric = tensor(found.fields["symmetric"])  # equal to its transpose: not enough
    assert torch.equal(symmetric, symmetric.transpose(2, 3))
    assert torch.equal(tensor(found.fields["symmetric_first"]), conv_transpose2d(x, symmetric))
    assert torch.equal(tensor(found.fields["symmetric_unrotated"]), conv2d(padded, symmetric))
    assert found.fields["symmetric_first"] != found.fields["symmetric_unrotated"]


def test_item_11_ten_is_left():
    found = arithmetic.centre_is_ten()
    x, ones, book = tensor([[1, 2], [3, 4]]), tensor([[1, 1], [1, 1]]), tensor([[0, 1], [2, 3]])
    assert torch.equal(tensor(found.fields["whole"]), conv_transpose2d(x, ones))
    assert torch.equal(tensor(found.fields["cropped"]), conv_transpose2d(x, ones, padding=1))
    assert found.fields["cropped"] == [[10]]
    assert torch.equal(tensor(found.fields["book"]), conv_transpose2d(book, book, padding=1))
    assert found.fields["book"] == [[4]]


def test_item_12_there_and_back_is_not_the_same():
    found = arithmetic.transpose_not_inverse()
    x = w = tensor([[1, 2], [3, 4]])
    up = conv_transpose2d(x, w)
    assert torch.equal(tensor(found.fields["up"]), up)
    assert torch.equal(tensor(found.fields["back"]), conv2d(up, w))
    assert found.fields["back"] != found.fields["x"]
    y = torch.arange(9, dtype=torch.float64).view(1, 1, 3, 3)
    assert found.fields["left"] == (conv2d(y, w) * x).sum().item()
    assert found.fields["right"] == (y * up).sum().item()


# ------------------------------------------------------------------------------------------------------------------------ theory


def js_integrand(x, mu):
    p, q = norm.pdf(x), norm.pdf(x, mu)
    m = (p + q) / 2
    return (p * np.log(p / m) + q * np.log(q / m)) / 2


def lsgan_integrand(x, mu):
    p, q = norm.pdf(x), norm.pdf(x, mu)
    return (q - p) ** 2 / (p + q)


def integral(integrand, mu: float) -> float:
    return sum(quad(integrand, low, high, args=(mu,), epsabs=1e-13, limit=200)[0] for low, high in pairwise((-12, 0, mu / 2, mu, mu + 12)))


def slope(integrand, mu: float, step: float = 1e-3) -> float:
    return (integral(integrand, mu + step) - integral(integrand, mu - step)) / (2 * step)


def test_item_13_three_curves_and_their_derivatives():
    found = theory.three_curves()
    assert [row[0] for row in found.rows] == list(theory.DISTANCES)
    for mu, js, js_slope, lsgan, lsgan_slope, pearson, pearson_slope in found.rows:
        assert pearson == pytest.approx(math.expm1(mu**2), rel=1e-6)
        assert pearson_slope == pytest.approx(2 * mu * math.exp(mu**2), rel=1e-4)
        assert js == pytest.approx(integral(js_integrand, mu), abs=1e-7)
        assert js_slope == pytest.approx(slope(js_integrand, mu), abs=1e-6)
        assert lsgan == pytest.approx(integral(lsgan_integrand, mu), abs=1e-7)
        assert lsgan_slope == pytest.approx(slope(lsgan_integrand, mu), abs=1e-6)
        assert js < math.log(2)
        assert lsgan < 2
    assert found.rows[-1][2] < 1e-3  # JS and LSGAN's own divergence are both flat out there
    assert found.rows[-1][4] < 1e-3


@pytest.mark.parametrize(
    ("field", "loss", "at"),
    [
        ("saturating", "minimax", theory.FAR),
        ("non_saturating", "non_saturating", theory.FAR),
        ("least_squares", "lsgan", 0.0),  # as sure of "fake" as LSGAN's D can be: its label a
        ("non_saturating_real", "non_saturating", -theory.FAR),
        ("least_squares_real", "lsgan", -theory.FAR),
    ],
)
def test_item_13_gradients_are_those_of_the_losses_that_train(field, loss, at):
    answer = torch.tensor([at], dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(build_loss(TrainingConfig(loss=loss)).generator_loss(answer), answer)
    assert theory.three_curves().fields[field] == pytest.approx(abs(gradient.item()), rel=1e-12)


def test_item_14_orientations():
    found = theory.orientations()
    for (name, pearson, neyman), (mean, deviation) in zip(found.rows, ((1, 1), (1, 0.8), (0, 0.8)), strict=True):
        assert name == f"N({mean:g}, {deviation:g}²)"

        def p(x):
            return norm.pdf(x)

        def q(x, mean=mean, deviation=deviation):
            return norm.pdf(x, mean, deviation)

        assert pearson == pytest.approx(quad(lambda x: (q(x) - p(x)) ** 2 / p(x), -14, 18, points=(0, 2), limit=200)[0], rel=1e-7)
        assert neyman == pytest.approx(quad(lambda x: (q(x) - p(x)) ** 2 / q(x), -14, 18, points=(0, 2), limit=200)[0], rel=1e-7)


def test_item_20_accuracy_of_the_best_discriminator():
    found = theory.accuracy_of_the_best()
    for mu, at_fakes, percent in found.rows:
        assert percent == pytest.approx(100 * norm.cdf(mu / 2), abs=1e-6)  # the boundary is half-way
        assert at_fakes == pytest.approx(norm.pdf(mu) / (norm.pdf(mu) + norm.pdf(0)), abs=1e-12)
    assert found.fields["percent"] == 50


def test_item_21_two_js():
    found = formulas.one_js_or_two()
    for mu, value, twice, once in found.rows:

        def value_integrand(x, mu=mu):
            p, q = norm.pdf(x), norm.pdf(x, mu)
            return p * (norm.logpdf(x) - np.logaddexp(norm.logpdf(x), norm.logpdf(x, mu))) + q * (
                norm.logpdf(x, mu) - np.logaddexp(norm.logpdf(x), norm.logpdf(x, mu))
            )

        assert value == pytest.approx(quad(value_integrand, -12, mu + 12, points=(0, mu / 2, mu), limit=200)[0], abs=1e-7)
        assert twice == pytest.approx(value, abs=1e-6)
        assert once == pytest.approx((value - math.log(4)) / 2, abs=1e-6)
    assert found.fields["value"] == pytest.approx(-0.1209, abs=1e-4)
    assert found.fields["once"] == pytest.approx(-0.7536, abs=1e-4)


def test_item_23_slopes_are_those_of_the_losses_that_train():
    for logit, chance, saturating, non_saturating in formulas.two_gradients().rows:
        answer = torch.tensor([logit], dtype=torch.float64, requires_grad=True)
        assert chance == pytest.approx(torch.sigmoid(answer).item())
        for loss, expected in (("minimax", saturating), ("non_saturating", non_saturating)):
            (slope,) = torch.autograd.grad(build_loss(TrainingConfig(loss=loss)).generator_loss(answer), answer)
            assert abs(slope.item()) == pytest.approx(expected, rel=1e-9)


def test_item_28_by_linear_programmes():
    for game in (formulas.PENNIES, formulas.ROCK_PAPER_SCISSORS):
        payoff = np.array(game)
        rows, columns = payoff.shape
        best = linprog([*np.zeros(rows), -1], np.c_[-payoff.T, np.ones(columns)], np.zeros(columns), [[*np.ones(rows), 0]], [1])
        assert best.fun == pytest.approx(0)  # the value: what each has at the equilibrium, and cannot better alone
    assert formulas.nothing_to_hinder().fields == {"pennies": 0, "scissors": 0, "away": pytest.approx(0.6)}


def test_item_30_a_penalty_at_the_data_sees_nothing_of_the_gap():
    found = formulas.penalty_places().fields
    assert found["at_data"] == pytest.approx(16 * 2 * norm.sf(3), abs=0.05)  # 16: (5 - 1)^2
    mix = np.linspace(0, 1, 2001)
    means, widths = 4 * mix, 0.5 * np.hypot(mix, 1 - mix)  # of x_hat = (1 - mix) x + mix x_fake
    share = np.mean(norm.cdf(2.5, means, widths) - norm.cdf(1.5, means, widths))
    assert found["at_hat"] == pytest.approx(16 * share, rel=0.1)


def test_item_33_wilson_interval():
    for count, share, low, high in formulas.counted_by_eye().rows:
        interval = binomtest(round(count * share / 100), count).proportion_ci(method="wilson")
        assert (low, high) == pytest.approx((100 * interval.low, 100 * interval.high), abs=1e-4)


# ---------------------------------------------------------------------------------------------------------------------- networks


def test_item_2_batch_norm_places():
    found = networks.batch_norm_places()
    config = get_preset("dcgan-cifar10")
    generator, discriminator = build_generator(config), build_discriminator(config)
    norms = [sum(isinstance(layer, nn.BatchNorm2d) for layer in network.modules()) for network in (generator, discriminator)]
    assert [found.fields["g"], found.fields["d"]] == norms == [4, 3]
    assert [type(layer) for layer in generator.rest[-2:]] == [type(generator.rest[2]), nn.Tanh]  # no norm on the output
    assert isinstance(discriminator.layers[1], nn.LeakyReLU)  # nor after the input layer
    assert [row[2] for row in found.rows if row[0] == "G"] == ["2048", "4×4×256", "8×8×128", "16×16×64", "32×32×3"]
    assert [row[2] for row in found.rows if row[0] == "D"] == ["16×16×64", "8×8×128", "4×4×256", "2×2×512", "1"]


def test_item_3_both_activations():
    found = networks.both_activations()
    parameters = sum(p.numel() for p in build_generator(get_preset("dcgan-cifar10")).parameters())
    assert found.rows == (
        ("ReLU", "LeakyReLU", parameters, "32×32×3", True),
        ("LeakyReLU", "LeakyReLU", parameters, "32×32×3", True),
    )


def test_item_4_d_would_learn_to_praise_fakes():
    assert networks.who_minimises().fields["after"] == pytest.approx(1 - 0.9**50, abs=1e-6)


def test_item_5_g_takes_noise():
    found = networks.noise_not_picture()
    assert found.rows == (("z", 128, True), ("x", 3 * 32 * 32, False))


def test_item_22_g_goes_to_the_data_or_flees():
    found = networks.sign_of_g()
    assert [row[1:] for row in found.rows] == [(4, pytest.approx(2)), (4, pytest.approx(6))]  # 20 steps of 0.1 along a slope of 1


def test_item_25_adam_leaves_the_saddle_it_should_find():
    found = networks.adam_circles()
    assert (found.fields["low"], found.fields["high"]) == pytest.approx(tuple(linalg.eigvalsh([[0, 1], [1, 0]])))
    assert found.rows[0][1] == 1
    assert min(distance for _, distance in found.rows) > 0.9  # never near the solution


def test_item_26_a_reshape_and_where_the_flatten_is():
    config = get_preset("dcgan-cifar10")
    assert networks.reshaped().fields == {"numbers": build_generator(config).first.out_features, "map": "2×2×512", "in_g": 0, "in_d": 1}
    assert sum(isinstance(layer, nn.Flatten) for layer in build_discriminator(config).modules()) == 1


def test_item_9_flattens_to_7_7_c():
    found = networks.flattened()
    assert found.fields["flat"] == 7 * 7 * 128 == build_discriminator(TrainingConfig()).logit.in_features
    assert ("Conv2d", "14×14×64") in found.rows
    assert found.fields["wrong"] == 2048


def test_item_15_any_size():
    found = networks.any_size()
    for (picture, sides, *counts), size in zip(found.rows, (28, 32, 64), strict=True):
        assert picture == f"{size}×{size}"
        path = [int(side) for side in sides.split(" → ")]
        assert path[-1] == size
        assert all(after == 2 * before for before, after in pairwise(path))
        config = TrainingConfig(
            model="dcgan", conditioning="none", dataset="cifar10", image_size=size, image_channels=3, base_channels=64, latent_dim=128
        )
        assert counts == [
            sum(p.numel() for p in network.parameters()) for network in (build_generator(config), build_discriminator(config))
        ]


# ------------------------------------------------------------------------------------------------------------------------ quality


def test_item_8_epochs_are_those_of_the_files(tmp_path):
    found = quality.recorded_epochs()
    runs = {path.parent.name for path in (ROOT / "checkpoints").glob("*/config.json")}
    assert {name for name, _ in found.rows} == runs
    for name, epochs in found.rows:
        run = ROOT / "checkpoints" / name
        config = json.loads((run / "config.json").read_text())
        images = {"mnist": 60_000, "fashion-mnist": 60_000, "fashion-mnist-10k": 10_000, "cifar10": 50_000, "folder": 5_000}[
            config["dataset"]
        ]
        steps = images / config["batch_size"] / config["n_critic"]  # of an epoch
        drawn = sorted(int(path.stem.split("-")[1]) / steps for path in (run / "samples").glob("*.png"))
        assert [float(epoch) for epoch in epochs.split(", ")] == pytest.approx(drawn, abs=0.1)
    assert not quality.recorded_epochs(tmp_path).holds  # nothing there to show


def test_item_17_five_critic_steps_to_one():
    found = quality.cost_of_a_step()
    assert found.holds
    assert [row[:2] for row in found.rows] == [("GAN", 1), ("DCGAN", 1), ("WGAN", 5), ("WGAN-GP", 5)]
    assert all(row[2] > 0 for row in found.rows)


def test_item_18_fid_falls_with_n(monkeypatch):
    monkeypatch.setattr(quality, "COUNTS", (30, 60, 120, 240))
    found = quality.fid_against_n()
    images = load_dataset("fashion-mnist-10k").images
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(quality.SEED))
    features = classify(load_classifier(), images[order[:480]]).features.double().numpy()
    reference, others = features[:240], features[240:]
    for count, fid in found.rows:
        first, second = (np.cov(part, rowvar=False) for part in (reference, others[:count]))
        root = linalg.sqrtm(first @ second + 1e-12 * np.eye(128)).real
        distance = np.sum((reference.mean(0) - others[:count].mean(0)) ** 2) + np.trace(first + second - 2 * root)
        assert fid == pytest.approx(distance, rel=1e-2, abs=1e-2)
    fids = [fid for _, fid in found.rows]
    assert fids == sorted(fids, reverse=True)
    assert found.fields["nearest"] != pytest.approx(found.fields["antialiased"], rel=0.1)


def test_item_19_one_outlier():
    found = quality.one_outlier()
    noise = torch.Generator().manual_seed(quality.SEED)
    real = torch.randn(200, 2, generator=noise, dtype=torch.float64).numpy()
    fake = torch.randn(200, 2, generator=noise, dtype=torch.float64).numpy() / 2 + [8, 0]
    for points, (_, precision, recall, density, coverage) in zip((real, np.vstack([real, [[10, 0]]])), found.rows, strict=True):

        def radii(around, k):
            return np.sort(np.linalg.norm(around[:, None] - around[None], axis=2), axis=1)[:, k]

        between = np.linalg.norm(points[:, None] - fake[None], axis=2)
        assert precision == (between <= radii(points, 3)[:, None]).any(0).mean()
        assert recall == (between <= radii(fake, 3)).any(1).mean()
        inside = between < radii(points, 5)[:, None]
        assert density == pytest.approx(inside.sum() / (5 * len(fake)))
        assert coverage == pytest.approx(inside.any(1).mean())
    assert [row[1] for row in found.rows] == [0, 1]


def test_item_24_a_remedy_fits_a_cause(monkeypatch):
    """The counts are those of the file, and one of its games ends as it says, here and now."""
    monkeypatch.setattr(quality, "play", lambda cause, remedy, seed: quality.counted()[f"{cause}/{remedy}"][0])
    found = quality.remedies_of_collapse()
    assert found.holds
    assert len({row[1] for row in found.rows}) == 1  # as many seeds for each
    monkeypatch.undo()
    assert collapse_remedies.play("fast_d", "weaker_d", collapse_remedies.FIRST_SEED) == quality.counted()["fast_d/weaker_d"][0]


def test_item_32_it_knows_its_points_by_heart():
    found = quality.memorised().fields
    points, draw = found["points"], np.random.default_rng(1)
    apart = np.median(np.linalg.norm(draw.normal(size=(4000, 1, 2)) - draw.normal(size=(4000, points, 2)), axis=2).min(axis=1))
    assert found["to_others"] == pytest.approx(apart, rel=0.3)  # as far as one fresh point is from eight others
    assert found["to_seen"] < apart / 3
