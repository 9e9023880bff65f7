"""FID: two Gaussians, what they do not see, and few samples."""

from __future__ import annotations

from web.lessons.page import lesson_page

lesson_page("fid")
