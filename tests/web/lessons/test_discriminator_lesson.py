"""Both losses term by term, the conditional game, and no penalty for sameness: against torch and by counting."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy

from gan_core.models import build_discriminator, build_generator
from gan_core.paths import CHECKPOINTS
from gan_core.presets import get_preset
from web.lessons import LESSONS
from web.lessons.discriminator import relations, ways
from web.lessons.discriminator.pictures import of_class, pairs

LESSON = LESSONS["discriminator"]


def answer(preset: str, **values: object) -> dict[str, Any]:
    return LESSON.answer(LESSON.read({}) | dict(LESSON.presets[preset]) | values)


def readouts(shown: dict[str, Any]) -> dict[str, float]:
    return {one["name"]: one["value"] for panel in shown["panels"] for one in panel["readouts"]}


def said(shown: dict[str, Any]) -> dict[str, Any]:
    return dict((one, {}) if isinstance(one, str) else one for one in shown["says"])


def columns(shown: dict[str, Any], panel: str, name: str) -> list[float]:
    (found,) = [one for one in shown["panels"] if one["name"] == panel]
    return [mark["y"][0] for mark in found["marks"] if mark["name"] == name]


@pytest.mark.parametrize("preset", [name for name in LESSON.presets if name.startswith("batch")])
def test_the_terms_add_up_to_cross_entropy(preset):
    shown = answer(preset)
    values = LESSON.read({}) | dict(LESSON.presets[preset])
    reals, fakes = (torch.tensor(values[name], dtype=torch.float64) for name in ("reals", "fakes"))
    answers, truth = torch.cat([reals, fakes]), torch.tensor([1.0] * 4 + [0.0] * 4, dtype=torch.float64)
    numbers = readouts(shown)
    assert numbers["bce"] == pytest.approx(float(binary_cross_entropy(answers, truth)))
    terms = columns(shown, "d_terms", "real_term") + columns(shown, "d_terms", "fake_term")
    assert sum(terms) / 4 == pytest.approx(numbers["d_loss"], rel=1e-4)
    assert numbers["d_loss"] == pytest.approx(2 * numbers["bce"])
    assert columns(shown, "g_terms", "non_saturating_term") == pytest.approx((-fakes.log()).tolist(), rel=1e-4)
    logits = torch.logit(fakes).requires_grad_()
    for name, loss in (("minimax", torch.log(1 - logits.sigmoid())), ("non_saturating", -torch.log(logits.sigmoid()))):
        (slope,) = torch.autograd.grad(loss.sum(), logits)
        assert columns(shown, "g_pushes", f"{name}_push") == pytest.approx(slope.abs().tolist(), rel=1e-4)


def test_what_is_said_of_a_batch():
    assert said(answer("batch_half"))["batch_equilibrium"]["least"] == round(2 * math.log(2), 3)
    sure = said(answer("batch_sure"))["batch_saturates"]
    assert sure["minimax"] < 0.1 < 0.9 < sure["non_saturating"]
    assert "batch_saturates" not in said(answer("batch_usual"))
    fooled = said(answer("batch_fooled"))["batch_fooled_says"]
    assert fooled["minimax"] > fooled["non_saturating"]


def test_the_three_kinds_of_pairs_are_counted():
    real, made = pairs("real"), pairs("generated")
    own = real.labels.numpy()
    right = real.answers[np.arange(len(own)), own]
    wrong = np.array([real.answers[row, label] for row in range(len(own)) for label in range(10) if label != own[row]])
    drawn = made.answers[np.arange(len(own)), made.labels.numpy()]
    shown = answer("sneaker")
    numbers = readouts(shown)
    assert [numbers[f"{name}_mean"] for name in ("right", "wrong", "made")] == pytest.approx([right.mean(), wrong.mean(), drawn.mean()])
    assert numbers["pair_value"] == pytest.approx(np.log(right).mean() + np.log(1 - drawn).mean())
    counted = {"right": right, "wrong": wrong, "made": drawn}
    assert said(shown)["three_pairs"] == {name: round(100 * (one > 0.5).mean()) for name, one in counted.items()}
    assert right.mean() > wrong.mean()  # what the sentence of wrong pairs rests on
    for example in range(3):
        shown = answer("shirt", example=example)
        (own_answer,), others = columns(shown, "over_labels", "own_label"), columns(shown, "over_labels", "other_labels")
        assert ("own_first" in said(shown)) == (own_answer > max(others))


def test_ten_alike_cost_what_ten_different_cost():
    for label in range(0, 10, 3):
        shown = answer("ten_trousers", own_class=str(label))
        numbers = readouts(shown)
        losses = -np.log(of_class(label)[1])
        assert numbers["loss_different"] == pytest.approx(losses[:10].mean(), rel=1e-5)
        assert np.abs(losses[10:] - numbers["loss_alike"]).min() < 1e-5  # a picture that G drew
        assert abs(numbers["loss_different"] - numbers["loss_alike"]) < 0.02
        assert numbers["spread_alike"] == 0
        assert numbers["spread_different"] > 0.2


def test_parameters_of_each_way_are_those_of_the_networks():
    for classes in (2, 10, 1000):
        numbers = readouts(answer("ways_ten", classes=classes))
        for way in ways.WAYS:
            assert numbers[f"parameters_{way}"] == ways.parameters(way, classes)
    config = replace(get_preset("cgan-projection-fashion-mnist"), conditioning="one_hot")
    counted = sum(one.numel() for build in (build_generator, build_discriminator) for one in build(config).parameters())
    assert readouts(answer("ways_ten"))["parameters_one_hot"] == counted
    assert list(said(answer("ways_thousand"))) == ["one_hot_costs", "order_contradicted"]


def test_the_comparison_is_the_one_on_the_card():
    """`ways.json` against the table of the shipped model's card, which the same command printed."""
    card = (CHECKPOINTS / "cgan-fashion-mnist" / "README.md").read_text("utf-8")
    assert ways.RECORD["command"] in card
    titles = {
        "one_hot": "label as one-hot",
        "embedding": "label as embedding (documented)",
        "projection": "projection, non-saturating + R1 (shipped)",
    }
    for way, title in titles.items():
        (row,) = [line for line in card.splitlines() if line.startswith(f"| {title} | {ways.RECORD['drawn_by']} |")]
        cells = [cell.strip() for cell in row.split("|")]
        assert (float(cells[3].rstrip("%")), float(cells[-2])) == (ways.RECORD["accuracy"][way], ways.RECORD["fid"][way])


def test_learnt_label_vectors_follow_the_pictures_and_one_hot_ones_cannot():
    learnt, unlearnt, none = (answer(f"vectors_{kind}") for kind in ("generator", "discriminator", "one_hot"))
    assert readouts(learnt)["rank_correlation"] > 0.6
    assert abs(readouts(unlearnt)["rank_correlation"]) < 0.2
    assert said(none)["relations_none"] == {"distance": pytest.approx(math.sqrt(2), abs=1e-3)}
    nearest = int(torch.pdist(torch.tensor(relations.vectors("generator"))).argmin())
    pair = [f"own_class_{side[nearest]}" for side in relations.PAIRS]
    assert [said(learnt)["relations_learnt"][one] for one in ("one", "other")] == pair


def test_a_map_of_points_in_the_plane_is_exact():
    points = np.random.default_rng(0).standard_normal((6, 2))
    places, kept = relations.flat_map(relations.distances(points))
    np.testing.assert_allclose(relations.distances(places), relations.distances(points), atol=1e-9)
    assert kept == pytest.approx(1)
