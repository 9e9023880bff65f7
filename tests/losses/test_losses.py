from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss

from gan_core.config import CHOICES, TrainingConfig
from gan_core.losses import LOSSES, build_loss

REAL, FAKE = torch.tensor([2.0, -0.5]), torch.tensor([-1.0, 0.25])
LOG_3 = math.log(3)  # sigmoid(log 3) = 3/4


def config(loss: str, **changes: object) -> TrainingConfig:
    return TrainingConfig(loss=loss, discriminator_norm="none", **changes)


def test_every_choice_has_a_row_and_every_row_is_a_choice():
    assert set(LOSSES) == set(CHOICES["loss"])


# For real logits (log 3, -log 3) and fake logits (0, log 3): D = 3/4, 1/4 on real and 1/2, 3/4 on fake.
HAND_COMPUTED = {
    "minimax": (
        -(math.log(3 / 4) + math.log(1 / 4)) / 2 - (math.log(1 / 2) + math.log(1 / 4)) / 2,
        (math.log(1 / 2) + math.log(1 / 4)) / 2,
    ),
    "non_saturating": (
        -(math.log(3 / 4) + math.log(1 / 4)) / 2 - (math.log(1 / 2) + math.log(1 / 4)) / 2,
        -(math.log(1 / 2) + math.log(3 / 4)) / 2,
    ),
    # (a, b, c) = (0, 1, 1): the squares are averaged, then halved
    "lsgan": (((LOG_3 - 1) ** 2 + (LOG_3 + 1) ** 2) / 4 + LOG_3**2 / 4, (1 + (LOG_3 - 1) ** 2) / 4),
    "wgan": (LOG_3 / 2 - 0, -LOG_3 / 2),
    "wgan_gp": (LOG_3 / 2 - 0, -LOG_3 / 2),
    "hinge": ((0 + 1 + LOG_3) / 2 + (1 + 1 + LOG_3) / 2, -LOG_3 / 2),
    # differences real - fake of the two pairs: log 3 and -2 log 3, so sigmoid is 3/4 and 1/10
    "r3gan": (-(math.log(3 / 4) + math.log(1 / 10)) / 2, -(math.log(1 / 4) + math.log(9 / 10)) / 2),
}


@pytest.mark.parametrize("name", LOSSES)
def test_hand_computed_values(name):
    real, fake = torch.tensor([LOG_3, -LOG_3]), torch.tensor([0.0, LOG_3])
    for_d, for_g = HAND_COMPUTED[name]
    assert LOSSES[name].discriminator_loss(real, fake).item() == pytest.approx(for_d, rel=1e-6)
    assert LOSSES[name].generator_loss(fake, real).item() == pytest.approx(for_g, rel=1e-6)


@pytest.mark.parametrize("target", [1.0, 0.9, 0.7])
def test_cross_entropy_is_torchs_own(target):
    expected = binary_cross_entropy_with_logits(REAL, torch.full_like(REAL, target))
    expected = expected + binary_cross_entropy_with_logits(FAKE, torch.zeros_like(FAKE))
    for name in ("minimax", "non_saturating"):
        loss = build_loss(config(name, real_target=target))
        torch.testing.assert_close(loss.discriminator_loss(REAL, FAKE), expected)
    torch.testing.assert_close(LOSSES["non_saturating"].generator_loss(FAKE), binary_cross_entropy_with_logits(FAKE, torch.ones_like(FAKE)))
    torch.testing.assert_close(LOSSES["minimax"].generator_loss(FAKE), -binary_cross_entropy_with_logits(FAKE, torch.zeros_like(FAKE)))


@pytest.mark.parametrize(("a", "b", "c"), [(0.0, 1.0, 1.0), (-1.0, 1.0, 0.0), (0.2, 0.9, 0.7)])
def test_least_squares_is_half_of_torchs_mean_square(a, b, c):
    loss = build_loss(config("lsgan", lsgan_a=a, lsgan_b=b, lsgan_c=c))
    expected = 0.5 * mse_loss(REAL, torch.full_like(REAL, b)) + 0.5 * mse_loss(FAKE, torch.full_like(FAKE, a))
    torch.testing.assert_close(loss.discriminator_loss(REAL, FAKE), expected)
    torch.testing.assert_close(loss.generator_loss(FAKE), 0.5 * mse_loss(FAKE, torch.full_like(FAKE, c)))
    assert loss.boundary() == pytest.approx((a + b) / 2)


# d loss / d logit for one logit l, with s = sigmoid(l): (of D on real, of D on fake, of G)
GRADIENTS = {
    "minimax": (lambda logit, s: s - 1, lambda logit, s: s, lambda logit, s: -s),
    "non_saturating": (lambda logit, s: s - 1, lambda logit, s: s, lambda logit, s: s - 1),
    "lsgan": (lambda logit, s: logit - 1, lambda logit, s: logit, lambda logit, s: logit - 1),
    "wgan": (lambda logit, s: -1, lambda logit, s: 1, lambda logit, s: -1),
    "wgan_gp": (lambda logit, s: -1, lambda logit, s: 1, lambda logit, s: -1),
    "hinge": (lambda logit, s: -float(logit < 1), lambda logit, s: float(logit > -1), lambda logit, s: -1),
    "r3gan": (lambda logit, s: -0.5, lambda logit, s: 0.5, lambda logit, s: s - 1),  # D: both logits alike; G: against 0
}


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("logit", [-8.0, -1.5, 0.0, 0.3, 2.5, 9.0])
def test_gradients_have_their_closed_form(name, logit):
    real, fake, guess = (torch.tensor([logit], dtype=torch.float64, requires_grad=True) for _ in range(3))
    LOSSES[name].discriminator_loss(real, fake).backward()
    LOSSES[name].generator_loss(guess, torch.zeros_like(guess)).backward()
    sigmoid = 1 / (1 + math.exp(-logit))
    for tensor, closed_form in zip((real, fake, guess), GRADIENTS[name], strict=True):
        assert tensor.grad.item() == pytest.approx(closed_form(logit, sigmoid), rel=1e-6, abs=1e-9)


def test_saturation_is_what_tells_the_two_sigmoid_losses_apart():
    """Where D is sure that a fake is fake, minimax leaves G almost no gradient and the non-saturating form nearly all."""
    logits = {name: torch.tensor([-10.0], requires_grad=True) for name in ("minimax", "non_saturating")}
    for name, logit in logits.items():
        LOSSES[name].generator_loss(logit).backward()
    assert abs(logits["minimax"].grad.item()) < 1e-4
    assert logits["non_saturating"].grad.item() == pytest.approx(-1, abs=1e-4)


def test_signs_that_the_docstrings_state():
    torch.manual_seed(0)
    for _ in range(20):
        real, fake = 4 * torch.randn(2, 16)
        for name in ("minimax", "non_saturating", "lsgan", "hinge", "r3gan"):
            assert LOSSES[name].discriminator_loss(real, fake) >= 0
        assert LOSSES["minimax"].generator_loss(fake) < 0
        assert LOSSES["non_saturating"].generator_loss(fake) > 0
        assert LOSSES["lsgan"].generator_loss(fake) >= 0
        assert LOSSES["r3gan"].generator_loss(fake, real) > 0
    higher, lower = torch.tensor([3.0]), torch.tensor([-3.0])
    for loss in LOSSES.values():  # D prefers real above fake; G prefers fakes that score higher
        assert loss.discriminator_loss(higher, lower) < loss.discriminator_loss(lower, higher)
        other = torch.tensor([0.3])
        assert loss.generator_loss(torch.tensor([0.9]), other) < loss.generator_loss(torch.tensor([-0.9]), other)


def test_values_at_equilibrium():
    zero = torch.zeros(4)
    assert LOSSES["minimax"].discriminator_loss(zero, zero).item() == pytest.approx(2 * math.log(2))
    assert LOSSES["minimax"].generator_loss(zero).item() == pytest.approx(-math.log(2))
    assert LOSSES["non_saturating"].generator_loss(zero).item() == pytest.approx(math.log(2))
    assert LOSSES["hinge"].discriminator_loss(zero, zero).item() == 2
    assert LOSSES["wgan"].discriminator_loss(zero, zero).item() == 0
    assert LOSSES["r3gan"].discriminator_loss(zero, zero).item() == pytest.approx(math.log(2))
    assert LOSSES["r3gan"].generator_loss(zero, zero).item() == pytest.approx(math.log(2))


def test_pairs_a_shift_of_all_logits_changes_nothing_and_both_images_are_needed():
    loss = LOSSES["r3gan"]
    for shift in (-7.5, 0.0, 3.25):
        torch.testing.assert_close(loss.discriminator_loss(REAL + shift, FAKE + shift), loss.discriminator_loss(REAL, FAKE))
        torch.testing.assert_close(loss.generator_loss(FAKE + shift, REAL + shift), loss.generator_loss(FAKE, REAL))
    with pytest.raises(TypeError, match="real images"):
        loss.generator_loss(FAKE)


def test_pairs_are_the_cross_entropy_of_which_image_is_the_real_one():
    loss, ones = LOSSES["r3gan"], torch.ones_like(REAL)
    torch.testing.assert_close(loss.discriminator_loss(REAL, FAKE), binary_cross_entropy_with_logits(REAL - FAKE, ones))
    torch.testing.assert_close(loss.generator_loss(FAKE, REAL), binary_cross_entropy_with_logits(FAKE - REAL, ones))


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("logit", [1e4, -1e4])
def test_finite_for_huge_logits(name, logit):
    logits = torch.full((3,), logit, requires_grad=True)
    total = LOSSES[name].discriminator_loss(logits, -logits) + LOSSES[name].generator_loss(logits, -logits)
    total.backward()
    assert total.isfinite()
    assert logits.grad.isfinite().all()


def test_label_smoothing_puts_the_best_answer_on_real_at_its_target():
    """With target t, D's loss on real is least at sigmoid(l) = t, instead of at infinity."""
    loss, fake = build_loss(config("non_saturating", real_target=0.9)), torch.zeros(1)
    logits = torch.linspace(-6, 10, 3201)
    values = torch.stack([loss.discriminator_loss(logit[None], fake) for logit in logits])
    assert torch.sigmoid(logits[values.argmin()]).item() == pytest.approx(0.9, abs=1e-3)


def test_smoothing_leaves_the_fakes_and_the_generator_alone():
    smooth, plain = build_loss(config("minimax", real_target=0.8)), LOSSES["minimax"]
    torch.testing.assert_close(smooth.generator_loss(FAKE), plain.generator_loss(FAKE))
    difference = smooth.discriminator_loss(REAL, FAKE) - plain.discriminator_loss(REAL, FAKE)
    torch.testing.assert_close(smooth.discriminator_loss(REAL, FAKE + 1) - plain.discriminator_loss(REAL, FAKE + 1), difference)


@pytest.mark.parametrize("name", LOSSES)
def test_sigmoid_flag_and_boundary(name):
    assert LOSSES[name].sigmoid == (name in ("minimax", "non_saturating"))
    assert LOSSES[name].paired == (name == "r3gan")
    assert LOSSES[name].absolute == (name not in ("wgan", "wgan_gp", "r3gan"))
    assert LOSSES[name].boundary() == (0.5 if name == "lsgan" else 0.0)
    assert type(build_loss(config(name))) is type(LOSSES[name])
