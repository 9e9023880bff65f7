"""A round put to a room: each picture a question, revealed together at the end."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from gan_core.link_numbers import parse_whole
from web.real_or_fake.rounds import MAX_SEED, Round, Settings, make
from web.room.ballot import Ballot, Question
from web.ui.text import LANGUAGES, table

REAL, FAKE = 0, 1  # the options
SECONDS = (3, 60)  # that a picture is shown


class RoundBallot(Ballot):
    """Its result is the round's; the host gets all pictures with it."""

    def __init__(self, round_: Round, seconds: int) -> None:
        words = table("real_or_fake_stage")
        options = [{spoken: words[name][spoken] for spoken in LANGUAGES} for name in ("real", "fake")]
        shown = zip(round_.pictures, round_.shown.real, strict=True)
        questions = [Question(options, picture=picture, answer=REAL if real else FAKE) for picture, real in shown]
        super().__init__(questions, seconds=seconds, whole=True)
        self.round = round_

    def for_host(self, now: float) -> dict[str, Any]:
        """As Ballot; all pictures after the reveal."""
        seen = super().for_host(now) | {"kind": "real_or_fake"}
        return seen | {"pictures": self.round.pictures} if self.phase == "revealed" else seen

    def result(self) -> dict[str, Any]:
        """As Ballot."""
        voters = {member for question in self.questions for member in question.votes}
        result = self.round.result([question.counts() for question in self.questions], len(voters))
        return result | {"kind": "real_or_fake"}


async def open_activity(settings: Mapping[str, Any]) -> RoundBallot:
    """`{"model", "step", "n", "seconds"}`; which pictures is left to chance. Raises GanError."""
    seconds = parse_whole("seconds", str(settings.get("seconds", "")), *SECONDS)
    chance = secrets.randbelow(MAX_SEED + 1)
    return RoundBallot(await asyncio.to_thread(lambda: make(Settings.read(settings, seed=chance))), seconds)
