"""A table of scores as a file: CSV for a spreadsheet, LaTeX for a thesis, Markdown for a report."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]  # an `Evaluation` as JSON with `title`, `step`, `n` and `seed`

# score: (heading, factor, decimals); the order is that of the page
COLUMNS: dict[str, tuple[str, float, int]] = {
    "fid": ("FID", 1, 2),
    "kid": ("KID x 1000", 1000, 2),
    "inception_score": ("IS", 1, 2),
    "precision": ("precision", 1, 3),
    "recall": ("recall", 1, 3),
    "density": ("density", 1, 3),
    "coverage": ("coverage", 1, 3),
    "accuracy": ("accuracy", 1, 3),
    "modes": ("modes", 1, 0),
    "reverse_kl": ("reverse KL", 1, 4),
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


def shown(rows: Sequence[Row]) -> list[str]:
    """Scores that at least one row has."""
    return [name for name in COLUMNS if any(name in row["scores"] for row in rows)]


def as_csv(rows: Sequence[Row], words: Words) -> str:
    """One line a model, raw values, an interval in two columns of its own."""
    names = shown(rows)
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(
        [words.model, words.step, words.seed, words.n, words.extractor, words.resize, words.real]
        + [part for name in names for part in (name, f"{name}_low", f"{name}_high")]
    )
    for row in rows:
        low_high = [[_raw(row, name), *(row["scores"].get(name, {}).get("interval") or ("", ""))] for name in names]
        writer.writerow([_safe(cell) for cell in _about(row)] + [cell for cells in low_high for cell in cells])
    return output.getvalue()


def as_markdown(rows: Sequence[Row], words: Words) -> str:
    """A pipe table, and below it what the numbers need."""
    names = shown(rows)
    heads = [words.model, words.n, words.extractor, *(_heading(name, rows, {"lower": "↓", "higher": "↑"}) for name in names)]
    lines = [_line(heads, _pipes), _line(["---"] * len(heads), str)]
    lines += [_line([_title(row), _n(row), _extractor(row), *(_cell(row, name) for name in names)], _pipes) for row in rows]
    return "\n".join([*lines, "", *(f"- {_pipes(line)}" for line in _footnotes(rows, words))]) + "\n"


def as_latex(rows: Sequence[Row], words: Words) -> str:
    """A booktabs table: `\\usepackage{booktabs}`; the intervals stand small below the values."""
    names = shown(rows)
    heads = [
        _latex(words.model),
        "$N$",
        _latex(words.extractor),
        _latex(words.resize),
        *(_heading(name, rows, {"lower": "$\\downarrow$", "higher": "$\\uparrow$"}) for name in names),
    ]
    lines = [r"\begin{table}", r"\centering", r"\begin{tabular}{lrll" + "r" * len(names) + "}", r"\toprule"]
    lines += [" & ".join(heads) + r" \\", r"\midrule"]
    for row in rows:
        about = [_latex(_title(row)), _n(row), _latex(_extractor(row)), _latex(_resize(row))]
        lines.append(" & ".join([*about, *(_number(row, name).replace("∞", r"$\infty$") for name in names)]) + r" \\")
        intervals = [_interval(row, name) for name in names]
        if any(intervals):
            lines.append(
                " & ".join(["", "", "", "", *(rf"{{\scriptsize {interval}}}" if interval else "" for interval in intervals)]) + r" \\"
            )
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


def _number(row: Row, name: str) -> str:
    _, factor, decimals = COLUMNS[name]
    if name not in row["scores"]:
        return ""
    value = row["scores"][name]["value"]
    return "∞" if value is None else f"{factor * value:.{decimals}f}"


def _interval(row: Row, name: str) -> str:
    _, factor, decimals = COLUMNS[name]
    interval = row["scores"].get(name, {}).get("interval")
    return f"[{factor * interval[0]:.{decimals}f}, {factor * interval[1]:.{decimals}f}]" if interval else ""


def _cell(row: Row, name: str) -> str:
    return f"{_number(row, name)} {_interval(row, name)}".strip()


def _heading(name: str, rows: Sequence[Row], arrows: Mapping[str, str]) -> str:
    better = next(row["scores"][name]["better"] for row in rows if name in row["scores"])
    return f"{COLUMNS[name][0]} {arrows[better]}"


def _footnotes(rows: Sequence[Row], words: Words) -> list[str]:
    """Extractor, resize and real pictures of each kind of row once, then what the brackets are."""
    found = {}
    for row in rows:
        if not row.get("published"):
            score = _first(row)
            found[(score["extractor"], score["resize"], row["real"])] = (
                f"{words.extractor}: {score['extractor']}; {words.resize}: {score['resize']}; {words.real}: {row['real']}."
            )
    return [*found.values(), words.interval, *([words.published] if any(row.get("published") for row in rows) else [])]


def _line(cells: Sequence[str], escape: Callable[[str], str]) -> str:
    return f"| {' | '.join(map(escape, cells))} |"


def _pipes(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _latex(text: str) -> str:
    return "".join(ESCAPED.get(letter, letter) for letter in text)


def _safe(cell: object) -> object:
    """A spreadsheet takes text that begins so for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
