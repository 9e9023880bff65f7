"""Real or fake?: the page's words, in both languages."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.paths import ROOT
from web.ui.text import LANGUAGES, table

STAGE = ROOT / "web" / "real_or_fake" / "browser"


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_page_says_what_why_and_where_from(spoken):
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.query_params["lang"] = spoken
    at.switch_page(str(ROOT / "pages" / "real_or_fake.py")).run()
    assert not at.exception
    assert "https://arxiv.org/abs/1904.01121" in "\n".join(markdown.value for markdown in at.markdown)
    (stage,) = (element for element in at.get("bidi_component") if element.proto.component_name == "real_or_fake_stage")
    text = json.loads(stage.proto.json)["text"]
    assert text["question"] == table("real_or_fake_stage")["question"][spoken]
    assert text["room_open"] == table("room")["room_open"][spoken]


def test_words_of_the_stage_are_those_it_says():
    source = "\n".join(path.read_text(encoding="utf-8") for path in STAGE.glob("*.mjs"))
    known = set(table("real_or_fake_stage")) | set(table("room"))
    said = set(re.findall(r'say\("(\w+)"', source))
    assert said <= known
    quoted = set(re.findall(r'"(\w+)"', source)) | {"source_weights", "source_sheet"}
    assert set(table("real_or_fake_stage")) <= quoted
