"""Models shared by all visitors of the Latent page, and one worker that runs them in turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import TypeVar

import torch
from torch import Tensor

from gan_core.browser import pack_model
from gan_core.data import load_dataset
from gan_core.inference import TrainedGenerator, load_shipped
from gan_core.inference.inversion import Found, Inversion
from gan_core.inference.latent_model import CHECKPOINTS, LatentModel, whole_models
from gan_core.inference.training_neighbours import TrainingNeighbours
from gan_core.latent import PackedModel
from gan_core.latent.state import DEFAULT_MODEL
from gan_core.metrics.classifier import load_classifier
from web.latent.packed import NEIGHBOUR_SET
from web.latent.sources import OwnModel, Source

Result = TypeVar("Result")
MAX_OWN = 16  # visitors' own models that are kept in memory

MAX_INVERSIONS = 4  # models whose pictures to begin at are kept: 2,000 each
SEARCH_SECONDS = 2.5  # of one search


class LatentEngine:
    """Loaded models shared by all visitors.

    Pictures are made by one worker, so requests queue fairly and torch is never entered twice. Loading a model,
    measuring the training pictures and searching for z each have a worker of their own and hold no other request up.
    """

    def __init__(self, folder: Path = CHECKPOINTS) -> None:
        self.folder = folder
        self._models: dict[Source, LatentModel] = {}
        self._neighbours: TrainingNeighbours | None = None
        self._inversions: dict[Source, Inversion] = {}
        self._loading = threading.Lock()
        self._pictures = ThreadPoolExecutor(1, "latent-pictures")
        self._loader = ThreadPoolExecutor(1, "latent-loading")
        self._measurer = ThreadPoolExecutor(1, "latent-neighbours")
        self._searcher = ThreadPoolExecutor(1, "latent-search")

    def _open(self, source: Source) -> LatentModel:
        with self._loading:
            if source not in self._models:
                own = [known for known in self._models if isinstance(known, OwnModel)]
                if len(own) >= MAX_OWN:
                    del self._models[own[0]]
                own_weights = source.checkpoint if isinstance(source, OwnModel) else None
                generator = TrainedGenerator.load(own_weights) if own_weights else load_shipped(str(source), self.folder)
                self._models[source] = LatentModel(generator)
            return self._models[source]

    def _prepare(self, source: Source) -> LatentModel:
        model = self._open(source)
        _ = model.directions
        return model

    def names(self) -> list[str]:
        """Shipped models whose weights are whole, as far as can be told without loading them."""
        return whole_models(self.folder)

    def _measure_neighbours(self) -> TrainingNeighbours:
        if self._neighbours is None:  # only the one measurer comes here
            self._neighbours = TrainingNeighbours(load_classifier(), load_dataset(NEIGHBOUR_SET, progress=False))
        return self._neighbours

    def warm_up(self) -> None:
        """Load the default model beside everything else, so that the first visitor need not wait."""
        self._loader.submit(self._prepare, DEFAULT_MODEL)  # a missing model is reported when it is asked for

    def prepared(self, name: str) -> LatentModel:
        """As `model`, for threads of the server's own. Raises GanError."""
        return self._loader.submit(self._prepare, name).result()

    def measure_soon(self) -> None:
        """Measure the embedded training pictures beside everything else, where that has not been done."""
        if self._neighbours is None:
            self._measurer.submit(self._measure_neighbours)

    async def model(self, source: Source) -> LatentModel:
        """A model with its directions ready, from memory after the first time. Raises GanError."""
        model = self._models.get(source)
        if model is not None and model.ready:
            return model
        return await asyncio.get_running_loop().run_in_executor(self._loader, self._prepare, source)

    async def packed(self, source: Source) -> PackedModel:
        """A model as a browser takes it. Raises GanError."""
        return await asyncio.to_thread(pack_model, await self.model(source))

    async def neighbours(self) -> TrainingNeighbours:
        """The embedded training pictures, measured (a few seconds, once). Raises GanError."""
        if self._neighbours is not None:
            return self._neighbours
        return await asyncio.get_running_loop().run_in_executor(self._measurer, self._measure_neighbours)

    def _invert(self, source: Source) -> Inversion:
        if source not in self._inversions:  # only the one searcher comes here
            if len(self._inversions) >= MAX_INVERSIONS:
                del self._inversions[next(iter(self._inversions))]
            made = Inversion(self._open(source).generator)
            made.find(torch.zeros(made.generator.image_shape), lambda: True)  # torch imports its optimisers at the first use
            self._inversions[source] = made
        return self._inversions[source]

    def search_soon(self, source: Source) -> None:
        """Draw what a search in a model begins with, beside everything else."""
        self._searcher.submit(self._invert, source)  # a missing model is reported when it is searched

    async def find(self, source: Source, target: Tensor) -> Found:
        """The z whose picture is nearest to `target` (C, H, W) in [-1, 1], as far as SEARCH_SECONDS go. Raises GanError."""

        def search() -> Found:
            inversion = self._invert(source)
            end = monotonic() + SEARCH_SECONDS
            return inversion.find(target, lambda: monotonic() > end)

        return await asyncio.get_running_loop().run_in_executor(self._searcher, search)

    async def run(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run something on the one worker that makes pictures."""
        return await asyncio.get_running_loop().run_in_executor(self._pictures, function, *arguments)


ENGINE = LatentEngine()
