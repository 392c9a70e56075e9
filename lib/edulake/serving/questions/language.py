"""How many learn a language, at which levels, how fast, and who comes back?

Shares, means and medians are told, and no counts but those of a day: a learner may be in several languages, topics and
levels, and counts of them could be subtracted.
"""

from __future__ import annotations

from edulake.expr.levels import RANKS
from edulake.gold.language.columns import OK
from edulake.gold.language.error_patterns import TABLE as ERRORS_MADE
from edulake.gold.language.language_activity import TABLE as ACTIVITY
from edulake.gold.language.learner_levels import TABLE as LEVELLED
from edulake.gold.language.level_spells import DAYS, HOURS, PROGRESS
from edulake.gold.language.level_velocity import TABLE as TIMES
from edulake.gold.language.retention import BRACKET
from edulake.gold.language.retention import TABLE as RETAINED
from edulake.gold.product import ALL
from edulake.governance.released import Bands
from edulake.governance.released.shares import BOUNDS
from edulake.governance.released.sql import banded_sql, ends_sql, told_sql
from edulake.serving.questions.language_evidence import (
    EVIDENCE,
    EXPERIMENTS,
    LESSONS,
    RATIOS,
    SEARCHED,
    SEGMENTS,
    TOPICS,
)
from edulake.serving.questions.language_skills import DUE, REMEMBERED, SKILLS
from edulake.serving.questions.language_skills import LESSONS as COMPLETED
from edulake.serving.questions.languages import LANGUAGE, SOURCE
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import ON_THE_PAGE

NO_LEVEL = "none confirmed"
IN_BANDS = Bands((NO_LEVEL, *RANKS))
DRAWN_DAYS = 56
LEARNERS = Question(
    "language_learners",
    f"Learners of languages by day, on the newest {DRAWN_DAYS} days",
    f"""
SELECT source_system, date AS on_day, concat({SOURCE}, CAST(date AS STRING)) AS day, learners,
       known - learners AS others
FROM (
  SELECT source_system, date, learners,
         sum(new_learners) OVER (PARTITION BY source_system ORDER BY date ROWS UNBOUNDED PRECEDING) AS known,
         row_number() OVER (PARTITION BY source_system ORDER BY date DESC) AS age
  FROM {ACTIVITY} WHERE course_id = '{ALL}') AS by_day
WHERE age <= {DRAWN_DAYS}
""",
    across="day",
    shows="learners",
    columns={"day": Column("day"), "learners": Column("learners", "count", ("learners", "others"))},
    keys=("source_system", "on_day"),
    order="source_system, on_day",
    asks="How many learn a language, day by day?",
    note="Each learner once, whatever the language. A day on which few learn, or all but few, is not told.",
    unseen={"demo": ON_THE_PAGE},
)
BY_LEVEL = f"""
SELECT {LANGUAGE} AS language, level, learners FROM (
  SELECT source_system, course_id, coalesce(level, '{NO_LEVEL}') AS level, count(*) AS learners
  FROM {LEVELLED} GROUP BY source_system, course_id, coalesce(level, '{NO_LEVEL}')) AS by_level
"""
# No counts: all learners of each language, less all learners, would be those of two languages.
LEVELS = Question(
    "language_levels",
    "Learners of each language by confirmed level",
    f"""
SELECT language, band_place, concat(language, ', ', level) AS level,
       CAST(learners AS DOUBLE) / sum(learners) OVER (PARTITION BY language) AS share
FROM (
{banded_sql(BY_LEVEL, "level", "learners", IN_BANDS, {}, ("language",))}
) AS in_bands
""",
    across="level",
    shows="share",
    columns={"level": Column("language and level"), "share": Column("share of those shown", "share")},
    order="language, band_place",
    asks="At which levels are learners?",
    note="Each learner once in a language; levels of fewer than ten are shown with a neighbour, or left out. A level is"
    " confirmed by two tests in a row, or by one that stood, and not by what was shown once.",
    unseen={"demo": ON_THE_PAGE},
)
VELOCITY = Question(
    "language_velocity",
    "Days from a level to the next, by which half would have reached it",
    f"""
SELECT concat({LANGUAGE}, ', ', level, CASE entered_by WHEN '{PROGRESS}' THEN '' ELSE concat(', ', entered_by) END)
         AS level, learners, reached, days, low, high, hours_learners, hours_reached, hours, guided_from, guided_to
FROM (
  SELECT source_system, course_id, level, entered_by,
         max(CASE WHEN clock = '{DAYS}' THEN learners END) AS learners,
         max(CASE WHEN clock = '{DAYS}' THEN reached END) AS reached,
         max(CASE WHEN clock = '{HOURS}' THEN learners END) AS hours_learners,
         max(CASE WHEN clock = '{HOURS}' THEN reached END) AS hours_reached,
         max(CASE WHEN clock = '{DAYS}' THEN value END) AS days, max(CASE WHEN clock = '{DAYS}' THEN low END) AS low,
         max(CASE WHEN clock = '{DAYS}' THEN high END) AS high,
         max(CASE WHEN clock = '{HOURS}' THEN value END) AS hours,
         max(guided_hours_fewest) AS guided_from, max(guided_hours_most) AS guided_to
  FROM {TIMES} WHERE quantity = 'median' GROUP BY source_system, course_id, level, entered_by) AS by_level
""",
    across="level",
    shows="days",
    columns={
        "level": Column("level"),
        "days": Column("days", "score", ("learners", "reached")),
        "low": Column("95 % from", "score", ("learners", "reached")),
        "high": Column("to", "score", ("learners", "reached")),
        "hours": Column("active hours", "score", ("hours_learners", "hours_reached")),
        "guided_from": Column("hours of lessons planned, from"),
        "guided_to": Column("hours of lessons planned, to"),
    },
    order="level",
    asks="How long does a level take?",
    note="Kaplan-Meier: those still on their way count for as long as they are seen. Who was placed at a level began it"
    " before anybody looked. Planned hours are those of schools, context and no norm: here only talk counts as active.",
    unseen={"demo": ON_THE_PAGE},
)
REACHED = Question(
    "language_reached",
    "Learners at the next level within so many days",
    f"""
SELECT concat({LANGUAGE}, ', ', level, CASE entered_by WHEN '{PROGRESS}' THEN '' ELSE concat(', ', entered_by) END,
              ', in ', CAST(days_after AS STRING), ' days') AS level, learners, reached, rate,
       CAST(floor((rate + 0.000000001) * n) AS BIGINT) AS of_them,
       CAST(floor((1.000000001 - rate) * n) AS BIGINT) AS others
FROM (
  SELECT *, CAST(value AS DOUBLE) AS rate, max(days_after) OVER (PARTITION BY source_system) AS last_horizon
  FROM {TIMES} WHERE quantity LIKE 'reached_by_%' AND value IS NOT NULL) AS of_horizons
WHERE days_after = last_horizon
""",
    across="level",
    shows="rate",
    columns={
        "level": Column("level and horizon"),
        "rate": Column("at the next level", "share", ("learners", "reached", "of_them", "others"), of="learners"),
    },
    order="level",
    asks="How many get to the next level?",
    note=f"Aalen-Johansen: of all, those who dropped off as well. {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)
OF_MONTH = "(retained + others)"
BY_MONTH = f"""
SELECT *, eligible - retained AS others, CAST(retained AS DOUBLE) / nullif(eligible, 0) AS rate FROM (
  SELECT source_system, substr(CAST(cohort_week AS STRING), 1, 7) AS cohort, CAST(days_after / 7 AS INT) AS week,
         min(status) AS status, CASE WHEN min(status) = '{OK}' THEN sum(eligible) END AS eligible,
         CASE WHEN min(status) = '{OK}' THEN sum(retained) END AS retained
  FROM {RETAINED} WHERE kind = '{BRACKET}'
  GROUP BY source_system, substr(CAST(cohort_week AS STRING), 1, 7), CAST(days_after / 7 AS INT)) AS by_month"""
RETENTION = Question(
    "language_retention",
    "Learners who come back, by weeks after their first day",
    f"""
SELECT concat({SOURCE}, 'week ', lpad(CAST(week AS STRING), 2, '0')) AS week, retained, eligible - retained AS others,
       CAST(retained AS DOUBLE) / eligible AS rate
FROM (
  SELECT source_system, week, sum(retained) AS retained, sum(eligible) AS eligible
  FROM ({BY_MONTH}) AS months WHERE {told_sql(ends_sql("rate", OF_MONTH), ("retained", "others"))} = rate
  GROUP BY source_system, week) AS pooled
""",
    across="week",
    shows="rate",
    columns={
        "week": Column("weeks after the first day"),
        "rate": Column("came back", "share", ("retained", "others")),
    },
    order="week",
    asks="How many come back, and after how long?",
    note="Active on any of the seven days; of all who began in months of which that may be told.",
    unseen={"demo": ON_THE_PAGE},
)
COHORTS = Question(
    "language_cohorts",
    "Learners who come back, by the month in which they began",
    f"""
SELECT *, concat({SOURCE}, cohort, ', week ', lpad(CAST(week AS STRING), 2, '0')) AS began
FROM ({BY_MONTH}) AS months
""",
    across="began",
    shows="rate",
    columns={
        "began": Column("month of the first day, and week after it"),
        "rate": Column("came back", "share", ("retained", "others"), of=OF_MONTH),
    },
    keys=("source_system", "cohort", "week"),
    order="began",
    asks="Do those who began later come back as often?",
    note=f"The month in which the first week began, as single weeks are of few. {BOUNDS}",
    unseen={"dashboard": "a matrix, of which bars say little", "demo": ON_THE_PAGE},
)
MADE = ("learners", "made_by", "others")
ERRORS = Question(
    "language_errors",
    "Errors in a hundred messages that were checked, by level",
    f"""
SELECT concat({LANGUAGE}, ', ', level) AS level, learners, learners_with_errors AS made_by,
       learners - learners_with_errors AS others, CASE WHEN status = '{OK}' THEN errors_per_100 END AS rate,
       lower AS low, upper AS high
FROM {ERRORS_MADE} WHERE error_type = '{ALL}'
""",
    across="level",
    shows="rate",
    columns={
        "level": Column("language and level"),
        "rate": Column("errors in a hundred messages", "score", MADE),
        "low": Column("95 % from", "score", MADE),
        "high": Column("to", "score", MADE),
    },
    order="level",
    asks="How often are learners corrected?",
    note="Levels at which nobody checks, or too little is known, have no row, and are not free of errors.",
    unseen={"demo": ON_THE_PAGE},
)
QUESTIONS = (
    *(LEARNERS, LEVELS, VELOCITY, REACHED, RETENTION, COHORTS, ERRORS),
    *(EVIDENCE, LESSONS, TOPICS, SEARCHED, SEGMENTS, RATIOS, EXPERIMENTS),
    *(SKILLS, COMPLETED, REMEMBERED, DUE),
)
