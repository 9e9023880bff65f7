from __future__ import annotations

import os

# before torch is imported: waiting threads must not spin, the machine may be shared
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import pytest
import torch


@pytest.fixture(scope="session", autouse=True)
def one_torch_thread() -> None:
    torch.set_num_threads(1)
