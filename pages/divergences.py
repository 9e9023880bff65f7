"""Divergences against the distance of the means."""

from __future__ import annotations

from web.lesson_page import lesson_page

lesson_page("divergences")
