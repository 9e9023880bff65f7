"""DiffAugment: by hand, by its statistics, and in the training step."""

from __future__ import annotations

import pytest
import torch

from gan_core.augment import TRANSFORMS, augment, numbers_needed
from gan_core.config import AUGMENTATIONS, POLICIES, TrainingConfig
from gan_core.errors import ConfigError

ALL = "color,translation,cutout"


def pictures(count: int = 6, channels: int = 3, size: int = 16) -> torch.Tensor:
    return torch.rand(count, channels, size, size, generator=torch.Generator().manual_seed(0)) * 2 - 1


def uniform(policy: str, count: int = 6, seed: int = 1) -> torch.Tensor:
    return torch.rand(count, numbers_needed(policy), generator=torch.Generator().manual_seed(seed))


def test_every_name_has_a_transform():
    assert tuple(TRANSFORMS) == AUGMENTATIONS
    assert [numbers_needed(policy) for policy in ("", "color", ALL)] == [0, 3, 7]


@pytest.mark.parametrize("policy", POLICIES)
def test_strength_0_is_the_identity(policy):
    images = pictures()
    torch.testing.assert_close(augment(images, policy, uniform(policy), 0.0), images, rtol=0, atol=1e-6)
    assert torch.equal(augment(images, policy, uniform(policy)), images) == (policy == "")


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 32), (3, 64)])
def test_shape_and_type_stay(policy, channels, size):
    images = pictures(3, channels, size)
    changed = augment(images, policy, uniform(policy, 3))
    assert (changed.shape, changed.dtype) == (images.shape, images.dtype)
    assert changed.isfinite().all()


def test_translation_is_a_shift_and_grey_comes_in():
    """Sides of 16: two pixels either way, five places; u = 0.5 is the middle one."""
    image = pictures(1)
    moved = augment(image, "translation", torch.tensor([[0.0, 0.9999]]))  # two up, two right
    expected = torch.zeros_like(image)
    expected[:, :, :-2, 2:] = image[:, :, 2:, :-2]
    assert torch.equal(moved, expected)
    assert torch.equal(augment(image, "translation", torch.tensor([[0.5, 0.5]])), image)
    largest = torch.tensor([[1 - 2**-24, 1 - 2**-24]])
    expected = torch.zeros_like(image)
    expected[:, :, 2:, 2:] = image[:, :, :-2, :-2]
    assert torch.equal(augment(image, "translation", largest), expected)


def test_cutout_is_a_square_of_half_the_side():
    image = pictures(1) + 3  # nowhere grey
    hole = augment(image, "cutout", torch.tensor([[0.5, 0.5]])) == 0
    expected = torch.zeros_like(hole)
    expected[:, :, 4:12, 4:12] = True
    assert torch.equal(hole, expected)
    corner = augment(image, "cutout", torch.tensor([[0.0, 0.9999]])) == 0  # its middle in the upper right corner
    expected = torch.zeros_like(hole)
    expected[:, :, :4, 12:] = True
    assert torch.equal(corner, expected)


def test_color_by_hand():
    image = torch.tensor([0.2, -0.4, 0.8]).view(1, 3, 1, 1).expand(1, 3, 2, 2) + torch.tensor([[0.1, -0.1], [-0.1, 0.1]])
    bright = augment(image, "color", torch.tensor([[1.0, 0.5, 0.5]]))
    torch.testing.assert_close(bright, image + 0.5)
    grey = augment(image, "color", torch.tensor([[0.5, 0.0, 0.5]]))
    torch.testing.assert_close(grey, image.mean(1, keepdim=True).expand_as(image))
    vivid = augment(image, "color", torch.tensor([[0.5, 1.0, 0.5]]))
    torch.testing.assert_close(vivid, 2 * image - image.mean(1, keepdim=True))
    flat = augment(image, "color", torch.tensor([[0.5, 0.5, 0.0]]))
    torch.testing.assert_close(flat, (image + image.mean()) / 2)


@pytest.mark.parametrize("policy", POLICIES)
def test_each_image_is_changed_by_its_own_numbers_alone(policy):
    images, numbers = pictures(), uniform(policy)
    together = augment(images, policy, numbers)
    alone = torch.cat([augment(images[i : i + 1], policy, numbers[i : i + 1]) for i in range(len(images))])
    torch.testing.assert_close(together, alone)


@pytest.mark.parametrize("policy", POLICIES[1:])
def test_gradients_flow_and_are_right(policy):
    images = pictures(2, 2, 8).double().requires_grad_(True)
    numbers = uniform(policy, 2)
    assert torch.autograd.gradcheck(lambda x: augment(x, policy, numbers), images)
    assert torch.autograd.gradgradcheck(lambda x: augment(x, policy, numbers).pow(3), images)


def test_real_and_fake_are_changed_alike_in_the_mean():
    """One distribution of transforms, whatever the images: what two draws do to the same images has the same statistics."""
    images = torch.ones(4000, 3, 16, 16) * torch.tensor([0.5, -0.2, 0.1])[:, None, None]
    first, second = (augment(images, ALL, uniform(ALL, 4000, seed)) for seed in (1, 2))
    assert not torch.equal(first, second)
    for statistic in (lambda x: x.mean((0, 2, 3)), lambda x: x.std((0, 2, 3)), lambda x: (x == 0).float().mean((0, 1))):
        torch.testing.assert_close(statistic(first), statistic(second), rtol=0, atol=0.05)
    # 16 places out of 17 of each axis have a part of the square inside; a pixel in the middle is hidden by (8 / 17)^2
    assert (augment(images, "cutout", uniform("cutout", 4000))[:, 0, 8, 8] == 0).float().mean().item() == pytest.approx(
        (8 / 17) ** 2, abs=0.03
    )


def test_works_under_autocast_in_bfloat16():
    images = pictures().requires_grad_(True)
    with torch.autocast("cpu", torch.bfloat16):
        changed = augment(images, ALL, uniform(ALL))
        torch.nn.functional.conv2d(changed, torch.ones(1, 3, 3, 3)).float().sum().backward()
    assert changed.dtype == torch.float32
    assert images.grad.isfinite().all()
    assert images.grad.any()


@pytest.mark.parametrize("policy", ["colour", "color,color", "cutout,color", "color, cutout", ","])
def test_a_wrong_policy_is_refused_in_one_sentence(policy):
    with pytest.raises(ConfigError, match=r"^augment: got .*; accepted: some of color, translation, cutout, in this order") as refusal:
        TrainingConfig(augment=policy)
    assert repr(policy) in str(refusal.value)
