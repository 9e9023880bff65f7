from __future__ import annotations

import dataclasses
import math
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.config import CHOICES, TrainingConfig
from gan_core.training.diagnostics import FINDINGS, Finding, SampleStatistics, diagnose, follow, turns
from gan_core.training.end_reasons import NOT_FINITE
from gan_core.training.run import changed_config

LINES = 60
SIGMOID = ("minimax", "non_saturating")
LOSSES = CHOICES["loss"]


def config(**settings: object) -> TrainingConfig:
    return TrainingConfig(**{"generator_lr": 1e-3, "discriminator_lr": 1e-3, "discriminator_norm": "none", **settings})


def curves(loss: str = "non_saturating", lines: int = LINES, **numbers: object) -> dict[str, np.ndarray]:
    """A run that goes well, but for `numbers` (one for all lines, or an array); `real` and `fake` are D's means."""
    levels = {
        "minimax": (1.2, -0.7, 0.6, 0.45),
        "non_saturating": (1.2, 0.8, 0.6, 0.45),
        "lsgan": (0.2, 0.2, 0.6, 0.4),
        "hinge": (1.8, 0.2, 0.1, -0.2),
        "wgan": (-0.4, 0.1, 0.3, -0.1),
        "wgan_gp": (-3.0, -4.0, 7.0, 4.0),
        "r3gan": (0.6, 0.9, 5.0, 4.0),
    }[loss]
    names = ("discriminator_loss", "generator_loss", "real", "fake")
    well = dict(zip(names, levels, strict=True)) | {"accuracy_real": 0.7, "accuracy_fake": 0.7, "generator_grad_norm": 1.0}
    if loss == "r3gan":  # D(x) alone says nothing, so what is said of single images must not matter
        well |= {"discriminator_pair_accuracy": 0.7, "accuracy_real": 1.0, "accuracy_fake": 0.0}
    kind = "prob" if loss in SIGMOID else "score"
    shown = {"real": f"real_{kind}_mean", "fake": f"fake_{kind}_mean"} | {
        f"accuracy_{of}": f"discriminator_accuracy_{of}" for of in ("real", "fake")
    }
    columns = {
        shown.get(name, name): np.broadcast_to(np.asarray(value, dtype=float), lines).copy() for name, value in (well | numbers).items()
    }
    return {"step": np.arange(1, lines + 1) * 10.0} | columns


def measurements(
    *diversities: float,
    classes: int = 10,
    of: int = 10,
    hop: bool = False,
    quality: float = 0.5,
    copies: float | None = None,
    until: int = 10 * LINES,
) -> list[SampleStatistics]:
    """Measurements evenly over the run; `classes` of `of` are drawn, others at every measurement when they `hop`."""
    steps = np.linspace(0, until, len(diversities) + 1)[1:]
    found = []
    for number, (step, diversity) in enumerate(zip(steps, diversities, strict=True)):
        shares = np.roll(np.array([1 / classes] * classes + [0.0] * (of - classes)), number * classes if hop else 0)
        found.append(
            SampleStatistics(
                int(step), tuple(shares), diversity, quality, copies if copies is not None or of < 10 else float(diversity < 0.1)
            )
        )
    return found


SPREADING = (0.02, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def name(
    loss: str = "non_saturating", seen: list[SampleStatistics] | None = None, *, settings: dict | None = None, **numbers: object
) -> str:
    return diagnose(config(loss=loss, **(settings or {})), curves(loss, **numbers), measurements(*SPREADING) if seen is None else seen).name


@pytest.mark.parametrize("loss", LOSSES)
def test_a_run_that_goes_well_is_healthy_in_every_loss(loss):
    assert name(loss) == "healthy"
    assert name(loss, []) == "healthy"


@pytest.mark.parametrize("loss", LOSSES)
def test_a_few_lines_say_nothing(loss):
    finding = diagnose(config(loss=loss), curves(loss, 9), [])
    assert (finding.name, finding.step, dict(finding.evidence)) == ("too_early", 90, {"lines": 9, "lines_needed": 10})
    assert diagnose(config(loss=loss), curves(loss, 10), []).name == "healthy"


def test_a_g_that_still_spreads_out_is_developing_and_no_collapse():
    for diversity in (0.01, 0.05, 0.1, 0.2):
        seen = measurements(*np.linspace(0, diversity, 10), classes=1)
        assert name(seen=seen, settings={"generator_lr": 2e-4}) == "developing"


@pytest.mark.parametrize("loss", ["minimax", "non_saturating", "lsgan", "hinge"])
def test_discriminator_that_makes_no_mistakes_and_leaves_no_gradient(loss):
    fading = np.geomspace(1, 1e-4, LINES)
    assert name(loss, accuracy_real=1.0, accuracy_fake=1.0, generator_grad_norm=fading) == "discriminator_too_strong"
    assert name(loss, accuracy_real=1.0, accuracy_fake=1.0) == "developing"  # sure of itself, but G still learns: no balance yet
    assert name(loss, generator_grad_norm=fading) == "healthy"  # a small gradient alone is what an equilibrium looks like


def test_minimax_saturates_even_where_the_first_gradient_was_not_seen():
    said = {"accuracy_real": 1.0, "accuracy_fake": 1.0, "fake": 0.001}
    assert name("minimax", **said) == "discriminator_too_strong"
    assert name("non_saturating", **said) == "developing"
    finding = diagnose(config(loss="minimax", n_critic=3), curves("minimax", **said), [])
    assert finding.remedies[0] == {"loss": "non_saturating"}
    assert {"discriminator_lr": 2.5e-4, "n_critic": 1} in finding.remedies


@pytest.mark.parametrize(("loss", "high"), [("non_saturating", 9.0), ("lsgan", 4.0), ("hinge", 9.0)])
def test_generator_loss_that_rises_far_up_its_scale(loss, high):
    pinned = {"accuracy_real": 1.0, "accuracy_fake": 1.0}
    assert name(loss, generator_loss=np.linspace(0.5, high, LINES), **pinned) == "generator_loss_rising"
    assert name(loss, generator_loss=np.linspace(0.5, high, LINES)) == "healthy"  # D errs: they still play
    assert name(loss, generator_loss=high, **pinned) == "developing"  # high, but it does not climb, and much is drawn
    assert name(loss, measurements(*[0.1] * 10), generator_loss=high, **pinned) == "generator_loss_rising"
    assert name(loss, generator_loss=np.linspace(2 * high, 0.5, LINES), **pinned) == "developing"  # coming down


@pytest.mark.parametrize("loss", ["wgan", "wgan_gp"])
def test_critic_that_claims_more_than_the_largest_distance_there_is(loss):
    growing = -np.geomspace(0.1, 5000, LINES)
    assert name(loss, discriminator_loss=growing) == "generator_loss_rising"
    assert name(loss, discriminator_loss=growing / 200) == "healthy"  # grows, but two pictures can be that far apart
    assert name(loss, discriminator_loss=-1000.0) == "healthy"  # of a penalty's own doing: its two means are close together


@pytest.mark.parametrize("loss", ["wgan", "wgan_gp"])
def test_critic_that_claims_a_multiple_of_what_pixels_allow_needs_no_trend(loss):
    exploded = curves(loss, lines=5, real=300.0, fake=-300.0)
    finding = diagnose(config(loss=loss), exploded, [])
    assert finding.name == "generator_loss_rising"
    assert dict(finding.evidence) | {"estimate": 600.0, "largest_distance": 56.0} == dict(finding.evidence)
    assert finding.remedies
    assert diagnose(config(loss=loss), curves(loss, lines=4, real=300.0, fake=-300.0), []).name == "too_early"
    assert name(loss, real=80.0, fake=0.0) == "healthy"  # its slope may be somewhat above 1


def test_unclipped_critic_is_told_to_clip_or_to_be_penalised():
    growing = -np.geomspace(0.1, 5000, LINES)
    finding = diagnose(config(loss="wgan", clip_value=1.0), curves("wgan", discriminator_loss=growing), [])
    assert finding.remedies[:2] == ({"clip_value": 0.01}, {"loss": "wgan_gp"})
    with_norm = diagnose(config(loss="wgan", clip_value=1.0, discriminator_norm="batch"), curves("wgan", discriminator_loss=growing), [])
    assert {"loss": "wgan_gp"} not in with_norm.remedies  # does not fit batch norm in D


@pytest.mark.parametrize(("loss", "fake"), [("minimax", 0.97), ("non_saturating", 0.97), ("lsgan", 0.98), ("hinge", 2.0)])
def test_generator_that_has_nothing_left_to_win(loss, fake):
    assert name(loss, fake=fake, accuracy_fake=0.0, accuracy_real=0.6) == "generator_wins"
    assert name(loss, fake=fake) == "healthy"


def test_where_d_only_compares_the_order_of_pairs_is_read():
    fading = np.geomspace(1, 1e-4, LINES)
    assert name("r3gan") == "healthy"
    assert name("r3gan", discriminator_pair_accuracy=1.0, generator_grad_norm=fading) == "discriminator_too_strong"
    assert name("r3gan", discriminator_pair_accuracy=1.0, generator_loss=np.linspace(0.5, 9, LINES)) == "generator_loss_rising"
    assert name("r3gan", discriminator_pair_accuracy=0.05) == "generator_wins"
    finding = diagnose(config(loss="r3gan"), curves("r3gan", discriminator_pair_accuracy=1.0, generator_grad_norm=fading), [])
    assert dict(finding.evidence)["pairs"] == 1.0
    assert {"r1_weight": 0.2, "r2_weight": 0.2} in finding.remedies


def test_least_squares_are_read_between_their_own_labels():
    labels = {"lsgan_a": -1.0, "lsgan_b": 1.0, "lsgan_c": 0.0}
    assert name("lsgan", settings=labels, fake=0.9, accuracy_fake=0.0) == "generator_wins"
    assert name("lsgan", settings=labels, fake=0.5, accuracy_fake=0.0) == "healthy"
    assert name("lsgan", fake=0.9, accuracy_fake=0.0) == "generator_wins"


def test_one_picture_whatever_z():
    assert name(seen=measurements(*[0.01] * 10, classes=1)) == "complete_collapse"
    hopping = measurements(*[0.01] * 10, classes=1, hop=True)
    assert name(seen=hopping) == "complete_collapse"  # losses at rest: hopping, but no swinging
    assert name(seen=hopping, generator_loss=np.tile([0.5, 9.0], LINES // 2)) == "oscillation"


@pytest.mark.parametrize(
    ("loss", "far"), [("minimax", 9.0), ("non_saturating", 9.0), ("lsgan", 4.0), ("hinge", 9.0), ("wgan", 20.0), ("wgan_gp", 90.0)]
)
def test_a_loss_that_swings_to_and_fro_again_and_again(loss, far):
    swinging = np.tile([0.0, 0.0, far, far], LINES // 4)
    for seen in ([], measurements(*[0.1] * 10)):
        assert name(loss, seen, generator_loss=swinging) == "oscillation"
        assert name(loss, seen, generator_loss=swinging / 9) != "oscillation"
        assert name(loss, seen, generator_loss=np.linspace(0.0, far, LINES)) != "oscillation"  # far, but one way
    assert name(loss, generator_loss=swinging) == "healthy"  # as large networks do that draw well
    for seen in (measurements(*[0.2] * 10), measurements(*np.linspace(0.02, 0.13, 10))):  # as a DCGAN on CIFAR-10 on its way there
        assert name(loss, seen, generator_loss=swinging) == "developing"
    assert diagnose(config(loss=loss), curves(loss, 24, generator_loss=swinging[:24]), []).name == "healthy"  # the first wild steps


def test_jumps_of_a_few_nats_are_no_oscillation_without_measurements():
    """As a batch-normed DCGAN on CIFAR-10: 3.6 to 6.3."""
    jumping = np.tile([3.6, 6.3], LINES // 2)
    assert name(seen=[], generator_loss=jumping) == "healthy"
    assert name(seen=measurements(*[0.1] * 10), generator_loss=jumping) == "oscillation"


@pytest.mark.parametrize(
    ("values", "size", "expected"),
    [
        ([], 1, 0),
        ([1], 1, 0),
        ([0, 5, 0, 5, 0], 3, 3),
        ([0, 5, 4, 5, 0], 3, 1),
        ([0, 1, 2, 3, 4], 1, 0),
        ([5, 0, 5], 3, 1),
        ([0, 2, 0, 2], 3, 0),
        ([0, 9], 0, 0),
    ],
)
def test_turns_are_counted_from_a_size_on(values, size, expected):
    assert turns(values, size) == expected


def test_collapse_needs_time_to_be_told_from_a_beginning():
    """The same poor measurements: early, or after G has moved far, or after many steps of a slow G."""
    poor = measurements(*[0.01] * 10, classes=1)
    assert name(seen=poor, settings={"generator_lr": 1e-4}) == "developing"
    assert name(seen=poor, settings={"generator_lr": 1e-3}) == "complete_collapse"
    few = measurements(*[0.2] * 10, classes=3)
    assert name(seen=few, settings={"generator_lr": 2e-3}) == "developing"
    assert name(seen=few, settings={"generator_lr": 3e-3}) == "partial_collapse"
    old = {name: column * 3 if name == "step" else column for name, column in curves().items()}
    assert diagnose(config(generator_lr=1e-4), old, measurements(*[0.01] * 10, classes=1, until=1800)).name == "complete_collapse"
    # a DCGAN on CIFAR-10 stood still at 0.2 from step 2,400 to 6,000, and drew all ten classes at 14,800
    assert diagnose(config(generator_lr=1e-4), old, measurements(*[0.2] * 10, classes=3, until=1800)).name == "developing"


def test_a_slow_g_is_neither_collapsed_nor_swinging():
    """As a clipped critic with a rate of 5e-5 goes for its first 1,700 steps: blurred things that resemble each other, a tiny estimate."""
    slow = {"loss": "wgan", "generator_lr": 5e-5, "discriminator_lr": 5e-5}
    columns = {name: column * 3 if name == "step" else column for name, column in curves("wgan").items()}
    columns |= {
        "discriminator_loss": np.geomspace(-0.5, -0.005, LINES),
        "generator_loss": np.linspace(-1, 0, LINES) + np.tile([0.0, 0.05], LINES // 2),
    }
    seen = measurements(*[0.045] * 10, classes=2, copies=0.2, until=1800)
    assert diagnose(config(**slow), columns, seen).name == "developing"
    assert name(seen=measurements(*[0.045] * 10, classes=2, copies=0.2)) == "developing"  # alike to a classifier, but no copies


def test_what_was_there_and_is_lost_is_a_collapse_at_once():
    fallen = measurements(0.1, 0.3, 0.5, 0.6, 0.6, 0.02, 0.02, 0.02, 0.02, 0.02, classes=1)
    assert name(seen=fallen, settings={"generator_lr": 1e-4}) == "complete_collapse"
    halved = measurements(0.1, 0.3, 0.6, 0.65, 0.6, 0.2, 0.2, 0.2, 0.2, 0.2, classes=3)
    assert name(seen=halved, settings={"generator_lr": 1e-4}) == "partial_collapse"


@pytest.mark.parametrize("loss", LOSSES)
def test_one_picture_and_a_gradient_of_exactly_0_need_no_more_looks(loss):
    seen = measurements(*[0.01] * 3, classes=1)
    dead = curves(loss, lines=5, generator_grad_norm=0.0)
    finding = diagnose(config(loss=loss, generator_lr=1e-5), dead, seen)
    assert finding.name == "complete_collapse"
    assert dict(finding.evidence)["gradient"] == 0
    assert diagnose(config(loss=loss), curves(loss, lines=5, generator_grad_norm=1e-9), seen).name == "too_early"
    assert diagnose(config(loss=loss), dead, measurements(*SPREADING)).name == "too_early"  # it draws, whatever its last gradients were


def test_healthy_needs_what_is_known_to_be_covered_and_a_d_that_errs():
    ring = {"of": 8, "quality": 0.5}
    assert name(seen=measurements(*[0.5] * 10, classes=8, **ring)) == "healthy"
    for lacking in (4, 5):
        assert name(seen=measurements(*[0.5] * 10, classes=lacking, **ring)) == "developing"
    assert name(seen=measurements(*[0.5] * 10, classes=4, **ring), settings={"generator_lr": 4e-3}) == "partial_collapse"
    assert name(seen=measurements(*SPREADING), accuracy_real=1.0, accuracy_fake=1.0) == "developing"


def test_a_few_classes_in_ever_more_equal_parts_are_no_more_of_them():
    slow = {"generator_lr": 1e-3}
    old = {name: column * 3 if name == "step" else column for name, column in curves().items()}
    for classes, expected in ((2, "partial_collapse"), (None, "developing")):
        seen = []
        for number, measurement in enumerate(measurements(*np.linspace(0.1, 0.2, 10), classes=2, of=8, until=1800)):
            drawn = classes or 1 + number // 3
            seen.append(dataclasses.replace(measurement, shares=tuple([1 / drawn] * drawn + [0.0] * (8 - drawn))))
        assert diagnose(config(**slow), old, seen).name == expected


def test_modes_in_the_plane():
    """The playground's measurements: shares by mode, the share of good samples as quality."""
    ring = {"of": 8, "quality": 0.9}
    far = {"generator_lr": 4e-3}
    assert name(seen=measurements(*[0.95] * 10, classes=8, **ring), settings=far) == "healthy"
    assert name(seen=measurements(*[0.25] * 10, classes=2, **ring), settings=far) == "partial_collapse"
    assert name(seen=measurements(*[0.7] * 10, classes=6, **ring), settings=far) == "partial_collapse"
    assert name(seen=measurements(*[0.02] * 10, classes=1, hop=True, **ring), settings=far) == "complete_collapse"
    finding = diagnose(config(**far), curves(), measurements(*[0.7] * 10, classes=6, **ring))
    assert dict(finding.evidence) | {"classes": 6, "classes_total": 8} == dict(finding.evidence)


def labelled(share: float, heard: float, accuracy: float | None = None) -> list[SampleStatistics]:
    """Measurements of a G of which the label moves `share` of its pixels, and of a D whose answers vary with it by `heard`."""
    spreads = {"label_spread": share, "z_spread": 1 - share, "label_answers": heard, "picture_answers": 1.0, "label_accuracy": accuracy}
    return [dataclasses.replace(sample, **spreads) for sample in measurements(*SPREADING)]


def test_a_label_that_moves_nothing_is_ignored():
    for accuracy in (None, 0.1):  # without a classifier, and with one
        finding = diagnose(config(generator_lr=2e-4), curves(), labelled(0.01, 0.0, accuracy))
        assert finding.name == "label_ignored"
        evidence = dict(finding.evidence)
        assert evidence["label_share"] == pytest.approx(0.01)
        assert ("label_accuracy" in evidence, evidence.get("chance")) == ((True, 0.1) if accuracy else (False, None))
        assert {"projection", "check_labels"} <= set(finding.advice)
    assert name(seen=labelled(0.2, 0.0, 0.1)) == "healthy"  # it moves something: no more is claimed
    assert name(seen=labelled(0.01, 0.0, 0.4)) == "healthy"  # little, but what makes the class
    one_picture = [dataclasses.replace(sample, label_spread=0.0001, z_spread=0.01) for sample in labelled(0.01, 0.0)]
    assert name(seen=one_picture) == "healthy"  # z moves nothing either: no matter of labels


def test_an_ignored_label_is_one_until_it_moves_something():
    slow, deaf, hearing = config(generator_lr=2e-4), labelled(0.01, 0.0, 0.1)[:8], labelled(0.01, 0.1, 0.1)
    assert follow(slow, curves(), [*deaf, *hearing[8:]]).name == "label_ignored"  # D sees it now; G does not show it yet
    steps = [dataclasses.replace(sample, step=600 + sample.step) for sample in labelled(0.3, 0.1, 0.5)]
    longer = {name: np.concatenate([column, column + 600 if name == "step" else column]) for name, column in curves().items()}
    assert follow(slow, longer, [*deaf, *hearing[8:], *steps]).name == "healthy"


def test_a_label_that_d_hears_is_given_time():
    assert name(seen=labelled(0.01, 0.1, 0.1)) == "healthy"
    assert name(seen=labelled(0.01, 0.1, 0.1), settings={"generator_lr": 2e-3}) == "label_ignored"
    assert name(seen=labelled(0.01, 0.0, 0.1), settings={"generator_lr": 1e-4}) == "healthy"  # neither has moved yet
    assert name(seen=labelled(0.01, 0.0, 0.1)[-4:]) == "healthy"


def test_a_clipped_label_is_unclipped_or_the_critic_penalised():
    ignoring = labelled(0.01, 0.0, 0.1)
    clipped = diagnose(config(loss="wgan", clip_labels=True), curves("wgan"), ignoring)
    assert clipped.remedies == ({"clip_labels": False}, {"loss": "wgan_gp"})
    assert diagnose(config(loss="wgan", clip_labels=True, discriminator_norm="batch"), curves("wgan"), ignoring).remedies == (
        {"clip_labels": False},
    )
    assert diagnose(config(), curves(), ignoring).remedies == ({"n_critic": 2},)


@pytest.mark.parametrize("code", NOT_FINITE)
def test_numbers_that_left_the_range(code):
    finding = diagnose(config(generator_lr=0.1), curves(lines=4), [], "failed", code)
    assert finding.name == "not_finite"
    assert finding.remedies == ({"generator_lr": 2e-4, "discriminator_lr": 2e-4},)
    assert name(generator_loss=math.nan, discriminator_loss=math.nan) == "not_finite"
    assert diagnose(config(), curves(lines=4), [], "failed", "disk_full").name == "too_early"


# ------------------------------------------------------------------------------------------------------------------- any run at all

odd = st.floats(allow_nan=True, allow_infinity=True)
odd_looks = st.builds(
    SampleStatistics,
    st.integers(0, 10**6),
    st.none() | st.lists(st.floats(0, 1), min_size=1, max_size=12).map(tuple),
    st.none() | odd,
    st.none() | odd,
    st.none() | odd,
)


@st.composite
def odd_curves(draw):
    lines = draw(st.integers(0, 40))
    names = draw(st.sets(st.sampled_from(sorted(set(curves()) | set(curves("hinge")) | {"unheard_of"}))))
    return {name: np.array(draw(st.lists(odd, min_size=lines, max_size=lines)), dtype=float) for name in names}


@settings(max_examples=300)
@given(
    loss=st.sampled_from(LOSSES),
    rates=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    columns=odd_curves(),
    seen=st.lists(odd_looks, max_size=12),
    state=st.sampled_from(("running", "failed", "finished")),
    code=st.sampled_from(("", "disk_full", *NOT_FINITE)),
)
def test_whatever_the_run_there_is_one_finding_with_plain_numbers_and_usable_remedies(loss, rates, columns, seen, state, code):
    base = config(loss=loss, generator_lr=rates[0], discriminator_lr=rates[1])
    for finding in (
        diagnose(base, columns, seen, state, code),
        follow(base, columns, sorted(seen, key=lambda measurement: measurement.step), state, code),
    ):
        check(finding, base)


def check(finding: Finding, base: TrainingConfig) -> None:
    assert finding.name in FINDINGS
    assert all(math.isfinite(number) for _, number in finding.evidence)
    assert len(dict(finding.evidence)) == len(finding.evidence)
    for remedy in finding.remedies:
        assert changed_config(base, **remedy) != base


@given(odd_looks)
def test_a_measurement_survives_its_line(measurement):
    line = {"step": measurement.step, "event": "look"} | measurement.to_json()
    again = SampleStatistics.from_json(line)
    for field in dataclasses.fields(SampleStatistics):
        assert getattr(again, field.name) == pytest.approx(getattr(measurement, field.name), abs=1e-4, nan_ok=True)


# --------------------------------------------------------------------------------------------------------------- what was said before


def said(*diversities: float, **numbers: object) -> list[str]:
    """The verdict at each of so many measurements, 100 steps apart, of a G that moves fast; `numbers` as for `curves`."""
    seen, words = measurements(*diversities, until=100 * len(diversities)), []
    seen = [dataclasses.replace(measurement, shares=None, duplicates=float(measurement.diversity < 0.15)) for measurement in seen]
    columns = {name: np.resize(column, 10 * len(diversities)) for name, column in curves(**numbers).items()}
    columns["step"] = np.arange(1, 10 * len(diversities) + 1) * 10.0
    for number, measurement in enumerate(seen, 1):
        until = {name: column[columns["step"] <= measurement.step] for name, column in columns.items()}
        words.append(follow(config(generator_lr=4e-3), until, seen[:number]).name)
    return words


def test_a_verdict_needs_a_second_look():
    words = said(*[0.01] * 8)
    assert words[:4] == ["developing"] * 4
    assert words[4:] == ["developing", *["complete_collapse"] * 3]


def test_a_collapse_is_not_forgotten_while_little_is_drawn():
    words = said(*[0.01] * 8, *[0.09] * 8)
    assert set(words[words.index("complete_collapse") :]) == {"complete_collapse"}  # hardly more than one picture
    words = said(*[0.01] * 8, *[0.2] * 8)
    assert list(dict.fromkeys(words)) == ["developing", "complete_collapse", "partial_collapse"]


def test_a_collapse_is_taken_back_once_much_is_drawn():
    words = said(*[0.01] * 8, *[0.6] * 12)
    assert list(dict.fromkeys(words))[-1] == "healthy"
    assert "developing" not in words[words.index("complete_collapse") :]


def test_a_partial_collapse_is_taken_back_once_much_is_drawn_though_d_makes_no_mistakes():
    words = said(*[0.2] * 8, *[0.6] * 12, accuracy_real=1.0, accuracy_fake=1.0)
    assert [word for word, _ in groupby(words)] == ["developing", "partial_collapse", "developing"]


def test_a_partial_collapse_may_become_a_complete_one():
    assert [word for word, _ in groupby(said(*[0.2] * 8, *[0.01] * 8))] == ["developing", "partial_collapse", "complete_collapse"]


def test_one_look_that_sees_something_else_changes_nothing():
    words = said(*[0.6] * 10, *[0.05], *[0.6] * 6)
    assert list(dict.fromkeys(words)) == ["developing", "healthy"]


def remembering(*shares: float) -> list[SampleStatistics]:
    """Measurements of a healthy G, and of a D that finds training images more real than others in these shares of the pairs."""
    seen = measurements(*[0.7] * len(shares))
    return [
        dataclasses.replace(sample, memory=share, training_accuracy=0.99, held_out_accuracy=0.2)
        for sample, share in zip(seen, shares, strict=True)
    ]


def test_a_d_that_tells_training_images_from_unseen_ones_memorises():
    finding = follow(config(), curves(), remembering(*[0.97] * 8))
    assert finding.name == name(seen=remembering(*[0.8] * 8)) == "discriminator_memorises"
    assert dict(finding.evidence) | {"memory": 0.97, "held_out_accuracy": 0.2} == dict(finding.evidence)
    assert {"augment": "color,translation,cutout"} in finding.remedies
    assert "more_images" in finding.advice
    assert name(seen=remembering(*[0.7] * 8)) == "healthy"  # a little is no memory
    assert name(seen=remembering(0.97)) != "discriminator_memorises"  # seen once
