"""Skills to review: how well half-lives foretold what is remembered, and what is due of whom."""

from __future__ import annotations

from edulake.contract.table import Column, Table
from edulake.ml.tables.shape import SOURCE, STAMP, VERSION, figures, table_of

WEIGHTS = "ARRAY<STRUCT<of: STRING, weight: DOUBLE>>"

ML_REVIEW_DUE = table_of(
    "ml_review_due",
    "One row per run that fitted half-lives of skills, source and way to foretell how many answers will be right.",
    ("source_system", "model"),
    SOURCE,
    Column(
        "model",
        "STRING",
        "half_life, on trial; beside it constant, the mean so far, and leitner, by right answers less wrong ones",
        nullable=False,
    ),
    Column(
        "as_of_date", "DATE", "Nothing from this day on was learned from; the 28 days from it on judge", nullable=False
    ),
    Column(
        "status",
        "STRING",
        "READY where half_life is closer than both others; NO_EVIDENCE; TOO_FEW learners: of the source",
        nullable=False,
    ),
    Column("learners", "BIGINT", "Learners who are judged", nullable=False),
    Column(
        "practices", "BIGINT", "What is judged: tests of a skill that the learner was tested in before", nullable=False
    ),
    Column("learned_from", "BIGINT", "Learners who were learned from; null of too few"),
    *figures(
        ("mae", "Mean of the learners' mean distance between the share foretold and that of right answers"),
        ("auc", "How often more was foretold of a right answer than of a wrong one, ties counting half"),
        ("behind", "By how much mae is above that of half_life"),
        ("behind_low", "Lower 95 % limit of that, by the differences of each learner; null of a single one"),
        ("behind_high", "Upper 95 % limit"),
    ),
    Column("weights", WEIGHTS, "What the logarithm of a half-life in days is the sum of; of half_life alone"),
    Column("recipe", "STRING", "Hash of all that made it but the data", nullable=False),
    Column("data_versions", "STRING", "Versions of the silver tables that it saw, as JSON", nullable=False),
)

REVIEW_DUE = Table(
    layer="gold",
    name="review_due",
    meaning="One row per learner active in the weeks before the day, language and skill that was tested: how much is"
    " left of it, and when it is due for review. Of sources whose half-lives are READY.",
    columns=(
        Column("student_id", "STRING", "Learner", nullable=False, personal="direct", mask="identifier"),
        SOURCE,
        Column("course_id", "STRING", "Language", nullable=False),
        Column("skill", "STRING", "Skill, as the source calls it", nullable=False),
        Column("as_of_date", "DATE", "Nothing from this day on was known", nullable=False),
        Column("right_before", "BIGINT", "Questions on it answered right so far", nullable=False, personal="indirect"),
        Column("wrong_before", "BIGINT", "Questions on it answered wrong so far", nullable=False, personal="indirect"),
        Column("last_practised_at", "TIMESTAMP", "When it was tested last, UTC", nullable=False, personal="indirect"),
        Column(
            "half_life_days",
            "DECIMAL(9,4)",
            "Days after which half of it is left, 274 at most",
            nullable=False,
            personal="indirect",
        ),
        Column("share_left", "DECIMAL(5,4)", "Share that is left on the day", nullable=False, personal="indirect"),
        Column("due_on", "DATE", "Day on which half of it is left, UTC", nullable=False, personal="indirect"),
        Column("is_due", "BOOLEAN", "Whether that is past", nullable=False, personal="indirect"),
        VERSION,
        STAMP,
    ),
    key=("source_system", "as_of_date", "student_id", "course_id", "skill"),
    cluster_by=("student_id", "as_of_date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    deletion_vectors=True,
)
