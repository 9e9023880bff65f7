"""Models that can be scored, the scores on the shipped models' cards, and pictures of models at the same z."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError, GanError
from gan_core.evaluation import CLASSIFIERS, EXTRACTORS, RECORD, read_record, reference_set
from gan_core.inference import TrainedGenerator
from gan_core.inference.taken_for import taken_for
from gan_core.latent import z_from_seed
from gan_core.latent.sheets import arrange, png
from gan_core.metrics.classifier import IMAGE_SHAPES, weights_path
from gan_core.provenance import made_with
from gan_core.training.checkpoint import check_checkpoint
from gan_core.training.run_directory import RunDirectory, list_runs
from web.evaluation.queue import Order
from web.runs import catalogue
from web.runs.catalogue import config_of, find_run, may_see, shipped, steps_per_epoch, titles_of
from web.server.caches import FileCache
from web.settings import SETTINGS

LOG = logging.getLogger(__name__)
COLUMNS, ROWS = 8, 10  # pictures of a model: a column for each z, a row for each class
COPIES = "copies.png"  # beside a card: the pictures nearest to training pictures, as scripts/score_checkpoints.py draws them
WORKER = ThreadPoolExecutor(1, "evaluation-pictures")


def _whole(path: Path) -> bool:
    """Whether a checkpoint can be read, as far as can be told without loading it."""
    try:
        check_checkpoint(path)
    except GanError:
        return False
    return True


_opens = FileCache(_whole)
_digest = FileCache(lambda path: hashlib.sha256(path.read_bytes()).hexdigest()[:12])
_cards = FileCache(lambda path: _read_card(path))
_records = FileCache(lambda path: _read_record(path.parent))


def checkpoint_of(directory: RunDirectory) -> Path | None:
    """A run's newest checkpoint; None where there is none that can be read."""
    steps = directory.checkpoint_steps()
    path = directory.checkpoint_path(steps[-1]) if steps else None
    return path if path is not None and _opens(path) else None


def models(given: Collection[str]) -> list[dict[str, Any]]:
    """Those with weights, and, to be compared, those with a log alone."""
    found = []
    for run in _runs():
        with suppress(GanError, OSError):  # one that cannot be read is named on the Training page
            if checkpoint_of(run) is not None or run.stats_path.is_file():
                found.append(_describe(run, given))
    return found


def _runs() -> list[RunDirectory]:
    """Shipped runs by name, then the visitors' own, newest first."""
    came_along = sorted(list_runs(catalogue.SHIPPED), key=lambda run: run.path.name)
    own = [run for run in list_runs(SETTINGS.runs_dir) if run.path != SETTINGS.runs_dir]
    hidden = {run.path.name for run in own}  # an own run of a shipped one's name is the one that is found by it
    return [*(run for run in came_along if run.path.name not in hidden), *own]


def is_hidden(name: str, visitor: str) -> bool:
    """Whether this is a run of another visitor who keeps it private."""
    return not may_see(RunDirectory(SETTINGS.runs_dir / name), visitor)


def _describe(run: RunDirectory, given: Collection[str]) -> dict[str, Any]:
    config, steps = config_of(run), run.checkpoint_steps()
    weights = checkpoint_of(run) is not None
    return {
        "name": run.path.name,
        "title": titles_of(run),
        "kind": "shipped" if shipped(run) else "own",
        "step": steps[-1] if weights else run.read_status()["step"],
        "checkpoints": len(steps) if weights else 0,
        "steps_per_epoch": steps_per_epoch(run),
        "extractors": extractors_for(config, given) if weights else [],
        "size": f"{config.image_size}x{config.image_size}x{config.image_channels}",
        "latent_dim": config.latent_dim,
        "reference": _reference(config.dataset, config.data_dir),
        "classes": list(config.class_names[:ROWS]) if config.conditional else [],
        **{name: getattr(config, name) for name in ("dataset", "model", "conditioning", "loss")},
    }


@lru_cache(1024)
def _reference(dataset: str, data_dir: str | None) -> str:
    """A name for the real pictures that a model is held against; of own images one that tells no path."""
    return f"folder-{hashlib.sha256(str(data_dir).encode()).hexdigest()[:8]}" if dataset == "folder" else reference_set(dataset)


def extractors_for(config: TrainingConfig, given: Collection[str]) -> list[str]:
    """Those that take the model's pictures, the best first; `given`: extractors whose weights are on this machine, though not shipped."""
    shape = config.image_channels, config.image_size, config.image_size
    fits = {kind: IMAGE_SHAPES[data] == shape and weights_path(data).is_file() for kind, data in CLASSIFIERS.items()}
    own = {kind for kind, data in CLASSIFIERS.items() if config.dataset.startswith(data) and fits[kind]}  # else any that takes the shape
    fits |= {kind: kind in own for kind in fits if own}
    return [kind for kind in EXTRACTORS if fits.get(kind, kind in given)]


def orders_for(
    name: str, n: int, extractor: str, seed: int, visitor: str = "", *, given: Collection[str], every: bool = False
) -> list[Order]:
    """The order to score a model by its name: its newest checkpoint, or every one that was kept. Raises GanError."""
    directory = find_run(name, visitor)
    if directory is None or checkpoint_of(directory) is None:
        raise CheckpointError("missing_path", field="model", received=repr(name[:60]))
    fitting = extractors_for(config_of(directory), given)
    if extractor not in fitting:
        received, expected = f"{extractor[:40]} ({name})", ", ".join(fitting) or "-"
        raise GanError("value", field="extractor", received=received, expected=expected)
    steps = directory.checkpoint_steps()[0 if every else -1 :]
    paths = [(step, directory.checkpoint_path(step)) for step in steps]
    try:
        return [Order(name, step, path, _digest(path), n, extractor, seed) for step, path in paths if _opens(path)]
    except OSError:  # the training has just deleted it for a newer one
        raise CheckpointError("missing_path", field="model", received=repr(name)) from None


# ------------------------------------------------------------------------------------------------------------------ scores on cards


def card_rows() -> list[dict[str, Any]]:
    """The scores that came with the shipped models, and what real pictures score there, as results."""
    return [row for path in sorted(catalogue.SHIPPED.glob("*/metrics.json")) for row in _cards(path)]


def card_copies(key: str) -> Path | None:
    """The sheet of a card's pictures nearest to training pictures; None where there is none."""
    return next((catalogue.SHIPPED / row["model"] / COPIES for row in card_rows() if row["key"] == key and row["copies"]), None)


def _read_card(path: Path) -> list[dict[str, Any]]:
    """The rows of a metrics.json that scripts/score_checkpoints.py wrote; none of any other."""
    card = json.loads(path.read_text(encoding="utf-8"))
    return [
        _card_row(path.parent, kind, of, card)
        for kind in ("classifier", "inception")
        for of in ("generated", "real_training", "real_test")
        if "scores" in card.get(kind, {}).get(of, {})
    ]


def _card_row(run: Path, kind: str, of: str, card: dict[str, Any]) -> dict[str, Any]:
    name, evaluation = run.name, card[kind][of]
    title = next(iter(evaluation["scores"].values()))["extractor"]
    extractor = next((kind for kind, data in CLASSIFIERS.items() if title.startswith(data)), "inception")
    copies = "authenticity" in evaluation["scores"] and (run / COPIES).is_file()
    about = {"key": f"{name}.{kind}.{of}", "model": name, "of": of, "extractor": extractor, "card": True, "copies": copies}
    return evaluation | about | {name: card[name] for name in ("step", "n", "seed")}


def recorded_rows() -> list[dict[str, Any]]:
    """The scores of earlier checkpoints that runs carry along, as results."""
    return [row for run in _runs() for row in _records(run.path / RECORD)]


def _read_record(run: Path) -> list[dict[str, Any]]:
    try:
        return [_recorded_row(run.name, line) for line in read_record(run)]
    except (GanError, OSError) as error:  # of this run alone
        LOG.warning("%s: %s", run.name, error)
        return []


def _recorded_row(name: str, line: dict[str, Any]) -> dict[str, Any]:
    """One checkpoint's scores; what all of them share is told once, with FID."""
    whole = "fid" if "fid" in line["scores"] else next(iter(line["scores"]))
    lean = {score: {part: values[part] for part in ("value", "interval", "better")} for score, values in line["scores"].items()}
    scores = lean | {whole: line["scores"][whole]}
    key = ".".join(str(part) for part in (name, "record", *(line[part] for part in ("step", "n", "extractor", "seed"))))
    about = {part: line[part] for part in ("step", "n", "extractor", "seed")} | {"real": str(line.get("real", ""))}
    return about | {"key": key, "model": name, "recorded": True, "scores": scores}


# ------------------------------------------------------------------------------------------------------------------------- pictures


def sheet(name: str, seed: int, visitor: str = "") -> bytes:
    """PNG of `ROWS` x `COLUMNS` pictures: in every row the same z, of classes in turn; without classes the rows go on with other z.

    z comes from the seed alone, so models of the same latent_dim get the very same z. Raises CheckpointError.
    """
    checkpoint = _newest(name, visitor)
    return _drawn(checkpoint, checkpoint.stat().st_mtime_ns, seed)


def read_sheet(name: str, seed: int, visitor: str = "") -> list[tuple[str, float]]:
    """What the data's classifier takes the pictures of that sheet for: a class and its probability in (0, 1] each, row by row.

    Nothing of a model that is asked for a class, nor of data without a classifier. Raises CheckpointError.
    """
    checkpoint = _newest(name, visitor)
    return _taken_for(checkpoint, checkpoint.stat().st_mtime_ns, seed)


def _newest(name: str, visitor: str) -> Path:
    directory = find_run(name, visitor)
    checkpoint = None if directory is None else checkpoint_of(directory)
    if checkpoint is None:
        raise CheckpointError("missing_path", field="model", received=repr(name[:60]))
    return checkpoint


@lru_cache(64)
def _drawn(checkpoint: Path, changed: int, seed: int) -> bytes:
    generator = _loaded(checkpoint, changed)
    pictures = np.ascontiguousarray(_pictures(checkpoint, changed, seed))
    return png(
        arrange(pictures, COLUMNS),
        max(1, math.ceil(28 / generator.image_shape[1])),
        made_with(generator.config, seed=seed, step=generator.step),
    )


@lru_cache(16)
def _pictures(checkpoint: Path, changed: int, seed: int) -> np.ndarray:
    """uint8 (N, H, W, C)."""
    generator = _loaded(checkpoint, changed)
    classes = generator.num_classes
    rows = min(ROWS, classes) or ROWS
    z = torch.from_numpy(z_from_seed(seed, COLUMNS if classes else COLUMNS * rows, generator.latent_dim))
    if classes:
        z = z.repeat(rows, 1)
    return generator.images(z, torch.arange(rows).repeat_interleave(COLUMNS) if classes else None)


@lru_cache(64)
def _taken_for(checkpoint: Path, changed: int, seed: int) -> list[tuple[str, float]]:
    return taken_for(_loaded(checkpoint, changed), _pictures(checkpoint, changed, seed))


@lru_cache(4)
def _loaded(checkpoint: Path, _changed: int) -> TrainedGenerator:
    return TrainedGenerator.load(checkpoint)
