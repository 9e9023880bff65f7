"""All end points over small untrained models, runs, and a trainer that never gets its data."""

from __future__ import annotations

import dataclasses
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import hostile
import pytest
from small_runs import SMALL, lay_out
from starlette.applications import Starlette
from starlette.middleware import Middleware

from gan_core.config import TrainingConfig
from gan_core.data import load_dataset
from gan_core.errors import DataError
from gan_core.inference.training_neighbours import TrainingNeighbours
from gan_core.metrics.classifier import load_classifier
from gan_core.training.job import InProcessDriver
from gan_core.training.run_directory import RunDirectory
from web.evaluation import api as evaluation_api  # fmt: skip
from web.evaluation import models as evaluation_models  # fmt: skip
from web.evaluation import queue as evaluations  # fmt: skip
from web.evaluation.queue import EvaluationQueue
from web.latent import api as latent_api  # fmt: skip
from web.latent import engine as latent_engine  # fmt: skip
from web.latent import find as latent_find  # fmt: skip
from web.latent import packed as latent_packed  # fmt: skip
from web.latent.engine import LatentEngine
from web.routes import ROUTES
from web.runs import catalogue
from web.server import visitors  # fmt: skip
from web.server.caches import Coalesced
from web.server.security_headers import SecurityHeaders
from web.server.unknown_page import UnknownPage
from web.settings import Settings
from web.training import api as live_api  # fmt: skip
from web.training import runner as training  # fmt: skip
from web.training import status as live_status  # fmt: skip
from web.training.presenter_pin import PresenterPin
from web.ui.navigation import ADDRESSES

ME = "0" * 32


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if hostile.COUNT:
        by_status = ", ".join(f"{count} x {status}" for status, count in sorted(hostile.COUNT.items()))
        terminalreporter.write_line(f"{hostile.COUNT.total()} bad inputs were tried; answers: {by_status}")


@pytest.fixture(scope="session")
def runs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A visitor's finished run and images."""
    folder = tmp_path_factory.mktemp("runs")
    lay_out(RunDirectory(folder / "own-run"), SMALL)
    return folder


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models, with classes and without."""
    folder = tmp_path_factory.mktemp("checkpoints")
    lay_out(RunDirectory(folder / "cgan-fashion-mnist"), SMALL)
    plain = {"model": "dcgan", "conditioning": "none", "loss": "wgan", "dataset": "cifar10", "image_size": 32, "image_channels": 3}
    lay_out(RunDirectory(folder / "dcgan-plain"), dataclasses.replace(SMALL, **plain, class_names=()))
    return folder


@pytest.fixture(scope="module")
def visitor(runs_folder: Path, shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[hostile.Visitor]:
    """Who asks the app's own routes. A first training waits for its data for ever, so all others queue up until the queue is full."""
    settings = Settings(runs_dir=runs_folder, device="cpu", presenter_pin="2468", max_queue=6)
    released = threading.Event()

    def no_data(_config: TrainingConfig) -> None:
        released.wait()
        raise DataError("missing_path", field="data_dir", received=runs_folder / "uploads" / "gone")

    whole = load_dataset("fashion-mnist-10k", progress=False)
    few = dataclasses.replace(whole, images=whole.images[:64], labels=whole.labels[:64])
    engine = LatentEngine(shipped_folder)
    engine._neighbours = TrainingNeighbours(load_classifier(), few)
    never = (sys.executable, "-c", "import sys; sys.stdin.buffer.read()")
    scorer = EvaluationQueue(tmp_path_factory.mktemp("scores"), each=2, minutes=5, command=never)
    with pytest.MonkeyPatch.context() as patch:
        for module in (catalogue, training, live_api, live_status, evaluation_models, evaluation_api):
            patch.setattr(module, "SETTINGS", settings)
        patch.setattr(catalogue, "SHIPPED", shipped_folder)
        patch.setattr(training, "drive", InProcessDriver(no_data, "cpu"))
        patch.setattr(live_api, "TIMEOUT_SECONDS", 0.01)
        patch.setattr(live_api, "_pin", PresenterPin(settings.presenter_pin))
        patch.setattr(live_api, "_coalesced", Coalesced(0.0))
        patch.setattr(latent_api, "ENGINE", engine)
        patch.setattr(latent_engine, "ENGINE", engine)
        patch.setattr(latent_find, "ENGINE", engine)
        patch.setattr(latent_packed, "FOLDER", shipped_folder)
        patch.setattr(evaluations, "_queue", scorer)
        job = training.runner().submit(dataclasses.replace(SMALL, dataset="fashion-mnist-10k"), ME)
        asking = hostile.Visitor(
            Starlette(routes=ROUTES, middleware=[Middleware(SecurityHeaders), Middleware(UnknownPage, ("", "notes", *ADDRESSES))]), job.name
        )
        yield asking
        scorer.close()
        released.set()
        training.close()
        asking.close()


@pytest.fixture
def cookie() -> tuple[str, str]:
    """Of the visitor who started the first training."""
    return ("cookie", f"{visitors.COOKIE}={ME}")
