from __future__ import annotations

import dataclasses
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.config import CHOICES, RANGES, TrainingConfig
from gan_core.errors import ConfigError
from gan_core.presets import PRESETS, get_preset

FIELDS = {field.name: str(field.type) for field in dataclasses.fields(TrainingConfig)}
BASE = TrainingConfig(model="mlp", conditioning="none")  # fits with every other choice


def allowed(field: str) -> st.SearchStrategy:
    low, high = RANGES[field]
    return st.integers(int(low), int(high)) if FIELDS[field] == "int" else st.floats(low, high)


valid_settings = st.fixed_dictionaries(
    {},
    optional={field: allowed(field) for field in RANGES if field not in ("num_classes", "real_target")}
    | {field: st.sampled_from(CHOICES[field]) for field in CHOICES if field not in ("model", "conditioning")}
    | {"sample_epochs": st.lists(st.integers(1, 1000)).map(tuple), "spectral_norm": st.booleans(), "lsgan_a": st.floats(-10, 10)}
    | {"data_dir": st.none() | st.text(max_size=20)},
)


@settings(max_examples=200)
@given(valid_settings)
def test_json_round_trip(changes):
    config = dataclasses.replace(BASE, **changes)
    assert TrainingConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


@pytest.mark.parametrize("name", PRESETS)
def test_presets_survive_json_and_differ(name):
    assert TrainingConfig.from_json(json.loads(json.dumps(PRESETS[name].to_json()))) == PRESETS[name]
    assert [other for other, config in PRESETS.items() if config == PRESETS[name]] == [name]
    assert get_preset(name) is PRESETS[name]


def test_unknown_preset_lists_the_known():
    with pytest.raises(ConfigError, match=r"'vae'.*cgan-quick"):
        get_preset("vae")


@pytest.mark.parametrize("field", RANGES)
def test_bounds_are_accepted_and_what_lies_beyond_is_not(field):
    low, high = RANGES[field]
    base = dataclasses.replace(BASE, loss="non_saturating")
    for value in (low, high):
        assert getattr(dataclasses.replace(base, **{field: value}), field) == value
    whole = FIELDS[field] == "int"
    for value in (low - 1 if whole else math.nextafter(low, -math.inf), high + 1 if whole else math.nextafter(high, math.inf)):
        with pytest.raises(ConfigError) as error:
            dataclasses.replace(base, **{field: value})
        assert (error.value.code, error.value.fields["field"], error.value.fields["received"]) == ("value", field, value)
        assert str(low) in str(error.value)
        assert str(high) in str(error.value)


@pytest.mark.parametrize("field", CHOICES)
def test_choices(field):
    free = dataclasses.replace(BASE, loss="hinge", discriminator_norm="none")
    fitting = {
        "model": {"cgan": {"conditioning": "embedding"}},
        "conditioning": {"embedding": {"model": "cgan"}, "projection": {"model": "cgan"}},
    }
    for value in CHOICES[field]:
        assert getattr(dataclasses.replace(free, **{field: value} | fitting.get(field, {}).get(value, {})), field) == value
    wrong = 5 if isinstance(CHOICES[field][0], int) else "nonsense"
    with pytest.raises(ConfigError) as error:
        dataclasses.replace(free, **{field: wrong})
    assert error.value.fields["field"] == field
    assert all(str(value) in str(error.value) for value in CHOICES[field])


WRONG = {
    "int": ["3", 3.0, True, None, (3,), 3.5],
    "float": ["1", True, None, math.nan, math.inf, -math.inf, 10**400, (1.0,)],
    "bool": [1, 0, "true", None],
    "str": [1, None, ("x",), True],
    "str | None": [1, ("x",), False],
    "tuple[int, ...]": [[1, 2], (0,), (-1,), (1.0,), (True,), ("1",), 3, None, "12", (10**9,)],
    "tuple[str, ...]": [["a"], (1,), "ab", None],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, kind in FIELDS.items() for value in WRONG[kind]])
def test_wrong_types_are_refused(field, value):
    with pytest.raises(ConfigError) as error:
        dataclasses.replace(BASE, **{field: value})
    assert (error.value.code, error.value.fields["field"]) == ("value", field)
    assert FIELDS[field] in str(error.value)


def test_an_int_is_fine_where_a_float_is_wanted():
    assert TrainingConfig(generator_lr=0, gp_weight=5).gp_weight == 5


CLASHES = [
    ({"model": "dcgan", "conditioning": "one_hot"}, "conditioning"),
    ({"model": "cgan", "conditioning": "none"}, "conditioning"),
    ({"model": "mlp", "conditioning": "embedding"}, "conditioning"),
    ({"model": "mlp", "conditioning": "projection"}, "conditioning"),
    ({"num_classes": 0}, "conditioning"),
    ({"num_classes": 1}, "conditioning"),
    ({"num_classes": 3, "class_names": ("a", "b")}, "num_classes"),
    ({"loss": "wgan_gp"}, "discriminator_norm"),
    ({"conditioning": "projection", "generator_norm": "none"}, "generator_norm"),
    ({"model": "mlp", "conditioning": "none", "num_classes": 1, "wrong_labels": 0.2}, "wrong_labels"),
    ({"loss": "lsgan", "real_target": 0.9}, "real_target"),
    ({"loss": "wgan", "real_target": 0.9}, "real_target"),
    ({"loss": "hinge", "real_target": 0.9}, "real_target"),
]


@pytest.mark.parametrize(("changes", "field"), CLASHES)
def test_settings_that_do_not_fit_together(changes, field):
    with pytest.raises(ConfigError) as error:
        TrainingConfig(**changes)
    assert (error.value.code, error.value.fields["field"]) == ("combination", field)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "dcgan", "conditioning": "none", "num_classes": 0},
        {"model": "mlp", "conditioning": "one_hot"},
        {"model": "mlp", "conditioning": "none", "loss": "wgan_gp"},  # its D has no batch norm
        {"loss": "wgan_gp", "discriminator_norm": "none"},
        {"loss": "minimax", "real_target": 0.9},
        {"dataset": "folder", "data_dir": "pictures", "num_classes": 2, "class_names": ("a", "b")},
    ],
)
def test_settings_that_do_fit(changes):
    assert TrainingConfig(**changes)


def test_unknown_setting_is_named():
    with pytest.raises(ConfigError, match=r"'colour'.*batch_size"):
        TrainingConfig.from_json({"colour": "red"})


def test_config_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        BASE.seed = 1


def test_classes_the_networks_see():
    assert (TrainingConfig().conditional, TrainingConfig().model_classes) == (True, 10)
    assert (BASE.conditional, BASE.model_classes, BASE.num_classes) == (False, 0, 10)
