"""ZeroGPU: where the package `spaces` is there, a function may borrow a GPU for some seconds; elsewhere it just runs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import TypeVar

try:
    GPU = importlib.import_module("spaces").GPU  # before torch: it has to see CUDA first
except (ImportError, AttributeError):  # not installed; then a folder of that name must not look to gradio as if it were
    GPU, sys.modules["spaces"] = None, None  # type: ignore[assignment]

import torch

Function = TypeVar("Function", bound=Callable[..., object])
SECONDS = 15  # of a GPU, at most, for one call

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
HOME_DEVICE = torch.device("cpu") if GPU else DEVICE  # a GPU that is only lent holds no model between calls


def on_gpu(function: Function) -> Function:
    """Decorator: run on a lent GPU where there is one to lend."""
    return GPU(duration=SECONDS)(function) if GPU else function
