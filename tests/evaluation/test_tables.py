"""Files of scores: what cannot be compared stands in no table together, and every judge is named."""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import Any

import pytest

from gan_core.evaluation.figure import as_html, scores_figure
from gan_core.evaluation.tables import Words, as_csv, as_latex, as_markdown, comparable
from web.evaluation.published_scores import published_rows

NAMED = {name: name for name in ("model", "step", "real", "extractor", "resize", "seed")}
WORDS = Words(**NAMED, n="N", interval="Brackets.", published="Lectures.")


def score(extractor: str = "inception (2048 features)", n: int = 1000, better: str = "lower", resize: str = "299") -> dict[str, Any]:
    return {"value": 1.5, "interval": [1.0, 2.0], "better": better, "extractor": extractor, "resize": resize, "n_real": n, "n_generated": n}


def row(title: str, real: str = "tests", **about: Any) -> dict[str, Any]:
    fid = score(**about)
    return {"title": title, "step": 1, "n": fid["n_generated"], "seed": 0, "real": real, "scores": {"fid": fid}}


ALIKE = [row("a"), row("b")]
APART = [row("n", n=500), row("extractor", extractor="eye (4 features)"), row("resize", resize="none"), row("reference", real="others")]


def test_what_differs_in_n_extractor_resize_or_reference_is_apart():
    groups = comparable([ALIKE[0], *APART, ALIKE[1], *(one | {"title": "x"} for one in published_rows())])
    assert [len(group) for group in groups] == [2, 1, 1, 1, 1, 3, 3]
    assert [one["title"] for one in groups[0]] == ["a", "b"]


@pytest.mark.parametrize(("write", "begins"), [(as_latex, r"\begin{tabular}"), (as_markdown, "| model |")])
def test_each_group_is_a_table_of_its_own(write, begins):
    assert write(ALIKE, WORDS).count(begins) == 1
    text = write([*ALIKE, *APART], WORDS)
    assert text.count(begins) == 5
    assert text.count("Brackets.") == 5
    for of in ("inception (2048 features)", "eye (4 features)", "resize: none", "real: others"):
        assert of in text


def test_another_judge_than_the_tables_is_in_the_heading():
    mixed = row("m")
    mixed["scores"]["accuracy"] = score("cifar10-classifier (128 features)", better="higher")
    plain = row("p", extractor="cifar10-classifier (128 features)")
    plain["scores"]["accuracy"] = score("cifar10-classifier (128 features)", better="higher")
    latex, markdown = as_latex([mixed, plain], WORDS), as_markdown([mixed, plain], WORDS)
    assert latex.count(r"accuracy (cifar10-classifier) $\uparrow$") == markdown.count("accuracy (cifar10-classifier) ↑") == 1
    assert latex.count(r"& accuracy $\uparrow$") == markdown.count("| accuracy ↑") == 1
    first, second = csv.DictReader(io.StringIO(as_csv([mixed, plain], WORDS)))
    assert (first["extractor"], first["accuracy_extractor"]) == ("inception (2048 features)", "cifar10-classifier (128 features)")
    assert second["extractor"] == second["accuracy_extractor"]
    assert "accuracy_extractor" not in as_csv([plain], WORDS)


def test_what_is_best_at_0_says_so():
    copied = row("c")
    copied["scores"]["copying"] = score(better="zero")
    assert "| C_T → 0 |" in as_markdown([copied], WORDS)
    assert r"C\_T $\to 0$" in as_latex([copied], WORDS)


# --- the interactive figure ---


def test_each_group_is_a_chart_of_its_own_and_each_score_a_choice():
    mixed = row("m")
    mixed["scores"]["kid"] = score() | {"value": 0.5, "interval": [0.4, 0.7]}
    figure = scores_figure([*ALIKE, mixed, *APART, *(one | {"title": "x"} for one in published_rows())], WORDS)
    assert len({trace.yaxis for trace in figure.data}) == len(figure.layout.annotations) == 7
    shown = [trace for trace in figure.data if trace.visible]
    assert list(shown[0].y) == ["a", "b", "m"]
    assert (shown[0].x[0], shown[0].error_x.array[0], shown[0].error_x.arrayminus[0]) == (1.5, 0.5, 0.5)
    fid, kid = figure.layout.updatemenus[0].buttons[:2]
    assert (fid.label, kid.label) == ("FID ↓", "KID x 1000 ↓")
    (drawn,) = (trace for trace, seen in zip(figure.data, kid.args[0]["visible"], strict=True) if seen)
    assert (list(drawn.x), drawn.error_x.array[0]) == ([500], pytest.approx(200))
    domains = sorted(tuple(figure.layout[name].domain) for name in figure.layout if name.startswith("yaxis"))
    assert all(high <= low for (_, high), (low, _) in itertools.pairwise(domains))


def test_checkpoints_of_one_model_are_a_curve():
    rows = [row("a") | {"step": step} for step in (30, 10, 20)] + [row("b"), row("b") | {"seed": 1}]
    first, second = scores_figure(rows, WORDS).data
    assert (first.name, list(first.x), second.name) == ("a", [10, 20, 30], "b")
    bars = scores_figure(rows[-2:], WORDS).data[0]
    assert list(bars.y) == ["b (step 1, seed 0)", "b (step 1, seed 1)"]


def test_the_page_fetches_nothing_and_takes_no_title_for_code():
    page = as_html([row("</script><b>a")], WORDS)
    assert page.count("</script>") == 2
    assert "Plotly.newPlot" in page
    assert not re.search(r"""(src|href)=["']https?:""", page.split("<script>")[0] + page.rsplit("<script>", 1)[1])
