"""Staff of Ed-Fi, in both standards: who they are, what they do where, and when they are away."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, LEA, SCHOOL, STAFF, Json, at, code, guid, one, staff
from edfi_rows import BOTH, SOURCES, bronze, candidates, picked, references
from pyspark.sql import SparkSession

from edulake.bronze.edfi.tables_staff import EMPLOYMENTS, STAFFS

pytestmark = pytest.mark.once
LATER = "2025-04-01T00:00:00Z"
EMPLOYED = "staffEducationOrganizationEmploymentAssociations"
ASSIGNED = "staffEducationOrganizationAssignmentAssociations"
WHO = one("sta", {"staffUniqueId": STAFF, "firstName": "Ada", "lastSurname": "Brown"})


def job(key: str, hired: str | None, left: str | None = None, **more: Any) -> Json:
    return one(key, {"staffReference": staff(), "hireDate": hired, "endDate": left, **more})


def raw(*names: str) -> list[str]:
    return [f"raw_{name}" for name in names]


@pytest.mark.parametrize("standard", BOTH)
def test_staff(spark: SparkSession, standard: str) -> None:
    """What 5 says in one object, 6 says in three."""
    names = ("staff_id", "given_name", "family_name", "email", "sex", "degree", "hire_date", "leave_date")
    rows = candidates(spark, "staff", EXAMPLES[standard])
    assert picked(rows, *raw(*names), "parse_issue") == [
        (STAFF, "Ada", "Brown", "T000001@district.example", "Female", "Master's", "2023-08-21", "2025-06-06", None)
    ]


@pytest.mark.more
def test_nothing_is_said_but_a_name(spark: SparkSession) -> None:
    rows = candidates(spark, "staff", {"staffs": [{**WHO, "electronicMails": "none", "sexDescriptor": " "}]})
    names = ("email", "sex", "birth_date", "degree", "hire_date", "leave_date", "leave_reason", "status")
    assert picked(rows, *raw(*names), "revisit") == [(*[None] * 8, False)]


@pytest.mark.more
def test_the_employment_that_lasts_longest(spark: SparkSession) -> None:
    """One that is deleted says nothing; one without an end lasts longer than any, and of such the newest counts."""
    over = job("a", "2001-08-01", "2010-06-30", separationDescriptor=code("Separation", "Voluntary separation"))
    last = job("b", "2015-08-01", "2020-06-30", separationReasonDescriptor=code("SeparationReason", "Retirement"))
    first, again = job("c", "2020-08-01"), job("d", "2021-08-01")
    gone = {f"deletes/{EMPLOYED}": [{"id": guid("d")}]}
    names = raw("hire_date", "leave_date", "leave_reason")
    for jobs, due in (
        ([over], ("2001-08-01", "2010-06-30", "Voluntary separation")),
        ([last, over], ("2015-08-01", "2020-06-30", "Retirement")),
        ([first, last], ("2020-08-01", None, None)),
        ([again, first], ("2020-08-01", None, None)),
        ([job("e", "soon", "never"), over], ("soon", "never", None)),
    ):
        rows = candidates(spark, "staff", {"staffs": [WHO], EMPLOYED: jobs}, gone, new=2)
        assert picked(rows, *names, "revisit") == [(*due, again in jobs)]


@pytest.mark.more
def test_what_an_organization_said_last(spark: SparkSession) -> None:
    """An object that says nothing does not take back what another one says; one that is deleted does."""
    said = {"staffReference": staff()}
    told = [one("a", {**said, "sexDescriptor": code("Sex", "Male")}), one("b", {**said}, LATER)]
    told += [one("c", {**said, "sexDescriptor": code("Sex", "Female")}, LATER)]
    for objects, gone, due in ((told, (), "Female"), (told, ("c",), "Male"), (told[1:2], (), None)):
        deletes = {"deletes/staffDemographics": [{"id": guid(key)} for key in gone]}
        rows = candidates(spark, "staff", {"staffs": [WHO], "staffDemographics": objects}, deletes)
        assert picked(rows, "raw_sex") == [(due,)]


@pytest.mark.more
def test_which_address(spark: SparkSession) -> None:
    """The main one, else one of work, else the first by its text; garbage is none."""

    def listed(*mails: tuple[str, str, bool | None]) -> list[Json]:
        return [
            {
                "electronicMailTypeDescriptor": code("ElectronicMailType", kind),
                "electronicMailAddress": address,
                "primaryEmailAddressIndicator": main,
            }
            for kind, address, main in mails
        ]

    home, work, blank = ("Home/Personal", "a@x", None), ("Work", "b@x", False), ("Work", " ", True)
    for mails, due in (
        (listed(home, work, blank), "b@x"),
        (listed(("Other", "c@x", None), home), "a@x"),
        (listed(("Other", "c@x", True), work), "c@x"),
        ([], None),
        ([{"electronicMailAddress": None}], None),
        ({"no": "list"}, None),
    ):
        rows = candidates(spark, "staff", {"staffs": [{**WHO, "electronicMails": mails}]})
        assert picked(rows, "raw_email") == [(due,)]


def test_who_was_deleted(spark: SparkSession) -> None:
    told = [{"staffs": [WHO]}, {"deletes/staffs": [{"id": guid("sta")}, {"id": guid("another")}]}]
    absences = SOURCES["staff"].absences
    assert absences is not None
    rows = absences(bronze(spark, STAFFS.feed, *told), references(spark, "staff", *told)).collect()
    assert [(row["raw_staff_id"], str(row["at"])) for row in rows] == [(STAFF, "2025-03-28 16:00:00.000001")]
    assert picked(candidates(spark, "staff", *told), "parse_issue") == [(None,)]


def test_what_somebody_is_paid_is_kept_out() -> None:
    withheld = EMPLOYMENTS.feed.files.dialect.withheld
    assert all(withheld.withholds(name) for name in ("annualWage", "hourlyWage", "salary", "backgroundChecks"))
    assert not any(withheld.withholds(name.partition(".")[0]) for name in EMPLOYMENTS.feed.columns.values())


@pytest.mark.parametrize("standard", BOTH)
def test_staff_roles(spark: SparkSession, standard: str) -> None:
    names = ("staff_role_id", "staff_id", "role", "title", "begin_date", "end_date", "fte", "is_primary", "school_id")
    rows = candidates(spark, "staff_roles", EXAMPLES[standard])
    assert picked(rows, *raw(*names, "employment_status"), "parse_issue") == [
        (
            *(guid("ass"), STAFF, "Elementary Teacher", "Teacher", "2023-08-21", "2025-06-06", "0.5", "true"),
            *(str(SCHOOL), "Tenured or permanent", None),
        )
    ]


@pytest.mark.more
def test_roles_of_little_words(spark: SparkSession) -> None:
    """A role in a district has the district's number; an order that is none says nothing; a delete takes one back."""
    orders: dict[str, Any] = {"a": 2, "b": 0, "c": "first", "d": None, "e": 1}
    said = {"staffReference": staff(), "educationOrganizationReference": at(LEA), "beginDate": "2024-08-01"}
    told = {ASSIGNED: [one(key, {**said, "orderOfAssignment": order}) for key, order in orders.items()]}
    rows = candidates(spark, "staff_roles", told, {f"deletes/{ASSIGNED}": [{"id": guid("e")}]})
    found = {row["raw_staff_role_id"]: (row["raw_is_primary"], row["parse_issue"]) for row in rows}
    due = {"a": ("false", None), "b": (None, None), "c": (None, None), "d": (None, None), "e": ("true", "TAKEN_BACK")}
    assert found == {guid(key): value for key, value in due.items()}
    assert set(picked(rows, *raw("school_id", "role", "employment_status", "fte"))) == {(str(LEA), None, None, None)}


@pytest.mark.parametrize("standard", BOTH)
def test_staff_absences(spark: SparkSession, standard: str) -> None:
    """One that is deleted never was."""
    names = raw("staff_absence_id", "staff_id", "date", "hours", "category", "updated_at")
    due = (guid("abs"), STAFF, "2025-01-14", "8.0", "Sick leave", "2025-03-28T16:00:00Z")
    told = EXAMPLES[standard]
    assert picked(candidates(spark, "staff_absences", told), *names, "parse_issue") == [(*due, None)]
    gone = {"deletes/staffAbsenceEvents": [{"id": guid("abs")}]}
    assert picked(candidates(spark, "staff_absences", gone, told), *names, "parse_issue") == [(*due, "TAKEN_BACK")]
