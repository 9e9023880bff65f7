"""docs/coverage.md and its Vietnamese half: what the lectures say -> page and state, from the names that tours, lessons and errata have.

`python -m scripts.write_coverage` writes both; `tests/scripts/test_write_coverage.py` opens every state that they name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from gan_core.paths import ROOT
from web.lessons import LESSONS
from web.lessons.lesson import Value
from web.lessons.stories import START, STORIES
from web.presenter.tours import TOURS_FOLDER, all_tours
from web.reference.lists import errata
from web.ui.text import LANGUAGES, table

FILES = {"vi": "coverage.vi.md", "en": "coverage.md"}
OTHER = {"vi": "en", "en": "vi"}
WORDS = {
    "en": (
        "# What the lectures say, and where the app shows it",
        "Written by `python -m scripts.write_coverage` from the names of tours, lessons and errata; a test opens every state. "
        "In Vietnamese: ",
        ("statement", "page", "state"),
        "Tour: ",
        "Lesson: ",
        "Errata: where a document is wrong",
    ),
    "vi": (
        "# Bài giảng nói gì, và ứng dụng cho thấy ở đâu",
        "Do `python -m scripts.write_coverage` viết từ tên trong các chuyến đi, bài học và đính chính; "
        "một bài kiểm thử mở từng trạng thái. "
        "Bằng tiếng Anh: ",
        ("điều được nói", "trang", "trạng thái"),
        "Chuyến đi: ",
        "Bài học: ",
        "Đính chính: chỗ tài liệu sai",
    ),
}


@dataclass(frozen=True)
class Row:
    """A statement, and the page and the state (a query) that show it."""

    says: str
    page: str
    query: dict[str, str]


def written(value: Value) -> str:
    """A control's value as links have it."""
    if isinstance(value, bool):
        return str(int(value))
    return ",".join(map(written, value)) if isinstance(value, tuple) else str(value)


def tours(spoken: str) -> Iterator[tuple[str, list[Row]]]:
    """Every tour's title and stops."""
    for tour in all_tours(TOURS_FOLDER, None).values():
        yield tour.title[spoken], [Row(stop.title[spoken], stop.page, dict(stop.query)) for stop in tour.stops]


def lessons(spoken: str) -> Iterator[tuple[str, list[Row]]]:
    """Every lesson's title; the states of its story, then the other presets."""
    sentences = table("stories")
    for name, lesson in LESSONS.items():
        told = [(step.state, sentences[f"{name}_{step.state}"][spoken]) for step in STORIES[name]]
        others = [(preset, table(f"{name}_lesson")[f"preset_{preset}"][spoken]) for preset in lesson.presets if preset not in dict(told)]
        values = lesson.presets | {START: {}}
        rows = [Row(says, name, {key: written(value) for key, value in values[state].items()}) for state, says in told + others]
        yield table(name)["title"][spoken], rows


def corrections(spoken: str) -> list[Row]:
    """Every item of the errata that leads to a state."""
    return [Row(f"{item.number}. {item.title[spoken]}", see.page, dict(see.query)) for item in errata() for see in item.see]


def rows(spoken: str) -> list[Row]:
    """All of them."""
    return [row for _, listed in (*tours(spoken), *lessons(spoken)) for row in listed] + corrections(spoken)


def text(spoken: str) -> str:
    """The whole document."""
    title, about, heads, tour, lesson, wrong = WORDS[spoken]
    parts = [title, f"{about}[{FILES[OTHER[spoken]]}]({FILES[OTHER[spoken]]})."]
    sections = [(tour + name, listed) for name, listed in tours(spoken)] + [(lesson + name, listed) for name, listed in lessons(spoken)]
    for head, listed in [*sections, (wrong, corrections(spoken))]:
        lines = [f"| {' | '.join(heads)} |", "| --- | --- | --- |"]
        lines += [f"| {_cell(row.says)} | {table('navigation')[row.page][spoken]} | `{_address(row)}` |" for row in listed]
        parts += [f"## {head}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "∣").strip()


def _address(row: Row) -> str:
    query = urlencode(row.query, safe=",:;~")
    return f"{row.page}?{query}" if query else row.page


def main() -> None:
    """Write both."""
    for spoken in LANGUAGES:
        (ROOT / "docs" / FILES[spoken]).write_text(text(spoken), encoding="utf-8")


if __name__ == "__main__":
    main()
