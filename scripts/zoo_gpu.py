"""The zoo in at most twelve minutes on one GPU: what is trained, shortest first, each cut to its share of the time.

    PYTHONPATH=. python scripts/zoo_gpu.py --out runs/zoo-gpu --minutes 12 [--faces DIR] [--only cgan-cifar10 ...]

It prints how much faster a step is than the loop every tutorial has, images a second with 0 and 30 viewers, then trains one model after
the other with the data on the device, in bfloat16, a step recorded as a CUDA graph. Each run is measured for a moment and given as many
steps as fit its share, at most its preset's epochs. A checkpoint is written every ten seconds and at the end, and what is shown of it is
copied to OUT/shipped/NAME at once: whatever comes to an end early leaves all before it, and itself up to its last checkpoint. A run that
is there already goes on. A model whose data are not there is left out, with a sentence. Scores: scripts/score_checkpoints.py.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before torch

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from benchmarks.bench_training import plain_loop
from gan_core.config import TrainingConfig
from gan_core.data import DATASETS, ImageDataset, load_dataset
from gan_core.errors import GanError
from gan_core.memory import keep_memory
from gan_core.paths import ROOT
from gan_core.presets import get_preset
from gan_core.training import loop
from gan_core.training.cuda_graph import GraphedStep
from gan_core.training.devices import choose_device
from gan_core.training.history import History
from gan_core.training.run import Run
from gan_core.training.run_directory import RunDirectory

# preset -> its share of the time, shortest first
PLAN = {
    "cgan-mnist": 0.5,
    "cgan-projection-fashion-mnist": 0.8,
    "cgan-r3gan-fashion-mnist": 0.8,
    "wgan-gp-cifar10": 1.2,
    "lsgan-cifar10": 1.3,
    "dcgan-cifar10": 1.3,
    "dcgan-faces": 2.0,
    "cgan-cifar10": 2.5,
}
MEASURED = 0.08  # of the time goes into measuring
SPARE = 0.9  # of a run's share is planned for: looking, writing and shipping take the rest
CHECKPOINT_SECONDS = 10.0
VIEWERS = (0, 30)
POLL_SECONDS = 0.5
MEASURED_PRESET = "dcgan-cifar10"


def make_step(device: torch.device) -> loop.Step:
    """How a step is done there."""
    return GraphedStep() if device.type == "cuda" else loop.train_step


def wait(device: torch.device) -> None:
    """Until all that was launched is done."""
    if device.type == "cuda":
        torch.cuda.synchronize()


def prepared(name: str, device: torch.device, faces: str | None, settings: dict[str, Any]) -> tuple[TrainingConfig, ImageDataset]:
    """A preset with its data on the device. Raises GanError where the data are not there."""
    base = get_preset(name)
    config = TrainingConfig.from_json(base.to_json() | ({"data_dir": faces} if base.dataset == "folder" else {}) | settings)
    dataset = load_dataset(
        config.dataset,
        image_size=config.image_size,
        image_channels=config.image_channels,
        folder=config.data_dir,
        device=device,
        progress=False,
    )
    names = DATASETS[config.dataset].class_names or dataset.class_names
    return replace(config, class_names=tuple(names) if len(names) == config.num_classes else ()), dataset


# ------------------------------------------------------------------------------------------------------------------------- measuring


def per_second(do: Callable[[], object], seconds: float, device: torch.device, warm_up: int = 4) -> float:
    """Calls a second, after a few that do not count: a recorded step is done plainly once and recorded once for each kind."""
    for _ in range(warm_up):
        do()
    wait(device)
    began, count = time.perf_counter(), 0
    while count < 3 or time.perf_counter() - began < seconds:
        do()
        count += 1
        if count % 20 == 0:
            wait(device)
    wait(device)
    return count / (time.perf_counter() - began)


def speed(config: TrainingConfig, dataset: ImageDataset, device: torch.device, seconds: float) -> float:
    """Steps a second, nothing written."""
    state, step = loop.start(config, dataset, device), make_step(device)
    return per_second(lambda: step(state, dataset), seconds, device, 2 * config.r1_every + 4)


def measure(config: TrainingConfig, device: torch.device, out: Path, seconds: float) -> dict[str, float]:
    """Images a second of the plain loop, of ours, and of a whole run with 0 and 30 viewers.

    On random pixels: speed does not depend on them.
    """
    shape = (20 * config.batch_size, config.image_channels, config.image_size, config.image_size)
    images = torch.randint(0, 256, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(len(images)) % 10
    dataset = ImageDataset("random", "train", images.to(device), labels.to(device), ())
    found: dict[str, float] = {}
    try:
        found["plain loop"] = config.batch_size * per_second(plain_loop(config, images, labels, device.type), seconds / 4, device)
    except ImportError as error:
        print(f"the plain loop was not measured: {error}", flush=True)
    found["ours"] = config.batch_size * speed(config, dataset, device, seconds / 4)
    found |= with_viewers(config, dataset, device, out / "viewed", seconds / 2)
    return found


def with_viewers(config: TrainingConfig, dataset: ImageDataset, device: torch.device, folder: Path, seconds: float) -> dict[str, float]:
    """Images a second of one run, in stretches without and with viewers by turns."""
    directory = RunDirectory(folder / time.strftime("%H%M%S"))
    run = Run(directory, replace(config, epochs=100_000, max_steps=0, checkpoint_every=100_000, sample_every=200), dataset, device)
    run.step = make_step(device)
    reports, speeds = run.reports(), {count: [] for count in VIEWERS}
    for _ in islice(reports, 2 * config.r1_every + 4):
        pass
    for count in VIEWERS * 2:
        with watched(directory.path, count):
            speeds[count].append(config.batch_size * config.n_critic * per_second(lambda: next(reports), seconds / 4, device, 1))
    reports.close()
    return {f"{count} viewers": statistics.median(values) for count, values in speeds.items()}


@contextmanager
def watched(path: Path, count: int) -> Iterator[None]:
    """So many viewers, in a process beside the training as the app is: each asks over HTTP for the numbers, and for new pictures."""
    if not count:
        yield
        return
    # by its own command line: multiprocessing would import this process's main module again
    command = [sys.executable, "-c", "from scripts import zoo_gpu; zoo_gpu.watch()", str(path.resolve()), str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError(f"the viewers' process ended with {process.wait()}")
        yield
        process.stdin.close()


def watch() -> None:
    """A server of one run's packed numbers and pictures, and those who look at it, until stdin ends: PATH COUNT in sys.argv."""
    path, count, stop = Path(sys.argv[1]), int(sys.argv[2]), threading.Event()
    directory, lock = RunDirectory(path), threading.Lock()
    history = History(directory)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """/numbers, or the newest picture."""
            if self.path == "/numbers":
                with lock:
                    history.refresh()
                    body = history.snapshot().packed
            else:
                pictures = sorted(directory.samples.glob("step-*.png"))
                body = pictures[-1].read_bytes() if pictures else b""
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"

    def look() -> None:
        looks = 0
        while not stop.wait(POLL_SECONDS):
            for name in ("numbers", "picture")[: 1 + (looks % 4 == 0)]:
                with urllib.request.urlopen(f"{address}/{name}", timeout=10) as answer:
                    answer.read()
            looks += 1

    threads = [threading.Thread(target=look, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    sys.stdin.read()
    stop.set()
    server.shutdown()


# -------------------------------------------------------------------------------------------------------------------------- training


def train(name: str, config: TrainingConfig, dataset: ImageDataset, device: torch.device, out: Path, seconds: float) -> None:
    """As many steps as fit, then what is shown of it, copied to OUT/shipped."""
    end = time.monotonic() + seconds
    rate = speed(config, dataset, device, min(2.0, max(0.0, 0.03 * seconds)))
    fits = max(1, int(SPARE * (end - time.monotonic()) * rate))
    directory = RunDirectory(out / name)
    done = directory.read_status()["step"] if directory.exists() else 0
    config = replace(
        config,
        max_steps=min(done + fits, loop.total_steps(replace(config, max_steps=0), len(dataset))),
        checkpoint_every=max(1, int(CHECKPOINT_SECONDS * rate)),
        keep_checkpoints=1,
        sample_every=50,
        log_every=50,
    )
    if not done:
        directory.create(config)
    run = Run(directory, config, dataset, device, resume=True)
    run.step = make_step(device)
    began, reports = time.monotonic(), run.reports()
    while next(reports, None) and time.monotonic() < end:
        pass
    reports.close()
    wait(device)
    steps, took = run.state.step, time.monotonic() - began
    command = ["ship_run.py", str(directory.path), str(out / "shipped" / name), "--generator-only", "--pictures", "30"]
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / command[0]), *command[1:]], check=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    images = (steps - done) * config.batch_size * config.n_critic
    print(f"{name}: {steps:,} steps, {run.state.images_seen / len(dataset):.1f} epochs, {images / took:,.0f} images/s", flush=True)


def main() -> None:
    """Measure, then train by the plan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/zoo-gpu"))
    parser.add_argument("--minutes", type=float, default=12.0, help="in all")
    parser.add_argument("--faces", help="folder of the face images; without it there are no faces")
    parser.add_argument("--only", nargs="*", choices=PLAN, default=list(PLAN))
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="FIELD=VALUE", help="of every run, as JSON")
    parser.add_argument("--device", default="auto")
    args = parser.parse_args()
    began, device = time.monotonic(), choose_device(args.device)
    settings = {name: json.loads(value) for name, _, value in (one.partition("=") for one in args.settings)}
    keep_memory()
    torch.backends.cudnn.benchmark = True
    args.out.mkdir(parents=True, exist_ok=True)
    print(f"torch {torch.__version__}, {torch.cuda.get_device_name() if device.type == 'cuda' else 'cpu'}", flush=True)

    measured = TrainingConfig.from_json(get_preset(MEASURED_PRESET).to_json() | settings)
    found = measure(measured, device, args.out, 60 * args.minutes * MEASURED)
    for what, images in found.items():
        ratio = f", {images / found['plain loop']:.2f} times the plain loop" if "plain loop" in found else ""
        print(f"{MEASURED_PRESET}, batch {measured.batch_size}, {what}: {images:,.0f} images/s{ratio}", flush=True)

    left = {name: share for name, share in PLAN.items() if name in args.only}
    while left:
        remaining = 60 * args.minutes - (time.monotonic() - began)
        name = next(iter(left))
        share = remaining * left.pop(name) / (sum(left.values()) + PLAN[name])
        try:
            config, dataset = prepared(name, device, args.faces, settings)
        except GanError as error:
            print(f"{name}: left out, {error}", flush=True)
            continue
        try:
            train(name, config, dataset, device, args.out, share)
        except (FloatingPointError, RuntimeError) as error:  # the others can still be had
            print(f"{name}: failed, {error}", flush=True)


if __name__ == "__main__":
    main()
