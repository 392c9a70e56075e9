"""How good models are, for whom, and by which features."""

from __future__ import annotations

from edulake.contract.table import Column
from edulake.ml.tables.shape import figures, table_of

METRICS = table_of(
    "ml_metrics",
    "How good each model is on its test cohort, as a whole and for each course or grade.",
    ("dimension", "value"),
    Column("dimension", "STRING", "overall, course or grade", nullable=False),
    Column("value", "STRING", "Which one", nullable=False),
    Column("n", "BIGINT", "Examples", nullable=False),
    Column("positives", "BIGINT", "Of these with a bad outcome", nullable=False),
    *figures(
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
    *figures(
        ("precision_at_capacity", "Share of bad outcomes among those selected"),
        ("recall_at_capacity", "Share of bad outcomes that were selected"),
        (
            "median_warning_days",
            "Median days to a withdrawal, or to a first failing result or day missed, of those rightly selected",
        ),
    ),
)

CALIBRATION = table_of(
    "ml_calibration",
    "Probability and outcome in ten bins of the test cohort.",
    ("bin",),
    Column("bin", "INT", "1 for the lowest probabilities, to 10", nullable=False),
    Column("n", "BIGINT", "Examples", nullable=False),
    *figures(("predicted", "Mean probability"), ("observed", "Share of bad outcomes")),
)

FAIRNESS = table_of(
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
    *figures(
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

IMPORTANCE = table_of(
    "ml_feature_importance",
    "What each feature is worth to a model: AUC lost when it is shuffled, and the forest's own opinion.",
    ("feature",),
    Column("feature", "STRING", "Feature, with its z-score", nullable=False),
    Column("concept", "STRING", "What it belongs to", nullable=False),
    *figures(
        ("auc_lost", "AUC on the test cohort minus AUC with the feature's values shuffled among students"),
        ("forest_importance", "Share of impurity that the validation's random forest saved by it; null without one"),
    ),
)

DRIFT_BASELINE = table_of(
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
