"""Who is known at all, how do they do, who is enrolled, who teaches them and learns, and who can be reached?"""

from __future__ import annotations

from edulake.gold.learning.pd_trends import TABLE as LEARNED
from edulake.gold.learning.student_performance_summary import TABLE as SUMMARY
from edulake.gold.people.enrollment_metrics import TABLE as ENROLLED
from edulake.gold.people.guardian_coverage import TABLE as GUARDIANS
from edulake.gold.people.staff_profile import TABLE as STAFF
from edulake.gold.people.staff_profile import TEACHER
from edulake.gold.product import ALL
from edulake.governance.released.shares import BOUNDS
from edulake.governance.released.sql import parted_sql
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import NAME, ON_THE_PAGE, YEAR, newest

STUDENTS = Question(
    "students",
    "Students",
    f"""
SELECT count(*) AS students, sum(total_assessments) AS results, avg(avg_score) AS score, count(avg_score) AS scored,
       avg(avg_engagement) AS engagement, count(avg_engagement) AS engaged
FROM {SUMMARY}
""",
    shows="students",
    columns={
        "students": Column("students", "count", ("students",)),
        "results": Column("results", "count", ("students",)),
        "score": Column("mean score", "score", ("scored",)),
        "engagement": Column("mean engagement", "score", ("engaged",)),
    },
    asks="How many students are there, and how do they do?",
)
ENROLLED_BY_YEAR = Question(
    "enrolled_by_year",
    "Students on the census day, by school year",
    f"""
SELECT {YEAR} AS year, students, fewest, retained, staying - retained AS others, retained / nullif(staying, 0) AS stayed
FROM (
  SELECT school_year, sum(members) AS students, min(of_district) AS fewest, CAST(sum(retained) AS DOUBLE) AS retained,
         sum(CASE WHEN retained IS NOT NULL THEN members - graduated END) AS staying
  FROM (SELECT *, nullif(sum(members) OVER (PARTITION BY source_system, school_year), 0) AS of_district FROM {ENROLLED}
        WHERE school_id = '{ALL}') AS by_grade
  GROUP BY school_year) AS by_year
""",
    across="year",
    shows="students",
    columns={
        "year": Column("school year"),
        "students": Column("students", "count", ("students", "fewest")),
        "stayed": Column("there a year later", "share", ("retained", "others", "fewest"), of="(retained + others)"),
    },
    order="year",
    asks="How many are enrolled, and how many stay?",
    note=f"Graduates are not expected a year later. {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)
# A district that tells of no year before says nothing of how it changed; a school that is new in it had nobody.
OF_TWO_YEARS = f"""
SELECT source_system, {NAME} AS school, students,
       CASE WHEN sum(earlier) OVER (PARTITION BY source_system) > 0 THEN coalesce(earlier, 0) END AS before
FROM (
  SELECT source_system, school_id, sum(CASE WHEN school_year = newest THEN members ELSE 0 END) AS students,
         sum(CASE WHEN school_year < newest THEN members END) AS earlier
  FROM {ENROLLED} CROSS JOIN (SELECT {newest(ENROLLED)} AS newest) AS years
  WHERE school_id <> '{ALL}' AND school_year BETWEEN newest - 1 AND newest
  GROUP BY source_system, school_id) AS by_school
"""
ENROLLED_BY_SCHOOL = Question(
    "enrolled_by_school",
    "Students by school, on the newest census day",
    f"""
SELECT *, students - before AS change FROM (
{parted_sql(OF_TWO_YEARS, "has_before", ["before"], "school", "students", ["source_system"])}
) AS compared
""",
    across="school",
    counts="students",
    within=("source_system",),
    columns={
        "school": Column("school"),
        "students": Column("students", "count"),
        "before": Column("a year before", "count", ("before",), "has_before"),
        "change": Column("change", "count", ("before",), "has_before"),
    },
    asks="Who is enrolled where, and how did that change?",
)
TAUGHT = Question(
    "students_per_teacher",
    "Students for each full-time teacher, by school",
    f"""
SELECT source_system, {NAME} AS school, {YEAR} AS year, members, students_per_teacher AS load FROM {STAFF}
WHERE role = '{TEACHER}' AND school_id <> '{ALL}' AND school_year = {newest(STAFF)}
""",
    across="school",
    counts="members",
    within=("source_system",),
    shows="load",
    columns={"school": Column("school"), "load": Column("students per teacher", "score", ("members",))},
    keys=("year",),
    order="load DESC, school",
    asks="How many students has a teacher?",
    note="On the newest census day; not told of a school while anybody's share of full time is missing.",
    unseen={"demo": ON_THE_PAGE},
)
REACHED = Question(
    "not_reachable",
    "Students whom nobody can be called for, by school",
    f"""
SELECT *, members - unreachable AS reachable, members - without AS with_contact, unreachable - without AS without_way,
       CAST(unreachable AS DOUBLE) / nullif(members, 0) AS rate
FROM (
  SELECT source_system, {NAME} AS school, members, members - reachable AS unreachable, without FROM (
    SELECT source_system, school_id, sum(members) AS members, sum(reachable) AS reachable, sum(no_contact) AS without
    FROM {GUARDIANS} WHERE school_id <> '{ALL}' AND school_year = {newest(GUARDIANS)}
    GROUP BY source_system, school_id) AS by_school) AS of_schools
""",
    across="school",
    counts="members",
    within=("source_system",),
    shows="unreachable",
    columns={
        "school": Column("school"),
        "unreachable": Column("students without telephone or e-mail", "count", ("unreachable", "reachable")),
        "rate": Column("share", "share", ("unreachable", "reachable")),
        "without": Column("without any contact", "count", ("without", "with_contact", "without_way", "reachable")),
    },
    order="unreachable DESC, school",
    asks="Who cannot be reached?",
    note="Of contacts on the newest census day.",
)
HOURS = Question(
    "hours_of_learning",
    "Hours of learning for each of the staff, by month of the newest school year",
    f"""
SELECT substr(CAST(month AS STRING), 1, 7) AS month, participants, staff - participants AS others,
       CASE WHEN unknown = 0 THEN CAST(hours AS DOUBLE) / staff END AS hours
FROM (
  SELECT month, sum(participants) AS participants, sum(staff) AS staff, sum(hours) AS hours,
         sum(sessions_without_hours) AS unknown
  FROM {LEARNED}
  WHERE school_id = '{ALL}' AND category = '{ALL}' AND staff > 0 AND school_year = {newest(LEARNED, "staff > 0")}
  GROUP BY month) AS by_month
""",
    across="month",
    shows="hours",
    columns={
        "month": Column("month"),
        "hours": Column("hours for each of the staff", "score", ("participants", "others")),
    },
    order="month",
    asks="How much do the staff learn?",
    note="Not told of a month while the hours of a session are missing.",
)
QUESTIONS = (STUDENTS, ENROLLED_BY_YEAR, ENROLLED_BY_SCHOOL, TAUGHT, REACHED, HOURS)
