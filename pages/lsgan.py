"""LSGAN workshop: labels, divergence, decision boundary."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("lsgan", "counted")
