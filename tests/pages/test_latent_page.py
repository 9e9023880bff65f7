"""The Latent page's words, in both languages."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.translations import LOCALES
from web.ui.text import LANGUAGES, table

ROOT = LOCALES.parent
STAGE = ROOT / "web" / "latent" / "browser"


def visit(spoken: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.query_params["lang"] = spoken
    return at.switch_page(str(ROOT / "pages" / "latent.py")).run()


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_page_says_what_why_and_where_from(spoken):
    at = visit(spoken)
    assert not at.exception
    said = "\n".join(markdown.value for markdown in at.markdown)
    for source in ("2004.02546", "1609.04468", "1812.04948", "1411.1784"):
        assert f"https://arxiv.org/abs/{source}" in said
    assert "N(0, I)" in said
    assert [subheader.value for subheader in at.subheader] == [table("explanation")["why"][spoken]]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_stage_is_given_its_words_in_the_visitors_language(spoken):
    (stage,) = (element for element in visit(spoken).get("bidi_component") if element.proto.component_name == "latent_stage")
    data = json.loads(stage.proto.json)
    assert data["language"] == spoken
    assert data["text"]["another"] == table("latent_stage")["another"][spoken]
    assert data["errors"]["label"] == table("errors")["label"][spoken]
    assert data["classNames"]["Sneaker"] == {"vi": "Giày thể thao", "en": "Sneaker"}


def test_every_word_the_stage_asks_for_exists_and_none_is_left_over():
    code = "\n".join(path.read_text(encoding="utf-8") for path in STAGE.glob("*.mjs"))
    known = set(table("latent_stage"))
    assert set(re.findall(r'(?:stage|words)\.text\("(\w+)"', code)) <= known
    built = {key for key in known if key.startswith(("tab_", "path_"))}  # text(`tab_${mode}`)
    assert {key for key in known - built if f'"{key}"' not in code} == set()
