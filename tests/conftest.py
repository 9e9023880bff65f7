from __future__ import annotations

import os

# before NumPy and torch are imported: waiting threads must not spin, and small products are slower on several threads, most of all
# beside another worker's
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
import torch


@pytest.fixture(scope="session", autouse=True)
def one_torch_thread() -> None:
    torch.set_num_threads(1)
