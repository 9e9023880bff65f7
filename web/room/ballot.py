"""Questions with a few options, put to a room one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from gan_core.errors import GanError

Said = Mapping[str, str]  # language: words
Phase = Literal["ready", "open", "closed", "revealed"]

GRACE_SECONDS = 0.7  # a vote may arrive so much after a phone's countdown has ended
MAX_QUESTIONS = 50
MAX_OPTIONS = 8


@dataclass
class Question:
    """What phones show: words, a picture (a data URL), both or none, and a button an option; `answer` is told after the reveal alone."""

    options: Sequence[Said]
    text: Said | None = None
    picture: str = ""
    answer: int | None = None
    votes: dict[int, int] = field(default_factory=dict)  # member: option

    def shown(self) -> dict[str, Any]:
        """As JSON, without the answer."""
        return {"options": self.options, "text": self.text, "picture": self.picture}

    def counts(self) -> list[int]:
        """Votes of each option."""
        votes = Counter(self.votes.values())
        return [votes[option] for option in range(len(self.options))]


class Ballot:
    """One question at a time: open, closed, revealed.

    With `seconds` a question closes by itself, earlier when all who are present have voted. With `whole` the questions follow each other
    without the host and the answers come together at the end; else the host closes and reveals each. A member's last vote before a question
    closes counts, once. The same question twice asks a class before and after it has talked.
    """

    def __init__(self, questions: Sequence[Question], *, seconds: float = 0.0, whole: bool = False) -> None:
        if not (1 <= len(questions) <= MAX_QUESTIONS and all(1 <= len(one.options) <= MAX_OPTIONS for one in questions)):
            raise ValueError(f"1 to {MAX_QUESTIONS} questions of 1 to {MAX_OPTIONS} options")
        self.questions, self.seconds, self.whole = list(questions), seconds, whole
        self.phase: Phase = "ready"
        self.position = 0
        self._closes = 0.0

    @property
    def question(self) -> Question:
        """The one at hand."""
        return self.questions[self.position]

    # ------------------------------------------------------------------------------------------------------------------------ time

    def tick(self, now: float, present: frozenset[int]) -> bool:
        """As Activity."""
        if self.phase != "open":
            return False
        late = bool(self.seconds) and now >= self._closes + GRACE_SECONDS
        answered = bool(self.seconds) and bool(present) and present <= self.question.votes.keys()
        if late or answered:
            self._close(now)
        return late or answered

    def due(self, now: float) -> float | None:
        """As Activity."""
        return max(0.0, self._closes + GRACE_SECONDS - now) if self.phase == "open" and self.seconds else None

    def _open(self, position: int, now: float) -> None:
        self.position, self.phase, self._closes = position, "open", now + self.seconds

    def _close(self, now: float) -> None:
        if self.whole and self.position + 1 < len(self.questions):
            self._open(self.position + 1, now)
        else:
            self.phase = "closed"

    # ----------------------------------------------------------------------------------------------------------------------- phones

    def receive(self, member: int, message: Mapping[str, Any], now: float) -> None:
        """`{"question": number from 0, "option": number from 0}`."""
        question, option = message.get("question"), message.get("option")
        for name, value, most in (("question", question, len(self.questions)), ("option", option, len(self.question.options))):
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < most:
                raise GanError("value", field=name, received=repr(value)[:40], expected=f"0 … {most - 1}")
        if self.phase != "open" or question != self.position or (self.seconds and now >= self._closes + GRACE_SECONDS):
            raise GanError("vote_late")
        self.question.votes[member] = message["option"]

    def for_phone(self, member: int, now: float) -> dict[str, Any]:
        """As Activity: the view "ballot"."""
        seen: dict[str, Any] = {"view": "ballot", "phase": self.phase, "question": self.position, "questions": len(self.questions)}
        seen |= {"whole": self.whole, "vote": self.question.votes.get(member), "seconds": self.seconds}
        if self.phase != "ready":
            seen["shown"] = self.question.shown()
        if self.phase == "open" and self.seconds:
            seen["left"] = round(max(0.0, self._closes - now), 2)
        if self.phase == "revealed":
            own = [(one.votes.get(member), one.answer) for one in self.questions[: self.position + 1]]
            seen |= {"answer": self.question.answer, "voted": sum(vote is not None for vote, _ in own)}
            seen["right"] = sum(vote is not None and vote == answer for vote, answer in own)
        return seen

    # ------------------------------------------------------------------------------------------------------------------------- host

    def act(self, action: str, now: float) -> None:
        """`next` opens the next question, `close` ends the one at hand, `reveal` shows what is right. Raises GanError."""
        if action not in self.actions():
            raise GanError("value", field="action", received=repr(action)[:40], expected=", ".join(self.actions()) or "-")
        if action == "next":
            self._open(0 if self.phase == "ready" else self.position + 1, now)
        elif action == "close":
            self._close(now)
        else:
            self.phase = "revealed"

    def actions(self) -> list[str]:
        """What `act` takes now."""
        follows = ["next"] if self.position + 1 < len(self.questions) and not self.whole else []
        return {"ready": ["next"], "open": ["close"], "closed": ["reveal", *follows], "revealed": follows}[self.phase]

    def for_host(self, now: float) -> dict[str, Any]:
        """As Activity: who has voted, and what was voted once the question is closed."""
        seen: dict[str, Any] = {"phase": self.phase, "question": self.position, "questions": len(self.questions), "whole": self.whole}
        seen |= {"seconds": self.seconds, "answered": sorted(self.question.votes), "actions": self.actions()}
        if self.phase != "ready":
            seen["shown"] = self.question.shown()
        if self.phase == "open" and self.seconds:
            seen["left"] = round(max(0.0, self._closes - now), 2)
        if self.phase in ("closed", "revealed") and not self.whole:
            seen["counts"] = self.question.counts()
        if self.phase == "revealed":
            seen["answer"] = self.question.answer
            seen["result"] = self.result()
        return seen

    def result(self) -> dict[str, Any]:
        """After the reveal: the votes of every question so far. A capability's own ballot tells more."""
        return {"counts": [one.counts() for one in self.questions[: self.position + 1]]}

    def record(self) -> dict[str, Any] | None:
        """As Activity."""
        return self.result() if self.phase == "revealed" else None
