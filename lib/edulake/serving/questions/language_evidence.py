"""What adds to learning a language, and who is alike: where chance alone would not tell as much, and else that.

A table without evidence has no order: it is sorted by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.gold.language.columns import MASKED, NO_EVIDENCE, OK
from edulake.gold.language.experiment_results import TABLE as RESULTS
from edulake.gold.language.experiment_solved import ADJUSTED, BLOCKED
from edulake.gold.language.lesson_effects import TABLE as EFFECTS
from edulake.gold.language.lesson_solved import LEVEL
from edulake.gold.language.topic_engagement import TABLE as ENGAGED
from edulake.governance.released.shares import BOUNDS
from edulake.governance.released.sql import line_sql
from edulake.ml.segments.choice import NO_SEGMENTS, READY
from edulake.ml.tables.segments import LEARNER_SEGMENTS, ML_SEGMENTS
from edulake.serving.questions.languages import LANGUAGE, SOURCE
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import ON_THE_PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row

OF_WORDS = "words, and no number that could be drawn"
NO_SCALE = "differences of several scales, of which bars without limits say nothing"
NO_ORDER = "no evidence that they differ: they have no order"
VERDICTS = f"""
SELECT '{{what}}' AS what, source_system, course_id,
       CASE WHEN max(CASE WHEN status = '{OK}' THEN 1 ELSE 0 END) = 1 THEN 'they differ by more than chance'
            WHEN max(CASE WHEN status = '{NO_EVIDENCE}' THEN 1 ELSE 0 END) = 1 THEN '{NO_ORDER}'
            ELSE 'too little to tell' END AS verdict
FROM {{table}} GROUP BY source_system, course_id"""
EVIDENCE = Question(
    "language_evidence",
    "Whether lessons and topics differ",
    f"""
SELECT concat({LANGUAGE}, ', ', what) AS of_what, verdict, what FROM (
{VERDICTS.format(what="lessons", table=EFFECTS)}
UNION ALL
{VERDICTS.format(what="topics", table=ENGAGED)}) AS verdicts
""",
    across="of_what",
    columns={"of_what": Column("language, and what"), "verdict": Column("what can be told")},
    keys=("what",),
    order="of_what",
    asks="Do lessons and topics differ at all?",
    note="Of lessons: by what tests of the same learners tell before and after. Of topics: by how long the same"
    " learners talk about them.",
    unseen={"dashboard": OF_WORDS, "demo": ON_THE_PAGE},
)
LESSONS = Question(
    "language_lessons",
    "Points of score that go with a completed lesson",
    f"""
SELECT concat({LANGUAGE}, ', lesson ', lesson_id) AS lesson, learners, shrunk, effect, lower AS low, upper AS high, q
FROM {EFFECTS} WHERE status = '{OK}'
""",
    across="lesson",
    shows="shrunk",
    columns={
        "lesson": Column("lesson"),
        "shrunk": Column("points, less what is chance", "score", ("learners",)),
        "effect": Column("points", "score", ("learners",)),
        "low": Column("95 % from", "score", ("learners",)),
        "high": Column("to", "score", ("learners",)),
        "q": Column("chance of as much without any effect, of all lessons", "precise", ("learners",)),
    },
    order="shrunk DESC, lesson",
    asks="Which lessons go with better tests?",
    note="Within learners, who choose their lessons: an association and no proof of a cause. Only of languages whose"
    " lessons differ by more than chance.",
    unseen={"demo": ON_THE_PAGE},
)


def differing(lessons: Sequence[Row]) -> str:
    """How many of the lessons differ from 0, by the chance that holds for all of them together."""
    beyond = [row for row in lessons if row["q"] is not None and float(row["q"]) < LEVEL]
    return f"Different from 0 by more than chance, all of them taken together: {len(beyond)} of {len(lessons)} lessons."


BACK = ("returned", "stayed_away")
TOPICS = Question(
    "language_topics",
    "Messages of a learner in a conversation, by topic",
    f"""
SELECT concat({LANGUAGE}, ', ', topic_id) AS topic, learners, median_messages AS messages, returned,
       eligible - returned AS stayed_away, eligible, CAST(returned AS DOUBLE) / nullif(eligible, 0) AS rate, compared,
       CASE WHEN status = '{OK}' THEN more_messages END AS more, CASE WHEN status = '{OK}' THEN lower END AS low,
       CASE WHEN status = '{OK}' THEN upper END AS high
FROM {ENGAGED}
""",
    across="topic",
    shows="messages",
    columns={
        "topic": Column("language and topic"),
        "messages": Column("median of messages", "score", ("learners",)),
        "rate": Column("came back to it", "share", BACK, of="eligible"),
        "more": Column("more than the same learners elsewhere", "score", ("compared",)),
        "low": Column("95 % from", "score", ("compared",)),
        "high": Column("to", "score", ("compared",)),
    },
    order="topic",
    asks="What do learners talk about?",
    note=f"By name: who chooses a topic decides its figures. The same learners elsewhere are what compares. {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)


def newest(table: object, columns: str) -> str:
    """Columns of the rows of the newest day of each source, as its newest run found them."""
    return f"""SELECT {columns} FROM (
  SELECT *, first_value(model_version) OVER (
    PARTITION BY source_system ORDER BY as_of_date DESC, processing_timestamp DESC, model_version DESC) AS newest,
         max(as_of_date) OVER (PARTITION BY source_system) AS newest_day FROM {table}) AS of_runs
WHERE model_version = newest AND as_of_date = newest_day"""


SEARCHED = Question(
    "language_searched",
    "Whether learners are of several kinds",
    f"""
SELECT concat({SOURCE}, CAST(day AS STRING)) AS day,
       CASE status WHEN '{READY}' THEN concat(CAST(k AS STRING), ' segments')
                   WHEN '{NO_SEGMENTS}' THEN 'no segments: learners differ by degrees, or not beyond chance'
                   ELSE 'too few learners with enough days' END AS verdict
FROM (
  SELECT source_system, max(as_of_date) AS day, max(status) AS status,
         max(CASE WHEN verdict = 'CHOSEN' THEN k END) AS k
  FROM ({newest(ML_SEGMENTS, "*")}) AS found GROUP BY source_system) AS by_source
""",
    across="day",
    columns={"day": Column("as of"), "verdict": Column("what can be told")},
    order="day",
    asks="Are there kinds of learners?",
    note="By the 56 days before. Segments count if they are found again in other draws of the same learners, and are"
    " further apart than chance alone puts them.",
    unseen={"dashboard": OF_WORDS, "demo": ON_THE_PAGE},
)
BY_SEGMENT = f"""
  SELECT source_system, segment, count(*) AS learners
  FROM ({newest(LEARNER_SEGMENTS, "source_system, coalesce(segment, 'no segment') AS segment")}) AS placed
  GROUP BY source_system, segment"""
SEGMENTS = Question(
    "language_segments",
    "Learners by segment",
    f"""
SELECT source_system, concat({SOURCE}, segment) AS segment,
       CAST(learners AS DOUBLE) / sum(learners) OVER (PARTITION BY source_system) AS share
FROM (
{line_sql(BY_SEGMENT, "segment", "learners", ("source_system",))}
) AS in_line
""",
    across="segment",
    shows="share",
    columns={"segment": Column("segment"), "share": Column("share of those shown", "share")},
    order="share DESC, segment",
    asks="How many are of which kind?",
    note="New and quiet learners have too few days to be of any. Segments of fewer than ten are left out.",
    unseen={"demo": ON_THE_PAGE},
)
OF_EXPERIMENT = "source_system, experiment_id, metric, analysis"
OF_ARMS = ("fewest", "fewest_assigned")
RATIOS = Question(
    "language_sample_ratios",
    "Experiments: are learners divided as they were to be?",
    f"""
SELECT concat({SOURCE}, replace(experiment_id, '_', ' ')) AS experiment, p, fewest, fewest_assigned,
       CASE WHEN is_blocked = 1 THEN 'blocked: learners are not divided as planned, so no difference can be believed'
            WHEN p IS NULL THEN 'nobody yet'
            WHEN is_masked = 1 THEN 'as planned, not over yet' ELSE 'as planned' END AS verdict
FROM (
  SELECT source_system, experiment_id, min(sample_ratio_p) AS p,
         coalesce(min(CASE WHEN exposed > 0 THEN exposed END), 0) AS fewest,
         coalesce(min(CASE WHEN assigned > 0 THEN assigned END), 0) AS fewest_assigned,
         max(CASE WHEN status = '{BLOCKED}' THEN 1 ELSE 0 END) AS is_blocked,
         max(CASE WHEN status = '{MASKED}' THEN 1 ELSE 0 END) AS is_masked
  FROM {RESULTS} GROUP BY source_system, experiment_id) AS by_experiment
""",
    across="experiment",
    columns={
        "experiment": Column("experiment"),
        "p": Column("chance of such a division, if as planned", "precise", OF_ARMS),
        "verdict": Column("verdict", "text", OF_ARMS),
    },
    order="experiment",
    asks="May the experiments be believed?",
    note="Asked before anything else: where a variant loses more learners than another, those who stay differ.",
    unseen={"dashboard": OF_WORDS, "demo": ON_THE_PAGE},
)
EXPERIMENTS = Question(
    "language_experiments",
    "Experiments: what differs from the control",
    f"""
SELECT concat({SOURCE}, replace(experiment_id, '_', ' '), ': ', replace(metric, '_', ' '), ', ', variant,
              CASE analysis WHEN '{ADJUSTED}' THEN ', adjusted' ELSE '' END) AS what,
       role, fewest, difference, lower AS low, upper AS high, p_adjusted AS p,
       CASE WHEN is_shown AND role = 'guardrail' THEN 'no harm' WHEN is_shown THEN 'shown'
            ELSE 'not shown' END AS verdict
FROM (
  SELECT *, min(CASE WHEN learners > 0 THEN learners END) OVER (PARTITION BY {OF_EXPERIMENT}) AS fewest
  FROM {RESULTS} WHERE status <> '{BLOCKED}'
) AS by_variant
WHERE difference IS NOT NULL
""",
    across="what",
    shows="difference",
    columns={
        "what": Column("experiment, metric and variant"),
        "role": Column("role"),
        "difference": Column("less the control's", "precise", ("fewest",)),
        "low": Column("from", "precise", ("fewest",)),
        "high": Column("to", "precise", ("fewest",)),
        "p": Column("chance of as much without any effect, of all of its role", "precise", ("fewest",)),
        "verdict": Column("verdict", "text", ("fewest",)),
    },
    order="what",
    asks="What did the experiments show?",
    note="Those whose learners are divided otherwise than planned are left out. Adjusted: less what the time before"
    " foretold. A guardrail is what must not get worse: its chance is of as much if it were, by its margin.",
    unseen={"dashboard": NO_SCALE, "demo": ON_THE_PAGE},
)
