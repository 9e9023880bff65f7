"""What pictures of a generator that is not asked for a class are taken for, by the classifier of its data."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch

from gan_core.inference.generator import TrainedGenerator
from gan_core.metrics.classifier import CLASSES, ImageClassifier, classifier_for, classify, load_classifier


def taken_for(generator: TrainedGenerator, pictures: np.ndarray) -> list[tuple[str, float]]:
    """The likeliest class of each picture and its probability in (0, 1]; nothing where a class was asked for or no classifier is known.

    Args:
        generator: whose pictures they are.
        pictures: uint8 (N, H, W, C), as it draws them.
    """
    judge = classifier_for(generator.config.dataset, generator.image_shape)
    if generator.num_classes or judge is None:
        return []
    names = generator.config.class_names or tuple(map(str, range(CLASSES)))
    images = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2)
    sure, labels = classify(_classifier(judge), images).need("probabilities").max(dim=1)
    return [(names[label], round(share, 4)) for label, share in zip(labels.tolist(), sure.tolist(), strict=True)]


@lru_cache(4)
def _classifier(dataset: str) -> ImageClassifier:
    return load_classifier(dataset)
