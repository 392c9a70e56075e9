"""Students of a source with a crosswalk: whom their ids stand for, in every subject; keys of rows are as without."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from subjects import LATEST, candidates

from edulake.contract.feed import Notation
from edulake.silver import SUBJECTS
from edulake.silver.rules import CONFLICTING_PERSON, UNMAPPED_PERSON
from edulake.silver.subject import Reading, clean

pytestmark = pytest.mark.once

ABOUT = [name for name, subject in SUBJECTS.items() if "raw_student_id" in subject.form.table.people]
# The source's own id, whom the crosswalk has, and whether that are two: whom the row is about, and how it is marked.
CASES: dict[str, tuple[str | None, str | None, bool | None, str | None, list[str]]] = {
    "mapped": ("u1", "north:S1", False, "north:S1", []),
    "two of one": ("u2", "north:S1", False, "north:S1", []),
    "unmapped": ("u3", None, None, "gate:u3", [UNMAPPED_PERSON]),
    "unread": ("u4", None, False, "gate:u4", [UNMAPPED_PERSON]),
    "conflicting": ("u5", None, True, "gate:u5", [CONFLICTING_PERSON]),
    "nobody": (None, None, None, None, []),
}
WITH_IDS = ("conversations", "messages", "attempts")
NAMED = (UNMAPPED_PERSON, CONFLICTING_PERSON)


def rows(spark: SparkSession, subject: str, notation: Notation) -> dict[str, Any]:
    names = [name for name in SUBJECTS[subject].form.table.column_names if name.startswith("raw_")]
    own_id = f"raw_{SUBJECTS[subject].row_id}"
    people = SUBJECTS[subject].form.table.people
    usual = {name: "7" for name in names if name.endswith("_id") and name not in (own_id, *people)}
    usual |= {name: "2025-01-06" for name in names if name.endswith("_date") or name in ("raw_date", "raw_engaged_at")}
    given = [{**usual, "raw_student_id": own, "case": case, "source_system": "s"} for case, (own, *_) in CASES.items()]
    known = spark.createDataFrame(
        [(case, mapped, two) for case, (_, mapped, two, *_) in CASES.items()],
        "case string, mapped_student string, is_conflicting boolean",
    )
    found = clean(
        SUBJECTS[subject],
        candidates(spark, subject, given).join(known, "case"),
        Reading({"s": notation}, {"s": names}, LATEST),
    )
    marks = F.array_intersect("issue_codes", F.array(*map(F.lit, NAMED))).alias("marks")
    told = found.select("case", "student_id", "known_student", F.col(SUBJECTS[subject].row_id).alias("row"), marks)
    return {row["case"]: row for row in told.collect()}


@pytest.mark.parametrize("subject", ABOUT)
def test_whom_a_row_is_about(subject: str, spark: SparkSession) -> None:
    found = rows(spark, subject, Notation(id_namespace="shared", unmapped="gate"))
    assert {case: (row["student_id"], row["marks"]) for case, row in found.items()} == {
        case: (student, marks) for case, (*_, student, marks) in CASES.items()
    }
    without = rows(spark, subject, Notation(id_namespace="shared"))
    assert [row["marks"] for row in without.values()] == [[] for _ in CASES]
    assert without["mapped"]["student_id"] == "shared:u1"
    if not SUBJECTS[subject].history:
        assert {case: row["row"] for case, row in found.items()} == {case: row["row"] for case, row in without.items()}
        # Stages are those of applications; the others have ids of their own, or none without one.
        by_others = subject in ("application_stages", "fee_entries", "survey_responses", *WITH_IDS)
        assert by_others or found["mapped"]["row"] != found["two of one"]["row"]
