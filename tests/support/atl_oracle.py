"""How skills grow, in plain Python: rating by rating, from rows of silver as tests write them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from census_oracle import places, spells
from oracle import Row, mean, rounded

GRADES = ("3rd Grade", "9th Grade", "10th Grade")
SKILL = ("category", "rater_kind", "scale")


class Ratings:
    """A district's ratings, each in its school and grade level."""

    def __init__(self, ratings: list[Row], memberships: list[Row]) -> None:
        self.stays = spells(memberships, "student_id", "entry_date", "exit_date")
        self.ratings = [self._placed(row) for row in ratings if row.get("is_published") is not False]

    def _placed(self, row: Row) -> Row:
        day = dt.date.fromisoformat(row["date"])
        there = [s.row for s in self.stays if s.who == row["student_id"] and s.holds(day)]
        mains = [(not of.get("is_primary"), of.get("school_id") or "Unknown") for of in there]
        school = row.get("school_id") or (min(mains)[1] if mains else "Unknown")
        found = [
            (name != school, other, name, of["grade_level"]) for of, (other, name) in zip(there, mains, strict=True)
        ]
        return {**row, "day": day, "school_id": school, "grade": min(found)[3] if found else "Unknown"}

    def trends(self) -> list[Row]:
        """gold.atl_trends."""
        of_one: dict[Any, list[Row]] = defaultdict(list)
        for row in self.ratings:
            for place in places(row):
                skill = tuple(row[name] for name in SKILL)
                of_one[place, row["school_year"], row.get("term") or "Unknown", skill, row["student_id"]].append(row)
        groups: dict[Any, dict[Any, dict[str, list[Row]]]] = defaultdict(lambda: defaultdict(dict))
        for (place, year, term, skill, who), rows in of_one.items():
            groups[place, _grade(rows), skill][year, term][who] = rows
        return sorted(
            (row for group, terms in groups.items() for row in _trend(group, terms)),
            key=lambda row: tuple(row[name] for name in ("school_id", "school_year", "term", "grade_level", *SKILL)),
        )


def _grade(rows: list[Row]) -> str:
    known = [row for row in rows if row["grade"] in GRADES] or rows
    return max(known, key=lambda row: (row["day"], GRADES.index(row["grade"]) if row["grade"] in GRADES else 0))[
        "grade"
    ]


def _trend(group: Any, terms: dict[Any, dict[str, list[Row]]]) -> Iterator[Row]:
    place, grade, skill = group

    def days(term: Any) -> list[dt.date]:
        return [row["day"] for rows in terms[term].values() for row in rows]

    before: dict[str, Fraction] = {}
    last = (None, None)
    for term in sorted(terms, key=lambda term: (min(days(term)), max(days(term)), term)):
        levels = {who: [row["level_no"] for row in rows if row["level_no"]] for who, rows in terms[term].items()}
        means = {who: Fraction(rounded(exact, 6) or 0) for who, of in levels.items() if (exact := mean(of)) is not None}
        gained = [means[who] - before[who] for who in means.keys() & before.keys()]
        given = [level for of in levels.values() for level in of]
        yield {
            "school_id": place,
            **dict(zip(("school_year", "term"), term, strict=True)),
            "grade_level": grade,
            **dict(zip(SKILL, skill, strict=True)),
            "first_date": min(days(term)).isoformat(),
            **dict(zip(("previous_school_year", "previous_term"), last, strict=True)),
            "students": len(means),
            "not_rated": len(levels) - len(means),
            "avg_level": text(rounded(mean([*means.values()]))),
            "ratings": len(given),
            **{f"share_{n}": text(_share(given, n)) for n in (1, 2, 3, 4)},
            "matched_students": len(gained),
            "matched_change": text(rounded(mean(gained))),
        }
        before, last = means, term


def _share(given: list[int], level: int) -> Decimal | None:
    return rounded(Fraction(given.count(level), len(given)), 4) if given else None


def text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
