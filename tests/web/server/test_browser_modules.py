from __future__ import annotations

import pytest

from gan_core.paths import project_file
from web.server.browser_modules import ROUTES, module_url


@pytest.fixture
def get(client_of):
    return client_of(ROUTES).get


def test_module_is_served_for_ever(get):
    response = get("/" + module_url("web/latent/browser/stage.mjs"))
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert "immutable" in response.headers["cache-control"]
    assert response.content == project_file("web/latent/browser/stage.mjs").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "web/latent/browser/stage.css",
        "web/latent/browser",
        "web/latent",
        "web/latent/browser/nothing.mjs",
        "web/nothing.mjs",
        "%2e%2e/latent_api.py",
        "web/settings.py",
        "tests/browser/started.py",
        "..%2f..%2fpyproject.toml",
        "%2fetc%2fpasswd",
        "gan_core/browser/network.py",
        "gan_core/browser/../cli.py",
        "gan_core/browser/kernel.c",
    ],
)
def test_nothing_else_is(get, name):
    assert get(f"/frontend/0/{name}").status_code == 404


def test_the_generator_of_the_browser_is_served_with_its_kernel(get):
    kernel = get("/" + module_url("gan_core/browser/kernel.wasm"))
    assert kernel.headers["content-type"] == "application/wasm"
    assert kernel.content[:4] == b"\0asm"
    assert get("/" + module_url("gan_core/browser/generator.mjs")).status_code == 200
