"""Who is missing school, what happens there, who is kept out of it, and who is immunized?"""

from __future__ import annotations

from edulake.gold.product import ALL
from edulake.gold.wellbeing.attendance_insights import TABLE as INSIGHTS
from edulake.gold.wellbeing.behaviour_trends import TABLE as BEHAVIOUR
from edulake.gold.wellbeing.discipline_outcomes import TABLE as DISCIPLINED
from edulake.gold.wellbeing.disproportionality import TABLE as COMPARED
from edulake.gold.wellbeing.immunization_coverage import TABLE as IMMUNIZED
from edulake.gold.wellbeing.staff_absence_days import TABLE as MISSED
from edulake.governance.released import Bands
from edulake.governance.released.shares import BOUNDS
from edulake.governance.released.sql import parted_sql
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import NAME, ON_THE_PAGE, YEAR, newest

# Those of whom too little is known, then from the least to the most.
BANDS = {
    "Too Few Days": "too few days to say",
    "Satisfactory": "under 5 % missed",
    "At Risk": "5 to 10 %",
    "Moderate Chronic": "10 to 20 %, chronic",
    "Severe Chronic": "20 % or more, chronic",
}
CHRONIC = ("Moderate Chronic", "Severe Chronic")
# The report tells how many are chronically absent: no band is shown together with one of the other side.
IN_BANDS = Bands(tuple(BANDS), borders=(len(BANDS) - len(CHRONIC),))
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
    bands=IN_BANDS,
    order=f"CASE absence {PLACES} END, absence",
    asks="Who is missing school?",
    note="Bands of Attendance Works: chronic from a tenth of the days missed. Days count while a membership covers"
    " them, where those of the student are told.",
)
INCIDENTS = Question(
    "incidents",
    "Offences for each hundred students, by month of the newest school year",
    f"""
SELECT substr(CAST(month AS STRING), 1, 7) AS month, incidents, offences, students, members - students AS others,
       100 * CAST(offences AS DOUBLE) / members AS rate
FROM (
  SELECT month, sum(incidents) AS incidents, sum(offences) AS offences, sum(students) AS students,
         sum(members) AS members
  FROM {BEHAVIOUR}
  WHERE school_id = '{ALL}' AND category = '{ALL}' AND members > 0 AND school_year = {newest(BEHAVIOUR)}
  GROUP BY month) AS by_month
""",
    across="month",
    shows="rate",
    columns={
        "month": Column("month"),
        "incidents": Column("incidents", "count", ("students", "others")),
        "rate": Column("offences for each hundred students", "score", ("students", "others")),
    },
    order="month",
    asks="Is there more trouble than before?",
    note="An offence is one student's part in one incident.",
    unseen={"demo": ON_THE_PAGE},
)
# Who was both suspended out of school and expelled is not known: at least the more of them lost days.
SUSPENDED = Question(
    "suspended",
    "Students who were suspended, by school, in the newest school year",
    f"""
SELECT source_system, {NAME} AS school, {YEAR} AS year, members, suspended, members - suspended AS others,
       CAST(suspended AS DOUBLE) / nullif(members, 0) AS rate, days_lost_per_100 AS days,
       greatest(suspended_out_of_school, expelled) AS with_days,
       greatest(1, members - suspended_out_of_school - expelled) AS without_days
FROM {DISCIPLINED} WHERE school_id <> '{ALL}' AND school_year = {newest(DISCIPLINED)}
""",
    across="school",
    counts="members",
    within=("source_system",),
    shows="rate",
    columns={
        "school": Column("school"),
        "suspended": Column("suspended", "count", ("suspended", "others")),
        "rate": Column("share of students", "share", ("suspended", "others"), of="members"),
        "days": Column("days lost for each hundred students", "score", ("with_days", "without_days")),
    },
    keys=("year",),
    order="rate DESC, school",
    asks="Who loses days to suspension?",
    note=f"In school or out of it; days are lost to suspension out of school and to expulsion. {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)
OF_KIND = ("source_system", "kind", "action")
# Those with the action and without it, of the group and of all others that are known.
SIDES = ("disciplined", "spared", "others_disciplined", "others_spared")
OF_GROUPS = f"""
SELECT *, members - disciplined AS spared, others - others_disciplined AS others_spared,
       CAST(others_disciplined AS DOUBLE) / nullif(others, 0) AS risk_of_others
FROM {COMPARED} WHERE school_id = '{ALL}' AND school_year = {newest(COMPARED)}
"""
Z95 = 1.959963984540054
DISPROPORTION = Question(
    "disproportion",
    "Discipline: which groups more often than all others, in the newest school year",
    f"""
SELECT *, exp(ln(ratio) - {Z95} * error) AS low, exp(ln(ratio) + {Z95} * error) AS high FROM (
  SELECT source_system, concat(kind, ', ', value, ': ', action) AS whom, risk, risk_of_others, has_sides,
         {", ".join(SIDES)},
         (CAST(disciplined AS DOUBLE) * others) / (CAST(members AS DOUBLE) * others_disciplined) AS ratio,
         sqrt(1.0E0 / disciplined - 1.0E0 / members + 1.0E0 / others_disciplined - 1.0E0 / others) AS error
  FROM (
{parted_sql(OF_GROUPS, "has_sides", SIDES[:2], "value", "members", OF_KIND)}
  ) AS parted WHERE risk_ratio IS NOT NULL) AS rated
""",
    across="whom",
    shows="ratio",
    columns={
        "whom": Column("group and action"),
        "risk": Column("of the group", "share", SIDES, "has_sides"),
        "risk_of_others": Column("of all others", "share", SIDES, "has_sides"),
        "ratio": Column("times as often", "precise", SIDES, "has_sides"),
        "low": Column("95 % from", "precise", SIDES, "has_sides"),
        "high": Column("to", "precise", SIDES, "has_sides"),
    },
    order="ratio DESC, whom",
    asks="Is a group disciplined more often than others?",
    note="The interval is that of Katz et al. (1978), by logarithms: one that holds 1 may be chance. Groups overlap,"
    " and a ratio says nothing of why.",
    unseen={"demo": ON_THE_PAGE},
)
IMMUNIZATION = Question(
    "immunization",
    "Students with all doses of a required vaccine, by school, on the newest census day",
    f"""
SELECT {NAME} AS school, concat({NAME}, ', ', vaccine) AS vaccine, complete, members - complete AS others, no_record,
       members - complete - no_record AS rest, CAST(complete AS DOUBLE) / nullif(members, 0) AS coverage,
       CAST(no_record AS DOUBLE) / nullif(members, 0) AS unknown
FROM (
  SELECT *, sum(members - no_record) OVER (PARTITION BY source_system, vaccine) AS known FROM (
    SELECT source_system, school_id, vaccine, sum(members) AS members, sum(complete) AS complete,
           sum(no_record) AS no_record
    FROM {IMMUNIZED} WHERE school_id <> '{ALL}' AND school_year = {newest(IMMUNIZED)}
    GROUP BY source_system, school_id, vaccine) AS by_school) AS of_schools
WHERE known > 0
""",
    across="vaccine",
    shows="coverage",
    columns={
        "vaccine": Column("school and vaccine"),
        "coverage": Column("all doses", "share", ("complete", "others"), of="(complete + others)"),
        "unknown": Column("nothing recorded", "share", ("complete", "no_record", "rest"), of="(complete + others)"),
    },
    keys=("school",),
    order="coverage, vaccine",
    asks="Where are few immunized?",
    note=f"The lowest first. A vaccine of which a district records nothing is left out. {BOUNDS}",
    unseen={"demo": ON_THE_PAGE},
)
STAFF_ABSENCE = Question(
    "staff_absence",
    "Staff who missed more than ten days, by role, in the newest school year",
    f"""
SELECT role, staff_over_10_days AS over, staff - staff_over_10_days AS others, rate
FROM (
  SELECT role, sum(staff) AS staff, sum(staff_over_10_days) AS staff_over_10_days,
         CASE WHEN sum(staff_unknown) = 0 THEN CAST(sum(staff_over_10_days) AS DOUBLE) / sum(staff) END AS rate
  FROM {MISSED} WHERE school_id = '{ALL}' AND school_year = {newest(MISSED, "staff > 0")}
  GROUP BY role) AS by_role
""",
    across="role",
    shows="rate",
    columns={
        "role": Column("role"),
        "over": Column("staff over ten days", "count", ("over", "others")),
        "rate": Column("share of the staff", "share", ("over", "others"), of="(over + others)"),
    },
    order="rate DESC, role",
    asks="How much are the staff away?",
    note="Neither excused days nor work elsewhere are missed. Not told of a role while anybody's days are unknown. "
    + BOUNDS,
)
QUESTIONS = (ABSENCE, INCIDENTS, SUSPENDED, DISPROPORTION, IMMUNIZATION, STAFF_ABSENCE)
