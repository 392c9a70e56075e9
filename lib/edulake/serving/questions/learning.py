"""How do students do, what is hard, and what do they finish?"""

from __future__ import annotations

from edulake.gold.learning.class_daily_performance import TABLE as CLASS_DAYS
from edulake.gold.learning.cohort_longitudinal import TABLE as COHORTS
from edulake.gold.learning.course_completion import OUTCOMES
from edulake.gold.learning.course_completion import TABLE as COMPLETED
from edulake.gold.learning.student_performance_aggregates import TABLE as AGGREGATES
from edulake.gold.learning.subject_performance_analytics import TABLE as SUBJECTS
from edulake.gold.product import ALL
from edulake.governance.released import Bands
from edulake.governance.released.shares import BOUNDS
from edulake.governance.released.sql import whole_sql
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import MAYBE_YEAR

# A student who moved has a row for each grade; the one with the latest result says where they are.
LATEST = f"""(
  SELECT *, row_number() OVER (PARTITION BY student_id ORDER BY last_assessment_date DESC, grade_level) AS place
  FROM {AGGREGATES}) AS latest
WHERE place = 1"""
SUBTRACTED = "made of mean score and engagement, whose cells it shows: a hidden one could be had from both"

RISK = Question(
    "risk",
    "Students by risk",
    f"""
SELECT coalesce(risk_level, 'Unknown') AS risk, count(*) AS students,
       avg(CAST(avg_score AS DOUBLE)) AS score, count(avg_score) AS scored,
       avg(CAST(avg_engagement AS DOUBLE)) AS engagement, count(avg_engagement) AS engaged,
       avg(CAST(performance_trend AS DOUBLE)) AS trend, count(performance_trend) AS with_trend
FROM {LATEST} GROUP BY coalesce(risk_level, 'Unknown')
""",
    across="risk",
    counts="students",
    bands=Bands(("Unknown", "Low Risk", "Medium Risk", "High Risk")),
    means={"score": "scored", "engagement": "engaged", "trend": "with_trend"},
    columns={
        "risk": Column("risk"),
        "students": Column("students", "count"),
        "score": Column("mean score", "score", ("scored",)),
        "engagement": Column("engagement", "score", ("engaged",)),
        "trend": Column("trend", "score", ("with_trend",)),
    },
    asks="Who needs help?",
    note="A rule over what was, not a forecast. A student who changed grades is counted in the latest.",
    unseen={"report": SUBTRACTED},
)
CROSSED = f"""
SELECT overall_performance_category AS category, risk_level AS risk, count(*) AS students,
       avg(CAST(avg_score AS DOUBLE)) AS score, count(avg_score) AS scored,
       avg(CAST(avg_engagement AS DOUBLE)) AS engagement, count(avg_engagement) AS engaged
FROM {LATEST} GROUP BY overall_performance_category, risk_level
"""
OVERVIEW = Question(
    "category_by_risk",
    "Students by category and risk",
    f"""
SELECT *, concat(category, ', ', risk) AS category_and_risk FROM (
{whole_sql(CROSSED, "is_told", "students")}
) AS crossed
""",
    across="category_and_risk",
    shows="students",
    columns={
        "category_and_risk": Column("category and risk"),
        "students": Column("students", "count", ("students",), "is_told"),
        "score": Column("mean score", "score", ("scored",), "is_told"),
        "engagement": Column("mean engagement", "score", ("engaged",), "is_told"),
    },
    order="students DESC, category_and_risk",
    asks="Who does well, and is at risk all the same?",
    note="Told as a whole, or not at all: one cell of few could be had from the others.",
    unseen={"report": SUBTRACTED},
)
HIGH_RISK = Question(
    "high_risk",
    "High risk",
    f"SELECT max(CASE WHEN risk = 'High Risk' THEN students END) AS students FROM (\n{RISK.told}\n) AS by_risk",
    shows="students",
    columns={"students": Column("students at high risk", "count", ("students",))},
    unseen={
        "report": SUBTRACTED,
        "notebook": "a row of Students by risk",
        "demo": "a row of Who needs help?",
    },
)
# Of results without a score it is not known whose they are: at most so many students have none. One has, at least.
SCORED_STUDENTS = "greatest(1, unique_students - (total_assessments - high_count - medium_count - low_count))"
# How many results a subject has is not told: all results less those would be the results of a subject that is hidden.
DIFFICULTY = Question(
    "subjects",
    "Difficulty of subjects",
    f"""
SELECT subject, max(scored_students) AS scored_students,
       sum(CAST(avg_score AS DOUBLE) * scored) / nullif(sum(scored), 0) AS score,
       sum(CAST(difficulty_rating AS DOUBLE) * scored) / nullif(sum(scored), 0) AS difficulty
FROM (
  SELECT *, high_count + medium_count + low_count AS scored, {SCORED_STUDENTS} AS scored_students
  FROM {SUBJECTS} WHERE difficulty_rating IS NOT NULL) AS rated
GROUP BY subject
""",
    across="subject",
    shows="difficulty",
    columns={
        "subject": Column("subject"),
        "score": Column("mean score", "score", ("scored_students",)),
        "difficulty": Column("difficulty, 0 to 5", "score", ("scored_students",)),
    },
    order="difficulty DESC, subject",
    asks="Which subjects are hard?",
    note="Difficulty is (100 - mean score) / 20: 0 is easiest, 5 hardest.",
    unseen={"report": "told there by grade, from results: a hidden grade could be had from both"},
)
# The report tells all enrollments of a course, and hides another outcome with that of few: whoever knows the others, or
# the rate, from here would have both. So nothing is told of a course here where any outcome is that of few.
BY_ANY_OUTCOME = tuple(f"{name}_students" for name in OUTCOMES)
# Rows of a version before have no students by outcome: they are taken for few, until gold has made them anew.
BY_OUTCOME = ", ".join(f"coalesce({name}_students, 1) AS {name}_students" for name in OUTCOMES)
COMPLETION = Question(
    "courses",
    "Courses that students finish, of known outcomes",
    f"""
SELECT course_id AS course, enrolled, completed, failed, withdrawn, still_open, coalesce(not_told, 0) AS not_told,
       completion_rate, {BY_OUTCOME}
FROM {COMPLETED} WHERE enrolled > 0
""",
    across="course",
    shows="completion_rate",
    columns={
        "course": Column("course"),
        "enrolled": Column("enrolled", "count", BY_ANY_OUTCOME),
        "completed": Column("completed", "count", BY_ANY_OUTCOME),
        "failed": Column("failed", "count", BY_ANY_OUTCOME),
        "withdrawn": Column("withdrawn", "count", BY_ANY_OUTCOME),
        "completion_rate": Column("completion rate", "share", BY_ANY_OUTCOME, of="(completed + failed + withdrawn)"),
    },
    order="completion_rate, course",
    asks="Which courses do students finish?",
    note=BOUNDS,
)
COHORT_SCORES = Question(
    "cohorts",
    "Mean scores of those who started in a year, and their change since",
    f"""
SELECT concat('started ', CAST(entry_year AS STRING), ', in ', CAST(school_year AS STRING)) AS cohort,
       avg_score AS score, students_with_score AS scored, matched_students AS matched,
       CASE WHEN school_year > entry_year THEN matched_change END AS change
FROM {COHORTS} WHERE school_id = '{ALL}'
""",
    across="cohort",
    shows="score",
    columns={
        "cohort": Column("cohort and school year"),
        "score": Column("mean score", "score", ("scored",)),
        "change": Column("change since the first year", "score", ("matched",)),
    },
    order="cohort",
    asks="How did the scores of a cohort move?",
    note="A change is of those with scores in both years alone. School years are called by that in which they end.",
)
MOST_DAYS = 5
NEWEST_DAYS = f"""(
  SELECT *, concat(class_id, ', ', CAST(date AS STRING)) AS class_and_day,
         dense_rank() OVER (PARTITION BY school_id ORDER BY date DESC) AS age
  FROM {CLASS_DAYS} WHERE {{}} IS NOT NULL) AS by_day
WHERE age <= {MOST_DAYS}"""
CLASS_KEYS = ("class", "school", "year", "term")
OF_CLASS = f"class_and_day, class_id AS class, school_id AS school, {MAYBE_YEAR} AS year, term"
CLASS_ATTENDANCE = Question(
    "class_attendance",
    f"Attendance by class, on the newest {MOST_DAYS} days",
    f"""
SELECT {OF_CLASS}, attendance_rate, present_count, absent_count FROM {NEWEST_DAYS.format("attendance_rate")}
""",
    across="class_and_day",
    shows="attendance_rate",
    columns={
        "class_and_day": Column("class and day"),
        "attendance_rate": Column(
            "there for any part of the day",
            "share",
            ("present_count", "absent_count"),
            of="(present_count + absent_count)",
        ),
    },
    keys=CLASS_KEYS,
    order="class_and_day",
    asks="Who is in class, day by day?",
    note=f"Told where nobody, or ten or more, were away. {BOUNDS}",
)
CLASS_SCORES = Question(
    "class_scores",
    f"Mean score by class, on the newest {MOST_DAYS} days with results",
    f"""
SELECT {OF_CLASS}, avg_score AS score, students_with_score AS scored FROM {NEWEST_DAYS.format("avg_score")}
""",
    across="class_and_day",
    shows="score",
    columns={"class_and_day": Column("class and day"), "score": Column("mean score", "score", ("scored",))},
    keys=CLASS_KEYS,
    order="class_and_day",
    asks="How does each class do, day by day?",
)
QUESTIONS = (RISK, OVERVIEW, HIGH_RISK, DIFFICULTY, COMPLETION, COHORT_SCORES, CLASS_ATTENDANCE, CLASS_SCORES)
