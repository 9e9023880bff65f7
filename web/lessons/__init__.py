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

# a lesson's name is its page's, and that of its words: locales/lessons/NAME/
LESSONS: dict[str, Lesson] = {
    "game": game.LESSON,
    "discriminator": discriminator.LESSON,
    "divergences": divergences.LESSON,
    "gradients": gradients.LESSON,
    "lsgan": lsgan.LESSON,
    "wgan": wgan.LESSON,
    "fid": fid.LESSON,
    "inception_score": inception_score.LESSON,
    "precision_recall": precision_recall.LESSON,
    "seven_numbers": seven_numbers.LESSON,
    "accuracy": accuracy.LESSON,
}
