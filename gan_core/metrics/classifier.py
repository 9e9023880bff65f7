"""The shipped classifiers, one a data set: judges of class-conditional accuracy, and feature spaces made for small images.

Inception's features were learned on 299x299 colour photographs; a small network trained on the data itself means more
for Fashion-MNIST, and for both needs no download and sees a picture in microseconds.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from gan_core.errors import CheckpointError, ConfigError
from gan_core.metrics.features import Extracted
from gan_core.paths import CHECKPOINTS
from gan_core.pixels import to_unit

FEATURE_SIZE = 128
CLASSES = 10
IMAGE_SHAPES = {
    "fashion-mnist": (1, 28, 28),
    "mnist": (1, 28, 28),
    "cifar10": (3, 32, 32),
}  # (C, H, W) of the data sets that have a classifier


def weights_path(dataset: str) -> Path:
    """Where the shipped weights of a data set's classifier lie."""
    return CHECKPOINTS / f"{dataset}-classifier" / "model.safetensors"


WEIGHTS = weights_path("fashion-mnist")


def _block(in_channels: int, out_channels: int) -> nn.Sequential:
    """Convolution, batch norm, ReLU, then half the side (rounded down)."""
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU(), nn.MaxPool2d(2)
    )


def classifier_for(dataset: str, image_shape: tuple[int, ...]) -> str | None:
    """The data set whose shipped classifier knows the classes of `dataset` and takes images (C, H, W) of this shape, if there is one."""
    fits = (name for name, shape in IMAGE_SHAPES.items() if dataset.startswith(name) and shape == image_shape)
    return next((name for name in fits if weights_path(name).is_file()), None)


class ImageClassifier(nn.Module):
    """Three convolutions and one hidden layer: images (N, C, H, W) in [-1, 1] -> logits (N, 10)."""

    def __init__(self, image_shape: tuple[int, int, int]) -> None:
        super().__init__()
        self.image_shape = image_shape
        channels, height, width = image_shape
        self.convolutions = nn.Sequential(
            _block(channels, 32),  # (N, 32, 14, 14) of 28x28
            _block(32, 64),  # (N, 64, 7, 7)
            _block(64, 128),  # (N, 128, 3, 3)
        )
        cells = (height // 8) * (width // 8)
        self.hidden = nn.Sequential(nn.Flatten(), nn.Linear(128 * cells, FEATURE_SIZE), nn.ReLU())
        self.dropout = nn.Dropout(0.3)
        self.output = nn.Linear(FEATURE_SIZE, CLASSES)

    def features(self, images: Tensor) -> Tensor:
        """Penultimate ReLU activations (N, 128), each >= 0."""
        return self.hidden(self.convolutions(images))

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, 10); softmax turns them into class probabilities."""
        return self.output(self.dropout(self.features(images)))


def scaled(images: Tensor) -> Tensor:
    """uint8 0 to 255 -> float32 in [-1, 1], channels last."""
    return to_unit(images).contiguous(memory_format=torch.channels_last)


def load_classifier(dataset: str = "fashion-mnist", *, path: Path | None = None) -> ImageClassifier:
    """The trained classifier of a data set in evaluation mode, on the CPU; its shipped weights unless `path` says otherwise.

    Raises:
        CheckpointError: the file is missing, cut short, or holds another model's weights.
    """
    path = path or weights_path(dataset)
    if not path.is_file():
        raise CheckpointError("missing_path", field="classifier", received=path)
    try:
        weights = load_file(path)
    except (SafetensorError, OSError) as error:
        raise CheckpointError("checkpoint_damaged", received=path, reason=str(error)) from error
    model = ImageClassifier(IMAGE_SHAPES[dataset])
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise CheckpointError("checkpoint_shapes", received=path, reason="its tensors are not this classifier's") from error
    return model.eval().to(memory_format=torch.channels_last)


@torch.inference_mode()
def classify(classifier: ImageClassifier, images: Tensor, labels: Tensor | None = None, *, batch: int = 500) -> Extracted:
    """What the classifier sees: features (N, 128) and probabilities (N, 10), float32 on the processor, with `labels` passed through.

    Args:
        classifier: in evaluation mode.
        images: uint8 (N, C, H, W) of the classifier's shape. Generated images go through the same eight bits as real ones.
        labels: int64 (N,), true class of a real image, asked class of a generated one.
        batch: images a forward pass; the result does not depend on it.

    Raises:
        ConfigError: `images` of another type or shape.
    """
    if images.dtype != torch.uint8 or images.shape[1:] != classifier.image_shape or not len(images):
        received = f"{images.dtype} of shape {tuple(images.shape)}"
        shape = ", ".join(map(str, classifier.image_shape))
        raise ConfigError("value", field="images", received=received, expected=f"uint8 (N, {shape}), N >= 1")
    device = classifier.output.weight.device
    features = torch.cat([classifier.features(scaled(part.to(device))) for part in images.split(batch)])
    return Extracted(features.cpu(), classifier.output(features).softmax(1).cpu(), labels)
