"""The gold tables of terms, years and cohorts computed without Spark, with exact fractions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from oracle import Row, given, grouped, mean, rounded

LEVELS = ("Prekindergarten", "Kindergarten", "1st Grade", "2nd Grade", "3rd Grade")
LEVELS += tuple(f"{number}th Grade" for number in range(4, 13))
BANDS = (("High", 85, 101), ("Medium", 70, 85), ("Low", 0, 70))


def filled(rows: Iterable[Row], *names: str) -> list[Row]:
    return [{**row, **{name: row[name] or "Unknown" for name in names}} for row in rows]


def grade(rows: list[Row]) -> str:
    """That of the last result which names one; of two on one day the higher."""
    known = [row for row in rows if row["grade_level"] in LEVELS]
    if known:
        return max(known, key=lambda row: (row["assessment_date"], LEVELS.index(row["grade_level"])))["grade_level"]
    return max(rows, key=lambda row: (row["assessment_date"], row["grade_level"]))["grade_level"]


def six_digits(values: list[Any]) -> Fraction | None:
    exact = mean(values)
    return None if exact is None else Fraction(rounded(exact, 6) or 0)


def share(part: int, of: int, places: int) -> Any:
    return rounded(Fraction(part, of), places) if of else None


def proficiency(assessments: Iterable[Row]) -> list[Row]:
    """gold.proficiency_distribution."""
    groups: dict[Any, list[Fraction | None]] = {}
    facts = filled(assessments, "term")
    for (subject, year, term, _), rows in grouped(facts, "subject", "school_year", "term", "student_id").items():
        groups.setdefault((subject, grade(rows), year, term), []).append(mean(given(rows, "score")))
    return [
        {
            **dict(zip(("subject", "grade_level", "school_year", "term"), key, strict=True)),
            "band": band,
            "students": (inside := sum(x is not None and low <= x < high for x in means)),
            "share": share(inside, len(means) - means.count(None), 4),
            "students_with_score": len(means) - means.count(None),
            "no_score": means.count(None),
            "school_id": "All",
        }
        for key, means in groups.items()
        for band, low, high in BANDS
    ]


def trends(assessments: Iterable[Row]) -> list[Row]:
    """gold.score_trends."""
    terms: dict[Any, dict[Any, dict[str, list[Row]]]] = {}
    facts = filled(assessments, "school_id", "term")
    keys = ("school_id", "subject", "school_year", "term", "student_id")
    for (school, subject, year, term, student), rows in grouped(facts, *keys).items():
        terms.setdefault((school, subject, grade(rows)), {}).setdefault((year, term), {})[student] = rows
    return [row for group, of in terms.items() for row in _trend(group, of)]


def _trend(group: Any, terms: dict[Any, dict[str, list[Row]]]) -> Iterable[Row]:
    def days(key: Any) -> list[dt.date]:
        return [row["assessment_date"] for rows in terms[key].values() for row in rows]

    before, last = {}, (None, None)
    for key in sorted(terms, key=lambda key: (min(days(key)), max(days(key)), key)):
        told = {student: six_digits(given(rows, "score")) for student, rows in terms[key].items()}
        means = {student: value for student, value in told.items() if value is not None}
        now, then = mean(list(means.values())), mean(list(before.values()))
        gained = [means[student] - before[student] for student in means.keys() & before.keys()]
        yield {
            **dict(zip(("school_id", "subject", "grade_level"), group, strict=True)),
            **dict(zip(("school_year", "term"), key, strict=True)),
            "first_date": min(days(key)),
            **dict(zip(("previous_school_year", "previous_term"), last, strict=True)),
            "students": len(means),
            "no_score": len(told) - len(means),
            "avg_score": rounded(now),
            "change": None if now is None or then is None else rounded(now - then),
            "matched_students": len(gained),
            "matched_change": rounded(mean(gained)),
        }
        before, last = means, key


def longitudinal(assessments: Iterable[Row]) -> list[Row]:
    """gold.student_longitudinal."""
    years = dict(grouped(assessments, "subject", "student_id", "school_year"))
    means = {key: mean(given(rows, "score")) for key, rows in years.items()}
    peers: dict[Any, list[Fraction]] = {}
    for (subject, _, year), rows in years.items():
        if (value := six_digits(given(rows, "score"))) is not None:
            peers.setdefault((subject, year, grade(rows)), []).append(value)
    result = []
    for (subject, student, year), rows in years.items():
        among = peers.get((subject, year, grade(rows)), [])
        own, now = six_digits(given(rows, "score")), means[subject, student, year]
        then = means.get((subject, student, year - 1))
        named = [row for row in rows if row["school_id"]]
        last = max(named, key=lambda row: (row["assessment_date"], row["school_id"]), default=None)
        place = sum(x < own for x in among) * 2 + among.count(own) if own is not None else 0
        result.append(
            {
                "subject": subject,
                "student_id": student,
                "school_year": year,
                "grade_level": grade(rows),
                "school_id": last and last["school_id"],
                "schools": len({row["school_id"] for row in named}),
                "total_assessments": len(rows),
                "avg_score": rounded(now),
                "percentile": None if own is None else rounded(Fraction(place * 50, len(among))),
                "students_compared": None if own is None else len(among),
                "previous_avg_score": rounded(then),
                "change": None if now is None or then is None else rounded(now - then),
                "term": None,
            }
        )
    return result


def cohorts(assessments: list[Row], enrollments: list[Row], versions: list[Row]) -> list[Row]:
    """gold.cohort_longitudinal."""
    told: dict[str, dict[int, list[Any]]] = {}
    rows = [(row, row["assessment_date"]) for row in assessments] + [(row, row["start_date"]) for row in enrollments]
    rows += [(row, row["valid_from"].date()) for row in versions if row["is_active"]]
    for row, day in rows:
        if row["school_year"] is not None:
            years = told.setdefault(row["student_id"], {})
            years.setdefault(row["school_year"], []).append((day or dt.date.min, row["school_id"]))
    known = sorted({year for years in told.values() for year in years})
    means = {
        key: six_digits(given(of, "score")) for key, of in grouped(assessments, "student_id", "school_year").items()
    }
    last = {who: max(of, key=lambda row: row["valid_from"]) for (who,), of in grouped(versions, "student_id").items()}
    completers = {student for student, row in last.items() if row["status"] == "Completed"}
    school = {
        student: {year: max([x for x in of if x[1]], default=(None, None))[1] for year, of in years.items()}
        for student, years in told.items()
    }
    members: dict[Any, list[str]] = {}
    for student, years in school.items():
        for place in (years[min(years)] or "Unknown", "All"):
            members.setdefault((place, min(years)), []).append(student)
    return [
        {
            "school_id": place,
            "entry_year": entry,
            "school_year": year,
            **_cell(students, entry, year, school, means, completers),
        }
        for (place, entry), students in members.items()
        for year in known
        if year >= entry
    ]


def _cell(students: list[str], entry: int, year: int, school: Any, means: Any, completers: set[str]) -> Row:
    there = [student for student in students if year in school[student]]
    both = [student for student in there if school[student][year] and school[student][entry]]
    stayed = sum(school[student][year] == school[student][entry] for student in both)
    completed = len([student for student in students if student not in there and student in completers])
    scores = {student: means.get((student, year)) for student in there}
    scores = {student: value for student, value in scores.items() if value is not None}
    gained = [v - first for s, v in scores.items() if (first := means.get((s, entry))) is not None]
    return {
        "students": len(students),
        "stayed": stayed,
        "moved": len(both) - stayed,
        "school_unknown": len(there) - len(both),
        "completed": completed,
        "gone": len(students) - len(there) - completed,
        "students_with_score": len(scores),
        "avg_score": rounded(mean(list(scores.values()))),
        "matched_students": len(gained),
        "matched_change": rounded(mean(gained)),
        "term": None,
    }
