"""A server of ours in a process of its own, for as long as tests need it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import httpx

from gan_core.paths import ROOT

START_SECONDS = 300  # a start imports torch, on a busy machine


@contextmanager
def started(command: Sequence[str | Path], health: str, log: Path, environment: dict[str, str], folder: Path = ROOT) -> Iterator[None]:
    """A command run in `folder`, from the moment that the address `health` answers; nothing may have failed in it by the end."""
    with (
        log.open("w", encoding="utf-8") as output,
        subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=os.environ | environment) as process,
    ):
        try:
            deadline = monotonic() + START_SECONDS
            while not answers(health):
                assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
                assert monotonic() < deadline, log.read_text(encoding="utf-8", errors="replace")
                try:
                    process.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
            yield
        finally:
            process.terminate()
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=10).status_code == 200
    except httpx.TransportError:
        return False
