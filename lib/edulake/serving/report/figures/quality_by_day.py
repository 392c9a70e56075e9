"""How good was what each source brought, day by day? A part of data quality: records are counted, nobody is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.ops.tables import JOB_RUNS
from edulake.serving.report import charts
from edulake.serving.report.parts import Chart, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Section
    from edulake.serving.report.reading import Reading

TITLE = "Refused and faulty, by source and day"
DAYS, SOURCES = 30, 5
# Counted since a version of the contract: the sum, and of how many accepted records.
COUNTED = {"faulty": ("faulty", "judged"), "quality_points": ("points", "scored")}
NOTE = (
    "Days are of UTC, those of runs. Faulty: of the accepted, those that carry an issue code; score: the mean of "
    f"data_quality_score. The last {DAYS} days with records of each source."
)


def by_day(columns: Collection[str]) -> str:
    """The SQL of what each source brought, by day; null for what a warehouse of `columns` does not count yet."""
    sums = [
        f"sum({name}) AS {part}, sum(CASE WHEN {name} IS NOT NULL THEN accepted END) AS {whole}"
        if name in columns
        else f"CAST(NULL AS BIGINT) AS {part}, CAST(NULL AS BIGINT) AS {whole}"
        for name, (part, whole) in COUNTED.items()
    ]
    return f"""
SELECT source_system AS source, date_trunc('day', started_at) AS day,
       sum(coalesce(records_in, 0) + coalesce(records_revisited, 0)) AS came, sum(quarantined) AS refused,
       {", ".join(sums)}
FROM {JOB_RUNS} WHERE accepted IS NOT NULL AND source_system IS NOT NULL AND status <> 'FAILED'
GROUP BY source_system, date_trunc('day', started_at) ORDER BY day, source
"""


def add_to(made: Section, lake: Reading) -> None:
    """Shares by source and day, drawn for the sources with most records where there are two days or more."""
    columns = lake.lake.query(f"SELECT * FROM {JOB_RUNS} LIMIT 1").columns
    rows = [row for row in lake.rows(by_day(columns)) if row["came"]]
    newest = sorted({row["day"] for row in rows})[-DAYS:]
    rows = [row for row in rows if row["day"] in newest]
    if not rows:
        return
    numbers = _numbers(rows)
    names = _largest(rows)
    if len(newest) < 2:
        made.parts.append(numbers)
        return
    drawn = [
        {"day": row["day"].isoformat(), "source": row["source"], "share": _share(row["refused"], row["came"])}
        for row in rows
        if row["source"] in names
    ]
    axis = {"format": "%d %b", "grid": False, "tickCount": 8}
    x = {"field": "day", "type": "temporal", "title": None, "axis": axis}
    y = charts.number("share", "Share of records refused", ".0%", scale={"domainMin": 0})
    made.parts.append(Chart(TITLE, charts.lines(drawn, x, y, "source", names), _says(rows), numbers))


def _numbers(rows: Sequence[Row]) -> Table:
    head = ("Source", "Day", "Records", "Refused", "Share refused", "Faulty", "Share faulty", "Score")
    kinds = ("text", "date", "count", "count", "share", "count", "share", "share")
    table: list[list[Any]] = [
        [
            row["source"],
            row["day"],
            row["came"],
            row["refused"],
            _share(row["refused"], row["came"]),
            row["faulty"],
            _share(row["faulty"], row["judged"]),
            _share(row["points"], 100 * (row["scored"] or 0)),
        ]
        for row in reversed(rows)
    ]
    return Table(TITLE, head, kinds, table, NOTE)


def _largest(rows: Sequence[Row]) -> list[str]:
    records = {name: sum(row["came"] for row in rows if row["source"] == name) for name in {r["source"] for r in rows}}
    return sorted(sorted(records, key=lambda name: (-records[name], name))[:SOURCES])


def _says(rows: Sequence[Row]) -> str:
    """The worst source of the newest day."""
    last = rows[-1]["day"]
    worst = max(
        (row for row in rows if row["day"] == last), key=lambda row: (row["refused"] / row["came"], row["came"])
    )
    share = f"{worst['refused'] / worst['came']:.0%}"
    return (
        f"On {last:%d %B %Y} {share} of the records of {worst['source']} were refused, the largest share of that day."
    )


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole
