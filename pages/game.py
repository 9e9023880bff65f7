"""The game: zero-sum games, f(x, y) = x y, the Dirac-GAN, generative against discriminative; then what GANs are for."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("game", "applications", "ethics")
