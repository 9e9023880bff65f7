"""What a lesson is: controls, presets, formulas, and the function that turns the controls' values into figures.

The page shows a lesson through `web.lessons.stage`, which asks `web.lessons.api` for the figures whenever a control moves.
All state is in the controls, so it is in the page's link. Modules of lessons import torch inside functions only: a page never waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from gan_core.errors import GanError
from gan_core.figures import to_plotly, to_surface
from gan_core.link_numbers import parse_number
from gan_core.translations import FALLBACK, LANGUAGES, table

if TYPE_CHECKING:
    import plotly.graph_objects as go

CARD_NUMBERS = 3
Value = float | str | bool | tuple[float, ...]
Values = Mapping[str, Any]
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Control:
    """A control: its label is the word `NAME` of the lesson's locale, its explanation `NAME_help` where there is one.

    `when`: {other control: values of it with which this one is shown}; `group`: key of the heading it stands below.
    """

    when: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Slider(Control):
    """A number from `low` to `high`. `plays`: it has a play button that sweeps it; `local`: moving it needs no new figures."""

    default: float
    low: float
    high: float
    step: float
    log: bool = False  # the thumb moves on a logarithmic scale
    plays: bool = False
    local: bool = False
    symbol: str = ""  # the letter that formulas have for it, LaTeX

    def read(self, name: str, text: str) -> float:
        """The number in a link. Raises GanError."""
        value = parse_number(name, text, self.low, self.high)
        return int(value) if isinstance(self.default, int) and value.is_integer() else value


@dataclass(frozen=True, kw_only=True)
class Choice(Control):
    """One of several, labelled `NAME_OPTION`; as tabs across the top of the stage, buttons, or a list when there are many."""

    default: str
    options: tuple[str, ...]
    tabs: bool = False

    def read(self, name: str, text: str) -> str:
        """The option in a link. Raises GanError."""
        if text not in self.options:
            raise GanError("value", field=name, received=repr(text[:30]), expected=", ".join(self.options))
        return text


@dataclass(frozen=True, kw_only=True)
class Switch(Control):
    """On or off; 1 or 0 in a link."""

    default: bool

    def read(self, name: str, text: str) -> bool:
        """The switch in a link. Raises GanError."""
        if text not in ("0", "1"):
            raise GanError("value", field=name, received=repr(text[:30]), expected="0, 1")
        return text == "1"


@dataclass(frozen=True, kw_only=True)
class Numbers(Control):
    """A fixed count of numbers, each from `low` to `high`: typed in a row of cells (`columns` a row), or dragged by handles of a figure."""

    default: tuple[float, ...]
    low: float
    high: float
    step: float = 0.1
    columns: int = 0  # 0: not shown as cells

    def read(self, name: str, text: str) -> tuple[float, ...]:
        """The numbers in a link, parted by commas. Raises GanError."""
        cells = text[:1000].split(",")
        if len(cells) != len(self.default):
            raise GanError("value", field=name, received=f"{len(cells)} numbers", expected=f"{len(self.default)} numbers")
        cell = Slider(default=0.0, low=self.low, high=self.high, step=self.step)
        return tuple(cell.read(f"{name}[{index}]", text) for index, text in enumerate(cells))


@dataclass(frozen=True)
class Formula:
    """A formula in LaTeX, shown beside the curve (or panel) that has its name; `source` as in "Goodfellow et al. 2014, eq. 1"."""

    tex: str
    source: str = ""
    url: str = ""


def written(value: Value) -> str:
    """A control's value as links have it."""
    match value:
        case bool():
            return str(int(value))
        case tuple() | list():
            return ",".join(map(written, value))
        case _:
            return str(value)


@dataclass(frozen=True)
class Lesson:
    """Controls, presets (name -> values that differ from the defaults), formulas, and what computes the panels.

    `compute(values)` returns `{"panels": [...]}` of `gan_core.figures.panels`, optionally with `"code"` (the lines of Python that
    compute the same on `gan_core`) and `"says"` (keys of sentences, or [key, {fields}], that hold for these values). It raises GanError.
    """

    name: str  # that of its page and of its words: locales/lessons/NAME/
    controls: Mapping[str, Slider | Choice | Switch | Numbers]
    compute: Callable[[Values], Json]
    presets: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    points: Mapping[str, str] = field(default_factory=dict)  # preset -> the sentence it is there for: said first while it is shown
    headline: Sequence[str] = ()  # readouts of the card beside the figures, in order: of those there are the first is large; PANEL/NAME
    # its figures in 3-D: {"panel": one with a map, "says": [key, fields] of what is seen, for who cannot turn it}
    surfaces: Callable[[Values], list[Json]] | None = None
    trains: bool = False  # an answer may take a training of half a second: such wait for each other, no others for them

    def read(self, query: Mapping[str, str]) -> dict[str, Any]:
        """The values a link asks for; what it leaves out has its default. Raises GanError."""
        return {name: control.read(name, query[name]) if name in query else control.default for name, control in self.controls.items()}

    def answer(self, values: Values) -> Json:
        """What `compute` returns, the card's numbers in `headline`, a preset's sentence first, the figure in `code`. Raises GanError."""
        answer = self.compute(values)
        point = next((key for name, key in self.points.items() if self._shows(name, values)), None)
        said = answer.get("says", [])
        own = [one for one in said if (one if isinstance(one, str) else one[0]) == point]
        return answer | {
            "headline": self._headline(answer["panels"]),
            "says": own + [one for one in said if one not in own],
            "code": "\n\n".join(filter(None, [answer.get("code", ""), self._code(values, answer["panels"][0]["name"])])),
        }

    def figure(self, values: Values | None = None, panel: str = "", language: str = FALLBACK) -> go.Figure:
        """One of its figures as a `plotly.graph_objects.Figure`, as the page draws it.

        Args:
            values: Of the controls; those left out have their defaults.
            panel: Which figure, by its name; default: the first.
            language: Of its words, `vi` or `en`.

        Raises:
            GanError: a control, a value, a panel or a language that there is not.
        """
        asked = {name: written(value) for name, value in (values or {}).items()}
        if unknown := next((name for name in asked if name not in self.controls), ""):
            raise GanError("value", field="values", received=repr(unknown), expected=", ".join(self.controls))
        if language not in LANGUAGES:
            raise GanError("value", field="language", received=repr(language), expected=", ".join(LANGUAGES))
        read = self.read(asked)
        panels = {one["name"]: one for one in self.compute(read)["panels"]}
        if panel and panel not in panels:
            raise GanError("value", field="panel", received=repr(panel), expected=", ".join(panels))
        return to_plotly(panels[panel] if panel else next(iter(panels.values())), table(f"{self.name}_lesson"), language, read)

    def solids(self, values: Values, language: str) -> list[Json]:
        """Its surfaces for the browser: `name`, what they say, and plotly's figure as JSON. Raises GanError."""
        words = table(f"{self.name}_lesson")
        found = [(one["panel"], one["says"]) for one in (self.surfaces(values) if self.surfaces else [])]
        return [
            {"name": panel["name"], "says": said, "figure": to_surface(panel, words, language).to_plotly_json()} for panel, said in found
        ]

    def _code(self, values: Values, panel: str) -> str:
        """The lines of Python that draw the first figure."""
        moved = {name: values[name] for name, control in self.controls.items() if values[name] != control.default}
        return f"from gan_core.lessons import open_lesson\n\nopen_lesson({self.name!r}).figure({moved}, {panel!r}).show()"

    def _shows(self, preset: str, values: Values) -> bool:
        """Whether these are the values of that preset."""
        return all(self.presets[preset].get(name, control.default) == values[name] for name, control in self.controls.items())

    def _headline(self, panels: Sequence[Json]) -> list[Json]:
        """The card's numbers; one that is named with its panel has the panel's name."""
        there = {f"{panel['name']}/{one['name']}": one | {"name": panel["name"]} for panel in panels for one in panel["readouts"]}
        there |= {one["name"]: one for panel in reversed(panels) for one in reversed(panel["readouts"])}
        return [there[name] for name in self.headline if name in there][:CARD_NUMBERS]

    def tabs(self) -> list[dict[str, str]]:
        """The query of each tab as it is at first; one that is empty where there are no tabs."""
        names = {name: control for name, control in self.controls.items() if isinstance(control, Choice) and control.tabs}
        return [{name: option} for name, control in names.items() for option in control.options] or [{}]

    def describe(self) -> Json:
        """All the browser needs to show the controls and formulas."""
        return {
            "controls": {name: {"kind": type(control).__name__.lower()} | asdict(control) for name, control in self.controls.items()},
            "presets": {name: dict(values) for name, values in self.presets.items()},
            "trains": self.trains,
            "formulas": {name: asdict(formula) for name, formula in self.formulas.items()},
        }
