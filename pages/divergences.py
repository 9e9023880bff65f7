"""Divergences against the distance of the means."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("divergences")
