"""Neighbours among training pictures, by hand: a classifier whose features are where a picture lies on a line."""

from __future__ import annotations

import pytest
import torch

from gan_core.data import ImageDataset
from gan_core.inference import training_neighbours
from gan_core.inference.training_neighbours import Neighbour, TrainingNeighbours


class Brightness:
    """One feature: the shade, 0 to 255."""

    def features(self, images: torch.Tensor) -> torch.Tensor:
        return ((images + 1) * 127.5).mean((1, 2, 3))[:, None]


def at(*shades: int) -> torch.Tensor:
    return torch.tensor(shades, dtype=torch.uint8).view(-1, 1, 1, 1).expand(-1, 1, 2, 2)


@pytest.fixture(params=[1, 2, 500])
def neighbours(request, monkeypatch) -> TrainingNeighbours:
    """Shades 10, 200, 13, 90, 20; their nearest fellows are 3, 110, 3, 70 and 7 away."""
    monkeypatch.setattr(training_neighbours, "CHUNK", request.param)
    data = ImageDataset("x", "train", at(10, 200, 13, 90, 20), torch.tensor([4, 3, 2, 1, 0]), tuple("abcde"))
    return TrainingNeighbours(Brightness(), data)


def test_the_nearest_come_first_with_their_places_classes_and_distances(neighbours):
    found = neighbours.nearest(at(18).float() / 127.5 - 1, 3)
    assert found == [Neighbour(index, label, pytest.approx(far, abs=1e-3)) for index, label, far in ((4, 0, 2), (2, 2, 5), (0, 4, 8))]


def test_a_picture_is_no_fellow_of_itself(neighbours):
    assert neighbours.own_distances.tolist() == pytest.approx([3, 3, 7, 70, 110], abs=1e-3)


@pytest.mark.parametrize(("distance", "share"), [(0, 0), (2.9, 0), (3.1, 0.4), (69, 0.6), (71, 0.8), (111, 1)])
def test_share_of_training_pictures_that_lie_closer_to_a_fellow(neighbours, distance, share):
    assert neighbours.closer_fellows(distance) == share
