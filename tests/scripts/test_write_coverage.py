"""docs/coverage.md is what tours, lessons and errata say now, and every state it names opens."""

from __future__ import annotations

import pytest

from gan_core.paths import ROOT
from scripts.write_coverage import FILES, Row, rows, text
from web.architecture.state import NetworksState
from web.convolution.state import ConvolutionState
from web.lessons import LESSONS
from web.lessons.api import figures
from web.ui.navigation import PAGES
from web.ui.text import LANGUAGES

STATES = list({(row.page, tuple(row.query.items())): row for row in rows("en")}.values())


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_document_is_as_the_names_are(spoken):
    written = (ROOT / "docs" / FILES[spoken]).read_text(encoding="utf-8")
    assert written == text(spoken), "run python -m scripts.write_coverage"


@pytest.mark.parametrize("row", STATES, ids=lambda row: f"{row.page} {row.query}"[:80])
def test_every_state_it_names_opens(row: Row):
    """Its page is there and accepts the query; what the pages then do with it, their own tests and those of the tours try."""
    assert row.page in PAGES
    if row.page in LESSONS:
        assert set(row.query) <= set(LESSONS[row.page].controls)
        assert figures(row.page, row.query)
    elif row.page == "convolution":
        ConvolutionState.from_query(row.query)
    elif row.page == "architecture":
        NetworksState.from_query(row.query)
