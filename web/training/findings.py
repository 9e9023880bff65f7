"""What the doctor says of a run, for all who look: asked once a log line, remembered for every step that a replay has shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gan_core.config import TrainingConfig
from gan_core.training.doctor import examine
from gan_core.training.history import History

CACHE_FINDINGS = 1000  # findings, of all runs together

_cache: dict[tuple[Any, ...], dict[str, Any]] = {}


def finding_of(
    path: Path, numbers: History, config: TrainingConfig, state: str = "running", code: str = "", until: int | None = None
) -> dict[str, Any]:
    """The finding as JSON, now or as it would have been at step `until`. The caller holds the lock of `numbers`."""
    key = (path, len(numbers), len(numbers.statistics), len(numbers.events), config, state, code, until)
    if key not in _cache:
        if len(_cache) >= CACHE_FINDINGS:
            _cache.clear()
        _cache[key] = examine(numbers, config, state, code, until).to_json()
    return _cache[key]
