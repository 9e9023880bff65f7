from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from web.ui.text import LANGUAGES, table

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_page_says_what_it_is_in_both_languages(spoken):
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.query_params["lang"] = spoken
    at.switch_page(str(ROOT / "pages" / "architecture.py")).run()
    assert not at.exception
    assert [title.value for title in at.title] == [table("architecture")["title"][spoken]]
