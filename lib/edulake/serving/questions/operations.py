"""What became of what was delivered? Records are counted, not students: nobody is hidden."""

from __future__ import annotations

from edulake.ops.tables import FATES, JOB_RUNS, QUARANTINE
from edulake.serving.questions.question import Column, Question

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
QUESTIONS = (BALANCE, REFUSED)
