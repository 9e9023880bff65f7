"""The Transposed convolution page's answers: every step of both definitions, as JSON. Time of a large one, size of the largest.

python -m benchmarks.bench_convolution
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import time

from gan_core.errors import GanError
from web.convolution.api import full_answer
from web.convolution.state import MAX_INPUT, MAX_KERNEL, SETTINGS, ConvolutionState, Numbers

REPEATS = 50
WANTED = {"ms": 50, "kB": 1000}


def long_numbers(size: int) -> Numbers:
    """As many digits as a visitor may type in every cell."""
    return ((-999.99,) * size,) * size


def answer(state: ConvolutionState) -> str:
    return json.dumps(full_answer(state), separators=(",", ":"))


def milliseconds(state: ConvolutionState) -> list[float]:
    """What `REPEATS` answers took, sorted."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        answer(state)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def largest() -> tuple[int, str]:
    """Bytes of the longest answer to any allowed settings, and those settings."""
    found = (0, "")
    choices = (range(low, high + 1) for _, low, high in SETTINGS.values())
    for tab, *values in itertools.product(("transposed", "convolution"), *choices):
        settings = dict(zip(SETTINGS, values, strict=True))
        try:
            size = len(answer(ConvolutionState(tab, long_numbers(MAX_INPUT), long_numbers(MAX_KERNEL), **settings)))
        except GanError:  # they do not fit together
            continue
        found = max(found, (size, ", ".join([tab, *(f"{name}={value}" for name, value in settings.items())])))
    return found


def main() -> None:
    """Measure and print the table."""
    times = milliseconds(ConvolutionState("transposed", long_numbers(MAX_INPUT), long_numbers(MAX_KERNEL), stride=3))
    size, settings = largest()
    print(f"Transposed convolution page, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| measured | value | wanted |")
    print("| --- | --- | --- |")
    print(f"| all steps, 8x8 input, k = 5, s = 3, as JSON: median ms | {statistics.median(times):.0f} | <= {WANTED['ms']} |")
    print(f"| the same: 95th percentile ms | {times[int(0.95 * REPEATS)]:.0f} | |")
    print(f"| largest answer of all settings, kB ({settings}) | {size / 1000:.0f} | <= {WANTED['kB']} |")


if __name__ == "__main__":
    main()
