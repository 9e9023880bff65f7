"""Evidence of the Errata page that needs CIFAR-10, which is not shipped: written to web/reference/evidence/measured.json.

    GAN_DATA_DIR=... python scripts/measure_errata.py runs/dcgan-cifar10

Is D's inside good for anything? The same ridge regression on one-hot labels, fitted on the training pictures and scored on the test
pictures, for three descriptions of a picture: its pixels, the features of a D that has learned nothing, and of the run's D, which saw no
label.

And precision and recall of a G that has learned nothing, in the features of the CIFAR-10 classifier.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from gan_core.config import TrainingConfig
from gan_core.data import ImageDataset, load_dataset
from gan_core.inference import TrainedGenerator
from gan_core.metrics import classify, load_classifier, precision_recall
from gan_core.models import build_discriminator, build_generator
from gan_core.paths import project_file
from gan_core.pixels import to_uint8

FILE = project_file("web/reference/evidence/measured.json")
RIDGE = 0.01  # times the number of pictures; features have variance 1
Describe = Callable[[Tensor], Tensor]


def described(dataset: ImageDataset, describe: Describe) -> tuple[Tensor, Tensor]:
    """Features (N, F) in float64, and labels (N,)."""
    parts, labels = [], []
    with torch.inference_mode():
        for at in torch.arange(len(dataset)).split(500):
            images, classes = dataset.batch(at)
            parts.append(describe(images).double())
            labels.append(classes)
    return torch.cat(parts), torch.cat(labels)


def accuracy(describe: Describe, train: ImageDataset, test: ImageDataset) -> float:
    """Share of the test pictures that the linear classifier names rightly."""
    features, labels = described(train, describe)
    mean, deviation = features.mean(0), features.std(0).clamp_min(1e-6)
    features = (features - mean) / deviation
    wanted = torch.eye(10, dtype=torch.float64)[labels] - 0.1
    normal = features.T @ features + RIDGE * len(features) * torch.eye(features.shape[1], dtype=torch.float64)
    weights = torch.linalg.solve(normal, features.T @ wanted)
    features, labels = described(test, describe)
    return float((((features - mean) / deviation @ weights).argmax(1) == labels).double().mean())


def untrained_scores(config: TrainingConfig, test: ImageDataset, count: int = 1000) -> dict[str, float]:
    """Precision and recall, k = 3, of `count` pictures of a fresh G against as many test pictures."""
    classifier = load_classifier("cifar10")
    torch.manual_seed(0)
    with torch.inference_mode():
        images = build_generator(config).eval()(torch.randn(count, config.latent_dim))
    real, fake = (classify(classifier, pictures).features for pictures in (test.images[:count], to_uint8((images + 1) / 2)))
    scores = precision_recall(real, fake, nearest_k=3)
    return {"precision": scores.precision, "recall": scores.recall, "n": count}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("run", type=Path)
    trained = TrainedGenerator.load(parser.parse_args().run)
    assert trained.discriminator is not None
    train, test = load_dataset("cifar10"), load_dataset("cifar10", split="test")
    untrained = build_discriminator(trained.config).train()
    with torch.no_grad():  # its batch norm has to have seen pictures
        for at in torch.arange(5000).split(500):
            untrained(train.batch(at)[0])
    descriptions: dict[str, Describe] = {
        "pixels": lambda images: images.flatten(1),
        "untrained_d": untrained.eval().layers[:-1],  # type: ignore[index, dict-item]
        "trained_d": trained.discriminator.eval().layers[:-1],  # type: ignore[index, dict-item]
    }
    found = {name: round(accuracy(describe, train, test), 4) for name, describe in descriptions.items()}
    measured = {"representation": {"step": trained.step, "accuracy": found}, "untrained": untrained_scores(trained.config, test)}
    FILE.write_text(json.dumps(measured, indent=2) + "\n", "utf-8")
    print(measured)


if __name__ == "__main__":
    main()
