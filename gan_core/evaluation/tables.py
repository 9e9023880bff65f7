"""Scores as a file: CSV for a spreadsheet, LaTeX for a thesis, Markdown for a report.

What cannot be compared does not stand in one table: LaTeX and Markdown have one for each extractor, resize, N and set of real pictures.
A score that another network judged than its table's (class accuracy beside Inception's FID) has that network in its heading. CSV is one
list, whose columns say all of this line by line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gan_core.translations import FALLBACK

Row = Mapping[str, Any]  # an `Evaluation` as JSON with `title`, `step`, `n` and `seed`

# score: (heading, factor, decimals); the order is that of the page
COLUMNS: dict[str, tuple[str, float, int]] = {
    "fid": ("FID", 1, 2),
    "fid_infinity": ("FID, N to infinity", 1, 2),
    "kid": ("KID x 1000", 1000, 2),
    "mind": ("MIND", 1, 2),
    "cmmd": ("CMMD", 1, 3),
    "inception_score": ("IS", 1, 2),
    "precision": ("precision", 1, 3),
    "recall": ("recall", 1, 3),
    "density": ("density", 1, 3),
    "coverage": ("coverage", 1, 3),
    "authenticity": ("authenticity", 1, 3),
    "copying": ("C_T", 1, 1),
    "accuracy": ("accuracy", 1, 3),
    "modes": ("modes", 1, 0),
    "reverse_kl": ("reverse KL", 1, 4),
}
ARROWS = {
    "markdown": {"lower": "↓", "higher": "↑", "zero": "→ 0"},
    "latex": {"lower": "$\\downarrow$", "higher": "$\\uparrow$", "zero": "$\\to 0$"},
}
ESCAPED = {"\\": r"\textbackslash{}"} | {sign: f"\\{sign}" for sign in "&%$#_{}"} | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Words:
    """What is said around the numbers, in one language."""

    model: str
    step: str
    real: str
    n: str
    extractor: str
    resize: str
    seed: str
    interval: str  # what stands in brackets
    published: str  # why the lectures' rows cannot be compared
    language: str = FALLBACK


def shown(rows: Sequence[Row]) -> list[str]:
    """Scores that at least one row has."""
    return [name for name in COLUMNS if any(name in row["scores"] for row in rows)]


class Column(NamedTuple):
    """A score of a table, and the network that judged it where that is not the table's own."""

    name: str
    judge: str


def comparable(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows in groups of equal extractor, resize, N and real pictures, in the order in which they come."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        first = _first(row)
        about = (first["extractor"], first["resize"], row["n"], first["n_real"], row["real"], row.get("data"))
        groups.setdefault(about, []).append(row)
    return list(groups.values())


def _columns(rows: Sequence[Row]) -> list[Column]:
    found = {Column(name, _judge(row, name)) for row in rows for name in row["scores"]}
    return sorted(
        (column for column in found if column.name in COLUMNS), key=lambda column: (list(COLUMNS).index(column.name), column.judge)
    )


def _judge(row: Row, name: str) -> str:
    """Who judged the score, where that is not who judged the row; a lean score of a record says nothing, and is judged as its row."""
    own = str(row["scores"][name].get("extractor", _extractor(row)))
    return "" if own == _extractor(row) else own


def as_csv(rows: Sequence[Row], words: Words) -> str:
    """One line a model, raw values, an interval in two columns of its own; `NAME_extractor` where another network judged that score."""
    names = shown(rows)
    judged = [name for name in names if any(name in row["scores"] and _judge(row, name) for row in rows)]
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(
        [words.model, words.step, words.seed, words.n, words.extractor, words.resize, words.real]
        + [part for name in names for part in (name, f"{name}_low", f"{name}_high")]
        + [f"{name}_extractor" for name in judged]
    )
    for row in rows:
        low_high = [[_raw(row, name), *(row["scores"].get(name, {}).get("interval") or ("", ""))] for name in names]
        judges = [row["scores"].get(name, {}).get("extractor", "") for name in judged]
        writer.writerow([_safe(cell) for cell in _about(row)] + [cell for cells in low_high for cell in cells] + judges)
    return output.getvalue()


def as_markdown(rows: Sequence[Row], words: Words) -> str:
    """A pipe table for each group of what can be compared, and below it what its numbers need."""
    return "\n".join(_markdown_table(group, words) for group in comparable(rows))


def _markdown_table(rows: Sequence[Row], words: Words) -> str:
    columns = _columns(rows)
    heads = [words.model, words.n, words.extractor, *(_heading(column, rows, ARROWS["markdown"]) for column in columns)]
    lines = [_line(heads, _pipes), _line(["---"] * len(heads), str)]
    lines += [_line([_title(row), _n(row), _extractor(row), *(_cell(row, column) for column in columns)], _pipes) for row in rows]
    return "\n".join([*lines, "", *(f"- {_pipes(line)}" for line in _footnotes(rows, words))]) + "\n"


def as_latex(rows: Sequence[Row], words: Words) -> str:
    """A booktabs table for each group of what can be compared: `\\usepackage{booktabs}`; intervals stand small below the values."""
    return "\n".join(_latex_table(group, words) for group in comparable(rows))


def _latex_table(rows: Sequence[Row], words: Words) -> str:
    columns = _columns(rows)
    heads = [_latex(words.model), "$N$", _latex(words.extractor), _latex(words.resize)]
    heads += [_heading(column, rows, ARROWS["latex"], _latex) for column in columns]
    lines = [r"\begin{table}", r"\centering", r"\begin{tabular}{lrll" + "r" * len(columns) + "}", r"\toprule"]
    lines += [" & ".join(heads) + r" \\", r"\midrule"]
    for row in rows:
        about = [_latex(_title(row)), _n(row), _latex(_extractor(row)), _latex(_resize(row))]
        lines.append(" & ".join([*about, *(_number(row, column).replace("∞", r"$\infty$") for column in columns)]) + r" \\")
        intervals = [_interval(row, column) for column in columns]
        if any(intervals):
            small = [rf"{{\scriptsize {interval}}}" if interval else "" for interval in intervals]
            lines.append(" & ".join(["", "", "", "", *small]) + r" \\")
    caption = " ".join(_latex(line) for line in _footnotes(rows, words))
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", rf"\caption{{{caption}}}", r"\end{table}"]) + "\n"


def _about(row: Row) -> list[object]:
    score = _first(row)
    return [_title(row), row["step"], row["seed"], row["n"], score["extractor"], score["resize"], row["real"]]


def _first(row: Row) -> Mapping[str, Any]:
    """What says the extractor and resize: FID's, as class accuracy is always the classifier's."""
    found: Mapping[str, Any] = row["scores"].get("fid") or next(iter(row["scores"].values()))
    return found


def _title(row: Row) -> str:
    return str(row["title"])


def _n(row: Row) -> str:
    return "?" if row["n"] is None else str(row["n"])


def _extractor(row: Row) -> str:
    return str(_first(row)["extractor"])


def _resize(row: Row) -> str:
    return str(_first(row)["resize"])


def _raw(row: Row, name: str) -> object:
    value = row["scores"].get(name, {}).get("value")
    return "" if value is None else value


def _score(row: Row, column: Column) -> Mapping[str, Any] | None:
    """The row's score of that column, if that network judged it."""
    found: Mapping[str, Any] | None = row["scores"].get(column.name)
    return found if found is not None and _judge(row, column.name) == column.judge else None


def _number(row: Row, column: Column) -> str:
    _, factor, decimals = COLUMNS[column.name]
    score = _score(row, column)
    if score is None:
        return ""
    decimals = score.get("decimals", decimals)  # the lectures' scores have their own
    return "∞" if score["value"] is None else f"{factor * score['value']:.{decimals}f}"


def _interval(row: Row, column: Column) -> str:
    _, factor, decimals = COLUMNS[column.name]
    interval = (_score(row, column) or {}).get("interval")
    return f"[{factor * interval[0]:.{decimals}f}, {factor * interval[1]:.{decimals}f}]" if interval else ""


def _cell(row: Row, column: Column) -> str:
    return f"{_number(row, column)} {_interval(row, column)}".strip()


def _heading(column: Column, rows: Sequence[Row], arrows: Mapping[str, str], escape: Callable[[str], str] = str) -> str:
    better = next(score["better"] for row in rows if (score := _score(row, column)) is not None)
    judge = f" ({column.judge.split(' ')[0]})" if column.judge else ""
    return f"{escape(COLUMNS[column.name][0] + judge)} {arrows[better]}"


def _footnotes(rows: Sequence[Row], words: Words) -> list[str]:
    """Extractor, resize and real pictures of these rows, then what the brackets are; of the lectures' rows that they are unknown."""
    if rows[0].get("published"):
        return [words.published]
    score = _first(rows[0])
    about = f"{words.extractor}: {score['extractor']}; {words.resize}: {score['resize']}; {words.real}: {rows[0]['real']}."
    return [about, words.interval]


def _line(cells: Sequence[str], escape: Callable[[str], str]) -> str:
    return f"| {' | '.join(map(escape, cells))} |"


def _pipes(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _latex(text: str) -> str:
    return "".join(ESCAPED.get(letter, letter) for letter in text)


def _safe(cell: object) -> object:
    """A spreadsheet takes text that begins so for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
