"""Who is missing school?"""

from __future__ import annotations

from edulake.gold.wellbeing.attendance_insights import TABLE as INSIGHTS
from edulake.serving.questions.question import Question

# From the least to the most; those of whom too little is known last.
BANDS = {
    "Satisfactory": "under 5 % missed",
    "At Risk": "5 to 10 %",
    "Moderate Chronic": "10 to 20 %, chronic",
    "Severe Chronic": "20 % or more, chronic",
    "Too Few Days": "too few days to say",
}
PLACES = " ".join(f"WHEN '{band}' THEN {place}" for place, band in enumerate(BANDS))
ABSENCE = Question(
    "absence",
    "How much school is missed, in the newest school year",
    f"""
SELECT absence_band AS absence, count(*) AS students FROM {INSIGHTS}
WHERE school_year = (SELECT max(school_year) FROM {INSIGHTS}) GROUP BY absence_band
""",
    across="absence",
    counts="students",
    order=f"CASE absence {PLACES} END, absence",
    asks="Who is missing school?",
    note="Bands of Attendance Works: chronic from a tenth of the days missed. Days count while a membership covers"
    " them, where those are told.",
)
QUESTIONS = (ABSENCE,)
