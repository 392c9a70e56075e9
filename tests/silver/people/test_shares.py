"""What memberships, roles and people of the staff contradict each other in: the keys that each check finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession

from edulake.silver import SUBJECTS

Row = dict[str, Any]
SEPTEMBER, OCTOBER, NOVEMBER, JUNE = "2024-09-01", "2024-10-01", "2024-11-01", "2025-06-30"


def found(spark: SparkSession, subject: str, code: str, people: Mapping[str, list[Row]]) -> dict[str, list[str]]:
    """The numbers of the rows that a check lists, by the person that they are about."""
    table = SUBJECTS[subject].table
    rows = [
        {str(table.person): who, table.key[1]: f"{who} {number}", **row}
        for who, of_one in people.items()
        for number, row in enumerate(of_one)
    ]
    listed = contradicting(spark, subject, code, rows)
    return {who: [key.removeprefix(f"{who} ") for key in listed if key.startswith(f"{who} ")] for who in people}


def stay(first: str, last: str | None = None, primary: bool | None = True, **more: Any) -> Row:
    return {"entry_date": first, "exit_date": last, "is_primary": primary, "grade_level": "-", **more}


STAYS: dict[str, tuple[list[Row], list[str]]] = {
    "one": ([stay(SEPTEMBER)], []),
    "one after another": ([stay(SEPTEMBER, "2024-09-30"), stay(OCTOBER)], []),
    "one that ends where another begins": ([stay(SEPTEMBER, OCTOBER), stay(OCTOBER)], ["0", "1"]),
    "two that are open": ([stay(SEPTEMBER), stay(NOVEMBER)], ["0", "1"]),
    "one within another": ([stay(SEPTEMBER, JUNE), stay(OCTOBER, NOVEMBER), stay("2025-07-01")], ["0", "1"]),
    "three": ([stay(SEPTEMBER), stay(OCTOBER), stay(NOVEMBER)], ["0", "1", "2"]),
    "a second school": ([stay(SEPTEMBER), stay(SEPTEMBER, primary=False)], []),
    "nothing said": ([stay(SEPTEMBER, primary=None), stay(SEPTEMBER, primary=None)], []),
    "one taken back": ([stay(SEPTEMBER), stay(OCTOBER, is_deleted=True)], []),
    "one gone without an end": ([stay(SEPTEMBER, is_gone=True), stay(OCTOBER)], []),
    "one gone that had ended": ([stay(SEPTEMBER, NOVEMBER, is_gone=True), stay(OCTOBER)], ["0", "1"]),
    "one of last year": ([stay("2023-09-01", school_year=2024), stay(SEPTEMBER, school_year=2025)], []),
    "another source": ([stay(SEPTEMBER), stay(SEPTEMBER, source_system="t")], []),
}
WITHOUT_PRIMARY: dict[str, tuple[list[Row], list[str]]] = {
    "main": ([stay(SEPTEMBER)], []),
    "nothing said": ([stay(SEPTEMBER, primary=None)], []),
    "a second school alone": ([stay(SEPTEMBER, primary=False)], ["0"]),
    "two second schools": ([stay(SEPTEMBER, primary=False), stay(OCTOBER, primary=False)], ["0", "1"]),
    "beside the main one": ([stay(SEPTEMBER, OCTOBER), stay(OCTOBER, primary=False)], []),
    "after the main one": ([stay(SEPTEMBER, "2024-09-30"), stay(OCTOBER, primary=False)], ["1"]),
    "main elsewhere": ([stay(SEPTEMBER, source_system="t"), stay(SEPTEMBER, primary=False)], ["1"]),
    "main, taken back": ([stay(SEPTEMBER, is_deleted=True), stay(SEPTEMBER, primary=False)], ["1"]),
}


def role(first: str | None, last: str | None = None, fte: str | None = None, **more: Any) -> Row:
    return {"begin_date": first, "end_date": last, "fte": fte, "role": "Teacher", "school_id": "X", **more}


ROLES: dict[str, tuple[list[Row], list[str]]] = {
    "one": ([role(SEPTEMBER)], []),
    "twice": ([role(SEPTEMBER), role(OCTOBER)], ["0", "1"]),
    "one after another": ([role(SEPTEMBER, "2024-09-30"), role(OCTOBER)], []),
    "two schools": ([role(SEPTEMBER), role(SEPTEMBER, school_id="Y")], []),
    "no school twice": ([role(SEPTEMBER, school_id=None), role(SEPTEMBER, school_id=None)], ["0", "1"]),
    "two roles": ([role(SEPTEMBER), role(SEPTEMBER, role="Aide")], []),
    "two unknown ones": (
        [role(SEPTEMBER, role="Unknown", role_raw="A"), role(SEPTEMBER, role="Unknown", role_raw="B")],
        [],
    ),
    "one unknown one twice": (
        [role(SEPTEMBER, role="Unknown", role_raw="A"), role(SEPTEMBER, role="Unknown", role_raw="A")],
        ["0", "1"],
    ),
    "since nobody knows when": ([role(None), role(SEPTEMBER)], []),
}
FULL: dict[str, tuple[list[Row], list[str]]] = {
    "full": ([role(SEPTEMBER, fte="1")], []),
    "full together": ([role(SEPTEMBER, fte="0.5"), role(SEPTEMBER, fte="0.5")], []),
    "over": ([role(SEPTEMBER, fte="0.5"), role(SEPTEMBER, fte="0.5001")], ["0", "1"]),
    "over for a day": (
        [role(SEPTEMBER, OCTOBER, fte="0.6"), role(OCTOBER, fte="0.6"), role(JUNE, fte="0.4")],
        ["0", "1"],
    ),
    "over together only": (
        [role(SEPTEMBER, OCTOBER, fte="0.6"), role(NOVEMBER, fte="0.6"), role("2024-09-15", fte="0.4")],
        [],
    ),
    "one that nobody knows of": ([role(SEPTEMBER, fte="1"), role(SEPTEMBER)], []),
    "over, and one without a share": (
        [role(SEPTEMBER, fte="1"), role(SEPTEMBER), role(OCTOBER, fte="0.1")],
        ["0", "2"],
    ),
    "another source": ([role(SEPTEMBER, fte="1"), role(SEPTEMBER, fte="1", source_system="t")], []),
}


@pytest.mark.parametrize(
    ("subject", "code", "cases"),
    [
        ("memberships", "OVERLAPPING_PRIMARY", STAYS),
        ("memberships", "NO_PRIMARY", WITHOUT_PRIMARY),
        ("staff_roles", "OVERLAPPING_ROLE", ROLES),
        ("staff_roles", "TOTAL_FTE_OVER", FULL),
    ],
)
def test_rows_that_contradict_each_other(
    spark: SparkSession, subject: str, code: str, cases: dict[str, tuple[list[Row], list[str]]]
) -> None:
    given = {f"[{name}]": rows for name, (rows, _) in cases.items()}
    assert found(spark, subject, code, given) == {f"[{name}]": due for name, (_, due) in cases.items()}


def test_one_person_under_two_ids(spark: SparkSession) -> None:
    """By the address or the number in personnel, among those that are current: an old version is no twin."""
    twins = {"email": "Ada@x.org"}, {"email": "ada@X.org"}, {"staff_number": "7"}, {"staff_number": "7"}
    others = {"email": "old@x.org"}, {"email": "old@x.org", "is_current": False}, {}, {}
    elsewhere = ({"email": "ada@x.org", "source_system": "t"},)
    people = {f"[{n}]": [{"is_current": True, **row}] for n, row in enumerate((*twins, *others, *elsewhere))}
    people["[same]"] = [{"email": "b@x.org", "is_current": True}, {"email": "b@x.org", "is_current": False}]
    rows = [{"staff_id": who, **row} for who, versions in people.items() for row in versions]
    assert contradicting(spark, "staff", "DUPLICATE_STAFF", rows) == ["[0]", "[1]", "[2]", "[3]"]
