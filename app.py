"""GAN Classroom's server: `streamlit run app.py`, or any ASGI server with `app:app`."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# Read when torch is loaded: its threads wait asleep, not spinning, so the server's own thread gets its turn.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")
# Read when NumPy is loaded: the lessons' small products are slower on several threads, and those would take turns from the server's.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st
from starlette.middleware import Middleware

from web.routes import ROUTES
from web.server.base_path import BasePath, read_base_path
from web.server.security_headers import SecurityHeaders
from web.server.static_cache import ImmutableResponseCache
from web.server.streamlit_internals import import_for_first_run, set_max_upload_mb, take_base_path, take_pages_from_navigation
from web.server.unknown_page import UnknownPage
from web.server.upload_limit import UploadLimit
from web.server.uvicorn_internals import limit_request_heads, set_tcp_nodelay
from web.settings import SETTINGS  # a wrong one stops the start
from web.startup import check_runs_folder, preload
from web.ui.errors import show_failure
from web.ui.navigation import ADDRESSES

take_pages_from_navigation()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Start and stop what outlives a visit."""
    set_tcp_nodelay()
    limit_request_heads()
    set_max_upload_mb(SETTINGS.max_upload_mb)
    import_for_first_run()
    check_runs_folder()
    threading.Thread(target=preload, name="preload", daemon=True).start()
    yield {}
    if training := sys.modules.get("web.training.runner"):  # else nothing was ever trained
        await asyncio.to_thread(training.close)
    if evaluations := sys.modules.get("web.evaluation.queue"):
        await asyncio.to_thread(evaluations.close)


app = st.App(
    "ui.py",
    routes=ROUTES,
    middleware=[
        Middleware(BasePath, base=read_base_path(take_base_path())),
        Middleware(ImmutableResponseCache),
        Middleware(SecurityHeaders, SETTINGS.embed_origins),
        Middleware(UnknownPage, ("", "notes", "exercises", "join", *ADDRESSES)),
        Middleware(UploadLimit),
    ],
    lifespan=lifespan,
    on_script_error=show_failure,
)
