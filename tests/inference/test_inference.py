from __future__ import annotations

import unicodedata

import numpy as np
import pytest
import torch

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, ConfigError, LabelError
from gan_core.inference import TrainedGenerator, draw, load_shipped, shipped_names, to_uint8
from gan_core.latent import z_from_seed
from gan_core.models import build_discriminator, build_generator

CLASSES = ("T-shirt/top", "Trouser", "Bag")


def model(conditioning: str = "embedding", **changes: object) -> TrainedGenerator:
    kind = {"none": "dcgan"}.get(conditioning, "cgan")
    small = {"num_classes": 3, "class_names": CLASSES, "latent_dim": 6, "base_channels": 8}
    config = TrainingConfig(model=kind, conditioning=conditioning, **(small | changes))
    torch.manual_seed(0)
    return TrainedGenerator(config, build_generator(config), build_discriminator(config), 5)


def test_shape_and_classes():
    conditional, plain = model(image_size=32, image_channels=3), model("none")
    assert (conditional.image_shape, conditional.latent_dim, conditional.num_classes) == ((3, 32, 32), 6, 3)
    assert conditional.class_names == CLASSES
    assert (plain.class_names, plain.num_classes) == ((), 0)
    assert model(class_names=()).class_names == ("0", "1", "2")


@pytest.mark.parametrize(("label", "index"), [("Bag", 2), ("bag", 2), ("t-shirt/TOP", 0), ("1", 1), (1, 1)])
def test_label_index(label, index):
    assert model().label_index(label) == index


@pytest.mark.parametrize("label", ["Sneaker", "3", "-1", "", "1.0", "²", "１", 3, -1])
def test_unknown_label_lists_the_known(label):
    with pytest.raises(LabelError, match="T-shirt/top, Trouser, Bag, or 0 to 2"):
        model().label_index(label)


def test_label_of_an_unconditional_model_is_refused():
    with pytest.raises(LabelError, match="without classes"):
        model("none").label_index("Bag")


def test_names_are_compared_in_any_case_where_one_class_alone_fits():
    generator = model(class_names=("Cat", "cat", "Áo"))
    assert [generator.label_index(label) for label in ("Cat", "cat", "áo", unicodedata.normalize("NFD", "ÁO"))] == [0, 1, 2, 2]
    with pytest.raises(LabelError):
        generator.label_index("CAT")


def test_every_class_named_by_a_number_is_reached_by_its_name():
    names = tuple(map(str, range(1, 13)))
    generator = model(num_classes=12, class_names=names)
    assert [generator.label_index(name) for name in names] == list(range(12))
    assert generator.label_index("0") == 0


def test_name_of_digits_means_the_class_of_that_name():
    assert model(class_names=("2", "1", "0")).label_index("0") == 2


@pytest.mark.parametrize("conditioning", ["none", "one_hot", "embedding", "projection"])
def test_a_picture_depends_on_its_own_z_and_label_only(conditioning):
    generator = model(conditioning)
    z, labels = torch.randn(6, 6), torch.tensor([0, 1, 2, 0, 1, 2]) if generator.num_classes else None
    together = generator.float_images(z, labels)
    alone = torch.cat([generator.float_images(z[i : i + 1], None if labels is None else labels[i : i + 1]) for i in range(6)])
    torch.testing.assert_close(together, alone)
    images = generator.images(z, labels)
    assert (images.dtype, images.shape) == (np.uint8, (6, 28, 28, 1))
    assert generator.discriminator_logits(z, labels).shape == (6,)
    assert not generator.generator.training
    assert not generator.discriminator.training


@pytest.mark.parametrize("conditioning", ["none", "one_hot", "embedding", "projection"])
def test_images_take_what_z_from_seed_returns(conditioning):
    generator = model(conditioning)
    z = z_from_seed(3, 4, 6)
    labels = np.array([0, 1, 2, 0]) if generator.num_classes else None
    tensors = torch.from_numpy(z), None if labels is None else torch.from_numpy(labels)
    np.testing.assert_array_equal(generator.images(z, labels), generator.images(*tensors))
    np.testing.assert_array_equal(generator.images(z.astype(np.float64), labels), generator.images(*tensors))
    if labels is not None:
        np.testing.assert_array_equal(generator.images(z, np.eye(3, dtype=np.float32)[labels]), generator.images(*tensors))


Z = np.zeros((2, 6), np.float32)


@pytest.mark.parametrize(
    ("conditioning", "z", "labels", "error", "sentence"),
    [
        ("embedding", Z + np.nan, [0, 1], ConfigError, r"z: got a number that is not finite; accepted: \(N, 6\) finite numbers"),
        ("none", Z + np.inf, None, ConfigError, "z: got a number that is not finite"),
        ("none", Z[:, :5], None, ConfigError, r"z: got shape \(2, 5\)"),
        ("none", Z[0], None, ConfigError, r"z: got shape \(6,\)"),
        ("none", Z, [0, 1], LabelError, "trained without classes; leave the label out"),
        ("embedding", Z, None, LabelError, "label: got nothing; accepted: T-shirt/top, Trouser, Bag, or 0 to 2"),
        ("embedding", Z, [0, 3], LabelError, "label: got 0 to 3; accepted"),
        ("projection", Z, [-1, 0], LabelError, "label: got -1 to 0; accepted"),
        ("one_hot", Z, [0], LabelError, r"label: got shape \(1,\) for 2 z"),
        ("one_hot", Z, [[0.5, 0.5], [1.0, 0.0]], LabelError, r"label: got weights of shape \(2, 2\)"),
        ("one_hot", Z, [[np.nan, 0, 0], [1.0, 0.0, 0.0]], LabelError, "or not finite"),
    ],
)
def test_images_refuse_what_they_cannot_draw(conditioning, z, labels, error, sentence):
    with pytest.raises(error, match=sentence):
        model(conditioning).images(z, None if labels is None else np.array(labels))


def test_pixels_are_rounded_from_minus_one_to_one():
    values = torch.tensor([-1.0, -0.996, 0.0, 0.5, 1.0, 2.0, -2.0]).view(1, 1, 1, 7)
    assert to_uint8(values).ravel().tolist() == [0, 1, 128, 191, 255, 255, 0]


@pytest.mark.parametrize("conditioning", ["none", "one_hot", "embedding", "projection"])
def test_first_activations_are_linear_in_z_and_free_of_the_label(conditioning):
    generator = model(conditioning)
    seen = []
    handle = generator.generator.first.register_forward_hook(lambda _layer, _inputs, output: seen.append(output))
    z = torch.randn(2, 6)
    for labels in (torch.tensor([0, 0]), torch.tensor([2, 2])):
        generator.float_images(z, labels if generator.num_classes else None)
    handle.remove()
    activations = generator.first_activations(z)
    for output in seen:  # the same difference between two z, whatever the label and the bias
        torch.testing.assert_close(output[0] - output[1], activations[0] - activations[1])


def test_draw_is_fixed_by_its_seed_and_takes_every_class_in_turn():
    generator = model()
    z, labels = draw(generator, label=None, seed=1, count=7)
    assert labels.tolist() == [0, 1, 2, 0, 1, 2, 0]
    again, only = draw(generator, label="Bag", seed=1, count=4)
    assert only.tolist() == [2, 2, 2, 2]
    assert torch.equal(again, z[:4])
    assert draw(model("none"), label=None, seed=1, count=3)[1] is None


@pytest.mark.parametrize("name", ["nothing", "", "..", "../secret", "/etc", "a/b"])
def test_only_installed_models_are_served_by_name(name, tmp_path):
    for run in ("mine", "without-weights"):
        (tmp_path / "shipped" / run / "checkpoints").mkdir(parents=True)
        (tmp_path / "shipped" / run / "config.json").write_text("{}")
    (tmp_path / "shipped" / "mine" / "checkpoints" / "step-00000001.safetensors").touch()
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "config.json").write_text("{}")
    assert shipped_names(tmp_path / "shipped") == ["mine"]
    with pytest.raises(CheckpointError, match="accepted: mine"):
        load_shipped(name, tmp_path / "shipped")
