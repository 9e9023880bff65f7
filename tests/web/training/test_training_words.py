"""The live view's words, in both languages: every one it asks for exists, and none is left over."""

from __future__ import annotations

import inspect
import re

import pytest

from gan_core.config import CHOICES, TrainingConfig
from gan_core.training import diagnostics
from gan_core.training.equilibrium import equilibrium
from gan_core.training.history import DRAWN
from gan_core.training.run_directory import STATES
from gan_core.training.steps import METRIC_NAMES
from gan_core.translations import LOCALES
from web.training.api import ACTIONS, OF_OWNER
from web.training.downloads import DOWNLOADS
from web.ui.text import LANGUAGES, table

BUTTONS = set(ACTIONS) - {"again", *OF_OWNER}  # the first is what the doctor alone prescribes
STAGE = LOCALES.parent / "web" / "training" / "browser"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STAGE.glob("*.mjs")))
WORDS = table("training_stage")
DOCTOR = table("doctor")
NUMBERS = {name.replace("_mean", f"_{kind}_mean") for name in METRIC_NAMES for kind in ("prob", "score")}


def built() -> set[str]:
    """Names that are put together from what the server says, or from parts."""
    charts = {f"chart_{name}" for name in ("loss", "output", "output_score", "accuracy", "samples", "shares", "gradient", "fid")}
    shown = {"label_d", "label_g", "label_real", "label_fake", "label_pairs", "label_fid", *(f"label_{name}" for name in DRAWN)}
    return {
        *(f"state_{state}" for state in (*STATES, "unreadable")),
        *(f"show_{chart}{end}" for chart in ("accuracy", "samples", "shares", "fid") for end in ("", "_help")),
        *(f"number_{name}" for name in NUMBERS if "accuracy" not in name),  # a share of pictures is always finite
        *(action for action in BUTTONS),
        *(f"{action}_help" for action in (*BUTTONS, "slide", "score", "freeze", "download", "manage", "pin", "log", "png")),
        *(f"remedy_{action}{end}" for action in ("change", "fork", "again") for end in ("", "_why")),
        *(f"{drawer}_title" for drawer in ("change", "extend", "fork", "download", "manage", "pin")),
        *(f"download_{kind}" for kind in DOWNLOADS if kind != "frozen"),
        *("slide", "score", "freeze"),
        *(f"runs_{kind}" for kind in ("here", "mine", "running", "compared", "shipped", "failures", "own")),
        *(f"event_{player}" for player in ("discriminator", "generator")),
        *(f"event_{note}" for note in ("older", "threads", "elsewhere", "untried", "data")),  # of gan_core/training/trained_on.py
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
                        "discriminator_pair_accuracy": "line_pairs",
                    }[number]
                )
    return named


def test_every_word_the_stage_asks_for_exists():
    asked = set(re.findall(r'\b(?:text|say)\("(\w+)"', CODE))
    assert asked | built() <= set(WORDS)


def test_no_word_is_left_over():
    assert {name for name in set(WORDS) - built() if f'"{name}"' not in CODE} == set()


def test_the_doctor_has_words_for_all_he_may_say():
    source = (LOCALES.parent / "gan_core" / "training" / "diagnostics.py").read_text(encoding="utf-8")
    evidence = {name.removeprefix("evidence_") for name in DOCTOR if name.startswith("evidence_")}
    assert evidence <= set(re.findall(r'"(\w+)"', source))
    fields = {field for name in DOCTOR for field in re.findall(r"\{(\w+)\}", DOCTOR[name]["en"])} - {"value"}
    said = {name for rule in diagnostics._RULES for name in re.findall(r'^\s+"(\w+)": ', inspect.getsource(rule[1]), re.MULTILINE)}
    assert said <= evidence | fields
    findings = {f"{name}{end}" for name in diagnostics.FINDINGS for end in ("", "_why")}
    advice = {f"advice_{key}" for keys in diagnostics.ADVICE.values() for key in keys}
    assert set(DOCTOR) == findings | advice | {"healthy_unseen_why"} | {f"evidence_{key}" for key in evidence}


@pytest.mark.parametrize("name", [*WORDS, *DOCTOR])
def test_both_languages_fill_the_same_braces(name: str):
    words = {**DOCTOR, **WORDS}[name]
    assert set(words) == set(LANGUAGES)
    first, second = (set(re.findall(r"\{(\w+)\}", words[spoken])) for spoken in LANGUAGES)
    assert first == second
