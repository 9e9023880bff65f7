"""Why a run ended is a code with fields wherever it is told; its sentence is made from them, in English on disk."""

from __future__ import annotations

import json
import re

import pytest

from gan_core.errors import MESSAGES
from gan_core.paths import ROOT
from gan_core.training.end_reasons import DISK_FULL, NO_REASON, STATUS_DAMAGED, EndReason
from gan_core.training.run_directory import RunDirectory

SOURCES = [path for folder in ("gan_core", "web") for path in (ROOT / folder).rglob("*.py")]


def test_every_reason_in_the_code_has_its_sentence():
    codes = {code for path in SOURCES for code in re.findall(r'EndReason\.of\(\s*"(\w+)"', path.read_text(encoding="utf-8"))}
    assert {"not_finite", "disk_full", "unwatched"} <= codes <= set(MESSAGES)


@pytest.mark.parametrize("reason", [NO_REASON, DISK_FULL, EndReason.of("not_finite", number="generator_loss", value="nan", step=7)])
def test_status_keeps_sentence_and_code(tmp_path, reason):
    directory = RunDirectory(tmp_path)
    directory.write_status("failed", step=7, reason=reason)
    assert EndReason.from_json(directory.read_status()) == reason
    assert json.loads((tmp_path / "status.json").read_text())["reason"] == str(reason)


def test_a_status_with_a_sentence_alone_is_shown_as_it_is(tmp_path):
    directory, old = RunDirectory(tmp_path), {"state": "failed", "step": 3, "reason": "generator_loss became nan at step 3"}
    (tmp_path / "status.json").write_text(json.dumps(old))
    assert directory.read_status() == old
    assert EndReason.from_json(old) == EndReason("", {}, old["reason"])


@pytest.mark.parametrize("wrong", [{"code": 3}, {"code": "x", "fields": []}, {"code": "x", "fields": {"step": {}}}])
def test_a_status_of_something_else_is_named(tmp_path, wrong):
    directory = RunDirectory(tmp_path)
    (tmp_path / "status.json").write_text(json.dumps({"state": "failed", "step": 3, "reason": ""} | wrong))
    assert EndReason.from_json(directory.read_status()) == STATUS_DAMAGED
