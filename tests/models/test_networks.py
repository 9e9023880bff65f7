from __future__ import annotations

import itertools

import pytest
import torch
from torch import nn

from gan_core.config import CHOICES, TrainingConfig
from gan_core.errors import LabelError
from gan_core.models import MODELS, build_discriminator, build_generator
from gan_core.models.layers import ConditionalBatchNorm, downsample, upsample
from gan_core.presets import PRESETS
from gan_core.rng import make_generator

CONDITIONINGS = {"mlp": ("none", "one_hot"), "dcgan": ("none", "projection"), "cgan": ("one_hot", "embedding", "projection")}
VARIANTS = [
    (model, conditioning, size, kernel)
    for model in MODELS
    for conditioning, size, kernel in itertools.product(CONDITIONINGS[model], CHOICES["image_size"], CHOICES["kernel_size"])
    if model != "mlp" or kernel == 4  # fully connected: no kernel
]
CONDITIONAL = [variant for variant in VARIANTS if variant[1] != "none" and variant[2] == 28]


def small(model: str, conditioning: str, image_size: int = 28, kernel_size: int = 4, **changes) -> TrainingConfig:
    sizes = {"latent_dim": 6, "base_channels": 8, "hidden_dim": 16, "num_classes": 5}
    settings = {"model": model, "conditioning": conditioning, "image_size": image_size, "kernel_size": kernel_size}
    return TrainingConfig(**(sizes | settings | changes))


def networks(config: TrainingConfig) -> tuple[nn.Module, nn.Module]:
    torch.manual_seed(0)
    return build_generator(config), build_discriminator(config)


def noise(config: TrainingConfig, count: int = 4) -> torch.Tensor:
    return torch.randn(count, config.latent_dim, generator=make_generator(1, "test"))


def labels_for(config: TrainingConfig, count: int = 4) -> torch.Tensor | None:
    return torch.arange(count) % config.num_classes if config.conditional else None


def test_every_choice_has_a_model():
    assert tuple(MODELS) == CHOICES["model"]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("model", "conditioning", "size", "kernel"), VARIANTS)
def test_shapes_and_range(model, conditioning, size, kernel, channels):
    config = small(model, conditioning, size, kernel, image_channels=channels)
    generator, discriminator = networks(config)
    z, labels = noise(config), labels_for(config)
    images = generator(z, labels)
    assert images.shape == (4, channels, size, size)
    assert images.dtype == torch.float32
    assert images.abs().max() < 1
    logits = discriminator(images, labels)
    assert logits.shape == (4,)
    logits.sum().backward()
    for network in (generator, discriminator):
        assert all(parameter.grad is not None for parameter in network.parameters())


@pytest.mark.parametrize(("model", "conditioning", "size", "kernel"), VARIANTS)
def test_the_whole_range_can_be_reached(model, conditioning, size, kernel):
    """With large weights the last tanh comes near -1 and 1, and never leaves the interval."""
    config = small(model, conditioning, size, kernel)
    generator, _ = networks(config)
    with torch.no_grad():
        last = [module for module in generator.modules() if isinstance(module, nn.ConvTranspose2d | nn.Linear)][-1]
        last.weight.mul_(1000)
    images = generator(noise(config), labels_for(config))
    assert images.min() < -0.9
    assert images.max() > 0.9
    assert images.abs().max() <= 1


def count(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def test_documented_dcgan_for_cifar10_by_hand():
    generator, discriminator = networks(PRESETS["dcgan-cifar10"])
    first = 128 * 2048 + 2048
    kernels = 16 * (512 * 256 + 256 * 128 + 128 * 64 + 64 * 3) + 3  # k = 4; only the output has a bias
    norms = 2 * (512 + 256 + 128 + 64)
    assert count(generator) == first + kernels + norms == 3_021_699
    kernels = 16 * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 512) + 64  # only the input layer has a bias
    norms = 2 * (128 + 256 + 512)
    assert count(discriminator) == kernels + norms + 2048 + 1 == 2_759_489


def test_documented_conditional_gan_for_fashion_mnist_by_hand():
    generator, discriminator = networks(TrainingConfig(model="cgan", conditioning="embedding"))
    label = 10 * 50 + 50 * 49 + 49
    first = 100 * 7 * 7 * 128 + 7 * 7 * 128
    kernels = 16 * (129 * 64 + 64 * 32) + 9 * 32 * 1 + 1
    norms = 2 * (128 + 64 + 32)
    assert count(generator) == label + first + kernels + norms == 802_072
    label = 10 * 50 + 50 * 784 + 784
    kernels = 16 * (2 * 64 + 64 * 128) + 64
    assert count(discriminator) == label + kernels + 2 * 128 + 7 * 7 * 128 + 1 == 180_197


def map_shapes(network: nn.Module, *inputs: torch.Tensor | None) -> list[tuple[int, ...]]:
    """Input of the first convolution, then the output of each."""
    shapes: list[tuple[int, ...]] = []

    def record(_layer: nn.Module, given: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        shapes.extend([tuple(given[0].shape[1:])] * (not shapes) + [tuple(output.shape[1:])])

    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            module.register_forward_hook(record)
    network(*inputs)
    return shapes


def test_documented_dcgan_maps():
    config = PRESETS["dcgan-cifar10"]
    generator, discriminator = networks(config)
    grow = [(512, 2, 2), (256, 4, 4), (128, 8, 8), (64, 16, 16), (3, 32, 32)]
    assert map_shapes(generator, noise(config)) == grow
    mirror = [(3, 32, 32), (64, 16, 16), (128, 8, 8), (256, 4, 4), (512, 2, 2)]
    assert map_shapes(discriminator, torch.zeros(2, 3, 32, 32)) == mirror
    assert generator.first.out_features == 2048
    assert discriminator.layers[-1].in_features == 2048


def test_documented_conditional_maps():
    config = PRESETS["cgan-embedding-fashion-mnist"]
    generator, discriminator = networks(config)
    labels = torch.arange(4)
    assert map_shapes(generator, noise(config), labels) == [(129, 7, 7), (64, 14, 14), (32, 28, 28), (1, 28, 28)]
    assert map_shapes(discriminator, torch.zeros(4, 1, 28, 28), labels) == [(2, 28, 28), (64, 14, 14), (128, 7, 7)]


@pytest.mark.parametrize(("size", "start", "depth"), [(28, 7, 2), (32, 2, 4), (64, 4, 4)])
def test_dcgan_keeps_its_rule_at_other_sizes(size, start, depth):
    config = small("dcgan", "none", size)
    shapes = map_shapes(networks(config)[0], noise(config))
    assert shapes[0] == (8 * 2 ** (depth - 1), start, start)
    for (deep, narrow, _), (shallow, wide, _) in itertools.pairwise(shapes[:-1]):
        assert (deep, narrow) == (2 * shallow, wide / 2)
    assert shapes[-1] == (1, size, size)


def test_conditional_one_hot_reaches_both_inputs():
    generator, discriminator = networks(small("cgan", "one_hot"))
    assert generator.first.in_features == 6 + 5
    assert discriminator.features[0].in_channels == 1 + 5
    generator, discriminator = networks(small("mlp", "one_hot"))
    assert generator.first.in_features == 6 + 5
    assert discriminator.layers[0].in_features == 784 + 5


@pytest.mark.parametrize(("model", "conditioning", "size", "kernel"), VARIANTS)
def test_no_batch_norm_on_generators_output_nor_discriminators_input(model, conditioning, size, kernel):
    order: list[str] = []
    config = small(model, conditioning, size, kernel)
    generator, discriminator = networks(config)
    for network in (generator, discriminator):
        for module in network.modules():
            if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
                module.register_forward_hook(lambda *_: order.append("norm"))
            elif isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
                module.register_forward_hook(lambda *_: order.append("weights"))
    images = generator(noise(config), labels_for(config))
    assert "norm" in order
    assert order[-1] == "weights"
    order.clear()
    discriminator(images, labels_for(config))
    conv_start = order.index("weights")
    assert order[: conv_start + 1] == ["weights"]
    if model != "mlp":
        images_layer = discriminator.layers if model == "dcgan" else discriminator.features
        assert isinstance(images_layer[0], nn.Conv2d)
        assert isinstance(images_layer[1], nn.LeakyReLU)
        assert images_layer[1].negative_slope == 0.2


@pytest.mark.parametrize(("model", "conditioning", "size", "kernel"), VARIANTS)
def test_only_strides_change_size(model, conditioning, size, kernel):
    for network in networks(small(model, conditioning, size, kernel)):
        assert not any("Pool" in type(module).__name__ or "Upsample" in type(module).__name__ for module in network.modules())


@pytest.mark.parametrize("name", CHOICES["generator_activation"])
@pytest.mark.parametrize("model", MODELS)
def test_generators_activation_is_a_choice(model, name):
    generator, _ = networks(small(model, CONDITIONINGS[model][0], generator_activation=name))
    wanted = {"relu": nn.ReLU, "leaky_relu": nn.LeakyReLU}[name]
    found = {type(module) for module in generator.modules() if isinstance(module, nn.ReLU | nn.LeakyReLU)}
    assert found == {wanted}


@pytest.mark.parametrize("model", ["dcgan", "cgan"])
def test_discriminator_without_norm_sees_each_image_alone(model):
    config = small(model, CONDITIONINGS[model][-1], discriminator_norm="none")
    discriminator = networks(config)[1]
    images, labels = torch.randn(4, 1, 28, 28), labels_for(config)
    alone = [discriminator(images[i : i + 1], None if labels is None else labels[i : i + 1]) for i in range(4)]
    torch.testing.assert_close(discriminator(images, labels), torch.cat(alone))


@pytest.mark.parametrize("model", MODELS)
def test_generator_without_norm_draws_each_picture_alone(model):
    config = small(model, CONDITIONINGS[model][0], generator_norm="none")
    generator, z, labels = networks(config)[0].train(), noise(config), labels_for(config)
    assert not any(isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d) for layer in generator.modules())
    alone = [generator(z[i : i + 1], None if labels is None else labels[i : i + 1]) for i in range(4)]
    torch.testing.assert_close(generator(z, labels), torch.cat(alone))


@pytest.mark.parametrize(("model", "conditioning", "size", "kernel"), CONDITIONAL)
def test_soft_labels_that_are_one_hot_equal_hard_ones(model, conditioning, size, kernel):
    config = small(model, conditioning, size, kernel)
    generator, discriminator = (network.eval() for network in networks(config))
    z, labels = noise(config), labels_for(config)
    soft = torch.nn.functional.one_hot(labels, 5).float()
    images = generator(z, labels)
    torch.testing.assert_close(generator(z, soft), images)
    torch.testing.assert_close(discriminator(images, soft), discriminator(images, labels))


def tell_classes_apart(generator: nn.Module) -> None:
    """Conditional batch norm starts as the plain one: give each class its own scale, as training would."""
    with torch.no_grad():
        for name, parameter in generator.named_parameters():
            if name.endswith(".scale"):
                parameter += torch.arange(len(parameter))[:, None]


@pytest.mark.parametrize(("model", "conditioning", "size", "kernel"), CONDITIONAL)
def test_blend_of_two_classes_lies_between_them(model, conditioning, size, kernel):
    config = small(model, conditioning, size, kernel)
    generator = networks(config)[0].eval()
    tell_classes_apart(generator)
    z = noise(config, 1)
    picture = lambda weights: generator(z, torch.tensor([weights]))  # noqa: E731
    first, second = picture([1.0, 0, 0, 0, 0]), picture([0.0, 1, 0, 0, 0])
    near_first, middle = picture([0.99, 0.01, 0, 0, 0]), picture([0.5, 0.5, 0, 0, 0])
    assert (near_first - first).norm() < 0.1 * (second - first).norm()
    assert (middle - first).norm() < 1.5 * (second - first).norm()
    assert (middle - first).norm() > 0.05 * (second - first).norm()


@pytest.mark.parametrize(("model", "conditioning", "size", "kernel"), CONDITIONAL)
def test_the_label_changes_the_picture_and_the_verdict(model, conditioning, size, kernel):
    config = small(model, conditioning, size, kernel)
    generator, discriminator = networks(config)
    tell_classes_apart(generator)
    z = noise(config, 1).repeat(5, 1)
    images = generator.eval()(z, torch.arange(5))
    assert all((images[i] - images[j]).abs().max() > 1e-7 for i, j in itertools.combinations(range(5), 2))
    logits = discriminator.eval()(images[:1].repeat(5, 1, 1, 1), torch.arange(5))
    assert len(set(logits.tolist())) == 5


@pytest.mark.parametrize(("model", "conditioning", "size", "kernel"), CONDITIONAL)
def test_conditional_network_without_labels_says_so(model, conditioning, size, kernel):
    generator, discriminator = networks(small(model, conditioning, size, kernel))
    with pytest.raises(LabelError, match="conditional"):
        generator(torch.zeros(2, 6))
    with pytest.raises(LabelError, match="0 to 4"):
        discriminator(torch.zeros(2, 1, size, size))


def test_unconditional_network_ignores_labels():
    config = small("dcgan", "none")
    generator = networks(config)[0].eval()
    z = noise(config)
    assert torch.equal(generator(z), generator(z, torch.arange(4)))


def test_conditional_batch_norm_is_batch_norm_with_a_scale_and_shift_for_each_class():
    layer, maps = ConditionalBatchNorm(3, 2), torch.randn(6, 2, 4, 4)
    with torch.no_grad():
        layer.scale.copy_(torch.tensor([[1.0, 2], [3, 4], [5, 6]]))
        layer.shift.copy_(torch.tensor([[0.0, 1], [0, 2], [0, 3]]))
    labels = torch.tensor([0, 1, 2, 0, 1, 2])
    plain = nn.BatchNorm2d(2, affine=False)(maps)
    expected = torch.stack([plain[i] * layer.scale[c][:, None, None] + layer.shift[c][:, None, None] for i, c in enumerate(labels)])
    torch.testing.assert_close(layer(maps, torch.eye(3)[labels]), expected)


@pytest.mark.parametrize("kernel_size", [3, 4])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_small_maps_as_matrix_products_are_the_same_convolutions(kernel_size, bias, size):
    """Value, gradient and second gradient against torch's own layers, on either side of the limit."""
    up, down = upsample(3, 5, kernel_size, bias=bias).double(), downsample(5, 3, kernel_size, bias=bias).double()
    plain_up, plain_down = nn.ConvTranspose2d.forward, nn.Conv2d.forward
    for layer, plain, channels, side in ((up, plain_up, 3, size), (down, plain_down, 5, 2 * size)):
        maps = torch.randn(4, channels, side, side, dtype=torch.float64, requires_grad=True)
        results = []
        for forward in (type(layer).forward, plain):
            output = forward(layer, maps)
            first = torch.autograd.grad(output.tanh().sum(), [maps, *layer.parameters()], create_graph=True)
            second = torch.autograd.grad(first[0].square().sum(), layer.weight)
            results.append((output, *first, *second))
        for ours, torchs in zip(*results, strict=True):
            torch.testing.assert_close(ours, torchs)


@pytest.mark.parametrize("model", MODELS)
def test_spectral_norm_bounds_every_layer_of_the_discriminator(model):
    config = small(model, CONDITIONINGS[model][-1], spectral_norm=True, discriminator_norm="none")
    discriminator = networks(config)[1]
    images, labels = torch.randn(4, 1, 28, 28), labels_for(config)
    with torch.no_grad():
        for _ in range(60):  # power iteration: one step a forward pass
            discriminator(images, labels)
    discriminator.eval()
    bounded = [module for module in discriminator.modules() if isinstance(module, nn.Conv2d | nn.Linear | nn.Embedding)]
    assert len(bounded) >= 3
    for module in bounded:
        assert torch.linalg.matrix_norm(module.weight.flatten(1), 2).item() == pytest.approx(1, abs=0.03)


def test_start_is_dcgans():
    generator, discriminator = networks(PRESETS["dcgan-cifar10"])
    for network in (generator, discriminator):
        for module in network.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear) and module.weight.numel() > 1000:
                assert module.weight.std().item() == pytest.approx(0.02, rel=0.06)
                assert module.weight.mean().abs().item() < 0.002
            if isinstance(module, nn.BatchNorm2d):
                assert module.weight.mean().item() == pytest.approx(1, abs=0.01)
            if isinstance(getattr(module, "bias", None), torch.Tensor):
                assert module.bias.abs().max() == 0
