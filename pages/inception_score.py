"""Inception Score: where it comes from, and how to fool it."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("inception_score")
