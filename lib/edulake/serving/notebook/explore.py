"""05_explore: what is there, how it went over time, one student's year, and a question of one's own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.governance import catalog
from edulake.serving.notebook import draw
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.notebook.lakehouse import asks
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from edulake.serving.notebook.lakehouse import Lakehouse
    from edulake.serving.questions.question import Row

RESULTS, ABSENCES = SUBJECTS["assessments"].table, SUBJECTS["attendance"].table
MONTHS = f"""
SELECT source_system AS source,
       extract(YEAR FROM assessment_date) AS year, extract(MONTH FROM assessment_date) AS month,
       avg(CAST(score AS DOUBLE)) AS score, count(score) AS n
FROM {RESULTS} WHERE NOT is_deleted AND score IS NOT NULL AND assessment_date IS NOT NULL
GROUP BY 1, 2, 3
"""
FEWEST = 10
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MISSED = f"""
SELECT date, sum(CAST(absent_fraction AS DOUBLE)) AS missed, count(absent_fraction) AS n FROM {ABSENCES}
WHERE absent_fraction IS NOT NULL AND is_exception IS NULL GROUP BY date ORDER BY date
"""
YEAR = f"""
SELECT assessment_date, subject, score, engagement_score, issue_codes, source_system FROM {RESULTS}
WHERE student_id = '{{student}}' AND NOT is_deleted ORDER BY assessment_date, assessment_id LIMIT 200
"""
MOST_ROWS, MOST_LINES = 200, 6


def tables(lake: Lakehouse) -> Exhibit:
    """Every table that is there, with what it holds and what tells its rows apart."""
    there = [table for table in catalog.TABLES if lake.has(table)]
    rows = [(str(table), table.meaning, ", ".join(table.key) or None, ", ".join(table.cluster_by)) for table in there]
    return Exhibit(
        f"{len(there)} of {len(catalog.TABLES)} tables are there.",
        None,
        ("table", "holds", "key", "clustered by"),
        rows,
    )


@asks(RESULTS)
def months(lake: Lakehouse) -> Exhibit:
    """Mean scores by month and source; months with few results are left out."""
    rows = [row for row in lake.rows(MONTHS) if row["n"] >= FEWEST]
    if not rows:
        return Exhibit(f"No month has {FEWEST} scores yet.")
    series: dict[str, list[tuple[dt.date, float]]] = {}
    for row in sorted(rows, key=lambda row: (row["source"], _month(row))):
        series.setdefault(row["source"], []).append((_month(row), row["score"]))
    first, last = (pick(map(_month, rows)) for pick in (min, max))
    says = f"From {first:%Y-%m} to {last:%Y-%m}; months with fewer than {FEWEST} scores are left out."
    return Exhibit(says, draw.lines(series, "Mean score by month", "mean score"))


@asks(ABSENCES)
def absence_by_weekday(lake: Lakehouse) -> Exhibit:
    """Share of days missed, by weekday and month."""
    sums: dict[tuple[str, str], list[float]] = {}
    for row in lake.rows(MISSED):
        day: dt.date = row["date"]
        both = sums.setdefault((WEEKDAYS[day.weekday()], f"{day:%Y-%m}"), [0.0, 0.0])
        both[0], both[1] = both[0] + row["missed"], both[1] + row["n"]
    if not sums:
        return Exhibit("There is no attendance yet.")
    weekdays = [name for name in WEEKDAYS if any(key[0] == name for key in sums)]
    places = sorted({month for _, month in sums})
    shares = {key: missed / n * 100 for key, (missed, n) in sums.items()}
    worst = max(shares, key=lambda key: shares[key])
    says = f"Most is missed on {worst[0]}s of {worst[1]}: {shares[worst]:.1f} %."
    grid = [[shares.get((weekday, month)) for month in places] for weekday in weekdays]
    return Exhibit(says, draw.heatmap(weekdays, places, grid, "Days missed, in percent", "{:.1f}"))


@asks(RESULTS)
def one_student(lake: Lakehouse) -> Exhibit:
    """The results of the student whom the parameter names, in the order in which they came."""
    student = lake.parameters["student"]
    if not student:
        return Exhibit("Write a student's id into the parameter student to see one year. Nobody is shown unasked.")
    if any(character in student for character in "'\\"):
        raise ConfigError("the parameter student is no id of a student", "it holds a quote", "write an id")
    rows = lake.rows(YEAR.format(student=student))
    if not rows:
        return Exhibit("No result is known of this student.")
    says = f"{len(rows)} results in {len({row['subject'] for row in rows})} subjects."
    series: dict[str, list[tuple[dt.date, float]]] = {}
    for row in rows:
        if row["score"] is not None:
            series.setdefault(row["subject"], []).append((row["assessment_date"], float(row["score"])))
    most = dict(sorted(series.items(), key=lambda item: -len(item[1]))[:MOST_LINES])
    figure = draw.lines(most, "Scores", "score") if most else None
    return Exhibit(says, figure, [name.replace("_", " ") for name in rows[0]], [tuple(row.values()) for row in rows])


def answer(lake: Lakehouse) -> Exhibit:
    """What the SELECT in the parameter question answers; tables are named as layer.table."""
    columns, rows = lake.view.query(lake.parameters["question"])
    shown = rows[:MOST_ROWS]
    more = f" The first {MOST_ROWS} are shown." if len(rows) > len(shown) else ""
    return Exhibit(f"{len(rows):,} rows.{more}", None, columns, shown)


def _month(row: Row) -> dt.date:
    return dt.date(int(row["year"]), int(row["month"]), 1)
