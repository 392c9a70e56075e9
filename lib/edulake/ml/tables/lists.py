"""Lists of students, what became of them, and how far today's students are from those that a model learned from."""

from __future__ import annotations

from edulake.contract.table import Column, Table
from edulake.ml.tables.shape import VERSION, figures, table_of

PREDICTIONS = Table(
    layer="gold",
    name="student_performance_predictions",
    meaning="One row per student, course run if any, as-of date and model: the early-warning list. Earlier lists stay.",
    columns=(
        Column("student_id", "STRING", "Student", nullable=False, personal="direct", mask="identifier"),
        Column("prediction_timestamp", "TIMESTAMP", "Start of the run that wrote the row, UTC", nullable=False),
        Column("source_system", "STRING", "Source that knows the student; all for lists of schools", nullable=False),
        Column(
            "class_id",
            "STRING",
            "Course run; all for lists of schools, the language for lists of its learners",
            nullable=False,
        ),
        Column("course_id", "STRING", "Course or language; null for lists of schools"),
        Column("grade_level", "STRING", "Grade level on the day; null for course runs and languages"),
        Column("as_of_date", "DATE", "Nothing from this day on was known", nullable=False),
        Column(
            "predicted_performance_category",
            "STRING",
            "At Risk from a probability of one half, else On Track; Not Predicted where probabilities are not shown",
            nullable=False,
            personal="indirect",
        ),
        Column(
            "prediction_probability",
            "DECIMAL(5,4)",
            "Calibrated probability of being at risk; null where the model is not READY",
            personal="indirect",
        ),
        Column(
            "risk_score",
            "DECIMAL(5,4)",
            "What ranks: the model's score; where it is not READY the share of students that the rule ranks lower",
            nullable=False,
            personal="indirect",
        ),
        Column(
            "risk_band", "STRING", "High from 0.5, Medium from 0.25, Low from 0.1, Very Low; Unknown", nullable=False
        ),
        Column("rank", "INT", "1 for the highest risk", nullable=False, personal="indirect"),
        Column("is_selected", "BOOLEAN", "Whether capacity reaches this far", nullable=False, personal="indirect"),
        *[
            column
            for place in ("first", "second", "third")
            for column in (
                Column(f"{place}_reason", "STRING", f"The {place} reason in plain words", personal="indirect"),
                Column(
                    f"{place}_contribution",
                    "DECIMAL(5,4)",
                    "How much lower the probability were if this were typical of the course run or grade",
                ),
            )
        ],
        Column("recommended_intervention", "STRING", "What to offer", nullable=False, personal="indirect"),
        Column("features_used", "INT", "Columns that the model was given", nullable=False),
        VERSION,
    ),
    key=("model_version", "as_of_date", "source_system", "class_id", "student_id"),
    cluster_by=("student_id", "prediction_timestamp"),
    people={"student_id": "student"},
    deletion_vectors=True,
)

DRIFT = table_of(
    "ml_drift",
    "How unlike the students of a list are to those that its model learned from, and a course's plan to its last run.",
    ("as_of_date", "scope", "measure", "name"),
    Column("as_of_date", "DATE", "Day of the list", nullable=False),
    Column("scope", "STRING", "all, or the course or grade", nullable=False),
    Column(
        "measure",
        "STRING",
        "plan, feature_psi, score_psi, unknown_share or calibration_gap: see ml/audit/drift.py",
        False,
    ),
    Column("name", "STRING", "What is measured: work due, a feature, the score or the probability", nullable=False),
    *figures(
        ("value", "Found; null where there is nothing to compare with"),
        ("expected", "The same of the training examples, or of the reference run"),
        ("alert_level", "Worth a look from here on; null where any difference is"),
    ),
    Column("is_alert", "BOOLEAN", "Whether it is worth a look", nullable=False),
    Column("n", "BIGINT", "Students of the list; null for a plan"),
)

BACKTEST = table_of(
    "ml_backtest",
    "What became of the students of each past list.",
    ("as_of_date", "scope"),
    Column("as_of_date", "DATE", "Day of the list", nullable=False),
    Column("scope", "STRING", "all, or the course or grade", nullable=False),
    Column("n", "BIGINT", "Students listed", nullable=False),
    Column("outcomes", "BIGINT", "Of these, how many outcomes are known; what follows is of them", nullable=False),
    Column("positives", "BIGINT", "Of these with a bad outcome"),
    *figures(
        ("base_rate", "Share of bad outcomes"),
        ("auc", "Chance that a bad outcome was ranked above a good one; null where there is only one kind"),
        ("auc_error", "Its standard error (DeLong 1988)"),
        ("average_precision", "Mean precision over the ranking"),
    ),
    Column("flagged", "BIGINT", "Students selected within capacity whose outcome is known"),
    *figures(
        ("precision_at_capacity", "Share of bad outcomes among them"),
        ("recall_at_capacity", "Share of bad outcomes that were selected"),
        ("calibration_gap", "Mean probability minus base rate; null for a list without probabilities"),
    ),
)
