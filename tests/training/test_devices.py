"""Where a training computes, on a laptop whose accelerator is faked: its choice, and what must not be asked of it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from gan_core.config import CHOICES, TrainingConfig
from gan_core.errors import ConfigError
from gan_core.losses import LOSSES
from gan_core.paths import ROOT
from gan_core.training import loop
from gan_core.training.devices import autocast, choose_device, devices
from gan_core.training.samples import sample_grid
from gan_core.training.steps import choose_precision
from gan_core.training.trained_on import check_exactness


@pytest.fixture
def laptop(monkeypatch):
    """Calls it gives an accelerator."""

    def fake(kind: str | None, cuda: bool = False) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
        found = None if kind is None else torch.device(kind)
        monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda check_available=False: found)

    return fake


@pytest.mark.parametrize(
    ("kind", "cuda", "found"),
    [(None, False, ["cpu"]), ("mps", False, ["cpu", "mps"]), ("xpu", False, ["cpu", "xpu"]), ("cuda", True, ["cpu", "cuda"])],
)
def test_auto_is_the_best_there_is_and_each_can_be_named(laptop, kind, cuda, found):
    laptop(kind, cuda)
    assert devices() == found
    assert choose_device("auto").type == found[-1]
    for name in found:
        assert choose_device(name).type == name
    for other in {"cpu", "cuda", "mps", "xpu", "gpu", ""} - set(found):
        with pytest.raises(ConfigError) as refused:
            choose_device(other)
        assert str(refused.value) == f"device: got {other!r}; this machine has auto, {', '.join(found)}."


@pytest.mark.parametrize("kind", ["mps", "xpu"])
def test_an_accelerator_that_was_not_tried_gets_plain_float32(kind):
    device = torch.device(kind)
    assert choose_precision(TrainingConfig(), device) is torch.float32
    assert isinstance(autocast(device, torch.float32), nullcontext)
    assert kind in torch.utils._foreach_utils._get_fused_kernels_supported_devices()  # of Adam


def test_autocast_only_where_a_device_has_it(monkeypatch):
    assert isinstance(autocast(torch.device("cpu"), torch.bfloat16), torch.autocast)
    monkeypatch.setattr(torch.amp, "is_autocast_available", lambda kind: False)
    assert isinstance(autocast(torch.device("mps"), torch.bfloat16), nullcontext)


@pytest.mark.parametrize(("device", "codes"), [("cpu", []), ("cuda", []), ("mps", ["untried"]), ("xpu", ["untried"])])
def test_exact_resume_is_promised_where_it_was_tried(device, codes):
    how = {"device": device, "torch": "2.0", "threads": 1}
    assert [note["code"] for note in check_exactness(how, how)] == codes


@pytest.mark.parametrize("name", ["PYTORCH_ENABLE_MPS_FALLBACK", "PYTORCH_ENABLE_XPU_FALLBACK"])
def test_an_operation_that_is_missing_falls_back(name):
    variables = {key: value for key, value in os.environ.items() if key != name}
    command = [sys.executable, "-c", f"import gan_core, os, sys; print(os.environ[{name!r}], 'torch' in sys.modules)"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["1", "False"]


class NoFloat64(TorchDispatchMode):
    """Apple's accelerator has none: an operation that makes one fails, as there."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        made = [leaf.dtype for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor)]
        assert torch.float64 not in made, func
        return result


class Images:
    """Ten classes of noise."""

    images = torch.randint(256, (64, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(64) % 10

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, indices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.images[indices].float() / 127.5 - 1, self.labels[indices]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("model", CHOICES["model"])
def test_a_step_and_its_samples_need_no_float64(model, loss):
    fitting = {"conditioning": "embedding" if model == "cgan" else "none", "discriminator_norm": "none", "latent_dim": 4, "batch_size": 8}
    small = {"base_channels": 4, "hidden_dim": 16, "augment": "color,translation,cutout", "r1_weight": 0.1}
    config = TrainingConfig(model=model, loss=loss, **fitting, **small)
    with NoFloat64():
        state = loop.start(config, Images())
        for _ in range(2):
            loop.train_step(state, Images())
        sample_grid(state.players)
