from __future__ import annotations

import re

import pytest

from web.server import index_page
from web.ui.navigation import ADDRESSES, HOME, PAGES


@pytest.mark.parametrize("page", PAGES)
def test_every_page_starts_with_streamlits_own_html_and_the_servers_address(page, client_of):
    answer = client_of(index_page.routes(ADDRESSES)).get("/" if page == HOME else f"/{page}")
    assert answer.headers["Cache-Control"] == "no-cache"
    head = answer.text.partition("</head>")[0]
    assert 'src="./static/js/' in head
    assert head.index("window.__streamlit = ") < head.index('src="./static/js/')


def test_the_page_s_name_is_taken_off_the_address_and_nothing_else():
    (pattern,) = re.findall(r"pathname\.replace\(/(.*)/, \"\"\)", index_page.html(ADDRESSES))
    pattern = pattern.replace("\\/", "/")
    for given, base in {"/": "/", "/latent": "/", "/latent/": "/", "/sub/path/latent": "/sub/path/", "/sub/path/": "/sub/path/"}.items():
        assert re.sub(pattern, "", given, count=1).rstrip("/") == base.rstrip("/")
