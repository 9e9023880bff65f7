"""Same pictures, seven numbers: which score sees which change."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("seven_numbers")
