"""Lists with more to an entry than a label: the errata, the glossary, the references. Read from `locales/reference/lists/*.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from gan_core.translations import LOCALES, prose_files
from web.ui.navigation import PAGES
from web.ui.text import language

LISTS = LOCALES / "reference" / "lists"
DOCUMENTS = ("deck", "report", "handout", "notes", "university")  # the five lecture documents
Said = Mapping[str, str]  # language: words


@dataclass(frozen=True, kw_only=True)
class See:
    """A page and the query of its link: the state that shows it."""

    page: str
    query: Mapping[str, str] = field(default_factory=dict)
    vi: str = ""
    en: str = ""

    @property
    def words(self) -> str:
        """What one sees there, in the visitor's language."""
        return {"vi": self.vi, "en": self.en}[language()]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One of the lecture documents, and its section in our words."""

    document: str
    vi: str
    en: str

    @property
    def words(self) -> str:
        """The section, in the visitor's language."""
        return {"vi": self.vi, "en": self.en}[language()]


@dataclass(frozen=True, kw_only=True)
class Item:
    """What the lecture documents say and what is right."""

    number: int
    section: str
    where: tuple[Place, ...]
    title: Said
    says: Said
    right: Said
    see: tuple[See, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of the field in both languages, what it means, and the page where it lives."""

    name: str
    vi: str
    en: str
    vi_is: str
    en_is: str
    see: See

    def called(self, spoken: str) -> str:
        """The term in that language."""
        return {"vi": self.vi, "en": self.en}[spoken]

    def meaning(self, spoken: str) -> str:
        """Its definition in that language."""
        return {"vi": self.vi_is, "en": self.en_is}[spoken]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A paper, book or article; `used` lists files of the library that follow it, `documents` the lecture documents that give it."""

    name: str
    authors: str
    title: str
    year: int
    arxiv: str = ""
    link: str = ""
    venue: str = ""
    used: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where it can be read."""
        return self.link or f"https://arxiv.org/abs/{self.arxiv}"

    @property
    def where(self) -> str:
        """Its number or its place."""
        return f"arXiv:{self.arxiv}" if self.arxiv else self.venue


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((LISTS / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def errata() -> tuple[Item, ...]:
    """All items, in order."""
    return tuple(
        Item(
            **row
            | {
                "where": tuple(Place(**place) for place in row["where"]),
                "see": tuple(See(**see) for see in row.get("see", ())),
                "sources": tuple(row["sources"]),
            }
        )
        for row in _read("errata")["item"]
    )


@cache
def terms() -> tuple[Term, ...]:
    """All terms of the glossary, as they stand in the file."""
    return tuple(Term(name=name, **row | {"see": See(**row["see"])}) for name, row in _read("glossary").items())


@cache
def references() -> dict[str, Reference]:
    """All references by name, oldest first."""
    lists = ("used", "documents")
    rows = (
        Reference(name=name, **row | {field: tuple(row.get(field, ())) for field in lists}) for name, row in _read("references").items()
    )
    return {row.name: row for row in sorted(rows, key=lambda row: (row.year, row.authors))}


@cache
def pages_citing(reference: str) -> tuple[str, ...]:
    """Pages whose prose names that reference's number, or its address where it has none."""
    row = references()[reference]
    named = row.arxiv or row.link.removeprefix("https://").split("/", 1)[-1]
    return tuple(
        page
        for page in PAGES
        if any(named in path.read_text(encoding="utf-8") for name, path in prose_files().items() if re.fullmatch(rf"{page}\.\w+\.en", name))
    )


def items_citing(reference: str) -> tuple[int, ...]:
    """Items of the errata that rest on that reference."""
    return tuple(item.number for item in errata() if reference in item.sources)


# ---------------------------------------------------------------------------------------------------------------- order and search

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"  # the Vietnamese alphabet, foreign letters where Latin has them
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng; level is 0


def sort_key(words: str) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Order of a Vietnamese dictionary: syllable by syllable, letters (a ă â b ... d đ e ê ...) before tones."""
    return tuple(_syllable(syllable) for syllable in words.casefold().replace("-", " ").split())


def _syllable(syllable: str) -> tuple[tuple[int, ...], int]:
    tone, letters = 0, []
    for letter in unicodedata.normalize("NFC", "".join(part for part in unicodedata.normalize("NFD", syllable) if part not in _TONES)):
        letters.append(_LETTERS.index(letter) if letter in _LETTERS else -1)
    for part in unicodedata.normalize("NFD", syllable):
        tone = _TONES.get(part, tone)
    return tuple(letters), tone


def plain_letters(words: str) -> str:
    """Small letters without any marks, so that `tich chap` finds `tích chập`."""
    bare = "".join(part for part in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(part))
    return bare.replace("đ", "d")


def found_terms(asked: str) -> list[Term]:
    """The terms that hold every word asked for, in a name or a definition of either language.

    First those whose name holds all of it as it was typed; both parts in the order of the visitor's language.
    """
    phrase = " ".join(plain_letters(asked).split())

    def named(term: Term) -> bool:
        return any(phrase in plain_letters(name) for name in (term.vi, term.en))

    def holds(term: Term) -> bool:
        everything = plain_letters(" ".join((term.vi, term.en, term.vi_is, term.en_is)))
        return all(word in everything for word in phrase.split())

    spoken = language()
    order = sort_key if spoken == "vi" else plain_letters
    return sorted(filter(holds, terms()), key=lambda term: (not named(term), order(term.called(spoken))))
