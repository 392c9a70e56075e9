"""Who is missing school, when, and where?"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from edulake.gold.wellbeing.attendance_insights import TABLE as INSIGHTS
from edulake.governance import released
from edulake.governance.released.bands import OR
from edulake.serving.questions.wellbeing import ABSENCE, BANDS, CHRONIC, IN_BANDS
from edulake.serving.report import charts
from edulake.serving.report.parts import Action, Chart, Section, Table, Tile, columns
from edulake.serving.report.words import people, spelled
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE as ATTENDANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

LATEST = f"SELECT max(school_year) AS year FROM {INSIGHTS}"
BY_SCHOOL = f"""
SELECT coalesce(school_id, 'Several, or not told') AS school, absence_band AS band, count(*) AS students
FROM {INSIGHTS} WHERE school_year = {{year}} GROUP BY coalesce(school_id, 'Several, or not told'), absence_band
"""
STREAK = 3
AWAY = f"""
SELECT count(*) AS students, count(CASE WHEN current_absence >= {STREAK} THEN 1 END) AS away
FROM {INSIGHTS} WHERE school_year = {{year}}
"""
BY_DAY = f"""
SELECT date, count(DISTINCT student_id) AS students,
       count(DISTINCT CASE WHEN absent_fraction > 0 THEN student_id END) AS absent,
       count(DISTINCT CASE WHEN absent_fraction < 1 THEN student_id END) AS present,
       sum(absent_fraction) AS missed, count(*) AS sessions
FROM {ATTENDANCE}
WHERE school_year = {{year}} AND absent_fraction IS NOT NULL AND is_exception IS NULL GROUP BY date ORDER BY date
"""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STEPS = {
    "under 3 %": 0.03,
    "3 to 5 %": 0.05,
    "5 to 8 %": 0.08,
    "8 to 12 %": 0.12,
    "12 to 20 %": 0.2,
    "20 % or more": 2.0,
}


def section(lake: Reading, _: Choices) -> Section:
    made = Section("attendance", "Attendance", "Who is missing school, and when?")
    year = lake.one(LATEST)["year"] if lake.has(INSIGHTS) else None
    if year is None:
        made.empty = "No attendance has arrived yet. Deliver a file of student, date and status, and run the pipeline."
    else:
        _of_year(made, lake, year)
    return made


def _of_year(made: Section, lake: Reading, year: int) -> None:
    """The latest school year."""
    counts: Counter[str] = Counter({row["absence"]: row["students"] for row in lake.all_of(ABSENCE)})
    if sum(counts.values()) < released.SMALLEST:
        made.empty = "Attendance is known of fewer than ten students; their figures are not shown."
        return
    made.answer = f"School year {year - 1}/{year % 100:02d}, all schools, classes and sources of a student together."
    chronic = _bands(made, counts)
    _streaks(made, lake.one(AWAY.format(year=year)))
    if lake.has(ATTENDANCE):
        _calendar(made, lake.rows(BY_DAY.format(year=year)))
    if chronic is not None:
        _schools(made, lake.rows(BY_SCHOOL.format(year=year)))


def _bands(made: Section, counts: Counter[str]) -> int | None:
    """Bands; the number of chronically absent students, if it is told."""
    shown, chronic = told_bands(counts)
    everybody = sum(counts.values())
    title = "How much school is missed"
    table = [
        [OR.join(of), OR.join(BANDS[band] for band in of), n, released.share(n, everybody)] for of, n in shown.items()
    ]
    drawn = [{"band": f"{band}: {words}", "students": n} for band, words, n, _ in table if n is not released.HIDDEN]
    spec = charts.bars(drawn, "band", charts.number("students", "Students"), [row["band"] for row in drawn])
    numbers = Table(title, ("Band", "Days missed", "Students", "Share"), ("text", "text", "count", "share"), table)
    told = people(chronic) if chronic is not None else "some"
    says = f"Of {everybody:,} students, {told} are chronically absent: they missed a tenth of their days or more."
    made.parts.append(Chart(title, spec, says, numbers, "Bands of Attendance Works. Half days count as halves."))
    if chronic is not None:
        share = spelled(released.share(chronic, everybody), "share")
        made.tiles.append(Tile("Chronically absent", share, f"{people(chronic)} of {everybody:,} students"))
        made.actions += _call(made, chronic, everybody)
    return chronic


def told_bands(counts: Counter[str]) -> tuple[dict[tuple[str, ...], Any], int | None]:
    """Students by bands that are shown together, or HIDDEN, and the number of chronically absent ones.

    That number is None where they, or the others, are few; each band is then told or hidden by itself.
    """
    students = [counts[band] for band in BANDS]
    plan = IN_BANDS.joined(students)
    if len(plan) == 1:
        hidden = IN_BANDS.left_out(students)
        return {(band,): released.HIDDEN if at in hidden else counts[band] for at, band in enumerate(BANDS)}, None
    groups = [tuple(IN_BANDS.names[at] for at in of) for of in plan]
    return {of: sum(counts[band] for band in of) for of in groups}, sum(counts[band] for band in CHRONIC)


def _call(made: Section, chronic: int, everybody: int) -> list[Action]:
    if not chronic:
        return []
    what = f"students ({released.share(chronic, everybody):.0%}) are chronically absent"
    return [
        Action(
            2,
            f"{chronic:,}",
            what,
            "Call the families of those nearest to the line first: they come back most easily.",
            made.anchor,
        )
    ]


def _streaks(made: Section, counted: Row) -> None:
    """Those who missed the last days recorded. Nobody's share is told by a number under ten."""
    away = counted["away"]
    if away and not released.line([away, counted["students"] - away]):
        made.actions.append(
            Action(
                1,
                f"{away:,}",
                f"students missed each of their last {STREAK} days on record, or more",
                "Call them today.",
                made.anchor,
            )
        )


def _calendar(made: Section, rows: Sequence[Row]) -> None:
    """Share of school missed for each day; where fewer than ten students were away, or there, only that."""
    if not rows:
        return
    drawn, weeks = [], defaultdict(dict)
    for row in rows:
        day, step, told = row["date"], *_told(row)
        monday = day - dt.timedelta(days=day.weekday())
        drawn.append({"week": monday.isoformat(), "day": DAYS[day.weekday()], "step": step})
        weeks[monday][day.weekday()] = told
    days = [name for at, name in enumerate(DAYS) if at < 5 or any(row["date"].weekday() == at for row in rows)]
    title = "Absence by weekday and week"
    steps = [step for step in (*UNTOLD, *STEPS) if any(d["step"] == step for d in drawn)]
    table = [[monday, *[of.get(at) for at in range(len(days))]] for monday, of in sorted(weeks.items())]
    numbers = Table(title, ("Week of", *days), ("date", *columns("share", days)), table)
    spec = _heat(drawn, days, steps, sorted(weeks))
    made.parts.append(Chart(title, spec, _pattern(made, rows), numbers, FEW_NOTE if set(UNTOLD) & set(steps) else ""))


FEW_AWAY, FEW_THERE = "fewer than ten away", "fewer than ten there"
UNTOLD = ("hidden", FEW_AWAY, FEW_THERE)
FEW_NOTE = "Where fewer than ten students were away, or fewer than ten were there, the share is not told."


def _heat(
    drawn: Sequence[Row], days: Sequence[str], steps: Sequence[str], mondays: Sequence[dt.date]
) -> dict[str, Any]:
    """Weeks from left to right; the first week of a month is named."""
    named = {m.isoformat() for at, m in enumerate(mondays) if not at or m.month != mondays[at - 1].month}
    label = (
        " : ".join(f"datum.value === '{day}' ? '{dt.date.fromisoformat(day):%b}'" for day in sorted(named)) + " : ''"
    )
    axis = {"labelExpr": label, "ticks": False, "domain": False, "labelOverlap": False, "orient": "top"}
    x = charts.nominal("week", [m.isoformat() for m in mondays], axis=axis)
    y = charts.nominal("day", days, axis={"domain": False, "ticks": False, "labelPadding": 8})
    heat = charts.heat(drawn, x, y, "step", steps, "Share of school missed", 28)
    colours = dict.fromkeys(UNTOLD, charts.NEUTRAL) | dict(zip(STEPS, charts.STEPS, strict=True))
    heat["encoding"]["color"]["scale"]["range"] = [colours[step] for step in steps]
    return heat


def _told(row: Row) -> tuple[str, Any]:
    """The class of a day and its share in whole percent."""
    if released.is_small(row["students"]):
        return "hidden", released.HIDDEN
    if row["absent"] < released.SMALLEST:
        return FEW_AWAY, FEW_AWAY
    if row["present"] < released.SMALLEST:
        return FEW_THERE, FEW_THERE
    share = released.share(row["missed"], row["sessions"])
    return next(name for name, end in STEPS.items() if share < end), share


def _pattern(made: Section, rows: Sequence[Row]) -> str:
    """Which weekday is missed most, over all days that are told, and whether that is a pattern worth a thought."""
    missed, sessions = Counter(), Counter()
    told = [row for row in rows if _told(row)[0] not in UNTOLD]
    for row in told:
        missed[row["date"].weekday()] += row["missed"]
        sessions[row["date"].weekday()] += row["sessions"]
    rates = {day: missed[day] / sessions[day] for day in sessions if day < 5}
    if len(rates) < 2 or sum(row["absent"] for row in told) < 100:
        return "The share of school missed on each day."
    everyday = sum(missed.values()) / sum(sessions.values())
    worst = max(rates, key=lambda day: rates[day])
    if rates[worst] >= 1.2 * everyday:
        made.actions.append(
            Action(
                4,
                f"{rates[worst]:.1%}",
                f"of school is missed on {DAYS[worst]}s, against {everyday:.1%} over the week",
                f"Put something worth coming for on {DAYS[worst]}s.",
                made.anchor,
            )
        )
    return (
        f"The share of school missed on each day: {everyday:.1%} over all, most on {DAYS[worst]}s ({rates[worst]:.1%})."
    )


def _schools(made: Section, rows: Sequence[Row]) -> None:
    """Chronically absent or not, by school."""
    kinds = [{**row, "kind": "chronic" if row["band"] in CHRONIC else "other"} for row in rows]
    by_school = released.protected(released.counted(kinds, "school", "kind"), "Small schools")
    if len(by_school.rows) < 2 or "chronic" not in by_school.columns:
        return
    table = [
        [
            school,
            by_school.totals[school],
            *by_school.counts(school, ["chronic"]),
            *by_school.shares(school, ["chronic"]),
        ]
        for school in by_school.rows
    ]
    table.sort(key=lambda row: (0.0 if row[3] is released.HIDDEN else -row[3], row[0]))
    head = ("School", "Students", "Chronically absent", "Share")
    made.parts.append(Table("Chronic absence by school", head, ("text", "count", "count", "share"), table))
