from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

# before NumPy and torch are imported: waiting threads must not spin, and small products are slower on several threads, most of all
# beside another worker's
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# before the settings are read: no test trains into the runs of the checkout
os.environ["GAN_RUNS_DIR"] = tempfile.mkdtemp(prefix="runs-of-tests-")
# an app that tests start has its processors for them
os.environ["GAN_MEASURE_RECIPES"] = "0"

import pytest
import torch
from hypothesis import settings

# The same inputs at every run; no clock decides
settings.register_profile("tests", derandomize=True, deadline=None, database=None, print_blob=False)
settings.load_profile("tests")

TESTS = Path(__file__).parent
# What `make test-fast` leaves out, by marker: files and folders below tests/; single tests say it themselves
MARKED = {
    "browser": ("browser",),
    "process": (
        "test_wheel.py", "security/test_fuzz_server.py", "training/test_distributed.py", "training/test_kill.py", "web/test_app_killed.py",
        "web/test_classroom.py", "web/training/test_process_pool.py", "windows",
    ),
    "counted": ("playground/test_preset_verdicts.py", "playground/test_presets2d.py"),
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    gone = [place for places in MARKED.values() for place in places if not (TESTS / place).exists()]
    assert not gone, f"tests/conftest.py marks what is not there: {gone}"
    for item in items:
        for marker, places in MARKED.items():
            if any(item.path.is_relative_to(TESTS / place) for place in places):
                item.add_marker(marker)


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["GAN_RUNS_DIR"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def one_torch_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module", autouse=True)
def nothing_left_running() -> Iterator[None]:
    """A tour that a page prepares in a thread draws from torch's global random numbers, which the next module's tests compare."""
    yield
    for thread in threading.enumerate():
        if thread.name == "prefetch":
            thread.join()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The figures that code shows, which then open no browser."""
    from plotly.basedatatypes import BaseFigure

    figures: list[object] = []
    monkeypatch.setattr(BaseFigure, "show", lambda figure: figures.append(figure))
    return figures


@pytest.fixture(scope="module", autouse=True)
def no_training_goes_on() -> Iterator[None]:
    """What a module's tests let the app train ends with them; the next module finds no trainer that was made with other settings."""
    yield
    if training := sys.modules.get("web.training.runner"):
        training.close()
