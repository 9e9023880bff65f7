"""Runs that a round can be played with, their checkpoints, and the scores that were recorded of these."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import torch

from gan_core.config import TrainingConfig
from gan_core.data import ImageDataset, load_dataset
from gan_core.data.sources import on_this_machine
from gan_core.errors import CheckpointError, DataError, GanError
from gan_core.evaluation import read_record
from gan_core.evaluation.human_round import round_steps
from gan_core.evaluation.tables import comparable
from gan_core.rng import make_generator
from gan_core.training.run_directory import RunDirectory
from web.runs.catalogue import about_of, all_runs, config_of, find_run, shipped, steps_per_epoch
from web.server.caches import FileCache

EMBEDDED = {"fashion-mnist": "fashion-mnist-10k"}  # the same pictures, part of the project
POOL = 2000  # real pictures of a data set that are held
SHOWN_SCORES = ("fid", "precision", "recall")

_record = FileCache(lambda path: read_record(path.parent))
_card = FileCache(lambda path: json.loads(path.read_text(encoding="utf-8")))


def models() -> list[dict[str, Any]]:
    """Runs with pictures, the shipped ones first. `missing` names a data set whose real pictures are not on this machine."""
    runs = sorted(all_runs(), key=lambda run: not shipped(run))
    return [described for run in runs if (described := _describe(run)) is not None]


def _describe(run: RunDirectory) -> dict[str, Any] | None:
    """None of a run that cannot be read, has no pictures yet, is private, or was trained on own images: those are shown to no class."""
    try:
        config, steps = config_of(run), round_steps(run)
    except (GanError, OSError):
        return None
    if not steps or config.dataset == "folder" or about_of(run).private:
        return None
    per_epoch = steps_per_epoch(run)
    rows = [{"step": step, "epoch": step / per_epoch if per_epoch else None, "fid": _fid(run, step)} for step in steps]
    name = real_set(config)
    missing = "" if on_this_machine(name) else name
    judged = next((scores["about"] for step in steps if (scores := scores_at(run, step))), None)
    about = {"name": run.path.name, "dataset": config.dataset, "missing": missing, "judged": judged}
    return about | {"steps": rows, "usual": usual_steps(run)}


def usual_steps(run: RunDirectory) -> list[int]:
    """An early, a middle and the last step; of those with recorded scores, where there are enough."""
    steps = [step for step in round_steps(run) if step > 0] or list(round_steps(run))
    scored = [step for step in steps if scores_at(run, step)]
    chosen = scored if len(scored) >= 3 else steps
    return list(dict.fromkeys([chosen[0], chosen[len(chosen) // 2], steps[-1]]))


def _fid(run: RunDirectory, step: int) -> float | None:
    scores = scores_at(run, step)
    return scores["fid"]["value"] if scores and "fid" in scores else None


def scores_at(run: RunDirectory, step: int) -> dict[str, Any] | None:
    """FID, precision and recall of a checkpoint, with what belongs to them, as recorded in the run or on its card; None where not."""
    rows = [row for row in _recorded(run) if row["step"] == step]
    kept: dict[str, Any] = {name: rows[0]["scores"][name] for name in SHOWN_SCORES if rows and name in rows[0]["scores"]}
    if not kept:
        return None
    judged = next(iter(kept.values()))
    return kept | {"about": {"n": rows[0]["n"], "real": rows[0]["real"], **{name: judged[name] for name in ("extractor", "resize")}}}


def _recorded(run: RunDirectory) -> list[dict[str, Any]]:
    """The scores of its checkpoints that can be compared with each other: where there are several such groups, the largest."""
    try:
        lines = [] if not (path := run.path / "scores.jsonl").is_file() else _record(path)
        card = _card(run.path / "metrics.json") if (run.path / "metrics.json").is_file() else {}
        of_card = card.get("classifier", {}).get("generated", {})
        rows = [
            *({"real": ""} | line for line in lines),
            *([of_card | {"step": card["step"], "n": card["n"]}] if of_card.get("scores") else []),
        ]
        return max((list(map(dict, group)) for group in comparable(rows)), key=len, default=[])
    except (GanError, OSError, ValueError, KeyError, AttributeError):
        return []  # a damaged record is named on the Evaluation page


def playable(name: object) -> RunDirectory:
    """A run by its name, which a round can be played with. Raises GanError."""
    run = find_run(name) if isinstance(name, str) else None
    about = _describe(run) if run else None
    if run is None or about is None:
        raise CheckpointError("missing_path", field="model", received=repr(name)[:60])
    if about["missing"]:
        raise DataError("real_pictures_missing", received=about["missing"], expected="GAN_DATA_DIR")
    return run


def real_set(config: TrainingConfig) -> str:
    """The data set that real pictures are taken from."""
    return EMBEDDED.get(config.dataset, config.dataset)


def real_pictures(config: TrainingConfig) -> ImageDataset:
    """Test images of the run's data set, in its size: neither network has seen them. Raises DataError."""
    return _pool(real_set(config), config.image_size, config.image_channels)


@lru_cache(4)
def _pool(name: str, size: int, channels: int) -> ImageDataset:
    whole = load_dataset(name, split="test", image_size=size, image_channels=channels, progress=False)
    rows = torch.randperm(len(whole), generator=make_generator(0, "real pool"))[:POOL]
    return ImageDataset(name, "test", whole.images[rows].clone(), whole.labels[rows].clone(), whole.class_names)
