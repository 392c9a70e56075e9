"""Segments of learners: what was tried, what came of it, and who is in which."""

from __future__ import annotations

from edulake.contract.table import Column, Table
from edulake.ml.tables.shape import SOURCE, STAMP, VERSION, figures, table_of

SCALING = "ARRAY<STRUCT<feature: STRING, median: DOUBLE, spread: DOUBLE>>"
CENTRES = "ARRAY<STRUCT<place: INT, segment: STRING, learners: BIGINT, feature: STRING, steps: BIGINT>>"

ML_SEGMENTS = table_of(
    "ml_segments",
    "One row per run that looked for segments of learners, source and number of groups: how good so many groups are.",
    ("source_system", "k"),
    SOURCE,
    Column("k", "INT", "Number of groups", nullable=False),
    Column("as_of_date", "DATE", "Nothing from this day on was known", nullable=False),
    Column(
        "status",
        "STRING",
        "READY; NO_SEGMENTS, where no number of groups is good; TOO_FEW, where learners or features are: of the run",
        nullable=False,
    ),
    Column(
        "verdict",
        "STRING",
        "CHOSEN; PASSED, but a larger number did; HALVES, into which anything can be cut; TOO_SMALL, of a group;"
        " UNSTABLE, CHANCE, LESS_APART than another number by more than 0.05; TOO_FEW",
        nullable=False,
    ),
    Column("learners", "BIGINT", "Learners that were learned from", nullable=False),
    *figures(
        ("stability", "Mean adjusted Rand index of the groups with those of resampled learners; 0.95 is asked for"),
        ("silhouette", "Mean silhouette by squared distance"),
        ("null_silhouette", "Mean of the same where the values of each feature are shuffled among learners"),
        ("null_deviation", "Its standard deviation; the silhouette is to be 3 of them above"),
    ),
    Column("smallest", "BIGINT", "Learners in the smallest group; a twentieth of all is asked for, and 10"),
    *figures(("moved", "Share of the learners of the list before who are in a segment of another name; of the chosen")),
    Column("scaling", SCALING, "Features that were used, in order: 0 and 1 of the centres' scale", nullable=False),
    Column(
        "centres",
        CENTRES,
        "Centres, an entry for each group and feature: the group's place from 1 on, its name where it is chosen, its"
        " learners, and ten thousandths of a spread from the median; empty where a group is too small",
        nullable=False,
    ),
    Column("names_of", "STRING", "Run whose names were kept where groups are alike"),
    Column("parameters", "STRING", "What was tried how often, seed and choices, as JSON", nullable=False),
    Column("data_versions", "STRING", "Versions of the silver tables that it saw, as JSON", nullable=False),
    Column("recipe", "STRING", "Hash of all that made it but the data and the names kept", nullable=False),
)

LEARNER_SEGMENTS = Table(
    layer="gold",
    name="learner_segments",
    meaning="One row per learner and day that was looked at: the segment, by the 56 days before.",
    columns=(
        Column("student_id", "STRING", "Learner", nullable=False, personal="direct", mask="identifier"),
        SOURCE,
        Column("as_of_date", "DATE", "Nothing from this day on was known", nullable=False),
        Column(
            "segment",
            "STRING",
            "Its name; new or quiet of a learner with fewer than 3 active days; null where there are no segments",
            personal="indirect",
        ),
        Column("is_by_rule", "BOOLEAN", "Whether the learner is new or quiet", nullable=False, personal="indirect"),
        Column("active_days", "INT", "Days with any activity of the 56", nullable=False),
        Column(
            "distance",
            "DECIMAL(9,4)",
            "From the centre of the segment, in spreads; null without one",
            personal="indirect",
        ),
        Column(
            "unknown",
            "ARRAY<STRING>",
            "Features that are not known of the learner, for which the median stands",
            nullable=False,
            personal="indirect",
        ),
        Column("segment_before", "STRING", "The same on the newest earlier day; null without one", personal="indirect"),
        VERSION,
        STAMP,
    ),
    key=("source_system", "as_of_date", "student_id"),
    cluster_by=("student_id", "as_of_date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    deletion_vectors=True,
)
