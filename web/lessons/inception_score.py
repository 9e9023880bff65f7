"""Inception Score: sure of each picture, and all classes there; and three ways to get a high score with worthless pictures."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.figures.panels import axis, column, dots, handle, heat, line, panel, readout, rule, text
from web.lessons.lesson import Choice, Formula, Json, Lesson, Numbers, Slider, Values

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.metrics import Extracted

CLASSES = 10
COUNT = 1000  # pictures of the made-up generator
ROWS, COLUMNS = 2, 5  # of the pictures shown
SIDE = 28
KINDS = ("real", "generated", "memory", "noise", "one_class", "static")
SUREST = 20
NOISE_STEPS = 60


def compute(values: Values) -> Json:
    """The panels of the tab shown."""
    return _fooled(values) if values["view"] == "fooled" else _score(values)


# ---------------------------------------------------------------------------------------------------------------------- the score


def _score(values: Values) -> Json:
    from gan_core.metrics import inception_score
    from gan_core.toys.answers import entropy, score_by_entropies, sure_answers

    covered, sure = int(values["covered"]), values["confidence"]
    shares = [share if index < covered else 0.0 for index, share in enumerate(values["shares"])]
    rows = sure_answers(shares, sure, COUNT)
    looked_at = min(int(values["picture"]), covered - 1)
    answer, mean = sure_answers(np.eye(CLASSES)[looked_at], sure, 1)[0], rows.mean(axis=0)
    score = inception_score(rows)
    confidences = np.linspace(1 / CLASSES, 1, 46)
    scores = [score_by_entropies(sure_answers(shares, float(one), COUNT)) for one in confidences]
    all_classes = axis("class_axis", -0.6, CLASSES - 0.4, ticks=list(range(CLASSES)))
    of_mean, of_each = float(entropy(mean)), float(entropy(rows).mean())
    return {
        "panels": [
            panel(
                "drawn",
                [
                    *[column("drawn_bars", place, share, "generated") for place, share in enumerate(shares)],
                    *[
                        handle("share_handle", "generated", x=place, y=share, control_y=f"shares.{place}")
                        for place, share in enumerate(shares[:covered])
                    ],
                ],
                x=all_classes,
                y=axis("relative", 0, 1.05),
            ),
            panel(
                "answers",
                [
                    *[column("one_answer", place - 0.2, value, "discriminator", width=0.4) for place, value in enumerate(answer)],
                    *[column("mean_answer", place + 0.2, value, "note", width=0.4) for place, value in enumerate(mean)],
                ],
                x=all_classes,
                y=axis("probability", 0, 1.05),
            ),
            panel(
                "against_confidence",
                [
                    rule("most", y=CLASSES),
                    rule("most_of_shares", "generated", y=float(np.exp(entropy(np.array(shares) / sum(shares))))),
                    line("score", confidences, scores, "generator"),
                    dots("score", [sure], [score], "generator", size=6),
                ],
                x=axis("confidence_axis", 0, 1),
                y=axis("score_axis", 0, 1.15 * CLASSES),
                span=2,
                readouts=[
                    readout("entropy_of_mean", of_mean),
                    readout("mean_entropy", of_each),
                    readout("score_now", score, expected=float(np.exp(of_mean - of_each))),
                ],
            ),
        ],
        "says": _about_the_score(covered, sure, score),
        "code": f"""from gan_core.metrics import inception_score
from gan_core.toys.answers import score_by_entropies, sure_answers

rows = sure_answers({shares}, {sure:g}, {COUNT})
print(inception_score(rows), score_by_entropies(rows))""",
    }


def _about_the_score(covered: int, sure: float, score: float) -> list[Any]:
    fields = {"score": round(score, 2), "covered": covered, "sure": round(100 * sure)}
    if covered == 1:
        return [["one_class_only", fields]]
    if sure < 1.5 / CLASSES:
        return [["unsure", fields]]
    if score > CLASSES - 0.05:
        return [["perfect", fields], "look_at_fooled"]
    return [["score_note", fields], "two_demands"]


# -------------------------------------------------------------------------------------------------------------------------- fooled


@lru_cache(1)
def _noise() -> tuple[Tensor, Extracted]:
    """One picture a class that is noise and that the classifier is sure of."""
    import torch

    from gan_core.metrics import classify
    from gan_core.toys.answers import pleasing_noise
    from web.lessons.classified_images import classifier

    pictures = pleasing_noise(classifier(), (1, SIDE, SIDE), CLASSES, steps=NOISE_STEPS)
    return pictures, classify(classifier(), pictures, torch.arange(CLASSES))


@lru_cache(1)
def _static() -> tuple[Tensor, Extracted]:
    """Noise, and its score."""
    import torch

    from gan_core.metrics import classify
    from web.lessons.classified_images import classifier

    pictures = torch.randint(256, (200, 1, SIDE, SIDE), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    return pictures, classify(classifier(), pictures)


def _learned_by_heart(count: int) -> tuple[Tensor, Extracted]:
    """The `count` real pictures of every class that the classifier is surest of, class by class in turn."""
    import torch

    from web.lessons.classified_images import judged

    images, seen = judged("reference")
    labels = seen.need("labels")
    sure = torch.where(labels[:, None] == torch.arange(CLASSES), seen.need("probabilities"), -1.0)
    chosen = sure.argsort(dim=0, descending=True)[:count].ravel()  # the surest of class 0, of class 1, ...
    return images[chosen], _part(seen, chosen)


def _one_class(label: int = 1) -> tuple[Tensor, Extracted]:
    """Real pictures, all of one class."""
    from web.lessons.classified_images import judged

    images, seen = judged("real")
    chosen = (seen.need("labels") == label).nonzero().ravel()
    return images[chosen], _part(seen, chosen)


def _part(seen: Extracted, chosen: Tensor) -> Extracted:
    from gan_core.metrics import Extracted

    return Extracted(seen.features[chosen], seen.need("probabilities")[chosen], seen.need("labels")[chosen])


def _pictures(kind: str, copied: int) -> tuple[Tensor, Extracted]:
    """The pictures of a generator, and what the classifier says of them."""
    from web.lessons.classified_images import judged

    match kind:
        case "memory":
            return _learned_by_heart(copied)
        case "noise":
            return _noise()
        case "static":
            return _static()
        case "one_class":
            return _one_class()
        case _:
            return judged(kind)


@lru_cache(128)
def _verdict(kind: str, copied: int) -> dict[str, float]:
    """Score, and what the measures that look at real pictures say."""
    from gan_core.metrics import density_coverage, feature_statistics, frechet_distance, inception_score, precision_recall
    from web.lessons.classified_images import judged

    real, seen = judged("reference").seen.features, _pictures(kind, copied)[1]
    often = seen.features.repeat(max(1, len(real) // len(seen)), 1)  # the few there are, again and again
    return {
        "inception_score": inception_score(seen.need("probabilities")),
        "fid": frechet_distance(*feature_statistics(real), *feature_statistics(often)),
        "precision": precision_recall(real, often).precision,
        "recall": precision_recall(real, often).recall,
        "coverage": density_coverage(real, often).coverage,
    }


def _fooled(values: Values) -> Json:
    kind, copied = values["kind"], int(values["copied"])
    images, seen = _pictures(kind, copied)
    probabilities = seen.need("probabilities")
    verdicts = {one: _verdict(one, copied if one == "memory" else 1) for one in KINDS}
    now = verdicts[kind]
    shown = np.pad(images[: ROWS * COLUMNS, 0].numpy().astype(float), ((0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    mosaic = shown.reshape(ROWS, COLUMNS, SIDE + 2, SIDE + 2).transpose(0, 2, 1, 3).reshape(ROWS * (SIDE + 2), COLUMNS * (SIDE + 2))
    ranking = []
    for place, one in enumerate(KINDS):
        score = verdicts[one]["inception_score"]
        ranking += [
            column("this_one" if one == kind else "others", place, score, "generated" if one == kind else "note"),
            text(f"short_{one}", place, -0.8),
            text("", place, score + 0.55, value=round(score, 1)),
        ]
    mean = probabilities.mean(0).tolist()
    return {
        "panels": [
            panel(
                "pictures",
                [heat("grey", mosaic[::-1], x=(0, COLUMNS), y=(0, ROWS))],
                x=axis("columns", 0, COLUMNS, ticks=[]),
                y=axis("rows", 0, ROWS, ticks=[]),
                aspect=COLUMNS / ROWS,
                readouts=[
                    readout("score_of_these", now["inception_score"], digits=2),
                    readout("different", len(images)),
                    readout("sureness", float(probabilities.max(1).values.mean()), digits=3),
                ],
            ),
            panel(
                "seen_as",
                [column("mean_answer", place, value, "note") for place, value in enumerate(mean)],
                x=axis("class_axis", -0.6, CLASSES - 0.4, ticks=list(range(CLASSES))),
                y=axis("probability", 0, max(0.25, 1.1 * max(mean))),
                readouts=[readout(name, now[name]) for name in ("fid", "precision", "recall", "coverage")],
            ),
            panel(
                "ranking",
                ranking,
                x=axis("which", -0.6, len(KINDS) - 0.4, ticks=[]),
                y=axis("score_axis", -1.6, 1.1 * CLASSES, ticks=[0, 2, 4, 6, 8, 10]),
                aspect=3.2,
                span=2,
            ),
        ],
        "says": _about_the_kind(kind, len(images), now, verdicts["real"]["inception_score"], float(probabilities.max(1).values.mean())),
    }


def _about_the_kind(kind: str, different: int, now: dict[str, float], real: float, sure: float) -> list[Any]:
    fields = {
        "sure": round(100 * sure),
        "two_confused": round(CLASSES * 2 ** (-2 / CLASSES), 2),  # of ten balanced classes two are always answered 1/2 : 1/2
        "score": round(now["inception_score"], 2),
        "real": round(real, 2),
        "different": different,
        "recall": round(now["recall"], 2),
        "fid": float(f"{now['fid']:.3g}"),
        "coverage": round(now["coverage"], 2),
    }
    says: list[Any] = [[f"{kind}_note", fields]]
    if kind in ("memory", "noise"):
        says.append([f"{kind}_seen_by_others", fields])
    return says


IMPROVED, NOTE = "https://arxiv.org/abs/1606.03498", "https://arxiv.org/abs/1801.01973"
SCORE, FOOLED = {"view": ("score",)}, {"view": ("fooled",)}

LESSON = Lesson(
    name="inception_score",
    controls={
        "view": Choice(default="score", options=("score", "fooled"), tabs=True),
        "covered": Slider(default=8, low=1, high=CLASSES, step=1, plays=True, when=SCORE),
        "confidence": Slider(default=0.9, low=0.1, high=1, step=0.01, plays=True, when=SCORE),
        "picture": Slider(default=0, low=0, high=CLASSES - 1, step=1, when=SCORE),
        "shares": Numbers(default=(0.6,) * CLASSES, low=0.05, high=1, step=0.05, when=SCORE),
        "kind": Choice(default="memory", options=KINDS, when=FOOLED),
        "copied": Slider(default=1, low=1, high=SUREST, step=1, plays=True, when=FOOLED | {"kind": ("memory",)}),
    },
    compute=compute,
    presets={
        "usual": {"view": "score"},
        "best": {"view": "score", "covered": 10, "confidence": 1.0},
        "collapsed": {"view": "score", "covered": 1, "confidence": 1.0},
        "blurred": {"view": "score", "covered": 10, "confidence": 0.3},
        "uneven": {"view": "score", "covered": 10, "shares": (1.0, 0.05, 0.05, 0.05, 0.05, 0.6, 0.05, 0.05, 0.05, 0.05)},
        "by_heart": {"view": "fooled"},
        "pleasing": {"view": "fooled", "kind": "noise"},
        "honest": {"view": "fooled", "kind": "real"},
    },
    headline=(
        "score_now",
        "entropy_of_mean",
        "mean_entropy",
        "score_of_these",
        "fid",
        "recall",
    ),
    points={
        "usual": "score_note",
        "best": "perfect",
        "collapsed": "one_class_only",
        "blurred": "score_note",
        "uneven": "score_note",
        "by_heart": "memory_note",
        "pleasing": "noise_note",
        "honest": "real_note",
    },
    formulas={
        "score": Formula(
            r"\mathrm{IS} = \exp\left(\mathbb{E}_x\, \mathrm{KL}(p(y|x) \,\|\, p(y))\right)", "Salimans et al. 2016, § 4", IMPROVED
        ),
        "one_answer": Formula(r"p(y|x)"),
        "mean_answer": Formula(r"p(y) = \mathbb{E}_x\, p(y|x)"),
        "entropy_of_mean": Formula(r"H(y)"),
        "mean_entropy": Formula(r"H(y|x)"),
        "score_now": Formula(r"= \exp\left(H(y) - H(y|x)\right)"),
        "ranking": Formula(r"1 \le \mathrm{IS} \le 10", "Barratt & Sharma 2018", NOTE),
    },
)
