"""The lessons about measures: what their figures and sentences say is what holds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.linalg import sqrtm

from web.lessons import accuracy, fid, inception_score, precision_recall, seven_numbers
from web.lessons.fid import planes
from web.lessons.lesson import Lesson

PAGES: dict[str, Lesson] = {
    "fid": fid.LESSON,
    "inception_score": inception_score.LESSON,
    "precision_recall": precision_recall.LESSON,
    "seven_numbers": seven_numbers.LESSON,
    "accuracy": accuracy.LESSON,
}


def ask(page: str, preset: str = "", **query: Any) -> dict[str, Any]:
    lesson = PAGES[page]
    return lesson.compute({**lesson.read({}), **(lesson.presets[preset] if preset else {}), **query})


def readouts(answer: dict[str, Any]) -> dict[str, float]:
    return {one["name"]: one["value"] for panel in answer["panels"] for one in panel["readouts"]}


def said(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {(one if isinstance(one, str) else one[0]): ({} if isinstance(one, str) else one[1]) for one in answer["says"]}


def marks(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for panel in answer["panels"] for one in panel["marks"] if one["name"] == name]


def agrees(answer: dict[str, Any]) -> None:
    """Every number that theory also has is what theory says, as close as the page's tick asks."""
    for panel in answer["panels"]:
        for one in panel["readouts"]:
            if one.get("expected") is not None:
                assert one["value"] == pytest.approx(one["expected"], rel=1e-6, abs=1e-6), one["name"]


@pytest.mark.parametrize(("page", "preset"), [(page, preset) for page, lesson in PAGES.items() for preset in lesson.presets])
def test_presets_agree_with_theory(page, preset):
    agrees(ask(page, preset))


# --------------------------------------------------------------------------------------------------------------------------- FID


def test_the_two_terms_are_those_of_the_formula():
    state = {
        "real": (0.5, -1.0),
        "generated": (-1.0, 1.5),
        "generated_width_1": 0.4,
        "generated_width_2": 2.0,
        "generated_correlation": -0.7,
    }
    answer = ask("fid", **state)
    s1, s2 = np.eye(2), np.array([[0.16, -0.56], [-0.56, 4.0]])
    numbers = readouts(answer)
    assert numbers["means_now"] == pytest.approx(1.5**2 + 2.5**2)
    assert numbers["covariances_now"] == pytest.approx(np.trace(s1 + s2 - 2 * sqrtm(s1 @ s2).real), rel=1e-6)
    assert numbers["fid_now"] == pytest.approx(numbers["means_now"] + numbers["covariances_now"])
    assert numbers["squared_distance"] == pytest.approx(numbers["fid_now"])
    assert said(answer)["it_is_squared"]["distance"] == pytest.approx(math.sqrt(numbers["fid_now"]), abs=1e-3)


def test_handles_lie_on_the_contour_that_they_shape():
    answer = ask("fid", generated=(0.3, -0.2), generated_width_1=0.8, generated_width_2=1.4, generated_correlation=0.5)
    inner = marks(answer, "fake_gaussian")[0]
    (edge,), (top,) = marks(answer, "drag_width"), marks(answer, "drag_height")
    assert (edge["x"], top["y"]) == pytest.approx((max(inner["x"]), max(inner["y"])), abs=2e-3)
    for point, widths in ((edge, ("x", 0.8)), (top, ("y", 1.4))):
        side, width = widths
        other = "y" if side == "x" else "x"
        assert (point[side] - point[f"origin_{side}"]) * point[f"factor_{side}"] == pytest.approx(width)
        assert (point[other] - point[f"origin_{other}"]) * point[f"factor_{other}"] == pytest.approx(0.5)


def test_equal_gaussians_say_so():
    assert list(said(ask("fid", "equal"))) == ["same_gaussians"]
    assert "only_covariances" in said(ask("fid", "collapsed"))
    assert "only_means" in said(ask("fid", "apart"))


@pytest.mark.parametrize("model", planes.MODELS)
def test_a_shipped_models_plane_is_part_of_its_fid(model):
    answer = ask("fid", view="planes", model=model)
    numbers = readouts(answer)
    (curve,) = marks(answer, "fid_of_first")
    assert curve["y"] == sorted(curve["y"])  # a direction more never makes two Gaussians more alike
    assert numbers["fid_in_plane"] == pytest.approx(curve["y"][1], rel=0.01, abs=0.02)
    assert numbers["fid_everywhere"] == curve["y"][-1]
    assert 0 < numbers["variance_in_plane"] < 100
    points = marks(answer, "fake_points")[0]
    assert len(points["x"]) == 150


def test_the_worse_the_model_the_farther_its_gaussian():
    def everywhere(model: str) -> float:
        return readouts(ask("fid", view="planes", model=model))["fid_everywhere"]

    assert everywhere("cgan-cifar10") < everywhere("dcgan-cifar10") < everywhere("wgan-gp-cifar10") < everywhere("gan-cifar10")
    assert everywhere("cgan-fashion-mnist") < everywhere("cgan-mlp-fashion-mnist")


@pytest.mark.parametrize("shape", ["triangle", "corners", "ring", "two", "square"])
def test_fid_is_blind_to_every_shape(shape):
    numbers = readouts(ask("fid", view="blind", shape=shape))
    assert numbers["fid_of_fakes"] < 0.03
    assert numbers["fid_of_others"] < 0.03


def test_few_samples_are_biased_and_extrapolation_helps():
    numbers = readouts(ask("fid", view="few", dimension=16, count=512))
    assert numbers["true_fid"] == 0
    assert numbers["fid_at_n"] == pytest.approx(numbers["expected_at_n"], rel=0.15)
    assert abs(numbers["fid_infinity"]) < 0.3 * numbers["fid_at_n"]
    assert "singular" in said(ask("fid", view="few", dimension=64, count=40))
    assert "too_few_to_extrapolate" in said(ask("fid", view="few", dimension=64, count=128))


def test_real_pictures_against_real_ones_fall_with_n():
    answer = ask("fid", "on_pictures")
    (curve,) = marks(answer, "median_of_fid")
    assert curve["y"] == sorted(curve["y"], reverse=True)
    assert readouts(answer)["fid_infinity"] < readouts(answer)["fid_at_n"]
    noisy = ask("fid", "on_pictures", pictures="noisy")
    assert readouts(noisy)["fid_at_n"] > 3 * readouts(answer)["fid_at_n"]


# --------------------------------------------------------------------------------------------------------------- Inception Score


def test_the_score_counts_classes():
    assert readouts(ask("inception_score", "best"))["score_now"] == pytest.approx(10)
    assert readouts(ask("inception_score", "collapsed"))["score_now"] == pytest.approx(1)
    assert readouts(ask("inception_score", covered=4, confidence=1.0))["score_now"] == pytest.approx(4)
    assert "unsure" in said(ask("inception_score", covered=10, confidence=0.1))


def test_ten_pictures_and_noise_beat_real_data():
    scores = {kind: next(iter(said(ask("inception_score", view="fooled", kind=kind)).values()))["score"] for kind in inception_score.KINDS}
    assert min(scores["memory"], scores["noise"]) > 9 > scores["real"] > 5
    assert scores["one_class"] < 1.5
    assert scores["static"] < 1.5
    assert abs(scores["generated"] - scores["real"]) < 1
    memory = readouts(ask("inception_score", view="fooled"))
    assert (memory["different"], memory["recall"]) == (10, pytest.approx(0.01, abs=0.01))
    assert memory["precision"] == 1
    more = ask("inception_score", view="fooled", copied=20)
    assert said(more)["memory_note"]["score"] < scores["memory"]  # more diversity, a lower score
    assert readouts(more)["recall"] > memory["recall"]


# ---------------------------------------------------------------------------------------------------------- precision and recall


@pytest.mark.parametrize(
    ("preset", "verdict"),
    [("healthy", "both_high"), ("collapse", "high_low"), ("scattered", "low_high"), ("missing", "some_missed")],
)
def test_generators_are_told_apart(preset, verdict):
    assert verdict in said(ask("precision_recall", preset))


def test_what_is_drawn_is_what_is_counted():
    answer = ask("precision_recall", fakes="scattered", count=80)
    numbers = readouts(answer)
    drawn = {
        name: len(marks(answer, name)[0]["x"])
        for name in ("fakes_inside", "fakes_outside", "reals_reached", "reals_missed", "covered_balls")
    }
    assert drawn["fakes_inside"] + drawn["fakes_outside"] == drawn["reals_reached"] + drawn["reals_missed"] == 80
    assert numbers["precision"] == pytest.approx(drawn["fakes_inside"] / 80)
    assert numbers["recall"] == pytest.approx(drawn["reals_reached"] / 80)
    assert numbers["coverage"] == pytest.approx(drawn["covered_balls"] / 80)


def test_one_outlier_fools_precision_and_recall_only():
    real = ask("precision_recall", "real_outlier")
    assert (readouts(real)["precision_without"], readouts(real)["precision_with"]) == (0, 1)
    assert readouts(real)["density_with"] < 0.4
    assert list(said(real)) == ["stray_real_fools", "steady_real"]
    fake = ask("precision_recall", "fake_outlier")
    assert readouts(fake)["recall_without"] < 0.1
    assert readouts(fake)["recall_with"] > 0.8
    assert readouts(fake)["coverage_with"] < 0.2
    assert "stray_real_harmless" in said(ask("precision_recall", "at_home"))


# ------------------------------------------------------------------------------------------------------------------- D's accuracy


def test_accuracy_is_the_same_for_the_best_and_the_worst():
    assert list(said(ask("accuracy", "equal"))) == ["equal"]
    assert readouts(ask("accuracy", "near_miss"))["best_now"] > 0.99
    assert readouts(ask("accuracy", "garbage"))["wasserstein"] > 5
    narrow = readouts(ask("accuracy", "too_narrow"))
    assert narrow["precision"] > 0.99
    assert narrow["best_now"] > 0.7
    assert "further_but_lower" in said(ask("accuracy", "one_mode_on"))


def test_a_weak_judge_says_half_of_a_collapsed_generator():
    weak = ask("accuracy", "weak")
    assert readouts(weak)["new_now"] == pytest.approx(0.5)
    assert readouts(weak)["best_possible"] > 0.8
    assert "blind" in said(weak)
    assert list(said(ask("accuracy", "coin"))) == ["untrained", "same_column"]
    memorising = ask("accuracy", "memorising")
    assert "by_heart_perfect" in said(memorising)
    assert readouts(memorising)["seen_now"] > 0.65
    assert readouts(memorising)["new_now"] == pytest.approx(0.5)


def test_copies_please_every_number_but_authenticity():
    says = said(ask("seven_numbers", "copied"))
    assert says["is_copied"]["value"] == 100
    assert says["loudest"]["name"] == "authenticity"
    blind = [name for key in ("blind_to_it", "better_than_real") for name in says.get(key, {"names": ""})["names"].split(", ")]
    assert {"FID", "KID", "MIND", "precision"} <= set(blind)


@pytest.mark.parametrize(
    ("change", "step", "value"),
    [("blur", 3, 0.7), ("jpeg", 1, 95), ("resize", 4, 50), ("fewer", 6, 60), ("left_out", 2, 2), ("contrast", 6, 0.2)],
)
def test_how_strong_the_change_is_is_said(change, step, value):
    assert said(ask("seven_numbers", change=change, step=step))[f"is_{change}"] == {"value": value}


def test_a_class_left_out_is_not_seen_by_precision():
    blind = said(ask("seven_numbers", "class_gone"))["blind_to_it"]["names"].split(", ")
    assert "precision" in blind
    assert "FID" not in blind


def test_a_near_miss_and_garbage_differ_in_the_distance_alone():
    near, garbage = readouts(ask("accuracy", "near_miss")), readouts(ask("accuracy", "garbage"))
    for answer in (ask("accuracy", "near_miss"), ask("accuracy", "garbage")):
        assert "no_gradient" in said(answer)
    assert [near[name] for name in ("best_now", "precision", "recall")] == pytest.approx(
        [garbage[name] for name in ("best_now", "precision", "recall")], abs=0.02
    )
    assert garbage["wasserstein"] > 4 * near["wasserstein"]


def test_nothing_is_said_to_lie_outside_at_full_precision():
    for preset in ("missing", "healthy", "collapse"):
        answer = ask("precision_recall", preset)
        if readouts(answer)["precision"] >= precision_recall.HIGH:
            assert not {"some_outside", "in_between"} & set(said(answer))


def test_real_pictures_score_less_than_two_confused_classes_explain():
    note = said(ask("inception_score", "honest"))["real_note"]
    answers = np.full((10, 10), 0.0)
    np.fill_diagonal(answers, 1.0)
    answers[0, :2] = answers[1, :2] = 0.5
    mean = answers.mean(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.exp(np.nansum(answers * np.log(answers / mean), axis=1).mean())
    assert note["two_confused"] == pytest.approx(score, abs=0.005)
    assert note["score"] < note["two_confused"]


def test_lower_and_higher_is_better_have_axes_of_their_own():
    panels = {panel["name"]: panel for panel in ask("fid", "three_points")["panels"]}
    which = ("lower_is_better", "higher_is_better")
    names = {name: [mark["name"] for mark in panels[name]["marks"] if mark["kind"] == "text"] for name in which}
    assert names == {"lower_is_better": ["fid", "kid"], "higher_is_better": ["precision", "recall", "coverage"]}
