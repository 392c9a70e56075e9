"""From when to when what others say of a person holds: a student's history has a moment for each change of it."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import SCHOOL, STUDENT, Json, guid, one, student
from edfi_rows import Delivery, candidates
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
ADA = one("ada", {"studentUniqueId": STUDENT, "firstName": "Ada", "lastSurname": "Brown", "birthDate": "2015-05-04"})


def stay(key: str, entry: str, exit_: str | None = None, number: int = SCHOOL, **more: Any) -> Json:
    at = {"schoolId": number}
    said = {"schoolReference": at, "studentReference": student(), "entryDate": entry, **more}
    return one(key, said | ({"exitWithdrawDate": exit_} if exit_ else {}))


def at(said: Json, changed: str) -> Json:
    return {**said, "_lastModifiedDate": changed}


def history(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """What candidates say, in the order of their moments, without fractions of seconds."""
    return sorted(
        (row["raw_updated_at"].replace(".000000", ""), *[row[f"raw_{name}"] for name in names]) for row in rows
    )


NEW_YEAR, FIRST_DAY, MOVED = "2025-01-01T08:00:00Z", "2025-01-06T08:00:00Z", "2025-02-01T12:00:00Z"


def test_a_new_school_is_of_the_moment_at_which_it_was_told(spark: SparkSession) -> None:
    """And not of when the student's own object was changed last, in whichever order both come."""
    old, new = stay("old", "2024-08-19", number=3), stay("new", "2025-02-03", number=4)
    first: Delivery = {"students": [at(ADA, NEW_YEAR)], "studentSchoolAssociations": [at(old, FIRST_DAY)]}
    moved: Delivery = {
        "studentSchoolAssociations": [
            at(stay("old", "2024-08-19", "2025-01-31", 3), MOVED),
            at(new, "2025-02-01T12:00:05Z"),
        ]
    }
    for told in ([first, moved], [first, moved, moved]):
        rows = candidates(spark, "students", *told)
        assert history(rows, "school_id", "school_ids") == [
            (NEW_YEAR, "3", "3"),
            (FIRST_DAY, "3", "3"),
            (MOVED, "3", ""),
            ("2025-02-01T12:00:05Z", "4", "4"),
        ]
        assert {row["parse_issue"] for row in rows} == {None}
    back = {"deletes/studentSchoolAssociations": [{"id": guid("new")}]}
    rows = candidates(spark, "students", first, moved, {}, {}, {}, {}, back)
    # It was told on the seventh of February, and until then the new school held.
    assert history(rows, "school_id")[-2:] == [("2025-02-01T12:00:05Z", "4"), ("2025-02-07T00:00:00Z", "3")]


@pytest.mark.more
def test_since_when_what_the_first_delivery_lists_held_nobody_knows(spark: SparkSession) -> None:
    """So it holds from the beginning; what comes another day holds from its change on."""
    here = at(stay("here", "2024-08-19", number=3), MOVED)
    sex = at(one("dem", {"studentReference": student(), "sexDescriptor": "uri://x/S#Female"}), FIRST_DAY)
    told: Delivery = {"students": [at(ADA, NEW_YEAR)], "studentSchoolAssociations": [here]}
    rows = candidates(spark, "students", told, {"studentDemographics": [sex]})
    assert history(rows, "school_id", "gender") == [
        (NEW_YEAR, "3", None),
        (FIRST_DAY, "3", "Female"),
        (MOVED, "3", "Female"),
    ]


def test_moments_are_those_of_the_newest_object_until_it_is_deleted(spark: SparkSession) -> None:
    renamed = at({**ADA, "lastSurname": "White"}, "2025-01-20T08:00:00Z")
    sexes = [
        at(one("dem", {"studentReference": student(), "sexDescriptor": f"uri://x/S#{sex}"}), changed)
        for sex, changed in (("Female", FIRST_DAY), ("Male", MOVED), ("Other", "2025-02-05T00:00:00Z"))
    ]
    told = [{"students": [at(ADA, NEW_YEAR), renamed]}, {"studentDemographics": sexes}]
    rows = candidates(spark, "students", *told)
    due = [
        (NEW_YEAR, "Brown", None),
        (FIRST_DAY, "Brown", "Female"),
        ("2025-01-20T08:00:00Z", "White", "Female"),
        (MOVED, "White", "Male"),
        ("2025-02-05T00:00:00Z", "White", "Other"),
    ]
    assert history(rows, "family_name", "gender") == due
    rows = candidates(spark, "students", *told, {}, {"deletes/students": [{"id": guid("ada")}]})
    assert history(rows, "family_name", "gender") == due[:-1], "he went on the fourth of February"
    somebody = one("x", {"firstName": "X"}, NEW_YEAR)
    [row] = candidates(spark, "students", {"students": [somebody]}, told[1])
    assert (row["raw_student_id"], row["raw_gender"], row["revisit"]) == (None, None, False)
