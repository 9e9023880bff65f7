"""What a run on the Hub may hold: names, and how many bytes each may have. Nothing else is sent, and nothing else is fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from gan_core.errors import CheckpointError

MB = 10**6
LIMITS = {
    r"README\.md": MB,
    r"config\.json": MB,
    r"status\.json": MB,
    r"metrics\.json": MB,
    r"stats\.jsonl": 100 * MB,
    r"samples/step-[0-9]{8}\.png": 20 * MB,
    r"checkpoints/step-[0-9]{8}\.json": MB,
    r"checkpoints/step-[0-9]{8}\.safetensors": 2000 * MB,
}
MAX_FILES, MAX_BYTES = 5000, 4000 * MB
GLOBS = (
    "README.md", "config.json", "status.json", "metrics.json", "stats.jsonl",
    "samples/*.png", "checkpoints/*.safetensors", "checkpoints/*.json",
)  # fmt: skip
ACCEPTED = ", ".join(GLOBS)
OF_THE_HUB = {".gitattributes"}  # the Hub puts it into every repository; left there


def limit_of(name: str) -> int:
    """The most bytes a file of this name may have; 0: a run has no such file."""
    return next((limit for pattern, limit in LIMITS.items() if re.fullmatch(pattern, name, re.ASCII)), 0)


def ours(name: str) -> bool:
    """Whether a run has files of this name."""
    return limit_of(name) > 0


def check(repository: str, sizes: Mapping[str, int]) -> dict[str, int]:
    """The files of a repository that make up a run, with their sizes.

    Raises CheckpointError: there is a file that no run has (a pickle, a program, a way out of the folder), one is too large, there are too
    many, or there is no run.
    """
    files = {name: size for name, size in sizes.items() if name not in OF_THE_HUB}
    for name, size in files.items():
        if not ours(name):
            raise CheckpointError("hub_foreign_file", received=repository, name=repr(name[:100]), expected=ACCEPTED)
        if size > limit_of(name):
            raise CheckpointError("hub_too_large", received=repository, name=name, size=f"{size:,}", expected=f"{limit_of(name):,}")
    if len(files) > MAX_FILES:
        raise CheckpointError(
            "hub_too_large", received=repository, name="all together", size=f"{len(files):,} files", expected=f"{MAX_FILES:,}"
        )
    if (total := sum(files.values())) > MAX_BYTES:
        raise CheckpointError("hub_too_large", received=repository, name="all together", size=f"{total:,}", expected=f"{MAX_BYTES:,}")
    if "config.json" not in files or not any(name.endswith(".safetensors") for name in files):
        raise CheckpointError("hub_no_run", received=repository)
    return files


def parsed(name: str, content: bytes) -> object:
    """What a JSON file says. Raises CheckpointError."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise CheckpointError("checkpoint_damaged", received=name, reason="not JSON") from None


def parsed_object(name: str, content: bytes) -> dict[str, Any]:
    """The same for a file that holds a JSON object."""
    values = parsed(name, content)
    if not isinstance(values, dict):
        raise CheckpointError("checkpoint_damaged", received=name, reason="not a JSON object")
    return values
