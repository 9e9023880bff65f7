"""What one takes home of a run: its weights, its samples, its numbers, or all of it."""

from __future__ import annotations

import csv
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

from gan_core.errors import CheckpointError
from gan_core.frozen import freeze
from gan_core.training.checkpoint import strip_checkpoint
from gan_core.training.run_directory import RunDirectory, steps_of


def make_download(directory: RunDirectory, kind: str) -> Path:
    """The file, in a folder of its own that `discard` deletes. Raises CheckpointError: no such kind, or no checkpoint yet."""
    if kind not in DOWNLOADS:
        raise CheckpointError("value", field="kind", received=repr(kind[:40]), expected=", ".join(DOWNLOADS))
    folder = Path(tempfile.mkdtemp(prefix="gan-download-"))
    try:
        return DOWNLOADS[kind](directory, folder)
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise


def discard(file: Path) -> None:
    """Delete a file of `make_download`, once it was sent."""
    rmtree(file.parent, ignore_errors=True)


def _weights(directory: RunDirectory, folder: Path) -> Path:
    """G, its average where there is one, and D of the newest checkpoint, as safetensors."""
    return strip_checkpoint(directory.latest_checkpoint(), folder)


def _samples(directory: RunDirectory, folder: Path) -> Path:
    """Every fixed-noise picture."""
    file = folder / "samples.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for picture in steps_of(directory.samples, "png").values():
            archive.writestr(picture.name, directory.handed_out(picture))
    return file


def _numbers(directory: RunDirectory, folder: Path) -> Path:
    """Every line of the log that is no event: a column a number."""
    lines = [line for line in directory.read_stats() if "event" not in line]
    columns = list(dict.fromkeys(name for line in lines for name in line))
    file = folder / "numbers.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns)
        writer.writeheader()
        writer.writerows(lines)
    return file


def _run(directory: RunDirectory, folder: Path) -> Path:
    """A run directory that the command line opens: without its owner, the server's paths, and all checkpoints but the newest."""
    file, name = folder / "run.zip", directory.path.name
    checkpoint = directory.latest_checkpoint()
    pictures = [path for place in (directory.samples, directory.raw_samples) for path in steps_of(place, "png").values()]
    others = [path for path in (directory.path / "status.json", directory.stats_path) if path.is_file()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(f"{name}/config.json", json.dumps(directory.read_config().to_json() | {"data_dir": None}, indent=1))
        for path in (*others, checkpoint):
            archive.write(path, f"{name}/{path.relative_to(directory.path).as_posix()}")
        for path in pictures:
            archive.writestr(f"{name}/{path.relative_to(directory.path).as_posix()}", directory.handed_out(path))
        counters = json.loads(checkpoint.with_suffix(".json").read_text(encoding="utf-8"))
        if "config" in counters:
            counters["config"]["data_dir"] = None
        archive.writestr(f"{name}/checkpoints/{checkpoint.stem}.json", json.dumps(counters))
    return file


def _frozen(directory: RunDirectory, folder: Path) -> Path:
    """The run as one HTML page."""
    file = folder / "run.html"
    file.write_bytes(freeze(directory))
    return file


DOWNLOADS: dict[str, Callable[[RunDirectory, Path], Path]] = {
    "weights": _weights,
    "samples": _samples,
    "numbers": _numbers,
    "run": _run,
    "frozen": _frozen,
}
