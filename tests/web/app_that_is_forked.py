"""The whole app, started in a moment: what takes seconds to import is imported once, and every start is a fork of that.

A line of standard input is a port; the answer is the process that serves there, and, once it is gone, an empty line. Linux and macOS.
"""

from __future__ import annotations

import os
import sys

import torch
import uvicorn

import app
import web.training.api  # noqa: F401 - and with it all that a training needs
from gan_core.config import TrainingConfig
from gan_core.data import load_dataset
from gan_core.training import loop
from gan_core.training.job import InProcessDriver
from web.training import runner as training

if __name__ == "__main__":
    torch.set_num_threads(1)
    loop.start(TrainingConfig(num_classes=10, base_channels=4), load_dataset("fashion-mnist-10k", progress=False))
    app.import_for_first_run()
    app.preload = lambda: None  # the other pages' models
    training.drive = InProcessDriver(training.load, "cpu")  # in this process, so that a kill takes the training along
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            uvicorn.run(app.app, host="127.0.0.1", port=int(line), log_level="warning", access_log=False, ws="websockets-sansio")
            os._exit(0)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()
        os.waitpid(process, 0)
        sys.stdout.write("\n")
        sys.stdout.flush()
