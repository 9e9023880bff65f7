"""The live view's words, in both languages: every one it asks for exists, and none is left over."""

from __future__ import annotations

import re

import pytest

from gan_core.config import CHOICES, TrainingConfig
from gan_core.training.equilibrium import equilibrium
from gan_core.training.reasons import DISK_FULL, OUT_OF_MEMORY, reason_of
from gan_core.training.run_directory import STATES
from gan_core.training.steps import METRIC_NAMES
from web.live_api import ACTIONS
from web.live_status import OFFERED
from web.text import LANGUAGES, LOCALES, table

STAGE = LOCALES.parent / "web" / "frontend" / "live"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STAGE.glob("*.mjs")))
WORDS = table("live_stage")
NUMBERS = {name.replace("_mean", f"_{kind}_mean") for name in METRIC_NAMES for kind in ("prob", "score")}


def built() -> set[str]:
    """Names that are put together from what the server says, or from parts."""
    charts = {f"chart_{name}" for name in ("loss", "output", "output_score", "accuracy", "gradient")}
    shown = {"label_d", "label_g", "label_real", "label_fake"}
    return {
        *(f"state_{state}" for state in STATES),
        *(f"setting_{name}" for name in OFFERED),
        *(f"option_{loss}" for loss in CHOICES["loss"]),
        *(f"number_{name}" for name in NUMBERS if "accuracy" not in name),  # a share of pictures is always finite
        *(action for action in ACTIONS),
        *(f"{action}_help" for action in (*ACTIONS, "pin", "log", "png")),
        *(f"{drawer}_title" for drawer in ("change", "fork", "pin")),
        *(f"runs_{kind}" for kind in ("own", "shipped")),
        *(f"event_{player}" for player in ("discriminator", "generator")),
        *(f"{name}{end}" for name in lines() for end in ("", "_why")),
        *(f"{label}_short" for label in shown),
        *charts,
        *shown,
    }


def lines() -> set[str]:
    """Names of the equilibrium lines: see lineName in marks.mjs."""
    named = set()
    for loss in CHOICES["loss"]:
        for target in (1.0, 0.9) if loss in ("minimax", "non_saturating") else (1.0,):
            smoothed = "_smoothed" if target < 1 else ""
            for number in equilibrium(TrainingConfig(loss=loss, real_target=target, discriminator_norm="none")):
                family = "bce" if loss in ("minimax", "non_saturating") else loss.removesuffix("_gp")
                named.add(
                    {
                        "discriminator_loss": f"line_discriminator_{family}{smoothed}",
                        "generator_loss": f"line_generator_{loss}{smoothed}",
                        "real_prob_mean": f"line_prob{smoothed}",
                        "fake_prob_mean": f"line_prob{smoothed}",
                        "real_score_mean": "line_score",
                        "fake_score_mean": "line_score",
                        "discriminator_accuracy_real": "line_accuracy",
                        "discriminator_accuracy_fake": "line_accuracy",
                    }[number]
                )
    return named


def test_every_word_the_stage_asks_for_exists():
    asked = set(re.findall(r'\b(?:text|say)\("(\w+)"', CODE))
    assert asked | built() <= set(WORDS)


def test_no_word_is_left_over():
    assert {name for name in set(WORDS) - built() if f'"{name}"' not in CODE} == set()


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_fill_the_same_braces(name: str):
    assert set(WORDS[name]) == set(LANGUAGES)
    first, second = (set(re.findall(r"\{(\w+)\}", WORDS[name][spoken])) for spoken in LANGUAGES)
    assert first == second


@pytest.mark.parametrize("reason", [DISK_FULL, OUT_OF_MEMORY, reason_of(PermissionError(13, "Permission denied", "/x"))])
def test_reasons_a_run_ends_for_are_known_to_the_page(reason):
    patterns = re.findall(r"^  \[/(\^.*\$)/, \"(reason_\w+)\"", (STAGE / "words.mjs").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for pattern, name in patterns if re.match(pattern, reason) and name in WORDS]
