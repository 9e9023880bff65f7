"""LSGAN workshop: labels, divergence, decision boundary."""

from __future__ import annotations

from web.lesson_page import lesson_page

lesson_page("lsgan")
