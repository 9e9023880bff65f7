"""A process of its own that trains one step and then holds the run until its standard input says more or ends.

python train_until_told.py RUN_DIRECTORY IMAGES.safetensors < pipe; the config is what the first line of the pipe holds, as JSON.
"""

from __future__ import annotations

import json
import sys

import torch
from safetensors.torch import load_file
from tiny_images import TinyImages

from gan_core.config import TrainingConfig
from gan_core.training.run import run
from gan_core.training.run_directory import RunDirectory

if __name__ == "__main__":
    torch.set_num_threads(1)
    config = TrainingConfig.from_json(json.loads(sys.stdin.readline()))
    reports = run(RunDirectory(sys.argv[1]), config, TinyImages(**load_file(sys.argv[2])))
    next(reports)
    sys.stdout.write("running\n")
    sys.stdout.flush()
    sys.stdin.readline()
    reports.close()
