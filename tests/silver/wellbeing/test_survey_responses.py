"""Survey responses: what silver makes of each record, what of one may be known, and which count once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "survey_id": "V", "response_id": "R1", "respondent_kind": "students", "student_id": "S1", "staff_id": None,
    "guardian_id": None, "applicant_id": None, "about_student_id": None, "about_staff_id": "T1", "is_anonymous": None,
    "is_test": None, "submitted_date": "2025-03-13", "status": "completed", "grade_level": "5", "language": "es",
    "updated_at": "2025-03-13T08:00:00Z", "school_id": "X", "school_year": None, "term": "Spring",
}  # fmt: skip
NEEDED = {"survey_id": "V", "response_id": "R1", "respondent_kind": "students"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "codes": Notation(codes=(("respondent_kind", (Code("P", "Parent"),)), ("status", (Code("D", "Partial"),)))),
}
PEOPLE = ("student_id", "staff_id", "guardian_id", "applicant_id", "about_student_id", "about_staff_id")
NOBODY = dict.fromkeys(PEOPLE)
WEEK = {"submitted_date": "2025-03-10", "source_updated_at": None, "known_at": "2025-03-10T00:00:00+00:00"}
DAY = {"submitted_date": "2025-03-13", "known_at": "2025-03-13T08:00:00+00:00"}
BARE = {
    **dict.fromkeys((*PEOPLE, "submitted_date", "status_raw", "grade_level", "language", "school_id", "school_year")),
    "survey_id": "V", "response_id": hashed("s", "V", "R1"), "respondent_kind": "Student", "status": "Unknown",
    "is_anonymous": True, "known_at": DELIVERED,
}  # fmt: skip
KINDS: dict[str | None, str] = {
    "Pupil": "Student", "TEACHER": "Staff", "guardian": "Parent", "applicant": "Applicant", "alumni": "Other",
    "P": "Unknown", "x" * 10_000: "Unknown", None: "Unknown", "N/A": "Unknown",
}  # fmt: skip
STATUSES: dict[str | None, str] = {
    "Finished": "Complete", "TRUE": "Complete", "1": "Complete", "false": "Partial", "in_progress": "Partial",
    "blank": "Empty", "D": "Unknown", "x" * 10_000: "Unknown", None: "Unknown",
}  # fmt: skip
# Who is named, by the kind of who answers: whose id stays.
NAMED = {
    "Student": "student_id", "Staff": "staff_id", "Parent": "guardian_id", "Applicant": "applicant_id", "Other": None,
}  # fmt: skip
EVERY = {"student_id": "S1", "staff_id": "T1", "guardian_id": "G1", "applicant_id": "A1"}
NO_RESPONSES: dict[str | None, tuple[str, ...]] = {
    None: ("NULL_RESPONSE_ID",), " ": ("NULL_RESPONSE_ID",), "@ID@": ("NULL_RESPONSE_ID",), "1E+11": ("ID_DAMAGED",),
    "R\x001": ("NULL_RESPONSE_ID",),
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            **NOBODY, **DAY, "survey_id": "V", "response_id": hashed("s", "V", "R1"), "respondent_kind": "Student",
            "respondent_kind_raw": "students", "student_id": "S1", "about_staff_id": "T1", "is_anonymous": False,
            "status": "Complete", "status_raw": "completed", "grade_level": "5th Grade", "language": "es",
            "school_id": "X", "school_year": 2025, "term": "Spring", "source_updated_at": "2025-03-13T08:00:00+00:00",
        },
    ),
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"response_id": None}, ("NULL_SURVEY_ID", "NULL_RESPONSE_ID")),
    **{
        f"response {raw!a}": Case({"response_id": raw}, {"response_id": None}, due)
        for raw, due in NO_RESPONSES.items()
    },
    "of another survey": Case({"survey_id": "W"}, {"response_id": hashed("s", "W", "R1")}),
    "declared anonymous, with a name": Case(
        {**EVERY, "is_anonymous": "yes", "about_student_id": "S2", "respondent_kind": "parent", "student_id": None},
        {**NOBODY, **WEEK, "about_staff_id": "T1", "is_anonymous": True, "school_year": 2025},
        issues=("OTHER_RESPONDENT", "NAMED_THOUGH_ANONYMOUS"),
    ),
    "declared anonymous": Case(
        {"is_anonymous": "TRUE", "student_id": None}, {**WEEK, "student_id": None, "is_anonymous": True}
    ),
    "nobody is named": Case({"student_id": None}, {**WEEK, "is_anonymous": True}),
    "nobody is named, in a survey of names": Case(
        {"student_id": None, "is_anonymous": "no"}, {**DAY, "is_anonymous": False}
    ),
    "perhaps anonymous": Case(
        {"is_anonymous": "perhaps"},
        {**WEEK, "student_id": None, "is_anonymous": True},
        issues=("BAD_ANONYMOUS",),
    ),
    "an anonymous update that cannot be read": Case({"is_anonymous": "yes", "student_id": None, "updated_at": "?"}, WEEK),
    "an anonymous week of two school years": Case(
        {"student_id": None, "submitted_date": "2025-07-01", "updated_at": None},
        {"submitted_date": "2025-06-30", "school_year": 2025},
    ),
    "an anonymous Monday": Case({"student_id": None, "submitted_date": "2025-03-10"}, {"submitted_date": "2025-03-10"}),
    "an anonymous Sunday": Case({"student_id": None, "submitted_date": "2025-03-16"}, {"submitted_date": "2025-03-10"}),
    **{
        f"answered by {kind}": Case(
            {**EVERY, "respondent_kind": kind},
            {**dict.fromkeys(EVERY), **({column: EVERY[column]} if column else {}), "respondent_kind": kind},
            issues=("OTHER_RESPONDENT",),
        )
        for kind, column in NAMED.items()
    },
    **{
        f"kind {raw and raw[:9]}": Case(
            {"respondent_kind": raw, "student_id": None},
            {"respondent_kind": kind},
            issues=("UNMAPPED_RESPONDENT_KIND",) if kind == "Unknown" and raw not in (None, "N/A") else (),
        )
        for raw, kind in KINDS.items()
    },
    "an unknown kind": Case(
        {"respondent_kind": "?"}, {"student_id": "S1", "is_anonymous": False}, issues=("UNMAPPED_RESPONDENT_KIND",)
    ),
    "a kind in a code": Case({"respondent_kind": "p", "student_id": None}, {"respondent_kind": "Parent"}, source="codes"),
    **{
        f"status {raw and raw[:9]}": Case(
            {"status": raw}, {"status": status}, issues=("UNMAPPED_STATUS",) if raw and status == "Unknown" else ()
        )
        for raw, status in STATUSES.items()
    },
    "a status in a code": Case({"status": "d"}, {"status": "Partial", "status_raw": "d"}, source="codes"),
    **{
        f"a placeholder for {name}": Case(
            {"student_id": None, name: "@X@id@X@"}, {name: None}, issues=("PLACEHOLDER_ID",)
        )
        for name in ("student_id", "guardian_id", "about_student_id", "about_staff_id")
    },
    **{f"test {raw}": Case({"is_test": raw}, {"status": "Test"}) for raw in ("yes", "1", "Survey Preview", "TEST")},
    **{f"no test {raw}": Case({"is_test": raw}, {"status": "Complete"}) for raw in ("no", "0", "IP Address", "", "x" * 10_000)},
    "the moment of submission": Case(
        {"submitted_date": "2025-03-13T09:30:00Z", "updated_at": None},
        {"submitted_date": "2025-03-13", "source_updated_at": None, "known_at": "2025-03-13T09:30:00+00:00"},
    ),
    "a moment in a later year than may be": Case(
        {"submitted_date": "2225-03-13T09:30:00Z", "updated_at": None},
        {"submitted_date": None, "known_at": DELIVERED},
        issues=("BAD_SUBMITTED_DATE",),
    ),
    "the moment of an anonymous one": Case(
        {"student_id": None, "submitted_date": "2025-03-13T09:30:00Z", "updated_at": None}, WEEK
    ),
    "a grade level in words": Case({"grade_level": "big"}, {"grade_level": "Unknown"}, issues=("UNKNOWN_GRADE_LEVEL",)),
    "a day that cannot be read": Case(
        {"submitted_date": "13.3.2025", "updated_at": None},
        {"submitted_date": None, "school_year": None, "known_at": DELIVERED},
        issues=("BAD_SUBMITTED_DATE",),
    ),
    "ids that cannot be": Case(
        {"student_id": "x" * 129, "school_id": "1E+11"},
        {"student_id": None, "school_id": None},
        issues=("ID_DAMAGED", "BAD_ID"),
    ),
    "a namespace and a time zone": Case(
        {"about_student_id": "S2", "submitted_date": "2025-03-13T02:00:00Z", "updated_at": None},
        {
            "survey_id": "north:V", "student_id": "north:S1", "about_student_id": "north:S2", "school_id": "north:X",
            "about_staff_id": "north:T1", "submitted_date": "2025-03-12", "known_at": "2025-03-13T02:00:00+00:00",
            "response_id": hashed("north", "V", "R1"),
        },
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "survey_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "survey_responses", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def response(name: str, day: int | None = 1, **said: Any) -> dict[str, Any]:
    usual = {"survey_id": "V", "respondent_kind": "Parent", "guardian_id": "G1", "status": "Complete"}
    date = day and f"2025-03-{day:02}"
    known = dt.datetime(2025, 3, day or 1, tzinfo=dt.UTC)
    return {**usual, "response_id": name, "submitted_date": date, "known_at": known, **said}


@pytest.mark.parametrize(
    ("others", "due"),
    [
        ([response("b", 2)], ["a"]),
        ([response("b", 2, status="Partial")], ["b"]),
        ([response("b", 2, status="Empty")], []),
        ([response("b", None)], ["b"]),
        ([response("b", 1), response("c", 1)], ["b", "c"]),
        ([response("b", 2, about_student_id="S1"), response("c", 3, about_student_id="S2")], []),
        ([response("b", 2, survey_id="W"), response("c", 3, source_system="t")], []),
        ([response("b", 2, guardian_id=None), response("c", 3, guardian_id=None)], []),
        ([response("b", 2, guardian_id="G2")], []),
    ],
)
def test_who_answers_again(spark: SparkSession, others: list[dict[str, Any]], due: list[str]) -> None:
    assert contradicting(spark, "survey_responses", "DUPLICATE_RESPONSE", [response("a"), *others]) == due


def test_complete_responses_without_an_answer(spark: SparkSession) -> None:
    rows = [response("a"), response("b"), response("c", status="Partial"), response("d", survey_id="W")]
    answers = [{"survey_id": "V", "response_id": "a", "answer_id": "1"}]
    code = "COMPLETE_WITHOUT_ANSWERS"
    assert contradicting(spark, "survey_responses", code, rows, survey_answers=answers) == ["b"]
    assert not contradicting(spark, "survey_responses", code, rows, survey_answers=[])
