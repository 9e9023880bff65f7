"""A found z in a link: one byte a dimension."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan_core.errors import GanError
from gan_core.latent.found import read_z, rounded, write_z

vectors = st.lists(st.floats(-9, 9), min_size=1, max_size=70)


@given(vectors)
def test_a_link_gives_back_the_nearest_vector_that_it_can_hold(z):
    held = rounded(z)
    assert read_z("z", write_z(held)) == held
    assert np.abs(np.array(held) - np.clip(z, -127 / 32, 127 / 32)).max() <= 1 / 64
    assert all(math.copysign(1, value) == 1 for value in held if value == 0)  # a -0 would be another state


def test_the_bytes_are_those_of_links_that_are_about():
    assert write_z((1 / 32, -1 / 32, 127 / 32, 0.0)) == "Af9_AA"
    assert read_z("z", "Af9_AA") == (1 / 32, -1 / 32, 127 / 32, 0.0)
    assert read_z("z", "") == ()


def test_as_many_dimensions_as_a_model_may_have():
    z = rounded(np.linspace(-4, 4, 1024))
    assert read_z("z", write_z(z)) == z
    with pytest.raises(GanError):
        read_z("z", write_z((*z, 0.0)))


@pytest.mark.parametrize("text", ["A", "AB", "A==", "Af9/AA", "Af9+", "é", " Af9_AA"])
def test_what_is_no_vector_is_named(text):
    with pytest.raises(GanError, match=r"^z: got '.*; accepted: A-Z a-z 0-9 - _"):
        read_z("z", text)
