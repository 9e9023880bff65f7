"""One word a thing, in both languages: what a visitor reads does not change its name from page to page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from gan_core.paths import LOCALES
from web.ui.text import LANGUAGES

OTHER_WORDS = {  # written another way elsewhere
    "vi": (
        *("mạng phê bình", "người phê bình", "có critic", "mạng phân biệt", "người phân biệt", "mạng sinh", "chuỗi markov"),
        *("bình phương tối thiểu", "tối thiểu hoá", "bước nhảy", "bước trượt", "cỡ nhân", "trường tiếp nhận"),
        *("phân bố", "vùng nhìn", "sụp đổ từng phần", "trang chiếu", "buổi diễn", "phòng này đúng"),
    ),
    "en": ("learnt", "sureness", "d memorising", "nearest fellow", "it fails:", "every setting"),
}
OLD_TONES = r"\w*(?:[òóỏõọ][ae]|[ùúủũụ]y)(?!\w)"  # "hòa": we write "hoà"
PERCENT = {"vi": r"[\d}*] ?%(?!\w)", "en": r"[\d}*]\s%"}  # a no-break space before it, or none


def said(spoken: str) -> Iterator[tuple[str, str]]:
    """Every text of a language, with the name of its file."""
    for path in LOCALES.rglob(f"*.{spoken}.md"):
        yield path.name, path.read_text(encoding="utf-8")
    for path in LOCALES.rglob("*.toml"):
        for text in _texts(tomllib.loads(path.read_text(encoding="utf-8")), spoken):
            yield path.name, text


def _texts(table: Any, spoken: str) -> Iterator[str]:
    for name, value in table.items() if isinstance(table, dict) else enumerate(table):
        if isinstance(value, str) and name in (spoken, f"{spoken}_is"):
            yield value
        elif isinstance(value, dict | list):
            yield from _texts(value, spoken)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_one_name_and_one_way_to_write_a_percentage(spoken):
    wrong = [
        (file, found)
        for file, text in said(spoken)
        for found in [word for word in OTHER_WORDS[spoken] if word in text.lower()] + re.findall(PERCENT[spoken], text)
    ]
    assert wrong == []


def test_tones_stand_on_the_same_letter():
    assert [(file, found) for file, text in said("vi") for found in re.findall(OLD_TONES, text)] == []
