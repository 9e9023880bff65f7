"""Files of scores: what cannot be compared stands in no table together, and every judge is named."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

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
