"""Did it just memorise? The training pictures nearest to a generated one, in a classifier's features."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.data import ImageDataset
from gan_core.metrics.classifier import ImageClassifier

CHUNK = 500


@dataclass(frozen=True)
class Neighbour:
    """One training picture: where it is in the data set, its class, and how far its features are."""

    index: int
    label: int
    distance: float


class TrainingNeighbours:
    """Features of a set of training pictures, and the distance from each to its own nearest fellow for comparison.

    Distances are Euclidean between penultimate features (128,). Pixels would not do: two pictures of the same shoe
    shifted by one pixel are far apart in pixels.
    """

    def __init__(self, classifier: ImageClassifier, dataset: ImageDataset) -> None:
        self.classifier, self.dataset = classifier, dataset
        every = torch.arange(len(dataset))
        self.features = torch.cat([self._features(dataset.batch(chunk)[0]) for chunk in every.split(CHUNK)])  # (N, 128)
        self.own_distances = torch.cat([self._to_nearest_fellow(chunk) for chunk in every.split(CHUNK)]).sort().values  # (N,)

    @torch.inference_mode()
    def _features(self, images: Tensor) -> Tensor:
        return self.classifier.features(images)

    def _to_nearest_fellow(self, indices: Tensor) -> Tensor:
        """Distance (n,) from each training picture to the nearest other one."""
        distances = torch.cdist(self.features[indices], self.features)  # (n, N)
        distances[torch.arange(len(indices)), indices] = torch.inf
        return distances.min(dim=1).values

    def nearest(self, image: Tensor, count: int) -> list[Neighbour]:
        """The `count` training pictures nearest to `image` (1, 1, 28, 28) in [-1, 1], nearest first."""
        distances = torch.cdist(self._features(image), self.features)[0]  # (N,)
        found = distances.topk(count, largest=False)
        labels = self.dataset.labels[found.indices].tolist()
        return [Neighbour(*row) for row in zip(found.indices.tolist(), labels, found.values.tolist(), strict=True)]

    def closer_fellows(self, distance: float) -> float:
        """Share in [0, 1] of the training pictures that lie closer than `distance` to their own nearest fellow.

        About a half: as far from the training set as a new real picture would be. Near 0: a copy.
        """
        return int(torch.searchsorted(self.own_distances, distance)) / len(self.own_distances)
