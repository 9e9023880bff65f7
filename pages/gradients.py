"""What G feels: the gradients of the losses."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("gradients")
