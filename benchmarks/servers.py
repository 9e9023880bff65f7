"""A server in a process of its own, for as long as it is measured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from benchmarks.browser import free_port
from gan_core.paths import ROOT

POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Server:
    """One that answers."""

    port: int
    process: int
    milliseconds: float  # from its start to its first answer

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"


@contextmanager
def started(command: Sequence[str], port: int, ready: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """A program that listens at `port`, as soon as its path `ready` answers. Raises RuntimeError where it ends instead."""
    began = time.perf_counter()
    settings = os.environ | environment
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=settings) as process:
        try:
            while not _answers(f"http://localhost:{port}{ready}"):
                if process.poll() is not None:
                    raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
                time.sleep(POLL_SECONDS)
            yield Server(port, process.pid, (time.perf_counter() - began) * 1000)
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=60).is_success
    except httpx.HTTPError:
        return False


@contextmanager
def app(ready: str = "/_stcore/health", **environment: str) -> Iterator[Server]:
    """The app; `ready="/api/latent/model"` waits for its model, too."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    with started(command, port, ready, environment) as server:
        yield server


@contextmanager
def demo() -> Iterator[Server]:
    """The Gradio demo."""
    port = free_port()
    with started([sys.executable, "gradio_demo.py"], port, "/config", {"GRADIO_SERVER_PORT": str(port)}) as server:
        yield server
