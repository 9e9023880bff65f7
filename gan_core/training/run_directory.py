"""A run on disk: an append-only log that a live view, a replay, a comparison and the command line all read.

config.json, stats.jsonl, samples/[raw/]step-XXXXXXXX.png, checkpoints/step-XXXXXXXX.safetensors + .json, status.json.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock
from PIL import Image

from gan_core.config import TrainingConfig
from gan_core.errors import CheckpointError
from gan_core.files import remove, replacing, when_free, write_atomic
from gan_core.provenance import made_with, marked_png, png_info
from gan_core.training.end_reasons import NO_REASON, STATUS_DAMAGED, EndReason
from gan_core.training.log_lines import read_line

if TYPE_CHECKING:  # listing runs needs no torch
    from torch import Tensor

    from gan_core.training.loop import StepReport

STATES = ("queued", "running", "paused", "stopped", "finished", "failed", "interrupted")


class RunDirectory:
    """Reader and writer of one run's files. Reading needs no lock; a writer holds `writer.lock` while it lives."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @cached_property
    def stats_path(self) -> Path:
        """The log."""
        return self.path / "stats.jsonl"

    @cached_property
    def samples(self) -> Path:
        """Folder of pictures."""
        return self.path / "samples"

    @cached_property
    def raw_samples(self) -> Path:
        """Folder of the pictures that G itself drew where `samples` are its average's."""
        return self.samples / "raw"

    @cached_property
    def checkpoints(self) -> Path:
        """Folder of checkpoints."""
        return self.path / "checkpoints"

    @property
    def licence(self) -> str:
        """Of the weights and of what they draw, by its SPDX identifier: the first line of LICENSE; MIT where there is none."""
        try:
            first = (self.path / "LICENSE").read_text(encoding="utf-8").partition("\n")[0].strip()
        except OSError:
            return "MIT"
        return first or "MIT"

    def exists(self) -> bool:
        """Whether a run was ever started here, or may have been: a folder that cannot be looked into is named, not passed over."""
        try:
            return stat.S_ISREG((self.path / "config.json").stat().st_mode)
        except PermissionError:
            return True
        except OSError:
            return False

    def create(self, config: TrainingConfig) -> None:
        """Lay out a new run. Raises CheckpointError (run_exists) rather than mixing two runs."""
        if self.exists():
            raise CheckpointError("run_exists", field="out", received=self.path)
        self.samples.mkdir(parents=True, exist_ok=True)
        self.checkpoints.mkdir(exist_ok=True)
        self.write_config(config)
        self.write_status("queued", step=0)

    # Config and status

    def write_config(self, config: TrainingConfig) -> None:
        """Everything needed to rebuild the run."""
        write_atomic(self.path / "config.json", json.dumps(config.to_json(), indent=1).encode())

    def read_config(self) -> TrainingConfig:
        """Raises CheckpointError when this is not a run, ConfigError when the config is foreign."""
        try:
            values = json.loads(when_free(lambda: (self.path / "config.json").read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            raise CheckpointError("not_a_run", received=self.path) from None
        except OSError as error:
            raise self._unreadable(error) from None
        except (ValueError, RecursionError):
            raise CheckpointError("checkpoint_damaged", received="config.json", reason="not JSON") from None
        if not isinstance(values, dict):
            raise CheckpointError("checkpoint_damaged", received="config.json", reason="not a JSON object")
        return TrainingConfig.from_json(values)

    def write_status(self, state: str, *, step: int, reason: EndReason = NO_REASON) -> None:
        """State is one of STATES; `reason` says why a run failed or stopped."""
        write_atomic(self.path / "status.json", json.dumps({"state": state, "step": step} | reason.to_json()).encode())

    def read_status(self) -> dict[str, Any]:
        """{state, step, reason}, a reason with {code, fields}; a run that says it is running but whose writer is gone is "interrupted"."""
        try:
            status: Any = json.loads(when_free(lambda: (self.path / "status.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, RecursionError):
            status = None
        if not _is_status(status):
            return {"state": "interrupted", "step": 0} | STATUS_DAMAGED.to_json()
        if status["state"] in ("running", "paused") and not self._has_writer():
            status["state"] = "interrupted"
        return dict(status)

    @contextmanager
    def writer_lock(self) -> Iterator[None]:
        """Held by the process that trains; the system frees it when that process dies, however it dies.

        Raises CheckpointError (run_busy) when another process trains here.
        """
        lock = filelock.FileLock(self.path / "writer.lock", thread_local=False)
        try:
            lock.acquire(timeout=1)  # a reader asking for the state holds it for an instant
        except filelock.Timeout:
            raise CheckpointError("run_busy", field="run_dir", received=self.path) from None
        try:
            yield
        finally:
            with suppress(OSError):  # Windows deletes no open file
                (self.path / "writer.lock").unlink()  # still locked: who waits for it sees that it is gone, and makes another
            lock.release()

    def _has_writer(self) -> bool:
        try:
            if not (self.path / "writer.lock").exists():
                return False
            with filelock.FileLock(self.path / "writer.lock", blocking=False):
                return False
        except filelock.Timeout:
            return True
        except OSError as error:  # another account's lock is held, for all that can be known; on a read-only disk nothing is written
            return isinstance(error, PermissionError)

    def _unreadable(self, error: OSError) -> CheckpointError:
        return CheckpointError("run_unreadable", received=self.path, reason=error.strerror or type(error).__name__)

    # Numbers

    def append_report(self, report: StepReport) -> None:
        """One line of stats.jsonl."""
        line: dict[str, object] = {
            "step": report.step,
            "epoch": round(report.epoch, 4),
            "images_seen": report.images_seen,
            "seconds": round(report.seconds, 3),
        }
        self._append(line | {name: round(value, 6) for name, value in report.metrics.items()})

    def append_event(self, step: int, event: str, **details: object) -> None:
        """A line with an `event` key: resumed, stopped, a changed setting, ..."""
        self._append({"step": step, "event": event} | details)

    def _append(self, line: Mapping[str, object]) -> None:
        with self.stats_path.open("ab") as file:
            file.write(json.dumps(line).encode() + b"\n")

    def read_stats(self) -> Iterator[dict[str, Any]]:
        """Every complete line so far; a line cut by a crash is left out. Raises CheckpointError: one is damaged."""
        try:
            file = self.stats_path.open(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._unreadable(error) from None
        with file:
            for line in file:
                if line.endswith("\n"):
                    yield read_line(line)

    def forget_after(self, step: int) -> None:
        """Drop lines, pictures and (damaged) checkpoints younger than the one a run resumes from: they will come again."""
        kept = [json.dumps(line) + "\n" for line in self.read_stats() if line["step"] <= step]
        write_atomic(self.stats_path, "".join(kept).encode())
        for folder in (self.samples, self.raw_samples):
            for number, picture in steps_of(folder, "png").items():
                if number > step:
                    remove(picture)
        for number, counters in steps_of(self.checkpoints, "json").items():
            if number > step:
                remove(counters)

    def copy_log(self, source: RunDirectory, step: int) -> None:
        """Numbers, events and pictures of another run up to a step, as this one's past."""
        kept = [json.dumps(line) + "\n" for line in source.read_stats() if line["step"] <= step]
        write_atomic(self.stats_path, "".join(kept).encode())
        for folder, own in ((source.samples, self.samples), (source.raw_samples, self.raw_samples)):
            for number, picture in steps_of(folder, "png").items():
                if number <= step:
                    own.mkdir(parents=True, exist_ok=True)
                    shutil.copy(picture, own)

    # Pictures and checkpoints

    def save_samples(self, step: int, grid: Tensor, *, raw: bool = False) -> Path:
        """Write one uint8 picture (H, W, C) of fixed-noise samples as PNG; `raw`: drawn by G itself where the others are by its average."""
        pixels, config = grid.squeeze(-1).numpy(), self.read_config()
        folder = self.raw_samples if raw else self.samples
        path = folder / f"step-{step:08d}.png"
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            Image.fromarray(pixels).save(
                temporary, format="png", optimize=True, pnginfo=png_info(made_with(config, seed=config.seed, step=step))
            )
        return path

    def handed_out(self, picture: Path) -> bytes:
        """A picture of its samples as it leaves: marked as generated, which those that older versions wrote are not on disk."""
        config = self.read_config()
        made_by = made_with(config, seed=config.seed, step=int(picture.stem.removeprefix("step-")))
        return marked_png(picture.read_bytes(), made_by)

    def checkpoint_steps(self) -> list[int]:
        """Steps with a complete checkpoint, in order."""
        return list(steps_of(self.checkpoints, "json"))

    def checkpoint_path(self, step: int) -> Path:
        """The safetensors file of one step."""
        return self.checkpoints / f"step-{step:08d}.safetensors"

    def prune_checkpoints(self, keep: int) -> None:
        """Delete all but the `keep` newest checkpoints, each one's JSON first, so that no half checkpoint is listed."""
        oldest_kept = min(self.checkpoint_steps()[-keep:], default=0)
        for step, weights in steps_of(self.checkpoints, "safetensors").items():
            if step < oldest_kept:
                remove(weights.with_suffix(".json"))
                remove(weights)

    def latest_checkpoint(self) -> Path:
        """Raises CheckpointError when no checkpoint was written yet."""
        steps = self.checkpoint_steps()
        if not steps:
            raise CheckpointError("checkpoint_foreign", received=self.path.name, reason="it has no checkpoint yet")
        return self.checkpoint_path(steps[-1])


def steps_of(folder: Path, suffix: str) -> dict[int, Path]:
    """step-XXXXXXXX.SUFFIX by step, in order; files of other names are not ours."""
    found = ((re.fullmatch(r"step-([0-9]{8,10})", path.stem), path) for path in folder.glob(f"step-*.{suffix}"))
    return dict(sorted((int(match[1]), path) for match, path in found if match))


def _is_status(status: object) -> bool:
    if not isinstance(status, dict) or type(status.get("step")) is not int:
        return False
    if not (status.get("state") in STATES and isinstance(status.get("reason"), str) and isinstance(status.get("code", ""), str)):
        return False
    fields = status.get("fields", {})
    return isinstance(fields, dict) and all(isinstance(value, str) for value in fields.values())


def list_runs(folder: Path | str) -> list[RunDirectory]:
    """Runs directly below `folder` (and `folder` itself), newest first."""
    found = []
    for path in (folder, *_folders_in(folder)):
        try:
            status = os.stat(f"{path}/config.json")  # noqa: PTH116 - of thousands of runs, for which Path takes four times as long
        except PermissionError:
            found.append((0.0, path))
        except OSError:
            continue
        else:
            found.append((status.st_mtime, path))
    return [RunDirectory(path) for _, path in sorted(found, key=lambda entry: entry[0], reverse=True)]


def _folders_in(folder: Path | str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries if entry.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
