"""Lines of a log that may come from elsewhere."""

from __future__ import annotations

import json

import pytest

from gan_core.errors import CheckpointError
from gan_core.training.log_lines import read_line

LINE = {"step": 3, "epoch": 0, "discriminator_loss": 1.5}
LOOK = {"step": 3, "event": "look", "shares": [0.5, 1], "diversity": 0.25, "quality": None, "why": "text"}


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        {"step": 0, "epoch": 1},
        {"step": 2**32 - 1, "epoch": 1},
        LINE | {"loss": float("nan")},
        LINE | {"loss": 2**63 - 1},
        {"step": 1, "event": "changed", "settings": {"loss": "hinge"}},
        LOOK,
        {"step": 1, "event": "look"},
        {str(index): index for index in range(98)} | {"step": 1, "epoch": 1},
    ],
)
def test_what_a_run_writes_is_read(line):
    text = json.dumps(line)
    assert json.dumps(read_line(text)) == json.dumps(read_line(text.encode())) == text


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[1]",
        "7",
        "[" * 100_000,
        b"\xff",
        *map(
            json.dumps,
            [
                {"epoch": 1},
                {"step": 1},
                {"step": -1, "epoch": 1},
                {"step": 2**32, "epoch": 1},
                {"step": 1.0, "epoch": 1},
                {"step": True, "epoch": 1},
                LINE | {"loss": "1"},
                LINE | {"loss": True},
                LINE | {"loss": 2**63},
                LOOK | {"shares": 0.5},
                LOOK | {"shares": ["a"]},
                LOOK | {"diversity": "a"},
                {str(index): index for index in range(99)} | {"step": 1, "epoch": 1},
            ],
        ),
    ],
)
def test_what_is_no_line_is_shown_in_part(line):
    with pytest.raises(CheckpointError) as error:
        read_line(line)
    text = line.decode(errors="replace") if isinstance(line, bytes) else line
    assert error.value.fields["reason"] == f"the line {text[:40]!r}"
