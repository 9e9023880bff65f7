"""A run goes to the Hub: settings, numbers, pictures, one checkpoint and a card, in one commit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from gan_core.errors import CheckpointError
from gan_core.hub import card, contents
from gan_core.hub.refusals import explained
from gan_core.inference import TrainedGenerator
from gan_core.training.run import find_checkpoint
from gan_core.training.run_directory import RunDirectory

PLAIN = ("status.json", "metrics.json", "stats.jsonl")


def push(path: Path, repository: str, *, private: bool = False, license_id: str | None = None) -> str:
    """Send a run with its newest checkpoint, or the one `path` names; returns its address. Its licence is the run's own by default.

    What an earlier push left there and this run has not is removed. The token is huggingface_hub's own: `hf auth login`, or HF_TOKEN.

    Raises:
        CheckpointError: not a run that can draw, the repository holds something else, or the Hub refuses or cannot be reached.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    directory, checkpoint = find_checkpoint(path)
    TrainedGenerator.load(checkpoint)  # what cannot draw is not sent
    files = gather(directory, checkpoint, repository.rpartition("/")[2], license_id or directory.licence.lower())
    contents.check(
        directory.path.name,
        {name: content.stat().st_size if isinstance(content, Path) else len(content) for name, content in files.items()},
    )
    api = HfApi()
    with explained(repository, "write"):
        place = api.create_repo(repository, private=private or None, exist_ok=True)
        there = set(api.list_repo_files(place.repo_id)) - contents.OF_THE_HUB
        if foreign := sorted(name for name in there if not contents.ours(name)):
            raise CheckpointError("hub_foreign_file", received=repository, name=repr(foreign[0][:100]), expected=contents.ACCEPTED)
        changes: list[Any] = [CommitOperationAdd(name, content) for name, content in files.items()]
        changes += [CommitOperationDelete(name) for name in sorted(there - files.keys())]
        message = f"{directory.path.name}: {checkpoint.stem}"
        api.create_commit(place.repo_id, changes, commit_message=message)
    return str(place)


def gather(directory: RunDirectory, checkpoint: Path, name: str, license_id: str) -> dict[str, Path | bytes]:
    """Name on the Hub -> the file, or its bytes where something is added (the card, pictures' mark) or left out (where own images lie)."""
    config, metrics, text = directory.read_config(), directory.path / "metrics.json", directory.path / "README.md"
    scores = contents.parsed_object("metrics.json", metrics.read_bytes()) if metrics.is_file() else {}
    written = text.read_text(encoding="utf-8") if text.is_file() else ""
    shown = replace(config, data_dir=_bare(config.data_dir))
    files: dict[str, Path | bytes] = {
        "README.md": card.with_front_matter(written, name, shown, scores, license_id).encode(),
        "config.json": _public(directory.path / "config.json"),
        f"checkpoints/{checkpoint.name}": checkpoint,
        f"checkpoints/{checkpoint.stem}.json": _public(checkpoint.with_suffix(".json")),
    }
    files |= {name: directory.path / name for name in PLAIN if (directory.path / name).is_file()}
    return files | {
        f"samples/{path.name}": directory.handed_out(path)
        for path in sorted(directory.samples.glob("step-*.png"))
        if contents.ours(f"samples/{path.name}")
    }


def _public(path: Path) -> bytes:
    """A JSON file as it is, but for the folder of own images, of which the last name is enough."""
    content = path.read_bytes()
    values = contents.parsed_object(path.name, content)
    settings = values.get("config", values)
    if not settings.get("data_dir"):
        return content
    settings["data_dir"] = _bare(settings["data_dir"])
    return json.dumps(values, indent=1).encode()


def _bare(folder: str | None) -> str | None:
    return folder and (Path(folder).name or "images")
