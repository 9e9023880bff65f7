"""Every question: its words, its state, and its computed answer against SciPy, torch, a closed form or a count of our own."""

from __future__ import annotations

import asyncio
import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import integrate, stats
from torch.nn.functional import conv2d, conv_transpose2d

from gan_core.latent import LatentState
from web.lessons import LESSONS
from web.predict import api
from web.predict.ballot import open_activity
from web.predict.questions import QUESTIONS
from web.presenter.prefetch import prepare
from web.presenter.tours import Stop
from web.ui.navigation import PAGES
from web.ui.text import LANGUAGES, table

WORDS = {"vi": "Một", "en": "One"}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict]:
    """What is computed for every question."""
    return {name: api.answer(name) for name in QUESTIONS}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_by_one_of_its_options_and_says_why(name, outcomes):
    outcome, question = outcomes[name], QUESTIONS[name]
    assert outcome["option"] in question.options
    for language in LANGUAGES:
        why = table("questions")[f"{name}_why"][language]
        assert table("questions")[name][language]
        assert set(re.findall(r"{(\w+)}", why)) <= set(outcome["numbers"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_its_state_is_accepted_by_its_page(name):
    question = QUESTIONS[name]
    if question.page in LESSONS:
        LESSONS[question.page].read(question.query)
        assert set(question.query) <= set(LESSONS[question.page].controls)
    elif question.page == "latent":
        LatentState.from_query(question.query)
    else:
        prepare(Stop(question.page, question.query, WORDS, WORDS, 0.0))


def test_there_are_forty_and_every_lesson_asks():
    assert len(QUESTIONS) >= 40
    failures = {run.name for run in Path("checkpoints").iterdir() if run.name.startswith("failure-")}
    assert {question.query.get("run") for question in QUESTIONS.values() if question.page == "train"} == failures
    assert {question.page for question in QUESTIONS.values()} == {*LESSONS, "convolution", "latent", "playground", "train"}
    order = list(PAGES)
    places = [order.index(question.page) for question in QUESTIONS.values()]
    assert places == sorted(places)


# ---------------------------------------------------------------------------------------------------------------------------- oracles


def step_outwards(eta: float, rule: str) -> float:
    """By how much one step of x y changes the distance, in the long run: counted."""
    x, y = 1.0, 0.0
    for _ in range(4000):
        if rule == "extragradient":
            middle_x, middle_y = x - eta * y, y + eta * x
            x, y = x - eta * middle_y, y + eta * middle_x
        elif rule == "alternating":
            x -= eta * y
            y += eta * x
        else:
            x, y = x - eta * y, y + eta * x
    return math.hypot(x, y)


def slope(loss, logit: float) -> float:
    at = torch.tensor(logit, dtype=torch.float64, requires_grad=True)
    loss(at).backward()
    return abs(float(at.grad))


def transposed(i: int, k: int, s: int, p: int = 0) -> str:
    return str(conv_transpose2d(torch.ones(1, 1, i, i), torch.ones(1, 1, k, k), stride=s, padding=p).shape[-1])


def plain(i: int, k: int, s: int, p: int, d: int) -> str:
    return str(conv2d(torch.ones(1, 1, i, i), torch.ones(1, 1, k, k), stride=s, padding=p, dilation=d).shape[-1])


def kl(p: stats.rv_continuous, q: stats.rv_continuous) -> float:
    return integrate.quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), -12, 12)[0]


def fid(mean: float, width: float) -> str:
    value = mean**2 + 2 * (1 - width) ** 2  # of round Gaussians in the plane
    return f"{value:g}"


def test_answers_on_games(outcomes):
    for rule, says in (("simultaneous", "up"), ("alternating", "same"), ("extragradient", "down")):
        far = step_outwards(0.2, rule)
        assert outcomes[rule]["option"] == says == ("up" if far > 100 else "down" if far < 0.01 else "same")
    row = np.array([1, 1, 1]) / 3
    payoff = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    assert np.allclose(row @ payoff, 0)  # no column does better against it
    assert outcomes["rock_paper_scissors"]["option"] == "thirds"
    assert outcomes["rock_paper_scissors"]["numbers"]["share"] == pytest.approx(1 / 3)
    assert outcomes["pennies"]["option"] == "0"
    gamma, turn = 0.3, 0.5  # the pulls' Jacobian: [[0, -f'(0)], [f'(0), -gamma]], f'(0) = 1/2
    for name, damped, says in (("dirac_plain", 0.0, "circles"), ("dirac_r1", gamma, "arrives")):
        real = np.linalg.eigvals([[0, -turn], [turn, -damped]]).real.max()
        assert outcomes[name]["option"] == says
        assert outcomes[name]["numbers"]["real"] == pytest.approx(real, abs=1e-9)


def test_answers_on_divergences(outcomes):
    assert outcomes["dstar"]["option"] == outcomes["best_least_squares"]["option"] == f"{0.6 / 0.8:.2f}"
    assert outcomes["dstar_perfect"]["option"] == "0.5"
    assert outcomes["value_perfect"]["numbers"]["value"] == pytest.approx(-math.log(4))
    assert outcomes["value_apart"]["option"] == "0"
    assert outcomes["js_apart"]["numbers"]["value"] == pytest.approx(math.log(2))
    assert outcomes["kl_apart"]["option"] == "infinite"
    samples = [stats.norm(0, 1).ppf(np.linspace(0.001, 0.999, 999)) + shift for shift in (0.0, 3.0, 6.0)]
    far, near = (stats.wasserstein_distance(samples[0], other) for other in (samples[2], samples[1]))
    assert outcomes["wasserstein_doubles"]["option"] == f"{far / near:.0f}"
    assert outcomes["estimate_halves"]["option"] == f"{near / far:.1f}"
    assert outcomes["pulls_at_six"]["option"] == "wasserstein"
    narrow, wide = stats.norm(0, 1), stats.norm(0, 2)
    assert outcomes["kl_directions"]["numbers"] == pytest.approx({"kl": kl(narrow, wide), "reverse_kl": kl(wide, narrow)})
    assert outcomes["kl_directions"]["option"] == "reverse_kl"


def test_answers_on_losses(outcomes):
    losses = {
        "minimax": lambda logit: torch.log(1 - torch.sigmoid(logit)),
        "non_saturating": lambda logit: -torch.log(torch.sigmoid(logit)),
    }
    for name, probability in (("sure_d", 0.01), ("unsure_d", 0.5), ("fooled_d", 0.99)):
        slopes = {loss: slope(function, math.log(probability / (1 - probability))) for loss, function in losses.items()}
        assert outcomes[name]["numbers"] == pytest.approx(slopes)
        largest = max(slopes, key=slopes.__getitem__)
        assert outcomes[name]["option"] == ("equal" if name == "unsure_d" else largest)
    assert outcomes["critic_slope"]["option"] == "1"
    far = {"least_squares": slope(lambda answer: (answer - 1) ** 2 / 2, 5.0), "cross_entropy": slope(losses["non_saturating"], 5.0)}
    assert outcomes["far_sample"]["numbers"] == pytest.approx(far)
    assert outcomes["pearson_for_zero_one"]["option"] == "no"  # b - c = 0, not 1
    assert outcomes["steepest_critic"]["option"] == "1"
    assert outcomes["still_pulls"]["option"] == "critic"


def test_answers_on_measures(outcomes):
    assert outcomes["fid_shift"]["option"] == fid(2, 1)
    assert outcomes["fid_narrow"]["option"] == fid(0, 0.5)
    assert outcomes["fid_one_point"]["option"] == fid(0, 0)
    assert outcomes["fid_three_points"]["option"] == "0"
    random = np.random.default_rng(0)
    means = []
    for count in (128, 2048):
        covariances = [np.cov(random.standard_normal((count, 16)).T) for _ in range(20)]
        means.append(np.mean([np.trace(s + np.eye(16)) - 2 * np.sqrt(np.linalg.eigvalsh(s)).sum() for s in covariances]))
    assert outcomes["fid_few"]["option"] == ("up" if means[0] > means[1] else "down")
    uniform, sure = np.full(10, 0.1), np.eye(10)
    for name, answers in (("is_best", sure), ("is_one_class", sure[:1]), ("is_unsure", np.tile(uniform, (10, 1)))):
        score = math.exp(np.mean([stats.entropy(row, answers.mean(axis=0)) for row in answers]))
        assert outcomes[name]["option"] == f"{score:.0f}"
    assert outcomes["one_copied"]["option"] == outcomes["pr_collapsed"]["option"] == outcomes["pr_missing"]["option"] == "recall"
    assert outcomes["all_copied"]["option"] == "authenticity"
    assert outcomes["pr_scattered"]["option"] == "precision"
    assert outcomes["pr_outlier"]["option"] == "up"
    assert outcomes["judge_equilibrium"]["option"] == "0.5"
    shift, width = 1.3, 0.25
    assert outcomes["judge_near_miss"]["numbers"]["accuracy"] == pytest.approx(stats.norm.cdf(shift / 2 / width), abs=2e-3)
    assert outcomes["judge_memorised"]["option"] == "seen"
    assert outcomes["judge_memorised"]["numbers"]["new"] == pytest.approx(0.5)


def test_answers_on_networks(outcomes):
    assert outcomes["transposed_usual"]["option"] == transposed(4, 4, 2, 1)
    assert outcomes["transposed_odd"]["option"] == transposed(4, 3, 2, 1)
    assert outcomes["transposed_no_stride"]["option"] == transposed(4, 3, 1)
    assert outcomes["plain_stride"]["option"] == plain(7, 3, 2, 1, 1)
    assert outcomes["plain_dilated"]["option"] == plain(7, 3, 1, 0, 2)
    stamps = {k: conv_transpose2d(torch.ones(1, 1, 6, 6), torch.ones(1, 1, k, k), stride=2)[0, 0, k:-k, k:-k] for k in (3, 4)}
    even = [k for k, inner in stamps.items() if inner.min() == inner.max()]
    assert outcomes["even_stamps"]["option"] == str(even[0])
    assert outcomes["products"]["option"] == str(2 * 2 * 3 * 3)
    z = np.random.default_rng(1).standard_normal((2, 4000, 100))
    assert outcomes["norm_of_z"]["option"] == f"{np.linalg.norm(z[0], axis=1).mean():.0f}"
    assert outcomes["lerp_halfway"]["option"] == f"{np.linalg.norm(z.mean(axis=0), axis=1).mean():.0f}"
    assert outcomes["slerp_halfway"]["option"] == outcomes["norm_of_z"]["option"]
    assert outcomes["truncated"]["option"] == "down"
    assert outcomes["ring"]["option"] == "all_modes"
    assert outcomes["ring_without_r1"]["option"] == "up"
    assert outcomes["partial"]["option"] != "all_modes"
    found = ["complete_collapse", "partial_collapse", "generator_loss_rising", "label_ignored", "complete_collapse", "generator_wins"]
    runs = ["complete_collapse", "partial_collapse", "convergence", "ignored_label", "lsgan", "generator_wins"]
    assert [outcomes[f"failure_{run}"]["option"] for run in runs] == found


# --------------------------------------------------------------------------------------------------------------- end points and room


def test_end_points(client_of):
    get = client_of(api.ROUTES).get
    listed = get("/api/questions").json()["questions"]
    assert [one["name"] for one in listed] == list(QUESTIONS)
    assert all("answer" not in one and set(one["text"]) == set(LANGUAGES) for one in listed)
    assert get("/api/questions/products").json() == {"option": "36", "numbers": {"count": 36}}
    refused = get("/api/questions/nothing")
    assert (refused.status_code, refused.json()["code"]) == (400, "value")
    for language in LANGUAGES:
        assert table("exercises")["title"][language] in get(f"/exercises?lang={language}").text


def test_a_question_is_put_to_the_room_twice_and_then_revealed():
    async def scene() -> None:
        ballot = await open_activity({"question": "products"})
        ballot.act("next", 0.0)
        assert ballot.for_phone(1, 0.0)["shown"]["text"] == table("questions")["products"]
        ballot.receive(1, {"question": 0, "option": 0}, 1.0)
        ballot.act("close", 2.0)
        seen = ballot.for_host(2.0)
        assert (seen["name"], seen["counts"]) == ("products", [1, 0, 0])  # bars before the reveal, without what is right
        assert "answer" not in seen
        ballot.act("next", 3.0)
        ballot.receive(1, {"question": 1, "option": 2}, 4.0)
        ballot.act("close", 5.0)
        ballot.act("reveal", 6.0)
        seen = ballot.for_host(6.0)
        assert (seen["before"], seen["counts"], seen["answer"]) == ([1, 0, 0], [0, 0, 1], 2)

    asyncio.run(scene())
