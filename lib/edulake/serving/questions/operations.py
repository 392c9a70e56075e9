"""What became of what was delivered, and of those who applied? Records are counted as they are: nobody is hidden."""

from __future__ import annotations

from edulake.gold.operations.admissions_funnel import REACHED
from edulake.gold.operations.admissions_funnel import TABLE as FUNNEL
from edulake.gold.product import ALL
from edulake.ops.tables import FATES, JOB_RUNS, QUARANTINE
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import ON_THE_PAGE, newest

ELSEWHERE = "it reads gold alone: what runs did is for those who run them"
OFF = f"came - ({' + '.join(FATES)})"
WORDS = {"quarantined": "refused", "out_of_scope": "out of scope"}
BALANCE = Question(
    "balance",
    "What became of the records",
    f"""
SELECT *, CASE WHEN {OFF} = 0 THEN 'exact' ELSE concat('off by ', CAST({OFF} AS STRING)) END AS balance FROM (
  SELECT source_system AS source, sum(coalesce(records_in, 0) + coalesce(records_revisited, 0)) AS came,
         {", ".join(f"sum(coalesce({name}, 0)) AS {name}" for name in FATES)}
  FROM {JOB_RUNS} WHERE job = 'silver_cleanse' AND status <> 'FAILED' AND source_system IS NOT NULL
  GROUP BY source_system) AS judged
WHERE came > 0
""",
    across="source",
    shows="came",
    columns={
        "source": Column("source"),
        "came": Column("records", "count"),
        **{name: Column(WORDS.get(name, name), "count") for name in FATES},
        "balance": Column("balance"),
    },
    order="source",
    asks="Every record accounted for, exactly once",
    unseen={"dashboard": ELSEWHERE},
)
REFUSED = Question(
    "refused",
    "Refused records by reason",
    f"""
SELECT source_system AS source, reason_codes AS codes, count(*) AS records FROM {QUARANTINE} WHERE status = 'OPEN'
GROUP BY source_system, reason_codes
""",
    across="source",
    shows="records",
    columns={"source": Column("source"), "codes": Column("reasons"), "records": Column("records", "count")},
    order="records DESC, source, codes",
    asks="What was refused, and why?",
    note="None of them is lost.",
    unseen={"dashboard": ELSEWHERE},
)
# A step is told where neither those who came to it are few nor those who came to any one before, and no further.
LEFT_SINCE = {f"left_since_{step}": f"greatest(0, {step} - persons)" for step in REACHED}
BY_STEP = ("persons", *LEFT_SINCE)
FIRST, *_ = REACHED
ADMISSIONS = Question(
    "admissions",
    "From applications to enrolled, for the newest year of entry",
    f"""
SELECT step, place, persons, CAST(persons AS DOUBLE) / nullif({FIRST}, 0) AS of_applied,
       {", ".join(f"{sql} AS {name}" for name, sql in LEFT_SINCE.items())}
FROM (
  SELECT *, CASE step {" ".join(f"WHEN '{step}' THEN {step}" for step in REACHED)} END AS persons
  FROM (
    SELECT {", ".join(f"sum({step}) AS {step}" for step in REACHED)} FROM {FUNNEL}
    WHERE school_id = '{ALL}' AND school_year = {newest(FUNNEL, f"{FIRST} > 0")}) AS reached
  CROSS JOIN (VALUES {", ".join(f"('{step}', {place})" for step, place in REACHED.items())}) AS steps(step, place)
) AS by_step
""",
    across="step",
    shows="persons",
    columns={
        "step": Column("came to be"),
        "persons": Column("persons", "count", BY_STEP),
        "of_applied": Column("of those who applied", "share", BY_STEP),
    },
    order="place",
    asks="How many of those who apply are enrolled?",
    note="Who applies for two grades is counted in both.",
    unseen={"demo": ON_THE_PAGE},
)
RECORDS = (BALANCE, REFUSED)
SERVICES = (ADMISSIONS,)
QUESTIONS = (*RECORDS, *SERVICES)
