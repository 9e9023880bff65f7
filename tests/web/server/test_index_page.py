from __future__ import annotations

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


def test_only_the_start_page_looks_for_the_slash_behind_its_address(client_of):
    client = client_of(index_page.routes(ADDRESSES))
    assert "if (true && " in client.get("/").text
    assert "if (false && " in client.get("/latent").text
