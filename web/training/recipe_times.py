"""How long a training takes on this machine: a few steps of each recipe card are measured at a start, in a process of their
own (`python -m web.training.recipe_times`), and the shortest time is kept in a file: a busy machine only makes it longer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
import time
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from gan_core.config import TrainingConfig
from gan_core.files import write_atomic
from gan_core.presets import get_preset
from web.server.caches import FileCache
from web.settings import SETTINGS, cores

RECIPES = ("cgan-quick", "cgan-mnist", "cgan-r3gan-fashion-mnist", "cgan-cifar10")
UNIT = RECIPES[0]  # others are estimated from it
FILE = "recipe_times.json"
TIMEOUT_SECONDS = 600
FRESH_SECONDS = 24 * 3600  # for which nothing is measured again

LOG = logging.getLogger(__name__)

_kept = FileCache(lambda path: _read(path))


def measured_seconds(recipe: str) -> float | None:
    """Of a step of this recipe; None where it was not measured with these settings of the machine."""
    path = SETTINGS.runs_dir / FILE
    return (_kept(path) if path.is_file() else {}).get(_key(recipe))


def minutes(config: TrainingConfig, images: int, recipe: str = "") -> float | None:
    """Of a training on so many images: by the measured recipe, or without one an estimate from UNIT; None before that was measured."""
    from gan_core.data.fit import planned_steps

    seconds = measured_seconds(recipe or UNIT)
    if seconds is not None and not recipe:
        seconds *= _multiplications(config) / _multiplications(get_preset(UNIT))
    return None if seconds is None else planned_steps(config, images) * seconds / 60


@lru_cache(256)
def _multiplications(config: TrainingConfig) -> float:
    from gan_core.training.pace import multiplications

    return multiplications(config)


@lru_cache(64)
def _key(recipe: str) -> str:
    """All that a step's time depends on."""
    about = [get_preset(recipe).to_json(), version("torch"), SETTINGS.device, cores()]
    return f"{recipe} {hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:16]}"


def _read(path: Path) -> dict[str, float]:
    with suppress(OSError, ValueError, AttributeError):  # then it is measured anew
        found = json.loads(path.read_text(encoding="utf-8"))
        return {key: seconds for key, seconds in found.items() if isinstance(seconds, float) and seconds > 0}
    return {}


def measure() -> None:
    """Unless that was done a short while ago, or a training would be slowed by it; it is done when this returns."""
    from web.training.runner import runner

    if not SETTINGS.measure_recipes or _fresh() or any(not job.over for job in runner().jobs):
        return
    with suppress(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-m", "web.training.recipe_times"], timeout=TIMEOUT_SECONDS, check=False)


def _fresh() -> bool:
    path = SETTINGS.runs_dir / FILE
    return all(map(measured_seconds, RECIPES)) and time.time() - path.stat().st_mtime < FRESH_SECONDS


def main() -> None:
    """The process."""
    import torch

    from gan_core.training.devices import choose_device
    from gan_core.training.pace import seconds_per_step

    torch.set_num_threads(max(1, cores() - 1))  # as a training's
    path, device = SETTINGS.runs_dir / FILE, choose_device(SETTINGS.device)
    for recipe in RECIPES:
        seconds = min(seconds_per_step(get_preset(recipe), device), measured_seconds(recipe) or float("inf"))
        try:
            write_atomic(path, json.dumps(_read(path) | {_key(recipe): seconds}, indent=1).encode())
        except OSError as error:
            LOG.warning("%s: %s", path, error)
            return


if __name__ == "__main__":
    main()
