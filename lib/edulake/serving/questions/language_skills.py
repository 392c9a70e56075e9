"""What learners can do, which lessons they complete, and what they may have forgotten: told, and nothing ranked."""

from __future__ import annotations

from edulake.gold.language.columns import NO_EVIDENCE, OK
from edulake.gold.language.lesson_progress_summary import TABLE as PROGRESS
from edulake.gold.language.skill_profile import TABLE as SKILLED
from edulake.governance.released.shares import BOUNDS
from edulake.ml.audit.gate import READY
from edulake.ml.review_due.judging import HALF_LIFE
from edulake.ml.tables.review_due import ML_REVIEW_DUE, REVIEW_DUE
from edulake.serving.questions.language_evidence import newest
from edulake.serving.questions.languages import LANGUAGE, SOURCE
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import ON_THE_PAGE

SKILLS = Question(
    "language_skills",
    "Answers on a skill that are right, by the level that was tested last",
    f"""
SELECT concat({LANGUAGE}, ', ', level, ', ', skill) AS skill, learners, share FROM (
  SELECT source_system, course_id, level, skill, count(*) AS learners, avg(correct_share) AS share
  FROM {SKILLED} WHERE correct_share IS NOT NULL GROUP BY source_system, course_id, level, skill) AS by_skill
""",
    across="skill",
    shows="share",
    columns={
        "skill": Column("language, level and skill"),
        "share": Column("right answers", "share", ("learners",), of="learners"),
    },
    order="skill",
    asks="What can learners do?",
    note="Mean of the learners' shares, each by tests of the level that was tested last: another level is another test,"
    f" and no step up or down from this one. {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)
BEGAN = ("completed", "still_open")
LESSONS = Question(
    "language_lesson_progress",
    "Learners who complete a lesson that they began",
    f"""
SELECT concat({LANGUAGE}, CASE WHEN level IS NULL THEN '' ELSE concat(', ', level) END, ', lesson ', lesson_id)
         AS lesson, started, completed, started - completed AS still_open,
       CAST(completed AS DOUBLE) / nullif(started, 0) AS rate, with_mastery,
       mean_mastery AS mastery, timed, median_days AS days
FROM {PROGRESS} WHERE status = '{OK}'
""",
    across="lesson",
    shows="rate",
    columns={
        "lesson": Column("language, level and lesson"),
        "rate": Column("completed so far", "share", BEGAN, of="started"),
        "mastery": Column("mean mastery of those", "share", ("with_mastery",), of="with_mastery"),
        "days": Column("median of days", "score", ("timed",)),
    },
    order="lesson",
    asks="Which lessons are completed?",
    note="By name, and no order of merit: who chooses a lesson decides its figures. Some who began lately will complete"
    f" it yet. {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)
REMEMBERED = Question(
    "language_memory",
    "How far right answers are foretold by when a skill was tested before",
    f"""
SELECT concat({SOURCE}, CASE model WHEN '{HALF_LIFE}' THEN 'half-lives' WHEN 'leitner' THEN 'boxes of Leitner'
                        ELSE 'one share for all' END) AS model, learners, mae, auc,
       CASE status WHEN '{READY}' THEN 'half-lives are closer: what is due is told'
                   WHEN '{NO_EVIDENCE}' THEN 'no evidence that half-lives are closer: nothing is due'
                   ELSE 'too few learners' END AS verdict
FROM ({newest(ML_REVIEW_DUE, "*")}) AS found
""",
    across="model",
    shows="mae",
    columns={
        "model": Column("foretold by"),
        "mae": Column("mean distance from the share of right answers", "precise", ("learners",)),
        "auc": Column("right above wrong answers", "precise", ("learners",)),
        "verdict": Column("verdict"),
    },
    order="model",
    asks="Is it known what learners forget?",
    note="Fitted to all but the last 28 days, which judge. Of right above wrong answers, one half is chance.",
    unseen={"demo": ON_THE_PAGE},
)
DUE = Question(
    "language_reviews",
    "Learners of whom a skill is due for review",
    f"""
SELECT concat({LANGUAGE}, ', ', skill) AS skill, learners, due, learners - due AS others,
       CAST(due AS DOUBLE) / learners AS share, days
FROM (
  SELECT source_system, course_id, skill, count(*) AS learners, sum(CASE WHEN is_due THEN 1 ELSE 0 END) AS due,
         avg(half_life_days) AS days
  FROM ({newest(REVIEW_DUE, "*")}) AS listed GROUP BY source_system, course_id, skill) AS by_skill
""",
    across="skill",
    shows="share",
    columns={
        "skill": Column("language and skill"),
        "share": Column("due", "share", ("due", "others"), of="learners"),
        "days": Column("mean half-life in days", "score", ("learners",)),
    },
    order="skill",
    asks="What should be reviewed?",
    note=f"Of those who were active lately: half or more is forgotten by now, as half-lives have it. {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)
