"""The app's one trainer, and where its runs are. Imports torch: pages import this inside functions only."""

from __future__ import annotations

import threading
from pathlib import Path

from gan_core.config import TrainingConfig
from gan_core.data import load_for
from gan_core.data.fit import with_classes
from gan_core.training.devices import choose_device
from gan_core.training.history import History
from gan_core.training.job import Driver, Limits
from gan_core.training.loop import Images
from gan_core.training.run_directory import RunDirectory
from gan_core.training.runner import Runner
from web.settings import SETTINGS
from web.training.process_pool import TrainerPool

trainers = TrainerPool()
drive: Driver = trainers  # how a job is trained

_lock = threading.Lock()
_runner: Runner | None = None
_histories: dict[Path, tuple[History, threading.Lock]] = {}


def load(config: TrainingConfig) -> tuple[TrainingConfig, Images]:
    """The data of a config, and the config with its classes. Raises DataError."""
    images = load_for(config, device=choose_device(SETTINGS.device))
    return with_classes(config, images), images


def runner() -> Runner:
    """The trainer, made at first use."""
    global _runner
    with _lock:
        if _runner is None:
            limits = Limits(
                running=SETTINGS.max_running,
                waiting=SETTINGS.max_jobs,
                queue=SETTINGS.max_queue,
                minutes=SETTINGS.max_minutes,
                steps=SETTINGS.max_steps,
                idle_minutes=SETTINGS.idle_minutes,
                memory_mb=SETTINGS.max_training_mb,
                disk_mb=SETTINGS.max_run_mb,
                own_runs=SETTINGS.max_own_runs,
                runs=SETTINGS.max_runs,
                runs_mb=SETTINGS.max_runs_mb,
            )
            _runner = Runner(SETTINGS.runs_dir, drive, limits)
        return _runner


def close() -> None:
    """Stop what trains, with a checkpoint."""
    global _runner
    with _lock:
        if _runner is not None:
            _runner.close()
            _runner = None
        trainers.close()


def history(directory: RunDirectory) -> tuple[History, threading.Lock]:
    """A run's numbers, shared by all who look; take the lock to read them."""
    with _lock:
        return _histories.setdefault(directory.path, (History(directory), threading.Lock()))
