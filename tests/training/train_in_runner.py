"""A process of its own that trains through the `Runner`, a new run or the one there is, until it is killed.

python train_in_runner.py RUNS_FOLDER; the first line of its standard input is the config, as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import torch
from tiny_images import TinyImages

from gan_core.config import TrainingConfig
from gan_core.training.run_directory import list_runs
from gan_core.training.runner import Runner

if __name__ == "__main__":
    torch.set_num_threads(1)
    images = torch.randint(0, 256, (40, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    config = TrainingConfig.from_json(json.loads(sys.stdin.readline()))
    folder = Path(sys.argv[1])
    runner = Runner(folder, lambda config: (config, TinyImages(images, torch.arange(40) % 2)), device="cpu")
    runs = [run for run in list_runs(folder) if run.path != folder]
    job = runner.resume(runs[0], "me") if runs else runner.submit(config, "me")
    sys.stdout.write(job.name + "\n")
    sys.stdout.flush()
    threading.Event().wait()
