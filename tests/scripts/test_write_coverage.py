"""docs/coverage.md is what tours, lessons and errata say now, and every state it names opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from gan_core.inference.generator import shipped_names
from gan_core.latent import LatentState
from gan_core.paths import CHECKPOINTS, ROOT
from gan_core.training.run_directory import steps_of
from scripts.write_coverage import FILES, Row, rows, text
from web.architecture.state import NetworksState
from web.convolution.state import ConvolutionState
from web.lessons import LESSONS
from web.lessons.api import figures
from web.presenter.prefetch import prepare
from web.presenter.tours import Stop
from web.real_or_fake.models import playable
from web.reference.lists import DOCUMENTS
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
    else:
        OPENED[row.page](row.query)


def start(query: Mapping[str, str]) -> None:
    assert not query


def latent(query: Mapping[str, str]) -> None:
    assert LatentState.from_query(query).model in shipped_names(CHECKPOINTS)


def errata(query: Mapping[str, str]) -> None:
    assert set(query) <= {"document"}
    assert query.get("document", DOCUMENTS[0]) in DOCUMENTS


def real_or_fake(query: Mapping[str, str]) -> None:
    assert set(query) <= {"model", "step", "mode"}
    assert int(query["step"]) in steps_of(playable(query["model"]).samples, "png")


def prepared(page: str) -> Callable[[Mapping[str, str]], None]:
    """What a tour does to prepare the page, which refuses what it cannot show."""
    return lambda query: prepare(Stop(page, dict(query), {}, {}, 0.0))


OPENED: dict[str, Callable[[Mapping[str, str]], object]] = {
    "start": start,
    "convolution": ConvolutionState.from_query,
    "architecture": NetworksState.from_query,
    "latent": latent,
    "errata": errata,
    "real_or_fake": real_or_fake,
} | {page: prepared(page) for page in ("train", "playground", "evaluation")}
