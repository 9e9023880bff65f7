"""How good are the pictures of a generator, or of a folder? Scores against real ones, ready to be read."""

from __future__ import annotations

from gan_core.evaluation.copies import copies_sheet
from gan_core.evaluation.examiner import (
    CLASSIFIERS,
    EXTRACTORS,
    JUDGED,
    NOTES,
    Evaluation,
    Examiner,
    Note,
    Score,
    fitting_metrics,
    judge_of,
    load_extractor,
    table,
)
from gan_core.evaluation.pictures import (
    DEFAULT_N,
    MAX_PICTURES,
    MIN_PICTURES,
    Pictures,
    Sets,
    all_training_pictures,
    chosen_rows,
    folder_pictures,
    generated,
    picture_sets,
    real_pictures,
    reference_pictures,
    training_pictures,
)
from gan_core.evaluation.record import RECORD, are_scores, read_record, score_every

__all__ = [
    "CLASSIFIERS",
    "DEFAULT_N",
    "EXTRACTORS",
    "JUDGED",
    "MAX_PICTURES",
    "MIN_PICTURES",
    "NOTES",
    "RECORD",
    "Evaluation",
    "Examiner",
    "Note",
    "Pictures",
    "Score",
    "Sets",
    "all_training_pictures",
    "are_scores",
    "chosen_rows",
    "copies_sheet",
    "fitting_metrics",
    "folder_pictures",
    "generated",
    "judge_of",
    "load_extractor",
    "picture_sets",
    "read_record",
    "real_pictures",
    "reference_pictures",
    "score_every",
    "table",
    "training_pictures",
]
