from __future__ import annotations

import re
from importlib.resources import files

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


def test_the_scripts_of_a_stage_are_named_with_all_they_import_and_no_font_comes_before_them(client_of):
    head = client_of(index_page.routes(ADDRESSES)).get("/latent").text.partition("</head>")[0]
    named = re.findall(r'"\./static/js/([\w.-]+\.js)"', head)
    folder = files("streamlit") / "static" / "static" / "js"
    assert {"Html", "BidiComponent"} <= {name.split(".")[0] for name in named}
    for name in named:
        text = (folder / name).read_text(encoding="utf-8")
        assert set(re.findall(r'import[^"`;]*"\./([\w.-]+\.js)"', text)) <= set(named), name
    assert 'as="font"' not in head
