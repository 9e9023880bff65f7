"""A question put to the room: asked, shown, talked about, and asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from gan_core.errors import GanError
from web.predict.api import WORKER, answer
from web.predict.questions import QUESTIONS
from web.predict.words import option_words, sentence
from web.room.ballot import Ballot, Question

ROUNDS = 2  # before and after the class has talked


async def open_activity(settings: Mapping[str, Any]) -> Ballot:
    """`{"question": name}`. Raises GanError."""
    name = settings.get("question")
    if not isinstance(name, str) or name not in QUESTIONS:
        raise GanError("value", field="question", received=repr(name)[:60], expected=f"{next(iter(QUESTIONS))} …")
    asked = QUESTIONS[name]
    right = (await asyncio.get_running_loop().run_in_executor(WORKER, answer, name))["option"]
    options = [option_words(name, option) for option in asked.options]
    return QuestionBallot(name, [Question(options, sentence(name), answer=asked.options.index(right)) for _ in range(ROUNDS)])


class QuestionBallot(Ballot):
    """Says which question it is, so that the window that presents it finds it again."""

    def __init__(self, name: str, questions: list[Question]) -> None:
        super().__init__(questions)
        self.name = name

    def for_host(self, now: float) -> dict[str, Any]:
        """As Activity; with the first round's votes beside the second's."""
        seen = super().for_host(now) | {"kind": "predict", "name": self.name}
        if self.position:
            seen["before"] = self.questions[0].counts()
        return seen
