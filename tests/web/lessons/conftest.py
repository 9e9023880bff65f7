"""Figures that code shows open no browser."""

from __future__ import annotations

import pytest


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What `figure.show()` was called on."""
    from plotly.basedatatypes import BaseFigure

    figures: list[object] = []
    monkeypatch.setattr(BaseFigure, "show", figures.append)
    return figures
