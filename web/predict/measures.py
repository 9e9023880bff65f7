"""Answers of the pages on FID, Inception Score, precision and recall, and D's accuracy."""

from __future__ import annotations

import numpy as np

from web.predict.question import Outcome, Question, change, largest, nearest

COUNT = 200  # points of a cloud


def _fid(options: tuple[str, ...], mean: tuple[float, float], width: float) -> Outcome:
    from gan_core.metrics.frechet import frechet_distance

    fid = frechet_distance(np.zeros(2), np.eye(2), np.array(mean), width**2 * np.eye(2))
    return Outcome(nearest(fid, options), {"fid": fid})


def _fid_of_three_points() -> Outcome:
    from gan_core.metrics.frechet import feature_statistics, frechet_distance
    from gan_core.toys.same_moments import same_moments

    three = feature_statistics(same_moments("triangle", 3000))
    fid = frechet_distance(np.zeros(2), np.eye(2), *three)
    return Outcome(nearest(fid, ("0", "1", "2")), {"fid": fid})


def _fid_of_few() -> Outcome:
    from gan_core.toys.few_samples import RoundGaussians

    many, few = RoundGaussians(16).expected([2048, 128])
    return Outcome(change(float(many), float(few)), {"many": float(many), "few": float(few)})


def _inception(shares: tuple[float, ...], confidence: float, options: tuple[str, ...]) -> Outcome:
    from gan_core.metrics.inception_score import inception_score
    from gan_core.toys.answers import sure_answers

    score = inception_score(sure_answers(shares, confidence, 1000))
    return Outcome(nearest(score, options), {"score": score})


def _one_copied() -> Outcome:
    """A picture of each class, copied a hundred times: the answers stay as sure and as even, but the pictures are ten."""
    from gan_core.metrics.inception_score import inception_score
    from gan_core.metrics.neighbours import precision_recall
    from gan_core.toys.answers import sure_answers
    from gan_core.toys.balls import two_clouds

    answers = sure_answers((1.0,) * 10, 0.98, 1000)
    score = [inception_score(rows) for rows in (answers, np.repeat(answers[::100], 100, axis=0))]
    real, fakes = two_clouds("moons", "good", COUNT)
    recall = [precision_recall(real, some).recall for some in (fakes, np.repeat(fakes[:10], COUNT // 10, axis=0))]
    falls = {"inception_score": score[0] - score[1], "recall": recall[0] - recall[1]}
    numbers = {"score": score[0], "copied_score": score[1], "recall": recall[0], "copied_recall": recall[1]}
    return Outcome(largest(falls), numbers)


def _suffers(fakes: str, data: str = "moons") -> Outcome:
    """Which of the two is lower than a good generator's by more."""
    from gan_core.metrics.neighbours import precision_recall
    from gan_core.toys.balls import two_clouds

    good, other = (precision_recall(*two_clouds(data, kind, COUNT)) for kind in ("good", fakes))
    falls = {"precision": good.precision - other.precision, "recall": good.recall - other.recall}
    return Outcome(largest(falls), {"precision": other.precision, "recall": other.recall})


def _all_copied() -> Outcome:
    """Which score is lower of the training points themselves than of a good generator's."""
    from gan_core.metrics.memorisation import authenticity
    from gan_core.metrics.neighbours import precision_recall
    from gan_core.toys.balls import two_clouds

    real, training = two_clouds("moons", "good", COUNT)
    fresh = two_clouds("moons", "good", COUNT, seed=1)[1]

    def scores(points: np.ndarray) -> dict[str, float]:
        found = precision_recall(real, points)
        return {"precision": found.precision, "recall": found.recall, "authenticity": authenticity(training, points)}

    good, copied = scores(fresh), scores(training)
    return Outcome(largest({name: value - copied[name] for name, value in good.items()}), copied)


def _real_outlier() -> Outcome:
    """One real point far out has a huge ball: fakes inside it count as precise."""
    from gan_core.metrics.neighbours import precision_recall
    from gan_core.toys.balls import two_clouds

    real, fakes = two_clouds("round", "apart", COUNT)
    stray = np.concatenate([real[:-1], [[30.0, 30.0]]])
    before, after = (precision_recall(some, fakes).precision for some in (real, stray))
    return Outcome(change(before, after), {"before": before, "after": after})


def _best_judge(name: str, shift: float) -> Outcome:
    from gan_core.toys.judges import REAL, best_accuracy, generator

    accuracy = best_accuracy(REAL, generator(name, shift))
    return Outcome(nearest(accuracy, ("0.5", "0.75", "1")), {"accuracy": accuracy})


def _memorised() -> Outcome:
    from gan_core.toys.judges import REAL, generator, train_judge

    copy = generator("copy", 0.0)
    judge = train_judge(REAL, copy, 1024, 100)
    seen, new = judge.on_seen, judge.on_new(REAL, copy)
    return Outcome({"up": "new", "down": "seen", "same": "equal"}[change(seen, new)], {"seen": seen, "new": new})


EQUAL = (1.0,) * 10
PLAIN = {"generated": "0,0", "real": "0,0", "generated_width_1": "1", "generated_width_2": "1", "generated_correlation": "0"}
QUESTIONS = {
    "fid_shift": Question("fid", PLAIN | {"generated": "2,0"}, ("2", "4", "8"), lambda: _fid(("2", "4", "8"), (2.0, 0.0), 1.0)),
    "fid_narrow": Question(
        "fid",
        PLAIN | {"generated_width_1": "0.5", "generated_width_2": "0.5"},
        ("0", "0.5", "2"),
        lambda: _fid(("0", "0.5", "2"), (0.0, 0.0), 0.5),
    ),
    "fid_one_point": Question(
        "fid",
        PLAIN | {"generated_width_1": "0.3", "generated_width_2": "0.3"},
        ("0", "2", "infinite"),
        lambda: _fid(("0", "2", "infinite"), (0.0, 0.0), 0.0),
    ),
    "fid_three_points": Question("fid", {"view": "blind"}, ("0", "1", "2"), _fid_of_three_points),
    "fid_few": Question("fid", {"view": "few", "count": "128"}, ("down", "same", "up"), _fid_of_few),
    "is_best": Question(
        "inception_score",
        {"covered": "10", "confidence": "1"},
        ("1", "10", "100"),
        lambda: _inception(EQUAL, 1.0, ("1", "10", "100")),
    ),
    "is_one_class": Question(
        "inception_score",
        {"covered": "1", "confidence": "1"},
        ("1", "2", "10"),
        lambda: _inception((1.0, *(0.0,) * 9), 1.0, ("1", "2", "10")),
    ),
    "is_unsure": Question(
        "inception_score",
        {"covered": "10", "confidence": "0.1"},
        ("1", "5", "10"),
        lambda: _inception(EQUAL, 0.1, ("1", "5", "10")),
    ),
    "one_copied": Question("inception_score", {"view": "fooled"}, ("inception_score", "recall"), _one_copied),
    "pr_collapsed": Question("precision_recall", {"fakes": "collapsed"}, ("precision", "recall"), lambda: _suffers("collapsed")),
    "pr_scattered": Question("precision_recall", {"fakes": "scattered"}, ("precision", "recall"), lambda: _suffers("scattered")),
    "pr_missing": Question(
        "precision_recall", {"data": "eight", "fakes": "missing"}, ("precision", "recall"), lambda: _suffers("missing", "eight")
    ),
    "pr_outlier": Question("precision_recall", {"view": "outlier"}, ("down", "same", "up"), _real_outlier),
    "all_copied": Question("seven_numbers", {"change": "copied", "step": "6"}, ("precision", "recall", "authenticity"), _all_copied),
    "judge_equilibrium": Question("accuracy", {"shift": "0"}, ("0.5", "0.75", "1"), lambda: _best_judge("copy", 0.0)),
    "judge_near_miss": Question("accuracy", {"shift": "1.3"}, ("0.5", "0.75", "1"), lambda: _best_judge("copy", 1.3)),
    "judge_memorised": Question("accuracy", {"view": "strength", "shift": "0", "cells": "1024"}, ("seen", "new", "equal"), _memorised),
}
