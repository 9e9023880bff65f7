"""The tab of the label's vectors: how far apart the classes lie as G and as D learnt them, and as one-hot vectors, all equally far."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from gan_core.figures.panels import axis, dots, heat, panel, readout, rule, text
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

IN_TAB = {"view": ("relations",)}
CLASSES = 10
MODEL = "cgan-embedding-fashion-mnist"
SHARP = 8  # cells of the drawn table a distance: it is smoothed between cells
GAP = 0.17  # between two names on the map, of half its height
PAIRS = np.triu_indices(CLASSES, 1)

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "vectors": Choice(default="generator", options=("generator", "discriminator", "one_hot"), when=IN_TAB),
}
PRESETS: dict[str, dict[str, Any]] = {
    "vectors_generator": {"view": "relations"},
    "vectors_discriminator": {"view": "relations", "vectors": "discriminator"},
    "vectors_one_hot": {"view": "relations", "vectors": "one_hot"},
}
POINTS = {"vectors_generator": "relations_learnt", "vectors_discriminator": "relations_unlearnt", "vectors_one_hot": "relations_none"}
FORMULAS = {
    "label_distances": Formula(r"\|e_i - e_j\|"),
    "pictures_against_vectors": Formula(r"\|\bar x_i - \bar x_j\|"),
}


@lru_cache(3)
def vectors(kind: str) -> np.ndarray:
    """(10, L): one row a class."""
    if kind == "one_hot":
        return np.eye(CLASSES)
    from gan_core.inference import load_shipped
    from gan_core.models.layers import LabelMap
    from gan_core.paths import CHECKPOINTS

    model = load_shipped(MODEL, CHECKPOINTS)
    network = model.generator if kind == "generator" else model.discriminator
    assert network is not None  # it comes with its D
    (found,) = (part for part in network.modules() if isinstance(part, LabelMap))
    return found.embedding.weight.detach().double().numpy()


@lru_cache(1)
def between_pictures() -> np.ndarray:
    """(10, 10): distances of the classes' mean pictures, pixels in [0, 255]."""
    from gan_core.data import load_dataset

    data = load_dataset("fashion-mnist-10k")
    means = [data.images[data.labels == label].double().mean(dim=0).numpy().ravel() for label in range(CLASSES)]
    return distances(np.array(means))


def distances(points: np.ndarray) -> np.ndarray:
    """(N, N) of points (N, L)."""
    return np.linalg.norm(points[:, None] - points[None], axis=2)


def flat_map(apart: np.ndarray) -> tuple[np.ndarray, float]:
    """Places (N, 2) whose distances come nearest to those given, and the share of the squared distances they keep: classical scaling."""
    centre = np.eye(len(apart)) - 1 / len(apart)
    values, directions = np.linalg.eigh(-0.5 * centre @ apart**2 @ centre)
    first = values[::-1][:2]
    return directions[:, ::-1][:, :2] * np.sqrt(np.maximum(first, 0)), float(first.sum() / values.sum())


def rank_correlation(kind: str) -> float | None:
    """Spearman's, of the distances of vectors with those of pictures; None where all distances are the same."""
    from scipy.stats import spearmanr

    apart = distances(vectors(kind))[PAIRS]
    return None if np.ptp(apart) < 1e-9 else float(spearmanr(apart, between_pictures()[PAIRS]).statistic)


def compute(values: Values) -> dict[str, Any]:
    """The classes on a map, their distances, and those against the distances of their pictures."""
    kind = values["vectors"]
    apart = distances(vectors(kind))
    places, kept = flat_map(apart)
    correlation = rank_correlation(kind)
    reach = 1.1 * float(np.abs(places).max())
    ticks = list(range(CLASSES))
    tall = 1.1 * float(apart.max())
    return {
        "panels": [
            panel(
                "label_map",
                [
                    dots("class_points", places[:, 0], places[:, 1], "generator", size=4),
                    *_names(places, reach),
                ],
                x=axis("map_x", -2.2 * reach, 2.2 * reach, ticks=[]),
                y=axis("map_y", -reach, reach, ticks=[]),
                aspect=1.2,
                readouts=[readout("map_keeps", 100 * kept, digits=0, unit="%")],
            ),
            panel(
                "label_distances",
                [heat("vector_distance", np.kron(apart, np.ones((SHARP, SHARP))), x=(-0.5, CLASSES - 0.5), y=(-0.5, CLASSES - 0.5))],
                x=axis("class_axis", -0.5, CLASSES - 0.5, ticks=ticks),
                y=axis("class_axis", -0.5, CLASSES - 0.5, ticks=ticks),
                aspect=1,
            ),
            panel(
                "pictures_against_vectors",
                [
                    dots("class_pairs", between_pictures()[PAIRS], apart[PAIRS], "generated", size=3),
                    *([rule("all_alike", y=float(apart[PAIRS][0]))] if correlation is None else []),
                ],
                x=axis("pictures_apart", 0, 1.05 * float(between_pictures().max())),
                y=axis("vector_distance", 0, tall),
                span=2,
                readouts=[readout("rank_correlation", "no_order" if correlation is None else correlation, digits=2)],
            ),
        ],
        "says": _says(kind, apart, correlation),
    }


def _names(places: np.ndarray, reach: float) -> list[Any]:
    """The classes' names left and right of their points, those of a side one above the other."""
    left = places[:, 0] < np.median(places[:, 0])
    marks = []
    for side, anchor, offset in ((left, "end", -0.06), (~left, "start", 0.06)):
        labels = np.flatnonzero(side)
        labels = labels[np.argsort(places[labels, 1])]
        heights = np.maximum.accumulate(places[labels, 1] - GAP * reach * np.arange(len(labels))) + GAP * reach * np.arange(len(labels))
        marks += [
            text(f"own_class_{label}", float(places[label, 0] + offset * reach), float(height), anchor=anchor)
            for label, height in zip(labels, heights, strict=True)
        ]
    return marks


def _says(kind: str, apart: np.ndarray, correlation: float | None) -> list[Any]:
    if correlation is None:
        return [["relations_none", {"distance": round(float(apart[PAIRS][0]), 3)}]]
    nearest = int(apart[PAIRS].argmin())
    pair = {"one": f"own_class_{PAIRS[0][nearest]}", "other": f"own_class_{PAIRS[1][nearest]}"}
    learnt = "relations_learnt" if correlation > 0.5 else "relations_unlearnt"
    return [[learnt, {"correlation": round(correlation, 2)} | pair], "map_is_flat"]
