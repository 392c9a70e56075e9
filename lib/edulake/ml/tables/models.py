"""What models there are, and what made them."""

from __future__ import annotations

from edulake.contract.table import Column
from edulake.ml.tables.shape import table_of

MODELS = table_of(
    "ml_models",
    "One row per model: what made it, and whether its probabilities may be shown.",
    (),
    Column("problem", "STRING", "What is predicted: course_result, school_risk or dropout", nullable=False),
    Column("share", "DECIMAL(3,2)", "Share of the course run at which it looks; null where it looks on any day"),
    Column(
        "status",
        "STRING",
        "READY, or why only the rule's list is shown: NO_SIGNAL, NOT_CALIBRATED, INSUFFICIENT_HISTORY, LEAK_SUSPECTED",
        nullable=False,
    ),
    Column("algorithm", "STRING", "logistic, forest, boosted or average, chosen on the validation cohort"),
    Column("training_cohorts", "ARRAY<STRING>", "Cohorts learned from, oldest first", nullable=False),
    Column("calibration_cohort", "STRING", "The one among them that calibrates: the latest of the same season"),
    Column("test_cohort", "STRING", "The later one that it was judged on"),
    Column("trained_on", "BIGINT", "Examples learned from"),
    Column("slope", "DOUBLE", "Platt's scaling of the score: slope"),
    Column("intercept", "DOUBLE", "Platt's scaling of the score: intercept"),
    Column("features", "ARRAY<STRING>", "Columns that it is given, in order", nullable=False),
    Column("parameters", "STRING", "Hyperparameters, seed and choices, as JSON", nullable=False),
    Column("data_versions", "STRING", "Versions of the silver tables that it saw, as JSON", nullable=False),
    Column("recipe", "STRING", "Hash of all that made it but the data: code, features, parameters, choices, cohorts"),
    Column("model_path", "STRING", "Folder of its parts below the warehouse, in Spark's own format"),
    Column("model_files", "ARRAY<STRING>", "SHA-256 and path of each file there"),
    Column("card", "STRING", "Model card, Markdown"),
    cluster_by=("problem", "model_version"),
)
