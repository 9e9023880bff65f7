"""A run comes from the Hub: only what a run may hold, looked at before it is put in place."""

from __future__ import annotations

import shutil
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from gan_core.errors import CheckpointError
from gan_core.hub import card, contents
from gan_core.hub.refusals import explained
from gan_core.inference import TrainedGenerator
from gan_core.training.run_directory import RunDirectory

if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoFile

LARGEST_PICTURE = 8192 * 8192  # pixels


def pull(repository: str, out: Path, *, revision: str | None = None) -> Path:
    """Fetch a run into the new folder `out`, which appears whole or not at all.

    Raises:
        CheckpointError: the repository is no run, holds files that no run has, is damaged, or the Hub refuses or cannot be reached.
    """
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise CheckpointError("value", field="--out", received=str(out), expected="a new folder, or an empty one")
    if not out.parent.is_dir():
        raise CheckpointError("missing_path", field="--out", received=str(out.parent))
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent, ignore_cleanup_errors=True) as waiting:
        folder = _download(repository, revision, Path(waiting) / "run")
        _look_at(folder)
        if out.exists():
            out.rmdir()  # empty; Windows puts nothing in the place of a folder
        folder.rename(out)
    return out


def _download(repository: str, revision: str | None, folder: Path) -> Path:
    """The files of one commit, whose names and sizes were found good before and whose bytes are those the Hub lists."""
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

    api = HfApi()
    with explained(repository, "read"):
        commit = api.repo_info(repository, revision=revision).sha
        tree = api.list_repo_tree(repository, recursive=True, revision=commit)
        listed = {entry.path: entry for entry in islice(tree, 2 * contents.MAX_FILES) if isinstance(entry, RepoFile)}
        files = contents.check(repository, {name: entry.size for name, entry in listed.items()})
        api.snapshot_download(repository, revision=commit, local_dir=folder, allow_patterns=list(contents.GLOBS), max_workers=4)
    shutil.rmtree(folder / ".cache", ignore_errors=True)  # the library's notes on what it fetched
    received = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    for name in received | files.keys():
        _check_bytes(folder / name, listed.get(name))
    return folder


def _check_bytes(path: Path, entry: RepoFile | None) -> None:
    """A plain file with the size and digest that the Hub lists. Raises CheckpointError."""
    from huggingface_hub.utils.sha import git_hash, sha_fileobj

    if entry is None or path.is_symlink() or not path.is_file() or path.stat().st_size != entry.size:
        raise CheckpointError("checkpoint_damaged", received=path.name, reason="it is not the file that the Hub lists")
    if entry.lfs:
        with path.open("rb") as file:
            same = sha_fileobj(file).hex() == entry.lfs.sha256
    else:
        same = git_hash(path.read_bytes()) == entry.blob_id
    if not same:
        raise CheckpointError("checkpoint_damaged", received=path.name, reason="its digest differs from the one that the Hub lists")


def _look_at(folder: Path) -> None:
    """Read everything as the app will. Raises CheckpointError or ConfigError."""
    directory = RunDirectory(folder)
    for name in ("status.json", "metrics.json"):
        if (folder / name).exists():
            contents.parsed_object(name, (folder / name).read_bytes())
    if directory.stats_path.exists():
        for line in directory.stats_path.read_bytes().splitlines():
            if not isinstance(contents.parsed_object("stats.jsonl", line).get("step"), int):
                raise CheckpointError("checkpoint_damaged", received="stats.jsonl", reason="a line is not a report of a step")
    for picture in directory.samples.glob("*"):
        _look_at_picture(picture)
    for checkpoint in directory.checkpoints.glob("*.safetensors"):
        TrainedGenerator.load(checkpoint)
    text = folder / "README.md"
    if text.exists():
        text.write_text(card.without_front_matter(_text(text)), encoding="utf-8", newline="")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise CheckpointError("checkpoint_damaged", received=path.name, reason="not UTF-8") from None


def _look_at_picture(path: Path) -> None:
    try:
        with Image.open(path, formats=["PNG"]) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise CheckpointError(
                    "checkpoint_damaged", received=path.name, reason=f"{picture.width} x {picture.height} pixels are too many"
                )
            picture.verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise CheckpointError("checkpoint_damaged", received=path.name, reason="not a PNG picture") from None
