"""Every page under links of random values: a page is shown, a wrong value is one sentence, nothing of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile import BOUNDED, COUNT, NAUGHTY, SECRETS, TIMES
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from web.ui.navigation import PAGES

ROOT = Path(__file__).parents[2]
KEYS = [
    "lang", "missing", "present", "run", "preset", "seed", "label", "model", "mode", "item", "term", "tab", "step", "x", "w", "network",
    "loss", "conditioning", "class", "extractor", "models", "q", "tour", "stop", "",
]  # fmt: skip
EXAMPLES = 3  # of each page: one costs a tenth of a second
links = st.dictionaries(st.sampled_from(KEYS), st.one_of(st.sampled_from(NAUGHTY), st.text(max_size=30)), min_size=1, max_size=6)


@pytest.mark.parametrize("name", PAGES)
def test_no_link_makes_a_page_fail(name: str):
    page = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=120)
    page.run()
    page.switch_page(f"pages/{name}.py")

    @settings(BOUNDED, max_examples=EXAMPLES * TIMES)
    @given(links)
    def tried(link: dict[str, str]) -> None:
        COUNT[200] += 1
        for key, value in link.items():
            page.query_params[key] = value
        page.run()
        assert not page.exception
        shown = [element.value for kind in (page.error, page.warning, page.markdown, page.caption) for element in kind]
        assert not [text for text in shown for secret in SECRETS if secret in text and "`" not in text]
        for text in [element.value for element in (*page.error, *page.warning)]:
            assert "<script" not in text
            assert "](" not in text.replace("\\]\\(", "")
        page.query_params.clear()

    tried()
