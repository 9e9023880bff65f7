"""Questions to a room: each member's last vote before the end counts, once; time and a complete class close them."""

from __future__ import annotations

import pytest

from gan_core.errors import GanError
from web.room.ballot import GRACE_SECONDS, Ballot, Question

REAL, FAKE = {"vi": "Thật", "en": "Real"}, {"vi": "Giả", "en": "Fake"}


def ballot(count: int = 2, **settings) -> Ballot:
    return Ballot([Question([REAL, FAKE], text={"vi": "?", "en": "?"}, answer=n % 2) for n in range(count)], **settings)


def vote(one: Ballot, member: int, option: int, *, question: int = 0, now: float = 0.0) -> None:
    one.receive(member, {"question": question, "option": option}, now)


def refused(code: str, action, *arguments, **named) -> None:
    with pytest.raises(GanError) as error:
        action(*arguments, **named)
    assert error.value.code == code


def test_the_last_vote_counts_once_and_only_while_open():
    one = ballot()
    refused("vote_late", vote, one, 1, 0)
    one.act("next", 0.0)
    vote(one, 1, 0)
    vote(one, 1, 1)
    vote(one, 1, 1)
    vote(one, 2, 0)
    one.act("close", 5.0)
    refused("vote_late", vote, one, 3, 0)
    assert one.for_host(5.0)["counts"] == [1, 1]
    one.act("reveal", 6.0)
    assert (one.for_host(6.0)["answer"], one.record()) == (0, {"counts": [[1, 1]]})
    assert (one.for_phone(2, 6.0)["right"], one.for_phone(1, 6.0)["right"], one.for_phone(3, 6.0)["voted"]) == (1, 0, 0)


def test_answers_stay_hidden_until_the_reveal():
    one = ballot()
    one.act("next", 0.0)
    vote(one, 1, 0)
    for seen in (one.for_phone(1, 0.0), one.for_host(0.0)):
        assert not {"answer", "counts", "right"} & seen.keys()
    assert "answer" not in one.for_phone(1, 0.0)["shown"]


def test_time_closes_a_question_after_its_grace():
    one = ballot(seconds=10)
    one.act("next", 100.0)
    assert one.due(104.0) == pytest.approx(6 + GRACE_SECONDS)
    assert one.for_phone(1, 104.0)["left"] == 6
    vote(one, 1, 0, now=110.5)
    assert not one.tick(110.6, frozenset({1, 2}))
    refused("vote_late", vote, one, 2, 0, now=110.8)
    assert one.tick(110.8, frozenset({1, 2}))
    assert (one.phase, one.due(111.0)) == ("closed", None)


def test_a_complete_class_need_not_wait():
    one = ballot(seconds=10)
    one.act("next", 0.0)
    vote(one, 1, 0)
    assert not one.tick(1.0, frozenset({1, 2}))
    assert one.tick(1.0, frozenset({1}))  # the other has left
    assert one.phase == "closed"


def test_an_empty_room_closes_nothing():
    one = ballot(seconds=10)
    one.act("next", 0.0)
    assert not one.tick(1.0, frozenset())


def test_a_whole_round_follows_by_itself_and_is_revealed_at_the_end():
    one = ballot(3, seconds=5, whole=True)
    one.act("next", 0.0)
    for question in range(3):
        assert (one.phase, one.position, one.record()) == ("open", question, None)
        vote(one, 7, 1, question=question, now=4.0 * question)
        assert one.tick(4.0 * question, frozenset({7}))
    assert (one.phase, one.actions()) == ("closed", ["reveal"])
    one.act("reveal", 20.0)
    assert (one.for_phone(7, 20.0)["right"], one.for_phone(7, 20.0)["voted"]) == (1, 3)
    assert one.record() == {"counts": [[0, 1]] * 3}


def test_the_host_skips_a_picture_of_a_whole_round():
    one = ballot(2, seconds=5, whole=True)
    one.act("next", 0.0)
    refused("value", one.act, "next", 0.0)
    one.act("close", 1.0)
    assert (one.phase, one.position) == ("open", 1)


def test_a_question_can_be_asked_again_before_it_is_revealed():
    one = ballot(2)
    one.act("next", 0.0)
    one.act("close", 0.0)
    one.act("next", 0.0)
    assert (one.phase, one.position) == ("open", 1)


@pytest.mark.parametrize(
    "message", [{}, {"question": 0}, *({"question": q, "option": o} for q, o in ((0, 2), (True, 0), (9, 0), (0, "0"), (0, -1)))]
)
def test_votes_that_are_none_are_refused(message):
    one = ballot()
    one.act("next", 0.0)
    refused("value", one.receive, 1, message, 0.0)


def test_a_ballot_is_bounded():
    for questions in ([], [Question([REAL])] * 51, [Question([REAL] * 9)]):
        with pytest.raises(ValueError, match="questions"):
            Ballot(questions)
