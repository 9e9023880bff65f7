"""GAN Classroom's server: `streamlit run app.py`, or any ASGI server with `app:app`."""

from __future__ import annotations

import gc
import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# Read when torch is loaded: its threads wait asleep, not spinning, so the server's own thread gets its turn.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from web.errors import show_failure
from web.routes import ROUTES
from web.sockets import answer_without_delay
from web.unknown_page import UnknownPage


def preload() -> None:
    """Import torch and load the shipped generator beside the first visitors, who see headings meanwhile."""
    try:
        import torch

        from web.latent_api import ENGINE

        torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))  # one core is left for the server
        ENGINE.warm_up()
    except Exception:
        logging.getLogger(__name__).exception("preloading failed; the pages load what they need themselves")
    gc.collect()
    gc.freeze()  # what was imported stays: later collections need not walk through it


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Start and stop what outlives a visit."""
    answer_without_delay()
    threading.Thread(target=preload, name="preload", daemon=True).start()
    yield {}


# Until the first st.navigation, Streamlit would list pages/ by itself: a link opened on a fresh server would lack the shell.
PagesManager.uses_pages_directory = False

app = st.App("ui.py", routes=ROUTES, middleware=[Middleware(UnknownPage)], lifespan=lifespan, on_script_error=show_failure)
