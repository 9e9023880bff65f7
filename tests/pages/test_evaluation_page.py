"""The Evaluation page's words, in both languages."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.evaluation import EXTRACTORS, NOTES
from gan_core.evaluation.tables import COLUMNS
from gan_core.metrics import METRICS
from gan_core.translations import LOCALES
from web.evaluation.published_scores import ROWS
from web.ui.text import LANGUAGES, table

ROOT = LOCALES.parent
STAGE = ROOT / "web" / "evaluation" / "browser"
SCORES = [name for metric in METRICS.values() for name in metric.better]


def visit(spoken: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.query_params["lang"] = spoken
    return at.switch_page(str(ROOT / "pages" / "evaluation.py")).run()


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_page_says_what_why_and_where_from(spoken):
    at = visit(spoken)
    assert not at.exception
    said = "\n".join(markdown.value for markdown in at.markdown)
    for source in ("1706.08500", "1606.03498", "1801.01401", "1904.06991", "2002.09797", "2104.11222"):
        assert f"https://arxiv.org/abs/{source}" in said
    (stage,) = (element for element in at.get("bidi_component") if element.proto.component_name == "evaluation_stage")
    data = json.loads(stage.proto.json)
    assert data["text"]["start"] == table("evaluation_stage")["start"][spoken]
    assert data["errors"]["evaluation_full"] == table("errors")["evaluation_full"][spoken]


def test_every_metric_note_and_extractor_has_words():
    known = set(table("evaluation_stage"))
    assert {f"note_{code}" for code in NOTES} <= known
    assert {f"metric_{name}" for name in METRICS} <= known
    assert {f"extractor_{name}" for name in EXTRACTORS} <= known
    assert {f"{part}_{name}" for part in ("score", "help") for name in SCORES} <= known
    assert {f"{part}_{data}" for part in ("data", "differs") for data, *_ in ROWS} <= known
    assert set(COLUMNS) == set(SCORES)
    in_browser = re.search(r"export const SCORES = \{(.*?)\};", (STAGE / "words.mjs").read_text(), re.DOTALL)[1]
    assert re.findall(r"(\w+): \[", in_browser) == list(COLUMNS)


def test_every_word_the_stage_asks_for_exists_and_none_is_left_over():
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*STAGE.glob("*.mjs"), ROOT / "web" / "evaluation" / "api.py"])
    known = set(table("evaluation_stage"))
    assert set(re.findall(r'(?:stage|words)\.text\("(\w+)"', code)) <= known
    built = ("tab_", "score_", "help_", "metric_", "extractor_", "note_", "data_", "differs_", "format_", "seeing_", "column_")
    built += ("bias_", "reference_", "delta_")
    named = set(re.findall(r"""["'](\w+)["']""", code)) | {"lower", "higher"}  # directions come with the scores
    assert {key for key in known if not key.startswith(built)} <= named
