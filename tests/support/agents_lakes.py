"""Two lakes that differ in who is in small groups, one or two students, and in nothing that may be told of them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path

import planted_schools as of_a_school
from planted import PLANTS, Plant, change
from report_lake import AGGREGATES, SUMMARY, Rows, district, written

from edulake.ml.tables.audit import CALIBRATION


def of_engagement(rows: Rows, members: Sequence[int]) -> None:
    """Their means without two are, in the digits that are shown, what they are without one."""
    for table in (AGGREGATES, SUMMARY):
        change(rows, table, members, avg_engagement=None)


def of_calibration(rows: Rows, members: Sequence[int]) -> None:
    for row in rows[CALIBRATION]:
        row["observed"] = len(members) / 40 if row["bin"] == 1 else 0.5


# Each makes a small group; the second member is there in one of the lakes.
SMALL: list[tuple[Plant, tuple[int, int]]] = [
    (of_engagement, (0, 14)),
    (of_calibration, (0, 1)),
    *(
        (PLANTS[name][0][0], PLANTS[name][1][-1])
        for name in (
            "a grade",
            "students of two grades",
            "a subject",
            "a school",
            "a band of absence",
            "a day of few away",
            "a course",
            "a band of risk",
            "a reason",
            "a course of the list",
            "a group of the fairness audit",
            "a feature's unknown values",
        )
    ),
]
OF_SCHOOLS = (
    of_a_school.a_small_school, of_a_school.without_a_way, of_a_school.perpetrators, of_a_school.suspensions,
    of_a_school.a_group_of_few, of_a_school.who_is_not_immunized, of_a_school.who_came, of_a_school.away,
)  # fmt: skip


def lakes(folder: Path, small: Sequence[tuple[Plant, tuple[int, int]]] = SMALL) -> list[Path]:
    """The lake in which the small groups are of one student, and that in which they are of two."""
    base = district()
    made = []
    for few in (1, 2):
        rows = copy.deepcopy(base)
        for plant, members in small:
            plant(rows, members[:few])
        for of_school in OF_SCHOOLS:
            of_school(rows, few)
        made.append(written(folder / str(few), rows))
    return made
