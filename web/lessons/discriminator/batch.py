"""The tab of one batch: from cross-entropy to the losses of D and of G, term by term, for four real samples and four generated ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import logit

from gan_core.figures.panels import axis, column, handle, panel, readout, rule
from web.lessons.lesson import Choice, Formula, Numbers, Slider, Switch, Values

IN_TAB = {"view": ("batch",)}
N = 4  # of each kind
LOWEST, HIGHEST = 0.01, 0.99  # answers of D that can be dragged to
SURE = 0.1  # an answer to a fake below this
GAP = 1  # places between the real and the generated
GOODFELLOW, PAPER = "Goodfellow et al. 2014", "https://arxiv.org/abs/1406.2661"

CONTROLS: dict[str, Slider | Choice | Switch | Numbers] = {
    "reals": Numbers(default=(0.9, 0.8, 0.6, 0.3), low=LOWEST, high=HIGHEST, step=0.01, columns=N, when=IN_TAB),
    "fakes": Numbers(default=(0.5, 0.3, 0.2, 0.05), low=LOWEST, high=HIGHEST, step=0.01, columns=N, when=IN_TAB),
}
PRESETS: dict[str, dict[str, Any]] = {
    "batch_usual": {"view": "batch"},
    "batch_sure": {"view": "batch", "reals": (0.99, 0.98, 0.97, 0.96), "fakes": (0.04, 0.03, 0.02, 0.01)},
    "batch_half": {"view": "batch", "reals": (0.5,) * N, "fakes": (0.5,) * N},
    "batch_fooled": {"view": "batch", "fakes": (0.95, 0.9, 0.85, 0.8)},
}
POINTS = {
    "batch_usual": "batch_sum",
    "batch_sure": "batch_saturates",
    "batch_half": "batch_equilibrium",
    "batch_fooled": "batch_fooled_says",
}
FORMULAS = {
    "d_terms": Formula(r"L_D = -\tfrac1N \textstyle\sum_i \left[\log D(x_i) + \log(1 - D(G(z_i)))\right]", f"{GOODFELLOW}, alg. 1", PAPER),
    "real_term": Formula(r"-\log D(x_i)"),
    "fake_term": Formula(r"-\log(1 - D(G(z_i)))"),
    "minimax_term": Formula(r"\log(1 - D(G(z_i)))", f"{GOODFELLOW}, eq. 1", PAPER),
    "non_saturating_term": Formula(r"-\log D(G(z_i))", f"{GOODFELLOW}, § 3", PAPER),
    "minimax_push": Formula(r"\left|\tfrac{d}{dl} \log(1 - \sigma(l))\right| = D"),
    "non_saturating_push": Formula(r"\left|\tfrac{d}{dl} (-\log \sigma(l))\right| = 1 - D"),
}


def compute(values: Values) -> dict[str, Any]:
    """D's answers, its loss's eight terms, G's four in both forms, and how hard each pushes."""
    from torch import tensor

    from gan_core.losses import LOSSES

    reals, fakes = np.array(values["reals"], dtype=float), np.array(values["fakes"], dtype=float)
    of_real, of_fake = -np.log(reals), -np.log(1 - fakes)
    d_loss = float((of_real.sum() + of_fake.sum()) / N)
    # the library's losses take logits
    on_real, on_fake = tensor(logit(reals)), tensor(logit(fakes))
    trained = {name: LOSSES[name] for name in ("minimax", "non_saturating")}
    places = np.arange(1, N + 1)
    beside = places + N + GAP
    marks = [rule("half", y=0.5)]
    for kind, role, at, answers in (("real", "real", places, reals), ("fake", "generated", beside, fakes)):
        marks += [column(f"{kind}_answer", float(x), float(answer), role, width=0.6) for x, answer in zip(at, answers, strict=True)]
        marks += [
            handle(f"{kind}_handle", role, x=float(x), y=float(answer), control_y=f"{kind}s.{index}")
            for index, (x, answer) in enumerate(zip(at, answers, strict=True))
        ]
    terms = [column("real_term", float(x), float(term), "real", width=0.6) for x, term in zip(places, of_real, strict=True)]
    terms += [column("fake_term", float(x), float(term), "generated", width=0.6) for x, term in zip(beside, of_fake, strict=True)]
    samples = axis("batch_axis", 0.3, 2 * N + GAP + 0.7, ticks=[])
    top = max(2.0, 1.1 * float(max(of_real.max(), of_fake.max())))
    return {
        "panels": [
            panel("batch_answers", marks, x=samples, y=axis("batch_answer_axis", 0, 1)),
            panel(
                "d_terms",
                terms,
                x=samples,
                y=axis("term_axis", 0, top),
                readouts=[
                    readout("bce", float(np.concatenate([of_real, of_fake]).mean()), expected=d_loss / 2),
                    readout("d_loss", d_loss, expected=float(trained["non_saturating"].discriminator_loss(on_real, on_fake))),
                    readout("value_now", -d_loss),
                ],
            ),
            _of_g(
                "g_terms", {"minimax_term": np.log(1 - fakes), "non_saturating_term": -np.log(fakes)}, "term_axis", _losses(fakes, on_fake)
            ),
            _of_g("g_pushes", {"minimax_push": fakes, "non_saturating_push": 1 - fakes}, "push_axis", _pushes(fakes)),
        ],
        "says": _says(reals, fakes, of_real, of_fake),
        "code": f"""import torch
from gan_core.losses import LOSSES

real, fake = (torch.logit(torch.tensor(answers)) for answers in ({list(map(float, reals))}, {list(map(float, fakes))}))
print(LOSSES["non_saturating"].discriminator_loss(real, fake))
print(LOSSES["minimax"].generator_loss(fake), LOSSES["non_saturating"].generator_loss(fake))""",
    }


def _of_g(name: str, parts: dict[str, Any], y: str, readouts: list[Any]) -> dict[str, Any]:
    """A column for each generated sample and form of G's loss."""
    roles = zip((-0.18, 0.18), ("warning", "generator"), strict=True)
    marks = [rule("", y=0)]
    for (part, heights), (offset, role) in zip(parts.items(), roles, strict=True):
        marks += [column(part, index + 1 + offset, float(height), role, width=0.34) for index, height in enumerate(heights)]
    low, high = (float(end(map(float, np.concatenate(list(parts.values()))))) for end in (min, max))
    ends = (min(0.0, 1.1 * low), max(1.0, 1.1 * high))
    return panel(name, marks, x=axis("fake_axis", 0.3, N + 0.7, ticks=list(range(1, N + 1))), y=axis(y, *ends), readouts=readouts)


def _losses(fakes: Any, on_fake: Any) -> list[Any]:
    from gan_core.losses import LOSSES

    by_hand = {"minimax": float(np.log(1 - fakes).mean()), "non_saturating": float(-np.log(fakes).mean())}
    return [readout(f"g_{name}", value, expected=float(LOSSES[name].generator_loss(on_fake))) for name, value in by_hand.items()]


def _pushes(fakes: Any) -> list[Any]:
    return [readout("push_minimax", float(fakes.mean())), readout("push_non_saturating", float((1 - fakes).mean()))]


def _says(reals: Any, fakes: Any, of_real: Any, of_fake: Any) -> list[Any]:
    total = float(of_real.sum() + of_fake.sum())
    numbers = {
        "real": round(float(of_real.sum()), 3),
        "fake": round(float(of_fake.sum()), 3),
        "n": N,
        "loss": round(total / N, 3),
        "minimax": round(float(fakes.mean()), 3),
        "non_saturating": round(float((1 - fakes).mean()), 3),
    }
    says: list[Any] = [["batch_sum", numbers]]
    if np.allclose(np.concatenate([reals, fakes]), 0.5):
        return [["batch_equilibrium", {"least": round(2 * math.log(2), 3)}], *says]
    if fakes.max() < SURE:
        says.append(["batch_saturates", numbers])
    elif fakes.min() > 0.5:
        says.append(["batch_fooled_says", numbers])
    worst = max(float(of_real.max()), float(of_fake.max()))
    says.append(["batch_worst", {"term": round(worst, 3), "share": round(100 * worst / total)}])
    return says
