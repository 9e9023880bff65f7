"""Every page, in both languages, as Streamlit runs it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from web.ui.navigation import GROUPS, HOME, PAGES
from web.ui.text import LANGUAGES, table

ROOT = Path(__file__).parents[2]
FOR_READING = ("errata", "glossary")  # lists, filtered by the visitor
SENTENCES, WORDS = 3, 90  # of a text that is read without being asked for; Vietnamese is written in syllables


def visit(page: str, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    if page != HOME:
        at.switch_page(str(ROOT / "pages" / f"{page}.py"))
    return at.run()


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_page_opens_with_its_heading(page, spoken):
    at = visit(page, lang=spoken)
    assert not at.exception
    assert not at.error
    assert not at.warning
    assert [title.value for title in at.title] == [table(page)["title"][spoken]]
    if page not in FOR_READING:
        assert [text for text in read_at_once(at.main) if is_long(text)] == []


def read_at_once(block: Any) -> Iterator[str]:
    """The texts of a page that no one has to unfold."""
    for child in block.children.values():
        if child.type == "markdown":
            yield child.value
        elif child.type != "expander" and hasattr(child, "children"):
            yield from read_at_once(child)


def is_long(text: str) -> bool:
    without_formulas = re.sub(r"\$[^$]+\$", "x", text)
    return len(re.findall(r"[.?!](?=\s|$)", without_formulas)) > SENTENCES or len(without_formulas.split()) > WORDS


def test_every_page_is_registered():
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == set(PAGES)
    assert set(table("navigation")) == set(PAGES) | set(GROUPS)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_cards_lead_to_pages(spoken):
    at = visit(HOME, lang=spoken)
    menu, cards = ([link.proto for link in part.get("page_link")] for part in (at.sidebar, at.main))
    assert {link.label for link in menu} == {table("navigation")[page][spoken] for page in PAGES}
    assert len(cards) >= 4
    assert {link.page for link in cards} <= set(PAGES)
    assert {link.label for link in cards} <= {row[spoken] for row in table("start").values()}


def test_a_broken_link_is_named_in_the_browsers_language():
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.context["locale"] = "vi-VN"
    at.query_params["lang"] = "<xx>"
    at.query_params["missing"] = "no*where"
    at.run()
    assert not at.exception
    language, page = (warning.value for warning in at.warning)
    assert "\\<xx\\>" in language
    assert "lang=vi" in language
    assert "no\\*where" in page
    assert at.title[0].value == table("start")["title"]["vi"]
