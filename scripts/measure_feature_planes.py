"""Write web/lessons/fid/planes.json: what FID sees of shipped models, in the first two principal directions of the real features.

python -m scripts.measure_feature_planes

The judge is the data set's shipped classifier: N = 2,000 test pictures against 2,000 of each model; minutes on one core. Kept are moments
and projected points, no picture.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import torch

from gan_core.data import load_dataset
from gan_core.files import write_atomic
from gan_core.inference import draw, load_shipped
from gan_core.metrics import feature_statistics, frechet_distance
from gan_core.metrics.extractors import ClassifierExtractor
from gan_core.paths import CHECKPOINTS, project_file
from gan_core.pixels import to_uint8

FILE = project_file("web/lessons/fid/planes.json")
MODELS = {
    "fashion-mnist": ("cgan-fashion-mnist", "cgan-mlp-fashion-mnist"),
    "cifar10": ("cgan-cifar10", "dcgan-cifar10", "wgan-gp-cifar10", "gan-cifar10"),
}
N, BATCH, DRAWN, SEED = 2000, 250, 150, 0
DIRECTIONS = (1, 2, 4, 8, 16, 32, 64, 128)  # how many are kept

Array = np.ndarray[Any, np.dtype[np.float64]]


def features(eye: ClassifierExtractor, images: torch.Tensor) -> Array:
    """(N, 128)."""
    return torch.cat([eye.see(part).features for part in images.split(BATCH)]).double().numpy()


def generated(name: str) -> torch.Tensor:
    """Pictures of a shipped model, uint8 (N, C, H, W)."""
    model = load_shipped(name, CHECKPOINTS)
    z, labels = draw(model, label=None, seed=SEED, count=N)
    parts = range(0, N, BATCH)
    return torch.cat(
        [to_uint8(model.float_images(z[at : at + BATCH], None if labels is None else labels[at : at + BATCH])) for at in parts]
    )


def principal(real: Array) -> tuple[Array, Array]:
    """Directions (128, 128), the widest first, and the share of the variance along each."""
    shares, directions = np.linalg.eigh(np.cov(real.T))
    return directions[:, ::-1], shares[::-1] / shares.sum()


def seen(name: str, real: Array, fake: Array, directions: Array) -> dict[str, Any]:
    """One model in the real features' own directions."""
    center = real.mean(axis=0)
    turned, others = (fake - center) @ directions, (real - center) @ directions
    mean, covariance = feature_statistics(turned[:, :2])
    within = [frechet_distance(*feature_statistics(others[:, :count]), *feature_statistics(turned[:, :count])) for count in DIRECTIONS]
    print(name, [round(one, 2) for one in within], flush=True)
    return {
        "points": rounded(turned[:DRAWN, :2]),
        "mean": rounded(mean),
        "covariance": rounded(covariance),
        "fid": rounded(np.array(within)),
    }


def rounded(values: Array) -> Any:
    """Four digits: more than a figure shows."""
    return np.vectorize(lambda value: float(f"{value:.4g}"))(values).tolist()


def measure(dataset: str) -> dict[str, Any]:
    """The real features' plane, and every model of the data set in it."""
    eye = ClassifierExtractor(dataset)
    test = load_dataset(dataset, split="test")
    order = torch.randperm(len(test), generator=torch.Generator().manual_seed(SEED))
    real = features(eye, test.images[order[:N]])
    directions, shares = principal(real)
    return {
        "n": N,
        "kept": DIRECTIONS,
        "shares": rounded(shares[:2]),
        "real": seen(dataset, real, real, directions),
        "models": {name: seen(name, real, features(eye, generated(name)), directions) for name in MODELS[dataset]},
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    content = {dataset: measure(dataset) for dataset in MODELS}
    write_atomic(FILE, (json.dumps(content, separators=(",", ":")) + "\n").encode())
