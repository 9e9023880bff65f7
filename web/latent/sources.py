"""Where a model's weights come from: a shipped one by its name, a visitor's own run by its newest checkpoint. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.errors import GanError
from gan_core.training.run_directory import RunDirectory
from web.runs.catalogue import all_runs, find_run, may_see, shipped, titles_of

LISTED = 50  # own runs, the newest


@dataclass(frozen=True)
class OwnModel:
    """The newest weights of a run of this server; another value once there are newer ones."""

    name: str
    checkpoint: Path

    @property
    def directory(self) -> RunDirectory:
        """Of the run."""
        return RunDirectory(self.checkpoint.parent.parent)


Source = str | OwnModel


def source_of(name: str, visitor: str, folder: Path) -> Source:
    """The model of that name in `folder`, else of a run that this visitor may see. Raises CheckpointError: the run has no weights yet."""
    if (folder / name / "config.json").is_file():
        return name
    run = find_run(name, visitor)
    return name if run is None or shipped(run) else OwnModel(name, run.latest_checkpoint())  # a name of none is refused where it is loaded


def own_models(visitor: str) -> list[dict[str, Any]]:
    """Runs that this visitor may slide through, his own and those that are shown to the room, newest first: name, title by language."""
    rows: list[dict[str, Any]] = []
    for run in all_runs():
        if len(rows) == LISTED:
            break
        try:
            if not shipped(run) and may_see(run, visitor) and any(run.checkpoint_steps()):
                rows.append({"name": run.path.name, "title": titles_of(run)})
        except GanError:  # named on the Training page
            continue
    return rows
