"""What a run is trained on and how, kept in each of its checkpoints: whether the next one goes on with the same is seen there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import torch

from gan_core.config import TrainingConfig
from gan_core.errors import DataError
from gan_core.training.devices import TRIED
from gan_core.training.loop import Images

DATA = ("classes", "counts", "fingerprint")

Note = dict[str, Any]  # {"code": RESUMED_CODE of locales/training/training_stage.toml, its fields}


def describe(dataset: Images, config: TrainingConfig, device: torch.device | str) -> dict[str, Any]:
    """Classes, how many images of each, a fingerprint of them all; threads, device and PyTorch."""
    classes = list(getattr(dataset, "class_names", config.class_names))
    counts = dataset.labels.bincount(minlength=len(classes)).tolist()
    how = {"threads": torch.get_num_threads(), "device": torch.device(device).type, "torch": torch.__version__.partition("+")[0]}
    return {"classes": classes, "counts": counts, "fingerprint": fingerprint(dataset)} | how


def fingerprint(dataset: Images) -> str:
    """SHA-256 of images and labels, in their order."""
    digest = hashlib.sha256()
    for tensor in (dataset.images, dataset.labels):
        digest.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.cpu().contiguous().numpy().data)
    return digest.hexdigest()


def check_data(before: Mapping[str, Any], now: Mapping[str, Any], conditional: bool, accept: bool) -> list[Note]:
    """Nothing where the data are the same; a note where they are others and `accept` is set.

    Raises DataError: they are others; or, though accepted, of another number of classes than a conditional network knows.
    """
    if all(before.get(name, now[name]) == now[name] for name in DATA):
        return []
    if not accept:
        was, here = _listing(before), _listing(now)
        raise DataError("data_changed", received=here, before=was) if was != here else DataError("data_other_images", received=here)
    if conditional and len(before.get("classes", ())) != len(now["classes"]):
        raise DataError("data_classes", received=_listing(now), expected=len(before.get("classes", ())))
    return [{"code": "data", "before": _listing(before), "now": _listing(now)}]


def check_exactness(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Note]:
    """Notes on what makes sums be rounded otherwise than they would have been."""
    if now["device"] not in TRIED:
        return [{"code": "untried", "now": _place(now)}]
    here = {name: now[name] for name in ("device", "torch")}
    was = here | {name: before[name] for name in here if name in before}
    if was != here:
        return [{"code": "elsewhere", "before": _place(was), "now": _place(here)}]
    threads = before.get("threads", now["threads"])
    return [{"code": "threads", "before": threads, "now": now["threads"]}] if here["device"] == "cpu" and threads != now["threads"] else []


def _place(how: Mapping[str, Any]) -> str:
    return f"{how['device']}, PyTorch {how['torch']}"


def _listing(data: Mapping[str, Any]) -> str:
    """Classes with their counts, where these are known."""
    classes, counts = data.get("classes", ()), data.get("counts", ())
    if len(classes) != len(counts):
        return ", ".join(map(str, classes))
    return ", ".join(f"{name} ({count})" for name, count in zip(classes, counts, strict=True))
