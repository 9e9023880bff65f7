"""The playground's page and its stage's words, in both languages."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.playground import CHOICES, DATA, PlaygroundConfig
from gan_core.playground.families import FAMILIES
from gan_core.playground.presets import PRESETS2D
from gan_core.training.diagnostics import FINDINGS
from gan_core.translations import LOCALES
from web.ui.text import LANGUAGES, table

ROOT = LOCALES.parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "web" / "playground" / "browser").glob("*.mjs")))
WORDS = table("playground_stage")
LAYERS = ("heat", "grid", "real", "fake", "arrows", "modes")
CHARTS = ("loss", "quality", "accuracy", "gradient", "divergence", "distance")
STAGES = ("noise", "fakes", "scores", "discriminator_slope", "discriminator_update", "scores_again", "generator_slope", "generator_update")
COUNTS = ("modes", "near", "high_quality", "covered", "js", "w1")
ACTIONS = ("run", "pause", "step", "discriminator", "generator", "slow", "ahead", "again", "one_game")


def visit(spoken: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui.py"), default_timeout=60)
    at.query_params["lang"] = spoken
    return at.switch_page(str(ROOT / "pages" / "playground.py")).run()


def built() -> set[str]:
    """Names that are put together."""
    options = {str(option) for field in ("loss", "optimizer", "latent") for option in CHOICES[field]}
    goals = {number for preset in PRESETS2D.values() for number in preset.goal}
    return {
        *(f"preset_{name}{end}" for name in PRESETS2D for end in ("", "_about")),
        *(f"remedy_{remedy.name}" for preset in PRESETS2D.values() for remedy in preset.remedies),
        *(f"family_{name}{end}" for name in FAMILIES for end in ("", "_gives")),
        *(f"family_{name}" for name in ("modes", "w1", "trained", "drawn")),
        *(f"data_{name}" for name in DATA if name != "points"),
        *(f"setting_{name}" for name in PlaygroundConfig.__dataclass_fields__),
        *(f"option_{option}" for option in options),
        *(f"goal_{number}" for number in goals),
        *(f"stage_{name}" for name in STAGES),
        *(f"layer_{name}{end}" for name in LAYERS for end in ("", "_help")),
        *(f"chart_{name}{end}" for name in CHARTS for end in ("", "_help")),
        *(f"count_{name}{end}" for name in COUNTS for end in ("", "_help")),
        *(f"{name}{end}" for name in ACTIONS for end in ("", "_help")),
        *(f"tab_{name}" for name in ("charts", "network", "card", "settings", "data", "compare", "save")),
        *(f"csv_{code}" for code in ("large", "few", "many", "columns", "number", "one_place")),
        *(f"group_{name}" for name in ("objective", "training", "networks")),
        *(f"save_{name}" for name in ("png", "svg", "gif", "html", "json", "link", "python")),
        *(f"doctor_{name}_about" for name in FINDINGS if name not in ("label_ignored", "discriminator_memorises")),  # nothing of pictures
        *(f"number_{name}" for name in ("discriminator_loss", "generator_loss", "generator_grad_norm", "discriminator_grad_norm")),
    }


def optional() -> set[str]:
    """What the doctor may say; what has no words is left out."""
    return {name for name in WORDS if name.startswith(("doctor_sign_", "doctor_advice_"))} | {"doctor_doctor", "doctor_remedies"}


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_page_says_what_why_and_where_from(spoken: str):
    at = visit(spoken)
    assert not at.exception
    said = "\n".join(markdown.value for markdown in at.markdown)
    for source in (
        "1809.01587",
        "1611.02163",
        "1705.07761",
        "1712.04086",
        "1801.04406",
        "1704.00028",
        "2501.05441",
        "2210.02747",
        "2602.04770",
    ):
        assert f"https://arxiv.org/abs/{source}" in said
    assert [one.value for one in at.subheader] == [table("explanation")["why"][spoken]]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_stage_is_given_its_words(spoken: str):
    (stage,) = (one for one in visit(spoken).get("bidi_component") if one.proto.component_name == "playground_stage")
    data = json.loads(stage.proto.json)
    assert data["language"] == spoken
    assert data["text"]["run"] == WORDS["run"][spoken]
    assert data["errors"]["playground_moves"] == table("errors")["playground_moves"][spoken]
    assert set(FINDINGS) <= set(data["doctor"])


def test_every_word_the_stage_asks_for_exists_and_none_is_left_over():
    asked = set(re.findall(r'(?:\.text|\btext)\("(\w+)"\)', CODE)) | set(re.findall(r'(?<!\.)\btext\("(\w+)", ', CODE))
    asked = {name for name in asked if name not in ("remedies", "doctor", "GIF89a", "2d")}  # of the doctor, below "doctor_"
    assert asked | built() <= set(WORDS)
    written = {name for name in WORDS if f'"{name}"' in CODE} | {
        name for name in WORDS if name.startswith("curve_") and f'"{name}"' in CODE
    }
    assert set(WORDS) - written - built() - optional() == set()
