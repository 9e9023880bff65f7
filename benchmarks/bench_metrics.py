"""FID and precision / recall on the same features: our engines beside torch-fidelity, pytorch-fid and prdc.

Everyone gets the same 10,000 x 2,048 real and generated features in float32 and says one value. Each runs in a process of its own, one
at a time, round after round in turn, kept on as many cores as threads are asked for (prdc starts eight whatever it is told); the memory
is what its process took at its peak beyond what it held before it began.

    python -m benchmarks.bench_metrics [--n N] [--features D] [--rounds N] [--threads N]
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before torch: threads that spin are pathologically slow on a busy machine

import argparse
import contextlib
import io
import multiprocessing
import statistics
import threading
import time
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

PAGE = os.sysconf("SC_PAGE_SIZE")
LOOK_SECONDS = 0.01


def make_features(n: int, size: int) -> tuple[Tensor, Tensor]:
    """Non-negative, correlated, of quickly falling spread, as Inception's are; the generated ones shifted a little."""
    draws = torch.Generator().manual_seed(0)
    mixing = torch.randn(size, size, generator=draws) * torch.exp(-torch.arange(size) * (8 / size)) / size**0.5
    real, fake = (torch.randn(n, size, generator=draws) @ mixing for _ in range(2))
    return real.clamp_min(0), (1.05 * fake + 0.02).clamp_min(0)


def our_fid(real: Tensor, fake: Tensor) -> float:
    from gan_core.metrics import feature_statistics, frechet_distance

    return frechet_distance(*feature_statistics(real), *feature_statistics(fake))


def our_fid_with_interval(real: Tensor, fake: Tensor) -> float:
    from gan_core.metrics import measure_frechet

    measured = measure_frechet(real, fake)
    measured.interval()
    return measured.value


def torch_fidelity_fid(real: Tensor, fake: Tensor) -> float:
    from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric

    stats = fid_features_to_statistics(real), fid_features_to_statistics(fake)
    return fid_statistics_to_metric(*stats, verbose=False)["frechet_inception_distance"]


def pytorch_fid(real: Tensor, fake: Tensor) -> float:
    from pytorch_fid.fid_score import calculate_frechet_distance

    (mean1, cov1), (mean2, cov2) = ((np.mean(x, axis=0), np.cov(x, rowvar=False)) for x in (real.numpy(), fake.numpy()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its call of SciPy is deprecated
        return float(calculate_frechet_distance(mean1, cov1, mean2, cov2))


def our_precision_recall(real: Tensor, fake: Tensor) -> tuple[float, float]:
    from gan_core.metrics import precision_recall

    return precision_recall(real, fake)


def torch_fidelity_precision_recall(real: Tensor, fake: Tensor) -> tuple[float, float]:
    from torch_fidelity.metric_prc import calculate_precision_recall_full

    return calculate_precision_recall_full(fake, real, 3)


def prdc_precision_recall(real: Tensor, fake: Tensor) -> tuple[float, float]:
    from prdc import compute_prdc

    with contextlib.redirect_stdout(io.StringIO()):
        values = compute_prdc(real.numpy(), fake.numpy(), 3)  # density and coverage come with it, from the same distances
    return values["precision"], values["recall"]


TABLES: dict[str, dict[str, Callable[[Tensor, Tensor], object]]] = {
    "FID": {"ours": our_fid, "ours with interval": our_fid_with_interval, "torch-fidelity": torch_fidelity_fid, "pytorch-fid": pytorch_fid},
    "precision, recall (k = 3)": {
        "ours": our_precision_recall,
        "torch-fidelity": torch_fidelity_precision_recall,
        "prdc": prdc_precision_recall,
    },
}


class Row(NamedTuple):
    """What one contender said and took."""

    value: object
    seconds: float
    processor_seconds: float  # on a busy machine the fairer ones
    peak: int  # bytes


def resident() -> int:
    """Bytes this process holds in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]) * PAGE


def run(answers: Connection, table: str, name: str, settings: argparse.Namespace) -> None:
    """One measurement in a process of its own: sends a Row."""
    torch.set_num_threads(settings.threads)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-settings.threads :])
    real, fake = make_features(settings.n, settings.features)
    few = make_features(64, 16)
    TABLES[table][name](*few)  # imports and first-call costs
    before, peak, over = resident(), [0], threading.Event()

    def watch() -> None:
        while not over.wait(LOOK_SECONDS):
            peak[0] = max(peak[0], resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began, processor_began = time.perf_counter(), time.process_time()
    value = TABLES[table][name](real, fake)
    row = Row(value, time.perf_counter() - began, time.process_time() - processor_began, max(0, peak[0] - before))
    over.set()
    watcher.join()
    answers.send(row)


def measure(table: str, name: str, settings: argparse.Namespace) -> Row:
    """One contender's numbers."""
    context = multiprocessing.get_context("spawn")
    answers, theirs = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(theirs, table, name, settings))
    process.start()
    theirs.close()
    answer = answers.recv()
    process.join()
    return answer


def show(value: object) -> str:
    return " / ".join(f"{number:.6g}" for number in (value if isinstance(value, tuple) else (value,)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--features", type=int, default=2048)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    settings, _ = parser.parse_known_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(settings.threads)  # of NumPy, SciPy and scikit-learn in the processes to come
    print(f"{settings.n:,} x {settings.features:,} features, {settings.threads} threads, {settings.rounds} rounds,", end=" ")
    print(f"load {os.getloadavg()[0]:.1f} at the start", flush=True)
    for table, contenders in TABLES.items():
        found: dict[str, list[Row]] = {name: [] for name in contenders}
        for _ in range(settings.rounds):
            for name in contenders:
                found[name].append(measure(table, name, settings))
        print(f"  {table:26} {'seconds':>8} {'processor':>10} {'over ours':>16} {'peak, MB':>9}   value")
        for name, rows in found.items():
            ratios = [ratio(rows, found["ours"], of) for of in ("seconds", "processor_seconds")]
            seconds, processor = (statistics.median(getattr(row, of) for row in rows) for of in ("seconds", "processor_seconds"))
            peak = max(row.peak for row in rows) / 1e6
            over = "{:.1f} / {:.1f}".format(*ratios)
            print(f"    {name:24} {seconds:8.1f} {processor:10.1f} {over:>16} {peak:9.0f}   {show(rows[0].value)}", flush=True)


def ratio(rows: list[Row], ours: list[Row], of: str) -> float:
    """How many times ours, round by round."""
    return statistics.median(getattr(row, of) / getattr(mine, of) for row, mine in zip(rows, ours, strict=True))


if __name__ == "__main__":
    main()
