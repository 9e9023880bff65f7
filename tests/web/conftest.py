"""Two small untrained models in a folder, and a client that talks to end points without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from gan_core.config import TrainingConfig
from gan_core.training import loop
from gan_core.training.checkpoint import save_checkpoint
from gan_core.training.run_directory import RunDirectory


@dataclass(frozen=True)
class Client:
    """`get(path, headers)` and `post(path, content, headers)` answer with a finished response."""

    app: Starlette

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        return self._ask("POST", path, content=content, headers=headers)

    def _ask(self, method: str, path: str, **parts: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://app") as client:
                return await client.request(method, path, **parts)

        return asyncio.run(ask())


@pytest.fixture(scope="session")
def client_of() -> Callable[[list[BaseRoute]], Client]:
    return lambda routes: Client(Starlette(routes=routes))


@pytest.fixture(scope="session")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """cgan-fashion-mnist (ten classes), dcgan-plain (no classes, Wasserstein), and a folder whose checkpoint is damaged."""
    folder = tmp_path_factory.mktemp("checkpoints")
    names = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
    small = {"latent_dim": 16, "base_channels": 8, "precision": "float32"}
    configs = {
        "cgan-fashion-mnist": TrainingConfig(**small, class_names=names),
        "dcgan-plain": TrainingConfig(
            **small, model="dcgan", conditioning="none", loss="wgan", dataset="cifar10", image_size=32, image_channels=3
        ),
        "damaged": TrainingConfig(**small),
    }
    for name, config in configs.items():
        directory = RunDirectory(folder / name)
        directory.create(config)
        save_checkpoint(directory.checkpoints, loop.start(config, range(256)))
    weights = next((folder / "damaged" / "checkpoints").glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:1000])
    return folder
