"""WGAN: critic against discriminator, weight clipping against gradient penalty."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("wgan")
