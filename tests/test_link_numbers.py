"""Numbers in links, by the table that tests/browser_unit/shared/numbers.test.mjs runs too: null where a text is refused."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from gan_core.errors import GanError
from gan_core.latent import LatentState
from gan_core.link_numbers import MAX_LETTERS, parse_number, parse_whole
from web.lessons.lesson import Slider

CASES = json.loads((Path(__file__).parent / "link_numbers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "value"), CASES["numbers from -100 to 100"])
@pytest.mark.parametrize("read", [partial(parse_number, low=-100, high=100), Slider(default=0.5, low=-100, high=100, step=1).read])
def test_a_number_is_read_as_the_browser_reads_it(read, text, value):
    if value is not None:
        assert read("at", text) == value
        return
    with pytest.raises(GanError) as refused:
        read("at", text)
    assert refused.value.fields == {"field": "at", "received": repr(text[:MAX_LETTERS]), "expected": "-100 … 100"}


@pytest.mark.parametrize(("text", "value"), CASES["whole numbers"])
def test_a_whole_number_is_read_as_the_browser_reads_it(text, value):
    if value is not None:
        assert parse_whole("at", text, 0, 10**10) == value
        return
    with pytest.raises(GanError) as refused:
        parse_whole("at", text, 0, 10**10)
    assert refused.value.fields == {"field": "at", "received": repr(text[:MAX_LETTERS]), "expected": f"0 … {10**10}"}


@pytest.mark.parametrize("text", ["1_0", "0x1", " 1", "٣", "inf", "nan"])
@pytest.mark.parametrize("field", ["truncation", "seed"])
def test_the_latent_state_reads_numbers_by_the_same_rule(field, text):
    with pytest.raises(GanError):
        LatentState.from_query({field: text})
