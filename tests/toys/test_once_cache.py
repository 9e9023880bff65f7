from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from gan_core.toys.once_cache import OnceCache


def test_many_who_ask_at_once_share_one_answer():
    kept, made, start = OnceCache(4), [], Barrier(8)

    def ask(_: int) -> object:
        start.wait(10)
        return kept.get("key", lambda: made.append(1) or object())

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert len(answers) == len(made) == 1


def test_the_longest_unused_is_forgotten():
    kept, made = OnceCache(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(key, lambda key=key: made.append(key) or key)
    assert made == ["a", "b", "c", "b"]


def test_a_failure_is_not_kept():
    kept = OnceCache(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 // 0)
    assert kept.get("key", lambda: 7) == 7
