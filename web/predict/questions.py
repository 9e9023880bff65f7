"""The one table of all questions, in the order of the reader's path: pages as in the side bar, on each from plain to deep."""

from __future__ import annotations

from web.predict import measures, networks, theory
from web.predict.question import Outcome, Question
from web.ui.navigation import PAGES

_ALL: dict[str, Question] = theory.QUESTIONS | measures.QUESTIONS | networks.QUESTIONS
QUESTIONS: dict[str, Question] = {name: one for page in PAGES for name, one in _ALL.items() if one.page == page}


def outcome_of(name: str) -> Outcome:
    """What is right, computed. Raises KeyError."""
    return QUESTIONS[name].answer()
