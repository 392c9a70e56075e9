"""Who is known at all, and how do they do on the whole?"""

from __future__ import annotations

from edulake.gold.learning.student_performance_summary import TABLE as SUMMARY
from edulake.serving.questions.question import Column, Question

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
QUESTIONS = (STUDENTS,)
