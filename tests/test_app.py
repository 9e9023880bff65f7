from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from web.server.unknown_page import UnknownPage
from web.ui.navigation import ADDRESSES

ROOT = Path(__file__).parents[1]


def test_nothing_a_first_heading_needs_imports_torch():
    program = """
import sys
from streamlit.testing.v1 import AppTest
import app
from web.startup import page_shown
assert not page_shown.is_set()
assert not AppTest.from_file("ui.py", default_timeout=60).run().exception
assert page_shown.is_set()  # now torch may be loaded
print([name for name in ("torch", "torchvision", "scipy") if name in sys.modules])
"""
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip().splitlines()[-1] == "[]"


def test_a_first_run_finds_its_packages_imported():
    program = """
import sys
from streamlit.testing.v1 import AppTest
import app
from web.server.streamlit_internals import import_for_first_run
packages = lambda: {name.partition(".")[0] for name in sys.modules}
import_for_first_run()
before = packages()
assert not AppTest.from_file("ui.py", default_timeout=60).run().exception
print(sorted(packages() - before - sys.stdlib_module_names))
"""
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip().splitlines()[-1] == "[]"


def ask(path, accept):
    async def page(_request):
        return PlainTextResponse("page")

    async def answer():
        app = Starlette(routes=[Route("/{path:path}", page)], middleware=[Middleware(UnknownPage, ("", "notes", "join", *ADDRESSES))])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
            return await client.get(path, headers={"accept": accept})

    return asyncio.run(answer())


HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.mark.parametrize(
    "path", ["/", "/?lang=vi", "/latent?seed=3", "/_stcore/health", "/app/static/x.css", "/api/latent/readme", "/favicon.ico", "/media/a"]
)
def test_known_addresses_pass(path):
    assert ask(path, HTML).text == "page"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/nothing", "./?missing=nothing"),
        ("/nothing/at/all?lang=vi", "../../?lang=vi&missing=nothing%2Fat%2Fall"),
        ("/start", "./?missing=start"),
        ("/latent/?seed=3", "../latent?seed=3"),
    ],
)
def test_other_addresses_go_to_a_page_beside_them(path, target):
    answer = ask(path, HTML)
    assert (answer.status_code, answer.headers["location"]) == (302, target)
    assert ask(path, "*/*").text == "page"  # not a visit


def test_a_direct_link_never_opens_a_bare_file_of_pages():
    """Streamlit would treat pages/ as its own on a fresh server, before ui.py has said otherwise."""
    program = "import app; from streamlit.runtime.pages_manager import PagesManager; print(PagesManager.uses_pages_directory)"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
