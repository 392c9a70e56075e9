"""OneRoster from folder or zip to silver: bulk closes what it lacks, delta changes, contradictions are refused."""

from __future__ import annotations

from typing import Any

import oneroster_sets as sets
import pytest
from lake import Lake
from oneroster_school import CHANGED, STUDENTS

from edulake.bronze.oneroster.tables import ENROLLMENTS, ORGS, USERS
from edulake.ops.tables import QUARANTINE
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.people.guardian_links import GUARDIAN_LINKS_TABLE
from edulake.silver.people.staff import STAFF_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = [pytest.mark.once, pytest.mark.more]


def deliver(lake: Lake, folder: str, content: sets.Files, *, zipped: bool = False) -> None:
    if zipped:
        lake.deliver(f"oneroster/{folder}/export.zip", sets.zipped(content))
    for name, data in {} if zipped else content.items():
        lake.deliver(f"oneroster/{folder}/{name}", data)


def by(rows: list[dict[str, Any]], key: str, *names: str) -> dict[str, Any]:
    return {row[key]: tuple(row[name] for name in names) for row in rows}


def students(lake: Lake) -> dict[str, Any]:
    rows = [row for row in lake.rows(STUDENTS_TABLE) if row["is_current"]]
    return by(rows, "student_id", "family_name", "status", "is_active")


@pytest.mark.slow
@pytest.mark.parametrize(("version", "zipped"), [("1.1", False), ("1.2", True)])
def test_a_bulk_and_the_delta_after_it(lake: Lake, version: str, zipped: bool) -> None:
    deliver(lake, "2025-02-01", sets.bulk(version), zipped=zipped)
    lake.ingest()
    cleansed = lake.cleanse()
    files = {row["source_file"] for row in lake.rows(USERS.table)}
    assert files == {f"oneroster/2025-02-01/{'export.zip!/' if zipped else ''}users.csv"}
    assert {row["is_snapshot"] for row in lake.rows(USERS.table)} == {True}
    assert students(lake) == {
        "stu1": ("Family stu1", "Active", True),
        "stu2": ("Family stu2", "Active", True),
        "stu3": ("Family stu3", "Inactive", False),
        "stu4": ("Family stu4", "Active", True),
    }
    scores = by(lake.rows(STUDENT_ASSESSMENTS_CLEAN), "assessment_id", "subject", "is_deleted")
    assert scores["res1"] == ("Algebra", False)
    assert scores["res4"] == ("History", False)
    assert lake.refused() == [], "staff and parents are nobody's mistake"
    aside = {entry.table_name: entry.out_of_scope for entry in cleansed.entries if entry.out_of_scope}
    # Each subject that reads users puts aside whom it is not about: guardian links all, for nobody names any.
    users = {"silver.students": 2, "silver.staff": 5, "silver.guardians": 5, "silver.guardian_links": 6}
    assert aside == {**users, "silver.staff_roles": 5, "silver.enrollments": 1, "silver.class_staff": 5}
    assert by(lake.rows(STAFF_TABLE), "staff_id", "family_name", "is_active") == {"tea1": ("Family tea1", True)}

    deliver(lake, "2025-02-04", sets.delta(version), zipped=zipped)
    lake.ingest()
    lake.cleanse()
    assert students(lake) == {
        "stu1": ("Corrected", "Active", True),
        "stu2": ("Family stu2", "Active", True),
        "stu3": ("Family stu3", "Inactive", False),
        "stu4": ("Family stu4", "Inactive", False),
        "stu5": ("Family stu5", "Active", True),
    }
    enrolled = by(lake.rows(ENROLLMENTS_TABLE), "enrollment_id", "is_active", "course_id")
    assert enrolled["enr-stu4-cla1"] == (False, "cou1")
    assert enrolled["enr-stu5-cla1"] == (True, "cou1")
    assert by(lake.rows(STUDENT_ASSESSMENTS_CLEAN), "assessment_id", "is_deleted")["res4"] == (True,)


def withdrawn(part: str) -> sets.Files:
    """The delta of 1.2 without all but one of its files."""
    content = {name: rows for name, rows in sets.changes("1.2").items() if name == part}
    return sets.files("1.2", content, "delta")


@pytest.mark.slow
@pytest.mark.parametrize("order", [["roles", "users"], ["users", "roles"], ["roles users"]])
def test_a_withdrawn_role_ends_a_student_from_then_on(order: list[str], lake: Lake) -> None:
    """The role goes on the fourth, the user on the fifth, whichever is brought first: until then a student it was."""
    days = {"roles": "2025-02-04", "users": "2025-02-05"}
    deliver(lake, "2025-02-01", sets.bulk("1.2"))
    lake.ingest()
    lake.cleanse(subject=["students"])
    for run in order:
        for part in run.split():
            deliver(lake, days[part], withdrawn(part))
        lake.ingest()
        lake.cleanse(subject=["students"])
        told = [row for row in lake.rows(STUDENTS_TABLE) if row["student_id"] == "stu4"]
        if run == order[0] == "roles":
            assert len(told) == 2, "a role that goes alone is enough"
    periods = sorted((f"{row['valid_from']:%m-%d}", row["is_active"], row["status"]) for row in told)
    assert periods == [("02-01", True, "Active"), ("02-04", False, "Inactive"), ("02-05", False, "Inactive")]


@pytest.mark.slow
@pytest.mark.parametrize("runs", [["02-01", "10-01"], ["10-01", "02-01"], ["02-01 10-01"]])
def test_a_role_that_ended_in_june_is_no_student_in_october(runs: list[str], lake: Lake) -> None:
    """Told in February that it would; no clock but the deliveries says that June has passed, in whichever order."""
    content = {name: sets.tables("1.2")[name] for name in ("users", "roles")}
    for role in content["roles"]:
        role["endDate"] = "2025-06-30" if role["userSourcedId"] == "stu4" else "2026-07-01"
    for run in runs:
        for day in run.split():
            deliver(lake, f"2025-{day}", sets.files("1.2", content, "bulk"))
        lake.ingest()
        lake.cleanse(subject=["students"])
    told = [row for row in lake.rows(STUDENTS_TABLE) if row["student_id"] in ("stu1", "stu4")]
    periods = sorted((row["student_id"], f"{row['valid_from']:%m-%d}", row["is_active"], row["status"]) for row in told)
    assert periods == [
        ("stu1", "02-01", True, "Active"),
        ("stu4", "02-01", True, "Active"),
        ("stu4", "10-01", False, "Inactive"),
    ]


@pytest.mark.slow
def test_a_later_bulk_closes_what_it_lacks(lake: Lake) -> None:
    lake = lake.letting_shrink()
    deliver(lake, "2025-02-01", sets.bulk("1.1"), zipped=True)
    lake.ingest()
    lake.cleanse()
    content = sets.tables("1.1")
    for name, column in {"users": "sourcedId", "enrollments": "userSourcedId"}.items():
        content[name] = [row for row in content[name] if row[column] != "stu2"]
    deliver(lake, "2025-02-08", sets.files("1.1", content, "bulk"), zipped=True)
    lake.ingest()
    lake.cleanse()
    assert students(lake)["stu2"] == ("Family stu2", "Inactive", False)
    active = by(lake.rows(ENROLLMENTS_TABLE), "enrollment_id", "is_active")
    assert active["enr-stu2-cla1"] == (False,)
    assert active["enr-stu1-cla1"] == (True,)


def roles(lake: Lake, folder: str, content: sets.Files) -> dict[str, Any]:
    """Schools of the teacher's roles once this came too: whether each is gone, and was taken back."""
    deliver(lake, folder, content)
    lake.ingest()
    lake.cleanse(subject=["staff_roles"])
    rows = lake.rows(STAFF_ROLES_TABLE)
    assert {row["staff_id"] for row in rows} == {"tea1"}
    return by(rows, "school_id", "is_gone", "is_deleted")


OPEN, GONE, TAKEN_BACK = (None, False), (True, False), (None, True)


@pytest.mark.slow
def test_a_role_is_taken_back_by_a_delta_and_closed_by_a_bulk_that_lacks_it(lake: Lake) -> None:
    lake = lake.letting_shrink()
    content = {name: sets.tables("1.2")[name] for name in ("users", "roles")}
    [first] = [row for row in content["roles"] if row["userSourcedId"] == "tea1"]
    second, third = ({**first, "sourcedId": f"r-{school}", "orgSourcedId": school} for school in ("sch2", "sch3"))
    every = sets.files("1.2", {**content, "roles": [*content["roles"], second, third]}, "bulk")
    assert roles(lake, "2025-02-01", every) == {"sch1": OPEN, "sch2": OPEN, "sch3": OPEN}
    over = {**third, "status": "tobedeleted", "dateLastModified": CHANGED}
    delta = sets.files("1.2", {"roles": [over]}, "delta")
    assert roles(lake, "2025-02-04", delta) == {"sch1": OPEN, "sch2": OPEN, "sch3": TAKEN_BACK}
    later = sets.files("1.2", content, "bulk")
    assert roles(lake, "2025-02-08", later) == {"sch1": OPEN, "sch2": GONE, "sch3": (True, True)}


@pytest.mark.slow
def test_a_school_that_a_later_bulk_of_users_lacks(lake: Lake) -> None:
    content = {"users": sets.tables("1.1")["users"]}
    bulk = sets.files("1.1", content, "bulk")
    assert roles(lake, "2025-02-01", bulk) == {"sch1": OPEN, "dis1": OPEN}
    for row in content["users"]:
        row["orgSourcedIds"] = "sch1,sch2"
    assert roles(lake, "2025-02-08", sets.files("1.1", content, "bulk")) == {"sch1": OPEN, "dis1": GONE, "sch2": OPEN}


@pytest.mark.slow
@pytest.mark.parametrize("order", [["02-04", "02-05"], ["02-05", "02-04"], ["02-04 02-05"]])
def test_a_guardian_whom_a_change_names_no_more(order: list[str], lake: Lake) -> None:
    """On the fourth a student has a second guardian, on the fifth none but that one, whichever is brought first."""
    [student] = [row for row in sets.tables("1.1")["users"] if row["sourcedId"] == "stu1"]
    days = {"02-01": "par1", "02-04": "par1,par2", "02-05": "par2"}
    for folders in (["02-01"], *[run.split() for run in order]):
        for day in folders:
            changed = {"status": "active", "dateLastModified": f"2025-{day}T08:00:00Z"} if day != "02-01" else {}
            rows = {"users": [{**student, **changed, "agentSourcedIds": days[day]}]}
            deliver(lake, f"2025-{day}", sets.files("1.1", rows, "delta" if changed else "bulk"))
        lake.ingest()
        lake.cleanse(subject=["guardian_links"])
    links = by(lake.rows(GUARDIAN_LINKS_TABLE), "guardian_id", "student_id", "is_active")
    assert links == {"par1": ("stu1", False), "par2": ("stu1", True)}


def test_a_contradicted_manifest_refuses_until_the_delivery_is_whole(lake: Lake) -> None:
    content = sets.bulk("1.2")
    deliver(lake, "2025-02-01", sets.violations("1.2")["announced_but_missing"](content))
    lake.deliver("oneroster/2025-02-02/export.zip", b"PK\x03\x04 and no more")
    lake.ingest()
    assert not lake.store.exists(ORGS.table)
    codes = {(row["source_file"].split("/")[1], *row["reason_codes"]) for row in lake.rows(QUARANTINE)}
    assert codes == {("2025-02-01", "FILE_MANIFEST"), ("2025-02-02", "FILE_CORRUPT")}
    held = len(lake.rows(QUARANTINE))
    lake.ingest()
    assert len(lake.rows(QUARANTINE)) == held

    deliver(lake, "2025-02-01", content)
    lake.ingest()
    assert len(lake.rows(USERS.table)) == len(sets.tables("1.2")["users"])
    assert len(lake.rows(ORGS.table)) == len(sets.tables("1.2")["orgs"])
    lake.cleanse(subject=["students"])
    assert set(students(lake)) == set(STUDENTS)


@pytest.mark.slow
def test_what_exports_get_wrong(lake: Lake) -> None:
    violations, content = sets.violations("1.1"), sets.bulk("1.1")
    for name in ("byte_order_mark", "extension_columns", "not_utf8", "duplicate_sourced_ids", "called_absent"):
        faulty = violations[name](content)
        deliver(lake, f"2025-02-01/{name}", faulty)
    deliver(lake, "2025-02-01/wrong_header_case", violations["wrong_header_case"](content))
    entries = {entry.table_name: entry for entry in lake.ingest().entries}
    users = entries[str(USERS.table)]
    # The byte order mark makes the file another one; so do the other faults. Absent is noted, not loaded.
    assert (users.files_refused, users.files_new) == (1, 4)
    assert "called_absent/users.csv is called absent by its manifest" in (users.note or "")
    assert entries[str(ENROLLMENTS.table)].files_redelivered == 4
    issues = {row["parse_issue"] for row in lake.rows(USERS.table)}
    assert issues == {None, "ENCODING"}
    (refused,) = [row for row in lake.rows(QUARANTINE) if row["subject"] == str(USERS.table)]
    assert refused["reason_codes"] == ["FILE_SCHEMA"]
