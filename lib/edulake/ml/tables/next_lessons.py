"""Lessons to take next: how well they would have been foretold, and what is offered to whom."""

from __future__ import annotations

from edulake.contract.table import Column, Table
from edulake.ml.tables.shape import SOURCE, STAMP, VERSION, figures, table_of

ML_NEXT_LESSONS = table_of(
    "ml_next_lessons",
    "One row per run that judged lessons to take next, source and way to order them: how many were begun afterwards.",
    ("source_system", "ranking"),
    SOURCE,
    Column(
        "ranking",
        "STRING",
        "taste_and_level, on trial; beside it taste, level_popularity, popularity, curriculum_order; taste where it is",
        nullable=False,
    ),
    Column("as_of_date", "DATE", "Nothing from this day on was known to the ways", nullable=False),
    Column(
        "status",
        "STRING",
        "READY where taste_and_level beats level_popularity; NO_SIGNAL; TOO_FEW learners; NO_TASTE: of the source",
        nullable=False,
    ),
    Column("learners", "BIGINT", "Learners with 5 lessons begun before the day and one after it", nullable=False),
    *figures(
        ("recall", "Mean share of the lessons begun in the 28 days from it on, 10 at most, among 10 offered"),
        ("ndcg", "Mean of their discounted gain by rank, over that of the best order"),
        ("gain", "Recall above that of level_popularity"),
        ("gain_low", "Lower 95 % limit of the gain, by the differences of each learner; null of a single one"),
        ("gain_high", "Upper 95 % limit"),
    ),
    Column("recipe", "STRING", "Hash of all that made it but the data", nullable=False),
    Column("data_versions", "STRING", "Versions of the silver tables that it saw, as JSON", nullable=False),
)

NEXT_LESSONS = Table(
    layer="gold",
    name="next_lessons",
    meaning="One row per learner active in the weeks before the day, language and rank: a lesson to take next.",
    columns=(
        Column("student_id", "STRING", "Learner", nullable=False, personal="direct", mask="identifier"),
        SOURCE,
        Column("course_id", "STRING", "Language", nullable=False),
        Column("as_of_date", "DATE", "Nothing from this day on was known", nullable=False),
        Column("rank", "INT", "1 for the first to be offered, to 10", nullable=False, personal="indirect"),
        Column("lesson_id", "STRING", "Lesson", nullable=False),
        Column(
            "score",
            "DECIMAL(12,6)",
            "Deviations above the mean of the learner's lessons; of a review the half-lives since the skill was tested."
            " Those that are begun come first whatever it is, then reviews",
            nullable=False,
            personal="indirect",
        ),
        Column(
            "basis",
            "STRING",
            "taste_and_level; level_popularity, where that is no better, not there, or knows the learner too little;"
            " review, of a lesson that was completed, and whose skill is due",
            nullable=False,
        ),
        Column("reason", "STRING", "Why, in plain words", nullable=False, personal="indirect"),
        VERSION,
        STAMP,
    ),
    key=("source_system", "as_of_date", "student_id", "course_id", "rank"),
    cluster_by=("student_id", "as_of_date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    deletion_vectors=True,
)
