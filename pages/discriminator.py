"""The optimal discriminator and the value of the game."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("discriminator")
