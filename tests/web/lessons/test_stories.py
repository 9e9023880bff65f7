"""The lessons' stories: few states, a sentence each in both languages, and the numbers that make it true."""

from __future__ import annotations

import pytest

from gan_core.paths import CHECKPOINTS
from gan_core.playground.presets import PRESETS2D
from web.lessons import LESSONS
from web.lessons.bridges import BRIDGES
from web.lessons.lesson import Values
from web.lessons.stories import START, STORIES, Step
from web.ui.navigation import PAGES
from web.ui.text import LANGUAGES, table

STATES = [(name, step) for name, story in STORIES.items() for step in story]
IDS = [f"{name}, {step.state}" for name, step in STATES]


def values_of(name: str, step: Step) -> Values:
    lesson = LESSONS[name]
    return lesson.read({}) | ({} if step.state == START else dict(lesson.presets[step.state]))


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_opens_on_a_story_of_three_to_five_states(name):
    story = STORIES[name]
    assert 3 <= len(story) <= 5
    assert values_of(name, story[0]) == LESSONS[name].read({})  # what the page shows at first
    assert len({step.state for step in story}) == len(story)


@pytest.mark.parametrize(("name", "step"), STATES, ids=IDS)
def test_what_a_state_says_holds(name, step):
    readouts: dict[str, float | None] = {}
    for panel in LESSONS[name].answer(values_of(name, step))["panels"]:
        for one in panel["readouts"]:
            readouts.setdefault(one["name"], one["value"])
            readouts[f"{panel['name']}/{one['name']}"] = one["value"]
    assert step.holds
    for readout, (low, high) in step.holds.items():
        value = readouts[readout]
        assert value is not None
        assert low <= value <= high, (readout, value)


def test_every_state_has_its_sentence_in_both_languages():
    words = table("stories")
    assert set(words) == {f"{name}_{step.state}" for name, step in STATES}
    for said in words.values():
        assert all(0 < len(said[spoken]) <= 130 for spoken in LANGUAGES)


def test_bridges_lead_to_pages_and_runs_there_are():
    assert set(table("bridges")) == set(BRIDGES)
    for name, bridge in BRIDGES.items():
        assert bridge.page in PAGES
        assert set(bridge.when) | ({bridge.apart} - {""}) <= set(LESSONS[name].controls)
        assert "run" not in bridge.query or (CHECKPOINTS / bridge.query["run"] / "stats.jsonl").is_file()
        assert bridge.query.get("preset", "ring") in PRESETS2D
