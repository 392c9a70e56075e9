"""02_silver: what became of each record, and how good is what was kept?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from edulake.serving.notebook import asked, draw
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.notebook.lakehouse import asks
from edulake.serving.questions import asking
from edulake.serving.questions import operations as questions
from edulake.serving.questions.operations import BALANCE, REFUSED
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from edulake.serving.notebook.exhibit import Exhibits
    from edulake.serving.notebook.lakehouse import Lakehouse
    from edulake.serving.questions.question import Row

RESULTS, ABSENCES = SUBJECTS["assessments"].table, SUBJECTS["attendance"].table
FATES = {
    "accepted": draw.GOOD,
    "quarantined": draw.POOR,
    "duplicate": draw.SKY,
    "stale": draw.GREY,
    "out_of_scope": draw.PURPLE,
}
FAULTS = f"SELECT issue_codes AS codes, count(*) AS n FROM {RESULTS} WHERE NOT is_deleted GROUP BY issue_codes"
QUALITY = f"""
SELECT source_system AS source, count(*) AS results, avg(CAST(CAST(is_valid_score AS INT) AS DOUBLE)) AS scores,
       avg(CAST(CAST(is_valid_engagement AS INT) AS DOUBLE)) AS engagement,
       avg(CAST(data_quality_score AS DOUBLE)) AS quality
FROM {RESULTS} WHERE NOT is_deleted GROUP BY source_system ORDER BY source_system
"""
STEP = 5
SCORES = f"""
SELECT source_system AS source, CAST(floor(CAST(score AS DOUBLE) / {STEP}) AS INT) AS step, count(*) AS n
FROM {RESULTS} WHERE score IS NOT NULL AND NOT is_deleted GROUP BY 1, 2 ORDER BY 1, 2
"""
STATUSES = f"SELECT status, count(*) AS n FROM {ABSENCES} GROUP BY status ORDER BY n DESC, status"


def operations(lake: Lakehouse) -> Exhibits:
    return asked.shown(lake, questions.RECORDS, {BALANCE.name: _balance, REFUSED.name: _refusals})


def _balance(lake: Lakehouse) -> Exhibit:
    """Every record that came in has exactly one fate."""
    rows = asking.told(lake.view, BALANCE)
    if not rows:
        return Exhibit("No run of silver_cleanse has judged a record yet.")
    names = asking.told_columns(BALANCE, rows)
    fates = {BALANCE.columns[name].words: colour for name, colour in FATES.items() if name in names}
    wrong = [f"{row['source']} {row['balance']}" for row in rows if row["balance"] != "exact"]
    came = sum(row["came"] for row in rows)
    says = f"Each of {came:,} records has exactly one fate." if not wrong else f"Off balance: {', '.join(wrong)}."
    drawn = {row["source"]: {BALANCE.columns[name].words: row[name] for name in FATES} for row in rows}
    head = [BALANCE.columns[name].words for name in names]
    return Exhibit(
        says, draw.shares(drawn, BALANCE.title, fates), head, [[row[name] for name in names] for row in rows]
    )


def _refusals(lake: Lakehouse) -> Exhibit:
    """Why records wait in quarantine; one may have several reasons."""
    rows = asking.told(lake.view, REFUSED)
    found = _by_code([{"codes": row["codes"], "n": row["records"]} for row in rows])
    if not found:
        return Exhibit("Nothing is refused.")
    waiting = sum(row["records"] for row in rows)
    says = f"{waiting:,} records wait, most often for {next(iter(found))}. {REFUSED.note}"
    return Exhibit(says, draw.bars(found, REFUSED.title))


@asks(RESULTS)
def faults(lake: Lakehouse) -> Exhibit:
    """Faults of results that were kept: one field is empty, the rest counts."""
    found = _by_code(lake.rows(FAULTS))
    if not found:
        return Exhibit("No result that was kept has a fault.")
    says = f"{sum(found.values()):,} faults of single fields; the results that have them were kept."
    return Exhibit(says, draw.bars(found, "Faults of results that were kept"))


@asks(RESULTS)
def quality(lake: Lakehouse) -> Exhibit:
    """The share of valid scores and engagement by source, and their mean."""
    rows = lake.rows(QUALITY)
    if not rows:
        return Exhibit("There is no result yet.")
    results = sum(row["results"] for row in rows)
    mean = sum(row["quality"] * row["results"] for row in rows) / results
    without = [row["source"] for row in rows if not row["engagement"]]
    says = f"The quality score of {results:,} results is {mean:.2f} on average: the mean of two flags, valid score and "
    says += "valid engagement." + (
        f" {', '.join(without)} never states engagement, so 0.50 is its best." if without else ""
    )
    head = ("source", "results", "valid scores", "valid engagement", "quality score")
    return Exhibit(says, None, head, [tuple(row.values()) for row in rows])


@asks(RESULTS)
def scores(lake: Lakehouse) -> Exhibit:
    """How valid scores spread, by source."""
    rows = lake.rows(SCORES)
    if not rows:
        return Exhibit("There is no valid score yet.")
    last = 100 // STEP - 1  # 100 itself belongs to the last class
    counts: dict[str, list[float]] = {}
    for row in rows:
        counts.setdefault(row["source"], [0.0] * (last + 1))[min(row["step"], last)] += row["n"]
    ordered = dict(sorted(counts.items(), key=lambda item: -sum(item[1])))
    total = sum(map(sum, counts.values()))
    low = sum(sum(values[: 70 // STEP]) for values in counts.values()) / total
    says = f"{low:.0%} of {total:,.0f} valid scores are under 70, where Low begins."
    places = [str(step * STEP) for step in range(last + 1)]
    return Exhibit(says, draw.columns(places, ordered, f"Scores, in classes of {STEP}", "score from", "results"))


@asks(ABSENCES)
def attendance(lake: Lakehouse) -> Exhibit:
    """Days by status."""
    rows = lake.rows(STATUSES)
    if not rows:
        return Exhibit("There is no attendance yet.")
    unknown = sum(row["n"] for row in rows if row["status"] == "Unknown")
    says = f"{sum(row['n'] for row in rows):,} days or sessions; {unknown:,} with a status that could not be read."
    return Exhibit(says, draw.bars({row["status"]: row["n"] for row in rows}, "Attendance, by status"))


def _by_code(rows: list[Row]) -> dict[str, int]:
    """Records by each of their codes, most frequent first."""
    found: Counter[str] = Counter()
    for row in rows:
        found.update(dict.fromkeys(row["codes"] or [], row["n"]))
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:12])
