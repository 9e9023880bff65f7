"""The Glossary page: terms in both languages with links, search, references."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from gan_core.translations import LOCALES
from web.reference.lists import references, terms
from web.ui.text import LANGUAGES, plain, table


def visit(**query: str) -> AppTest:
    at = AppTest.from_file(str(LOCALES.parent / "ui.py"), default_timeout=120)
    for key, value in query.items():
        at.query_params[key] = value
    return at.switch_page(str(LOCALES.parent / "pages" / "glossary.py")).run()


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_term_in_both_languages_with_its_link(spoken):
    at = visit(lang=spoken)
    assert not at.exception
    assert not at.error
    shown = [element.value for element in at.markdown if element.value.startswith("**")]
    below = [element.value for element in at.caption if element.value.startswith("**")]
    (other,) = set(LANGUAGES) - {spoken}
    assert sorted(shown) == sorted(f"**{plain(term.called(spoken))}**: {plain(term.meaning(spoken))}" for term in terms())
    assert sorted(below) == sorted(f"**{plain(term.called(other))}**: {plain(term.meaning(other))}" for term in terms())
    links = [link.proto for link in at.main.get("page_link")]
    assert sorted(link.page for link in links) == sorted(term.see.page for term in terms())


def test_search_comes_from_the_link_and_needs_no_accents():
    at = visit(lang="vi", q="bo phan biet toi uu")
    assert next(element.value for element in at.markdown if element.value.startswith("**")).startswith("**bộ phân biệt tối ưu")
    at = visit(lang="en")
    at.text_input[0].set_value("critic").run()
    assert 1 <= len([element for element in at.markdown if element.value.startswith("**")]) < len(terms())


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_search_without_result_says_so(spoken):
    at = visit(lang=spoken, q="<b>*xyzzy*")
    assert not at.exception
    (sentence,) = (element.value for element in at.info)
    assert sentence == table("glossary")["none"][spoken].format(asked=plain("<b>*xyzzy*"))


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_references_with_their_addresses_and_uses(spoken):
    at = visit(lang=spoken, show="references")
    assert not at.exception
    text = "\n".join(element.value for element in at.markdown)
    for row in references().values():
        assert f"]({row.url})" in text
        assert plain(row.title) in text
    links = {(link.proto.page, link.proto.query_string) for link in at.main.get("page_link")}
    assert ("errata", "item=18") in links
    assert any(page == "convolution" for page, _ in links)


def test_the_part_shown_is_kept_in_the_link():
    at = visit(lang="en")
    at.segmented_control[0].set_value(table("glossary")["show_references"]["en"]).run()
    assert at.query_params["show"] in ("references", ["references"])
    assert not at.text_input


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_real_pictures_by_class_where_the_data_is(spoken, monkeypatch, tmp_path):
    monkeypatch.setenv("GAN_DATA_DIR", str(tmp_path))  # neither CIFAR-10 nor MNIST is there
    at = visit(lang=spoken, show="data")
    assert not at.exception
    missing = table("glossary")["data_missing"][spoken]
    assert [caption.value for caption in at.caption].count(plain(missing)) == 2
    (grid,) = [element.proto.body for element in at.get("html") if "data:image/png" in element.proto.body]
    assert grid.count("<img") == 10
    assert table("classes")["Sneaker"][spoken] in grid
    address = re.search(r"base64,([^\"]+)", grid)[1]
    with Image.open(io.BytesIO(base64.b64decode(address))) as row:
        assert row.size == (12 * 28 * 2, 28 * 2)
