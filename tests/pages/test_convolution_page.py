from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core import repository
from web.ui.text import LANGUAGES, table

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_page_says_what_why_and_where_from(spoken, monkeypatch):
    monkeypatch.setattr(repository, "REPOSITORY", "me/classroom")
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.query_params["lang"] = spoken
    at.query_params["x"] = "1,oops"  # for the browser to read: the script does not care
    at.switch_page(str(ROOT / "pages" / "convolution.py")).run()
    assert not at.exception
    assert [one.value for one in at.subheader] == [table("explanation")["why"][spoken]]
    assert any("1603.07285" in one.value for one in at.markdown)
    colab = [one.value for one in at.markdown if "me/classroom/blob/main/notebooks/transposed_convolution.ipynb" in one.value]
    assert len(colab) == 1
    assert colab[0].startswith(table("explanation")["colab"][spoken])


def test_everything_the_stage_says_has_words():
    keys = set()
    for path in (ROOT / "web" / "convolution" / "browser").glob("*.mjs"):
        keys |= set(re.findall(r'\btext\("([a-z_0-9]+)"', path.read_text(encoding="utf-8")))
    assert len(keys) > 40
    assert keys <= set(table("convolution_stage"))
