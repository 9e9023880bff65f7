"""D's accuracy: the best D, weak ones, and ones that memorise."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("accuracy")
