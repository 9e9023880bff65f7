"""A process that trains playgrounds, many in turn: `python -m web.playground.worker`, questions on stdin, answers on stdout.

One thread, low priority: neither the server nor a training of images waits for it. It ends when its stdin is closed.
"""

from __future__ import annotations

import argparse
import logging
import os
import queue
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, BinaryIO

from gan_core.errors import GanError
from web.playground.session import Seat
from web.workers.channel import Message, receive, send
from web.workers.priority import give_way

LOG = logging.getLogger(__name__)
NICE = 10
SLICE_SECONDS = 0.008  # of training before it is the next one's turn
FRAME_SECONDS = 0.05  # between two frames of one playground, at least
FRAME_SHARE = 0.5  # of the time goes into frames, at most
HOLD_SECONDS = 15.0  # a question for a frame is answered by then, also when nothing is new
AWAY_SECONDS = 10.0  # unwatched for so long: it rests until somebody looks again
LEAD = 25  # steps that one of a pair may be ahead of the other


class House:
    """The playgrounds of one process, at most `most`, of one visitor at most `each`; unwatched ones are freed."""

    def __init__(self, most: int, each: int, free_seconds: float, answer: Callable[[dict[str, Any], bytes], None]) -> None:
        self.most, self.each, self.free_seconds, self.answer = most, each, free_seconds, answer
        self.seats: dict[str, Seat] = {}
        self.turns: deque[str] = deque()
        self.frame_cost = 0.002  # seconds, a moving average

    # --- questions

    def handle(self, message: Message) -> None:
        """Answer one question; a frame's answer may come later."""
        question, body = message
        number = question["number"]
        try:
            reply = self._reply(question, body)
        except GanError as error:
            fields = {name: str(value) for name, value in error.fields.items()}
            self.answer({"number": number, "error": error.code, "fields": fields}, b"")
            return
        except Exception:  # one visitor's mistake, or ours, must not take the others' games along
            LOG.exception("a playground could not answer")
            self.answer({"number": number, "error": "playground_lost", "fields": {}}, b"")
            return
        if reply is not None:
            self.answer({"number": number, **reply[0]}, reply[1])

    def _reply(self, question: dict[str, Any], body: bytes) -> Message | None:
        do, owner, now = question["do"], question["owner"], time.monotonic()
        if do == "open":
            return self._open(question, now), b""
        seat = self._seat(question["name"], owner)
        seat.seen = now
        if do == "frame":
            if seat.waiting is not None:  # the same window asked again: the older question is answered empty
                self.answer({"number": seat.waiting[0], "same": True}, b"")
            seat.waiting = (question["number"], question["after"], now)
            self._give_frame(seat, now)
            return None
        if do == "close":
            self._close(seat)
            return {}, b""
        if do == "slow":
            return seat.slow(question["command"])
        others = [other for other in self._group(seat) if other is not seat]
        seat.act(question["action"], question["settings"], others)
        return seat.account(), b""

    def _seat(self, name: str, owner: str) -> Seat:
        seat = self.seats.get(name)
        if seat is None or seat.owner != owner:
            raise GanError("playground_gone")
        return seat

    def _open(self, question: dict[str, Any], now: float) -> dict[str, Any]:
        seat = Seat(question["name"], question["owner"], question["asked"], now)
        own = sorted((other for other in self.seats.values() if seat.owner and other.owner == seat.owner), key=lambda other: other.seen)
        for other in own[: max(0, len(own) + 1 - self.each)]:
            self._close(other)
        if len(self.seats) >= self.most:
            away = [other for other in self.seats.values() if now - other.seen > AWAY_SECONDS]
            if not away:
                raise GanError("playgrounds_full", accepted=self.most)
            self._close(min(away, key=lambda other: other.seen))
        self.seats[seat.name] = seat
        self.turns.append(seat.name)
        return seat.account()

    def _close(self, seat: Seat) -> None:
        if seat.waiting is not None:
            self.answer({"number": seat.waiting[0], "error": "playground_gone", "fields": {}}, b"")
        del self.seats[seat.name]
        self.turns.remove(seat.name)

    def _group(self, seat: Seat) -> list[Seat]:
        if not seat.group:
            return [seat]
        return [other for other in self.seats.values() if other.group == seat.group and other.owner == seat.owner]

    # --- time

    def rest(self, now: float) -> float:
        """Seconds until there is something to do without being asked; 0 for now."""
        waits = [5.0]
        for seat in self.seats.values():
            if self._active(seat, now):
                waits.append(seat.due(now))
            if seat.waiting is not None:
                _, after, asked = seat.waiting
                waits.append(seat.framed + self._frame_seconds(now) - now if seat.version != after else asked + HOLD_SECONDS - now)
        return max(0.0, min(waits))

    def turn(self, now: float) -> None:
        """Train the next one that is due for a moment, and give its frame; free what nobody looks at any more."""
        for _ in range(len(self.turns)):
            seat = self.seats[self.turns[0]]
            self.turns.rotate(-1)
            if now - seat.seen > self.free_seconds:
                self._close(seat)
                continue
            if seat.waiting is not None and now - seat.waiting[2] > HOLD_SECONDS:
                self.answer({"number": seat.waiting[0], "same": True}, b"")
                seat.waiting, seat.seen = None, now
            due = self._active(seat, now) and seat.due(now) <= 0
            try:
                if due:
                    seat.work(now + SLICE_SECONDS, self._limit(seat, now))
                self._give_frame(seat, time.monotonic())
            except Exception:  # it is lost alone
                LOG.exception("a playground could not go on")
                self._close(seat)
            if due:
                return

    def _active(self, seat: Seat, now: float) -> bool:
        # it begins when it is seen: the first frame is step 0
        return (
            seat.wants
            and seat.framed > 0
            and (seat.waiting is not None or now - seat.seen < AWAY_SECONDS)
            and self._limit(seat, now) > seat.step
        )

    def _limit(self, seat: Seat, now: float) -> float:
        """The step a playground may reach now: compared ones go side by side."""
        others = [other.step for other in self._group(seat) if other is not seat and other.wants and now - other.seen < AWAY_SECONDS]
        return min(others, default=float("inf")) + LEAD

    def _crowd(self, now: float) -> int:
        """How many are looked at."""
        return max(1, sum(seat.waiting is not None or now - seat.seen < 1 for seat in self.seats.values()))

    def _frame_seconds(self, now: float) -> float:
        return max(FRAME_SECONDS, self._crowd(now) * self.frame_cost / FRAME_SHARE)

    def _give_frame(self, seat: Seat, now: float) -> None:
        if seat.waiting is None:
            return
        number, after, _ = seat.waiting
        if seat.version == after or now - seat.framed < self._frame_seconds(now) - 0.002:
            return
        header, body = seat.frame(self._crowd(now))
        seat.waiting, seat.framed, seat.seen = None, now, now
        self.frame_cost += 0.1 * (time.monotonic() - now - seat.measure_seconds - self.frame_cost)
        self.answer({"number": number, **header}, body)


def listen(stream: BinaryIO, inbox: queue.SimpleQueue[Message | None]) -> None:
    """Put what is asked into the inbox; None at the end."""
    try:
        while (message := receive(stream)) is not None:
            inbox.put(message)
    finally:
        inbox.put(None)


def serve(house: House, inbox: queue.SimpleQueue[Message | None]) -> None:
    """Answer and train until the server closes the pipe."""
    while True:
        try:
            wait = house.rest(time.monotonic())
            message = inbox.get(timeout=wait) if wait > 0 else inbox.get_nowait()
            while True:
                if message is None:
                    return
                house.handle(message)
                message = inbox.get_nowait()
        except queue.Empty:
            house.turn(time.monotonic())


def main() -> None:
    """The process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=60)
    parser.add_argument("--each", type=int, default=4)
    parser.add_argument("--free-seconds", type=float, default=300.0)
    asked = parser.parse_args()
    give_way(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
    house = House(asked.most, asked.each, asked.free_seconds, lambda header, body: send(output, header, body))
    threading.Thread(target=listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    try:
        serve(house, inbox)
    except BrokenPipeError:  # the server is gone
        os._exit(0)


if __name__ == "__main__":
    main()
