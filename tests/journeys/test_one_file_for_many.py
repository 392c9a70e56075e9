"""Several subjects read one file: each accounts for every record of it, whomever it is about."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from lake import Lake

from edulake.bronze.oneroster.tables import ENROLLMENTS, USERS
from edulake.contract.table import Table
from edulake.ops.runs import Entry
from edulake.ops.tables import FATES, JOB_RUNS

pytestmark = [pytest.mark.slow, pytest.mark.once]

PEOPLE = ["students", "staff", "staff_roles", "guardians", "guardian_links"]
# Of eight users: four students, of whom one names a guardian, a teacher, a parent, the first student without an id, and
# once more. Who is nobody of a subject is aside, whatever else is wrong.
FATES_DUE = {
    "silver.students": (4, 1, 1, 0, 2),
    "silver.staff": (1, 0, 0, 0, 7),
    "silver.staff_roles": (1, 0, 0, 0, 7),
    "silver.guardians": (1, 0, 0, 0, 7),
    "silver.guardian_links": (1, 1, 1, 0, 5),
}


def test_each_subject_that_reads_users_accounts_for_all_of_them(lake: Lake) -> None:
    content = sets.tables("1.1")
    first, *others = content["users"]
    first = {**first, "agentSourcedIds": "par1"}
    users = [first, *others, {**first, "sourcedId": ""}, first]
    for name, data in sets.files("1.1", {**content, "users": users}, "bulk").items():
        lake.deliver(f"oneroster/2025-02-01/{name}", data)
    lake.ingest()
    lake.cleanse(subject=PEOPLE)
    assert fates(lake, USERS.table, len(users)) == FATES_DUE


def test_students_and_teachers_of_a_class_account_for_all_enrollments(lake: Lake) -> None:
    """Of eight: five of students, one of the teacher, that one again, and one of a teacher in a class not delivered."""
    content = sets.tables("1.2")
    enrolled = content["enrollments"]
    [teacher] = [row for row in enrolled if row["role"] == "teacher"]
    content["enrollments"] = [*enrolled, teacher, {**teacher, "sourcedId": "later", "classSourcedId": "cla9"}]
    for name, data in sets.files("1.2", content, "bulk").items():
        lake.deliver(f"oneroster/2025-02-01/{name}", data)
    lake.ingest()
    lake.cleanse(subject=["enrollments", "class_staff"])
    assert fates(lake, ENROLLMENTS.table, 8) == {
        "silver.enrollments": (5, 0, 0, 0, 3),
        "silver.class_staff": (1, 1, 1, 0, 5),
    }
    assert [row["reason_codes"] for row in lake.refused()] == [["WAITING_FOR_REFERENCE"]]


def fates(lake: Lake, table: Table, records: int) -> dict[str, tuple[int, ...]]:
    """The fates of the records of a table, by subject: each accounts for all of them."""
    told = [row for row in lake.rows(JOB_RUNS) if row["input_table"] == str(table) and row["job"] == "silver_cleanse"]
    for row in told:
        assert row["records_in"] == records == lake.frame(table).count(), row["table_name"]
        Entry(row["table_name"], records_in=row["records_in"], **{fate: row[fate] for fate in FATES}).must_balance()
    return {row["table_name"]: tuple(row[fate] for fate in FATES) for row in told}
