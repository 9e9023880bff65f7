"""What viewers are told of a run, from its files and, while this process trains it, from its job."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from gan_core.config import CHOICES, POLICIES, RANGES, TrainingConfig
from gan_core.data import DATASETS
from gan_core.errors import GanError
from gan_core.training.checkpoint import can_go_on
from gan_core.training.equilibrium import equilibrium
from gan_core.training.history import History
from gan_core.training.job import Job
from gan_core.training.run_directory import RunDirectory, steps_of
from gan_core.translations import LANGUAGES
from web.runs.catalogue import about_of, config_of, shipped, titles_of
from web.server.caches import FileCache
from web.settings import SETTINGS
from web.training.findings import finding_of
from web.training.runner import history, runner

EVENTS = 50  # the newest, of a status

FAILURE = re.compile(r"(^|-)(failure|collapse|collapsed|diverging|diverged|nan)(-|$)")  # in the name of a run recorded as a warning

# What the page lets its owner change while a run goes on
OFFERED = (
    "generator_lr", "discriminator_lr", "loss", "n_critic", "real_target", "r1_weight", "r2_weight", "gp_weight",
    "clip_value", "augment", "lsgan_a", "lsgan_b", "lsgan_c",
)  # fmt: skip
_LISTED = CHOICES | {"augment": POLICIES}

_sample_steps = FileCache(lambda folder: list(steps_of(folder, "png")))
_checkpoint_steps = FileCache(lambda folder: RunDirectory(folder.parent).checkpoint_steps())
_fork_steps = FileCache(lambda folder: _steps_to_fork_from(RunDirectory(folder.parent)))
_written_status = FileCache(lambda path: RunDirectory(path.parent).read_status())


def _steps_to_fork_from(directory: RunDirectory) -> list[int]:
    steps = directory.checkpoint_steps()
    return [step for step in steps if can_go_on(directory.checkpoint_path(step))] if shipped(directory) else steps


def row_of(directory: RunDirectory, job: Job | None, position: int | None) -> dict[str, Any]:
    """A run in short, for the list; its position in the queue, if it waits. Raises GanError."""
    row = _row(directory.path / "status.json") | title_and_sharing(directory)
    if job is None and row["state"] not in ("running", "paused"):  # else its writer may have died
        return row
    row, state = row | _read_row(directory), _state(directory, job)
    return row | {"state": state["state"], "step": state["step"], "position": position}


def title_and_sharing(directory: RunDirectory) -> dict[str, Any]:
    """Its name by language, and whether its owner alone sees it: both may change while nothing else does. Raises GanError."""
    return {"title": titles_of(directory), "private": about_of(directory).private}


def _read_row(directory: RunDirectory) -> dict[str, Any]:
    status, config = directory.read_status(), config_of(directory)
    return {
        "name": directory.path.name,
        "kind": "shipped" if shipped(directory) else "own",
        "failure": shipped(directory) and bool(FAILURE.search(directory.path.name)),
        "position": None,
        **{key: status[key] for key in ("state", "step")},
        **{key: getattr(config, key) for key in ("dataset", "model", "conditioning", "loss")},
    }


_row = FileCache(lambda path: _read_row(RunDirectory(path.parent)))  # a run's settings change with its status


def unreadable_row(directory: RunDirectory, error: GanError) -> dict[str, Any]:
    """A run that cannot be read, for the list: its name, and why."""
    return {
        "name": directory.path.name,
        "kind": "own",
        "failure": False,
        "position": None,
        "title": dict.fromkeys(LANGUAGES, directory.path.name),
        "private": False,
        "state": "unreadable",
        "step": 0,
        "error": error.to_json(),
    }


def _state(directory: RunDirectory, job: Job | None) -> dict[str, Any]:
    """State, step and reason, as in status.json; the job knows before the disk does."""
    if job is None:
        kept = _written_status(directory.path / "status.json")
        return kept if kept["state"] not in ("running", "paused") else directory.read_status()  # whose writer may have died
    step = job.step or directory.read_status()["step"]
    return {"state": job.state, "step": step} | job.reason.to_json()


def _position(job: Job | None) -> int | None:
    waiting = runner().waiting()
    return waiting.index(job) + 1 if job in waiting else None


def status_of(directory: RunDirectory, job: Job | None) -> dict[str, Any]:
    """Everything about a run but its curves and pictures."""
    config, state = config_of(directory), _state(directory, job)
    numbers, lock = history(directory)
    with lock:
        numbers.refresh()
        last, speed, events = numbers.last, numbers.speed(), numbers.events[-EVENTS:]
        samples = _sample_steps(directory.samples)
        *sample_epochs, epoch = numbers.epochs_at([*samples, state["step"]])
        finding = finding_of(directory.path, numbers, config, state["state"], state.get("code", ""))
        last_step = _last_step(config, numbers, state, job)
    left = (last_step - state["step"]) * last["seconds"] / last["step"] if last and last_step else None
    own = not shipped(directory)
    return {
        "name": directory.path.name,
        "kind": "own" if own else "shipped",
        **title_and_sharing(directory),
        **state,
        "last_step": last_step,
        "epoch": epoch,
        **{key: last.get(key, 0) for key in ("images_seen", "seconds")},
        "speed": speed and round(speed, 1),
        "seconds_left": left and round(left),
        "position": _position(job),
        "waiting": len(runner().waiting()) if job is not None and state["state"] == "paused" else 0,
        "takeover": own and bool(SETTINGS.presenter_pin),
        "config": config.to_json() | {"data_dir": None},  # a path of the server is private
        "changeable": {name: list(_LISTED.get(name) or RANGES.get(name, (-10, 10))) for name in OFFERED},
        "events": events,
        "finding": finding,
        "sample_steps": samples,
        "raw_sample_steps": _sample_steps(directory.raw_samples),
        "sample_epochs": sample_epochs,
        "checkpoint_steps": _checkpoint_steps(directory.checkpoints),
        "fork_steps": _fork_steps(directory.checkpoints),
        "last": {name: value for name, value in last.items() if value == value},  # NaN is not JSON
        "sigmoid": config.loss in ("minimax", "non_saturating"),
        "lines": {name: round(value, 6) for name, value in equilibrium(config).items()},
    }


def _last_step(config: TrainingConfig, numbers: History, state: dict[str, Any], job: Job | None) -> int:
    """The step a run is to end at; from its own numbers where the data are not at hand. 0 while unknown."""
    if job is not None and job.last_step:
        return job.last_step
    if state["state"] == "finished" or not len(numbers):
        return int(state["step"])
    from gan_core.training.loop import DataChange, total_steps

    changed = max((event["step"] for event in numbers.events if _brought_other_data(event)), default=0)
    rows = {name: [0.0, *numbers.column(name)] for name in ("step", "images_seen", "epoch")}
    first = bisect_right(rows["step"], changed) - 1
    images, epochs = (rows[name][-1] - rows[name][first] for name in ("images_seen", "epoch"))
    if epochs <= 0:
        return 0
    return total_steps(config, round(images / epochs), DataChange(changed, int(rows["images_seen"][first]), rows["epoch"][first]))


def _brought_other_data(event: dict[str, Any]) -> bool:
    notes = event.get("notes")
    return isinstance(notes, list) and any(isinstance(note, dict) and note.get("code") == "data" for note in notes)


def finding_at(directory: RunDirectory, step: int) -> dict[str, Any]:
    """What the doctor would have said at that step."""
    config = config_of(directory)
    numbers, lock = history(directory)
    with lock:
        numbers.refresh()
        return finding_of(directory.path, numbers, config, until=step)


def shares_of(directory: RunDirectory) -> dict[str, Any]:
    """How the samples were shared among the classes, each time that they were measured; no steps where no classifier tells them apart."""
    numbers, lock = history(directory)
    with lock:
        numbers.refresh()
        measured = [sample for sample in numbers.statistics if sample.shares]
    config, count = config_of(directory), max((len(sample.shares or ()) for sample in measured), default=0)
    names = config.class_names or DATASETS[config.dataset].class_names
    return {
        "classes": list(names) if len(names) == count else [str(number) for number in range(count)],
        "steps": [sample.step for sample in measured],
        "shares": [sample.shares for sample in measured],
    }


def curves_of(directory: RunDirectory, low: int = 0, high: int | None = None) -> bytes:
    """The thinned curves, packed: see `History.snapshot` and, for those from step `low` to step `high`, `History.stretch`."""
    numbers, lock = history(directory)
    with lock:
        numbers.refresh()
        return numbers.snapshot().packed if high is None else numbers.stretch(low, high)
