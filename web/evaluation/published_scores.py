"""The scores in the lecture documents, to be shown beside ours; N, the extractor's weights and the resize are not given there."""

from __future__ import annotations

from typing import Any

UNKNOWN = "?"

# data, model (a number: unnamed on the slide), precision, recall, FID
ROWS: tuple[tuple[str, str | int, float, float, float], ...] = (
    ("ffhq", "GAN", 0.0104, 0.0013, 250.55),
    ("ffhq", "DCGAN", 0.0924, 0.0192, 149.51),
    ("ffhq", "WGAN-GP", 0.0088, 0.0006, 288.76),
    ("fashion", 1, 0.0991, 0.0013, 160.92),
    ("fashion", 2, 0.1906, 0.0088, 113.39),
    ("fashion", 3, 0.0950, 0.0062, 126.27),
)
DECIMALS = {"fid": 2, "precision": 4, "recall": 4}  # as they are printed: 0.0013 and 0.0006 are not one number
BETTER = {"fid": "lower", "precision": "higher", "recall": "higher"}


def published_rows() -> list[dict[str, Any]]:
    """As results without intervals; `data` and `name` are for the page to say."""
    return [_row(*row) for row in ROWS]


def _row(data: str, name: str | int, precision: float, recall: float, fid: float) -> dict[str, Any]:
    values = {"fid": fid, "precision": precision, "recall": recall}
    unknown = {"interval": None, "extractor": "InceptionV3", "resize": UNKNOWN, "n_real": None, "n_generated": None}
    return {
        "key": f"published.{data}.{name}",
        "published": True,
        "data": data,
        "name": str(name),
        "named": isinstance(name, str),
        "n": None,
        "step": None,
        "seed": None,
        "extractor": "published",
        "real": UNKNOWN,
        "scores": {
            score: {"value": value, "better": BETTER[score], "decimals": DECIMALS[score], **unknown} for score, value in values.items()
        },
    }
