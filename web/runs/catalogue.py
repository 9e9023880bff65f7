"""The runs of this server, by name: the visitors' own, each as far as it may be seen, and the shipped ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

from gan_core.config import TrainingConfig
from gan_core.files import portable_name
from gan_core.paths import CHECKPOINTS as SHIPPED
from gan_core.training.about import FILE, About, read_about
from gan_core.training.run_directory import RunDirectory, list_runs
from gan_core.training.run_title import run_title
from gan_core.translations import LANGUAGES
from web.server.caches import FileCache
from web.settings import SETTINGS

TAIL = 8192  # bytes at a log's end that hold a report

_config = FileCache(lambda path: RunDirectory(path.parent).read_config())
_about = FileCache(lambda path: read_about(RunDirectory(path.parent)))
_steps = FileCache(lambda path: _steps_per_epoch(path))


def config_of(directory: RunDirectory) -> TrainingConfig:
    """As `RunDirectory.read_config`."""
    return _config(directory.path / "config.json")


def about_of(directory: RunDirectory) -> About:
    """As `read_about`."""
    return _about(directory.path / FILE)


def titles_of(directory: RunDirectory) -> dict[str, str]:
    """The run's one name, by language. Raises GanError."""
    config, about = config_of(directory), about_of(directory)
    return {spoken: run_title(directory.path.name, config, about, spoken) for spoken in LANGUAGES}


def is_owner(directory: RunDirectory, visitor: str) -> bool:
    """Whether this visitor started it."""
    return about_of(directory).belongs_to(visitor)


def may_see(directory: RunDirectory, visitor: str) -> bool:
    """Whether it is shown to this visitor: a private run is its owner's alone."""
    return not about_of(directory).private or is_owner(directory, visitor)


def shipped(directory: RunDirectory) -> bool:
    """Whether a run came with the app."""
    return directory.path.parent == SHIPPED


def all_runs() -> list[RunDirectory]:
    """The visitors' own runs, newest first, then the shipped ones by name."""
    own = [run for run in list_runs(SETTINGS.runs_dir) if run.path != SETTINGS.runs_dir]
    return own + sorted((run for run in list_runs(SHIPPED) if run.stats_path.is_file()), key=lambda run: run.path.name)


def find_run(name: str, visitor: str = "") -> RunDirectory | None:
    """A run by the name of its folder; None for anything that is not one, that this visitor may not see, or that would be another's name on
    Windows."""
    if not re.fullmatch(r"\w[\w.-]{0,99}", name, re.ASCII) or not portable_name(name):
        return None
    found = (RunDirectory(folder / name) for folder in (SETTINGS.runs_dir, SHIPPED))
    run = next((run for run in found if run.exists()), None)
    return run if run is not None and may_see(run, visitor) else None


def steps_per_epoch(directory: RunDirectory) -> float | None:
    """By the newest whole line of a run's log: a run's batches are all of one size. None before its first report."""
    return _steps(directory.stats_path)


def _steps_per_epoch(stats: Path) -> float | None:
    try:
        with stats.open("rb") as file:
            file.seek(max(0, stats.stat().st_size - TAIL))
            lines = file.read().decode(errors="replace").split("\n")[:-1]
    except OSError:
        return None
    reports = [json.loads(line) for line in lines if line.startswith('{"step"') and '"epoch"' in line]
    return reports[-1]["step"] / reports[-1]["epoch"] if reports and reports[-1]["epoch"] else None
