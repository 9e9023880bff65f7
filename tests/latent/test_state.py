from __future__ import annotations

import dataclasses
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan_core.errors import GanError, LabelError
from gan_core.latent import LatentState, animate, bilinear, class_weights, compose, lerp, slerp, z_from_seed

DIRECTIONS = np.eye(3, 8, dtype=np.float32)  # three components: the first three axes of an eight-dimensional z

hundredths = lambda low, high: st.integers(low * 100, high * 100).map(lambda value: value / 100)  # noqa: E731

states = st.builds(
    LatentState,
    model=st.sampled_from(["cgan-fashion-mnist", "a", "x.y_z-1"]),
    label=st.integers(0, 9),
    seed=st.integers(0, 2**31 - 1),
    picks=st.tuples(*[st.integers(0, 63)] * 4),
    mode=st.sampled_from(["sliders", "plane", "path", "classes", "blend"]),
    components=st.lists(hundredths(-3, 3), max_size=20).map(tuple),
    dimensions=st.dictionaries(st.integers(0, 7), hundredths(-5, 5), max_size=8).map(lambda offsets: tuple(sorted(offsets.items()))),
    truncation=hundredths(0, 1),
    x=hundredths(0, 1),
    y=hundredths(0, 1),
    keep_variance=st.booleans(),
    t=hundredths(0, 1),
    path=st.sampled_from(["slerp", "line"]),
    other=st.integers(0, 9),
)


def read(query: str) -> LatentState:
    return LatentState.from_query(dict(parse_qsl(query, keep_blank_values=True)))


@given(states)
def test_a_link_gives_back_the_state_and_the_same_z(state):
    again = read(state.to_query())
    assert again == state
    assert compose(again, DIRECTIONS).tobytes() == compose(state, DIRECTIONS).tobytes()


def test_the_default_state_is_the_empty_query():
    assert LatentState().to_query() == ""
    assert read("lang=en&unknown=1") == LatentState()


def test_a_link_can_be_read_by_a_person():
    state = LatentState(label=7, seed=42, components=(1.5, 0.0, -2.0), dimensions=((17, 0.5),), truncation=0.7)
    assert state.to_query() == "label=7&seed=42&components=1.5,0,-2&dimensions=17:0.5&truncation=0.7"


@pytest.mark.parametrize(
    ("query", "field", "accepted"),
    [
        ("label=-1", "label", "0 … 999"),
        ("label=Shoe", "label", "0 … 999"),
        ("seed=2147483648", "seed", "0 … 2147483647"),
        ("seed=1e3", "seed", "0 … 2147483647"),
        ("seed=", "seed", "0 … 2147483647"),
        ("seed=٣", "seed", "0 … 2147483647"),
        ("picks=1,2", "picks", "0,1,2,3 (0 … 63)"),
        ("picks=1,2,3,64", "picks", "0 … 63"),
        ("mode=fly", "mode", "sliders, plane, path, classes, blend"),
        ("components=4", "components", "-3 … 3"),
        ("components=nan", "components", "-3 … 3"),
        ("components=" + ",".join("0" * 21), "components", "1 … 20 × (-3 … 3)"),
        ("dimensions=3", "dimensions", "17:0.5,42:-1 (≤ 16)"),
        ("dimensions=3:9", "dimensions", "-5 … 5"),
        ("truncation=2", "truncation", "0 … 1.5"),
        ("x=inf", "x", "0 … 1"),
        ("t=" + "0" * 100, "t", "0 … 1"),
        ("keep_variance=yes", "keep_variance", "0, 1"),
        ("path=curve", "path", "slerp, line"),
        ("model=../../etc/passwd", "model", "a-z 0-9 - _ ."),
    ],
)
def test_bad_links_name_the_field_what_came_and_what_is_accepted(query, field, accepted):
    with pytest.raises(GanError) as caught:
        read(query)
    fields = caught.value.fields
    assert (fields["field"], fields["expected"]) == (field, accepted)
    # what came: the value, or the part of a list that is wrong, and never more than 40 characters of it
    assert str(fields["received"]).strip("'") in query.partition("=")[2]
    assert len(str(fields["received"])) <= 42


def test_check_against_a_model():
    LatentState(label=9).check(10, 100)
    LatentState(label=500).check(0, 100)  # an unconditional model ignores the label
    with pytest.raises(LabelError, match="0 … 9"):
        LatentState(label=10).check(10, 100)
    with pytest.raises(LabelError):
        LatentState(mode="blend", other=10).check(10, 100)
    with pytest.raises(GanError, match="0 … 99"):
        LatentState(dimensions=((100, 1.0),)).check(10, 100)


def test_compose_by_hand():
    samples = z_from_seed(5, 4, 8).astype(np.float64)
    state = LatentState(seed=5, picks=(2, 0, 1, 3), truncation=0.5, components=(1.0, 0.0, -2.0), dimensions=((7, 0.25),))
    moved = 0.5 * samples[2] + [1, 0, -2, 0, 0, 0, 0, 0.25]
    np.testing.assert_allclose(compose(state, DIRECTIONS), moved, rtol=1e-6)
    assert compose(state, DIRECTIONS).dtype == np.float32

    plain = LatentState(seed=5)
    plane = dataclasses.replace(plain, mode="plane", x=0.2, y=0.9)
    np.testing.assert_allclose(compose(plane, DIRECTIONS), bilinear(samples, 0.2, 0.9), rtol=1e-6)
    for name, path in (("line", lerp), ("slerp", slerp)):
        between = dataclasses.replace(plain, mode="path", path=name, t=0.3)
        np.testing.assert_allclose(compose(between, DIRECTIONS), path(samples[0], samples[1], 0.3), rtol=1e-6)


def test_offsets_beyond_the_directions_move_nothing():
    np.testing.assert_array_equal(compose(LatentState(components=(0.0,) * 5 + (3.0,)), DIRECTIONS), compose(LatentState(), DIRECTIONS))


def test_class_weights():
    np.testing.assert_array_equal(class_weights(LatentState(label=2), 4), [0, 0, 1, 0])
    blend = LatentState(mode="blend", label=0, other=3, t=0.25)
    np.testing.assert_array_equal(class_weights(blend, 4), [0.75, 0, 0, 0.25])
    np.testing.assert_array_equal(class_weights(dataclasses.replace(blend, other=0), 4), [1, 0, 0, 0])


@given(states, st.integers(1, 48), st.integers(0, 19))
def test_every_frame_of_an_animation_is_a_valid_link(state, frames, component):
    loop = animate(state, frames, component=component, num_classes=10)
    assert len(loop) == frames
    assert all(read(frame.to_query()) == frame for frame in loop)


@pytest.mark.parametrize("mode", ["sliders", "path", "classes", "blend"])
def test_an_animation_starts_at_the_picture_on_the_screen_and_moves(mode):
    state = LatentState(mode=mode, label=3, components=(1.2,), t=0.25)
    loop = animate(state, 20, num_classes=10)
    padded = dataclasses.replace(loop[0], components=state.components)
    assert padded == state
    assert len(set(loop)) >= 10
