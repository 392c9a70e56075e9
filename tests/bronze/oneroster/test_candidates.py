"""What OneRoster's files become for each subject, in both versions, from generated sets."""

from __future__ import annotations

import csv
import io
from typing import Any

import oneroster_sets as sets
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.bronze.oneroster import ONEROSTER
from edulake.bronze.oneroster.tables import USERS, raw_name
from edulake.bronze.reference import current
from edulake.contract.feed import Feed
from edulake.contract.table import Table
from edulake.store.small_frame import as_frame

FEEDS = {feed.files.pattern.removeprefix("**/").removesuffix(".csv*"): feed for s in ONEROSTER for feed in s.feeds}
SOURCES = {source.subject: source for source in ONEROSTER}
BY_TABLE: dict[Table, Feed] = {feed.table: feed for source in ONEROSTER for feed in source.feeds}
STAMP = "2025-02-01T00:00:00Z"


def bronze(spark: SparkSession, feed: Feed, *deliveries: sets.Files, gone: int = 0) -> DataFrame:
    """The rows that a feed's files hold, as bronze has them; each delivery is a batch, those before `gone` are gone."""
    rows: list[tuple[Any, ...]] = []
    names = [*feed.columns, "parse_issue", "raw_payload", "source_file", "source_file_modified_at", "delivered_at"]
    names += ["is_gone", "gone_at", "batch_number"]
    for number, files in enumerate(deliveries, start=1):
        text = files.get(f"{feed.files.pattern.removeprefix('**/').removesuffix('*')}", b"").decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            values = [row.get(name) for name in feed.columns.values()]
            day, went = f"2025-02-0{number}", f"2025-02-0{gone}" if number < gone else None
            rows.append((*values, None, str(row), f"{number}.csv", day, day, number < gone, went, number))
    types = {"batch_number": "bigint", "is_gone": "boolean"}
    return as_frame(
        spark, rows, spark.createDataFrame([], ", ".join(f"{n} {types.get(n, 'string')}" for n in names)).schema
    )


def candidates(
    spark: SparkSession, subject: str, *deliveries: sets.Files, new: int = 0, gone: int = 0
) -> dict[str, dict[str, Any]]:
    """The newest candidate row of each id; references of batches from `new` on are news, those before `gone` gone."""
    source, found = SOURCES[subject], references(spark, subject, *deliveries, new=new, gone=gone)
    facts = bronze(spark, BY_TABLE[source.facts], *deliveries)
    rows = source.candidates(facts, found).orderBy("batch_number")
    return {row["raw_sourced_id"]: row.asDict() for row in rows.collect()}


def references(
    spark: SparkSession, subject: str, *deliveries: sets.Files, new: int = 0, gone: int = 0
) -> dict[Table, DataFrame]:
    return {
        ref.table: current(bronze(spark, BY_TABLE[ref.table], *deliveries, gone=gone), ref.key).withColumn(
            "is_new", F.col("batch_number") >= new
        )
        for ref in SOURCES[subject].references
    }


def picked(rows: dict[str, dict[str, Any]], *names: str) -> dict[str, Any]:
    found = {key: tuple(row[name] for name in names) for key, row in rows.items()}
    return {key: values[0] if len(names) == 1 else values for key, values in found.items()}


@pytest.mark.once
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_bronze_knows_the_columns_of_both_versions(version: str) -> None:
    for name, columns in sets.headers(version).items():
        known = set(FEEDS[name].columns.values())
        assert set(columns) - known == ({"password"} if name == "users" else set())
        assert {FEEDS[name].columns[raw] for raw in FEEDS[name].required} <= set(columns)
        assert FEEDS[name].snapshot is None
    assert raw_name("orgSourcedIds") == "raw_org_sourced_ids"
    assert next(c for c in USERS.table.columns if c.name == "raw_email").personal == "direct"


@pytest.mark.once
def test_every_candidate_is_said_to_be_provided() -> None:
    """What a source provides and does not map would be called missing in every row."""
    for source in SOURCES.values():
        assert all(name.startswith("raw_") for name in source.provides)
        assert {ref.table for ref in source.references} <= {feed.table for feed in source.feeds}


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_students(spark: SparkSession, version: str) -> None:
    rows = candidates(spark, "students", sets.bulk(version), sets.delta(version), new=2)
    assert picked(rows, "parse_issue", "raw_status") == {
        "stu1": (None, "active"),
        "stu2": (None, "active"),
        "stu3": (None, "inactive"),
        "stu4": (None, "tobedeleted"),
        "stu5": (None, "active"),
        "tea1": ("NOT_A_STUDENT", "active"),
        "par1": ("NOT_A_STUDENT", "active"),
    }
    first = rows["stu1"]
    expected = {
        "raw_student_id": "stu1",
        "raw_name": None,
        "raw_given_name": "Given stu1",
        "raw_family_name": "Corrected",
        "raw_email": "stu1@school.example",
        "raw_birth_date": "2010-04-01",
        "raw_gender": "female",
        "raw_school_id": "sch1",
        "raw_updated_at": sets.CHANGED,
    }
    assert {name: first[name] for name in expected} == expected
    assert picked(rows, "raw_grade_level")["stu2"] == "09", "the first of a list"
    # In 1.2 the roles of the fourth and fifth came with the second delivery; nobody's demographics did.
    news = {"stu4", "stu5"} if version == "1.2" else set()
    assert {key for key, row in rows.items() if row["revisit"]} == news
    assert SOURCES["students"].provides <= set(first)


def test_roles_of_users(spark: SparkSession) -> None:
    """A role may be missing, made up, of a vendor's own, second to another, or withdrawn."""
    files = sets.bulk("1.2")
    roles = [
        {"sourcedId": "r1", "userSourcedId": "stu1", "roleType": "secondary", "role": "Student", "orgSourcedId": "b"},
        {"sourcedId": "r2", "userSourcedId": "stu1", "roleType": "primary", "role": "student", "orgSourcedId": "c"},
        {"sourcedId": "r3", "userSourcedId": "stu1", "roleType": "primary", "role": "aide", "orgSourcedId": "a"},
        {"sourcedId": "r4", "userSourcedId": "stu2", "role": "pupil"},
        {"sourcedId": "r5", "userSourcedId": "stu4", "role": "student", "status": "tobedeleted"},
        {"sourcedId": "r6", "userSourcedId": "tea1", "role": "ext:coach"},
        {"sourcedId": "r7", "userSourcedId": "", "role": "student"},
    ]
    content = {"users": [{**row, "primaryOrgSourcedId": ""} for row in sets.tables("1.2")["users"]], "roles": roles}
    files |= sets.files("1.2", content, "bulk")
    rows = candidates(spark, "students", files)
    assert picked(rows, "parse_issue", "raw_status", "raw_school_id") == {
        "stu1": (None, "active", "c"),
        "stu2": ("UNKNOWN_ROLE", "active", None),
        "stu3": ("WAITING_FOR_REFERENCE", "inactive", None),
        "stu4": (None, "inactive", None),
        "tea1": ("NOT_A_STUDENT", "active", None),
        "par1": ("WAITING_FOR_REFERENCE", "active", None),
    }


def absent(spark: SparkSession, *deliveries: sets.Files, **given: int) -> set[tuple[str, str]]:
    """Who went by what roles.csv says, and since when."""
    absences = SOURCES["students"].absences
    assert absences is not None
    users = bronze(spark, BY_TABLE[USERS.table], *deliveries)
    rows = absences(users, references(spark, "students", *deliveries, **given)).collect()
    return {(row["raw_student_id"], row["at"]) for row in rows}


def test_students_whose_role_is_withdrawn_are_absent_from_then_on(spark: SparkSession) -> None:
    """A role that lives beside it, or the user's own row where it says student, is stronger."""
    assert absent(spark, sets.bulk("1.2"), sets.delta("1.2")) == {("stu4", "2025-02-02")}
    assert absent(spark, sets.bulk("1.1"), sets.delta("1.1")) == set()
    more = {"sourcedId": "again", "userSourcedId": "stu4", "roleType": "secondary", "role": "student"}
    roles = [*sets.changes("1.2")["roles"], more]
    assert absent(spark, sets.bulk("1.2"), sets.files("1.2", {"roles": roles}, "delta")) == set()


def with_roles(*roles: sets.Row) -> sets.Files:
    """The bulk of 1.2 with these roles of stu1 and no others; its users name no school."""
    users = [{**row, "primaryOrgSourcedId": ""} for row in sets.tables("1.2")["users"]]
    named = [
        {"sourcedId": f"r{number}", "userSourcedId": "stu1", "role": "student", **role}
        for number, role in enumerate(roles)
    ]
    return {**sets.bulk("1.2"), **sets.files("1.2", {"users": users, "roles": named}, "bulk")}


ENDED = {"beginDate": "2024-08-15", "endDate": "2025-02-02"}


@pytest.mark.parametrize(
    ("roles", "statuses", "since"),
    [
        ([ENDED], ["active", "inactive", "inactive"], "2025-02-02"),
        ([{"endDate": "2025-02-03"}], ["active", "active", "inactive"], "2025-02-03"),
        ([{"endDate": "2025-06-30"}], ["active"] * 3, None),
        ([{"endDate": "2024-06-30"}], ["inactive"] * 3, "2025-02-01"),
        ([ENDED, {}], ["active"] * 3, None),
        ([ENDED, {"endDate": "2025-02-03"}], ["active", "active", "inactive"], "2025-02-03"),
        ([ENDED, {"status": "tobedeleted"}], ["active", "inactive", "inactive"], "2025-02-02"),
        ([ENDED, {"role": "teacher"}], ["active", "inactive", "inactive"], "2025-02-02"),
        ([{"endDate": "soon"}], ["active"] * 3, None),
    ],
)
def test_a_role_ends_by_the_first_delivery_after_it(
    spark: SparkSession, roles: list[sets.Row], statuses: list[str], since: str | None
) -> None:
    """Users come on three days; the role came on the first, and the day that it names is the day after its last."""
    users = {"users.csv": with_roles(*roles)["users.csv"]}
    deliveries = (with_roles(*roles), users, users)
    source = SOURCES["students"]
    facts = bronze(spark, BY_TABLE[source.facts], *deliveries)
    rows = source.candidates(facts, references(spark, "students", *deliveries)).where("raw_sourced_id = 'stu1'")
    told = rows.orderBy("batch_number").select("raw_status", "parse_issue").collect()
    assert [tuple(row) for row in told] == [(status, None) for status in statuses]
    assert dict(absent(spark, *deliveries)).get("stu1") == since


def test_a_role_that_came_after_its_end(spark: SparkSession) -> None:
    """No user came since: the delivery of the role is the first that tells of it."""
    roles = sets.files(
        "1.2", {"roles": [{"sourcedId": "r0", "userSourcedId": "stu1", "role": "student", **ENDED}]}, "delta"
    )
    assert dict(absent(spark, with_roles({}), roles, roles)).get("stu1") == "2025-02-03"


def test_all_schools_of_a_student(spark: SparkSession) -> None:
    names = ("raw_school_id", "raw_school_ids", "raw_enrollment_date")
    assert picked(candidates(spark, "students", sets.bulk("1.1")), *names)["stu1"] == ("sch1", "sch1,dis1", None)
    secondary = {"roleType": "secondary", "orgSourcedId": "a", "beginDate": "2024-09-01"}
    past = {"roleType": "primary", "orgSourcedId": "b", "beginDate": "2023-08-15", "endDate": "2024-07-01"}
    here = {"roleType": "primary", "orgSourcedId": "c", "beginDate": "2024-08-15", "endDate": "2025-07-01"}
    gone = {"roleType": "primary", "orgSourcedId": "0", "status": "tobedeleted", "beginDate": "2022-08-15"}
    rows = candidates(spark, "students", with_roles(secondary, past, here, gone))
    assert picked(rows, *names)["stu1"] == ("c", "c,b,a,0", "2023-08-15")
    assert picked(rows, *names)["par1"] == (None, "", None)


def test_a_class_lasts_as_long_as_its_terms(spark: SparkSession) -> None:
    content = sets.tables("1.2")
    common = {"type": "term", "parentSourcedId": "y25"}
    content["academicSessions"] += [
        {"sourcedId": "t2", **common, "startDate": "2025-01-15", "endDate": "2025-07-01", "schoolYear": "2025"},
        {"sourcedId": "t3", **common, "startDate": "2025-08-01", "endDate": "2025-12-24", "schoolYear": "2026"},
        {"sourcedId": "odd", **common, "startDate": "last week", "endDate": "2025-07-01", "schoolYear": "2025"},
    ]
    listed = {"a": "t2, t1", "b": "t1,t3", "c": "t1,t9", "d": "odd,t1", "e": "", "f": "t9", "g": "t2,t2"}
    model = content["classes"][0]
    content["classes"] = [{**model, "sourcedId": name, "termSourcedIds": terms} for name, terms in listed.items()]
    rows = candidates(spark, "classes", sets.files("1.2", content, "bulk"), new=2)
    assert picked(rows, "raw_start_date", "raw_end_date", "raw_term", "raw_school_year") == {
        "a": ("2024-08-01", "2025-06-30", "t1,t2", "2025"),
        "b": ("2024-08-01", "2025-12-23", "t1,t3", "2026"),
        "c": ("2024-08-01", "2025-01-14", "t1", "2025"),
        "d": ("last week", "2025-06-30", "t1,odd", "2025"),
        "e": (None, None, None, None),
        "f": (None, None, None, None),
        "g": ("2025-01-15", "2025-06-30", "t2", "2025"),
    }
    assert not any(row["revisit"] for row in rows.values())
    assert candidates(spark, "classes", sets.files("1.2", content, "bulk"), new=1)["a"]["revisit"]


def test_the_lowest_score_of_a_line_item(spark: SparkSession) -> None:
    content = sets.tables("1.2")
    content["lineItems"][0] |= {"resultValueMin": "1", "resultValueMax": "5"}
    files = sets.files("1.2", content, "bulk")
    names = ("raw_score_min", "raw_score_max")
    assert picked(candidates(spark, "assessments", files), *names)["res1"] == ("1", "5")
    assert picked(candidates(spark, "line_items", files), *names)["lin1"] == ("1", "5")


def test_courses_and_classes(spark: SparkSession) -> None:
    rows = candidates(spark, "courses", sets.bulk("1.2"))
    names = ("raw_name", "raw_code", "raw_subject", "raw_grade_level", "raw_school_id", "raw_school_year")
    assert picked(rows, *names, "raw_start_date", "raw_end_date", "raw_status") == {
        "cou1": ("Algebra I", "ALG1", "Mathematics", "09", "sch1", "2025", "2024-08-01", "2025-06-30", "active"),
        "cou2": ("World history", "HIS", "History", None, "sch1", None, None, None, "active"),
    }
    assert SOURCES["courses"].provides <= set(rows["cou1"])

    rows = candidates(spark, "classes", sets.bulk("1.1"))
    names = ("raw_name", "raw_course_id", "raw_subject", "raw_grade_level", "raw_school_id", "raw_school_year")
    assert picked(rows, *names, "raw_term", "parse_issue") == {
        "cla1": ("Algebra, period 1", "cou1", "Algebra", "09", "sch1", "2025", "t1", None),
        "cla2": ("History, period 3", "cou2", "History", None, "sch1", "2025", "t1", None),
    }
    assert SOURCES["classes"].provides <= set(rows["cla1"])


def test_enrollments(spark: SparkSession) -> None:
    faulty = sets.bulk("1.1")
    for name in ("unknown_role", "dangling_class", "primary_student"):
        faulty = sets.violations("1.1")[name](faulty)
    rows = candidates(spark, "enrollments", faulty, sets.delta("1.1"))
    names = ("raw_student_id", "raw_course_id", "raw_class_id", "raw_status", "parse_issue")
    assert picked(rows, *names) == {
        "enr-stu1-cla1": ("stu1", "cou1", "cla1", "active", None),
        "enr-stu2-cla1": ("stu2", "cou1", "cla1", "active", None),
        "enr-stu3-cla1": ("stu3", "cou1", "cla1", "active", None),
        "enr-stu4-cla1": ("stu4", "cou1", "cla1", "tobedeleted", None),
        "enr-stu5-cla1": ("stu5", "cou1", "cla1", "active", None),
        "enr-stu1-cla2": ("stu1", "cou2", "cla2", "active", None),
        "enr-stu2-cla2": ("stu2", "cou2", "cla2", "active", "UNKNOWN_ROLE"),
        "enr-stu2-cla9": ("stu2", None, "cla9", "active", "WAITING_FOR_REFERENCE"),
        "enr-tea1-cla1": ("tea1", "cou1", "cla1", "active", "NOT_A_STUDENT"),
    }
    dates = ("raw_start_date", "raw_end_date", "raw_school_year", "raw_term", "raw_school_id", "raw_result")
    assert picked(rows, *dates)["enr-stu1-cla1"] == ("2024-08-01", "2025-01-14", "2025", "t1", "sch1", None)
    assert SOURCES["enrollments"].provides <= set(rows["enr-stu1-cla1"])


def test_what_a_newer_bulk_lacks_counts_like_what_is_to_be_deleted(spark: SparkSession) -> None:
    """Role, birth, class and line item; what only describes, course and session, is told as it was."""
    empty = sets.files("1.2", {}, "bulk")
    given = {"gone": 2, "new": 2}
    people = candidates(spark, "students", sets.bulk("1.2"), empty, **given)
    assert picked(people, "parse_issue", "raw_status", "raw_birth_date")["stu1"] == (None, "active", None)
    assert absent(spark, sets.bulk("1.2"), empty, **given) == {(name, "2025-02-02") for name in sets.STUDENTS}
    assert people["tea1"]["parse_issue"] == "NOT_A_STUDENT"
    enrolled = candidates(spark, "enrollments", sets.bulk("1.2"), empty, **given)
    names = ("raw_status", "raw_course_id", "raw_school_year", "parse_issue")
    assert picked(enrolled, *names)["enr-stu1-cla1"] == ("inactive", "cou1", "2025", None)
    results = candidates(spark, "assessments", sets.bulk("1.2"), empty, **given)
    assert picked(results, "raw_status", "raw_subject", "parse_issue")["res1"] == ("tobedeleted", "Algebra", None)
    items = candidates(spark, "line_items", sets.bulk("1.2"), empty, **given)
    assert picked(items, "raw_status", "raw_subject")["lin1"] == ("active", "Algebra")


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_assessments(spark: SparkSession, version: str) -> None:
    """A work not handed in may carry a zero, which is no score."""
    faulty = sets.violations(version)["dangling_line_item"](sets.bulk(version))
    rows = candidates(spark, "assessments", faulty, sets.delta(version), new=2)
    names = ("raw_student_id", "raw_subject", "raw_score", "raw_score_max", "raw_class_id", "raw_status", "parse_issue")
    assert picked(rows, *names) == {
        "res1": ("stu1", "Algebra", "17.5", "20.0", "cla1", "active", None),
        "res2": ("stu2", "Algebra", None, "20.0", "cla1", "tobedeleted", None),
        "res3": ("stu3", "Algebra", None, "20.0", "cla1", "tobedeleted", None),
        "res4": ("stu1", "History", "64.0", "100.0", "cla2", "tobedeleted", None),
        "res9": ("stu1", None, "1.0", None, None, "active", "WAITING_FOR_REFERENCE"),
    }
    names = ("raw_assessment_date", "raw_grade_level", "raw_school_id", "raw_school_year", "raw_completion_time")
    assert picked(rows, *names)["res1"] == ("2024-09-10", "09", "sch1", "2025", None)
    assert not any(row["revisit"] for row in rows.values())
    assert SOURCES["assessments"].provides <= set(rows["res1"])
    assert all(row["revisit"] for key, row in candidates(spark, "assessments", faulty).items() if key != "res9")
