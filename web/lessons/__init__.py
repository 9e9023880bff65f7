"""The theory's lessons: one module each, the same shape for all."""

from __future__ import annotations

from web.lessons import (
    accuracy,
    discriminator,
    divergences,
    fid,
    game,
    gradients,
    inception_score,
    lsgan,
    precision_recall,
    seven_numbers,
    wgan,
)
from web.lessons.lesson import Lesson

LESSONS: dict[str, Lesson] = {
    module.LESSON.name: module.LESSON
    for module in (
        game,
        discriminator,
        divergences,
        gradients,
        lsgan,
        wgan,
        fid,
        inception_score,
        precision_recall,
        seven_numbers,
        accuracy,
    )
}
