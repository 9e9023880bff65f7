"""What takes seconds to import and load, done beside the visitors."""

from __future__ import annotations

import gc
import logging
import threading
import time

from gan_core.errors import storage_error
from gan_core.files import check_writable
from web.settings import SETTINGS, cores

LOG = logging.getLogger(__name__)

FIRST_PAGE_TIMEOUT_SECONDS = 5.0
FIRST_PICTURE_SECONDS = 1.5  # from the script's end until its browser has drawn

# Set by the script once it has run. Importing torch at the same time would hold the first heading and picture up by seconds.
page_shown = threading.Event()


def check_runs_folder() -> None:
    """Say in the log, before a visitor meets it, that no training can be kept."""
    try:
        check_writable(SETTINGS.runs_dir)
    except OSError as error:
        LOG.warning("GAN_RUNS_DIR %s: %s Nothing can be trained, uploaded or scored.", SETTINGS.runs_dir, storage_error(error))


def preload() -> None:
    """Import torch, load the shipped generator, compute the lessons' first figures, prepare the tours: after the first page, or when
    none is asked for."""
    if page_shown.wait(FIRST_PAGE_TIMEOUT_SECONDS):
        time.sleep(FIRST_PICTURE_SECONDS)
    try:
        import torch

        from web.latent.engine import ENGINE
        from web.lessons import LESSONS
        from web.lessons.api import figures
        from web.presenter.prefetch import prepare_now
        from web.presenter.tours import TOURS
        from web.training.recipe_times import measure
        from web.training.runner import trainers

        torch.set_num_threads(max(1, cores() - 1))  # one core is left for the server
        ENGINE.warm_up()
        for name, lesson in LESSONS.items():  # some train a small network for their first figures
            for query in lesson.tabs():
                figures(name, query)
        for tour in TOURS.values():
            prepare_now(tour)
        trainers.start()
        measure()
    except Exception:
        LOG.exception("preloading failed; the pages load what they need themselves")
    gc.collect()
    gc.freeze()  # what was imported stays: later collections need not walk through it
