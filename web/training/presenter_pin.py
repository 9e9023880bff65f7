"""The presenter's PIN: compared in constant time, and guessed at only so often, without the guesses keeping the presenter out."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable

from gan_core.errors import GanError
from web.server.attempts import WrongAttempts
from web.server.fair_scheduler import Client

WINDOW_SECONDS = 60  # within which wrong ones are counted
MAX_BY_VISITOR, MAX_BY_ADDRESS, MAX_BY_ALL = 5, 20, 60  # wrong ones, after which none is checked
LONG_PIN = 12  # characters: beyond guessing, so only each visitor's own tries are counted
MAX_PRESENTERS = 100  # visitors who have given it


class PresenterPin:
    """Who gave the right one before is never kept out by what others try, so a presenter gives it once before the lecture."""

    def __init__(self, pin: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.pin = pin
        self._wrong = WrongAttempts(WINDOW_SECONDS, MAX_BY_VISITOR, MAX_BY_ADDRESS, MAX_BY_ALL, clock)
        self._presenters: dict[Client, None] = {}

    def check(self, received: str, client: Client) -> None:
        """Raises GanError unless it is the PIN."""
        if not (received and self.pin):
            raise GanError("not_owner")
        trusted = client in self._presenters or len(self.pin) >= LONG_PIN
        if self._wrong.visitor_exceeded(client) or (not trusted and self._wrong.others_exceeded(client)):
            raise GanError("pin_tries", seconds=WINDOW_SECONDS)
        if not hmac.compare_digest(received.encode(), self.pin.encode()):
            self._wrong.add(client)
            raise GanError("not_owner")
        if len(self._presenters) < MAX_PRESENTERS:
            self._presenters[client] = None
