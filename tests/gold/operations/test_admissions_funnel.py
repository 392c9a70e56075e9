"""Applications from stage to stage: what is implied, persons of a district, present stages, and who came."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.operations.application_stages import APPLICATION_STAGES_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

PRODUCT = PRODUCTS["admissions_funnel"]
TOLD = dt.datetime(2025, 10, 1, tzinfo=dt.UTC)


def stages(application: str, *told: str, **more: Any) -> list[Row]:
    """Stages of an application, each after a day and a blank if it has one."""
    usual = {"application_id": application, "entry_year": 2026, "entry_grade": "Kindergarten", "school_id": "N1"}
    usual |= {"first_known_at": dt.datetime(2025, 1, 1, tzinfo=dt.UTC)}
    split = [text.partition(" ") if text[0].isdigit() else (None, "", text) for text in told]
    return [{**usual, "stage_date": day, "stage": stage, **more} for day, _, stage in split]


def stay(student: str, **more: Any) -> Row:
    told = {"student_id": student, "entry_date": "2025-08-20", "delivered_at": TOLD, "school_year": None}
    return {**told, "grade_level": "-", **more}


def given(*told: list[Row], stays: list[Row] | None = None) -> Silver:
    return {APPLICATION_STAGES_TABLE: [row for some in told for row in some], MEMBERSHIPS_TABLE: stays or []}


def ever(*counts: int) -> Row:
    return dict(zip(("applied", "offered", "accepted", "enrolled"), counts, strict=True))


def of_both(**expected: Any) -> list[Row]:
    """The rows of the district and of its one school, which agree."""
    return [{"school_id": school, **expected} for school in ("All", "N1")]


NO_RATES = dict.fromkeys(("offer_rate", "acceptance_rate", "yield_rate", "conversion_rate", "melt_rate"))
CASES: products.Cases = {
    "ordinary": (
        given(
            stages("A", "2025-01-01 Inquiry", "2025-01-10 Applied", "2025-02-09 Offered", "2025-03-01 Accepted",
                   "2025-08-01 Enrolled", student_id="S1", applicant_id="P1", term="T1"),
            stages("B", "2025-01-10 Applied", "2025-01-12 Waitlisted", "2025-02-10 Offered", "2025-03-01 Accepted",
                   "2025-08-01 Not Enrolled", applicant_id="P2", term="T1"),
            stages("C", "2025-01-10 Applied", "2025-02-01 Denied", applicant_id="P3", term="T1"),
            stays=[stay("S1")],
        ),
        of_both(
            school_year=2026, entry_grade="Kindergarten", applications=3, applicants=3, **ever(3, 2, 2, 1),
            inquired=1, waitlisted=1, denied=1, withdrawn=0, confirmed=1, offer_rate="0.6667",
            acceptance_rate="1.0000", yield_rate="0.5000", conversion_rate="0.3333", melt_rate="0.5000", timed=2,
            avg_days_to_offer="30.50", now_enrolled=1, now_not_enrolled=1, now_denied=1, now_applied=0, term="T1",
        ),
    ),
    "a later stage implies the earlier": (given(stages("A", "Enrolled")), of_both(**ever(1, 1, 1, 1), timed=0,
                                                                                  avg_days_to_offer=None)),
    "who declines was offered": (given(stages("A", "Declined")), of_both(**ever(1, 1, 0, 0))),
    "who waits has applied": (given(stages("A", "Waitlisted")), of_both(**ever(1, 0, 0, 0), waitlisted=1)),
    "who withdraws has applied": (given(stages("A", "Withdrawn"), stages("A", "2025-02-01 Withdrawn")),
                                  of_both(**ever(1, 0, 0, 0), withdrawn=1, now_withdrawn=1)),
    "who did not enroll has applied": (given(stages("A", "Not Enrolled")), of_both(**ever(1, 0, 0, 0))),
    "an inquiry": (
        given(stages("A", "Inquiry", school_id=None)),
        [{"school_id": school, **ever(0, 0, 0, 0), **NO_RATES, "applications": 1, "inquired": 1, "now_inquiry": 1}
         for school in ("All", "Unknown")],
    ),
    "a stage that nobody knows": (given(stages("A", "Unknown")), of_both(**ever(0, 0, 0, 0), now_unknown=1)),
    "a stage to come is none": (
        given(stages("A", "2025-01-10 Applied"), stages("A", "2026-01-10 Offered", issue_codes=["FUTURE_STAGE"])),
        of_both(**ever(1, 0, 0, 0), now_applied=1, now_offered=0)),
    "an offer before the application has no days": (
        given(stages("A", "2025-02-01 Applied", "2025-01-01 Offered"),
              stages("B", "2025-02-01 Applied", "2025-02-01 Offered")),
        of_both(timed=1, avg_days_to_offer="0.00")),
    "the first of several days": (
        given(stages("A", "2025-01-01 Applied", "2025-02-01 Applied", "2025-01-11 Offered", "2025-03-01 Offered")),
        of_both(applications=1, timed=1, avg_days_to_offer="10.00")),
    "the present stage is the last told of": (
        given(stages("A", "2025-01-10 Applied"), stages("A", "Offered"),
              stages("B", "2024-12-10 Applied"), stages("B", "Offered"),
              stages("C", "2025-01-10 Offered", "2025-01-10 Applied")),
        of_both(now_applied=1, now_offered=2)),
    "a person at two schools": (
        given(stages("A", "Denied", applicant_id="P1"), stages("B", "Offered", applicant_id="P1", school_id="N2"),
              stages("C", "Applied", applicant_id="P2", school_id="N2")),
        [{"school_id": "All", "applications": 3, "applicants": 2, **ever(2, 1, 0, 0), "denied": 1,
          "offer_rate": "0.5000", "now_denied": 1, "now_offered": 1, "now_applied": 1},
         {"school_id": "N1", "applications": 1, "applicants": 1, **ever(1, 0, 0, 0), "offer_rate": "0.0000"},
         {"school_id": "N2", "applications": 2, "applicants": 2, **ever(2, 1, 0, 0), "offer_rate": "0.5000"}]),
    "two applications to one school": (
        given(stages("A", "Applied", student_id="S"), stages("B", "Offered", student_id="S"), stages("C", "Applied")),
        [{"school_id": "All", "applications": 3, "applicants": 2, **ever(2, 1, 0, 0)},
         {"school_id": "N1", "applications": 3, "applicants": 2, **ever(3, 1, 0, 0)}]),
    "an id that comes again": (
        given(stages("A", "Enrolled", applicant_id="P1"), stages("A", "Applied", applicant_id="P2", entry_year=2027)),
        [{"school_id": school, "school_year": year, **reached} for school in ("All", "N1")
         for year, reached in ((2026, ever(1, 1, 1, 1)), (2027, ever(1, 0, 0, 0)))]),
    "school and grade are those last told of": (
        given(stages("A", "2025-01-01 Inquiry", school_id=None, entry_grade="1st Grade"),
              stages("A", "2025-01-10 Applied")),
        of_both(entry_grade="Kindergarten", inquired=1, **ever(1, 0, 0, 0))),
    "enrolled, and did not come": (
        given(stages("A", "Enrolled", student_id="S1"), stages("B", "Enrolled"), stages("C", "Applied", student_id="S3"),
              stays=[stay("S1", exit_date="2025-06-30", entry_date="2024-08-20"), stay("S3")]),
        of_both(enrolled=2, confirmed=0)),
    "came in a row of days to come": (
        given(stages("A", "Enrolled", student_id="S1"), stays=[stay("S1", entry_date="2025-10-02")]),
        of_both(enrolled=1, confirmed=0)),
}  # fmt: skip
# Nobody who came is told of yet: neither in spring, nor where no memberships are delivered.
BEFORE: products.Cases = {
    "in spring": (
        given(stages("A", "Enrolled", student_id="S1"),
              stays=[stay("S1", entry_date="2024-08-20", delivered_at=dt.datetime(2025, 6, 30, tzinfo=dt.UTC))]),
        of_both(enrolled=1, confirmed=None)),
}  # fmt: skip
NEVER: products.Cases = {
    "without memberships": (given(stages("A", "Enrolled", student_id="S1")), of_both(enrolled=1, confirmed=None)),
}


def apart(cases: products.Cases) -> products.Cases:
    """The cases with students of their own, because applications find their students in any source."""
    return {
        case: ({t: [_of(case, row) for row in rows] for t, rows in silver.items()}, due)
        for case, (silver, due) in cases.items()
    }


def _of(case: str, row: Row) -> Row:
    return {**row, "student_id": f"{case} {row['student_id']}"} if row.get("student_id") else row


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    answers = [products.answers(spark, PRODUCT, apart(cases)) for cases in (CASES, BEFORE, NEVER)]
    return {case: rows for of_cases in answers for case, rows in of_cases.items()}


@pytest.mark.parametrize("case", [*CASES, *BEFORE, *NEVER])
def test_what_applications_reach(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = {**CASES, **BEFORE, **NEVER}[case]
    assert products.asked(found[case], expected) == expected
