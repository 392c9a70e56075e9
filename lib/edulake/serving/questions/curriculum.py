"""What is learned of the curriculum, and how do the skills of learning grow?"""

from __future__ import annotations

from edulake.gold.learning.atl_trends import TABLE as SKILLS
from edulake.gold.learning.curriculum_mastery import MASTERED, PARTLY
from edulake.gold.learning.curriculum_mastery import TABLE as MASTERY
from edulake.gold.product import ALL
from edulake.governance.released.shares import BOUNDS
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import ON_THE_PAGE, newest

PARTS = ("mastered", "partly", "rest")
STANDARDS = Question(
    "standards",
    "Standards by the share of students who mastered them, in the newest school year",
    f"""
SELECT concat(CASE WHEN min(framework) OVER () = max(framework) OVER () THEN '' ELSE concat(framework, ' ') END, name,
              CASE WHEN count(*) OVER (PARTITION BY framework, name) = 1 THEN ''
              ELSE concat(' (', standard_id, ')') END) AS standard,
       mastered, partly, assessed - mastered AS others, assessed - mastered - partly AS rest, assessed, score,
       CAST(mastered AS DOUBLE) / assessed AS rate, CAST(mastered + partly AS DOUBLE) / assessed AS partly_rate
FROM (
  SELECT framework, standard_id, max(coalesce(code, title, standard_id)) AS name, count(*) AS assessed,
         sum(CASE WHEN mastery = '{MASTERED}' THEN 1 ELSE 0 END) AS mastered,
         sum(CASE WHEN mastery = '{PARTLY}' THEN 1 ELSE 0 END) AS partly, avg(CAST(score AS DOUBLE)) AS score
  FROM {MASTERY} WHERE is_leaf AND score IS NOT NULL AND school_year = {newest(MASTERY, "score IS NOT NULL")}
  GROUP BY framework, standard_id) AS by_standard
""",
    across="standard",
    shows="rate",
    columns={
        "standard": Column("standard"),
        "rate": Column("mastered", "share", ("mastered", "others"), of="assessed"),
        "partly_rate": Column("at least partly", "share", PARTS, of="assessed"),
        "score": Column("mean score", "score", ("assessed",)),
    },
    order="rate DESC, standard",
    asks="Which standards are mastered?",
    note=f"Of the students who were assessed in a standard, by their latest score: mastered from 85, partly from 70."
    f" {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)
# The term of a district that began last, whatever it is called.
NEWEST_TERM = f"""(
  SELECT *, max(term_begins) OVER (PARTITION BY source_system) AS newest_begins FROM (
    SELECT *, min(first_date) OVER (PARTITION BY source_system, school_year, term) AS term_begins
    FROM {SKILLS} WHERE school_id = '{ALL}') AS of_terms) AS of_districts
  WHERE term_begins = newest_begins"""
GROWTH = Question(
    "skills",
    "Skills by what changed since the term before, of students rated in both",
    f"""
SELECT concat(category,
              CASE rater_kind WHEN 'Teacher' THEN ', by teachers' WHEN 'Self' THEN ', by students' ELSE '' END,
              CASE WHEN min(scale) OVER () = max(scale) OVER () THEN '' ELSE concat(', ', scale) END) AS skill,
       students, matched, level_sum / nullif(students, 0) AS level, change_sum / nullif(matched, 0) AS change
FROM (
  SELECT category, rater_kind, scale, sum(students) AS students, sum(matched_students) AS matched,
         sum(CAST(avg_level AS DOUBLE) * students) AS level_sum,
         sum(CAST(matched_change AS DOUBLE) * matched_students) AS change_sum
  FROM {NEWEST_TERM}
  GROUP BY category, rater_kind, scale) AS by_skill
""",
    across="skill",
    shows="change",
    columns={
        "skill": Column("skill"),
        "change": Column("change of the mean level", "precise", ("matched",)),
        "level": Column("mean level, 1 to 4", "precise", ("students",)),
    },
    order="change DESC, skill",
    asks="Which skills grow?",
    note="In the newest term, on the same scale and in the same grade level. Levels are no grades.",
    unseen={"demo": ON_THE_PAGE},
)
QUESTIONS = (STANDARDS, GROWTH)
