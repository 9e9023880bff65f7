"""Random streams: one seed, one independent generator for each purpose."""

from __future__ import annotations

import hashlib

import torch


def make_generator(seed: int, stream: str, device: torch.device | str = "cpu") -> torch.Generator:
    """A torch generator for `stream` ("noise", "data", ...): equal for equal (seed, stream, device kind).

    Streams do not disturb each other: drawing more noise does not change the order of the data.
    """
    digest = hashlib.sha256(f"{seed}/{stream}".encode()).digest()
    return torch.Generator(device).manual_seed(int.from_bytes(digest[:7], "big"))
