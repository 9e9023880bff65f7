from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy as scipy_entropy
from torch import nn

from gan_core.errors import ConfigError
from gan_core.metrics import classify, inception_score, load_classifier
from gan_core.toys.answers import apportioned, entropy, pleasing_noise, score_by_entropies, sure_answers

shares = st.lists(st.floats(0, 1), min_size=2, max_size=12).filter(lambda values: sum(values) > 0.01)


@given(shares, st.integers(1, 500))
def test_shares_are_apportioned_to_the_last_picture(values, count):
    numbers = apportioned(values, count)
    assert numbers.sum() == count
    assert np.all(np.abs(numbers - np.array(values) / sum(values) * count) < 1)


@given(shares, st.floats(0, 1), st.integers(20, 300))
@settings(max_examples=60)
def test_the_score_is_that_of_the_entropies(values, confidence, count):
    rows = sure_answers(values, confidence, count)
    np.testing.assert_allclose(rows.sum(axis=1), 1)
    assert inception_score(rows) == pytest.approx(score_by_entropies(rows))
    np.testing.assert_allclose(entropy(rows), scipy_entropy(rows, axis=1), atol=1e-12)


def test_scores_known_by_hand():
    assert score_by_entropies(sure_answers([1] * 10, 1.0, 1000)) == pytest.approx(10)
    assert score_by_entropies(sure_answers([1] * 4 + [0] * 6, 1.0, 1000)) == pytest.approx(4)
    assert score_by_entropies(sure_answers([1] + [0] * 9, 1.0, 1000)) == pytest.approx(1)
    assert score_by_entropies(sure_answers([1] * 10, 0.1, 1000)) == pytest.approx(1)
    assert score_by_entropies(sure_answers([3, 1], 1.0, 4)) == pytest.approx(4 / 3**0.75)  # exp of the entropy of (3/4, 1/4)


def test_noise_that_pleases_stays_near_noise_and_is_taken_for_every_class():
    classifier = load_classifier()
    pictures = pleasing_noise(classifier, (1, 28, 28), 10, steps=60)
    assert pictures.dtype == torch.uint8
    assert pictures.shape == (10, 1, 28, 28)
    start = pleasing_noise(classifier, (1, 28, 28), 10, steps=0)
    assert (pictures.int() - start.int()).abs().max() <= 121  # 60 steps of two grey levels
    answers = classify(classifier, pictures).probabilities
    assert answers.argmax(1).tolist() == list(range(10))
    assert inception_score(answers) > 9 > 5 > inception_score(classify(classifier, start).probabilities)


def test_the_ascent_goes_uphill_on_any_classifier():
    linear = nn.Sequential(nn.Flatten(), nn.Linear(16, 3))
    sure = [linear(pleasing_noise(linear, (1, 4, 4), 3, steps=steps).float() / 127.5 - 1).softmax(1).diagonal().mean() for steps in (0, 30)]
    assert sure[1] > sure[0]


def test_impossible_answers_are_refused():
    with pytest.raises(ConfigError):
        apportioned([0, 0], 5)
    with pytest.raises(ConfigError):
        apportioned([1, -1], 5)
    with pytest.raises(ConfigError):
        sure_answers([1, 1], 1.5, 5)
