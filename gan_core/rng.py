"""Random streams: one seed, one independent generator for each purpose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def make_generator(seed: int, stream: str, device: torch.device | str = "cpu") -> torch.Generator:
    """A torch generator for `stream` ("noise", "data", ...): equal for equal (seed, stream, device kind).

    Streams do not disturb each other: drawing more noise does not change the order of the data.
    """
    digest = hashlib.sha256(f"{seed}/{stream}".encode()).digest()
    return torch.Generator(device).manual_seed(int.from_bytes(digest[:7], "big"))


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """What draws from torch's own generator on the CPU, as new weights do, draws from this seed; that generator is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield
