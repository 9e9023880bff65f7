"""Steps a second of the image engine on one thread: in Python, in node, and the same step in torch.

Each answers for processor time, in turn, so that what else the machine does falls out.

    python -m benchmarks.bench_images [--steps N]
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy and torch

import argparse
import json
import subprocess
import time
from dataclasses import replace
from itertools import islice

import numpy as np
import torch

from gan_core.config import TrainingConfig
from gan_core.data import load_dataset
from gan_core.image_engine import ImageTrainer
from gan_core.paths import ROOT
from gan_core.presets import get_preset
from gan_core.training import loop

CONFIG = get_preset("cgan-browser")
TRAINED = 5  # steps before the clock starts
NODE = """
import { readFileSync } from "node:fs";
import { Trainer } from "./gan_core/image_engine/trainer.mjs";
const { config, steps, trained } = JSON.parse(readFileSync(0, "utf8"));
const module = await WebAssembly.compile(readFileSync("gan_core/image_engine/images.wasm"));
const pixels = Uint8Array.from({ length: 1000 * 784 }, (_, index) => (index * 37) % 256);
const trainer = new Trainer(module, config, { pixels, labels: new Int32Array(1000) });
for (let step = 0; step < trained; step++) trainer.step();
const began = process.cpuUsage().user;
for (let step = 0; step < steps; step++) trainer.step();
console.log((process.cpuUsage().user - began) / 1e6 / steps);
"""


def in_python(steps: int, config: TrainingConfig = CONFIG) -> float:
    shape = (1000, config.image_channels, config.image_size, config.image_size)
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    trainer = ImageTrainer(config, pixels, np.arange(len(pixels)) % config.num_classes)
    trainer.step(TRAINED)
    began = time.process_time()
    trainer.step(steps)
    return (time.process_time() - began) / steps


def in_node(steps: int) -> float:
    task = json.dumps({"config": CONFIG.to_json(), "steps": steps, "trained": TRAINED})
    command = ["node", "--input-type=module", "--eval", NODE]
    return float(subprocess.run(command, input=task, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout)


def in_torch(steps: int) -> float:
    torch.set_num_threads(1)
    data = load_dataset("fashion-mnist-10k")
    reports = loop.train(loop.start(CONFIG, data), data)
    for _ in islice(reports, TRAINED):
        pass
    began = time.process_time()
    for _ in islice(reports, steps):
        pass
    return (time.process_time() - began) / steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=100)
    steps = parser.parse_known_args()[0].steps
    print("| cgan-browser, batch 64, one thread | steps a second |\n| --- | --- |")
    colour = replace(CONFIG, dataset="cifar10", image_size=32, image_channels=3)
    rows = {
        "engine in Python": in_python(steps),
        "engine in Python, 32 x 32 in colour": in_python(steps, colour),
        "engine in node": in_node(steps),
        "torch": in_torch(steps),
    }
    for name, seconds in rows.items():
        print(f"| {name} | {1 / seconds:.1f} |")


if __name__ == "__main__":
    main()
