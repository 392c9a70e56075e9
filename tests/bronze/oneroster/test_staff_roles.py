"""Roles of staff in OneRoster: a candidate a school of users who say their role (1.1), else a role of roles.csv (1.2)."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from oneroster_rows import BY_TABLE, SOURCES, bronze, references
from oneroster_school import user
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once

NAMES = (
    *("raw_sourced_id", "raw_staff_role_id", "raw_school_id", "raw_role", "raw_begin_date", "raw_end_date"),
    *("raw_is_primary", "raw_status", "parse_issue"),
)
Said = set[tuple[str | None, ...]]


def said(spark: SparkSession, *deliveries: sets.Files, gone: int = 0, changes: int = 0) -> list[tuple[str | None, ...]]:
    source = SOURCES["staff_roles"]
    facts = bronze(spark, BY_TABLE[source.facts], *deliveries, changes=changes)
    found = source.candidates(facts, references(spark, "staff_roles", *deliveries, gone=gone))
    assert source.provides <= set(found.columns)
    assert {row["raw_staff_id"] == row["raw_sourced_id"] for row in found.collect()} == {True}
    return [tuple(row) for row in found.select("batch_number", *NAMES).collect()]


def once(spark: SparkSession, files: sets.Files) -> Said:
    rows = [row[1:] for row in said(spark, files)]
    assert len(rows) == len(set(rows))
    return set(rows)


def aside(reason: str, *people: str) -> Said:
    return {(who, *[None] * 7, reason) for who in people}


def own(person: str, school: str | None, role: str, status: str | None = None) -> tuple[str | None, ...]:
    """A role that a user's own row says: without an id and days."""
    return (person, None, school, role, None, None, None, status, None)


def users(*people: sets.Row) -> sets.Files:
    return sets.files("1.1", {"users": list(people)}, "bulk")


def with_roles(*roles: sets.Row) -> sets.Files:
    """The bulk of 1.2 with these roles and no others, each of the teacher unless it says of whom."""
    named = [{"sourcedId": f"r{number}", "userSourcedId": "tea1", **role} for number, role in enumerate(roles)]
    return {**sets.bulk("1.2"), **sets.files("1.2", {"roles": named}, "bulk")}


OTHERS = ("stu1", "stu2", "stu3", "stu4", "par1")


def test_a_user_who_says_a_role_has_it_in_each_organisation(spark: SparkSession) -> None:
    assert once(spark, sets.bulk("1.1")) == {
        own("tea1", "sch1", "teacher"),
        own("tea1", "dis1", "teacher"),
        *aside("NOT_STAFF", *OTHERS),
    }


def test_roles_of_roles_csv(spark: SparkSession) -> None:
    """The last day is the one before that which the file names."""
    assert once(spark, sets.bulk("1.2")) == {
        ("tea1", "rol-tea1", "sch1", "teacher", "2024-08-01", "2025-06-30", "true", None, None),
        *aside("NOT_STAFF", *OTHERS),
    }


def test_what_users_say_of_their_roles(spark: SparkSession) -> None:
    people = [
        {**user("a", "SiteAdministrator", "1.1"), "orgSourcedIds": " s1,, s2,s1 "},
        {**user("b", "ext:nurse", "1.1"), "orgSourcedIds": "s1"},
        {**user("c", " Aide ", "1.1"), "orgSourcedIds": " "},
        {**user("d", "teacher", "1.1"), "orgSourcedIds": "s1", "status": "tobedeleted"},
        {**user("e", "teacher", "1.1"), "orgSourcedIds": "s1", "enabledUser": "false"},
        user("f", "student", "1.1"),
        user("g", "guardian", "1.1"),
        user("h", "ext:alumnus", "1.1"),
        user("i", "", "1.1"),
    ]
    assert once(spark, users(*people)) == {
        own("a", "s1", "siteadministrator"),
        own("a", "s2", "siteadministrator"),
        own("b", "s1", "nurse"),
        own("c", None, "aide"),
        own("d", "s1", "teacher", "tobedeleted"),
        own("e", "s1", "teacher"),
        *aside("NOT_STAFF", "f", "g", "h"),
        *aside("WAITING_FOR_REFERENCE", "i"),
    }


@pytest.mark.more
def test_several_roles_of_one_user(spark: SparkSession) -> None:
    """A student who is an aide as well is staff with that role alone; what is no day or no kind of role stays as it is."""
    roles = [
        {"role": "teacher", "roleType": "primary", "orgSourcedId": "s1", "beginDate": "2024-08-01"},
        {"role": "EXT:Librarian", "roleType": "Secondary", "orgSourcedId": "s2", "endDate": "2025-03-01"},
        {"role": "proctor", "roleType": "other", "orgSourcedId": " ", "beginDate": "soon", "endDate": "later"},
        {"role": "student", "userSourcedId": "stu1", "orgSourcedId": "s1"},
        {"role": "aide", "userSourcedId": "stu1", "orgSourcedId": "s1", "status": "tobedeleted"},
        {"role": "student", "userSourcedId": "stu2"},
        {"role": "parent", "userSourcedId": "par1"},
        {"role": "aide", "userSourcedId": "nobody"},
    ]
    assert once(spark, with_roles(*roles)) == {
        ("tea1", "r0", "s1", "teacher", "2024-08-01", None, "true", None, None),
        ("tea1", "r1", "s2", "librarian", None, "2025-02-28", "false", None, None),
        ("tea1", "r2", None, "proctor", "soon", "later", "other", None, None),
        ("stu1", "r4", "s1", "aide", None, None, None, "tobedeleted", None),
        *aside("NOT_STAFF", "stu2", "par1"),
        *aside("WAITING_FOR_REFERENCE", "stu3", "stu4"),
    }


@pytest.mark.more
def test_all_roles_of_a_user_who_is_to_be_deleted_are(spark: SparkSession) -> None:
    people = [{**user("tea1", "teacher", "1.2"), "status": "tobedeleted"}]
    roles = [{"sourcedId": "r0", "userSourcedId": "tea1", "role": "teacher", "orgSourcedId": "s1"}]
    files = sets.files("1.2", {"users": people, "roles": roles}, "delta")
    assert once(spark, files) == {("tea1", "r0", "s1", "teacher", None, None, None, "tobedeleted", None)}


@pytest.mark.more
def test_a_role_that_a_later_bulk_lacks(spark: SparkSession) -> None:
    """Users delivered before still say it; those since do not, so that their snapshot closes it."""
    both = with_roles({"role": "teacher"}, {"role": "aide"})
    one = with_roles({"role": "teacher"})
    teacher, aide = (
        ("tea1", id_, None, role, None, None, None, None, None) for id_, role in (("r0", "teacher"), ("r1", "aide"))
    )
    told = [row for row in said(spark, both, one, gone=2) if row[1] == "tea1"]
    assert sorted(told) == [(1, *teacher), (1, *aide), (2, *teacher)]
    nothing = [row for row in said(spark, both, with_roles(), gone=2) if row[1] == "tea1" and row[0] == 2]
    assert nothing == [(2, "tea1", *[None] * 7, "NOTHING_SAID")]


@pytest.mark.more
def test_the_own_role_counts_before_those_of_roles_csv(spark: SparkSession) -> None:
    content = {
        "users": [{**user("a", "teacher", "1.1"), "orgSourcedIds": "s1"}, user("b", "student", "1.1")],
        "roles": [{"sourcedId": f"r{who}", "userSourcedId": who, "role": "aide", "orgSourcedId": "s2"} for who in "ab"],
    }
    files = {**sets.files("1.1", {"users": content["users"]}, "bulk"), "roles.csv": b""}
    files["roles.csv"] = sets.files("1.2", {"roles": content["roles"]}, "bulk")["roles.csv"]
    assert once(spark, files) == {own("a", "s1", "teacher"), *aside("NOT_STAFF", "b")}


@pytest.mark.more
def test_a_role_or_school_that_a_change_says_no_more(spark: SparkSession) -> None:
    """Of a bulk the next one does."""
    teacher = user("a", "teacher", "1.1")
    first = users({**teacher, "orgSourcedIds": "s1,s2"})
    second = users({**teacher, "orgSourcedIds": "s2", "role": "principal"})
    third = users({**teacher, "orgSourcedIds": "s2", "role": "student"})
    kept = {("a", school, role) for school, role in (("s1", "teacher"), ("s2", "teacher"))}
    every = {*kept, ("a", "s2", "principal")}
    for changes, over in {2: {2: kept, 3: every}, 0: {}}.items():
        rows = said(spark, first, second, third, changes=changes)
        back = {day: {(r[1], r[3], r[4]) for r in rows if r[0] == day and r[8] == "tobedeleted"} for day in (1, 2, 3)}
        assert back == {1: set(), 2: set(), 3: set(), **over}
        assert {(r[0], r[1], r[3], r[4]) for r in rows if r[8] is None and r[9] is None} == {
            *((1, *role) for role in kept),
            (2, "a", "s2", "principal"),
        }
    assert [row[9] for row in said(spark, first, second, third) if row[0] == 3] == ["NOT_STAFF"]
