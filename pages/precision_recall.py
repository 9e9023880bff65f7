"""Precision and recall: balls around points, an outlier, density and coverage."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("precision_recall")
