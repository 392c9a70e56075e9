"""Contracts of what early warning writes: models, how good they are, for whom, why, and their lists."""

from __future__ import annotations

from edulake.contract import Column, Table

VERSION = Column(
    "model_version", "STRING", "Model: its problem, cut-off, and a hash of all that made it", nullable=False
)
STAMP = Column("processing_timestamp", "TIMESTAMP", "Start of the run that wrote the row, UTC", nullable=False)


def _table(name: str, meaning: str, key: tuple[str, ...], *columns: Column, cluster_by: tuple[str, ...] = ()) -> Table:
    return Table(
        layer="gold",
        name=name,
        meaning=meaning,
        columns=(VERSION, *columns, STAMP),
        key=("model_version", *key),
        cluster_by=cluster_by or ("model_version", *key)[:2],
        # Without them a MERGE that changes nothing commits a version of the same rows.
        deletion_vectors=True,
    )


def _figures(*named: tuple[str, str]) -> list[Column]:
    return [Column(name, "DOUBLE", meaning) for name, meaning in named]


MODELS = _table(
    "ml_models",
    "One row per model: what made it, and whether its probabilities may be shown.",
    (),
    Column("problem", "STRING", "What is predicted: course_result or school_risk", nullable=False),
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
METRICS = _table(
    "ml_metrics",
    "How good each model is on its test cohort, as a whole and for each course or grade.",
    ("dimension", "value"),
    Column("dimension", "STRING", "overall, course or grade", nullable=False),
    Column("value", "STRING", "Which one", nullable=False),
    Column("n", "BIGINT", "Examples", nullable=False),
    Column("positives", "BIGINT", "Of these with a bad outcome", nullable=False),
    *_figures(
        ("base_rate", "Share of bad outcomes"),
        ("auc", "Chance that a bad outcome is ranked above a good one; exact, ties count half"),
        ("auc_error", "Its standard error (DeLong 1988)"),
        ("average_precision", "Mean precision over the ranking"),
        ("rule_auc", "AUC of the one-feature rule"),
        ("gain", "AUC above the rule's"),
        ("gain_error", "Standard error of the gain, paired (DeLong 1988)"),
        ("brier", "Mean squared error of the probability"),
        ("brier_no_skill", "The same for the base rate as everybody's probability"),
        ("calibration_error", "Mean distance of probability and outcome in ten bins"),
        ("calibration_gap", "Mean probability minus base rate"),
        ("accuracy", "Share right if from one half on counts as at risk"),
        ("precision", "Share of bad outcomes among those from one half on"),
        ("recall", "Share of bad outcomes that they are"),
    ),
    Column("flagged", "BIGINT", "Students selected within capacity"),
    *_figures(
        ("precision_at_capacity", "Share of bad outcomes among those selected"),
        ("recall_at_capacity", "Share of bad outcomes that were selected"),
        (
            "median_warning_days",
            "Median days to a withdrawal, or to a first failing result or day missed, of those rightly selected",
        ),
    ),
)
CALIBRATION = _table(
    "ml_calibration",
    "Probability and outcome in ten bins of the test cohort.",
    ("bin",),
    Column("bin", "INT", "1 for the lowest probabilities, to 10", nullable=False),
    Column("n", "BIGINT", "Examples", nullable=False),
    *_figures(("predicted", "Mean probability"), ("observed", "Share of bad outcomes")),
)
FAIRNESS = _table(
    "ml_fairness",
    "How each model treats groups of its test cohort; small groups are marked, not hidden.",
    ("attribute", "group"),
    Column(
        "attribute",
        "STRING",
        "gender, age_band, disability, deprivation_band: none is a feature; for schools grade_level, which is one",
        nullable=False,
    ),
    Column("group", "STRING", "Value as the source words it, or not stated", nullable=False),
    Column("n", "BIGINT", "Examples", nullable=False),
    Column("positives", "BIGINT", "Of these with a bad outcome", nullable=False),
    *_figures(
        ("base_rate", "Share of bad outcomes"),
        ("flag_rate", "Share selected"),
        ("fnr", "Share of bad outcomes that were not selected: help withheld"),
        ("fpr", "Share of good outcomes that were selected"),
        ("precision", "Share of bad outcomes among those selected"),
        ("calibration_gap", "Mean probability minus base rate"),
        ("fnr_ratio", "FNR divided by that of the attribute's largest group"),
        ("fnr_ratio_low", "Lower end of its 95 % interval (Katz et al. 1978)"),
        ("fnr_ratio_high", "Upper end of it"),
    ),
    Column("is_too_small", "BOOLEAN", "Under 100 examples or 20 bad outcomes: ratios would be noise", nullable=False),
)
IMPORTANCE = _table(
    "ml_feature_importance",
    "What each feature is worth to a model: AUC lost when it is shuffled, and the forest's own opinion.",
    ("feature",),
    Column("feature", "STRING", "Feature, with its z-score", nullable=False),
    Column("concept", "STRING", "What it belongs to", nullable=False),
    *_figures(
        ("auc_lost", "AUC on the test cohort minus AUC with the feature's values shuffled among students"),
        ("forest_importance", "Share of impurity that the validation's random forest saved by it; null without one"),
    ),
)
PREDICTIONS = Table(
    layer="gold",
    name="student_performance_predictions",
    meaning="One row per student, course run if any, as-of date and model: the early-warning list. Earlier lists stay.",
    columns=(
        Column("student_id", "STRING", "Student", nullable=False, personal="direct", mask="identifier"),
        Column("prediction_timestamp", "TIMESTAMP", "Start of the run that wrote the row, UTC", nullable=False),
        Column("source_system", "STRING", "Source that knows the student; all for lists of schools", nullable=False),
        Column("class_id", "STRING", "Course run; all for lists of schools", nullable=False),
        Column("course_id", "STRING", "Course; null for lists of schools"),
        Column("grade_level", "STRING", "Grade level on the day; null for course runs"),
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
    student="student_id",
    deletion_vectors=True,
)
DRIFT_BASELINE = _table(
    "ml_drift_baseline",
    "How the features and scores of a model's training examples are distributed: what later lists are compared with.",
    ("scope", "feature", "bin"),
    Column("scope", "STRING", "all, or the course or grade", nullable=False),
    Column("feature", "STRING", "Feature as the model is given it, or score", nullable=False),
    Column("bin", "INT", "1 for the lowest values, to 10; 0 for what is not known", nullable=False),
    Column("lower", "DOUBLE", "What values of the bin lie above; null for the lowest bin, and for what is not known"),
    Column("n", "BIGINT", "Training examples in it", nullable=False),
    Column("share", "DOUBLE", "Of all training examples of the scope", nullable=False),
)
DRIFT = _table(
    "ml_drift",
    "How unlike the students of a list are to those that its model learned from, and a course's plan to its last run.",
    ("as_of_date", "scope", "measure", "name"),
    Column("as_of_date", "DATE", "Day of the list", nullable=False),
    Column("scope", "STRING", "all, or the course or grade", nullable=False),
    Column(
        "measure", "STRING", "plan, feature_psi, score_psi, unknown_share or calibration_gap: see ml/drift.py", False
    ),
    Column("name", "STRING", "What is measured: work due, a feature, the score or the probability", nullable=False),
    *_figures(
        ("value", "Found; null where there is nothing to compare with"),
        ("expected", "The same of the training examples, or of the reference run"),
        ("alert_level", "Worth a look from here on; null where any difference is"),
    ),
    Column("is_alert", "BOOLEAN", "Whether it is worth a look", nullable=False),
    Column("n", "BIGINT", "Students of the list; null for a plan"),
)
BACKTEST = _table(
    "ml_backtest",
    "What became of the students of each past list.",
    ("as_of_date", "scope"),
    Column("as_of_date", "DATE", "Day of the list", nullable=False),
    Column("scope", "STRING", "all, or the course or grade", nullable=False),
    Column("n", "BIGINT", "Students listed", nullable=False),
    Column("outcomes", "BIGINT", "Of these, how many outcomes are known; what follows is of them", nullable=False),
    Column("positives", "BIGINT", "Of these with a bad outcome"),
    *_figures(
        ("base_rate", "Share of bad outcomes"),
        ("auc", "Chance that a bad outcome was ranked above a good one; null where there is only one kind"),
        ("auc_error", "Its standard error (DeLong 1988)"),
        ("average_precision", "Mean precision over the ranking"),
    ),
    Column("flagged", "BIGINT", "Students selected within capacity whose outcome is known"),
    *_figures(
        ("precision_at_capacity", "Share of bad outcomes among them"),
        ("recall_at_capacity", "Share of bad outcomes that were selected"),
        ("calibration_gap", "Mean probability minus base rate; null for a list without probabilities"),
    ),
)
TABLES = (
    MODELS,
    METRICS,
    CALIBRATION,
    FAIRNESS,
    IMPORTANCE,
    PREDICTIONS,
    DRIFT_BASELINE,
    DRIFT,
    BACKTEST,
)
