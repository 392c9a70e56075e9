"""May the models be believed, and how many do their lists name?"""

from __future__ import annotations

from edulake.governance.released.sql import parted_sql
from edulake.ml.tables import audit
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.serving.questions.question import Column, Question

# The newest of a problem and cut-off is the first of its age.
AGED = f"""(
  SELECT *, row_number() OVER (
    PARTITION BY problem, share ORDER BY processing_timestamp DESC, model_version DESC) AS age
  FROM {MODELS}) AS aged"""
NEWEST = "age = 1"
BAD_AND_GOOD = ("positives", "negatives")
JUDGED = Question(
    "judged",
    "Ranking: model against rule",
    f"""
SELECT model_version, problem, share, status, algorithm, test_cohort, age, n, positives, n - positives AS negatives,
       base_rate, auc, auc_error, rule_auc, gain, flagged, precision_at_capacity, recall_at_capacity,
       calibration_error, median_warning_days, round(precision_at_capacity * flagged) AS listed_bad,
       flagged - round(precision_at_capacity * flagged) AS listed_good
FROM {AGED} LEFT JOIN (
  SELECT model_version AS of_model, n, positives, base_rate, auc, auc_error, rule_auc, gain, flagged,
         precision_at_capacity, recall_at_capacity, calibration_error, median_warning_days
  FROM {audit.METRICS} WHERE dimension = 'overall') AS overall ON of_model = model_version
""",
    where=NEWEST,
    across="problem",
    columns={
        "problem": Column("problem"),
        "share": Column("at", "share"),
        "status": Column("status"),
        "auc": Column("AUC", "precise", BAD_AND_GOOD),
        "rule_auc": Column("the rule's", "precise", BAD_AND_GOOD),
        "precision_at_capacity": Column("precision", "precise", ("listed_bad", "listed_good")),
    },
    keys=("model_version",),
    order="problem, share",
    asks="May the early warning be believed?",
    note="Where the status is not READY, the list is a simple rule's.",
    unseen={"dashboard": "says nothing without its words; calibration, which stands there, is seen at a glance"},
)
CALIBRATION = Question(
    "calibration",
    "Models: what was predicted, and what happened",
    # An outcome of nobody counts as one of few: the report joins such bins.
    f"""
SELECT model_version, problem, share, age, bin, n, predicted, observed, greatest(1, round(observed * n)) AS bad,
       greatest(1, n - round(observed * n)) AS good,
       concat(replace(problem, '_', ' '),
              CASE WHEN share IS NULL THEN '' ELSE concat(' at ', CAST(share AS STRING)) END, ', bin ',
              lpad(CAST(bin AS STRING), 2, '0'), ': ', CAST(CAST(round(predicted * 100) AS INT) AS STRING),
              ' % predicted') AS bin_of_model
FROM {AGED} JOIN (
  SELECT model_version AS of_model, bin, n, predicted, observed FROM {audit.CALIBRATION}) AS bins
  ON of_model = model_version
""",
    where=NEWEST,
    across="bin_of_model",
    shows="observed",
    columns={
        "bin_of_model": Column("model, bin and prediction"),
        "problem": Column("problem"),
        "share": Column("at", "share"),
        "predicted": Column("predicted", "share"),
        "observed": Column("happened", "share", ("bad", "good")),
    },
    keys=("model_version",),
    order="problem, share, bin",
    asks="Do probabilities mean what they say?",
    unseen={"demo": "a curve for each model, of which figures alone say little"},
)
OF_BUILDERS = "for those who build models, beside their other figures"
IMPORTANCE = Question(
    "importance",
    "What the models listen to",
    f"""
SELECT model_version, problem, share, age, feature, concept, auc_lost
FROM {AGED} JOIN (
  SELECT model_version AS of_model, feature, concept, auc_lost FROM {audit.IMPORTANCE}) AS features
  ON of_model = model_version
WHERE auc_lost IS NOT NULL
""",
    where=NEWEST,
    across="feature",
    shows="auc_lost",
    columns={"feature": Column("feature"), "auc_lost": Column("AUC lost without it", "precise")},
    order="auc_lost DESC, feature",
    asks="What do they listen to?",
    unseen={"dashboard": OF_BUILDERS, "demo": OF_BUILDERS},
)
# The groups of an attribute divide the test cohort of a model.
COHORT = ("model_version", "attribute")
CONFUSION = ("found", "listed_good", "missed", "left_good")
OF_GROUPS = f"""
SELECT *, positives - missed AS found, listed - positives + missed AS listed_good,
       n - listed - missed AS left_good, n - listed AS not_listed, n - positives AS negatives
FROM (
  SELECT model_version, problem, share, age, attribute, whom, n, positives, flag_rate, fnr, fpr, precision,
         fnr_ratio, fnr_ratio_low, fnr_ratio_high, is_too_small,
         CASE WHEN positives = 0 THEN 0 ELSE round(fnr * positives) END AS missed, round(flag_rate * n) AS listed
  FROM {AGED} JOIN (
    SELECT model_version AS of_model, attribute, `group` AS whom, n, positives, flag_rate, fnr, fpr, precision,
           fnr_ratio, fnr_ratio_low, fnr_ratio_high, is_too_small
    FROM {audit.FAIRNESS}) AS audited ON of_model = model_version) AS of_groups
"""
WITH_OUTCOMES = parted_sql(OF_GROUPS, "has_outcomes", BAD_AND_GOOD, "whom", "n", COHORT)
# How many of a group were listed and fared badly: four numbers, which its rates tell beside its outcomes.
WITH_RATES = parted_sql(WITH_OUTCOMES, "has_rates", CONFUSION, "whom", "n", COHORT)
RATES = "has_outcomes AND has_rates"
# A ratio tells of the group that it is computed from as well: the largest.
RATIOS = f"{RATES} AND largest_is_rated"
LARGEST_FIRST = f"PARTITION BY {', '.join(COHORT)} ORDER BY n DESC, whom"
FAIRNESS = Question(
    "fairness",
    "Fairness: who is missed more often",
    f"""
SELECT *, first_value(whom) OVER ({LARGEST_FIRST}) AS largest,
       first_value({RATES}) OVER ({LARGEST_FIRST}) AS largest_is_rated
FROM (
{WITH_RATES}
) AS rated
""",
    where=NEWEST,
    across="whom",
    counts="n",
    within=COHORT,
    columns={
        "problem": Column("problem"),
        "share": Column("at", "share"),
        "attribute": Column("attribute"),
        "whom": Column("group"),
        "n": Column("students", "count"),
        "positives": Column("bad outcomes", "count", BAD_AND_GOOD, "has_outcomes"),
        "flag_rate": Column("selected", "share", CONFUSION, RATES),
        "fnr": Column("overlooked", "share", CONFUSION, RATES),
        "fnr_ratio": Column("ratio", "precise", CONFUSION, RATIOS),
        "fnr_ratio_low": Column("low", "precise", CONFUSION, RATIOS),
        "fnr_ratio_high": Column("high", "precise", CONFUSION, RATIOS),
        "is_too_small": Column("too small"),
    },
    keys=("model_version", "largest"),
    order="problem, share, attribute, whom",
    asks="Whom do they overlook?",
    unseen={"dashboard": OF_BUILDERS, "demo": OF_BUILDERS},
)
# Of course runs, of schools and of languages, whose runs have their names, the newest day; the list made last of it.
NEWEST_LISTS = f"""(
  SELECT *,
         dense_rank() OVER (PARTITION BY grade_level IS NULL, class_id <=> course_id ORDER BY as_of_date DESC) AS age,
         row_number() OVER (
           PARTITION BY student_id, source_system, class_id, as_of_date ORDER BY prediction_timestamp DESC) AS place
  FROM {PREDICTIONS}
) AS listed WHERE age = 1 AND place = 1"""
SELECTED = Question(
    "selected",
    "Students on the newest early-warning lists, within capacity",
    f"""
SELECT selected, ranked, ranked - selected AS others FROM (
  SELECT count(DISTINCT CASE WHEN is_selected THEN student_id END) AS selected,
         count(DISTINCT student_id) AS ranked
  FROM {NEWEST_LISTS}) AS counted
""",
    shows="selected",
    columns={"selected": Column("students", "count", ("selected", "others", "ranked"))},
    asks="How many can be helped?",
    unseen={
        "report": "told there for each list",
        "demo": "the first of a list are shown there by name",
    },
)
QUESTIONS = (JUDGED, CALIBRATION, IMPORTANCE, FAIRNESS, SELECTED)
