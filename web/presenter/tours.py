"""Scripted tours for lectures: pages in an order, each with its state, a title and a note for the speaker.

Read from `locales/presenter/tours/*.toml`; a presenter's own is the file that GAN_TOUR names. They are read once; a mistake stops the
start of the app with a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gan_core.errors import ConfigError
from gan_core.translations import LOCALES
from web.settings import SETTINGS
from web.ui.navigation import PAGES
from web.ui.text import LANGUAGES

Said = Mapping[str, str]  # language: words

TOURS_FOLDER = LOCALES / "presenter" / "tours"
MAX_BYTES = 200_000
MAX_STOPS = 100
MAX_WORDS = {"title": 120, "note": 4000}
MAX_MINUTES = 600.0
SHELL = ("lang", "present", "tour", "stop")  # what the app itself keeps in an address


@dataclass(frozen=True)
class Stop:
    """A page in a state: the query of its address."""

    page: str
    query: Mapping[str, str]
    title: Said
    note: Said
    minutes: float  # the speaker expects to stay; 0: not said


@dataclass(frozen=True)
class Tour:
    """Its name is its file's, and stands in the address: `?tour=NAME&stop=4`."""

    name: str
    title: Said
    stops: tuple[Stop, ...]

    @property
    def minutes(self) -> float:
        """Of all stops."""
        return sum(stop.minutes for stop in self.stops)

    def to_json(self) -> dict[str, Any]:
        """All of it, in both languages."""
        return asdict(self)


def read_tour(path: Path) -> Tour:
    """Raises ConfigError that names the file, the stop and the key, what was received, and what is expected."""
    try:
        text = path.read_bytes()[: MAX_BYTES + 1].decode("utf-8")
    except FileNotFoundError:
        raise ConfigError("missing_path", field="tour", received=repr(str(path)[:200])) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _refuse(path.name, "", repr(str(error)[:80]), "a text file in UTF-8") from None
    if len(text) > MAX_BYTES:
        raise _refuse(path.name, "", f"more than {MAX_BYTES} bytes", f"at most {MAX_BYTES} bytes")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", path.stem):
        raise _refuse(path.name, "name", repr(path.stem[:60]), "small letters a to z, digits, - and _, at most 40")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refuse(path.name, "", str(error)[:120], "TOML") from None
    _only(path.name, table, ("title", "stop"))
    rows = table.get("stop")
    if not (isinstance(rows, list) and 1 <= len(rows) <= MAX_STOPS and all(isinstance(row, dict) for row in rows)):
        raise _refuse(path.name, "stop", _received(rows), f"1 to {MAX_STOPS} tables [[stop]]")
    stops = tuple(_stop(f"{path.name}, stop {number}", row) for number, row in enumerate(rows, 1))
    return Tour(path.stem, _said(path.name, table, "title"), stops)


def _stop(where: str, row: Mapping[str, Any]) -> Stop:
    _only(where, row, ("page", "query", "title", "note", "minutes"))
    page = row.get("page")
    if not (isinstance(page, str) and page in PAGES):
        raise _refuse(where, "page", _received(page), ", ".join(PAGES))
    minutes = row.get("minutes", 0)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 <= minutes <= MAX_MINUTES:
        raise _refuse(where, "minutes", _received(minutes), f"a number, 0 to {MAX_MINUTES:g}")
    return Stop(page, _query(where, row.get("query", {})), _said(where, row, "title"), _said(where, row, "note"), float(minutes))


def _query(where: str, query: object) -> dict[str, str]:
    """The state as it stands in an address: true is 1, false is 0."""
    if not isinstance(query, dict):
        raise _refuse(where, "query", _received(query), 'a table such as { view = "boundary", a = 0 }')
    for name, value in query.items():
        if name in SHELL or not re.fullmatch(r"\w{1,40}", name, re.ASCII):
            raise _refuse(where, "query", repr(name[:40]), f"names as in a page's address, but not {', '.join(SHELL)}")
        if not isinstance(value, str | int | float) or len(str(value)) > 1000:
            raise _refuse(where, f"query.{name}", _received(value), "words, a number, true or false")
    return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in query.items()}


def _said(where: str, row: Mapping[str, Any], name: str) -> Said:
    words, most = row.get(name), MAX_WORDS[name]
    spoken = isinstance(words, dict) and set(words) == set(LANGUAGES)
    if not spoken or not all(isinstance(text, str) and 0 < len(text.strip()) <= most for text in words.values()):  # type: ignore[union-attr]
        wanted = ", ".join(f'{code} = "..."' for code in LANGUAGES)
        raise _refuse(where, name, _received(words), f"{{ {wanted} }}, at most {most} letters each")
    return {code: words[code].strip() for code in LANGUAGES}  # type: ignore[index]


def _only(where: str, table: Mapping[str, object], names: tuple[str, ...]) -> None:
    for name in table:
        if name not in names:
            raise _refuse(where, "key", repr(name[:40]), ", ".join(names))


def _received(value: object) -> str:
    return "nothing" if value is None else repr(value)[:60]


def _refuse(where: str, key: str, received: str, expected: str) -> ConfigError:
    return ConfigError("value", field=f"tour {where}" + (f", {key}" if key else ""), received=received, expected=expected)


def all_tours(folder: Path = TOURS_FOLDER, own: Path | None = SETTINGS.tour) -> dict[str, Tour]:
    """By name, the presenter's own first; it takes the place of a shipped one of its name. Raises ConfigError."""
    paths = [*([own] if own else []), *sorted(folder.glob("*.toml"))]
    tours: dict[str, Tour] = {}
    for path in paths:
        tours.setdefault(path.stem, read_tour(path))
    return tours


try:
    TOURS = all_tours()
except ConfigError as error:
    raise SystemExit(str(error)) from None
